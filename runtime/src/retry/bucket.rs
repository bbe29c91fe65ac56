//! The quota of retries that all calls of a client share, so that a service that is down is not flooded.

use std::sync::atomic::{AtomicU32, Ordering};

use super::Failure;

const CAPACITY: u32 = 500;
const RETRY: u32 = 14;
/// Less, since the wait is longer.
const THROTTLED_RETRY: u32 = 5;
const FIRST_SUCCESS: u32 = 1;

/// The tokens that are left. Nothing else depends on their number, so relaxed atomics do.
#[derive(Debug)]
pub(crate) struct TokenBucket(AtomicU32);

/// What a retry took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cost(u32);

impl Default for TokenBucket {
    fn default() -> Self {
        Self(AtomicU32::new(CAPACITY))
    }
}

impl TokenBucket {
    /// Pays for a retry; `None` when too little is left, and then nothing is taken.
    pub(crate) fn try_spend(&self, failure: Failure) -> Option<Cost> {
        let cost = if failure == Failure::Throttling { THROTTLED_RETRY } else { RETRY };
        let spent = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(cost));
        spent.ok().map(|_| Cost(cost))
    }

    /// Gives back what the last retry of a successful call took, or a little when it took none.
    pub(crate) fn return_cost(&self, last: Option<Cost>) {
        let amount = last.map_or(FIRST_SUCCESS, |Cost(cost)| cost);
        // Always updates, so there is no error.
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| Some((left + amount).min(CAPACITY)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn left(bucket: &TokenBucket) -> u32 {
        bucket.0.load(Ordering::Relaxed)
    }

    #[test]
    fn a_retry_costs_14_and_after_throttling_5() {
        let bucket = TokenBucket::default();
        assert_eq!(bucket.try_spend(Failure::Transient), Some(Cost(14)));
        assert_eq!(bucket.try_spend(Failure::ClockSkew), Some(Cost(14)));
        assert_eq!(bucket.try_spend(Failure::Throttling), Some(Cost(5)));
        assert_eq!(left(&bucket), 500 - 14 - 14 - 5);
    }

    #[test]
    fn a_success_returns_its_last_cost_or_one() {
        let bucket = TokenBucket::default();
        bucket.try_spend(Failure::Transient);
        let last = bucket.try_spend(Failure::Throttling);
        bucket.return_cost(last);
        assert_eq!(left(&bucket), 486);
        bucket.return_cost(None);
        assert_eq!(left(&bucket), 487);
    }

    #[test]
    fn an_empty_bucket_pays_for_nothing_until_something_succeeds() {
        let bucket = TokenBucket::default();
        while bucket.try_spend(Failure::Transient).is_some() {}
        assert_eq!(left(&bucket), 500 % 14);
        assert!(bucket.try_spend(Failure::Throttling).is_some());
        assert_eq!((left(&bucket), bucket.try_spend(Failure::Throttling)), (5, Some(Cost(5))));
        assert_eq!(bucket.try_spend(Failure::Throttling), None);
        (0..5).for_each(|_| bucket.return_cost(None));
        assert_eq!(bucket.try_spend(Failure::Throttling), Some(Cost(5)));
    }

    #[test]
    fn threads_never_spend_more_than_there_is() {
        let bucket = TokenBucket::default();
        let spend = || std::iter::from_fn(|| bucket.try_spend(Failure::Throttling)).count();
        let spent: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(spend)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!((spent, left(&bucket)), (100, 0));
    }

    proptest! {
        /// A call that fails so often, in this way, and then succeeds or not.
        #[test]
        fn stays_within_its_bounds(calls in prop::collection::vec((0..4_usize, any::<bool>(), any::<bool>()), 0..300)) {
            let bucket = TokenBucket::default();
            for (failures, throttled, succeeds) in calls {
                let failure = if throttled { Failure::Throttling } else { Failure::Transient };
                let costs: Vec<_> = (0..failures).map_while(|_| bucket.try_spend(failure)).collect();
                if succeeds {
                    bucket.return_cost(costs.last().copied());
                }
                prop_assert!(left(&bucket) <= CAPACITY);
            }
        }
    }
}
