//! Requests that are signed for somebody else to send.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, Method, Uri};

/// For how long a presigned request holds.
///
/// ```
/// use std::time::Duration;
/// use tinsmith_runtime::presigning::PresigningConfig;
///
/// let an_hour = PresigningConfig::expires_in(Duration::from_secs(3600));
/// assert_eq!(an_hour.expires(), Duration::from_secs(3600));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PresigningConfig {
    expires: Duration,
}

impl PresigningConfig {
    /// Holds for so long from now: 1 second to 7 days, in whole seconds, what is left over being dropped. Another time is an error when the request is signed.
    /// It ends with the credentials that it is signed by in any case.
    #[must_use]
    pub const fn expires_in(expires: Duration) -> Self {
        Self { expires }
    }

    /// For how long it holds.
    #[must_use]
    pub const fn expires(&self) -> Duration {
        self.expires
    }
}

/// A request that whoever holds it can send until it expires, with any HTTP client: method, URI, all of the headers and the
/// body, just as they are.
///
/// `Debug` does not show the query, which holds the signature.
#[derive(Clone)]
pub struct PresignedRequest {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: bytes::Bytes,
}

impl PresignedRequest {
    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> &str {
        self.method.as_str()
    }

    /// The URI with the signature in its query.
    #[must_use]
    pub fn uri(&self) -> String {
        self.uri.to_string()
    }

    /// The headers that have to be sent; `host` is left out, which every HTTP client sets.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        // All of them were signed, and so are text.
        self.headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
    }

    /// The body, which is signed too; empty when there is none.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

impl fmt::Debug for PresignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PresignedRequest")
            .field("method", &self.method)
            .field("uri", &format_args!("{}?** redacted **", self.uri.path()))
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}
