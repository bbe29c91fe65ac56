//! Requests that are refused before the service acts.

use hyper::http::StatusCode;
use serde_json::json;

use super::Reply;
use super::constraints::Violation;

/// Why a request is refused: an error that every service of AWS has, whether its model names it or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The status of the answer.
    pub status: StatusCode,
    /// The error's name.
    pub name: &'static str,
    /// What is wrong.
    pub message: String,
}

impl Rejection {
    /// A refusal.
    pub fn new(status: StatusCode, name: &'static str, message: impl Into<String>) -> Self {
        Self { status, name, message: message.into() }
    }

    /// A request that cannot be read.
    pub fn serialization(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "SerializationException", message)
    }

    /// Everything that the model forbids, in Smithy's words.
    pub(super) fn validation(violations: &[Violation]) -> Self {
        let count = violations.len();
        let plural = if count == 1 { "" } else { "s" };
        let violations: Vec<String> = violations.iter().map(ToString::to_string).collect();
        let message = format!("{count} validation error{plural} detected. {}", violations.join("; "));
        Self::new(StatusCode::BAD_REQUEST, "ValidationException", message)
    }

    /// The answer.
    pub fn reply(&self) -> Reply {
        Reply::error(self.status, self.name, &json!({ "message": self.message }))
    }
}
