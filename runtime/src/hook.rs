//! What a user adds to every attempt.

use std::fmt;

use crate::error::BoxError;
use crate::http::{HttpRequest, HttpResponse, TransportError};

/// Sees each attempt of a call: the request before it is signed, and may change its headers and body; the request as it is sent;
/// the outcome. Each method does nothing unless it is written. The call's span is the current one.
///
/// ```
/// use tinsmith_runtime::error::BoxError;
/// use tinsmith_runtime::hook::{Attempt, Hook};
/// use tinsmith_runtime::http::{HeaderValue, HttpRequest};
///
/// /// Says in a signed header of each request what it is made for.
/// #[derive(Debug)]
/// struct Purpose(HeaderValue);
///
/// impl Hook for Purpose {
///     fn before_signing(&self, request: &mut HttpRequest, _: &Attempt) -> Result<(), BoxError> {
///         request.headers_mut().insert("x-purpose", self.0.clone());
///         Ok(())
///     }
/// }
/// ```
pub trait Hook: Send + Sync + fmt::Debug {
    /// Before the request is signed. The headers and the body are signed and sent as they are left here; the address and the
    /// length of the message are not to be changed.
    ///
    /// # Errors
    ///
    /// End the call; nothing of this attempt is sent.
    fn before_signing(&self, _request: &mut HttpRequest, _attempt: &Attempt) -> Result<(), BoxError> {
        Ok(())
    }

    /// Before the request is sent, signature and all. The header `authorization` of it must not be logged.
    ///
    /// # Errors
    ///
    /// End the call; nothing of this attempt is sent.
    fn before_sending(&self, _request: &HttpRequest, _attempt: &Attempt) -> Result<(), BoxError> {
        Ok(())
    }

    /// After the attempt: the response, whatever its status, with its body in memory unless the operation streams it; or why
    /// there is none. Not called when the attempt is cut off by the time-out of the call, or when the call is dropped.
    fn after_attempt(&self, _outcome: Result<&HttpResponse, &TransportError>, _attempt: &Attempt) {}
}

/// Which attempt of which call a hook sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    pub(crate) service: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) number: u32,
}

impl Attempt {
    /// The service's id in SDKs, such as `signer`.
    #[must_use]
    pub fn service(&self) -> &'static str {
        self.service
    }

    /// The operation's name, as in the model.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The number of the attempt, from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }
}
