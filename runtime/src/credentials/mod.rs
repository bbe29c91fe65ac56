//! Credentials and bearer tokens, and what provides them.
//!
//! `Config::from_env` asks [`DefaultCredentials`] and keeps the answer ([`CachedCredentials`]). It asks in this order; the
//! first that is configured decides, by credentials or by its error:
//!
//! | provider | feature | reads |
//! |---|---|---|
//! | [`EnvironmentCredentials`] | | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_ACCOUNT_ID`; half a pair of keys ends the chain; not asked when code names a profile |
//! | [`ProfileCredentials`] | | of the selected profile, the first of these that it has: |
//! | - a role | `sts` | `role_arn`, `role_session_name`, `external_id`, `duration_seconds`, with `source_profile` or `credential_source` |
//! | - somebody else | (`imds`, `container`) | `credential_source`: `Environment`, `Ec2InstanceMetadata`, `EcsContainer` |
//! | - a web identity | `sts` | `web_identity_token_file`, `role_arn`, `role_session_name` |
//! | - a sign-in | `sso` | `sso_session`, or `sso_start_url` and `sso_region`; `sso_account_id`, `sso_role_name`; `~/.aws/sso/cache` |
//! | - a program | `credential-process` | `credential_process`, `aws_account_id` |
//! | - keys | | `aws_access_key_id`, `aws_secret_access_key`, `aws_session_token`, `aws_account_id` |
//! | `WebIdentityCredentials` | `sts` | `AWS_WEB_IDENTITY_TOKEN_FILE`, `AWS_ROLE_ARN`, `AWS_ROLE_SESSION_NAME` |
//! | `ContainerCredentials` | `container` | `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI`, `.._FULL_URI`, `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE`, `.._TOKEN` |
//! | `ImdsCredentials` | `imds` | `AWS_EC2_METADATA_DISABLED`, `AWS_EC2_METADATA_SERVICE_ENDPOINT`, `.._MODE`, or the same of the profile |
//!
//! What is configured but left out of the build is an error that names the feature. A profile that says nothing of credentials
//! is passed over. A role that asks for a code (`mfa_serial`) is refused: nobody tells it to a program.
//!
//! To put another order together, or to ask one of them alone, give each a [`ProviderContext`]:
//!
//! ```
//! # #[cfg(feature = "container")]
//! # fn example() {
//! use tinsmith_runtime::config::Config;
//! use tinsmith_runtime::credentials::{CachedCredentials, ContainerCredentials, ProviderContext};
//!
//! let container = ContainerCredentials::new(ProviderContext::new());
//! let config = Config::builder().credentials_provider(CachedCredentials::new(container)).build();
//! # }
//! ```

#![cfg_attr(
    not(all(
        feature = "container",
        feature = "credential-process",
        feature = "imds",
        feature = "sso",
        feature = "sts"
    )),
    allow(dead_code, reason = "what providers share is not used where all of those are left out")
)]

mod cache;
mod chain;
#[cfg(feature = "container")]
mod container;
mod context;
mod endpoint;
mod environment;
mod error;
mod exchange;
#[cfg(feature = "imds")]
mod imds;
mod json_credentials;
#[cfg(feature = "credential-process")]
mod process;
mod profile;
#[cfg(feature = "sso")]
mod sso;
#[cfg(feature = "sts")]
mod sts;
mod token;
#[cfg(feature = "sts")]
mod web_identity;

pub use cache::CachedCredentials;
pub use chain::DefaultCredentials;
#[cfg(feature = "container")]
pub use container::ContainerCredentials;
pub use context::ProviderContext;
pub use environment::EnvironmentCredentials;
pub use error::{CredentialsError, CredentialsErrorKind};
#[cfg(feature = "imds")]
pub use imds::{ImdsCredentials, ImdsEndpointMode};
#[cfg(feature = "credential-process")]
pub use process::ProcessCredentials;
pub use profile::{AssumeRole, CredentialSource, ProfileCredentials, ProfileStep, SignIn, WebIdentity, profile_steps};
pub use token::{ProvideToken, SharedTokenProvider, Token};
#[cfg(feature = "sts")]
pub use web_identity::WebIdentityCredentials;

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use zeroize::Zeroizing;

use crate::future::BoxFuture;

/// An access key, with the session token and the expiry of temporary credentials.
///
/// Cloning is cheap. `Debug` shows neither the secret nor the session token, and the last clone wipes both from memory.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    inner: Arc<Inner>,
}

#[derive(PartialEq, Eq)]
struct Inner {
    access_key_id: String,
    secret_access_key: Zeroizing<String>,
    session_token: Option<Zeroizing<String>>,
    expires_after: Option<SystemTime>,
    account_id: Option<String>,
    provider_name: &'static str,
}

impl Credentials {
    /// Credentials that `provider_name` provided.
    pub fn new(
        access_key_id: impl Into<String>,
        secret_access_key: impl Into<String>,
        session_token: Option<String>,
        expires_after: Option<SystemTime>,
        provider_name: &'static str,
    ) -> Self {
        Self {
            inner: Arc::new(Inner {
                access_key_id: access_key_id.into(),
                secret_access_key: Zeroizing::new(secret_access_key.into()),
                session_token: session_token.map(Zeroizing::new),
                expires_after,
                account_id: None,
                provider_name,
            }),
        }
    }

