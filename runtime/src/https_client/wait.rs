//! Bounded waits. reqwest's own time-out starts with the request, and so would cut off a stream that takes longer to send.

use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::runtime::Handle;
use tokio::time::{Instant, Sleep, sleep, timeout_at};

use super::classify;
use crate::error::BoxError;
use crate::http::{Body, TransportError};

/// The most bytes that are handed to the connection at once: a large body in one piece would be sent without a sign of it.
const PIECE: usize = 64 * 1024;

/// When the last piece of a body was taken; before the first, when the call began.
#[derive(Clone)]
pub(super) struct Progress(Arc<Mutex<Instant>>);

impl Progress {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }

    fn mark(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn last(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A body that is sent, and tells of its progress.
pub(super) struct Sent {
    body: Body,
    /// What of the body's last piece has not been handed on yet.
    rest: Bytes,
    progress: Progress,
}

impl Sent {
    pub(super) fn new(body: Body) -> (Self, Progress) {
        let progress = Progress::new();
        (Self { body, rest: Bytes::new(), progress: progress.clone() }, progress)
    }
}

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if self.rest.is_empty() {
            let Some(frame) = ready!(Pin::new(&mut self.body).poll_frame(context)?) else { return Poll::Ready(None) };
            match frame.into_data() {
                Ok(data) => self.rest = data,
                Err(trailers) => return Poll::Ready(Some(Ok(trailers))),
            }
        }
        self.progress.mark();
        let length = self.rest.len().min(PIECE);
        Poll::Ready(Some(Ok(Frame::data(self.rest.split_to(length)))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    /// Asked for before the first piece is taken.
    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Waits for a response until for so long nothing of the request's body has been taken.
pub(super) async fn for_response(
    call: impl Future<Output = Result<reqwest::Response, reqwest::Error>>,
    limit: Duration,
    sent: Progress,
) -> Result<reqwest::Response, TransportError> {
    let mut call = pin!(call);
    loop {
        let last = sent.last();
        match timeout_at(last + limit, call.as_mut()).await {
            Ok(response) => return response.map_err(classify),
            Err(_) if sent.last() == last => return Err(too_long(limit)),
            Err(_) => {}
        }
    }
}

/// The body of a response: an error tells what broke, and each wait for more is bounded.
pub(super) struct Received {
    body: reqwest::Body,
    limit: Duration,
    /// Runs while more is waited for.
    timer: Option<Pin<Box<Sleep>>>,
    waiting: bool,
}

impl Received {
    pub(super) fn new(body: reqwest::Body, limit: Duration) -> Self {
        Self { body, limit, timer: None, waiting: false }
    }

    /// Whether the wait has become too long. Outside of Tokio, where there are no timers, it never does.
    fn is_late(&mut self, context: &mut Context<'_>) -> bool {
        let limit = self.limit;
        if self.timer.is_none() && Handle::try_current().is_err() {
            return false;
        }
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(limit)));
        if !self.waiting {
            timer.as_mut().reset(Instant::now() + limit);
            self.waiting = true;
        }
        timer.as_mut().poll(context).is_ready()
    }
}

impl HttpBody for Received {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(frame) => {
                self.waiting = false;
                Poll::Ready(frame.map(|frame| frame.map_err(|error| classify(error).into())))
            }
            Poll::Pending if self.is_late(context) => Poll::Ready(Some(Err(too_long(self.limit).into()))),
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

fn too_long(limit: Duration) -> TransportError {
    TransportError::timeout(format!("nothing was received for {limit:?}"))
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    const LIMIT: Duration = Duration::from_secs(10);

    /// A call that gives a response after three time-outs; between them, a piece is taken if it is so said.
    async fn call(takes: bool) -> Result<reqwest::Response, TransportError> {
        let progress = Progress::new();
        let sent = progress.clone();
        let call = async move {
            for _ in 0..30 {
                sleep(LIMIT / 10).await;
                if takes {
                    sent.mark();
                }
            }
            Ok(http::Response::new("").into())
        };
        for_response(call, LIMIT, progress).await
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_may_take_long_while_it_is_being_sent() {
        assert!(call(true).await.is_ok());
        let error = call(false).await.unwrap_err();
        assert_eq!(error.to_string(), "timed out: nothing was received for 10s");
    }

    #[tokio::test(start_paused = true)]
    async fn the_wait_begins_with_the_last_piece() {
        let (progress, start) = (Progress::new(), Instant::now());
        let sent = progress.clone();
        let call = async move {
            sleep(LIMIT / 2).await;
            sent.mark();
            std::future::pending().await
        };
        assert!(for_response(call, LIMIT, progress).await.is_err());
        assert_eq!(start.elapsed(), LIMIT + LIMIT / 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_large_body_is_handed_out_in_pieces_and_each_is_told() {
        let (mut body, progress) = Sent::new(Body::from(vec![7; 2 * PIECE + 1]));
        assert_eq!(body.size_hint().exact(), Some(2 * PIECE as u64 + 1));
        for length in [PIECE, PIECE, 1] {
            assert!(!body.is_end_stream());
            sleep(LIMIT).await;
            let frame = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await;
            assert_eq!(frame.unwrap().unwrap().into_data().unwrap(), vec![7; length]);
            assert_eq!(progress.last(), Instant::now());
        }
        sleep(LIMIT).await;
        assert!(body.is_end_stream());
        assert!(poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await.is_none());
        assert!(progress.last() < Instant::now(), "the end is no piece");
    }

    #[test]
    fn an_empty_body_has_ended() {
        let (body, _) = Sent::new(Body::default());
        assert!(body.is_end_stream() && body.size_hint().exact() == Some(0));
    }
}
