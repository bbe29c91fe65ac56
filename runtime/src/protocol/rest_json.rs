//! `aws.protocols#restJson1`.

use super::Protocol;
use crate::error::{BoxError, ErrorResponse};
use crate::http::HttpResponse;
use crate::operation::OperationInfo;
use crate::request::EncodedRequest;

/// `aws.protocols#restJson1`: HTTP bindings, and JSON in bodies.
#[derive(Clone, Copy, Debug)]
pub struct RestJson1;

impl Protocol for RestJson1 {
    /// All of a request comes from its members.
    fn complete(&self, _: &OperationInfo, _: &mut EncodedRequest) -> Result<(), BoxError> {
        Ok(())
    }

    /// A member of the error may be called `code`, so the header wins over it ("Operation error serialization").
    fn error<'a>(&self, response: &'a HttpResponse) -> ErrorResponse<'a> {
        ErrorResponse::read(response, &["code", "__type"])
    }
}
