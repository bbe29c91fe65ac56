//! Errors: what can go wrong in a call, in one type that says everything in one line.

mod metadata;
mod response;
mod sdk_error;

use std::fmt;

pub use metadata::{ErrorMetadata, ProvideErrorMetadata, RequestId, Unhandled, describe};
pub(crate) use response::request_id;
pub use response::{ErrorResponse, ErrorShape, OperationError};
pub(crate) use sdk_error::CallError;
pub use sdk_error::{ConstructionFailure, DispatchFailure, ResponseError, SdkError, ServiceError, TimeoutError};

use crate::json::JsonError;

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
/// crate say everything themselves; this is for code written for the official SDK.
#[derive(Debug)]
pub struct DisplayErrorContext<E>(pub E);

impl<E: std::error::Error> fmt::Display for DisplayErrorContext<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl<E: std::error::Error> std::error::Error for DisplayErrorContext<E> {}
