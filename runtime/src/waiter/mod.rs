//! Waiters: they call an operation again and again until what is waited for has come (`smithy.waiters#waitable`).
//!
//! Generated code states what a result means; [`Wait`] calls, and the waits between are those of Smithy's specification.

mod error;
mod pace;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::client::Client;
use crate::error::SdkError;
use crate::future::BoxFuture;
use crate::operation::Operation;
use error::About;
pub use error::{ExceededMaxWait, FailureState, FinalPoll, OperationFailed, WaiterError};
use pace::{Limits, Pace};

/// A poll, as far as a waiter looks at it.
pub struct Polled<'a, O: Operation> {
    /// What the operation was called with.
    pub input: &'a O,
    /// The output, or the service's error.
    pub result: Result<&'a O::Output, &'a O::Error>,
}

/// What a wait gives.
pub type WaitResult<O> = Result<
    FinalPoll<<O as Operation>::Output, SdkError<<O as Operation>::Error>>,
    WaiterError<<O as Operation>::Output, <O as Operation>::Error>,
>;

/// What a poll means for the waiter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WaiterState {
    /// What was waited for has come.
    Success,
    /// It will never come.
    Failure,
    /// It has not come yet.
    Retry,
}

/// The facts of a waiter.
pub struct WaiterInfo<O: Operation> {
    name: &'static str,
    min_delay: Duration,
    max_delay: Duration,
    accept: Accept<O>,
}

/// What a result means; nothing when the model does not say.
type Accept<O> = fn(Polled<'_, O>) -> Option<WaiterState>;

impl<O: Operation> WaiterInfo<O> {
    /// A waiter's name, the least and the most seconds between two calls, and what a result means.
    #[must_use]
    pub const fn new(name: &'static str, min_delay: u32, max_delay: u32, accept: Accept<O>) -> Self {
        let (min_delay, max_delay) = (Duration::from_secs(min_delay as u64), Duration::from_secs(max_delay as u64));
        Self { name, min_delay, max_delay, accept }
    }
}

/// What the builder of a waiter holds in place of a client.
pub struct Waiter<O: Operation + 'static> {
    client: Client,
    info: &'static WaiterInfo<O>,
}

impl<O: Operation> Waiter<O> {
    /// A waiter that calls with this client.
    #[must_use]
    pub fn new(client: Client, info: &'static WaiterInfo<O>) -> Self {
        Self { client, info }
    }

    /// A wait with this input, for at most this long.
    pub fn wait(self, input: O, max_wait: Duration) -> Wait<O> {
        let WaiterInfo { min_delay, max_delay, .. } = *self.info;
        let limits = Limits { min_delay, max_delay, max_wait };
        Wait { setup: Some(Box::new(Setup { waiter: self, input, limits, progress: None })), running: None }
    }
}

impl<O: Operation> Clone for Waiter<O> {
    fn clone(&self) -> Self {
        Self { client: self.client.clone(), info: self.info }
    }
}

impl<O: Operation> fmt::Debug for Waiter<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiter").field("name", &self.info.name).field("client", &self.client).finish()
    }
}

/// A wait: a future that calls the operation until what is waited for has come, or never will, or time is up.
///
/// Nothing is called before it is polled; until then it takes settings. Dropping it ends the wait. Clock, timer and random
/// source are those of the client's config.
///
/// The first call is made at once. The waits that follow double up to the longest, each a random time between the shortest and
/// that; the last one ends when the time does, and one more call is made then. So the result comes a call's time after
/// `max_wait` at the latest. With a `max_wait` of zero there is one call. Calls retry and time out as the client's config says.
///
/// ```
/// # use std::time::Duration;
/// # use tinsmith_runtime::prelude::Operation;
/// # use tinsmith_runtime::waiter::{Wait, WaiterError};
/// # async fn example<O>(wait: Wait<O>) -> Result<(), WaiterError<O::Output, O::Error>>
/// # where
/// #     O: Operation<Output: Send> + Clone + 'static,
/// # {
/// // Such as `client.wait_until_successful_signing_job().job_id(id).wait(Duration::from_secs(600))`.
/// let poll = wait
///     .min_delay(Duration::from_secs(5))
///     .on_progress(|poll| println!("poll {}, the next in {:?}", poll.number(), poll.next_in()))
///     .await?;
/// # Ok(())
/// # }
/// ```
///
/// A result that the waiter does not know means to go on if it is an output, and is a
/// [`WaiterError::OperationFailed`] if it is an error.
#[must_use = "nothing is called before `.await`"]
pub struct Wait<O: Operation + 'static> {
    /// Until the first poll.
    setup: Option<Box<Setup<O>>>,
    /// From then on.
    running: Option<BoxFuture<'static, WaitResult<O>>>,
}

