//! What the loop of a call decides by: whether a failure may pass, whether the client may still retry, and how long to wait.
//!
//! No I/O and no clock: the loop in `client.rs` brings what was answered, the time and the randomness.

mod adaptive;
mod backoff;
mod bucket;
mod classify;

pub(crate) use adaptive::RateLimiter;
pub(crate) use backoff::{Backoff, jitter};
pub(crate) use bucket::{Cost, TokenBucket};
pub(crate) use classify::{ServiceFailure, classify, classify_transport};

/// Why another attempt may succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The connection or the service failed for the moment.
    Transient,
    /// The service has too much to do.
    Throttling,
    /// The request was signed at a time that the service does not take.
    ClockSkew,
}
