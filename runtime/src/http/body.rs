//! The body of a request or response: bytes in memory, or a stream of them.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};

use super::TransportError;
use crate::error::BoxError;

/// The body of a request or response: bytes in memory, or a stream that gives them piece by piece.
///
/// A transport sends it as the [`http_body::Body`](HttpBody) that it is, or asks for its [`bytes`](Self::bytes). A test
/// answers from memory: `Body::from("{}")`.
#[derive(Default)]
pub struct Body(Inner);

enum Inner {
    Bytes(Bytes),
    Stream(BoxStream),
}

type BoxStream = Pin<Box<dyn HttpBody<Data = Bytes, Error = BoxError> + Send + Sync>>;

impl Default for Inner {
    fn default() -> Self {
        Self::Bytes(Bytes::new())
    }
}

impl Body {
    /// A stream, which is read no faster than whoever takes it on can go. When its exact size is known it is sent with
    /// `content-length`, else in chunks.
    pub fn from_stream<B>(stream: B) -> Self
    where
        B: HttpBody<Data = Bytes> + Send + Sync + 'static,
        B::Error: Into<BoxError>,
    {
        Self::from_boxed(Box::pin(Boxed(Box::pin(stream))))
    }

    /// The same of a stream whose errors are boxed already, and which so needs no second box.
    pub(crate) fn from_boxed(stream: BoxStream) -> Self {
        Self(Inner::Stream(stream))
    }

    /// The bytes, when the body is in memory.
    #[must_use]
    pub fn bytes(&self) -> Option<&[u8]> {
        match &self.0 {
            Inner::Bytes(bytes) => Some(bytes),
            Inner::Stream(_) => None,
        }
    }

    /// The bytes, when the body is in memory.
    ///
    /// # Errors
    ///
    /// The body itself, when it is a stream.
    pub fn into_bytes(self) -> Result<Bytes, Self> {
        match self.0 {
            Inner::Bytes(bytes) => Ok(bytes),
            stream @ Inner::Stream(_) => Err(Self(stream)),
        }
    }

    /// The length in bytes, when it is known.
    #[must_use]
    pub fn content_length(&self) -> Option<u64> {
        self.size_hint().exact()
    }

    /// A copy, which shares its bytes with this body; there is none of a stream.
    #[must_use]
    pub fn try_clone(&self) -> Option<Self> {
        match &self.0 {
            Inner::Bytes(bytes) => Some(Self(Inner::Bytes(bytes.clone()))),
            Inner::Stream(_) => None,
        }
    }

    /// All the bytes, read to the end. Bytes in memory, and those of a stream in one piece, are not copied.
    ///
    /// # Errors
    ///
    /// That of the stream.
    pub async fn collect(self) -> Result<Bytes, BoxError> {
        self.collect_up_to(usize::MAX).await
    }

    /// Like [`collect`](Self::collect). A stream that is longer than `limit` bytes is an error; bytes in memory are taken as
    /// they are.
    pub(crate) async fn collect_up_to(self, limit: usize) -> Result<Bytes, BoxError> {
        let mut stream = match self.0 {
            Inner::Bytes(bytes) => return Ok(bytes),
            Inner::Stream(stream) => stream,
        };
        let (mut first, mut all) = (Bytes::new(), Vec::new());
        let mut length = 0_usize;
        while let Some(piece) = next(&mut stream).await.transpose()? {
            length = length.saturating_add(piece.len());
            if length > limit {
                return Err(TransportError::other(format!("the response is larger than {limit} bytes")).into());
            }
            if first.is_empty() {
                first = piece;
                continue;
            }
            if all.is_empty() {
                all.extend_from_slice(&first);
            }
            all.extend_from_slice(&piece);
        }
        Ok(if all.is_empty() { first } else { all.into() })
    }

    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, BoxError>> {
        match &mut self.0 {
            Inner::Bytes(bytes) => take(bytes).map(Ok),
            Inner::Stream(stream) => next(stream).await,
        }
    }
}

/// Gives bytes away once, and nothing where there are none.
fn take(bytes: &mut Bytes) -> Option<Bytes> {
    Some(std::mem::take(bytes)).filter(|bytes| !bytes.is_empty())
}

