//! What one profile says of credentials.

use super::super::{Credentials, CredentialsError};
use super::plan::{AssumeRole, CredentialSource, ProfileStep, SignIn, WebIdentity, without_credentials};
use crate::profile::{Profiles, Section};

const KEY_ID: &str = "aws_access_key_id";
const SECRET: &str = "aws_secret_access_key";
const TOKEN_FILE: &str = "web_identity_token_file";

/// A profile with its name, for messages.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) name: &'a str,
    pub(super) section: &'a Section,
}

impl<'a> Reader<'a> {
    fn get(&self, key: &str) -> Option<&'a str> {
        self.section.get(key).map(str::trim).filter(|value| !value.is_empty())
    }

    fn owned(&self, key: &str) -> Option<String> {
        self.get(key).map(str::to_owned)
    }

    /// The profile's configuration is wrong, as seen at a property that it has.
    fn invalid(&self, key: &str, what: &str) -> CredentialsError {
        let place = self.section.place(key).map_or_else(String::new, |place| format!(" ({place})"));
        CredentialsError::invalid_configuration(format!("profile `{}`{place}: {what}", self.name))
    }

    /// Whether all of an access key is there.
    pub(super) fn has_keys(&self) -> bool {
        self.get(KEY_ID).is_some() && self.get(SECRET).is_some()
    }

    pub(super) fn keys(&self) -> Result<ProfileStep, CredentialsError> {
        match (self.get(KEY_ID), self.get(SECRET)) {
            (Some(id), Some(secret)) => {
                let token = self.owned("aws_session_token");
                let credentials = Credentials::new(id, secret, token, None, "Profile");
                Ok(ProfileStep::AccessKey(match self.get("aws_account_id") {
                    Some(account) => credentials.with_account_id(account),
                    None => credentials,
                }))
            }
            (Some(_), None) => Err(self.invalid(KEY_ID, "profile missing aws_secret_access_key")),
            (None, Some(_)) => Err(self.invalid(SECRET, "profile missing aws_access_key_id")),
            (None, None) => Err(without_credentials(self.name)),
        }
    }

    /// The role to take on with other credentials. With a web identity token it is taken on with that.
    pub(super) fn role(&self) -> Result<Option<AssumeRole>, CredentialsError> {
        let Some(arn) = self.get("role_arn").filter(|_| self.get(TOKEN_FILE).is_none()) else { return Ok(None) };
        if self.get("mfa_serial").is_some() {
            return Err(self.invalid(
                "mfa_serial",
                "a role that wants `mfa_serial` cannot be taken on by a program, which nobody tells the code: get \
                 credentials by a tool that asks for it and put them in the environment, or use `credential_process`",
            ));
        }
        let duration_seconds = self.get("duration_seconds").map(|seconds| {
            seconds.parse().map_err(|_| self.invalid("duration_seconds", "`duration_seconds` is no whole number"))
        });
        Ok(Some(AssumeRole {
            role_arn: arn.to_owned(),
            session_name: self.owned("role_session_name"),
            external_id: self.owned("external_id"),
            duration_seconds: duration_seconds.transpose()?,
        }))
    }

    /// The profile that the role's source is; none when it is this one's `credential_source`.
    pub(super) fn source(&self) -> Result<Option<&'a str>, CredentialsError> {
        match (self.get("source_profile"), self.get("credential_source")) {
            (Some(_), Some(_)) => Err(self.invalid(
                "credential_source",
                "profile contained both source_profile and credential_source: remove one of them",
            )),
            (None, None) => Err(self.invalid(
                "role_arn",
                "profile must contain `source_profile` or `credential_source` beside `role_arn`, to take the role on with",
            )),
            (source, _) => Ok(source),
        }
    }

    /// What gives credentials by itself.
    pub(super) fn base(&self, profiles: &Profiles) -> Result<ProfileStep, CredentialsError> {
        if let Some(source) = self.get("credential_source") {
            return self.named_source(source);
        }
        if let Some(file) = self.get(TOKEN_FILE) {
            return self.web_identity(file);
        }
        if let Some(sign_in) = self.sign_in(profiles)? {
            return Ok(ProfileStep::Sso(sign_in));
        }
        match self.owned("credential_process") {
            Some(command) => Ok(ProfileStep::Process { command, account_id: self.owned("aws_account_id") }),
            None => self.keys(),
        }
    }

    fn named_source(&self, source: &str) -> Result<ProfileStep, CredentialsError> {
        let source = match source {
            "Environment" => CredentialSource::Environment,
            "Ec2InstanceMetadata" => CredentialSource::Ec2InstanceMetadata,
            "EcsContainer" => CredentialSource::EcsContainer,
            _ => {
                let what = "`credential_source` must be `Environment`, `Ec2InstanceMetadata` or `EcsContainer`";
                return Err(self.invalid("credential_source", what));
            }
        };
        Ok(ProfileStep::Source(source))
    }

    fn web_identity(&self, file: &str) -> Result<ProfileStep, CredentialsError> {
        let role_arn = self.owned("role_arn").ok_or_else(|| {
            self.invalid(TOKEN_FILE, "`web_identity_token_file` was specified but `role_arn` was missing")
        })?;
        let session_name = self.owned("role_session_name");
        Ok(ProfileStep::WebIdentity(WebIdentity { role_arn, token_file: file.to_owned(), session_name }))
    }

    fn sign_in(&self, profiles: &Profiles) -> Result<Option<SignIn>, CredentialsError> {
        const KEYS: [&str; 5] = ["sso_session", "sso_start_url", "sso_region", "sso_account_id", "sso_role_name"];
        let Some(first) = KEYS.into_iter().find(|key| self.get(key).is_some()) else { return Ok(None) };
        let (session, place) = match self.get("sso_session") {
            Some(name) => (Some(name), self.session(profiles, name)?),
            None => (None, *self),
        };
        let (account_id, role_name) = (self.owned("sso_account_id"), self.owned("sso_role_name"));
        let (has, lacks) = match (&account_id, &role_name) {
            (Some(_), None) => ("sso_account_id", "sso_role_name"),
            (None, Some(_)) => ("sso_role_name", "sso_account_id"),
            (None, None) if session.is_none() => (first, "sso_account_id"),
            _ => ("", ""),
        };
        if !lacks.is_empty() {
            return Err(self.invalid(has, &format!("if `{has}` is set, then `{lacks}` must also be set")));
        }
        let required = |key: &str| {
            let kind = if session.is_some() { "[sso-session] config" } else { "profile" };
            place.owned(key).ok_or_else(|| {
                self.invalid(first, &format!("`{key}` is missing: set it in the {kind} `{}`", place.name))
            })
        };
        let (start_url, region) = (required("sso_start_url")?, required("sso_region")?);
        let (profile, session) = (self.name.to_owned(), session.map(str::to_owned));
        Ok(Some(SignIn { profile, session, start_url, region, account_id, role_name }))
    }

    /// The session that the profile refers to, which alone says where to sign in.
    fn session(&self, profiles: &'a Profiles, name: &'a str) -> Result<Self, CredentialsError> {
        for key in ["sso_start_url", "sso_region"] {
            if self.get(key).is_some() {
                let what =
                    format!("`{key}` can only be specified in the [sso-session] config when a session name is given");
                return Err(self.invalid(key, &what));
            }
        }
        let section = profiles.sso_session(name).ok_or_else(|| {
            let what = format!("sso-session named `{name}` (referenced by profile `{}`) was not found", self.name);
            self.invalid("sso_session", &what)
        })?;
        Ok(Self { name, section })
    }
}

/// The names of the profiles, as many as a line takes.
pub(super) fn names(profiles: &Profiles) -> String {
    const MOST: usize = 10;
    let mut names: Vec<&str> = profiles.profile_names().take(MOST + 1).collect();
    if names.len() > MOST {
        names.truncate(MOST);
        names.push("...");
    }
    names.join(", ")
}
