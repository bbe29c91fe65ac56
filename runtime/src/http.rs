//! The transport seam: what a client needs of an HTTP library, and nothing more.

mod body;

use std::fmt;
use std::sync::Arc;

pub use body::Body;
use http::header::{Entry, InvalidHeaderValue};
pub use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};

use crate::future::BoxFuture;

/// How many headers an input, or a call with headers of its own, may bring. `HeaderMap` panics beyond 24,576; services bear a few
/// hundred at most.
pub(crate) const MAX_HEADERS: usize = 1_000;

/// Sets a header. `HeaderMap` compiles its own methods anew for each type of name and value, so all of this crate goes through
/// here.
pub(crate) fn put_header(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    put_value(headers, name, value, false);
}

/// Adds a value of a header.
pub(crate) fn append_header(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    put_value(headers, name, value, true);
}

#[inline(never)]
fn put_value(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue, keep: bool) {
    match headers.entry(name) {
        Entry::Vacant(entry) => drop(entry.insert(value)),
        Entry::Occupied(mut entry) if keep => entry.append(value),
        Entry::Occupied(mut entry) => drop(entry.insert(value)),
    }
}

/// The value of a header that has this text. As the methods of `HeaderMap`, it would be compiled anew wherever it is called.
#[inline(never)]
pub(crate) fn header_value(text: String) -> Result<HeaderValue, InvalidHeaderValue> {
    HeaderValue::try_from(text)
}

/// Sets a header, unless it is set.
pub(crate) fn put_header_if_absent(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    if !headers.contains_key(&name) {
        put_header(headers, name, value);
    }
}

/// A request as a transport gets it: absolute URI, signed headers, body.
pub type HttpRequest = http::Request<Body>;
/// A response as a transport gives it.
pub type HttpResponse = http::Response<Body>;

/// Sends one HTTP request and gives one response.
///
/// An implementation must not follow redirects, must not retry, and must not change what is signed: method, URI,
/// headers that are present, and body. It should bound the time it waits. The bodies of requests and responses may be
/// streams ([`Body`]); one that comes from memory is made from bytes or text.
///
/// ```
/// use tinsmith_runtime::future::BoxFuture;
/// use tinsmith_runtime::http::{Body, HttpClient, HttpRequest, HttpResponse, TransportError};
///
/// /// Answers every request with an empty JSON object.
/// #[derive(Debug)]
/// struct Stub;
///
/// impl HttpClient for Stub {
///     fn call(&self, _request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
///         Box::pin(async { Ok(HttpResponse::new(Body::from("{}"))) })
///     }
/// }
/// ```
pub trait HttpClient: Send + Sync + fmt::Debug {
    /// Sends the request.
    fn call(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>>;
}

/// A transport that several clients share.
#[derive(Clone, Debug)]
pub struct SharedHttpClient(Arc<dyn HttpClient>);

impl SharedHttpClient {
    /// Shares a transport.
    pub fn new(client: impl HttpClient + 'static) -> Self {
        Self(Arc::new(client))
    }

    #[cfg(all(test, feature = "default-https-client"))]
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl HttpClient for SharedHttpClient {
    fn call(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        self.0.call(request)
    }
}

/// Why there is no response.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Box<dyn std::error::Error + Send + Sync>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TransportErrorKind {
    Timeout,
    Connect,
    Io,
    Other,
}

impl TransportError {
    /// Connecting, or waiting for the response, took too long.
    pub fn timeout(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { kind: TransportErrorKind::Timeout, source: source.into() }
    }

    /// No connection: the request has not been sent.
    pub fn connect(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { kind: TransportErrorKind::Connect, source: source.into() }
    }

    /// The connection broke, or what came over it is not HTTP: the service may have seen the request.
    pub fn io(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { kind: TransportErrorKind::Io, source: source.into() }
    }

    /// Anything else, which another attempt would not mend: the transport cannot be set up, or refuses the request or the
    /// response.
    pub fn other(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { kind: TransportErrorKind::Other, source: source.into() }
    }

    /// Whether time ran out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind == TransportErrorKind::Timeout
    }

    /// Whether no connection came about.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind == TransportErrorKind::Connect
    }

    /// Whether the connection broke.
    #[must_use]
    pub fn is_io(&self) -> bool {
        self.kind == TransportErrorKind::Io
    }

    /// Whether it was none of the others.
    #[must_use]
    pub fn is_other(&self) -> bool {
        self.kind == TransportErrorKind::Other
    }
}

/// The whole chain of causes in one line, since HTTP libraries keep the telling one (`connection refused`) at its end.
impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Timeout => "timed out",
            TransportErrorKind::Connect => "could not connect",
            TransportErrorKind::Io => "connection failed",
            TransportErrorKind::Other => "transport failed",
        })?;
        let mut cause: Option<&dyn std::error::Error> = Some(&*self.source);
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_of_one_kind_and_says_which() {
        let errors = [
            (TransportError::timeout("x"), "timed out: x"),
            (TransportError::connect("x"), "could not connect: x"),
            (TransportError::io("x"), "connection failed: x"),
            (TransportError::other("x"), "transport failed: x"),
        ];
        for (index, (error, text)) in errors.iter().enumerate() {
            assert_eq!(error.to_string(), *text);
            let kinds = [error.is_timeout(), error.is_connect(), error.is_io(), error.is_other()];
            assert_eq!(kinds.map(usize::from), std::array::from_fn(|kind| usize::from(kind == index)));
        }
    }
}
