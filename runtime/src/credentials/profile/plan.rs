//! From profiles to the steps that lead to credentials.

use std::fmt;

use super::super::{Credentials, CredentialsError};
use super::read::{Reader, names};
use crate::profile::Profiles;

/// A step on the way to credentials. The first gives some, each further one takes on a role with those of the step before.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProfileStep {
    /// Keys that stand in the profile.
    AccessKey(Credentials),
    /// `credential_source`.
    Source(CredentialSource),
    /// `credential_process`.
    #[non_exhaustive]
    Process {
        /// The program and its arguments. `Debug` does not show them, since they may be secrets.
        command: String,
        /// `aws_account_id`, for a process that says no account.
        account_id: Option<String>,
    },
    /// `web_identity_token_file`.
    WebIdentity(WebIdentity),
    /// A sign-in at the IAM Identity Center.
    Sso(SignIn),
    /// A role, taken on with what the step before gave.
    AssumeRole(AssumeRole),
}

/// Where `credential_source` takes credentials from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialSource {
    /// Environment variables.
    Environment,
    /// The metadata service of an EC2 instance.
    Ec2InstanceMetadata,
    /// The agent of a container.
    EcsContainer,
}

/// A role to take on with a token in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebIdentity {
    /// `role_arn`.
    pub role_arn: String,
    /// `web_identity_token_file`.
    pub token_file: String,
    /// `role_session_name`.
    pub session_name: Option<String>,
}

/// A sign-in, and the role to take on with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// The profile that says so, which is the one to sign in with.
    pub profile: String,
    /// `sso_session`; a profile of the older form has none.
    pub session: Option<String>,
    /// `sso_start_url`, of the session or the profile.
    pub start_url: String,
    /// `sso_region`, of the session or the profile.
    pub region: String,
    /// `sso_account_id`. A profile that is signed in for bearer tokens only has neither this nor a role.
    pub account_id: Option<String>,
    /// `sso_role_name`.
    pub role_name: Option<String>,
}

/// A role to take on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssumeRole {
    /// `role_arn`.
    pub role_arn: String,
    /// `role_session_name`.
    pub session_name: Option<String>,
    /// `external_id`.
    pub external_id: Option<String>,
    /// `duration_seconds`.
    pub duration_seconds: Option<u32>,
}

/// The steps to the credentials of a profile.
///
/// A profile with a `role_arn` takes its source from `source_profile`, which may have a role itself, or from
/// `credential_source`; one that is its own source means its own keys. Of a source, keys go before its role. Else it is the
/// first that a profile has of: `credential_source`, `web_identity_token_file`, a sign-in (`sso_...`), `credential_process`,
/// keys.
///
/// # Errors
///
/// When the profile, or one that it names, is missing, incomplete or contradictory, or the chain comes back to itself. Of the
/// kind [`NotLoaded`](super::CredentialsErrorKind::NotLoaded) when there are no profiles, or this one says nothing of
/// credentials.
pub fn profile_steps(profiles: &Profiles, name: &str) -> Result<Vec<ProfileStep>, CredentialsError> {
    let mut visited: Vec<&str> = Vec::new();
    let mut roles = Vec::new();
    let mut name = name;
    let base = loop {
        let section = profiles.profile(name).ok_or_else(|| missing(profiles, name, visited.last().copied()))?;
        if visited.contains(&name) {
            let way = visited.join("` -> `");
            return Err(CredentialsError::invalid_configuration(format!(
                "profile formed an infinite loop: `{way}` -> `{name}`; let one of them name another `source_profile`"
            )));
        }
        visited.push(name);
        let reader = Reader { name, section };
        if visited.len() > 1 && reader.has_keys() {
            break reader.keys()?;
        }
        let Some(role) = reader.role()? else {
            break reader.base(profiles).map_err(|error| as_source(error, visited.len()))?;
        };
        roles.push(ProfileStep::AssumeRole(role));
        match reader.source()? {
            Some(source) if source != name => name = source,
            _ => break reader.base(profiles).map_err(|error| as_source(error, 2))?,
        }
    };
    Ok(std::iter::once(base).chain(roles.into_iter().rev()).collect())
}

/// A source without credentials is no reason to look elsewhere.
fn as_source(error: CredentialsError, visited: usize) -> CredentialsError {
    if visited == 1 {
        return error;
    }
    CredentialsError::invalid_configuration(format!("the source of a role cannot be used: {}", error.reason()))
}

fn missing(profiles: &Profiles, name: &str, referrer: Option<&str>) -> CredentialsError {
    let files = profiles.locations();
    let path = |path: &Option<std::path::PathBuf>| path.as_ref().map(|path| path.display().to_string());
    let files: Vec<String> = [path(&files.config), path(&files.credentials)].into_iter().flatten().collect();
    let files = if files.is_empty() { "no file, since HOME is not set".to_owned() } else { files.join(" and ") };
    if let Some(referrer) = referrer {
        return CredentialsError::invalid_configuration(format!(
            "could not find source profile {name} referenced from {referrer} (read: {files})"
        ));
    }
    if profiles.profile_names().next().is_none() {
        return CredentialsError::not_loaded(format!("No profiles were defined (read: {files})"));
    }
    let message = format!("there is no profile `{name}` (read: {files}; there are: {})", names(profiles));
    if profiles.is_selected_by_user() {
        return CredentialsError::invalid_configuration(message);
    }
    CredentialsError::not_loaded(message)
}

pub(super) fn without_credentials(name: &str) -> CredentialsError {
    CredentialsError::not_loaded(format!("profile `{name}` did not contain credential information"))
}

/// Without keys and commands.
impl fmt::Debug for ProfileStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AccessKey(credentials) => f.debug_tuple("AccessKey").field(credentials).finish(),
            Self::Source(source) => f.debug_tuple("Source").field(source).finish(),
            Self::Process { .. } => f.debug_struct("Process").finish_non_exhaustive(),
            Self::WebIdentity(identity) => f.debug_tuple("WebIdentity").field(identity).finish(),
            Self::Sso(sign_in) => f.debug_tuple("Sso").field(sign_in).finish(),
            Self::AssumeRole(role) => f.debug_tuple("AssumeRole").field(role).finish(),
        }
    }
}
