//! The rate limit of adaptive retries: once a service throttles, all attempts of a client go by a rate that it seems to bear.
//!
//! Attempts take tokens from a bucket. How quickly it fills follows CUBIC (RFC 9438, section 4.2), with rates in place of
//! congestion windows: throttling cuts the rate down, and from then on it rises along a cubic curve, level around the rate
//! that was too much.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::future::BoxFuture;

/// What throttling leaves of the rate.
const BETA: f64 = 0.7;
/// How steep the curve is.
const SCALE: f64 = 0.4;
/// The weight of the latest measurement.
const SMOOTHING: f64 = 0.8;
/// In attempts per second.
const MIN_RATE: f64 = 0.5;
const MIN_CAPACITY: f64 = 1.0;
/// Over which attempts are counted.
const PERIOD: Duration = Duration::from_millis(500);

/// The rate limit of a client.
#[derive(Debug, Default)]
pub(crate) struct RateLimiter(Mutex<State>);

/// Rates are in attempts per second.
#[derive(Debug)]
struct State {
    /// What the clock showed last.
    seen: Option<SystemTime>,
    /// What has passed since the first attempt, by a clock that never goes back.
    time: Duration,
    /// Whether the service has throttled.
    enabled: bool,
    /// Below 0 it is what waiting attempts have taken in advance.
    tokens: f64,
    capacity: f64,
    fill_rate: f64,
    filled: Duration,
    /// How quickly attempts were made lately.
    measured_rate: f64,
    /// The last period that was measured, counted from 0.
    period: u64,
    /// The attempts since.
    attempts: f64,
    /// The rate at which the service throttled last, and when.
    throttled_rate: f64,
    throttled: Duration,
}

impl Default for State {
    fn default() -> Self {
        Self {
            seen: None,
            time: Duration::ZERO,
            enabled: false,
            tokens: 0.0,
            capacity: MIN_CAPACITY,
            fill_rate: MIN_RATE,
            filled: Duration::ZERO,
            measured_rate: 0.0,
            period: 0,
            attempts: 0.0,
            throttled_rate: 0.0,
            throttled: Duration::ZERO,
        }
    }
}

impl RateLimiter {
    /// Takes a token for an attempt; the attempt may be made after this time, which [`wait`](Self::wait) is to be given.
    pub(crate) fn delay(&self, now: SystemTime) -> Duration {
        self.at(now).take_token()
    }

    /// Waits for a token. A wait that is given up gives its token back, since no attempt is made.
    pub(crate) fn wait(&self, pause: BoxFuture<'static, ()>) -> BoxFuture<'_, ()> {
        let token = TakenToken(self);
        Box::pin(async move {
            pause.await;
            std::mem::forget(token);
        })
    }

    /// Learns from the outcome of an attempt.
    pub(crate) fn update(&self, now: SystemTime, throttled: bool) {
        self.at(now).learn(throttled);
    }

    #[inline(never)] // Both of the above begin so.
    fn at(&self, now: SystemTime) -> MutexGuard<'_, State> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back has no time passed; from then on it counts again.
        let passed = state.seen.and_then(|seen| now.duration_since(seen).ok()).unwrap_or_default();
        state.time = state.time.saturating_add(passed);
        state.seen = Some(now);
        state
    }
}

/// A token taken in advance, which goes back when this is dropped.
struct TakenToken<'a>(&'a RateLimiter);

impl Drop for TakenToken<'_> {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).tokens += 1.0;
    }
}

impl State {
    fn take_token(&mut self) -> Duration {
        if !self.enabled {
            return Duration::ZERO;
        }
        self.fill();
        self.tokens -= 1.0;
        // What is negative is no duration: a token was there.
        Duration::try_from_secs_f64(-self.tokens / self.fill_rate).unwrap_or_default()
    }

    fn fill(&mut self) {
        let passed = self.time.saturating_sub(self.filled).as_secs_f64();
        self.tokens = self.capacity.min(self.tokens + passed * self.fill_rate);
        self.filled = self.time;
    }

    fn learn(&mut self, throttled: bool) {
        self.measure();
        let rate = if throttled {
            self.throttled_rate =
                if self.enabled { self.measured_rate.min(self.fill_rate) } else { self.measured_rate };
            self.throttled = self.time;
            self.enabled = true;
            self.throttled_rate * BETA
        } else {
            self.curve()
        };
        // What has passed was at the old rate.
        self.fill();
        let rate = rate.min(2.0 * self.measured_rate);
        self.fill_rate = rate.max(MIN_RATE);
        self.capacity = rate.max(MIN_CAPACITY);
        self.tokens = self.tokens.min(self.capacity);
    }

