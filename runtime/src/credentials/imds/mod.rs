//! Credentials of an EC2 instance, from its metadata service.

mod client;
mod endpoint;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

pub use endpoint::ImdsEndpointMode;

use super::exchange::Answer;
use super::{Credentials, CredentialsError, ProvideCredentials, ProviderContext, json_credentials};
use crate::error::BoxError;
use crate::future::BoxFuture;
use crate::json::JsonDocument;
use client::Client;

const DISABLED: &str = "AWS_EC2_METADATA_DISABLED";
const PATH: &str = "/latest/meta-data/iam/security-credentials/";

/// Asks the metadata service of an EC2 instance, in its version 2 (feature `imds`).
///
/// It is found at `AWS_EC2_METADATA_SERVICE_ENDPOINT`, else at the profile's `ec2_metadata_service_endpoint`, else by
/// `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE` or the profile's `ec2_metadata_service_endpoint_mode` (`IPv4` or `IPv6`), else at
/// `http://169.254.169.254`. `AWS_EC2_METADATA_DISABLED=true` switches it off.
///
/// When the service fails, or still gives credentials that have expired, the last ones are given out as if they held some
/// minutes more: services go on to take them while the metadata service has such trouble. Clones share what they know.
#[derive(Clone, Debug)]
pub struct ImdsCredentials {
    client: Client,
    last: Arc<Mutex<Option<Credentials>>>,
}

impl ImdsCredentials {
    /// Asks over the context's transport.
    #[must_use]
    pub fn new(context: ProviderContext) -> Self {
        Self { client: Client::new(context), last: Arc::default() }
    }

    /// Asks at this URL, whatever environment and profile say.
    #[must_use]
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.client.place.url = Some(url.into());
        self
    }

    /// Asks over this version of IP, unless environment or profile name a URL.
    #[must_use]
    pub fn endpoint_mode(mut self, mode: ImdsEndpointMode) -> Self {
        self.client.place.mode = Some(mode);
        self
    }

    async fn load(&self) -> Result<Credentials, CredentialsError> {
        if self.client.context.env.is_true(DISABLED) {
            return Err(CredentialsError::not_loaded(format!("{DISABLED} switches the metadata service off")));
        }
        let found = self.ask().await;
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        match (found, &*last) {
            (Ok(credentials), _) => {
                let credentials = self.extended(credentials);
                *last = Some(credentials.clone());
                Ok(credentials)
            }
            (Err(_), Some(credentials)) => Ok(self.extended(credentials.clone())),
            (Err(error), None) => Err(error),
        }
    }

    async fn ask(&self) -> Result<Credentials, CredentialsError> {
        let answer = self.client.get(PATH).await?;
        if answer.status.as_u16() == 404 {
            return Err(CredentialsError::not_loaded(
                "the instance has no IAM role (status 404): attach an instance profile to it",
            ));
        }
        let role = text(&answer)?.lines().next().unwrap_or_default().trim().to_owned();
        let answer = self.client.get(&[PATH, &role].concat()).await?;
        let json = text(&answer)?;
        read(json).map_err(|error| unreadable().with_source(error))
    }

    /// The same credentials; when they have expired, as if they held some minutes more.
    fn extended(&self, credentials: Credentials) -> Credentials {
        let now = self.client.context.clock.now();
        if credentials.expiry().is_none_or(|expiry| expiry > now) {
            return credentials;
        }
        // Instances that came into trouble together do not all ask again together.
        let minutes = 10.0 + 5.0 * crate::retry::jitter(&*self.client.context.random);
        credentials.with_expiry(now + Duration::from_secs_f64(60.0 * minutes))
    }
}

/// The text of a success.
fn text(answer: &Answer) -> Result<&str, CredentialsError> {
    if !answer.status.is_success() {
        let status = answer.status.as_u16();
        return Err(CredentialsError::provider_error(format!("the metadata service answered with status {status}")));
    }
    std::str::from_utf8(&answer.body).map_err(|_| unreadable())
}

fn unreadable() -> CredentialsError {
    CredentialsError::provider_error("the answer of the metadata service is unreadable")
}

/// Reads credentials; an answer can also say, with status 200, why there are none.
fn read(json: &str) -> Result<Credentials, BoxError> {
    JsonDocument::parse(json.as_bytes())?.read(|json| match json.get::<String>("Code").as_deref() {
        None | Some("Success") => json_credentials::read(json, "Token", "Imds"),
        Some(code) => Err([code, ": ", &json.required::<String>("Message")].concat().into()),
    })?
}

impl ProvideCredentials for ImdsCredentials {
    fn provide_credentials<'a>(&'a self) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(self.load())
    }
}
