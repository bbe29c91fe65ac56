//! What an error's text says of the call beside the cause.

use std::fmt::{self, Write};

use crate::http::HttpResponse;

/// What every failed call knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) operation: &'static str,
    pub(super) attempts: u32,
}

impl Call {
    /// Stands in where no call was made: for errors that tests make up.
    pub(super) const NONE: Self = Self { operation: "The operation", attempts: 1 };
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} attempt{}", self.attempts, if self.attempts == 1 { "" } else { "s" })
    }
}

/// A call that got a response, and what of it stands in an error's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    call: Call,
    status: u16,
    request_id: Option<String>,
}

impl Answer {
    pub(super) fn new(call: Call, response: &HttpResponse) -> Self {
        Self { call, status: response.status().as_u16(), request_id: super::request_id(response) }
    }

    pub(super) fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// `StartSigningJob failed: cause (HTTP 400, request id 1, 1 attempt)`.
    pub(super) fn write(&self, verb: &str, cause: impl fmt::Display, f: &mut impl Write) -> fmt::Result {
        let Self { call, status, request_id } = self;
        write!(f, "{} {verb}: {cause} (HTTP {status}", call.operation)?;
        if let Some(id) = request_id {
            write!(f, ", request id {id}")?;
        }
        write!(f, ", {call})")
    }
}
