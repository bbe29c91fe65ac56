//! Why there are no credentials.

use std::borrow::Cow;
use std::error::Error;
use std::fmt::{self, Write};
use std::sync::Arc;

use crate::error::{OneLine, with_causes};

/// What kind of failure a [`CredentialsError`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialsErrorKind {
    /// The provider is not configured; the next one in the chain may be.
    NotLoaded,
    /// The provider is configured, but wrongly; nothing but a change by the user helps.
    InvalidConfiguration,
    /// The provider is configured, but failed; it may work later.
    ProviderError,
}

impl CredentialsErrorKind {
    /// What `Display` starts with: the words that official SDKs have for it, which people search for.
    fn words(self) -> &'static str {
        match self {
            Self::NotLoaded => "the credential provider was not enabled: ",
            Self::InvalidConfiguration => "the credentials provider was not properly configured: ",
            Self::ProviderError => "an error occurred while loading credentials: ",
        }
    }
}

/// A provider gave no credentials.
///
/// `Display` says what to do about it, with all causes in one line, and shows no secret. Clones share the cause.
#[derive(Clone, Debug)]
pub struct CredentialsError {
    kind: CredentialsErrorKind,
    /// Whether the message stands for itself.
    is_bare: bool,
    message: Cow<'static, str>,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

impl CredentialsError {
    fn new(kind: CredentialsErrorKind, message: Cow<'static, str>) -> Self {
        Self { kind, is_bare: false, message, source: None }
    }

    /// There is no provider that could be asked. `message` names what to set.
    pub(crate) fn no_provider(message: &'static str) -> Self {
        Self { is_bare: true, ..Self::not_loaded(message) }
    }

    /// The provider is not configured. `message` names what to set.
    pub fn not_loaded(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(CredentialsErrorKind::NotLoaded, message.into())
    }

    /// The provider's configuration is wrong. `message` names what to change.
    pub fn invalid_configuration(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(CredentialsErrorKind::InvalidConfiguration, message.into())
    }

    /// The provider failed. `message` names the provider and what to look at.
    pub fn provider_error(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(CredentialsErrorKind::ProviderError, message.into())
    }

    /// Adds the error that led to this one.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into().into());
        self
    }

    /// What kind of failure this is.
    pub fn kind(&self) -> CredentialsErrorKind {
        self.kind
    }

    /// What `Display` says without the words for the kind: for a line that names several providers.
    pub(super) fn reason(&self) -> String {
        with_causes(self.message.to_string(), self.source())
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = OneLine(f);
        if !self.is_bare {
            f.write_str(self.kind.words())?;
        }
        f.write_str(&self.reason())
    }
}

impl Error for CredentialsError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An error with a cause that its own text leaves out.
    #[derive(Debug)]
    struct Timeout(std::io::Error);

    impl fmt::Display for Timeout {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("timed out")
        }
    }

    impl Error for Timeout {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }

    #[test]
    fn an_error_keeps_kind_message_and_source() {
        let io = std::io::Error::other(Timeout(std::io::Error::other("refused\n")));
        let error = CredentialsError::provider_error("the metadata service did not answer").with_source(io);
        assert_eq!(error.kind(), CredentialsErrorKind::ProviderError);
        let text =
            "an error occurred while loading credentials: the metadata service did not answer: timed out: refused ";
        assert_eq!(error.to_string(), text);
        assert_eq!(error.clone().to_string(), text);
        assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("timed out"));
        assert!(CredentialsError::not_loaded("nothing").source().is_none());
        assert_eq!(CredentialsError::no_provider("nothing").to_string(), "nothing");
    }
}
