//! Faults on demand: late answers, throttling, failures and cut connections, for tests of what clients make of them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The answer comes late by a time in this range.
    Latency(Duration, Duration),
    /// `TooManyRequestsException`, or `ThrottlingException` where the operation has only that, with status 429.
    Throttling,
    /// `InternalServiceErrorException`, with status 500.
    Failure,
    /// The connection is cut instead of an answer. The operation is done all the same.
    Cut,
    /// The connection is cut in the middle of the answer. The operation is done all the same.
    CutInBody,
}

/// Which of the calls a fault meets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Share {
    /// Each.
    All,
    /// Every n-th: the n-th, the 2n-th and so on. Every zeroth is none.
    EveryNth(u64),
    /// So many of 100, drawn with a generator that starts alike in every process.
    Percent(f64),
}

/// A fault.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    kind: FaultKind,
    share: Share,
    operation: Option<String>,
    times: Option<u64>,
}

impl Fault {
    /// A fault of all calls.
    #[must_use]
    pub fn new(kind: FaultKind) -> Self {
        Self { kind, share: Share::All, operation: None, times: None }
    }

    /// Of a share of the calls.
    #[must_use]
    pub fn share(self, share: Share) -> Self {
        Self { share, ..self }
    }

    /// Of one operation only.
    #[must_use]
    pub fn operation(self, name: impl Into<String>) -> Self {
        Self { operation: Some(name.into()), ..self }
    }

    /// So many times at most.
    #[must_use]
    pub fn times(self, times: u64) -> Self {
        Self { times: Some(times), ..self }
    }
}

/// The faults of a server, which can be changed while it runs.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    faults: Vec<Active>,
    random: u64,
}

#[derive(Debug)]
struct Active {
    fault: Fault,
    /// How many calls it could have met.
    seen: u64,
    /// How many it met.
    met: u64,
}

/// What goes wrong with a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) latency: Duration,
    /// The first of the others.
    pub(crate) fault: Option<FaultKind>,
}

impl Faults {
    /// Adds a fault.
    pub fn add(&self, fault: Fault) {
        self.state().faults.push(Active { fault, seen: 0, met: 0 });
    }

    /// Takes all faults away.
    pub fn clear(&self) {
        self.state().faults.clear();
    }

    /// How often a fault has met a call, lateness included.
    #[must_use]
    pub fn met(&self) -> u64 {
        self.state().faults.iter().map(|active| active.met).sum()
    }

    /// What goes wrong with the next call.
    pub(crate) fn plan(&self, operation: &str) -> Plan {
        let State { faults, random } = &mut *self.state();
        let mut plan = Plan::default();
        for active in faults {
            if !active.is_due(operation, random) {
                continue;
            }
            match active.fault.kind {
                FaultKind::Latency(from, to) => {
                    let late = from.saturating_add(to.saturating_sub(from).mul_f64(draw(random)));
                    plan.latency = plan.latency.saturating_add(late);
                }
                kind if plan.fault.is_none() => plan.fault = Some(kind),
                // It has another call to meet.
                _ => continue,
            }
            active.met += 1;
        }
        plan
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Active {
    /// Counts the call, and tells whether the fault should meet it.
    fn is_due(&mut self, operation: &str, random: &mut u64) -> bool {
        let Fault { share, operation: only, times, .. } = &self.fault;
        if only.as_ref().is_some_and(|only| only != operation) || times.is_some_and(|times| self.met >= times) {
            return false;
        }
        self.seen += 1;
        match *share {
            Share::All => true,
            Share::EveryNth(n) => self.seen.checked_rem(n) == Some(0),
            Share::Percent(percent) => draw(random) * 100.0 < percent,
        }
    }
}

/// A number from 0 to below 1: SplitMix64.
fn draw(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    #[expect(clippy::cast_precision_loss, reason = "53 bits are what a float holds")]
    let fraction = ((mixed ^ (mixed >> 31)) >> 11) as f64;
    fraction / 9_007_199_254_740_992.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(faults: &Faults, calls: usize, operation: &str) -> Vec<usize> {
        (1..=calls).filter(|_| faults.plan(operation).fault.is_some()).collect()
    }

    #[test]
    fn a_fault_meets_its_share_of_the_calls() {
        let faults = Faults::default();
        assert_eq!(faults.plan("A"), Plan::default());
        faults.add(Fault::new(FaultKind::Throttling).share(Share::EveryNth(3)).operation("A").times(2));
        assert_eq!(met(&faults, 20, "B"), [] as [usize; 0]);
        assert_eq!(met(&faults, 20, "A"), [3, 6]);
        assert_eq!(faults.met(), 2);
        faults.clear();
        faults.add(Fault::new(FaultKind::Cut).share(Share::EveryNth(0)));
        assert_eq!(met(&faults, 20, "A"), [] as [usize; 0]);
    }

    #[test]
    fn a_percentage_is_met_about_and_always_alike() {
        let calls = || {
            let faults = Faults::default();
            faults.add(Fault::new(FaultKind::Failure).share(Share::Percent(20.0)));
            met(&faults, 1000, "A")
        };
        assert!((150..250).contains(&calls().len()), "{}", calls().len());
        assert_eq!(calls(), calls());
    }

    #[test]
    fn a_fault_behind_another_keeps_its_times() {
        let faults = Faults::default();
        faults.add(Fault::new(FaultKind::Throttling).times(2));
        faults.add(Fault::new(FaultKind::Failure).times(1));
        let kinds: Vec<_> = (0..4).map(|_| faults.plan("A").fault).collect();
        let throttling = Some(FaultKind::Throttling);
        assert_eq!(kinds, [throttling, throttling, Some(FaultKind::Failure), None]);
        assert_eq!(faults.met(), 3);
    }

    #[test]
    fn latencies_add_up_and_the_first_other_fault_counts() {
        let faults = Faults::default();
        let (ten, twenty) = (Duration::from_millis(10), Duration::from_millis(20));
        faults.add(Fault::new(FaultKind::Latency(ten, ten)));
        faults.add(Fault::new(FaultKind::Latency(ten, twenty)));
        faults.add(Fault::new(FaultKind::Cut));
        faults.add(Fault::new(FaultKind::Throttling));
        let plan = faults.plan("A");
        assert!(plan.latency >= twenty && plan.latency < twenty + ten);
        assert_eq!(plan.fault, Some(FaultKind::Cut));
        faults.add(Fault::new(FaultKind::Latency(Duration::MAX, Duration::MAX)));
        assert_eq!(faults.plan("A").latency, Duration::MAX);
    }
}
