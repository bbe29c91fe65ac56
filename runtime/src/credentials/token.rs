//! Bearer tokens and what provides them.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use zeroize::Zeroizing;

use super::CredentialsError;
use crate::future::BoxFuture;

/// A bearer token (RFC 6750): whoever holds it may call.
///
/// Cloning is cheap. `Debug` does not show the token, and the last clone wipes it from memory.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    token: Arc<Zeroizing<String>>,
    expires_after: Option<SystemTime>,
}

impl Token {
    /// A token, and when it stops working; `None` when it does not expire.
    pub fn new(token: impl Into<String>, expires_after: Option<SystemTime>) -> Self {
        Self { token: Arc::new(Zeroizing::new(token.into())), expires_after }
    }

    /// The token itself.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// When the token stops working; `None` when it does not expire.
    pub fn expiration(&self) -> Option<SystemTime> {
        self.expires_after
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("token", &"** redacted **").field("expires_after", &self.expires_after).finish()
    }
}

/// Gives a bearer token when asked, from wherever it comes.
///
/// A provider is asked before every attempt of a call, so one that goes over the network caches what it got.
pub trait ProvideToken: Send + Sync + fmt::Debug {
    /// The token to call with now.
    fn provide_token<'a>(&'a self) -> BoxFuture<'a, Result<Token, CredentialsError>>;
}

/// A token provides itself.
impl ProvideToken for Token {
    fn provide_token<'a>(&'a self) -> BoxFuture<'a, Result<Token, CredentialsError>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}

/// A provider that many clients hold at once.
#[derive(Clone, Debug)]
pub struct SharedTokenProvider(Arc<dyn ProvideToken>);

impl SharedTokenProvider {
    /// Makes `provider` shareable.
    pub fn new(provider: impl ProvideToken + 'static) -> Self {
        Self(Arc::new(provider))
    }
}

impl ProvideToken for SharedTokenProvider {
    fn provide_token<'a>(&'a self) -> BoxFuture<'a, Result<Token, CredentialsError>> {
        self.0.provide_token()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::UNIX_EPOCH;

    #[tokio::test]
    async fn a_token_provides_itself_and_is_never_shown() {
        let token = Token::new("hush", Some(UNIX_EPOCH));
        let shared = SharedTokenProvider::new(token.clone());
        assert!(!format!("{token:?} {shared:?}").contains("hush"));
        let provided = shared.provide_token().await.unwrap();
        assert_eq!((provided.token(), provided.expiration()), ("hush", Some(UNIX_EPOCH)));
        assert_eq!(provided, token);
    }
}
