//! Everybody who may have credentials, asked in order.

use super::profile::ProfileCredentials;
use super::{Credentials, CredentialsError, CredentialsErrorKind, EnvironmentCredentials};
use super::{ProvideCredentials, ProviderContext};
use crate::future::BoxFuture;

/// Asks in the order that all AWS SDKs have: environment, profile, web identity, container, instance. The first that is
/// configured decides: when it fails, its error is the answer. When nobody is, one error says of each why not.
///
/// A profile named in code ([`ProviderContext::profile_name`]) goes before the environment, which is then not looked at.
///
/// Nothing is kept: wrap it into [`CachedCredentials`](super::CachedCredentials), as `Config::from_env` does.
#[derive(Debug)]
pub struct DefaultCredentials {
    providers: Vec<(&'static str, Box<dyn ProvideCredentials>)>,
}

impl DefaultCredentials {
    /// Asks by what the context says.
    #[must_use]
    pub fn new(context: ProviderContext) -> Self {
        let mut providers: Vec<(&'static str, Box<dyn ProvideCredentials>)> = Vec::new();
        if !context.is_profile_named() {
            providers.push(("environment", Box::new(EnvironmentCredentials::new(context.env.clone()))));
        }
        providers.push(("profile", Box::new(ProfileCredentials::new(context.clone()))));
        providers.push(("web identity", web_identity(&context)));
        providers.push(("container", container(&context)));
        providers.push(("instance metadata", instance(context)));
        Self { providers }
    }

    async fn load(&self) -> Result<Credentials, CredentialsError> {
        let mut tried = Vec::new();
        for (name, provider) in &self.providers {
            match provider.provide_credentials().await {
                Err(error) if error.kind() == CredentialsErrorKind::NotLoaded => {
                    tried.push([name, ": ", &error.reason()].concat());
                }
                outcome => return outcome,
            }
        }
        Err(CredentialsError::not_loaded(format!(
            "nothing gives credentials: run `aws configure`, or set `credentials_provider(..)` on the config (tried {})",
            tried.join("; ")
        )))
    }
}

#[cfg(feature = "sts")]
fn web_identity(context: &ProviderContext) -> Box<dyn ProvideCredentials> {
    Box::new(super::WebIdentityCredentials::new(context.clone()))
}

#[cfg(not(feature = "sts"))]
fn web_identity(context: &ProviderContext) -> Box<dyn ProvideCredentials> {
    Box::new(LeftOut::new(context, &["AWS_WEB_IDENTITY_TOKEN_FILE"], "sts"))
}

#[cfg(feature = "container")]
fn container(context: &ProviderContext) -> Box<dyn ProvideCredentials> {
    Box::new(super::ContainerCredentials::new(context.clone()))
}

#[cfg(not(feature = "container"))]
fn container(context: &ProviderContext) -> Box<dyn ProvideCredentials> {
    let variables = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"];
    Box::new(LeftOut::new(context, &variables, "container"))
}

#[cfg(feature = "imds")]
fn instance(context: ProviderContext) -> Box<dyn ProvideCredentials> {
    Box::new(super::ImdsCredentials::new(context))
}

#[cfg(not(feature = "imds"))]
fn instance(context: ProviderContext) -> Box<dyn ProvideCredentials> {
    Box::new(LeftOut::new(&context, &[], "imds"))
}

/// Stands for a provider that this build left out. An environment that asks for it must not be passed over in silence.
#[cfg(not(all(feature = "sts", feature = "container", feature = "imds")))]
#[derive(Debug)]
struct LeftOut {
    wanted: Option<String>,
    feature: &'static str,
}

#[cfg(not(all(feature = "sts", feature = "container", feature = "imds")))]
impl LeftOut {
    fn new(context: &ProviderContext, variables: &[&str], feature: &'static str) -> Self {
        let wanted = variables.iter().find(|name| context.env.non_blank(name).is_some());
        Self { wanted: wanted.map(ToString::to_string), feature }
    }
}

#[cfg(not(all(feature = "sts", feature = "container", feature = "imds")))]
impl ProvideCredentials for LeftOut {
    fn provide_credentials<'a>(&'a self) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        let error = match &self.wanted {
            Some(variable) => super::profile::needs(variable, self.feature),
            None => CredentialsError::not_loaded(format!("left out, for lack of the feature `{}`", self.feature)),
        };
        Box::pin(std::future::ready(Err(error)))
    }
}

impl ProvideCredentials for DefaultCredentials {
    fn provide_credentials<'a>(&'a self) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(self.load())
    }
}
