//! The error of a call.

use std::fmt::{self, Write};

use super::context::{Answer, Call};
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
    /// The request could not be built: invalid input, no credentials, no region. Nothing was sent, or after a failed attempt
    /// nothing more, which the text tells.
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

/// A failure that does not depend on the operation's types.
#[derive(Debug)]
pub(crate) enum CallError {
    Construction(BoxError),
    Transport(TransportError),
}

/// Details of [`SdkError::ConstructionFailure`].
#[derive(Debug)]
pub struct ConstructionFailure(Box<ConstructionFailureInner>);

#[derive(Debug)]
struct ConstructionFailureInner {
    call: Call,
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
    answer: Answer,
    source: BoxError,
    raw: R,
}

/// Details of [`SdkError::ServiceError`].
#[derive(Debug)]
pub struct ServiceError<E, R>(Box<ServiceErrorInner<E, R>>);

#[derive(Debug)]
struct ServiceErrorInner<E, R> {
    answer: Answer,
    source: E,
    raw: R,
}

impl<E> SdkError<E> {
    pub(crate) fn from_call(operation: &'static str, attempts: u32, error: CallError) -> Self {
        let call = Call { operation, attempts };
        match error {
            CallError::Construction(source) => {
                Self::ConstructionFailure(ConstructionFailure(Box::new(ConstructionFailureInner { call, source })))
            }
            CallError::Transport(error) => Self::transport(call, error),
        }
    }

    pub(crate) fn from_decode(operation: &'static str, attempts: u32, source: DecodeError, raw: HttpResponse) -> Self {
        Self::unreadable(Call { operation, attempts }, source.into(), raw)
    }

    pub(crate) fn from_service(operation: &'static str, attempts: u32, source: E, raw: HttpResponse) -> Self {
        Self::service(Call { operation, attempts }, source, raw)
    }

    fn transport(call: Call, error: TransportError) -> Self {
        let timeout = error.is_timeout();
        let failure = DispatchFailure { call, source: Box::new(error) };
        if timeout { Self::TimeoutError(TimeoutError(failure)) } else { Self::DispatchFailure(failure) }
    }

    fn unreadable(call: Call, source: BoxError, raw: HttpResponse) -> Self {
        let answer = Answer::new(call, &raw);
        Self::ResponseError(ResponseError(Box::new(ResponseErrorInner { answer, source, raw })))
    }

    fn service(call: Call, source: E, raw: HttpResponse) -> Self {
        let answer = Answer::new(call, &raw);
        Self::ServiceError(ServiceError(Box::new(ServiceErrorInner { answer, source, raw })))
    }
}

/// Errors that tests make up.
impl<E> SdkError<E> {
    /// A request that could not be built.
    pub fn construction_failure(source: impl Into<BoxError>) -> Self {
        Self::from_call(Call::NONE.operation, 0, CallError::Construction(source.into()))
    }

    /// Time that ran out.
    pub fn timeout_error(source: impl Into<BoxError>) -> Self {
        Self::transport(Call::NONE, TransportError::timeout(source))
    }

    /// A request that did not get through. Becomes a [`TimeoutError`](Self::TimeoutError) when it was for lack of time.
    #[must_use]
    pub fn dispatch_failure(source: TransportError) -> Self {
        Self::transport(Call::NONE, source)
    }

    /// A response that could not be read.
    pub fn response_error(source: impl Into<BoxError>, raw: HttpResponse) -> Self {
        Self::unreadable(Call::NONE, source.into(), raw)
    }

    /// An error that the service answered with.
    #[must_use]
    pub fn service_error(source: E, raw: HttpResponse) -> Self {
        Self::service(Call::NONE, source, raw)
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

    /// The service's error; every other failure becomes its `Unhandled` variant. Its text says what this error's does, and
    /// its source is the same object.
    #[must_use]
    pub fn into_service_error(self) -> E
    where
        E: OperationError,
    {
        let text = if self.as_service_error().is_some() { String::new() } else { self.to_string() };
        match self.into_parts() {
            Ok(error) => {
                let ServiceErrorInner { mut source, answer, .. } = *error;
                source.meta_mut().answer = Some(Box::new(answer));
                source
            }
            Err(source) => E::from_unhandled(Unhandled::with_note(text, source)),
        }
    }

    /// The cause, of whatever type it is: of an unsent request for instance a [`ValidationError`].
    ///
    /// # Errors
    ///
    /// None; the official SDK gives the error back when it has no cause, while ours always has.
    pub fn into_source(self) -> Result<BoxError, Self>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        Ok(self.into_parts().map_or_else(|source| source, |error| error.source.into()))
    }

