//! Settings of a client.

mod app_name;
mod builder;
mod error;
mod loader;
mod retry;
mod timeouts;

use std::fmt;
use std::sync::Arc;

use crate::credentials::SharedCredentialsProvider;
pub use crate::credentials::{Credentials, Token};
pub use crate::endpoint::AccountIdEndpointMode;
use crate::http::SharedHttpClient;
pub use crate::region::Region;
pub use app_name::{AppName, InvalidAppName};
pub use builder::Builder;
pub(crate) use builder::{ConfiguredEndpoint, default_http_client, default_sleep};
pub use error::ConfigError;
pub use loader::Loader;
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

    /// Reads settings and credentials from environment variables and from the profile files, as the AWS SDKs and the AWS CLI
    /// do. [`Loader`] lists them.
    ///
    /// What is missing, or cannot be read, is the error of the calls that need it; [`Loader::try_load`] tells at once.
    pub async fn from_env() -> Self {
        Self::loader().load().await
    }

    /// Reads settings and credentials as [`from_env`](Self::from_env) does, and lets you say from where, and of which
    /// profile.
    #[must_use]
    pub fn loader() -> Loader {
        Loader::new()
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

    /// Who signs. Of a config that was read from the environment, all clients share what it keeps.
    #[must_use]
    pub fn credentials_provider(&self) -> Option<SharedCredentialsProvider> {
        self.0.settings.credentials.clone()
    }

    /// These settings as a builder, to change some. What is built from it shares a provider that code set; of a config that was
    /// read from the environment it asks for credentials anew, since other settings may lead to others.
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
