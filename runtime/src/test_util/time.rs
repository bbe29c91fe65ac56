//! Time that passes only when it is waited for.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::future::BoxFuture;
use crate::time::{Clock, Sleep};

/// A clock that stands still but for waits, which pass at once and are recorded. Give a config both of it:
/// `.clock(time.clone()).sleep(time.clone())`.
///
/// A time-out is a wait beside something else: it passes at once as well when that is not ready.
#[derive(Clone, Debug)]
pub struct ManualTime(Arc<Mutex<Inner>>);

#[derive(Debug)]
struct Inner {
    now: SystemTime,
    waits: Vec<Duration>,
}

impl ManualTime {
    /// Starts at `now`.
    #[must_use]
    pub fn new(now: SystemTime) -> Self {
        Self(Arc::new(Mutex::new(Inner { now, waits: Vec::new() })))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets time pass.
    pub fn advance(&self, duration: Duration) {
        self.inner().now += duration;
    }

    /// Sets the time.
    pub fn set(&self, now: SystemTime) {
        self.inner().now = now;
    }

    /// The waits so far, in order.
    #[must_use]
    pub fn waits(&self) -> Vec<Duration> {
        self.inner().waits.clone()
    }
}

impl Clock for ManualTime {
    fn now(&self) -> SystemTime {
        self.inner().now
    }
}

impl Sleep for ManualTime {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let time = self.clone();
        // When it is waited for, not when the wait is made.
        Box::pin(async move {
            let mut inner = time.inner();
            inner.waits.push(duration);
            inner.now += duration;
        })
    }
}
