//! Credentials of a profile.

mod plan;
mod read;

pub use plan::{AssumeRole, CredentialSource, ProfileStep, SignIn, WebIdentity, profile_steps};

use super::{Credentials, CredentialsError, CredentialsErrorKind, EnvironmentCredentials};
use super::{ProvideCredentials, ProviderContext};
use crate::future::BoxFuture;

/// What the selected profile says: keys, a role with its source, a process, a sign-in, a web identity. The error of a
/// step whose feature is off names the feature.
///
/// See [`profile_steps`] for how a profile is read.
#[derive(Clone, Debug)]
pub struct ProfileCredentials {
    context: ProviderContext,
    #[cfg(feature = "imds")]
    imds: super::ImdsCredentials,
}

impl ProfileCredentials {
    /// The profile that the context selects, or `AWS_PROFILE`, or else `default`.
    #[must_use]
    pub fn new(context: ProviderContext) -> Self {
        Self {
            #[cfg(feature = "imds")]
            imds: super::ImdsCredentials::new(context.clone()),
            context,
        }
    }

    async fn load(&self) -> Result<Credentials, CredentialsError> {
        let profiles = self.context.profiles()?;
        let name = profiles.selected_name();
        let steps = profile_steps(profiles, name)?;
        let mut credentials: Option<Credentials> = None;
        for step in &steps {
            let outcome = self.take(name, step, credentials.as_ref()).await;
            credentials = Some(outcome.map_err(|error| match error.kind() {
                // The profile counts on it, so nobody else is asked.
                CredentialsErrorKind::NotLoaded => {
                    CredentialsError::provider_error(format!("profile `{name}` gives none")).with_source(error)
                }
                _ => error,
            })?);
        }
        credentials.ok_or_else(|| plan::without_credentials(name))
    }

    /// Takes a step, with what the one before it gave.
    async fn take(
        &self,
        profile: &str,
        step: &ProfileStep,
        source: Option<&Credentials>,
    ) -> Result<Credentials, CredentialsError> {
        match step {
            ProfileStep::AccessKey(credentials) => Ok(credentials.clone()),
            ProfileStep::Source(source) => self.named_source(*source).await,
            ProfileStep::Process { command, account_id } => self.process(command, account_id.as_deref()).await,
            ProfileStep::WebIdentity(identity) => self.web_identity(identity).await,
            ProfileStep::Sso(sign_in) => self.sign_in(sign_in).await,
            ProfileStep::AssumeRole(role) => match source {
                Some(source) => self.assume_role(source, role).await,
                None => Err(plan::without_credentials(profile)),
            },
        }
    }

    async fn named_source(&self, source: CredentialSource) -> Result<Credentials, CredentialsError> {
        match source {
            CredentialSource::Environment => {
                EnvironmentCredentials::new(self.context.env.clone()).provide_credentials().await
            }
            #[cfg(feature = "imds")]
            CredentialSource::Ec2InstanceMetadata => self.imds.provide_credentials().await,
            #[cfg(not(feature = "imds"))]
            CredentialSource::Ec2InstanceMetadata => Err(needs("`credential_source = Ec2InstanceMetadata`", "imds")),
            #[cfg(feature = "container")]
            CredentialSource::EcsContainer => {
                super::ContainerCredentials::new(self.context.clone()).provide_credentials().await
            }
            #[cfg(not(feature = "container"))]
            CredentialSource::EcsContainer => Err(needs("`credential_source = EcsContainer`", "container")),
        }
    }

    #[cfg(feature = "credential-process")]
    async fn process(&self, command: &str, account_id: Option<&str>) -> Result<Credentials, CredentialsError> {
        let credentials = super::ProcessCredentials::new(command, self.context.clone()).provide_credentials().await?;
        Ok(match account_id {
            Some(account) if credentials.account_id().is_none() => credentials.with_account_id(account),
            _ => credentials,
        })
    }

    #[cfg(not(feature = "credential-process"))]
    async fn process(&self, _: &str, _: Option<&str>) -> Result<Credentials, CredentialsError> {
        Err(needs("`credential_process`", "credential-process"))
    }

    #[cfg(feature = "sso")]
    async fn sign_in(&self, sign_in: &SignIn) -> Result<Credentials, CredentialsError> {
        super::sso::load(&self.context, sign_in).await
    }

    #[cfg(not(feature = "sso"))]
    async fn sign_in(&self, _: &SignIn) -> Result<Credentials, CredentialsError> {
        Err(needs("a sign-in by SSO", "sso"))
    }

    #[cfg(feature = "sts")]
    async fn web_identity(&self, identity: &WebIdentity) -> Result<Credentials, CredentialsError> {
        super::web_identity::load(&self.context, identity).await
    }

    #[cfg(not(feature = "sts"))]
    async fn web_identity(&self, _: &WebIdentity) -> Result<Credentials, CredentialsError> {
        Err(needs("`web_identity_token_file`", "sts"))
    }

    #[cfg(feature = "sts")]
    async fn assume_role(&self, source: &Credentials, role: &AssumeRole) -> Result<Credentials, CredentialsError> {
        super::sts::assume_role(&self.context, source, role).await
    }

    #[cfg(not(feature = "sts"))]
    async fn assume_role(&self, _: &Credentials, _: &AssumeRole) -> Result<Credentials, CredentialsError> {
        Err(needs("`role_arn`", "sts"))
    }
}

/// A setting asks for code that this build left out.
#[cfg_attr(
    all(feature = "container", feature = "credential-process", feature = "imds", feature = "sso", feature = "sts"),
    allow(dead_code, reason = "nothing is left out")
)]
pub(super) fn needs(setting: &str, feature: &str) -> CredentialsError {
    CredentialsError::invalid_configuration(format!(
        "{setting} needs the feature `{feature}` of the client's crate: enable it in Cargo.toml"
    ))
}

impl ProvideCredentials for ProfileCredentials {
    fn provide_credentials<'a>(&'a self) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(self.load())
    }
}
