//! Whatever the service answers: attempts, waits and the quota stay within their bounds.

use std::time::Duration;

use proptest::prelude::*;
use tinsmith_runtime::config::{RetryConfig, RetryMode};
use tinsmith_runtime::random::{Random, RandomError};

use crate::script::{Get, Reply, Shop, code, error, reset, status};

/// How an attempt ends.
#[derive(Clone, Copy, Debug)]
enum End {
    Success,
    Down,
    Reset,
    Hint,
    Throttled,
    Refused,
}

use End::{Down, Hint, Refused, Reset, Success, Throttled};

impl End {
    fn reply(self) -> Reply {
        match self {
            Success => status(200),
            Down => status(503),
            Reset => reset(),
            Hint => error(500, &[("x-amz-retry-after", "2500")]),
            Throttled => code(400, "ThrottlingException"),
            Refused => code(400, "ValidationException"),
        }
    }

    /// What a retry after it costs, where one is made.
    fn cost(self) -> Option<u32> {
        match self {
            Success | Refused => None,
            Throttled => Some(5),
            Down | Reset | Hint => Some(14),
        }
    }

    /// The least and the most that is waited for before the retry of this index.
    fn wait(self, index: u32) -> (Duration, Duration) {
        let base = if matches!(self, Throttled) { 1_000 } else { 50 };
        let bound = Duration::from_millis((base << index).min(20_000));
        match self {
            Hint => (Duration::from_millis(2_500), bound.max(Duration::from_millis(2_500))),
            _ => (Duration::ZERO, bound),
        }
    }
}

/// What the client should do, told by a count of tokens.
struct Quota(u32);

impl Quota {
    /// The retries of a call with this many attempts at most.
    fn retries(&mut self, ends: &[End], max: u32) -> u32 {
        let (mut retries, mut last) = (0, None);
        for end in ends {
            let Some(cost) = end.cost() else {
                if matches!(end, Success) {
                    self.0 = (self.0 + last.unwrap_or(1)).min(500);
                }
                break;
            };
            if retries + 1 == max || self.0 < cost {
                break;
            }
            self.0 -= cost;
            last = Some(cost);
            retries += 1;
        }
        retries
    }
}

/// The same randomness for ever.
#[derive(Debug)]
struct Constant(u8);

impl Random for Constant {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        bytes.fill(self.0);
        Ok(())
    }
}

const MAX: usize = 6;

/// Calls, each with the ends of its attempts. Failures are many, so that the quota runs out.
fn calls() -> impl Strategy<Value = Vec<Vec<End>>> {
    let end = prop_oneof![2 => Just(Success), 6 => Just(Down), 3 => Just(Reset), 1 => Just(Hint),
        2 => Just(Throttled), 1 => Just(Refused)];
    prop::collection::vec(prop::collection::vec(end, MAX), 1..60)
}

/// Makes a call, and gives the number of its attempts and its waits.
fn make(shop: &Shop, ends: &[End]) -> (u32, Vec<Duration>) {
    let before = shop.time.waits().len();
    shop.script.then(ends.iter().map(|end| end.reply()));
    shop.call(Get);
    shop.script.clear();
    (shop.script.attempts() as u32, shop.time.waits().split_off(before))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn attempts_waits_and_quota_are_as_the_rules_say(calls in calls(), max in 1..=MAX as u32, random in 1..=u8::MAX) {
        let retry = RetryConfig::standard().with_max_attempts(max);
        let shop = Shop::with([], |config| config.retry_config(retry).random(Constant(random)));
        let mut quota = Quota(500);
        for ends in &calls {
            let retries = quota.retries(ends, max);
            let (attempts, waits) = make(&shop, ends);
            prop_assert_eq!(attempts, retries + 1);
            prop_assert_eq!(waits.len() as u32, retries);
            for (index, (wait, end)) in (0..).zip(waits.iter().zip(ends)) {
                let (least, most) = end.wait(index);
                prop_assert!((least..=most).contains(wait), "{wait:?} after {end:?}");
            }
        }
    }

    /// The rate adds waits and changes nothing else: one call at a time waits 2 s for its turn at most.
    #[test]
    fn adaptive_mode_makes_the_same_attempts(calls in calls(), max in 1..=MAX as u32) {
        let retry = RetryConfig::standard().with_max_attempts(max).with_retry_mode(RetryMode::Adaptive);
        let shop = Shop::with([], |config| config.retry_config(retry).random(Constant(0xFF)));
        let mut quota = Quota(500);
        for ends in &calls {
            let retries = quota.retries(ends, max);
            let (attempts, waits) = make(&shop, ends);
            prop_assert_eq!(attempts, retries + 1);
            prop_assert!(waits.len() as u32 <= attempts + retries);
            let least: Duration = ends.iter().take(retries as usize).map(|end| end.wait(0).0).sum();
            let most: Duration = (0..).zip(ends).take(retries as usize).map(|(index, end)| end.wait(index).1).sum();
            let waited: Duration = waits.iter().sum();
            prop_assert!(waited >= least && waited <= most + attempts * Duration::from_secs(2), "{waits:?}");
        }
    }
}
