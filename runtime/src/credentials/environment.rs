//! Credentials from environment variables.

use std::sync::Arc;

use super::{Credentials, CredentialsError, ProvideCredentials};
use crate::env::{Env, ProcessEnv};
use crate::future::BoxFuture;

const ACCESS_KEY_ID: &str = "AWS_ACCESS_KEY_ID";
const SECRET_ACCESS_KEY: &str = "AWS_SECRET_ACCESS_KEY";
const ACCOUNT_ID: &str = "AWS_ACCOUNT_ID";
const SESSION_TOKEN: &str = "AWS_SESSION_TOKEN";

/// Reads `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, if set, `AWS_SESSION_TOKEN` and `AWS_ACCOUNT_ID`.
///
/// The variables are read anew each time. A blank value counts as unset.
#[derive(Clone, Debug)]
pub struct EnvironmentCredentials {
    env: Arc<dyn Env>,
}

impl EnvironmentCredentials {
    /// Reads the variables of `env`; the default is [`ProcessEnv`].
    #[must_use]
    pub fn new(env: Arc<dyn Env>) -> Self {
        Self { env }
    }

    fn load(&self) -> Result<Credentials, CredentialsError> {
        let read = |name| self.env.non_blank(name);
        match (read(ACCESS_KEY_ID), read(SECRET_ACCESS_KEY)) {
            (Some(id), Some(secret)) => {
                let credentials = Credentials::new(id, secret, read(SESSION_TOKEN), None, "Environment");
                Ok(match read(ACCOUNT_ID) {
                    Some(account) => credentials.with_account_id(account),
                    None => credentials,
                })
            }
            (None, None) => Err(CredentialsError::not_loaded(format!(
                "no credentials in the environment: set {ACCESS_KEY_ID} and {SECRET_ACCESS_KEY}"
            ))),
            (Some(_), None) => Err(half_set(ACCESS_KEY_ID, SECRET_ACCESS_KEY)),
            (None, Some(_)) => Err(half_set(SECRET_ACCESS_KEY, ACCESS_KEY_ID)),
        }
    }
}

/// Half an access key is a slip: going on to the next provider would hide it and might use another account.
fn half_set(set: &str, missing: &str) -> CredentialsError {
    CredentialsError::invalid_configuration(format!(
        "incomplete credentials in the environment: {set} is set but {missing} is not; set both or neither"
    ))
}

impl Default for EnvironmentCredentials {
    fn default() -> Self {
        Self::new(Arc::new(ProcessEnv))
    }
}

impl ProvideCredentials for EnvironmentCredentials {
    fn provide_credentials<'a>(&'a self) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(std::future::ready(self.load()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::CredentialsErrorKind;
    use super::*;
    use crate::env::MapEnv;

    fn provider<const N: usize>(variables: [(&str, &str); N]) -> EnvironmentCredentials {
        EnvironmentCredentials::new(Arc::new(MapEnv::from(variables)))
    }

    #[tokio::test]
    async fn all_three_variables_are_read() {
        let provider = provider([(ACCESS_KEY_ID, "id"), (SECRET_ACCESS_KEY, "secret"), (SESSION_TOKEN, "token")]);
        let credentials = provider.provide_credentials().await.unwrap();
        assert_eq!(credentials, Credentials::new("id", "secret", Some("token".into()), None, "Environment"));
    }

    #[test]
    fn the_session_token_is_optional_and_a_blank_one_is_none() {
        for token in [None, Some(""), Some("  ")] {
            let keys = [(ACCESS_KEY_ID, "id"), (SECRET_ACCESS_KEY, "secret")];
            let variables: MapEnv = keys.into_iter().chain(token.map(|token| (SESSION_TOKEN, token))).collect();
            let credentials = EnvironmentCredentials::new(Arc::new(variables)).load().unwrap();
            assert_eq!(credentials.session_token(), None);
        }
    }

    #[test]
    fn nothing_set_or_all_blank_is_not_loaded_and_names_both() {
        for provider in [provider([]), provider([(ACCESS_KEY_ID, " "), (SECRET_ACCESS_KEY, " ")])] {
            let error = provider.load().unwrap_err();
            assert_eq!(error.kind(), CredentialsErrorKind::NotLoaded);
            assert!(error.to_string().ends_with("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"), "{error}");
        }
    }

    #[test]
    fn half_an_access_key_names_the_missing_variable() {
        let error = provider([(ACCESS_KEY_ID, "id")]).load().unwrap_err();
        assert_eq!(error.kind(), CredentialsErrorKind::InvalidConfiguration);
        assert!(error.to_string().contains("AWS_SECRET_ACCESS_KEY is not"), "{error}");
        let error = provider([(SECRET_ACCESS_KEY, "hush"), (ACCESS_KEY_ID, " ")]).load().unwrap_err();
        assert!(error.to_string().contains("AWS_ACCESS_KEY_ID is not"), "{error}");
        assert!(!format!("{error} {error:?}").contains("hush"));
    }
}
