//! A question that many wait for.

use std::fmt;
use std::future::poll_fn;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use crate::credentials::{Credentials, CredentialsError};
use crate::future::BoxFuture;

type Outcome = Result<Credentials, CredentialsError>;

/// A future that many wait for. Each of them drives it, so it does not matter which of them gives up.
pub(super) struct Flight {
    progress: Mutex<Progress>,
    waiting: Arc<Waiting>,
}

enum Progress {
    Running(BoxFuture<'static, Outcome>),
    /// It is being polled, or panicked when it was dropped.
    Taken,
    Done(Outcome),
}

/// Those who wait. Whatever the future waits for wakes them all, since the one that polled it last may be gone.
#[derive(Default)]
struct Waiting(Mutex<Vec<Waker>>);

impl Flight {
    pub(super) fn new(future: BoxFuture<'static, Outcome>) -> Self {
        Self { progress: Mutex::new(Progress::Running(future)), waiting: Arc::default() }
    }

    /// Waits for the outcome.
    pub(super) async fn outcome(&self) -> Outcome {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&self, context: &mut Context<'_>) -> Poll<Outcome> {
        // Before the future is polled: it may wake at once.
        self.waiting.add(context.waker());
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = match mem::replace(&mut *progress, Progress::Taken) {
            Progress::Running(mut future) => {
                let waker = Waker::from(Arc::clone(&self.waiting));
                let poll = || future.as_mut().poll(&mut Context::from_waker(&waker));
                // Whoever polls may be a bystander. Nobody polls the future again after that.
                match catch_unwind(AssertUnwindSafe(poll)) {
                    Ok(Poll::Ready(outcome)) => outcome,
                    Ok(Poll::Pending) => {
                        *progress = Progress::Running(future);
                        return Poll::Pending;
                    }
                    Err(_) => Err(panicked()),
                }
            }
            Progress::Taken => Err(panicked()),
            Progress::Done(outcome) => outcome,
        };
        *progress = Progress::Done(outcome.clone());
        drop(progress);
        self.waiting.wake_all();
        Poll::Ready(outcome)
    }
}

/// The panic's own words went to standard error; they may hold anything.
fn panicked() -> CredentialsError {
    CredentialsError::provider_error("the provider of credentials panicked, or the runtime that it waits by has ended")
}

impl Waiting {
    fn add(&self, waker: &Waker) {
        let mut wakers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !wakers.iter().any(|known| known.will_wake(waker)) {
            wakers.push(waker.clone());
        }
    }

    fn wake_all(&self) {
        let wakers = mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        wakers.into_iter().for_each(Waker::wake);
    }
}

impl Wake for Waiting {
    fn wake(self: Arc<Self>) {
        self.wake_all();
    }
}

impl fmt::Debug for Flight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flight").finish_non_exhaustive()
    }
}
