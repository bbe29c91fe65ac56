//! How long to wait before a retry.

use std::time::Duration;

use super::Failure;
use crate::random::Random;

/// The least bound of the first wait after throttling.
const THROTTLED: Duration = Duration::from_secs(1);
/// By how much the service may lengthen a wait.
const LENGTHENED: Duration = Duration::from_secs(5);

/// The bounds of waits, which double with each retry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backoff {
    /// Of the first wait.
    pub(crate) initial: Duration,
    /// Of any wait.
    pub(crate) max: Duration,
}

impl Backoff {
    /// The wait before a retry, the first of which has the index 0: a fraction (`jitter`, within 0 and 1) of the bound, so that
    /// clients that failed together do not come back together. The service's `x-amz-retry-after` lengthens it up to a limit.
    pub(crate) fn wait(&self, failure: Failure, index: u32, jitter: f64, retry_after: Option<&str>) -> Duration {
        let initial = if failure == Failure::Throttling { self.initial.max(THROTTLED) } else { self.initial };
        let factor = 1_u32.checked_shl(index).unwrap_or(u32::MAX);
        let bound = initial.saturating_mul(factor).min(self.max);
        let wait = Duration::try_from_secs_f64(bound.as_secs_f64() * jitter).map_or(bound, |wait| wait.min(bound));
        match retry_after.and_then(|text| text.parse().ok()) {
            Some(millis) => Duration::from_millis(millis).clamp(wait, wait.saturating_add(LENGTHENED)),
            None => wait,
        }
    }
}

/// A random number from 0 up to, but not including, 1; 1 when there is no randomness, which makes the wait the longest.
pub(crate) fn jitter(random: &dyn Random) -> f64 {
    const BITS: u32 = f64::MANTISSA_DIGITS;
    let mut bytes = [0; 8];
    match random.fill(&mut bytes) {
        Ok(()) => (u64::from_be_bytes(bytes) >> (u64::BITS - BITS)) as f64 / (1_u64 << BITS) as f64,
        Err(_) => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{RandomError, SystemRandom};
    use proptest::prelude::*;

    const DEFAULT: Backoff = Backoff { initial: Duration::from_millis(50), max: Duration::from_secs(20) };

    fn millis(failure: Failure, index: u32, jitter: f64, retry_after: Option<&str>) -> u128 {
        DEFAULT.wait(failure, index, jitter, retry_after).as_millis()
    }

    #[test]
    fn the_bound_doubles_up_to_the_limit() {
        let bounds = |failure| [0, 1, 2, 8, 9, 31, 32, u32::MAX].map(|index| millis(failure, index, 1.0, None));
        assert_eq!(bounds(Failure::Transient), [50, 100, 200, 12_800, 20_000, 20_000, 20_000, 20_000]);
        assert_eq!(bounds(Failure::ClockSkew), bounds(Failure::Transient));
        assert_eq!(bounds(Failure::Throttling), [1_000, 2_000, 4_000, 20_000, 20_000, 20_000, 20_000, 20_000]);
    }

    #[test]
    fn the_wait_is_a_fraction_of_the_bound() {
        assert_eq!(millis(Failure::Throttling, 1, 0.5, None), 1_000);
        assert_eq!(millis(Failure::Throttling, 20, 0.25, None), 5_000);
        assert_eq!(millis(Failure::Transient, 0, 0.0, None), 0);
    }

    #[test]
    fn throttling_waits_no_less_than_what_is_set() {
        let slow = Backoff { initial: Duration::from_secs(3), ..DEFAULT };
        assert_eq!(slow.wait(Failure::Throttling, 0, 1.0, None), Duration::from_secs(3));
        let quick = Backoff { max: Duration::from_millis(10), ..DEFAULT };
        assert_eq!(quick.wait(Failure::Throttling, 0, 1.0, None), Duration::from_millis(10));
    }

    #[test]
    fn the_service_lengthens_a_wait_but_never_shortens_it() {
        let wait = |retry_after| millis(Failure::Throttling, 0, 0.5, Some(retry_after));
        assert_eq!(["0", "499", "500", "501", "1500", "5500"].map(wait), [500, 500, 500, 501, 1_500, 5_500]);
        assert_eq!(["5501", "86400000", "18446744073709551615"].map(wait), [5_500; 3]);
    }

    #[test]
    fn what_is_no_number_of_milliseconds_is_ignored() {
        for text in
            ["", " ", "-1", "1.5", "1e3", "1500 ", "PT2S", "Wed, 21 Oct 2026 07:28:00 GMT", "18446744073709551616"]
        {
            assert_eq!(millis(Failure::Throttling, 0, 0.5, Some(text)), 500, "{text}");
        }
    }

    /// Gives the same byte for ever, or nothing.
    #[derive(Debug)]
    struct Constant(Option<u8>);

    impl Random for Constant {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
            bytes.fill(self.0.ok_or(RandomError)?);
            Ok(())
        }
    }

    #[test]
    fn jitter_covers_the_interval() {
        assert_eq!(jitter(&Constant(Some(0))), 0.0);
        assert_eq!(jitter(&Constant(Some(0xFF))), 1.0 - f64::EPSILON / 2.0);
        assert_eq!(jitter(&Constant(None)), 1.0);
        // Half of them lie in each half; 400 of 1000 are 6 standard deviations away.
        let high = (0..1000).filter(|_| jitter(&SystemRandom) >= 0.5).count();
        assert!((400..=600).contains(&high), "{high}");
    }

    fn failures() -> impl Strategy<Value = Failure> {
        prop::sample::select(vec![Failure::Transient, Failure::Throttling, Failure::ClockSkew])
    }

    proptest! {
        #[test]
        fn waits_stay_within_their_bounds(
            failure in failures(),
            index: u32,
            jitter in 0.0..=1.0,
            initial: Duration,
            max: Duration,
            retry_after in prop::option::of(any::<u64>()),
        ) {
            let backoff = Backoff { initial, max };
            let wait = backoff.wait(failure, index, jitter, None);
            prop_assert!(wait <= max);
            let text = retry_after.map(|millis| millis.to_string());
            let hinted = backoff.wait(failure, index, jitter, text.as_deref());
            prop_assert!(hinted >= wait && hinted <= wait.saturating_add(LENGTHENED));
        }

        #[test]
        fn no_header_is_too_odd(text in ".*", jitter: f64) {
            let wait = DEFAULT.wait(Failure::Transient, 0, jitter, Some(&text));
            prop_assert!(wait <= DEFAULT.initial + LENGTHENED);
        }
    }
}
