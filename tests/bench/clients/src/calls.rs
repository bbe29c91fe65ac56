//! The calls that are measured: one source for both clients, which differ in the name of a crate only.

use std::collections::HashMap;

use super::sdk::config::{BehaviorVersion, Builder, Credentials, Region};
use super::sdk::primitives::Blob;
use super::sdk::types::{Destination, S3Destination, S3Source, Source};
use super::sdk::{Client, Config};
use crate::operation::Operation;

/// What both clients are set to.
#[must_use]
pub fn config() -> Builder {
    Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "bench"))
}

/// A client that calls `url`.
#[must_use]
pub fn of_server(url: &str) -> Client {
    Client::from_conf(config().endpoint_url(url).build())
}

/// What calls are made of: prepared once, cloned for each.
pub struct Caller {
    client: Client,
    payload: Vec<u8>,
    tags: HashMap<String, String>,
}

impl Caller {
    /// Calls with this client.
    #[must_use]
    pub fn new(client: Client) -> Self {
        let tag = |number| (format!("team:{number}"), format!("value of the tag {number}"));
        Self { client, payload: b"four".repeat(1024), tags: (0..50).map(tag).collect() }
    }

    /// Builds an input, sends it, and checks that the answer was read.
    ///
    /// # Panics
    ///
    /// When the call fails.
    pub async fn call(&self, operation: Operation) {
        let read = match operation {
            Operation::StartSigningJob => self.start_signing_job().await,
            Operation::SignPayload => self.sign_payload().await,
            Operation::PutSigningProfile => self.put_signing_profile().await,
            Operation::DescribeSigningJob => self.describe_signing_job().await,
            Operation::ListSigningJobs => self.list_signing_jobs().await,
        };
        assert!(read, "the answer to {} was not read", operation.name());
    }

    /// The bytes of the future that `send` gives.
    #[must_use]
    pub fn future_size(&self) -> usize {
        size_of_val(&self.client.start_signing_job().send())
    }

    async fn start_signing_job(&self) -> bool {
        let source =
            S3Source::builder().bucket_name("unsigned").key("app.zip").version("jGm.9nDJ5ZfxDH7Wc8f1cQ").build();
        let destination = S3Destination::builder().bucket_name("signed").prefix("signed/").build();
        let output = self
            .client
            .start_signing_job()
            .source(Source::builder().s3(source.expect("all members are set")).build())
            .destination(Destination::builder().s3(destination).build())
            .profile_name("release")
            .send()
            .await;
        output.expect("the call succeeds").job_id().is_some()
    }

    async fn sign_payload(&self) -> bool {
        let payload = Blob::new(self.payload.clone());
        let call =
            self.client.sign_payload().payload(payload).payload_format("application/vnd.cncf.notary.payload.v1+json");
        call.profile_name("release").send().await.expect("the call succeeds").signature().is_some()
    }

    async fn put_signing_profile(&self) -> bool {
        let call = self.client.put_signing_profile().profile_name("release").platform_id("AWSLambda-SHA384-ECDSA");
        call.set_tags(Some(self.tags.clone())).send().await.expect("the call succeeds").arn().is_some()
    }

    async fn describe_signing_job(&self) -> bool {
        let call = self.client.describe_signing_job().job_id("3f1c2c5e-8a54-4b5e-9f53-0d3f4a1e7b11");
        call.send().await.expect("the call succeeds").status().is_some()
    }

    async fn list_signing_jobs(&self) -> bool {
        let call = self.client.list_signing_jobs().max_results(25).platform_id("AWSLambda-SHA384-ECDSA");
        call.send().await.expect("the call succeeds").jobs().len() == 25
    }
}
