//! Signs an object in Amazon S3, or in the folder of a fake Signer, and says where the result lies.
//!
//! ```console
//! export AWS_ENDPOINT_URL_SIGNER=http://127.0.0.1:4579   # leave it out to call AWS
//! export AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=... AWS_SECRET_ACCESS_KEY=...
//! cargo run -p tinsmith-signer --example sign_object -- my_profile source app.zip null signed
//! ```
//!
//! A profile that does not exist yet is created, for AWS Lambda.

use std::error::Error;
use std::process::ExitCode;

use tinsmith_signer::signing::sign_object;
use tinsmith_signer::types::{S3Destination, S3Source};
use tinsmith_signer::{Client, Config};

#[tokio::main]
async fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [profile, bucket, key, version, destination] = args.as_slice() else {
        eprintln!("usage: sign_object PROFILE BUCKET KEY VERSION DESTINATION_BUCKET");
        return ExitCode::FAILURE;
    };
    match sign(profile, S3Source::new(bucket, key, version), destination).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn sign(profile: &str, source: S3Source, destination: &str) -> Result<(), Box<dyn Error>> {
    let client = Client::new(&Config::from_env().await);
    match client.get_signing_profile().profile_name(profile).send().await {
        Ok(_) => {}
        Err(error) if error.as_service_error().is_some_and(|error| error.is_resource_not_found_exception()) => {
            let put = client.put_signing_profile().profile_name(profile).platform_id("AWSLambda-SHA384-ECDSA");
            println!("created {}", put.send().await?.profile_version_arn().unwrap_or(profile));
        }
        Err(error) => return Err(error.into()),
    }
    let destination = S3Destination::builder().bucket_name(destination).prefix("signed-").build();
    let call = sign_object(&client, profile, source, destination).on_progress(|question| {
        let status = question.result().ok().and_then(|job| job.status());
        println!("after {:.1?}: {}", question.elapsed(), status.map_or("no status", |status| status.as_str()));
    });
    let signed = call.send().await?;
    println!("job {} signed it: s3://{}/{}", signed.job_id(), signed.bucket_name(), signed.key());
    Ok(())
}
