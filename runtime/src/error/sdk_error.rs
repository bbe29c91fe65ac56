//! The error of a call.

use std::fmt::{self, Write};

use super::{
    BoxError, DecodeError, ErrorMetadata, OneLine, OperationError, ProvideErrorMetadata, RequestId, Unhandled,
};
use crate::http::{HttpResponse, TransportError};
use crate::validation::ValidationError;

/// Why a call gave no output. Its `Display` says everything in one line: operation, cause, status, request id, attempts.
///
/// Variants and methods are those of the official SDK's `SdkError`. All variants are small: what they hold is boxed.
#[derive(Debug)]
#[non_exhaustive]
pub enum SdkError<E, R = HttpResponse> {
    /// The request could not be built: invalid input, no credentials, no region. Nothing was sent.
    ConstructionFailure(ConstructionFailure),
    /// Time ran out before there was a response.
    TimeoutError(TimeoutError),
    /// The request could not be sent, or the connection broke.
    DispatchFailure(DispatchFailure),
    /// There was a response, but it could not be read.
    ResponseError(ResponseError<R>),
    /// The service answered with an error.
    ServiceError(ServiceError<E, R>),
}

/// What every failed call knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Call {
    operation: &'static str,
    attempts: u32,
}

/// A failure that does not depend on the operation's types.
#[derive(Debug)]
pub(crate) enum CallError {
    Construction(BoxError),
    Transport(TransportError),
}

/// Details of [`SdkError::ConstructionFailure`].
#[derive(Debug)]
pub struct ConstructionFailure {
    operation: &'static str,
    source: BoxError,
}

/// Details of [`SdkError::TimeoutError`].
#[derive(Debug)]
pub struct TimeoutError(DispatchFailure);

/// Details of [`SdkError::DispatchFailure`].
#[derive(Debug)]
pub struct DispatchFailure {
    call: Call,
    source: Box<TransportError>,
}

/// Details of [`SdkError::ResponseError`].
#[derive(Debug)]
pub struct ResponseError<R>(Box<ResponseErrorInner<R>>);

#[derive(Debug)]
struct ResponseErrorInner<R> {
    call: Call,
    source: DecodeError,
    summary: ResponseSummary,
    raw: R,
}

/// Details of [`SdkError::ServiceError`].
#[derive(Debug)]
pub struct ServiceError<E, R>(Box<ServiceErrorInner<E, R>>);

#[derive(Debug)]
struct ServiceErrorInner<E, R> {
    call: Call,
    source: E,
    summary: ResponseSummary,
    raw: R,
}

/// What of a response stands in an error's text.
#[derive(Debug)]
struct ResponseSummary {
    status: u16,
    request_id: Option<String>,
}

impl ResponseSummary {
    fn new(response: &HttpResponse) -> Self {
        let request_id = super::response::request_id(response.headers());
        Self { status: response.status().as_u16(), request_id }
    }
}

impl<E> SdkError<E> {
    pub(crate) fn from_call(operation: &'static str, attempts: u32, error: CallError) -> Self {
        match error {
            CallError::Construction(source) => Self::ConstructionFailure(ConstructionFailure { operation, source }),
            CallError::Transport(error) => {
                let timeout = error.is_timeout();
                let failure = DispatchFailure { call: Call { operation, attempts }, source: Box::new(error) };
                if timeout { Self::TimeoutError(TimeoutError(failure)) } else { Self::DispatchFailure(failure) }
            }
        }
    }

    pub(crate) fn from_decode(operation: &'static str, attempts: u32, source: DecodeError, raw: HttpResponse) -> Self {
        let call = Call { operation, attempts };
        let summary = ResponseSummary::new(&raw);
        Self::ResponseError(ResponseError(Box::new(ResponseErrorInner { call, source, summary, raw })))
    }

    pub(crate) fn from_service(operation: &'static str, attempts: u32, source: E, raw: HttpResponse) -> Self {
        let call = Call { operation, attempts };
        let summary = ResponseSummary::new(&raw);
        Self::ServiceError(ServiceError(Box::new(ServiceErrorInner { call, source, summary, raw })))
    }
}

impl<E, R> SdkError<E, R> {
    /// The service's error, when the service answered with one.
    #[must_use]
    pub fn as_service_error(&self) -> Option<&E> {
        match self {
            Self::ServiceError(error) => Some(error.err()),
            _ => None,
        }
    }

