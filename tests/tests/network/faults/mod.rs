//! What a broken server or network does to a call: how often it is tried, how long is waited in between, and what the caller
//! gets in the end. The table is in `table/`; `docs/FAULTS.md` is written from it.

mod document;
mod script;
mod table;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use script::Behaviour;
use tinsmith_runtime::hook::{Attempt, Hook};
use tinsmith_runtime::random::{Random, RandomError};
use tinsmith_runtime::test_util::ManualTime;
use tinsmith_signer::Client;
use tinsmith_signer::config::http::HttpRequest;
use tinsmith_signer::config::timeout::TimeoutConfig;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::tls::Authority;
use crate::{call, settings, trusting};

/// A row of the table.
pub struct Fault {
    /// What the server does, as a predicate.
    pub what: &'static str,
    pub server: Behaviour,
    /// Calls that succeed before the one of the row.
    pub calls_before: u32,
    pub attempts: u32,
    /// In milliseconds.
    pub waits: &'static [u64],
    /// The error's text, or [`OUTPUT`].
    pub outcome: &'static str,
}

/// What stands for a success.
pub const OUTPUT: &str = "the output";

/// Sets half of the bits before the point: every random fraction is 1/2.
#[derive(Debug)]
struct Half;

impl Random for Half {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        bytes.fill(0);
        if let Some(first) = bytes.first_mut() {
            *first = 0x80;
        }
        Ok(())
    }
}

/// Counts what is sent.
#[derive(Clone, Debug, Default)]
struct Attempts(Arc<AtomicU32>);

impl Hook for Attempts {
    fn before_sending(&self, _: &HttpRequest, _: &Attempt) -> Result<(), tinsmith_runtime::error::BoxError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

#[tokio::test]
async fn every_fault_has_the_outcome_of_its_row() {
    let authority = Authority::new();
    let mut wrong = Vec::new();
    for fault in faults().filter(|fault| !fault.server.stalls()) {
        // Long enough for the slowest machine.
        wrong.extend(check(fault, &authority, TimeoutConfig::default()).await);
    }
    assert!(wrong.is_empty(), "{} rows are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// All at once, since each takes its time.
#[tokio::test]
async fn every_stall_has_the_outcome_of_its_row() {
    let short = Duration::from_secs(1);
    let timeouts = TimeoutConfig::builder().connect_timeout(short).read_timeout(short * 2).build();
    let mut rows = JoinSet::new();
    for fault in faults().filter(|fault| fault.server.stalls()) {
        rows.spawn(async move { check(fault, &Authority::new(), timeouts).await });
    }
    let wrong = rows.join_all().await.into_iter().flatten().collect::<Vec<_>>();
    assert!(wrong.is_empty(), "{} rows are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn faults() -> impl Iterator<Item = &'static Fault> {
    table::SECTIONS.iter().flat_map(|section| section.faults)
}

/// What is wrong with a row, if anything is.
async fn check(fault: &Fault, authority: &Authority, timeouts: TimeoutConfig) -> Option<String> {
    let (attempts, waits, text) = outcome(fault, authority, timeouts).await;
    let expected = (fault.attempts, fault.waits, fault.outcome);
    let is_right = (attempts, &*waits) == (expected.0, expected.1) && fits(&text, expected.2);
    let got = (attempts, waits, text);
    (!is_right).then(|| format!("a server that {}\n     got: {got:?}\nexpected: {expected:?}", fault.what))
}

/// Whether a text is as expected, where `*` stands for anything.
fn fits(text: &str, expected: &str) -> bool {
    let Some((start, rest)) = expected.split_once('*') else { return text == expected };
    let Some(text) = text.strip_prefix(start) else { return false };
    (0..=text.len()).any(|index| text.get(index..).is_some_and(|text| fits(text, rest)))
}

/// Attempts, waits in milliseconds, and the text of the error or [`OUTPUT`].
async fn outcome(fault: &Fault, authority: &Authority, timeouts: TimeoutConfig) -> (u32, Vec<u64>, String) {
    let running = fault.server.start(authority).await;
    let (time, attempts) = (ManualTime::new(UNIX_EPOCH + Duration::from_secs(1_770_091_506)), Attempts::default());
    let transport = trusting(authority).timeout_config(timeouts).build();
    let config = settings().endpoint_url(&running.url).http_client(transport).hook(attempts.clone());
    let config = config.clock(time.clone()).sleep(time.clone()).random(Half).build();
    let client = Client::from_conf(config);
    for _ in 0..fault.calls_before {
        call(&client).await.unwrap();
        // This thread has nothing else to do, so it sees to its sockets.
        sleep(Duration::from_millis(1)).await;
    }
    let (waits_before, attempts_before) = (time.waits().len(), attempts.0.swap(0, Ordering::Relaxed));
    let outcome = call(&client).await;
    let attempts = attempts.0.load(Ordering::Relaxed);
    if let Some(server) = running.server.as_ref().filter(|_| fault.server.reads_every_request()) {
        assert_eq!(server.seen().requests.len(), (attempts_before + attempts) as usize, "{}", fault.what);
    }
    let waits = time.waits().split_off(waits_before);
    let outcome = outcome.map_or_else(|error| error.to_string(), |_| OUTPUT.to_owned());
    (attempts, waits.iter().map(|wait| u64::try_from(wait.as_millis()).unwrap()).collect(), outcome)
}
