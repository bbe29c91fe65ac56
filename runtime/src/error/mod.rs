//! Errors: what can go wrong in a call, in one type that says everything in one line.

mod context;
mod metadata;
mod response;
mod sdk_error;
mod unhandled;

use std::fmt::{self, Write};

pub use metadata::{ErrorMetadata, ErrorMetadataBuilder, ErrorMetadataMut, ProvideErrorMetadata, RequestId, describe};
pub use response::{ErrorResponse, ErrorShape, OperationError, request_id};
pub(crate) use sdk_error::CallError;
pub use sdk_error::{ConstructionFailure, DispatchFailure, ResponseError, SdkError, ServiceError, TimeoutError};
pub use unhandled::Unhandled;

use crate::json::JsonError;
use crate::text::push_all;

/// A boxed cause.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A member that cannot be written into a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodeError {
    member: &'static str,
    reason: String,
}

impl EncodeError {
    pub(crate) fn new(member: &'static str, reason: impl Into<String>) -> Self {
        Self { member, reason: reason.into() }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Value at '/{}' {}", self.member, self.reason)
    }
}

impl std::error::Error for EncodeError {}

/// A response that is not what the model says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError(String);

impl DecodeError {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

impl From<JsonError> for DecodeError {
    fn from(error: JsonError) -> Self {
        Self(error.to_string())
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for DecodeError {}

/// A builder was asked to build while a required member was unset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildError {
    shape: &'static str,
    member: &'static str,
}

impl BuildError {
    /// The member of the shape that is missing, both as the model names them.
    #[must_use]
    pub const fn missing(shape: &'static str, member: &'static str) -> Self {
        Self { shape, member }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` was not set, but {} requires it", self.member, self.shape)
    }
}

impl std::error::Error for BuildError {}

/// An error with all its causes in one line, for logs: `{}` of most errors shows the outermost only. The errors of this
/// crate say everything themselves; this is for others, and for code written for the official SDK.
#[derive(Debug)]
pub struct DisplayErrorContext<E>(pub E);

impl<E: std::error::Error> fmt::Display for DisplayErrorContext<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        OneLine(f).write_str(&with_causes(self.0.to_string(), self.0.source()))
    }
}

impl<E: std::error::Error> std::error::Error for DisplayErrorContext<E> {}

/// `text: cause: its cause`. A cause is left out when its words are already there, as they are behind an error that shows
/// its causes itself.
pub(crate) fn with_causes(mut text: String, cause: Option<&(dyn std::error::Error + 'static)>) -> String {
    for cause in std::iter::successors(cause, |&cause| cause.source()) {
        let words = cause.to_string();
        // `str::contains` brings a search of two kilobytes.
        let is_there = words.is_empty() || text.as_bytes().windows(words.len()).any(|part| part == words.as_bytes());
        if !is_there {
            push_all(&[": ", &words], &mut text);
        }
    }
    text
}

/// Writes a space for every control character: the words of a service must not break a line of a log, or fake another.
pub(crate) struct OneLine<'a, 'b>(pub(crate) &'a mut fmt::Formatter<'b>);

impl fmt::Write for OneLine<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for (index, part) in text.split(char::is_control).enumerate() {
            if index > 0 {
                self.0.write_char(' ')?;
            }
            self.0.write_str(part)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::CredentialsError;

    #[test]
    fn all_causes_are_shown_and_none_twice() {
        let inner = CredentialsError::provider_error("no answer").with_source(std::io::Error::other("refused"));
        let outer = std::io::Error::other(CredentialsError::not_loaded("nothing set").with_source(inner));
        assert_eq!(
            DisplayErrorContext(outer).to_string(),
            "the credential provider was not enabled: nothing set: an error occurred while loading credentials: no answer: \
             refused"
        );
        assert_eq!(DisplayErrorContext(fmt::Error).to_string(), fmt::Error.to_string());
    }

    /// An error with a cause that its own text leaves out.
    #[derive(Debug)]
    struct Outer(DecodeError);

    impl fmt::Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("outer")
        }
    }

    impl std::error::Error for Outer {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            Some(&self.0)
        }
    }

    #[test]
    fn a_cause_that_the_error_leaves_out_is_added() {
        assert_eq!(DisplayErrorContext(Outer(DecodeError("a\nb".to_owned()))).to_string(), "outer: a b");
    }
}