    /// The same failure with another type of service error.
    #[must_use]
    pub fn map_service_error<E2>(self, map: impl FnOnce(E) -> E2) -> SdkError<E2, R> {
        match self {
            Self::ConstructionFailure(failure) => SdkError::ConstructionFailure(failure),
            Self::TimeoutError(error) => SdkError::TimeoutError(error),
            Self::DispatchFailure(failure) => SdkError::DispatchFailure(failure),
            Self::ResponseError(error) => SdkError::ResponseError(error),
            Self::ServiceError(error) => {
                let ServiceErrorInner { answer, source, raw } = *error.0;
                SdkError::ServiceError(ServiceError(Box::new(ServiceErrorInner { answer, source: map(source), raw })))
            }
        }
    }

    /// The service's error with all that belongs to it, or else the cause.
    fn into_parts(self) -> Result<Box<ServiceErrorInner<E, R>>, BoxError> {
        match self {
            Self::ConstructionFailure(failure) => Err(failure.0.source),
            Self::TimeoutError(TimeoutError(failure)) | Self::DispatchFailure(failure) => Err(failure.source),
            Self::ResponseError(error) => Err(error.0.source),
            Self::ServiceError(error) => Ok(error.0),
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
            Self::ConstructionFailure(failure) => failure.0.source.downcast_ref(),
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
            Self::ResponseError(error) => error.0.answer.request_id(),
            Self::ServiceError(error) => error.0.answer.request_id(),
            _ => None,
        }
    }
}

impl ConstructionFailure {
    /// Of a wait, which makes many calls.
    pub(crate) fn of(what: &'static str, source: BoxError) -> Self {
        Self(Box::new(ConstructionFailureInner { call: Call { operation: what, attempts: 0 }, source }))
    }

    pub(crate) fn call(&self) -> &'static str {
        self.0.call.operation
    }

    pub(crate) fn source(&self) -> &(dyn std::error::Error + 'static) {
        &*self.0.source
    }
}

impl<R> ResponseError<R> {
    /// The response that could not be read.
    #[must_use]
    pub fn raw(&self) -> &R {
        &self.0.raw
    }

    /// The response that could not be read, taken out.
    #[must_use]
    pub fn into_raw(self) -> R {
        self.0.raw
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

    /// The response that carried the error, taken out.
    #[must_use]
    pub fn into_raw(self) -> R {
        self.0.raw
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

    /// Whether the connection broke, so that the service may have seen the request.
    #[must_use]
    pub fn is_io(&self) -> bool {
        self.source.is_io()
    }

    /// Whether it was something that another attempt would not mend.
    #[must_use]
    pub fn is_other(&self) -> bool {
        self.source.is_other()
    }
}

impl<E: fmt::Display, R> fmt::Display for SdkError<E, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut OneLine(f);
        match self {
            Self::ConstructionFailure(failure) => match &*failure.0 {
                ConstructionFailureInner { call, source } if call.attempts == 0 => {
                    write!(f, "{} was not sent: {source}", call.operation)
                }
                ConstructionFailureInner { call, source } => {
                    write!(f, "{} was not sent again: {source} ({call})", call.operation)
                }
            },
            Self::TimeoutError(TimeoutError(failure)) | Self::DispatchFailure(failure) => {
                let DispatchFailure { call, source } = failure;
                write!(f, "{} got no response: {source} ({call})", call.operation)
            }
            Self::ResponseError(error) => {
                error.0.answer.write("got a response that cannot be read", &error.0.source, f)
            }
            Self::ServiceError(error) => error.0.answer.write("failed", &error.0.source, f),
        }
    }
}

/// The text has it all already, so [`source`](std::error::Error::source) is for asking after types: an error that is
/// printed with its sources repeats itself. Of a transport's chain of causes it gives the innermost, such as an I/O error.
impl<E: std::error::Error + 'static, R: fmt::Debug> std::error::Error for SdkError<E, R> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::ConstructionFailure(error) => Some(&*error.0.source),
            Self::TimeoutError(TimeoutError(failure)) | Self::DispatchFailure(failure) => {
                std::iter::successors(failure.source.source(), |&cause| cause.source()).last()
            }
            Self::ResponseError(error) => Some(&*error.0.source),
            Self::ServiceError(error) => Some(&error.0.source),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_line_whatever_its_cause_says() {
        let error = CallError::Construction("a\r\nERROR b\u{1B}[2J\u{85}é".into());
        let error = SdkError::<Unhandled>::from_call("Op", 0, error);
        assert_eq!(error.to_string(), "Op was not sent: a  ERROR b [2J é");
    }
}
