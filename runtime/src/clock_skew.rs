//! By how much the client's clock is wrong, learnt from answers, so that signatures bear a time that the service takes.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{AGE, DATE};

use crate::primitives::{DateTime, DateTimeFormat};
use crate::time::Clock;

/// The longest round trip that tells something: the service's date is taken for that of the middle.
const MAX_ROUND_TRIP: Duration = Duration::from_secs(15 * 60);
/// From here on, in milliseconds, the clock may be why a request was refused: services bear five minutes.
const SUSPECT: u64 = 4 * 60 * 1_000;
/// More, in milliseconds, is the service's error: a hundred years. Signing at such a time could fail, and then no answer would
/// ever correct it.
const ABSURD: u64 = 100 * 365 * 24 * 60 * 60 * 1_000;

/// How services refuse a request for the time in its signature, and for much else.
const CODES: &[&str] = &[
    "AccessDeniedException",
    "AuthFailure",
    "InvalidSignatureException",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
];

/// The milliseconds by which the client's clock is behind the service's, below 0 when it is ahead. A client has one.
#[derive(Debug, Default)]
pub(crate) struct ClockSkew(AtomicI64);

impl ClockSkew {
    /// The service's time when the client's clock shows this.
    pub(crate) fn correct(&self, time: SystemTime) -> SystemTime {
        let skew = self.0.load(Ordering::Relaxed);
        let by = Duration::from_millis(skew.unsigned_abs());
        let corrected = if skew < 0 { time.checked_sub(by) } else { time.checked_add(by) };
        corrected.unwrap_or(time)
    }

    /// Learns from an answer, by what the client's clock showed when the request was sent and shows now; gives the skew where
    /// the answer tells it.
    pub(crate) fn observe(&self, sent: SystemTime, clock: &dyn Clock, headers: &HeaderMap) -> Option<i64> {
        let skew = measure(sent, clock, headers)?;
        self.0.store(skew, Ordering::Relaxed);
        Some(skew)
    }
}

fn measure(sent: SystemTime, clock: &dyn Clock, headers: &HeaderMap) -> Option<i64> {
    // With an age it comes from a cache, and its date is old.
    let date = headers.get(&DATE).filter(|_| !headers.contains_key(&AGE))?;
    let date = DateTime::from_str(date.to_str().ok()?, DateTimeFormat::HttpDate).ok()?;
    // With a clock that went back meanwhile, there is no middle.
    let round_trip = clock.now().duration_since(sent).ok().filter(|time| *time <= MAX_ROUND_TRIP)?;
    let middle = DateTime::from(sent.checked_add(round_trip / 2)?);
    let skew = date.to_millis().ok()?.checked_sub(middle.to_millis().ok()?)?;
    (skew.unsigned_abs() < ABSURD).then_some(skew)
}