    /// The service's error; every other failure becomes its `Unhandled` variant, keeping the text.
    #[must_use]
    pub fn into_service_error(self) -> E
    where
        E: OperationError,
    {
        match self {
            Self::ServiceError(error) => error.into_err(),
            other => E::unhandled(Unhandled::new(ErrorMetadata::default(), Some(other.to_string()))),
        }
    }

    /// The response, when there was one.
    #[must_use]
    pub fn raw_response(&self) -> Option<&R> {
        match self {
            Self::ResponseError(error) => Some(error.raw()),
            Self::ServiceError(error) => Some(error.raw()),
            _ => None,
        }
    }

    /// The violated constraints, when the input was found invalid before sending.
    #[must_use]
    pub fn validation_error(&self) -> Option<&ValidationError> {
        match self {
            Self::ConstructionFailure(failure) => failure.source.downcast_ref(),
            _ => None,
        }
    }
}

impl<E: ProvideErrorMetadata, R> ProvideErrorMetadata for SdkError<E, R> {
    fn meta(&self) -> &ErrorMetadata {
        static NONE: ErrorMetadata = ErrorMetadata::NONE;
        self.as_service_error().map_or(&NONE, E::meta)
    }
}

impl<E, R> RequestId for SdkError<E, R> {
    fn request_id(&self) -> Option<&str> {
        match self {
            Self::ResponseError(error) => error.0.summary.request_id.as_deref(),
            Self::ServiceError(error) => error.0.summary.request_id.as_deref(),
            _ => None,
        }
    }
}

impl<R> ResponseError<R> {
    /// The response that could not be read.
    #[must_use]
    pub fn raw(&self) -> &R {
        &self.0.raw
    }
}

impl<E, R> ServiceError<E, R> {
    /// The error.
    #[must_use]
    pub fn err(&self) -> &E {
        &self.0.source
    }

    /// The error, taken out.
    #[must_use]
    pub fn into_err(self) -> E {
        self.0.source
    }

    /// The response that carried the error.
    #[must_use]
    pub fn raw(&self) -> &R {
        &self.0.raw
    }
}

impl DispatchFailure {
    /// Whether the response took too long.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.source.is_timeout()
    }

    /// Whether no connection came about, so that the service has not seen the request.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.source.is_connect()
    }
}

impl fmt::Display for ResponseSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTP {}", self.status)?;
        self.request_id.as_ref().map_or(Ok(()), |id| write!(f, ", request id {id}"))
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} attempt{}", self.attempts, if self.attempts == 1 { "" } else { "s" })
    }
}

impl<E: fmt::Display, R> fmt::Display for SdkError<E, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut OneLine(f);
        match self {
            Self::ConstructionFailure(ConstructionFailure { operation, source }) => {
                write!(f, "{operation} was not sent: {source}")
            }
            Self::TimeoutError(TimeoutError(failure)) | Self::DispatchFailure(failure) => {
                let DispatchFailure { call, source } = failure;
                write!(f, "{} got no response: {source} ({call})", call.operation)
            }
            Self::ResponseError(error) => {
                let ResponseErrorInner { call, source, summary, .. } = &*error.0;
                write!(f, "{} got a response that cannot be read: {source} ({summary}, {call})", call.operation)
            }
            Self::ServiceError(error) => {
                let ServiceErrorInner { call, source, summary, .. } = &*error.0;
                write!(f, "{} failed: {source} ({summary}, {call})", call.operation)
            }
        }
    }
}

impl<E: std::error::Error + 'static, R: fmt::Debug> std::error::Error for SdkError<E, R> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(match self {
            Self::ConstructionFailure(error) => &*error.source,
            Self::TimeoutError(TimeoutError(failure)) | Self::DispatchFailure(failure) => &*failure.source,
            Self::ResponseError(error) => &error.0.source,
            Self::ServiceError(error) => &error.0.source,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_line_whatever_its_cause_says() {
        let error = CallError::Construction("a\r\nERROR b\u{1B}[2J\u{85}é".into());
        let error = SdkError::<Unhandled>::from_call("Op", 1, error);
        assert_eq!(error.to_string(), "Op was not sent: a  ERROR b [2J é");
    }
}