    /// Credentials that stand in the program itself and do not expire.
    pub fn from_keys(
        access_key_id: impl Into<String>,
        secret_access_key: impl Into<String>,
        session_token: Option<String>,
    ) -> Self {
        Self::new(access_key_id, secret_access_key, session_token, None, "Static")
    }

    /// The public half of the access key.
    pub fn access_key_id(&self) -> &str {
        &self.inner.access_key_id
    }

    /// The secret half of the access key.
    pub fn secret_access_key(&self) -> &str {
        &self.inner.secret_access_key
    }

    /// The session token of temporary credentials.
    pub fn session_token(&self) -> Option<&str> {
        self.inner.session_token.as_ref().map(|token| token.as_str())
    }

    /// When these credentials stop working; `None` when they do not expire.
    pub fn expiry(&self) -> Option<SystemTime> {
        self.inner.expires_after
    }

    /// The same credentials, of this account.
    #[must_use]
    pub fn with_account_id(self, account_id: impl Into<String>) -> Self {
        let inner = &*self.inner;
        Self {
            inner: Arc::new(Inner {
                access_key_id: inner.access_key_id.clone(),
                secret_access_key: inner.secret_access_key.clone(),
                session_token: inner.session_token.clone(),
                expires_after: inner.expires_after,
                account_id: Some(account_id.into()),
                provider_name: inner.provider_name,
            }),
        }
    }

    /// The same credentials, with another expiry.
    #[cfg(feature = "imds")]
    pub(crate) fn with_expiry(self, expiry: SystemTime) -> Self {
        let inner = &*self.inner;
        Self {
            inner: Arc::new(Inner {
                access_key_id: inner.access_key_id.clone(),
                secret_access_key: inner.secret_access_key.clone(),
                session_token: inner.session_token.clone(),
                expires_after: Some(expiry),
                account_id: inner.account_id.clone(),
                provider_name: inner.provider_name,
            }),
        }
    }

    /// The account that they are of, where the provider says so. Some services have endpoints for single accounts.
    pub fn account_id(&self) -> Option<&str> {
        self.inner.account_id.as_deref()
    }

    /// What provided these credentials.
    pub fn provider_name(&self) -> &'static str {
        self.inner.provider_name
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const REDACTED: &str = "** redacted **";
        f.debug_struct("Credentials")
            .field("provider_name", &self.provider_name())
            .field("access_key_id", &self.access_key_id())
            .field("secret_access_key", &REDACTED)
            .field("session_token", &self.session_token().map(|_| REDACTED))
            .field("expires_after", &self.expiry())
            .field("account_id", &self.account_id())
            .finish()
    }
}

/// Gives credentials when asked, from wherever they come.
///
/// A provider is asked before every attempt of a call, so one that goes over the network caches what it got.
pub trait ProvideCredentials: Send + Sync + fmt::Debug {
    /// The credentials to sign with now.
    fn provide_credentials<'a>(&'a self) -> BoxFuture<'a, Result<Credentials, CredentialsError>>;
}

/// Credentials provide themselves.
impl ProvideCredentials for Credentials {
    fn provide_credentials<'a>(&'a self) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}

/// A provider that many clients hold at once.
#[derive(Clone, Debug)]
pub struct SharedCredentialsProvider(Arc<dyn ProvideCredentials>);

impl SharedCredentialsProvider {
    /// Makes `provider` shareable.
    pub fn new(provider: impl ProvideCredentials + 'static) -> Self {
        Self(Arc::new(provider))
    }
}

impl ProvideCredentials for SharedCredentialsProvider {
    fn provide_credentials<'a>(&'a self) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        self.0.provide_credentials()
    }
}

impl From<Arc<dyn ProvideCredentials>> for SharedCredentialsProvider {
    fn from(provider: Arc<dyn ProvideCredentials>) -> Self {
        Self(provider)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    fn temporary() -> Credentials {
        let expiry = UNIX_EPOCH + Duration::from_secs(60);
        Credentials::new("AKIDEXAMPLE", "hush", Some("token-text".to_owned()), Some(expiry), "Test")
    }

    #[test]
    fn accessors_return_what_was_given() {
        let credentials = temporary();
        assert_eq!(credentials.access_key_id(), "AKIDEXAMPLE");
        assert_eq!(credentials.secret_access_key(), "hush");
        assert_eq!(credentials.session_token(), Some("token-text"));
        assert_eq!(credentials.expiry(), Some(UNIX_EPOCH + Duration::from_secs(60)));
        assert_eq!(credentials.provider_name(), "Test");
        assert_eq!(Credentials::from_keys("id", "key", None).expiry(), None);
    }

    #[test]
    fn debug_shows_no_secret() {
        let text = format!("{:?} {:?}", temporary(), SharedCredentialsProvider::new(temporary()));
        assert!(text.contains("AKIDEXAMPLE") && text.contains("Test"), "{text}");
        assert!(!text.contains("hush") && !text.contains("token-text"), "{text}");
    }

    #[tokio::test]
    async fn credentials_provide_themselves_and_can_be_shared() {
        let shared = SharedCredentialsProvider::new(temporary());
        assert_eq!(shared.clone().provide_credentials().await.unwrap(), temporary());
        let provider: Arc<dyn ProvideCredentials> = Arc::new(shared);
        assert_eq!(SharedCredentialsProvider::from(provider).provide_credentials().await.unwrap(), temporary());
    }
}
