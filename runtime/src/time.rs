//! The wall clock, behind a trait so that tests can set it.

use std::fmt;
use std::time::SystemTime;

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

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    #[test]
    fn the_system_clock_is_past_the_epoch_and_a_fixed_one_stands_still() {
        assert!(SystemClock.now() > UNIX_EPOCH);
        let time = UNIX_EPOCH + Duration::from_secs(42);
        let clock: &dyn Clock = &FixedClock::new(time);
        assert_eq!((clock.now(), clock.now()), (time, time));
    }
}
