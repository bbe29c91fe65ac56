//! Sizes that users pay for in every call: the future of `send()` and the error type.

use tinsmith_signer::config::{Credentials, Region};
use tinsmith_signer::error::SdkError;
use tinsmith_signer::operation::describe_signing_job::DescribeSigningJobError;
use tinsmith_signer::operation::start_signing_job::StartSigningJobError;
use tinsmith_signer::{Client, Config};

/// The most bytes that the future of a call may take.
const FUTURE: usize = 2048;
/// The most bytes that an error may take.
const ERROR: usize = 128;

fn client() -> Client {
    let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "test");
    Client::from_conf(Config::builder().region(Region::new("eu-west-1")).credentials_provider(credentials).build())
}

#[test]
fn futures_are_small() {
    let client = client();
    let futures = [
        ("StartSigningJob", size_of_val(&client.start_signing_job().send())),
        ("PutSigningProfile", size_of_val(&client.put_signing_profile().send())),
        ("ListSigningJobs", size_of_val(&client.list_signing_jobs().send())),
    ];
    for (operation, size) in futures {
        assert!(size <= FUTURE, "the future of {operation} takes {size} bytes, more than {FUTURE}");
    }
}

#[test]
fn errors_are_small() {
    assert!(size_of::<SdkError<StartSigningJobError>>() <= ERROR);
    assert!(size_of::<SdkError<DescribeSigningJobError>>() <= ERROR);
}
