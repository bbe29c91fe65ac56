//! The wall clock and waiting, behind a trait each so that tests can set them.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::{Duration, SystemTime};

use crate::future::BoxFuture;

/// Tells the time of day.
pub trait Clock: Send + Sync + fmt::Debug {
    /// The time now.
    fn now(&self) -> SystemTime;
}

/// The operating system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the implementation that everything else goes through")]
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// A clock that stands still, for tests and for reproducible signatures.
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(SystemTime);

impl FixedClock {
    /// A clock that always shows `time`.
    pub const fn new(time: SystemTime) -> Self {
        Self(time)
    }
}

impl Clock for FixedClock {
    fn now(&self) -> SystemTime {
        self.0
    }
}

/// Waits.
pub trait Sleep: Send + Sync + fmt::Debug {
    /// A future that is ready after this time.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;

    /// Whether it can wait where it is asked. What cannot wait retries nothing.
    fn can_sleep(&self) -> bool {
        true
    }
}

/// Waits by Tokio's timers.
///
/// Outside of a Tokio runtime, and on one whose timers are off (built without `enable_time` or `enable_all`), it cannot wait:
/// nothing is retried there, and no time-out holds but the transport's own. That timers are off shows only by a panic of
/// Tokio, which is caught here, though the panic hook has its say on stderr: turn them on, or set a [`Sleep`] of your own.
#[cfg(feature = "default-https-client")]
#[derive(Clone, Copy, Debug, Default)]
pub struct TokioSleep;

#[cfg(feature = "default-https-client")]
impl TokioSleep {
    /// `None` without a runtime, or its timers: Tokio's own `sleep` panics there.
    fn timer(duration: Duration) -> Option<tokio::time::Sleep> {
        tokio::runtime::Handle::try_current().ok()?;
        std::panic::catch_unwind(|| tokio::time::sleep(duration)).ok()
    }
}

#[cfg(feature = "default-https-client")]
impl Sleep for TokioSleep {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        match Self::timer(duration) {
            Some(timer) => Box::pin(timer),
            None => Box::pin(std::future::pending()),
        }
    }

    fn can_sleep(&self) -> bool {
        Self::timer(Duration::ZERO).is_some()
    }
}

/// What `future` gives, or `None` when it takes longer than `limit`. Without a limit, or anything to wait by, it may take as long
/// as it does.
pub(crate) async fn within<T>(
    limit: Option<Duration>,
    sleep: Option<&dyn Sleep>,
    mut future: Pin<&mut (dyn Future<Output = T> + Send)>,
) -> Option<T> {
    let mut timer = limit.zip(sleep).map(|(limit, sleep)| sleep.sleep(limit));
    poll_fn(|context| {
        // First, so that what is ready is never thrown away.
        if let Poll::Ready(value) = future.as_mut().poll(context) {
            return Poll::Ready(Some(value));
        }
        match timer.as_mut().map(|timer| timer.as_mut().poll(context)) {
            Some(Poll::Ready(())) => Poll::Ready(None),
            _ => Poll::Pending,
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::UNIX_EPOCH;

    #[test]
    fn the_system_clock_is_past_the_epoch_and_a_fixed_one_stands_still() {
        assert!(SystemClock.now() > UNIX_EPOCH);
        let time = UNIX_EPOCH + Duration::from_secs(42);
        let clock: &dyn Clock = &FixedClock::new(time);
        assert_eq!((clock.now(), clock.now()), (time, time));
    }
}
