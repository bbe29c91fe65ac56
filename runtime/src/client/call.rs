//! A call under way: attempts, and what decides on the next.

use std::pin::pin;
use std::time::Duration;

use http::{HeaderName, HeaderValue};
use tracing::Span;

use super::attempt::{Addressed, Answer, AttemptNumber};
use super::{Inner, construction, spans};
use crate::auth::{self, Identity};
use crate::config::{self, AttemptFailure, RetryAction, RetryConfig, RetryMode, TimeoutConfig};
use crate::customize::CallOptions;
use crate::error::CallError;
use crate::future::BoxFuture;
use crate::hook::{Attempt, Hook};
use crate::http::{HttpResponse, TransportError, header_value};
use crate::operation::OperationInfo;
use crate::request::EncodedRequest;
use crate::retry::{self, Backoff, Cost, Failure, ServiceFailure};
use crate::time::{Sleep, within};

static RETRY_AFTER: HeaderName = HeaderName::from_static("x-amz-retry-after");

/// A call, by all that is not its input.
pub(crate) struct Call<'a> {
    pub(super) client: &'a Inner,
    pub(super) info: &'a OperationInfo,
    pub(super) options: Option<&'a CallOptions>,
    /// The codes of the errors that the model has for the operation.
    pub(super) modelled: &'static [&'static str],
}

/// What became of a call.
pub(crate) struct Outcome {
    pub(super) attempts: u32,
    pub(super) result: Result<HttpResponse, CallError>,
}

/// What is known of a call while it is under way, and when it is cut off.
#[derive(Default)]
struct Progress {
    attempts: u32,
    /// Why there is more than one.
    last_failure: Option<String>,
    /// What the last of them took from the quota of retries.
    spent: Option<Cost>,
}

