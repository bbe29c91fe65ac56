//! What a stub fails with.

use std::io;

use bytes::Bytes;

use super::Response;
use crate::error::{
    BuildError, CallError, DecodeError, ErrorMetadata, ErrorMetadataMut, ErrorShape, OperationError,
    ProvideErrorMetadata, SdkError,
};
use crate::http::{HttpResponse, TransportError};

/// Why a stubbed call fails. The caller gets the [`SdkError`] that it would get of a service and a network that fail so.
///
/// Errors of the operation become one by `.into()` or `?`: those that the model names, and the enum of them all, in which others
/// are [`ErrorMetadata`]: `StartSigningJobError::generic(..)`. The response that carried them has the status of the model, or
/// 400, and a request id that says which call it was.
///
/// ```
/// use tinsmith_runtime::error::Unhandled;
/// use tinsmith_runtime::test_util::StubError;
///
/// // In the place of `Unhandled` stands the error of an operation.
/// let overloaded: StubError<Unhandled> = StubError::response(503, "<h1>Service Unavailable</h1>");
/// let slow: StubError<Unhandled> = StubError::timeout();
/// ```
#[derive(Debug)]
pub struct StubError<E>(Box<Kind<E>>);

#[derive(Debug)]
enum Kind<E> {
    Service { error: E, status: u16 },
    Response(Response),
    Unreadable,
    Transport(TransportError),
    Build(BuildError),
}

/// What is known of an error shape beside its members.
#[doc(hidden)]
pub trait StubShape: ErrorShape + ErrorMetadataMut {
    /// The HTTP status.
    const STATUS: u16;

    /// The message, where it may be shown.
    fn text(&self) -> Option<&str>;
}

impl<E> StubError<E> {
    /// A response with this status and body, which the client reads as it would read it from the network. For headers, turn a
    /// [`Response`] into an error.
    ///
    /// With a status of success it is read as the operation's output.
    ///
    /// # Panics
    ///
    /// When this is no HTTP status.
    #[must_use]
    #[track_caller]
    pub fn response(status: u16, body: impl Into<Bytes>) -> Self {
        Response::new(status).body(body).into()
    }

    /// A response of status 200 that cannot be read as the operation's output.
    #[must_use]
    pub fn unreadable_response() -> Self {
        Self(Box::new(Kind::Unreadable))
    }

    /// No response in time.
    #[must_use]
    pub fn timeout() -> Self {
        TransportError::timeout("so says the stub").into()
    }

    /// No connection: the service has not seen the request.
    #[must_use]
    pub fn connection_refused() -> Self {
        TransportError::connect(io::Error::from(io::ErrorKind::ConnectionRefused)).into()
    }

    /// A connection that broke: the service may have seen the request.
    #[must_use]
    pub fn connection_reset() -> Self {
        TransportError::io(io::Error::from(io::ErrorKind::ConnectionReset)).into()
    }

    /// An error that the model does not name.
    #[doc(hidden)]
    #[must_use]
    pub fn unmodelled(error: E) -> Self {
        Self(Box::new(Kind::Service { error, status: 400 }))
    }

    /// An error that the model names, with what the service would say of it besides.
    #[doc(hidden)]
    pub fn modelled<S: StubShape>(mut shape: S, variant: fn(S) -> E) -> Self {
        let (message, meta) = (shape.text().map(str::to_owned), shape.meta_mut());
        let mut full = ErrorMetadata::builder().code(meta.code().unwrap_or(S::CODE));
        full.set_message(meta.message().map(str::to_owned).or(message));
        full.set_request_id(meta.request_id().map(str::to_owned));
        *meta = full.build();
        Self(Box::new(Kind::Service { error: variant(shape), status: S::STATUS }))
    }
}

impl<E: OperationError> StubError<E> {
    /// The outcome of the call, which is the `number`th.
    pub(super) fn into_result<T>(
        self,
        operation: &'static str,
        number: usize,
        decode: impl FnOnce(HttpResponse) -> Result<T, SdkError<E>>,
    ) -> Result<T, SdkError<E>> {
        Err(match *self.0 {
            Kind::Service { mut error, status } => {
                let response = response_of(&mut error, status, number);
                SdkError::from_service(operation, 1, error, response)
            }
            Kind::Response(response) => return decode(response.into_http()),
            Kind::Unreadable => {
                let response = Response::new(200).header(REQUEST_ID, &request_id(number)).body("<unreadable>");
                let error = DecodeError::new("so says the stub");
                SdkError::from_decode(operation, 1, error, response.into_http())
            }
            Kind::Transport(error) => SdkError::from_call(operation, 1, CallError::Transport(error)),
            Kind::Build(error) => SdkError::from_call(operation, 0, CallError::Construction(error.into())),
        })
    }
}

const REQUEST_ID: &str = "x-amzn-requestid";

/// In the form that services give them.
fn request_id(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// The response that carries an error, of which both then know the request id.
fn response_of<E: ErrorMetadataMut + ProvideErrorMetadata>(error: &mut E, status: u16, number: usize) -> HttpResponse {
    let meta = error.meta();
    let id = meta.request_id().map_or_else(|| request_id(number), str::to_owned);
    let mut full = ErrorMetadata::builder().request_id(&id);
    full.set_code(meta.code().map(str::to_owned)).set_message(meta.message().map(str::to_owned));
    let body = match meta.message() {
        Some(message) => serde_json::json!({ "message": message }).to_string(),
        None => "{}".to_owned(),
    };
    let mut response = Response::new(status).header(REQUEST_ID, &id).header("content-type", "application/json");
    if let Some(code) = meta.code() {
        response = response.header("x-amzn-errortype", code);
    }
    *error.meta_mut() = full.build();
    response.body(body).into_http()
}

impl<E> From<Response> for StubError<E> {
    fn from(response: Response) -> Self {
        Self(Box::new(Kind::Response(response)))
    }
}

impl<E> From<TransportError> for StubError<E> {
    fn from(error: TransportError) -> Self {
        Self(Box::new(Kind::Transport(error)))
    }
}

/// An output that lacks a required member: a mistake of the stub, which shows as a call that was not sent.
impl<E> From<BuildError> for StubError<E> {
    fn from(error: BuildError) -> Self {
        Self(Box::new(Kind::Build(error)))
    }
}
