//! Whether, when and how often a failed attempt is made again.

use std::fmt;
use std::time::Duration;

use crate::http::{HttpResponse, TransportError};

/// Whether and how calls are retried. What is retried: connections that fail or take too long, HTTP 500, 502, 503 and 504,
/// throttling, what the model marks as retryable, and requests refused for their time when the clock is wrong. A body
/// that can be sent only once is not.
///
/// A wait is random, up to a bound that doubles with each retry; `x-amz-retry-after` of the service is heeded. All calls of
/// a client share a quota of retries, so that a service that is down is not flooded.
///
/// ```
/// use tinsmith_runtime::config::RetryConfig;
///
/// assert_eq!(RetryConfig::default().max_attempts(), 3);
/// assert_eq!(RetryConfig::standard().with_max_attempts(5).max_attempts(), 5);
/// assert_eq!(RetryConfig::disabled().max_attempts(), 1);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryConfig {
    mode: RetryMode,
    max_attempts: u32,
    initial_backoff: Duration,
    max_backoff: Duration,
}

/// How retries are held back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryMode {
    /// By the quota of the client.
    #[default]
    Standard,
    /// By the quota, and once the service throttles, all attempts by a rate that it seems to bear: calls are delayed then,
    /// first attempts too. For one client to one throttled resource.
    Adaptive,
}

impl RetryConfig {
    /// The default: 3 attempts.
    #[must_use]
    pub const fn standard() -> Self {
        Self {
            mode: RetryMode::Standard,
            max_attempts: 3,
            initial_backoff: Duration::from_millis(50),
            max_backoff: Duration::from_secs(20),
        }
    }

    /// Standard, with a rate limit besides; see [`RetryMode::Adaptive`].
    #[must_use]
    pub const fn adaptive() -> Self {
        Self { mode: RetryMode::Adaptive, ..Self::standard() }
    }

    /// One attempt, no retries.
    #[must_use]
    pub const fn disabled() -> Self {
        Self { max_attempts: 1, ..Self::standard() }
    }

    /// The number of attempts, the first included; 0 counts as 1.
    #[must_use]
    pub const fn with_max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = if attempts == 0 { 1 } else { attempts };
        self
    }

    /// The same with another mode.
    #[must_use]
    pub const fn with_retry_mode(mut self, mode: RetryMode) -> Self {
        self.mode = mode;
        self
    }

    /// The longest wait before the first retry: 50 ms unless set otherwise. After throttling it is 1 s at least.
    #[must_use]
    pub const fn with_initial_backoff(mut self, backoff: Duration) -> Self {
        self.initial_backoff = backoff;
        self
    }

    /// The longest wait before any retry: 20 s unless set otherwise.
    #[must_use]
    pub const fn with_max_backoff(mut self, backoff: Duration) -> Self {
        self.max_backoff = backoff;
        self
    }

    /// How retries are held back.
    #[must_use]
    pub const fn mode(&self) -> RetryMode {
        self.mode
    }

    /// The number of attempts, the first included; at least 1.
    #[must_use]
    pub const fn max_attempts(&self) -> u32 {
        self.max_attempts
    }

    /// The longest wait before the first retry.
    #[must_use]
    pub const fn initial_backoff(&self) -> Duration {
        self.initial_backoff
    }

    /// The longest wait before any retry.
    #[must_use]
    pub const fn max_backoff(&self) -> Duration {
        self.max_backoff
    }

    /// Whether there is more than one attempt.
    #[must_use]
    pub const fn has_retry(&self) -> bool {
        self.max_attempts > 1
    }
}

impl Default for RetryConfig {
    fn default() -> Self {
        Self::standard()
    }
}

/// Your own word on whether a failed attempt is made again.
///
/// ```
/// use tinsmith_runtime::config::{AttemptFailure, RetryAction, RetryClassifier};
///
/// /// Tries again when a resource is not there yet.
/// #[derive(Debug)]
/// struct Eventually;
///
/// impl RetryClassifier for Eventually {
///     fn classify(&self, failure: &AttemptFailure<'_>) -> Option<RetryAction> {
///         (failure.code() == Some("ResourceNotFoundException")).then_some(RetryAction::Retry)
///     }
/// }
/// ```
pub trait RetryClassifier: Send + Sync + fmt::Debug {
    /// What to do after this failure; `None` leaves it to the rules of [`RetryConfig`].
    fn classify(&self, failure: &AttemptFailure<'_>) -> Option<RetryAction>;
}

/// What to do after a failed attempt, as far as attempts, quota and body permit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAction {
    /// Try again: the failure will pass.
    Retry,
    /// Try again, more slowly: the service has too much to do.
    RetryThrottled,
    /// Give up.
    Fail,
}

/// A failed attempt: an answer of the service, or none.
#[derive(Debug)]
pub struct AttemptFailure<'a> {
    pub(crate) operation: &'static str,
    pub(crate) attempt: u32,
    pub(crate) code: Option<&'a str>,
    pub(crate) outcome: Result<&'a HttpResponse, &'a TransportError>,
}

impl AttemptFailure<'_> {
    /// The operation's name, as in the model.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The number of the attempt, from 1.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The error's code, when the service answered with one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code
    }

    /// The answer, when there was one.
    #[must_use]
    pub fn response(&self) -> Option<&HttpResponse> {
        self.outcome.ok()
    }

    /// Why there was no answer.
    #[must_use]
    pub fn transport_error(&self) -> Option<&TransportError> {
        self.outcome.err()
    }
}
