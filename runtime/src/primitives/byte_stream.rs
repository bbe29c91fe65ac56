//! `smithy.api#streaming` on a blob.

#[cfg(feature = "default-https-client")]
mod file;

use std::fmt;

use bytes::Bytes;
use http_body::Body as _;

use crate::error::{BoxError, with_causes};
use crate::http::{Body, TransportError};

/// Binary data that is not held in memory: the body of a request or response, piece by piece.
///
/// One that is sent is made of bytes, of a file ([`from_path`](Self::from_path)) or of any [`Body`]. One that is received is
/// read with [`next`](Self::next) or [`collect`](Self::collect); dropping it closes the connection. What
/// [`into_inner`](Self::into_inner) gives is an [`http_body::Body`], which other libraries turn into their own kinds of streams.
///
/// ```
/// use tinsmith_runtime::primitives::ByteStream;
/// # async fn example() -> Result<(), tinsmith_runtime::primitives::ByteStreamError> {
/// let mut stream = ByteStream::from_static(b"some bytes");
/// while let Some(piece) = stream.try_next().await? {
///     println!("{} bytes", piece.len());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct ByteStream(Body);

impl ByteStream {
    /// A stream of what the body holds.
    #[must_use]
    pub fn new(body: Body) -> Self {
        Self(body)
    }

    /// Bytes that live as long as the program.
    #[must_use]
    pub fn from_static(bytes: &'static [u8]) -> Self {
        Self(Body::from(bytes))
    }

    /// The content of a file, which is read while it is sent. Of a regular file the length is known.
    ///
    /// # Errors
    ///
    /// The file cannot be opened, or this is called outside of a Tokio runtime.
    #[cfg(feature = "default-https-client")]
    pub async fn from_path(path: impl AsRef<std::path::Path>) -> Result<Self, ByteStreamError> {
        let file = file::FileBody::open(path.as_ref().to_owned()).await?;
        Ok(Self(Body::from_stream(file)))
    }

    /// The body that the stream is made of.
    #[must_use]
    pub fn into_inner(self) -> Body {
        self.0
    }

    /// The bytes, when they are in memory.
    #[must_use]
    pub fn bytes(&self) -> Option<&[u8]> {
        self.0.bytes()
    }

    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, ByteStreamError>> {
        self.0.next().await.map(|piece| piece.map_err(ByteStreamError))
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    ///
    /// The stream broke off, or no more came in time.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>, ByteStreamError> {
        self.next().await.transpose()
    }

    /// Reads everything into memory.
    ///
    /// # Errors
    ///
    /// The stream broke off, or no more came in time.
    pub async fn collect(self) -> Result<AggregatedBytes, ByteStreamError> {
        self.0.collect().await.map(AggregatedBytes).map_err(ByteStreamError)
    }

    /// The least and, where it is known, the largest number of bytes that are still to come.
    #[must_use]
    pub fn size_hint(&self) -> (u64, Option<u64>) {
        let hint = self.0.size_hint();
        (hint.lower(), hint.upper())
    }
}

impl ByteStream {
    /// Whether the length is known.
    pub(crate) fn is_sized(&self) -> bool {
        self.0.content_length().is_some()
    }
}

macro_rules! from_bytes {
    ($($type:ty)*) => {$(
        impl From<$type> for ByteStream {
            fn from(bytes: $type) -> Self {
                Self(Body::from(bytes))
            }
        }
    )*};
}

from_bytes!(Bytes Vec<u8> String &'static str &'static [u8]);

impl From<Body> for ByteStream {
    fn from(body: Body) -> Self {
        Self(body)
    }
}

impl From<super::Blob> for ByteStream {
    fn from(blob: super::Blob) -> Self {
        Self::from(blob.into_inner())
    }
}

/// What it holds may be a secret: only the length is shown, if it is known.
impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.content_length() {
            Some(length) => write!(f, "ByteStream({length} bytes)"),
            None => f.write_str("ByteStream(of unknown length)"),
        }
    }
}

/// The bytes of a whole [`ByteStream`].
#[derive(Clone)]
pub struct AggregatedBytes(Bytes);

impl AggregatedBytes {
    /// The bytes, without copying.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.0
    }

    /// A copy of the bytes.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        self.0.to_vec()
    }
}

impl AsRef<[u8]> for AggregatedBytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// As of [`ByteStream`].
impl fmt::Debug for AggregatedBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AggregatedBytes({} bytes)", self.0.len())
    }
}

/// A stream that broke off. Its text says why, with all causes.
#[derive(Debug)]
pub struct ByteStreamError(BoxError);

impl ByteStreamError {
    /// Whether no more came in time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.downcast_ref::<TransportError>().is_some_and(TransportError::is_timeout)
    }
}

impl fmt::Display for ByteStreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the stream broke off: {}", with_causes(self.0.to_string(), self.0.source()))
    }
}

impl std::error::Error for ByteStreamError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0)
    }
}

impl From<std::io::Error> for ByteStreamError {
    fn from(error: std::io::Error) -> Self {
        Self(error.into())
    }
}

impl From<ByteStreamError> for std::io::Error {
    fn from(error: ByteStreamError) -> Self {
        Self::other(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::primitives::Blob;

    #[tokio::test]
    async fn bytes_in_memory_come_out_as_they_went_in() {
        let streams = [
            ByteStream::from_static(b"abc"),
            ByteStream::from(b"abc".to_vec()),
            ByteStream::from("abc"),
            ByteStream::from(Blob::new("abc")),
            ByteStream::new(Body::from("abc")),
        ];
        for stream in streams {
            assert_eq!((stream.bytes(), stream.size_hint()), (Some(&b"abc"[..]), (3, Some(3))));
            assert_eq!(format!("{stream:?}"), "ByteStream(3 bytes)");
            let bytes = stream.collect().await.unwrap();
            assert_eq!(
                (bytes.to_vec(), format!("{bytes:?}")),
                (b"abc".to_vec(), "AggregatedBytes(3 bytes)".to_owned())
            );
            assert_eq!(bytes.into_bytes(), "abc");
        }
        assert_eq!(ByteStream::default().collect().await.unwrap().as_ref(), b"");
    }

    #[tokio::test]
    async fn pieces_come_until_the_end() {
        let mut stream = ByteStream::from_static(b"abc");
        assert_eq!(stream.try_next().await.unwrap().unwrap(), "abc");
        assert!(stream.try_next().await.unwrap().is_none());
        assert!(stream.next().await.is_none());
    }

    #[test]
    fn an_error_says_why_and_becomes_one_of_io() {
        let error = ByteStreamError::from(std::io::Error::other("gone"));
        assert_eq!((error.to_string().as_str(), error.is_timeout()), ("the stream broke off: gone", false));
        assert_eq!(std::io::Error::from(error).to_string(), "the stream broke off: gone");
        assert!(ByteStreamError(TransportError::timeout("x").into()).is_timeout());
    }
}
