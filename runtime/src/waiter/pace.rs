//! When a waiter calls again.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::config::Builder;
use crate::random::Random;
use crate::retry::jitter;
use crate::time::{Clock, Sleep};

/// How long a waiter waits between calls, and in all.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) min_delay: Duration,
    pub(super) max_delay: Duration,
    pub(super) max_wait: Duration,
}

/// The time of a wait: what has passed, and when to call again.
pub(super) struct Pace {
    limits: Limits,
    clock: Arc<dyn Clock>,
    sleep: Arc<dyn Sleep>,
    random: Arc<dyn Random>,
    started: SystemTime,
    /// The sum of all waits: at least that much time has passed, whatever the clock says.
    waited: Duration,
    polls: u32,
    /// Whether the last call is under way.
    is_last: bool,
}

impl Pace {
    /// Begins to count the time. Without anything to wait by, or with limits that no wait can keep, it says so instead.
    pub(super) fn start(settings: &Builder, limits: Limits) -> Result<Self, String> {
        let Limits { min_delay, max_delay, .. } = limits;
        if min_delay.is_zero() {
            return Err("its shortest delay is zero: set `min_delay(..)` to more".to_owned());
        }
        if min_delay > max_delay {
            let remedy = "set `min_delay(..)` and `max_delay(..)` so that they fit together";
            return Err(format!(
                "its shortest delay, {min_delay:?}, is longer than its longest, {max_delay:?}: {remedy}"
            ));
        }
        let sleep = settings.sleep.clone().filter(|sleep| sleep.can_sleep()).ok_or(NO_SLEEP)?;
        let (clock, random) = (Arc::clone(&settings.clock), Arc::clone(&settings.random));
        Ok(Self {
            limits,
            started: clock.now(),
            clock,
            sleep,
            random,
            waited: Duration::ZERO,
            polls: 0,
            is_last: false,
        })
    }

    /// Counts a call that has ended, and tells how much time has passed.
    pub(super) fn polled(&mut self) -> Duration {
        self.polls = self.polls.saturating_add(1);
        self.elapsed()
    }

    pub(super) fn polls(&self) -> u32 {
        self.polls
    }

    fn elapsed(&self) -> Duration {
        self.clock.now().duration_since(self.started).unwrap_or_default().max(self.waited)
    }

    /// The time until the next call, or nothing when there is no time left for one.
    pub(super) fn next(&mut self) -> Option<Duration> {
        let remaining = self.limits.max_wait.checked_sub(self.elapsed()).filter(|left| !left.is_zero());
        let remaining = remaining.filter(|_| !self.is_last)?;
        let delay = self.limits.delay(self.polls, jitter(&*self.random));
        // Rather than to wait and find that no time is left, one more call is made when it is over.
        self.is_last = remaining.saturating_sub(delay) <= self.limits.min_delay;
        Some(if self.is_last { remaining } else { delay })
    }

    pub(super) async fn wait(&mut self, delay: Duration) {
        self.sleep.sleep(delay).await;
        self.waited = self.waited.saturating_add(delay);
    }
}

const NO_SLEEP: &str =
    "there is nothing to wait by: run it on a Tokio runtime with its timers on, or set `sleep(..)` on the config";

impl Limits {
    /// The delay after so many polls: between the shortest and what that has doubled to, by a fraction within 0 and 1.
    fn delay(&self, polls: u32, fraction: f64) -> Duration {
        let factor = 1_u32.checked_shl(polls.saturating_sub(1)).unwrap_or(u32::MAX);
        let bound = self.min_delay.saturating_mul(factor).min(self.max_delay);
        let more = bound.saturating_sub(self.min_delay);
        self.min_delay
            .saturating_add(Duration::try_from_secs_f64(more.as_secs_f64() * fraction).unwrap_or(more))
            .min(bound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(min_delay: u64, max_delay: u64, fraction: f64) -> Vec<f64> {
        let of = Duration::from_secs;
        let limits = Limits { min_delay: of(min_delay), max_delay: of(max_delay), max_wait: of(1_000) };
        [1, 2, 3, 4, 5, 40, u32::MAX].map(|polls| limits.delay(polls, fraction).as_secs_f64()).to_vec()
    }

    #[test]
    fn the_bound_doubles_up_to_the_longest_delay() {
        assert_eq!(seconds(20, 120, 1.0), [20.0, 40.0, 80.0, 120.0, 120.0, 120.0, 120.0]);
        assert_eq!(seconds(2, 120, 1.0), [2.0, 4.0, 8.0, 16.0, 32.0, 120.0, 120.0]);
        assert_eq!(seconds(5, 5, 1.0), [5.0; 7]);
    }

    #[test]
    fn a_delay_lies_between_the_shortest_and_the_bound() {
        assert_eq!(seconds(20, 120, 0.0), [20.0; 7]);
        assert_eq!(seconds(20, 120, 0.5), [20.0, 30.0, 50.0, 70.0, 70.0, 70.0, 70.0]);
    }

    #[test]
    fn delays_of_any_length_are_bounded() {
        let limits = Limits { min_delay: Duration::MAX, max_delay: Duration::MAX, max_wait: Duration::MAX };
        assert_eq!(limits.delay(u32::MAX, 1.0), Duration::MAX);
    }
}
