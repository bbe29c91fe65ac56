//! How a caller shows who it is: the identity that a call is made with, and how it is put into the request.

use http::header::AUTHORIZATION;
use http::{HeaderMap, Uri};

use crate::config;
use crate::credentials::{
    Credentials, CredentialsError, CredentialsErrorKind, ProvideCredentials, ProvideToken, Token,
};
use crate::error::BoxError;
use crate::http::{header_value, put_header};
use crate::text::concat;

/// A way for a caller to show who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthScheme {
    /// `aws.auth#sigv4`: a signature.
    SigV4,
    /// `smithy.api#httpBearerAuth`: a token in the header `authorization` (RFC 6750).
    Bearer,
    /// `smithy.api#noAuth`: not at all.
    None,
}

/// Who calls.
#[derive(Clone, Debug)]
pub(crate) enum Identity {
    Credentials(Credentials),
    Token(Token),
    Anonymous,
}

impl Identity {
    /// The caller's account, where the credentials say it.
    pub(crate) fn account_id(&self) -> Option<&str> {
        match self {
            Self::Credentials(credentials) => credentials.account_id(),
            Self::Token(_) | Self::Anonymous => None,
        }
    }
}

/// Who calls, by the first scheme that the caller has an identity for: a provider that has none to give is passed over, one
/// that fails is not.
pub(crate) async fn identity(schemes: &[AuthScheme], settings: &config::Builder) -> Result<Identity, CredentialsError> {
    let mut missing = None;
    for scheme in schemes {
        let outcome = match scheme {
            AuthScheme::SigV4 => match &settings.credentials {
                Some(provider) => provider.provide_credentials().await.map(Identity::Credentials),
                None => Err(CredentialsError::no_provider(
                    "no credentials: set `credentials_provider(..)` on the config, or make it with `Config::from_env()`",
                )),
            },
            AuthScheme::Bearer => match &settings.token_provider {
                Some(provider) => provider.provide_token().await.map(Identity::Token),
                None => Err(CredentialsError::no_provider("no bearer token: set `token_provider(..)` on the config")),
            },
            AuthScheme::None => Ok(Identity::Anonymous),
        };
        match outcome {
            Ok(identity) => return Ok(identity),
            Err(error) if error.kind() == CredentialsErrorKind::NotLoaded => drop(missing.get_or_insert(error)),
            Err(error) => return Err(error),
        }
    }
    missing.map_or(Ok(Identity::Anonymous), Err)
}

/// Puts a bearer token into the header `authorization`.
///
/// # Errors
///
/// When the request would go over the network in the clear (RFC 6750, 5.3 asks for TLS), or no header can carry the token.
pub(crate) fn put_bearer_token(token: &Token, uri: &Uri, headers: &mut HeaderMap) -> Result<(), BoxError> {
    if uri.scheme_str() != Some("https") && !is_loopback(uri.host().unwrap_or_default()) {
        return Err(
            "a bearer token is sent to https:// or to this machine only: everyone on the way could read it".into()
        );
    }
    let value = header_value(concat(&["Bearer ", token.token()]));
    let mut value = value.map_err(|_| "the bearer token holds characters that no header can carry")?;
    value.set_sensitive(true);
    put_header(headers, AUTHORIZATION, value);
    Ok(())
}

/// Whether the host is this machine.
fn is_loopback(host: &str) -> bool {
    let is_v4 = || host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    matches!(host, "localhost" | "[::1]") || host.starts_with("127.") && is_v4()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::credentials::EnvironmentCredentials;
    use crate::env::MapEnv;
    use std::sync::Arc;

    use AuthScheme::{Bearer, None, SigV4};

    async fn chosen(schemes: &[AuthScheme], builder: config::Builder) -> String {
        match identity(schemes, &builder).await {
            Ok(Identity::Credentials(credentials)) => credentials.access_key_id().to_owned(),
            Ok(Identity::Token(token)) => token.token().to_owned(),
            Ok(Identity::Anonymous) => "anonymous".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[tokio::test]
    async fn the_first_scheme_with_an_identity_is_chosen() {
        let nobody = Config::builder();
        let key = nobody.clone().credentials_provider(Credentials::from_keys("key", "secret", Option::None));
        let token = nobody.clone().token_provider(Token::new("token", Option::None));
        let both = key.clone().token_provider(Token::new("token", Option::None));
        assert_eq!(chosen(&[SigV4, Bearer], both.clone()).await, "key");
        assert_eq!(chosen(&[Bearer, SigV4], both).await, "token");
        assert_eq!(chosen(&[Bearer, SigV4], key.clone()).await, "key");
        assert_eq!(chosen(&[SigV4, Bearer], token).await, "token");
        assert_eq!(chosen(&[SigV4, None], key.clone()).await, "key");
        assert_eq!(chosen(&[SigV4, None], nobody.clone()).await, "anonymous");
        assert_eq!(chosen(&[None], key).await, "anonymous");
        assert!(chosen(&[SigV4, Bearer], nobody.clone()).await.starts_with("no credentials: set"));
        let remedy = "no bearer token: set `token_provider(..)` on the config";
        assert_eq!(chosen(&[Bearer], nobody).await, remedy);
    }

    #[tokio::test]
    async fn a_provider_without_credentials_is_passed_over_and_one_that_is_set_up_wrongly_is_not() {
        let environment = |vars: &[(&str, &str)]| {
            let env = Arc::new(MapEnv::from_iter(vars.iter().copied()));
            Config::builder().credentials_provider(EnvironmentCredentials::new(env))
        };
        assert_eq!(chosen(&[SigV4, None], environment(&[])).await, "anonymous");
        let half = environment(&[("AWS_ACCESS_KEY_ID", "id")]);
        assert!(chosen(&[SigV4, None], half).await.contains(": incomplete credentials"));
    }

    #[test]
    fn a_token_stays_on_this_machine_or_is_encrypted() {
        let token = Token::new("abc", Option::None);
        let put = |uri: &'static str| {
            let mut headers = HeaderMap::new();
            put_bearer_token(&token, &Uri::from_static(uri), &mut headers).map(|()| headers)
        };
        for uri in ["https://h/", "http://localhost:80/", "http://127.0.0.1/", "http://127.1.2.3:1/", "http://[::1]:8/"]
        {
            let headers = put(uri).unwrap();
            assert_eq!(headers["authorization"], "Bearer abc");
            assert!(headers["authorization"].is_sensitive());
        }
        for uri in ["http://h/", "http://localhost.h/", "http://127.h/", "http://10.0.0.1/", "http://[::2]/"] {
            assert!(put(uri).unwrap_err().to_string().contains("https://"), "{uri}");
        }
    }

    #[test]
    fn a_token_cannot_smuggle_in_a_header_and_no_error_shows_it() {
        let token = Token::new("hush\r\nx: y", Option::None);
        let error = put_bearer_token(&token, &Uri::from_static("https://h/"), &mut HeaderMap::new()).unwrap_err();
        assert_eq!(error.to_string(), "the bearer token holds characters that no header can carry");
    }
}
