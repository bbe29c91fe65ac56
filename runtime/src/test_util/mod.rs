//! For tests without a service (feature `test-util`). Generated crates hand it on, as their module `test_util`.
//!
//! | to | there is |
//! |---|---|
//! | answer calls by closures | `Stubs` of a generated crate, by [`stubs!`](crate::stubs), and [`StubError`] |
//! | set up a client that depends neither on chance nor on time, and reaches no network | [`config()`] |
//! | answer requests from a list, and record such a list | [`ReplayClient`], [`RecordingClient`] |
//! | let time pass | [`ManualTime`] |
//! | look at requests, and make up responses | [`ExpectedRequest`], [`Response`] |
//! | run a test without an async runtime | [`block_on`], [`collect`] |
//!
//! The tests of generated crates stand on the same: the checks follow the traits of `smithy.test`, where [`ExpectedRequest`] is
//! `httpRequestTests` and [`Response`] is `httpResponseTests`. A check that fails panics, as `assert!` does.

#![allow(clippy::panic, reason = "a check that fails panics")]

mod config;
mod exchange;
mod json;
mod model_tests;
mod record;
mod replay;
mod request;
mod response;
mod stub_error;
mod stubs;
mod time;
mod validation;

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

use bytes::Bytes;

use crate::primitives::ByteStream;

pub use config::{SeededRandom, config};
pub use exchange::InvalidExchanges;
pub use model_tests::{document, endpoint_of, older_partitions};
pub use record::RecordingClient;
pub use replay::ReplayClient;
pub use request::ExpectedRequest;
pub use response::Response;
pub use stub_error::{StubError, StubShape};
pub use stubs::{StubResult, StubTable};
pub use time::ManualTime;
pub use validation::assert_violates;

/// What generated crates hand on to those who test with them.
#[doc(hidden)]
pub mod users {
    pub use super::{
        ExpectedRequest, InvalidExchanges, ManualTime, RecordingClient, ReplayClient, Response, SeededRandom,
        StubError, StubResult, block_on, collect, config,
    };
}

/// Runs a future that waits for nothing but other threads: there are no timers and no sockets here.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => std::thread::park(),
        }
    }
}

/// All that a stream holds.
///
/// # Panics
///
/// When the stream breaks off.
#[track_caller]
pub fn collect(stream: ByteStream) -> Bytes {
    match block_on(stream.collect()) {
        Ok(bytes) => bytes.into_bytes(),
        Err(error) => panic!("{error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_future_that_waits_is_polled_again() {
        let mut polls = 0;
        let future = std::future::poll_fn(|context| {
            polls += 1;
            context.waker().wake_by_ref();
            if polls == 3 { Poll::Ready(polls) } else { Poll::Pending }
        });
        assert_eq!(block_on(future), 3);
    }
}
