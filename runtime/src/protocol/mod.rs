//! Protocols: what a service asks of every request besides the members' places, and how its errors are told apart.
//!
//! Where the members of an operation go is decided when a client is generated, and stands in its code. What is left
//! differs between protocols, not between operations, and is behind one trait: another protocol is another file here.

mod aws_json;
mod rest_json;

pub use aws_json::AwsJson;
pub use rest_json::RestJson1;

use std::fmt;

use crate::error::{BoxError, ErrorResponse};
use crate::http::HttpResponse;
use crate::operation::OperationInfo;
use crate::request::EncodedRequest;

/// The protocol that a service speaks.
pub trait Protocol: fmt::Debug + Send + Sync {
    /// Completes a request in which the members of the input stand already.
    ///
    /// # Errors
    ///
    /// When what has to be added does not fit into a request.
    fn complete(&self, operation: &OperationInfo, request: &mut EncodedRequest) -> Result<(), BoxError>;

    /// Reads what every error carries from a response that is no success. Never fails: a body that cannot be read becomes
    /// an excerpt.
    fn error<'a>(&self, response: &'a HttpResponse) -> ErrorResponse<'a>;
}
