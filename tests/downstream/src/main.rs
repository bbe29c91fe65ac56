//! What a user of `tinsmith-signer` writes: makes a client, calls it, handles its errors.
//!
//! With default features it calls over the built-in transport, without them over one of its own.

mod advice;
mod server;
#[cfg(not(feature = "default-https-client"))]
mod transport;

use tinsmith_signer::config::{Credentials, Region};
use tinsmith_signer::error::{ProvideErrorMetadata, SdkError};
use tinsmith_signer::operation::RequestId;
use tinsmith_signer::operation::start_signing_job::StartSigningJobError;
use tinsmith_signer::types::{Destination, S3Destination, S3Source, Source};
use tinsmith_signer::{Client, Config};

/// What the client's settings, errors and values are made of can be named without another crate.
#[allow(unused_imports, reason = "to name them is all")]
mod names {
    pub use tinsmith_signer::config::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
    pub use tinsmith_signer::config::retry::{AttemptFailure, RetryAction, RetryClassifier, RetryConfig, RetryMode};
    pub use tinsmith_signer::config::timeout::{TimeoutConfig, TimeoutConfigBuilder};
    pub use tinsmith_signer::config::{Attempt, Hook, Sleep};
    pub use tinsmith_signer::config::{Clock, CredentialsErrorKind, Env, FixedClock, MapEnv, Random, RandomError};
    pub use tinsmith_signer::customize::Customize;
    pub use tinsmith_signer::error::{BoxError, Unhandled, UnknownVariantError};
    pub use tinsmith_signer::presigning::{PresignedRequest, PresigningConfig};
    pub use tinsmith_signer::primitives::{DateTimeError, UnknownVariantValue};
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = server::start(vec![
        (200, "", r#"{"jobId":"job-1","jobOwner":"123456789012"}"#),
        (404, "x-amzn-errortype: ResourceNotFoundException\r\n", r#"{"message":"no such profile"}"#),
    ])?;
    let client = client(&server.url);

    let output = start(&client, "my_profile").await?;
    println!("started, as expected: {output:?}");
    assert_eq!(output.as_deref(), Some("job-1"));

    match start(&client, "gone").await.map_err(SdkError::into_service_error) {
        Err(StartSigningJobError::ResourceNotFoundException(error)) => {
            assert_eq!(error.message(), Some("no such profile"));
            println!("not found, as expected: {error}");
        }
        other => return Err(format!("expected ResourceNotFoundException, got {other:?}").into()),
    }

    let Err(error) = start(&client, "x").await else { return Err("an invalid name was sent".into()) };
    println!("not sent, as expected: {error}; {}", advice::advice(&error));
    assert_eq!(error.validation_error().map(|error| error.violations().len()), Some(2));
    assert_eq!((error.code(), error.request_id()), (None, None));
    Ok(())
}

async fn start(client: &Client, profile: &str) -> Result<Option<String>, SdkError<StartSigningJobError>> {
    let output = client
        .start_signing_job()
        .source(Source::builder().s3(S3Source::new("in", "app.zip", "1")).build())
        .destination(Destination::builder().s3(S3Destination::builder().bucket_name("out").build()).build())
        .profile_name(profile)
        .send()
        .await?;
    Ok(output.job_id().map(str::to_owned))
}

fn client(url: &str) -> Client {
    let config = Config::builder()
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "downstream"))
        .endpoint_url(url);
    #[cfg(not(feature = "default-https-client"))]
    let config = config.http_client(transport::PlainHttp);
    Client::from_conf(config.build())
}
