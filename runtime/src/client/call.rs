//! A call under way: attempts, and what decides on the next.

use std::pin::pin;
use std::time::Duration;

use tracing::{Instrument, Span};

use super::attempt::{Addressed, Answer, AttemptNumber};
use super::{Inner, construction, spans};
use crate::auth::{self, Identity};
use crate::config::{self, AttemptFailure, RetryAction, RetryConfig, RetryMode, TimeoutConfig};
use crate::customize::CallOptions;
use crate::error::CallError;
use crate::hook::{Attempt, Hook};
use crate::http::{HttpResponse, TransportError, header_value};
use crate::operation::OperationInfo;
use crate::request::EncodedRequest;
use crate::retry::{self, Backoff, Failure, ServiceFailure};
use crate::time::within;

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

    /// Makes the call.
    pub(super) async fn run(self, mut encoded: EncodedRequest) -> Outcome {
        let limit = self.timeouts().operation_timeout();
        let mut progress = Progress::default();
        let result = {
            let attempts = pin!(self.attempts(&mut encoded, &mut progress));
            within(limit, self.settings().sleep.as_deref(), attempts).await
        };
        let result = result.unwrap_or_else(|| Err(CallError::Transport(cut_off(limit, &progress))));
        spans::record_call(&Span::current(), progress.attempts, &result);
        Outcome { attempts: progress.attempts, result }
    }

    /// The request is taken out of `encoded`: an argument that is moved would stand in the future twice.
    async fn attempts(&self, encoded: &mut EncodedRequest, progress: &mut Progress) -> Result<HttpResponse, CallError> {
        let settings = self.settings();
        let retry = self.retry();
        let invocation_id = self.client.ids.next(&*settings.random).map_err(construction)?;
        let invocation_id = header_value(invocation_id).map_err(construction)?;
        let mut identity = auth::identity(self.info.auth, settings).await.map_err(construction)?;
        let mut request = self.address(encoded, identity.account_id())?;
        // Who cannot wait does not retry.
        let max = if settings.sleep.is_some() && request.is_replayable() { retry.max_attempts() } else { 1 };
        let mut spent = None;
        loop {
            self.keep_to_rate(&retry).await;
            progress.attempts += 1;
            let number = AttemptNumber { number: progress.attempts, max, invocation_id: &invocation_id };
            let answer = self.attempt(&mut request, &identity, &number).await;
            // What was not sent was no attempt.
            let answer = answer.inspect_err(|_| progress.attempts -= 1)?;
            let failure = self.classify(number.number, &answer);
            self.learn_rate(&retry, failure);
            let quota = &self.client.retry_quota;
            let paid =
                failure.filter(|_| number.number < max).and_then(|failure| Some((failure, quota.try_spend(failure)?)));
            let Some((failure, cost)) = paid else {
                if answer.is_success() {
                    quota.return_cost(spent);
                }
                return answer.outcome.map_err(CallError::Transport);
            };
            spent = Some(cost);
            let wait = self.wait_before(&retry, failure, number.number, &answer);
            let cause = answer.describe();
            tracing::debug!(attempt = number.number, cause, wait_ms = wait.as_millis() as u64, "retry");
            progress.last_failure = Some(cause);
            self.sleep(wait).await;
            // They may have been replaced since.
            identity = auth::identity(self.info.auth, settings).await.map_err(construction)?;
        }
    }

    /// One attempt within its time-out, in a span of its own.
    async fn attempt(
        &self,
        request: &mut Addressed,
        identity: &Identity,
        number: &AttemptNumber<'_>,
    ) -> Result<Answer, CallError> {
        let settings = self.settings();
        let span = spans::attempt(number.number);
        let start = settings.clock.now();
        let limit = self.timeouts().operation_attempt_timeout();
        let once = pin!(self.send_once(request, identity, number).instrument(span.clone()));
        let answer = within(limit, settings.sleep.as_deref(), once).await;
        let answer = answer.unwrap_or_else(|| Ok(Answer::without_response(too_long("attempt", limit))))?;
        for hook in self.hooks() {
            hook.after_attempt(answer.outcome.as_ref(), &self.attempt_of(number.number));
        }
        let latency = settings.clock.now().duration_since(start).unwrap_or_default();
        spans::record_attempt(&span, latency, answer.outcome.as_ref());
        Ok(answer)
    }

    /// In adaptive mode, waits until another attempt is within the rate that the service seems to bear.
    async fn keep_to_rate(&self, retry: &RetryConfig) {
        if retry.mode() == RetryMode::Adaptive {
            self.sleep(self.client.rate_limiter.delay(self.settings().clock.now())).await;
        }
    }

    fn learn_rate(&self, retry: &RetryConfig, failure: Option<Failure>) {
        if retry.mode() == RetryMode::Adaptive {
            self.client.rate_limiter.update(self.settings().clock.now(), failure == Some(Failure::Throttling));
        }
    }

    async fn sleep(&self, wait: Duration) {
        if let Some(sleep) = self.settings().sleep.as_ref().filter(|_| !wait.is_zero()) {
            sleep.sleep(wait).await;
        }
    }

    /// Why another attempt may succeed, if it may.
    fn classify(&self, attempt: u32, answer: &Answer) -> Option<Failure> {
        let outcome = answer.outcome.as_ref();
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
                skew: answer.skew,
            }),
            Err(error) => retry::classify_transport(error),
        }
    }

    fn wait_before(&self, retry: &RetryConfig, failure: Failure, attempt: u32, answer: &Answer) -> Duration {
        let backoff = Backoff { initial: retry.initial_backoff(), max: retry.max_backoff() };
        let jitter = retry::jitter(&*self.settings().random);
        let hint = answer.outcome.as_ref().ok().and_then(|response| response.headers().get("x-amz-retry-after"));
        backoff.wait(failure, attempt - 1, jitter, hint.and_then(|hint| hint.to_str().ok()))
    }
}

fn too_long(what: &str, limit: Option<Duration>) -> TransportError {
    TransportError::timeout(format!("the {what} took longer than {:?}", limit.unwrap_or_default()))
}

fn cut_off(limit: Option<Duration>, progress: &Progress) -> TransportError {
    let error = too_long("call", limit);
    match &progress.last_failure {
        Some(last) => {
            TransportError::timeout(format!("the call took longer than {:?}, after {last}", limit.unwrap_or_default()))
        }
        None => error,
    }
}