impl<'a> Call<'a> {
    pub(super) fn settings(&self) -> &'a config::Builder {
        self.client.config.settings()
    }

    pub(super) fn timeouts(&self) -> TimeoutConfig {
        let own = self.settings().timeouts;
        self.options.and_then(|options| options.timeouts).map_or(own, |timeouts| timeouts.or(own))
    }

    fn retry(&self) -> RetryConfig {
        self.options.and_then(|options| options.retry).unwrap_or(self.settings().retry)
    }

    pub(super) fn endpoint_url(&self) -> Option<&'a str> {
        let own = self.options.and_then(|options| options.endpoint_url.as_deref());
        own.or(self.client.endpoint_url.as_deref())
    }

    pub(super) fn hooks(&self) -> impl Iterator<Item = &'a dyn Hook> {
        let own = self.options.map(|options| &*options.hooks).unwrap_or_default();
        self.settings().hooks.iter().chain(own).map(|hook| &**hook)
    }

    pub(super) fn attempt_of(&self, number: u32) -> Attempt {
        Attempt { service: self.client.service.sdk_id, operation: self.info.name, number }
    }

    /// Makes the call, and records in its span what becomes of it.
    pub(super) async fn run(self, mut encoded: EncodedRequest, span: Span) -> Outcome {
        let limit = self.timeouts().operation_timeout();
        let mut progress = Progress::default();
        let result = {
            let attempts = pin!(self.attempts(&mut encoded, &mut progress));
            within(limit, self.settings().sleep.as_deref(), attempts).await
        };
        let result = result.unwrap_or_else(|| Err(too_long("call", limit, progress.last_failure.as_deref())));
        self.record(&span, ("attempts", progress.attempts.into()), &result);
        Outcome { attempts: progress.attempts, result }
    }

    pub(super) fn record(&self, span: &Span, number: (&str, u64), result: &Result<HttpResponse, CallError>) {
        spans::record(span, self.client.service.protocol, number, result);
    }

    /// The request is taken out of `encoded`: an argument that is moved would stand in the future twice.
    async fn attempts(&self, encoded: &mut EncodedRequest, progress: &mut Progress) -> Result<HttpResponse, CallError> {
        let retry = self.retry();
        let invocation_id = self.invocation_id()?;
        let mut addressed = None;
        loop {
            if let Some(pause) = self.keep_to_rate(&retry) {
                pause.await;
            }
            // Asked for before each attempt, since they may have been replaced.
            let identity = auth::identity(self.info.auth, self.settings()).await.map_err(construction)?;
            let request = match &mut addressed {
                Some(request) => request,
                None => addressed.insert(self.address(encoded, identity.account_id())?),
            };
            // Who cannot wait does not retry.
            let can_retry = request.is_replayable() && self.settings().sleep.is_some();
            let max = if can_retry { retry.max_attempts() } else { 1 };
            progress.attempts += 1;
            let number = AttemptNumber { number: progress.attempts, max, invocation_id: &invocation_id };
            let answer = self.attempt(request, &identity, &number).await;
            let Some(wait) = self.wait_for_next(&answer, &number, &retry, progress) else {
                return answer.outcome;
            };
            if let Some(pause) = self.pause(wait) {
                pause.await;
            }
        }
    }

    fn invocation_id(&self) -> Result<HeaderValue, CallError> {
        let id = self.client.ids.next(&*self.settings().random).map_err(construction)?;
        header_value(id).map_err(construction)
    }

    /// One attempt within its time-out, in a span of its own.
    async fn attempt(&self, request: &mut Addressed, identity: &Identity, number: &AttemptNumber<'_>) -> Answer {
        let settings = self.settings();
        let span = spans::attempt(number.number);
        // A clock can be slow, and most spans nobody listens to.
        let start = (!span.is_disabled()).then(|| settings.clock.now());
        let limit = self.timeouts().operation_attempt_timeout();
        let answer = {
            let once = pin!(self.send_once(request, identity, number));
            within(limit, settings.sleep.as_deref(), once).await
        };
        let answer = answer.unwrap_or_else(|| Answer::failed(too_long("attempt", limit, None)));
        if let Some(outcome) = answer.of_transport() {
            for hook in self.hooks() {
                hook.after_attempt(outcome, &self.attempt_of(number.number));
            }
        }
        if let Some(start) = start {
            let latency = settings.clock.now().duration_since(start).unwrap_or_default();
            self.record(&span, ("latency_ms", latency.as_millis() as u64), &answer.outcome);
        }
        answer
    }

    /// How long to wait before the next attempt, if there is to be one.
    fn wait_for_next(
        &self,
        answer: &Answer,
        number: &AttemptNumber<'_>,
        retry: &RetryConfig,
        progress: &mut Progress,
    ) -> Option<Duration> {
        let Some(outcome) = answer.of_transport() else {
            // What was not sent was no attempt.
            progress.attempts -= 1;
            return None;
        };
        let failure = self.classify(number.number, outcome, answer.skew);
        self.learn_rate(retry, failure);
        let quota = &self.client.retry_quota;
        let paid = failure
            .filter(|_| number.number < number.max && self.sleep().is_some())
            .and_then(|failure| Some((failure, quota.try_spend(failure)?)));
        let Some((failure, cost)) = paid else {
            if outcome.is_ok_and(|response| response.status().is_success()) {
                quota.return_cost(progress.spent);
            }
            return None;
        };
        progress.spent = Some(cost);
        let wait = self.wait_before(retry, failure, number.number, outcome);
        let cause = describe(outcome);
        tracing::debug!(attempt = number.number, cause, wait_ms = wait.as_millis() as u64, "retry");
        progress.last_failure = Some(cause);
        Some(wait)
    }

    /// In adaptive mode, waits until another attempt is within the rate that the service seems to bear.
    fn keep_to_rate(&self, retry: &RetryConfig) -> Option<BoxFuture<'a, ()>> {
        if retry.mode() != RetryMode::Adaptive || self.sleep().is_none() {
            return None;
        }
        let limiter = &self.client.rate_limiter;
        self.pause(limiter.delay(self.settings().clock.now())).map(|pause| limiter.wait(pause))
    }

    fn learn_rate(&self, retry: &RetryConfig, failure: Option<Failure>) {
        if retry.mode() == RetryMode::Adaptive {
            self.client.rate_limiter.update(self.settings().clock.now(), failure == Some(Failure::Throttling));
        }
    }

    fn pause(&self, wait: Duration) -> Option<BoxFuture<'static, ()>> {
        let sleep = self.sleep().filter(|_| !wait.is_zero())?;
        Some(sleep.sleep(wait))
    }

    /// What can wait here and now, if anything can. Not asked for before there is something to wait for, since finding out
    /// takes time.
    fn sleep(&self) -> Option<&'a dyn Sleep> {
        self.settings().sleep.as_deref().filter(|sleep| sleep.can_sleep())
    }

    /// Why another attempt may succeed, if it may.
    fn classify(
        &self,
        attempt: u32,
        outcome: Result<&HttpResponse, &TransportError>,
        skew: Option<i64>,
    ) -> Option<Failure> {
        if outcome.is_ok_and(|response| response.status().is_success()) {
            return None;
        }
        let error = outcome.ok().map(|response| self.client.service.protocol.error(response));
        let code = error.as_ref().map(|error| error.shape()).filter(|code| !code.is_empty());
        if let Some(classifier) = &self.settings().retry_classifier {
            match classifier.classify(&AttemptFailure { operation: self.info.name, attempt, code, outcome }) {
                Some(RetryAction::Retry) => return Some(Failure::Transient),
                Some(RetryAction::RetryThrottled) => return Some(Failure::Throttling),
                Some(RetryAction::Fail) => return None,
                None => {}
            }
        }
        match outcome {
            Ok(response) => retry::classify(&ServiceFailure {
                status: response.status().as_u16(),
                code,
                modelled: code.is_some_and(|code| self.modelled.contains(&code)),
                retryable: code.and_then(|code| self.client.service.retryable(code)),
                skew,
            }),
            Err(error) => retry::classify_transport(error),
        }
    }

    fn wait_before(
        &self,
        retry: &RetryConfig,
        failure: Failure,
        attempt: u32,
        outcome: Result<&HttpResponse, &TransportError>,
    ) -> Duration {
        let backoff = Backoff { initial: retry.initial_backoff(), max: retry.max_backoff() };
        let jitter = retry::jitter(&*self.settings().random);
        let hint = outcome.ok().and_then(|response| response.headers().get(&RETRY_AFTER));
        backoff.wait(failure, attempt - 1, jitter, hint.and_then(|hint| hint.to_str().ok()))
    }
}

/// What stands in the error of a call that is cut off after such an attempt.
fn describe(outcome: Result<&HttpResponse, &TransportError>) -> String {
    match outcome {
        Ok(response) => format!("HTTP {}", response.status().as_u16()),
        Err(error) => spans::InOneLine(error).to_string(),
    }
}

fn too_long(what: &str, limit: Option<Duration>, last_failure: Option<&str>) -> CallError {
    let mut text = format!("the {what} took longer than {:?}", limit.unwrap_or_default());
    if let Some(last) = last_failure {
        text.push_str(", after ");
        text.push_str(last);
    }
    CallError::Transport(TransportError::timeout(text))
}
