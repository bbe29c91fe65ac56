//! What a wait ends with.

use std::fmt::{self, Write};
use std::time::Duration;

use crate::error::{
    BoxError, ConstructionFailure, ErrorMetadata, OneLine, OperationError, ProvideErrorMetadata, SdkError, Unhandled,
};

/// Why what was waited for has not come. Its `Display` says everything in one line.
///
/// Variants and methods are those of the official SDK's `WaiterError`. All variants are small: what they hold is boxed.
#[derive(Debug)]
#[non_exhaustive]
pub enum WaiterError<O, E> {
    /// The wait could not begin: there is nothing to wait by, its delays do not fit together, or the first call could not be
    /// made, as where its input lacks something. Nothing was sent.
    ConstructionFailure(ConstructionFailure),
    /// Time is up.
    ExceededMaxWait(ExceededMaxWait<O, E>),
    /// It will never come, as the last result says.
    FailureState(FailureState<O, E>),
    /// A call failed in a way that the waiter does not know.
    OperationFailed(OperationFailed<O, E>),
}

/// Which wait, and how far it has come.
#[derive(Clone, Copy, Debug)]
pub(super) struct About {
    pub(super) waiter: &'static str,
    pub(super) operation: &'static str,
    pub(super) polls: u32,
    pub(super) elapsed: Duration,
}

impl About {
    /// Stands in where nothing was waited for: in errors that tests make up.
    const NONE: Self = Self { waiter: "The waiter", operation: "the operation", polls: 1, elapsed: Duration::ZERO };
}

/// `3 calls of DescribeSigningJob in 61s`
impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, polls, elapsed, .. } = self;
        write!(f, "{polls} call{} of {operation} in {elapsed:.0?}", if *polls == 1 { "" } else { "s" })
    }
}

/// What the last poll gave: an output, or an error that counts as a result.
#[derive(Debug)]
pub struct FinalPoll<O, E> {
    result: Result<O, E>,
}

impl<O, E> FinalPoll<O, E> {
    /// A poll that gave this.
    pub fn new(result: Result<O, E>) -> Self {
        Self { result }
    }

    /// What it gave.
    ///
    /// # Errors
    ///
    /// When that is an error.
    pub fn result(&self) -> Result<&O, &E> {
        self.result.as_ref()
    }

    /// What it gave, under the name that it has in the official SDK.
    ///
    /// # Errors
    ///
    /// When that is an error.
    pub fn as_result(&self) -> Result<&O, &E> {
        self.result()
    }

    /// What it gave, taken out.
    ///
    /// # Errors
    ///
    /// When that is an error.
    pub fn into_result(self) -> Result<O, E> {
        self.result
    }

    /// The same with another output.
    pub fn map<O2>(self, map: impl FnOnce(O) -> O2) -> FinalPoll<O2, E> {
        FinalPoll::new(self.result.map(map))
    }

    /// The same with another error.
    pub fn map_err<E2>(self, map: impl FnOnce(E) -> E2) -> FinalPoll<O, E2> {
        FinalPoll::new(self.result.map_err(map))
    }
}

/// Details of [`WaiterError::ExceededMaxWait`].
#[derive(Debug)]
pub struct ExceededMaxWait<O, E>(Box<ExceededMaxWaitInner<O, E>>);

#[derive(Debug)]
struct ExceededMaxWaitInner<O, E> {
    about: About,
    max_wait: Duration,
    final_poll: Option<FinalPoll<O, SdkError<E>>>,
    earlier: Option<O>,
}

/// Details of [`WaiterError::FailureState`].
#[derive(Debug)]
pub struct FailureState<O, E>(Box<FailureStateInner<O, E>>);

#[derive(Debug)]
struct FailureStateInner<O, E> {
    about: About,
    final_poll: FinalPoll<O, E>,
    earlier: Option<O>,
}

/// Details of [`WaiterError::OperationFailed`].
#[derive(Debug)]
pub struct OperationFailed<O, E>(Box<OperationFailedInner<O, E>>);

#[derive(Debug)]
struct OperationFailedInner<O, E> {
    about: About,
    error: SdkError<E>,
    earlier: Option<O>,
}

impl<O, E> WaiterError<O, E> {
    /// A wait that could not begin, for this reason.
    pub fn construction_failure(source: impl Into<BoxError>) -> Self {
        Self::not_started(About::NONE.waiter, source)
    }

    pub(super) fn not_started(waiter: &'static str, source: impl Into<BoxError>) -> Self {
        Self::ConstructionFailure(ConstructionFailure::of(waiter, source.into()))
    }

    pub(super) fn exceeded(
        about: About,
        max_wait: Duration,
        result: Result<O, SdkError<E>>,
        earlier: Option<O>,
    ) -> Self {
        let final_poll = Some(FinalPoll::new(result));
        Self::ExceededMaxWait(ExceededMaxWait(Box::new(ExceededMaxWaitInner { about, max_wait, final_poll, earlier })))
    }

    pub(super) fn failed(about: About, result: Result<O, SdkError<E>>, earlier: Option<O>) -> Self
    where
        E: OperationError,
    {
        let final_poll = FinalPoll::new(result.map_err(SdkError::into_service_error));
        Self::FailureState(FailureState(Box::new(FailureStateInner { about, final_poll, earlier })))
    }

    pub(super) fn operation_failed(about: About, error: SdkError<E>, earlier: Option<O>) -> Self {
        Self::OperationFailed(OperationFailed(Box::new(OperationFailedInner { about, error, earlier })))
    }