    fn measure(&mut self) {
        self.attempts += 1.0;
        let period = self.time.as_millis() as u64 / PERIOD.as_millis() as u64;
        if period > self.period {
            let rate = self.attempts / ((period - self.period) as f64 * PERIOD.as_secs_f64());
            self.measured_rate = rate * SMOOTHING + self.measured_rate * (1.0 - SMOOTHING);
            self.period = period;
            self.attempts = 0.0;
        }
    }

    /// The rate now, if nothing was throttled since the last time.
    fn curve(&self) -> f64 {
        let until_level = cube_root(self.throttled_rate * (1.0 - BETA) / SCALE);
        let past_level = self.time.saturating_sub(self.throttled).as_secs_f64() - until_level;
        SCALE * past_level * past_level * past_level + self.throttled_rate
    }
}

/// By Newton's method, from above: `f64::cbrt` would bring much of a mathematical library into every program.
fn cube_root(cube: f64) -> f64 {
    // It would take hundreds of steps to get near 0, and each success of a client that was never throttled asks for it.
    if cube < 1e-9 {
        return 0.0;
    }
    let mut root = cube.max(1.0);
    loop {
        let next = (2.0 * root + cube / (root * root)) / 3.0;
        if next < root {
            root = next;
        } else {
            return root;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::time::UNIX_EPOCH;

    /// So much after the first attempt.
    fn at(millis: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_767_225_600) + Duration::from_millis(millis)
    }

    fn is_close(left: f64, right: f64) -> bool {
        (left - right).abs() < 1e-9
    }

    fn state(limiter: &RateLimiter) -> std::sync::MutexGuard<'_, State> {
        limiter.0.lock().unwrap()
    }

    /// A limiter whose client was throttled at the start.
    fn throttled() -> RateLimiter {
        let limiter = RateLimiter::default();
        limiter.delay(at(0));
        limiter.update(at(0), true);
        limiter
    }

    /// 0.4 (t - cbrt(7.5))^3 + 10, with the cube root by Newton's method to 50 decimal digits; 7 is 10 times beta.
    #[test]
    fn the_curve_is_level_where_the_service_throttled() {
        let rates = [7.0, 9.648936009660, 10.000030849917, 10.453284520772, 13.408697022224, 21.266268354274];
        for (second, rate) in (0..).zip(rates) {
            let state = State { time: Duration::from_secs(second), throttled_rate: 10.0, ..State::default() };
            assert!(is_close(state.curve(), rate), "{} after {second} s", state.curve());
        }
    }

    /// Five attempts a second, throttled after 2 s and 3.4 s: the measured rate and the rate allowed after each. Worked out from
    /// the formulas in decimals of 50 digits. For instance the third attempt is the first after half a second, so
    /// 3 / 0.5 s x 0.8 = 4.8; at 2 s the measured rate is 2 / 0.5 s x 0.8 + 5.632 x 0.2 = 4.3264, and 0.7 of it is left.
    #[test]
    fn the_rate_falls_by_throttling_and_rises_again() {
        let expected = [
            (0.0, 0.5),
            (0.0, 0.5),
            (4.8, 0.5),
            (4.8, 0.5),
            (4.16, 0.5),
            (4.16, 0.6912),
            (4.16, 1.0976),
            (5.632, 1.6384),
            (5.632, 2.3328),
            (4.3264, 3.02848),
            (4.3264, 3.486639173470),
            (4.3264, 3.821874416040),
            (5.66528, 4.053385727710),
            (5.66528, 4.200373108479),
            (4.333056, 4.282036558349),
            (4.333056, 4.317576077318),
            (4.333056, 3.022303254122),
            (5.6666112, 3.479795296638),
            (5.6666112, 3.814460097120),
            (4.33332224, 4.045497655568),
            (4.33332224, 4.192107971983),
            (4.33332224, 4.273491046365),
            (5.666664448, 4.308846878713),
            (5.666664448, 4.317375469028),
            (4.3333328896, 4.318276817309),
        ];
        let limiter = RateLimiter::default();
        assert_eq!(limiter.delay(at(0)), Duration::ZERO);
        for (index, (measured, allowed)) in (1..).zip(expected) {
            limiter.update(at(index * 200), matches!(index, 10 | 17));
            let state = state(&limiter);
            let (is, may) = (state.measured_rate, state.fill_rate);
            assert!(is_close(is, measured) && is_close(may, allowed), "attempt {index}: {is} {may}");
            assert_eq!(state.enabled, index >= 10);
        }
    }

    #[test]
    fn nothing_waits_before_the_service_throttles() {
        let limiter = RateLimiter::default();
        for attempt in 0..1_000 {
            assert_eq!(limiter.delay(at(attempt)), Duration::ZERO);
            limiter.update(at(attempt), false);
        }
    }

    #[test]
    fn attempts_queue_for_tokens_at_the_rate() {
        let limiter = throttled();
        let waits: Vec<u64> = (0..3).map(|_| limiter.delay(at(0)).as_secs()).collect();
        assert_eq!(waits, [2, 4, 6]);
        // Two of the three have been sent since, and half of the third's token is there.
        assert_eq!(limiter.delay(at(5_000)), Duration::from_secs(3));
    }

    #[test]
    fn waits_that_are_given_up_leave_no_debt() {
        let limiter = throttled();
        for _ in 0..1_000 {
            assert_eq!(limiter.delay(at(0)), Duration::from_secs(2));
            // Dropped before it is polled, and while it waits.
            drop(limiter.wait(Box::pin(std::future::pending())));
            assert_eq!(limiter.delay(at(0)), Duration::from_secs(2));
            let mut wait = limiter.wait(Box::pin(std::future::pending()));
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());
            assert!(wait.as_mut().poll(&mut context).is_pending());
        }
        assert_eq!(limiter.delay(at(0)), Duration::from_secs(2));
        let mut wait = limiter.wait(Box::pin(std::future::ready(())));
        assert!(wait.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop())).is_ready());
        drop(wait);
        assert_eq!(limiter.delay(at(0)), Duration::from_secs(4));
    }

    #[test]
    fn the_root_of_next_to_nothing_is_nothing() {
        for (cube, root) in [(0.0, 0.0), (1e-12, 0.0), (1e-6, 0.01), (0.125, 0.5), (1.0, 1.0), (27.0, 3.0), (1e12, 1e4)]
        {
            assert!(is_close(cube_root(cube), root), "{cube}: {}", cube_root(cube));
        }
    }

    #[test]
    fn a_token_saved_is_spent_at_once_and_no_more_than_the_capacity_is_saved() {
        let limiter = throttled();
        let waits: Vec<u64> = (0..2).map(|_| limiter.delay(at(60_000)).as_secs()).collect();
        assert_eq!(waits, [0, 2]);
    }

    #[test]
    fn the_rate_is_at_most_twice_the_measured_one() {
        let limiter = throttled();
        // One attempt every two seconds, for a minute.
        for second in (2..60).step_by(2) {
            limiter.update(at(second * 1_000), false);
        }
        let state = state(&limiter);
        assert!(is_close(state.measured_rate, 0.5) && is_close(state.fill_rate, 1.0), "{state:?}");
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_stop_the_bucket_from_filling() {
        let limiter = throttled();
        assert_eq!(limiter.delay(at(2_000)), Duration::ZERO);
        let back = at(0) - Duration::from_secs(86_400);
        assert_eq!(limiter.delay(back), Duration::from_secs(2));
        assert_eq!(limiter.delay(back + Duration::from_secs(2)), Duration::from_secs(2));
        for second in 0..30 {
            limiter.update(back + Duration::from_secs(second), false);
        }
        assert!(state(&limiter).fill_rate > 1.5, "{:?}", state(&limiter));
    }

    proptest! {
        /// Attempts at any times, forwards and backwards, with any outcomes.
        #[test]
        fn rates_and_waits_stay_within_their_bounds(
            steps in prop::collection::vec((-100_000_i64..100_000, any::<bool>(), any::<bool>()), 1..200),
        ) {
            let limiter = RateLimiter::default();
            let mut millis = 1_000_000_000_u64;
            for (index, (step, attempt, throttled)) in (1..).zip(steps) {
                millis = millis.saturating_add_signed(step);
                if attempt {
                    // At the lowest rate a token takes 2 s.
                    prop_assert!(limiter.delay(at(millis)) <= Duration::from_secs(2 * index));
                }
                limiter.update(at(millis), throttled);
                let state = state(&limiter);
                prop_assert!(state.fill_rate >= MIN_RATE && state.fill_rate <= MIN_RATE.max(2.0 * state.measured_rate));
                prop_assert!(state.tokens <= state.capacity);
            }
        }
    }
}