/// The next piece of a stream that is not empty. Trailers are passed over.
async fn next(stream: &mut BoxStream) -> Option<Result<Bytes, BoxError>> {
    loop {
        let frame = std::future::poll_fn(|context| stream.as_mut().poll_frame(context)).await?;
        match frame.map(Frame::into_data) {
            Ok(Ok(bytes)) if !bytes.is_empty() => return Some(Ok(bytes)),
            Ok(_) => {}
            Err(error) => return Some(Err(error)),
        }
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self(Inner::Bytes(bytes.into()))
    }
}

/// Bodies may hold secrets: only the length is shown.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.content_length() {
            Some(length) => write!(f, "Body({length} bytes)"),
            None => f.write_str("Body(a stream)"),
        }
    }
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match &mut self.0 {
            Inner::Bytes(bytes) => Poll::Ready(take(bytes).map(|bytes| Ok(Frame::data(bytes)))),
            Inner::Stream(stream) => stream.as_mut().poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Bytes(bytes) => bytes.is_empty(),
            Inner::Stream(stream) => stream.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Inner::Bytes(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Inner::Stream(stream) => stream.size_hint(),
        }
    }
}

/// A stream with its errors boxed.
struct Boxed<B>(Pin<Box<B>>);

impl<B: HttpBody<Data = Bytes, Error: Into<BoxError>>> HttpBody for Boxed<B> {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.0.as_mut().poll_frame(context).map(|frame| frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;

    /// Gives these pieces, one after the other; `None` is an error.
    struct Pieces(VecDeque<Option<Bytes>>);

    impl HttpBody for Pieces {
        type Data = Bytes;
        type Error = &'static str;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, &'static str>>> {
            let piece = self.0.pop_front();
            Poll::Ready(piece.map(|piece| piece.map(Frame::data).ok_or("broken")))
        }
    }

    fn stream(pieces: &[Option<&'static str>]) -> Body {
        Body::from_stream(Pieces(pieces.iter().map(|piece| piece.map(Bytes::from)).collect()))
    }

    #[tokio::test]
    async fn a_stream_is_collected_in_order() {
        assert_eq!(stream(&[]).collect().await.unwrap(), "");
        assert_eq!(stream(&[Some("a")]).collect().await.unwrap(), "a");
        assert_eq!(stream(&[Some("a"), Some(""), Some("b"), Some("c")]).collect().await.unwrap(), "abc");
        assert_eq!(Body::from("abc").collect().await.unwrap(), "abc");
    }

    #[tokio::test]
    async fn a_stream_that_breaks_or_is_too_long_is_an_error() {
        let error = stream(&[Some("a"), None]).collect().await.unwrap_err();
        assert_eq!(error.to_string(), "broken");
        for pieces in [&[Some("abcd")][..], &[Some("ab"), Some("cd")]] {
            let error = stream(pieces).collect_up_to(3).await.unwrap_err();
            assert_eq!(error.to_string(), "transport failed: the response is larger than 3 bytes");
            assert_eq!(stream(pieces).collect_up_to(4).await.unwrap(), "abcd");
        }
        assert_eq!(Body::from("abcd").collect_up_to(3).await.unwrap(), "abcd");
    }

    #[tokio::test]
    async fn pieces_come_one_by_one() {
        let mut body = stream(&[Some("a"), Some("b")]);
        assert_eq!(body.next().await.unwrap().unwrap(), "a");
        assert_eq!(body.next().await.unwrap().unwrap(), "b");
        assert!(body.next().await.is_none());
        let mut body = Body::from("ab");
        assert_eq!(body.next().await.unwrap().unwrap(), "ab");
        assert!(body.next().await.is_none());
    }

    #[test]
    fn only_bytes_in_memory_can_be_copied_and_measured() {
        let (bytes, stream) = (Body::from("abc"), stream(&[Some("a")]));
        assert_eq!(bytes.try_clone().unwrap().bytes(), Some(&b"abc"[..]));
        assert_eq!((bytes.content_length(), stream.content_length()), (Some(3), None));
        assert!(stream.try_clone().is_none() && stream.bytes().is_none());
        assert_eq!(format!("{bytes:?} {stream:?}"), "Body(3 bytes) Body(a stream)");
    }
}