/// Whether a refusal with this code may be for the time in the signature, so that a request with a corrected one may pass.
pub(crate) fn is_candidate(skew: Option<i64>, code: Option<&str>) -> bool {
    skew.is_some_and(|skew| skew.unsigned_abs() > SUSPECT) && code.is_some_and(|code| CODES.contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::FixedClock;
    use http::HeaderValue;
    use http::header::HeaderName;
    use proptest::prelude::*;
    use std::time::UNIX_EPOCH;

    /// 2026-01-01T00:00:00Z
    const NEW_YEAR: u64 = 1_767_225_600;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(NEW_YEAR + seconds)
    }

    fn headers(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    fn dated(date: &'static str) -> HeaderMap {
        headers(&[(DATE, date)])
    }

    #[test]
    fn the_skew_is_measured_from_the_middle_of_the_round_trip() {
        let skew = ClockSkew::default();
        assert_eq!(skew.correct(at(0)), at(0));
        let ahead = dated("Thu, 01 Jan 2026 00:05:01 GMT");
        assert_eq!(skew.observe(at(0), &FixedClock::new(at(2)), &ahead), Some(300_000));
        assert_eq!(skew.correct(at(7)), at(307));
        assert_eq!(skew.observe(at(900), &FixedClock::new(at(900)), &ahead), Some(-599_000));
        assert_eq!(skew.correct(at(1_000)), at(401));
        assert_eq!(skew.observe(at(300), &FixedClock::new(at(301)), &ahead), Some(500));
    }

    #[test]
    fn a_clock_that_is_right_again_is_learnt_too() {
        let skew = ClockSkew(AtomicI64::new(300_000));
        assert_eq!(skew.observe(at(0), &FixedClock::new(at(2)), &dated("Thu, 01 Jan 2026 00:00:01 GMT")), Some(0));
        assert_eq!(skew.correct(at(3)), at(3));
    }

    #[test]
    fn nothing_is_learnt_from_an_answer_that_does_not_tell() {
        const DATED: &str = "Thu, 01 Jan 2026 00:05:00 GMT";
        let (now, soon) = (at(0), at(2));
        let cases = [
            (now, soon, headers(&[])),
            (now, soon, dated("")),
            (now, soon, dated("tomorrow")),
            (now, soon, dated("2026-01-01T00:05:00Z")),
            (now, soon, dated("Thu, 32 Jan 2026 00:05:00 GMT")),
            (now, soon, dated("Fri, 31 Dec 9999 23:59:59 GMT")),
            (now, soon, headers(&[(DATE, DATED), (AGE, "17280")])),
            (now, soon, headers(&[(DATE, DATED), (AGE, "0")])),
            (now, at(15 * 60) + Duration::from_nanos(1), dated(DATED)),
            (soon, now, dated(DATED)),
        ];
        for (sent, received, headers) in cases {
            let skew = ClockSkew(AtomicI64::new(7_000));
            assert_eq!(skew.observe(sent, &FixedClock::new(received), &headers), None, "{headers:?}");
            assert_eq!(skew.correct(now), at(7));
        }
    }

    #[test]
    fn a_round_trip_of_a_quarter_of_an_hour_still_tells() {
        let date = dated("Thu, 01 Jan 2026 00:12:30 GMT");
        assert_eq!(ClockSkew::default().observe(at(0), &FixedClock::new(at(15 * 60)), &date), Some(300_000));
    }

    #[test]
    fn a_clock_that_starts_in_1970_is_corrected() {
        let skew = ClockSkew::default();
        assert!(
            skew.observe(UNIX_EPOCH, &FixedClock::new(UNIX_EPOCH), &dated("Thu, 01 Jan 2026 00:00:00 GMT")).is_some()
        );
        assert_eq!(skew.correct(UNIX_EPOCH), at(0));
    }

    #[test]
    fn a_refusal_is_suspect_only_with_such_a_code_and_a_clock_that_is_wrong() {
        for code in CODES {
            for (skew, suspect) in
                [(240_001, true), (-240_001, true), (240_000, false), (-240_000, false), (0, false), (i64::MIN, true)]
            {
                assert_eq!(is_candidate(Some(skew), Some(code)), suspect, "{code} {skew}");
            }
            assert!(!is_candidate(None, Some(code)));
        }
        assert!(!is_candidate(Some(300_000), Some("ExpiredTokenException")));
        assert!(!is_candidate(Some(300_000), None));
    }

    proptest! {
        #[test]
        fn no_skew_is_too_large_to_try(skew: i64, seconds in 0..u64::from(u32::MAX)) {
            let time = UNIX_EPOCH + Duration::from_secs(seconds);
            let corrected = ClockSkew(AtomicI64::new(skew)).correct(time);
            let by = DateTime::from(corrected).as_nanos() - DateTime::from(time).as_nanos();
            prop_assert!(by == 0 || by == i128::from(skew) * 1_000_000);
        }

        #[test]
        fn no_date_is_too_odd(date in "[ -~]*", sent: u32, received: u32) {
            let time = |seconds: u32| UNIX_EPOCH + Duration::from_secs(seconds.into());
            let headers: HeaderMap = [(DATE, HeaderValue::from_str(&date).unwrap())].into_iter().collect();
            prop_assert_eq!(ClockSkew::default().observe(time(sent), &FixedClock::new(time(received)), &headers), None);
        }
    }
}
