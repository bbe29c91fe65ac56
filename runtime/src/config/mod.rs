//! Settings of a client.

mod builder;
mod retry;
mod timeouts;

use std::fmt;
use std::sync::Arc;

pub use crate::credentials::{Credentials, Token};
pub use crate::endpoint::AccountIdEndpointMode;
use crate::env::ProcessEnv;
use crate::http::SharedHttpClient;
pub use crate::region::Region;
pub use builder::Builder;
pub use retry::{AttemptFailure, RetryAction, RetryClassifier, RetryConfig, RetryMode};
pub use timeouts::{TimeoutConfig, TimeoutConfigBuilder};

/// Settings of a client. Cheap to clone; clients of several services can share one.
///
/// ```
/// use tinsmith_runtime::config::{Config, Credentials, Region};
///
/// let config = Config::builder()
///     .region(Region::new("eu-west-1"))
///     .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "example"))
///     .build();
/// assert_eq!(config.region().map(AsRef::as_ref), Some("eu-west-1"));
/// ```
#[derive(Clone)]
pub struct Config(Arc<Inner>);

struct Inner {
    settings: Builder,
    /// Made once, so that the clients that share a config share its connections.
    http_client: Option<SharedHttpClient>,
}

/// Accepted so that code written for the official SDK compiles; there is one behaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BehaviorVersion(());

impl BehaviorVersion {
    /// The only one.
    #[must_use]
    pub const fn latest() -> Self {
        Self(())
    }
}

impl Config {
    /// Starts from the defaults: no region, no credentials, validation on.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Reads region, credentials and endpoint from the environment.
    ///
    /// `AWS_REGION`, then `AWS_DEFAULT_REGION`; `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`;
    /// `AWS_ENDPOINT_URL_<SERVICE>`, then `AWS_ENDPOINT_URL`, both off with `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true`;
    /// `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT`; `AWS_DISABLE_REQUEST_COMPRESSION`,
    /// `AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES`.
    ///
    /// What is missing is no error here: a call that needs it says so. A switch or number that cannot be read is as if unset.
    pub async fn from_env() -> Self {
        Builder::from_env(Arc::new(ProcessEnv)).build()
    }

    /// The region.
    #[must_use]
    pub fn region(&self) -> Option<&Region> {
        self.0.settings.region.as_ref()
    }

    /// The caller's own endpoint.
    #[must_use]
    pub fn endpoint_url(&self) -> Option<&str> {
        self.0.settings.endpoint_url.as_deref()
    }

    /// These settings as a builder, to change some.
    #[must_use]
    pub fn to_builder(&self) -> Builder {
        self.0.settings.clone()
    }

    pub(crate) fn settings(&self) -> &Builder {
        &self.0.settings
    }

    /// The user's transport or the built-in one.
    pub(crate) fn http_client(&self) -> Option<&SharedHttpClient> {
        self.0.http_client.as_ref()
    }
}

/// As of [`Builder`].
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.settings.fmt(f)
    }
}
