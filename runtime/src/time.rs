//! The wall clock and waiting, behind a trait each so that tests can set them.

use std::fmt;
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
}

/// Waits by Tokio's timers. Outside of a Tokio runtime, which has them, it never ends a wait.
#[cfg(feature = "default-https-client")]
#[derive(Clone, Copy, Debug, Default)]
pub struct TokioSleep;

#[cfg(feature = "default-https-client")]
impl Sleep for TokioSleep {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        // Without a runtime Tokio's own `sleep` panics.
        match tokio::runtime::Handle::try_current() {
            Ok(_) => Box::pin(tokio::time::sleep(duration)),
            Err(_) => Box::pin(std::future::pending()),
        }
    }
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
