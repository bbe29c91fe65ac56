//! Bounded waits. reqwest's own time-out starts with the request, and so would cut off a stream that takes longer to send.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::runtime::Handle;
use tokio::time::{Instant, Sleep, sleep, timeout};

use super::classify;
use crate::error::BoxError;
use crate::http::{Body, TransportError};

/// How many pieces of a body have been taken.
type Progress = Arc<AtomicUsize>;

/// A stream that is sent, and counts its pieces.
pub(super) struct Sent {
    body: Body,
    progress: Progress,
}

impl Sent {
    pub(super) fn new(body: Body) -> (Self, Progress) {
        let progress = Progress::default();
        (Self { body, progress: Arc::clone(&progress) }, progress)
    }
}

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.progress.fetch_add(1, Ordering::Relaxed);
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Waits for a response until for so long nothing has been taken of the request's stream, if it is one.
pub(super) async fn for_response(
    call: impl Future<Output = Result<reqwest::Response, reqwest::Error>>,
    limit: Duration,
    sent: Option<Progress>,
) -> Result<reqwest::Response, TransportError> {
    let mut call = pin!(call);
    let count = || sent.as_ref().map_or(0, |progress| progress.load(Ordering::Relaxed));
    loop {
        let before = count();
        match timeout(limit, call.as_mut()).await {
            Ok(response) => return response.map_err(classify),
            Err(_) if count() == before => return Err(too_long(limit)),
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
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(frame) => {
                self.waiting = false;
                Poll::Ready(frame.map(|frame| frame.map_err(classify)))
            }
            Poll::Pending if self.is_late(context) => Poll::Ready(Some(Err(too_long(self.limit)))),
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
    use super::*;

    const LIMIT: Duration = Duration::from_millis(10);

    /// A call that gives a response when it is polled for the third time; with each poll, a piece is taken if it is so said.
    async fn call(progress: Progress, takes: bool) -> Result<reqwest::Response, TransportError> {
        let (mut polls, sent) = (0, Arc::clone(&progress));
        let call = std::future::poll_fn(move |_| {
            polls += 1;
            sent.fetch_add(usize::from(takes), Ordering::Relaxed);
            if polls < 3 { Poll::Pending } else { Poll::Ready(Ok(http::Response::new("").into())) }
        });
        for_response(call, LIMIT, Some(progress)).await
    }

    #[tokio::test]
    async fn a_request_may_take_long_while_it_is_being_sent() {
        assert!(call(Progress::default(), true).await.is_ok());
        let error = call(Progress::default(), false).await.unwrap_err();
        assert_eq!(error.to_string(), "timed out: nothing was received for 10ms");
    }
}
