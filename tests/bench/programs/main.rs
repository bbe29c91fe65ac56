//! A user's program: starts a signing job and tells what became of it. One source for both clients, which differ in the name
//! of a crate only.

use sdk::config::{BehaviorVersion, Credentials, Region};
use sdk::operation::RequestId;
use sdk::types::{Destination, S3Destination, S3Source, SigningStatus, Source};
use sdk::{Client, Config};

type BoxError = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(profile)) = (arguments.next(), arguments.next()) else {
        return Err("usage: program ENDPOINT_URL PROFILE".into());
    };
    let client = client(url);
    let job = start(&client, profile).await?;
    let output = client.describe_signing_job().job_id(&job).send().await?;
    println!("request {:?}", output.request_id());
    match output.status() {
        Some(SigningStatus::Succeeded) => println!("signed: {:?}", output.signed_object()),
        Some(SigningStatus::Failed) => println!("failed: {:?}", output.status_reason()),
        other => println!("{job} is {other:?}"),
    }
    Ok(())
}

async fn start(client: &Client, profile: String) -> Result<String, BoxError> {
    let source = S3Source::builder().bucket_name("in").key("app.zip").version("1").build()?;
    let output = client
        .start_signing_job()
        .source(Source::builder().s3(source).build())
        .destination(Destination::builder().s3(S3Destination::builder().bucket_name("out").build()).build())
        .profile_name(profile)
        .send()
        .await;
    match output.map_err(|error| error.into_service_error()) {
        Ok(output) => Ok(output.job_id().unwrap_or_default().to_owned()),
        Err(error) if error.is_throttling_exception() => Err("too many jobs: try again later".into()),
        Err(error) => Err(error.into()),
    }
}

fn client(url: String) -> Client {
    let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "program");
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(credentials)
        .endpoint_url(url);
    Client::from_conf(config.build())
}