struct Setup<O: Operation + 'static> {
    waiter: Waiter<O>,
    input: O,
    limits: Limits,
    progress: Option<Box<OnProgress<O>>>,
}

type OnProgress<O> = dyn FnMut(&Progress<'_, O>) + Send;

/// A poll of a [`Wait`], once its result is there.
pub struct Progress<'a, O: Operation> {
    number: u32,
    elapsed: Duration,
    result: Result<&'a O::Output, &'a SdkError<O::Error>>,
    next_in: Option<Duration>,
}

impl<O: Operation> Progress<'_, O> {
    /// The number of the poll, from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// How long the wait has taken so far.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// What the poll gave.
    ///
    /// # Errors
    ///
    /// That of the call.
    pub fn result(&self) -> Result<&O::Output, &SdkError<O::Error>> {
        self.result
    }

    /// The time until the next poll; nothing when this was the last one.
    #[must_use]
    pub fn next_in(&self) -> Option<Duration> {
        self.next_in
    }
}

impl<O: Operation> Wait<O> {
    /// Tells of every poll, as soon as its result is there.
    pub fn on_progress(self, told: impl FnMut(&Progress<'_, O>) + Send + 'static) -> Self {
        self.set(|setup| setup.progress = Some(Box::new(told)))
    }

    /// The shortest time between two calls, in place of the model's.
    pub fn min_delay(self, delay: Duration) -> Self {
        self.set(|setup| setup.limits.min_delay = delay)
    }

    /// The longest time between two calls, in place of the model's.
    pub fn max_delay(self, delay: Duration) -> Self {
        self.set(|setup| setup.limits.max_delay = delay)
    }

    fn set(mut self, set: impl FnOnce(&mut Setup<O>)) -> Self {
        if let Some(setup) = &mut self.setup {
            set(setup);
        }
        self
    }
}

impl<O: Operation> fmt::Debug for Wait<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let setup = self.setup.as_ref();
        f.debug_struct("Wait")
            .field("waiter", &setup.map(|setup| &setup.waiter))
            .field("limits", &setup.map(|setup| &setup.limits))
            .finish_non_exhaustive()
    }
}

impl<O> Future for Wait<O>
where
    O: Operation<Output: Send> + Clone + 'static,
{
    type Output = WaitResult<O>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(setup) = self.setup.take() {
            self.running = Some(Box::pin(setup.run()));
        }
        let polled = self.running.as_mut().map_or(Poll::Pending, |running| running.as_mut().poll(context));
        if polled.is_ready() {
            // To be polled again is no reason to panic.
            self.running = None;
        }
        polled
    }
}

impl<O> Setup<O>
where
    O: Operation<Output: Send> + Clone,
{
    async fn run(mut self: Box<Self>) -> WaitResult<O> {
        let Waiter { client, info } = &self.waiter;
        let mut pace = Pace::start(client.config().settings(), self.limits)
            .map_err(|problem| WaiterError::not_started(info.name, problem))?;
        let mut last = None;
        loop {
            let result = client.send(&mut self.input.clone()).await;
            let input = &self.input;
            let state = service_result(&result).and_then(|result| (info.accept)(Polled { input, result }));
            let elapsed = pace.polled();
            let goes_on = state.as_ref().map_or(result.is_ok(), |state| *state == WaiterState::Retry);
            let next_in = if goes_on { pace.next() } else { None };
            let about = About { waiter: info.name, operation: O::INFO.name, polls: pace.polls(), elapsed };
            if let Some(told) = &mut self.progress {
                told(&Progress { number: about.polls, elapsed, result: result.as_ref(), next_in });
            }
            match (state, result) {
                (Some(WaiterState::Success), result) => return Ok(FinalPoll::new(result)),
                (Some(WaiterState::Failure), result) => return Err(WaiterError::failed(about, result, last)),
                (None, Err(error @ SdkError::ConstructionFailure(_))) if about.polls == 1 => {
                    return Err(WaiterError::not_started(info.name, error));
                }
                (None, Err(error)) => return Err(WaiterError::operation_failed(about, error, last)),
                (_, result) => match next_in {
                    Some(delay) => {
                        last = result.ok().or(last);
                        pace.wait(delay).await;
                    }
                    None => return Err(WaiterError::exceeded(about, self.limits.max_wait, result, last)),
                },
            }
        }
    }
}

/// What acceptors see of a result: all but failures that the service has no part in.
fn service_result<T, E>(result: &Result<T, SdkError<E>>) -> Option<Result<&T, &E>> {
    match result {
        Ok(output) => Some(Ok(output)),
        Err(error) => error.as_service_error().map(Err),
    }
}