    /// The service's error; every other failure becomes its `Unhandled` variant, whose text says what this error's does.
    #[must_use]
    pub fn into_service_error(self) -> E
    where
        O: fmt::Debug + Send + Sync + 'static,
        E: OperationError,
    {
        let other = match self {
            Self::OperationFailed(inner) => return inner.into_error().into_service_error(),
            Self::FailureState(FailureState(mut inner)) => match inner.final_poll.result {
                Err(error) => return error,
                output => {
                    inner.final_poll.result = output;
                    Self::FailureState(FailureState(inner))
                }
            },
            other => other,
        };
        E::from_unhandled(Unhandled::from_source(other))
    }

    /// The last output that any call gave: that of the last one or, if it failed, of one before.
    #[must_use]
    pub fn last_output(&self) -> Option<&O> {
        match self {
            Self::ConstructionFailure(_) => None,
            Self::ExceededMaxWait(ExceededMaxWait(inner)) => {
                inner.final_poll.as_ref().and_then(|poll| poll.result().ok()).or(inner.earlier.as_ref())
            }
            Self::FailureState(FailureState(inner)) => inner.final_poll.result().ok().or(inner.earlier.as_ref()),
            Self::OperationFailed(OperationFailed(inner)) => inner.earlier.as_ref(),
        }
    }
}

impl<O, E> ExceededMaxWait<O, E> {
    /// A wait that took longer than it may, for tests.
    #[must_use]
    pub fn new(max_wait: Duration, elapsed: Duration, poll_count: u32) -> Self {
        let about = About { polls: poll_count, elapsed, ..About::NONE };
        Self(Box::new(ExceededMaxWaitInner { about, max_wait, final_poll: None, earlier: None }))
    }

    /// How long the wait was allowed to take.
    #[must_use]
    pub fn max_wait(&self) -> Duration {
        self.0.max_wait
    }

    /// How long it took.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.about.elapsed
    }

    /// How many calls there were.
    #[must_use]
    pub fn poll_count(&self) -> u32 {
        self.0.about.polls
    }

    /// What the last call gave; nothing in an error that a test made up.
    #[must_use]
    pub fn final_poll(&self) -> Option<&FinalPoll<O, SdkError<E>>> {
        self.0.final_poll.as_ref()
    }

    /// What the last call gave, taken out.
    #[must_use]
    pub fn into_final_poll(self) -> Option<FinalPoll<O, SdkError<E>>> {
        self.0.final_poll
    }
}

impl<O, E> FailureState<O, E> {
    /// A wait whose last call gave this, for tests.
    #[must_use]
    pub fn new(final_poll: FinalPoll<O, E>) -> Self {
        Self(Box::new(FailureStateInner { about: About::NONE, final_poll, earlier: None }))
    }

    /// What the last call gave.
    #[must_use]
    pub fn final_poll(&self) -> &FinalPoll<O, E> {
        &self.0.final_poll
    }

    /// What the last call gave, taken out.
    #[must_use]
    pub fn into_final_poll(self) -> FinalPoll<O, E> {
        self.0.final_poll
    }
}

impl<O, E> OperationFailed<O, E> {
    /// A wait whose last call failed so, for tests.
    #[must_use]
    pub fn new(error: SdkError<E>) -> Self {
        Self(Box::new(OperationFailedInner { about: About::NONE, error, earlier: None }))
    }

    /// How the last call failed.
    #[must_use]
    pub fn error(&self) -> &SdkError<E> {
        &self.0.error
    }

    /// How the last call failed, taken out.
    #[must_use]
    pub fn into_error(self) -> SdkError<E> {
        self.0.error
    }
}

impl<O, E: fmt::Display> fmt::Display for WaiterError<O, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut OneLine(f);
        match self {
            Self::ConstructionFailure(failure) => {
                write!(f, "{} was not waited for: {}", failure.call(), failure.source())
            }
            Self::ExceededMaxWait(ExceededMaxWait(inner)) => {
                let ExceededMaxWaitInner { about, max_wait, final_poll, .. } = &**inner;
                write!(f, "{} has not come within {max_wait:.0?} ({about}", about.waiter)?;
                match final_poll.as_ref().map(FinalPoll::result) {
                    Some(Err(error)) => write!(f, ", at last: {error})"),
                    _ => f.write_char(')'),
                }
            }
            Self::FailureState(FailureState(inner)) => {
                let FailureStateInner { about, final_poll, .. } = &**inner;
                match final_poll.result() {
                    Ok(_) => write!(f, "{} will not come, as {} says ({about})", about.waiter, about.operation),
                    Err(error) => write!(f, "{} will not come: {error} ({about})", about.waiter),
                }
            }
            Self::OperationFailed(OperationFailed(inner)) => {
                write!(f, "{} is waited for no longer: {} ({})", inner.about.waiter, inner.error, inner.about)
            }
        }
    }
}

/// The text has it all already; see [`SdkError`].
impl<O, E> std::error::Error for WaiterError<O, E>
where
    O: fmt::Debug,
    E: std::error::Error + 'static,
{
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::ConstructionFailure(failure) => Some(failure.source()),
            Self::ExceededMaxWait(inner) => {
                let error = inner.final_poll()?.result().err()?;
                Some(error)
            }
            Self::FailureState(inner) => {
                let error = inner.final_poll().result().err()?;
                Some(error)
            }
            Self::OperationFailed(inner) => Some(inner.error()),
        }
    }
}

impl<O, E: ProvideErrorMetadata> ProvideErrorMetadata for WaiterError<O, E> {
    fn meta(&self) -> &ErrorMetadata {
        static NONE: ErrorMetadata = ErrorMetadata::NONE;
        match self {
            Self::FailureState(inner) => inner.final_poll().result().map_or_else(E::meta, |_| &NONE),
            Self::OperationFailed(inner) => inner.error().meta(),
            Self::ConstructionFailure(_) | Self::ExceededMaxWait(_) => &NONE,
        }
    }
}
