//! Credentials that are kept until they are about to expire.

mod flight;

use std::fmt::Display;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, SystemTime};

use super::SharedCredentialsProvider;
use super::{Credentials, CredentialsError, DefaultCredentials, ProvideCredentials, ProviderContext};
use crate::future::BoxFuture;
use crate::random::{Random, SystemRandom};
use crate::retry::jitter;
use crate::time::{Clock, Sleep, SystemClock, within};
use flight::Flight;

/// How long before their expiry credentials are asked for anew, and up to how much earlier than that: many programs that
/// started at once do not then ask at once.
const EARLY: Duration = Duration::from_secs(5 * 60);
const EARLIER: Duration = Duration::from_secs(60);
/// From when on before the expiry everybody waits for new ones.
const URGENT: Duration = Duration::from_secs(10);
/// How long anybody waits for new ones before that.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long credentials without an expiry are kept.
const WITHOUT_EXPIRY: Duration = Duration::from_secs(15 * 60);
/// How long after a failure nobody is asked, while what is kept holds.
const PAUSE: Duration = Duration::from_secs(60);

/// Keeps what a provider gives until it is about to expire, and asks once for all who wait. Cheap to clone; clones share what
/// they keep.
///
/// - New credentials are asked for five minutes before the old ones expire, or up to a minute earlier; when less than twice
///   that is left at the start, after half of the time. Until ten seconds before the expiry one caller waits for them, and the
///   others go on with the old ones; so does that one after five seconds.
/// - While that fails or takes too long, the old ones are used for as long as they hold, and the provider is left alone for a
///   minute each time.
/// - Credentials without an expiry are kept for 15 minutes, and longer while asking anew fails.
/// - A failure is never kept: when nothing holds, the next caller asks again.
/// - It needs no runtime. Whoever waits drives the question on, so that it goes on when a caller gives up, and ends when the
///   last one does. What the question itself waits for, a connection or a timer, belongs to the runtime of whoever asked it:
///   when that runtime stands still while nothing holds, callers on another one wait as long. Give each runtime its own cache.
///
/// ```
/// use tinsmith_runtime::credentials::{CachedCredentials, Credentials, ProvideCredentials};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let cached = CachedCredentials::new(Credentials::from_keys("AKIDEXAMPLE", "secret", None));
/// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
/// # runtime.block_on(async {
/// assert_eq!(cached.provide_credentials().await?.access_key_id(), "AKIDEXAMPLE");
/// # Ok(())
/// # })
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct CachedCredentials {
    provider: SharedCredentialsProvider,
    clock: Arc<dyn Clock>,
    sleep: Option<Arc<dyn Sleep>>,
    random: Arc<dyn Random>,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    kept: Option<Kept>,
    /// The question that is under way, for as long as somebody waits for its answer.
    flight: Weak<Flight>,
}

#[derive(Clone, Debug)]
struct Kept {
    credentials: Credentials,
    refresh_at: SystemTime,
}

impl Kept {
    /// Whether the credentials hold for this long from a time.
    fn hold(&self, now: SystemTime, time: Duration) -> bool {
        self.credentials.expiry().is_none_or(|expiry| expiry > now + time)
    }
}

impl CachedCredentials {
    /// Keeps what this provider gives.
    #[must_use]
    pub fn new(provider: impl ProvideCredentials + 'static) -> Self {
        Self {
            provider: SharedCredentialsProvider::new(provider),
            clock: Arc::new(SystemClock),
            sleep: crate::config::default_sleep(),
            random: Arc::new(SystemRandom::new()),
            state: Arc::default(),
        }
    }

    /// Keeps what the default chain gives, by the context's own time and randomness.
    pub(crate) fn of_chain(context: ProviderContext) -> Self {
        Self {
            clock: Arc::clone(&context.clock),
            sleep: context.sleep.clone(),
            random: Arc::clone(&context.random),
            ..Self::new(DefaultCredentials::new(context))
        }
    }

    /// Takes the time from here.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Waits by this. Without it, and without Tokio, a caller may wait for new credentials for as long as they take.
    #[must_use]
    pub fn sleep(mut self, sleep: impl Sleep + 'static) -> Self {
        self.sleep = Some(Arc::new(sleep));
        self
    }

    /// Takes the randomness of the time of refreshes from here.
    #[must_use]
    pub fn random(mut self, random: impl Random + 'static) -> Self {
        self.random = Arc::new(random);
        self
    }

    async fn get(&self) -> Result<Credentials, CredentialsError> {
        let flight = match self.kept_or_flight() {
            Ok(credentials) => return Ok(credentials),
            Err(flight) => flight,
        };
        let limit = self.holding(URGENT).map(|_| PATIENCE);
        let outcome = within(limit, self.sleep.as_deref(), pin!(flight.outcome())).await;
        let late = || Err(CredentialsError::provider_error("the provider of credentials takes too long"));
        outcome.unwrap_or_else(late).or_else(|error| self.holding(Duration::ZERO).ok_or(error))
    }

    /// What is kept, if it holds for this long.
    fn holding(&self, time: Duration) -> Option<Credentials> {
        let now = self.clock.now();
        self.state().kept.as_ref().filter(|kept| kept.hold(now, time)).map(|kept| kept.credentials.clone())
    }

    /// What is kept, if that will do, or a question to wait for.
    fn kept_or_flight(&self) -> Result<Credentials, Arc<Flight>> {
        let now = self.clock.now();
        // Dropped after the lock is free: a question that nobody else waits for ends with it, and then takes the lock.
        let under_way;
        let mut state = self.state();
        under_way = state.flight.upgrade();
        if let Some(kept) = state.kept.as_ref().filter(|kept| kept.hold(now, Duration::ZERO))
            && (now < kept.refresh_at || (under_way.is_some() && kept.hold(now, URGENT)))
        {
            return Ok(kept.credentials.clone());
        }
        Err(under_way.unwrap_or_else(|| {
            let question = Question { cache: self.clone(), is_answered: false };
            let flight = Arc::new(Flight::new(Box::pin(question.ask())));
            state.flight = Arc::downgrade(&flight);
            flight
        }))
    }

    /// Keeps an answer. One that is of no use leaves what is kept as it is, for a while.
    fn land(&self, outcome: &Result<Credentials, CredentialsError>) {
        let now = self.clock.now();
        let kept = outcome.as_ref().ok().and_then(|credentials| {
            Some(Kept { credentials: credentials.clone(), refresh_at: self.refresh_at(credentials, now)? })
        });
        let is_new = kept.is_some();
        let mut state = self.state();
        // Whoever comes now asks anew if need be.
        state.flight = Weak::new();
        if is_new {
            state.kept = kept;
        }
        drop(state);
        match outcome {
            Ok(credentials) if is_new => {
                tracing::debug!(provider = credentials.provider_name(), "new credentials");
            }
            Ok(_) => self.pause("they have expired already"),
            Err(error) => self.pause(error),
        }
    }

    /// Asks nobody for a while, if what is kept holds.
    fn pause(&self, reason: impl Display) {
        let now = self.clock.now();
        let mut state = self.state();
        let kept = state.kept.as_mut().filter(|kept| kept.hold(now, Duration::ZERO));
        let has_kept = kept.is_some();
        if let Some(kept) = kept {
            // Another question may have been answered since.
            kept.refresh_at = kept.refresh_at.max(now + PAUSE);
        }
        drop(state);
        if has_kept {
            tracing::warn!(error = %reason, "no new credentials; the old ones are used while they hold");
        }
    }

    /// When to ask again; `None` for credentials that have expired already.
    fn refresh_at(&self, credentials: &Credentials, now: SystemTime) -> Option<SystemTime> {
        let Some(expiry) = credentials.expiry() else { return now.checked_add(WITHOUT_EXPIRY) };
        let left = expiry.duration_since(now).ok().filter(|left| !left.is_zero())?;
        let early = EARLY + EARLIER.mul_f64(jitter(&*self.random));
        expiry.checked_sub(early.min(left / 2))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A question to the provider. One that ends without an answer, as everybody gave up or it panicked, counts as a failure.
struct Question {
    cache: CachedCredentials,
    is_answered: bool,
}

impl Question {
    async fn ask(mut self) -> Result<Credentials, CredentialsError> {
        let outcome = self.cache.provider.provide_credentials().await;
        self.is_answered = true;
        self.cache.land(&outcome);
        // Others are better than ones that have expired.
        match (&outcome, self.cache.holding(Duration::ZERO)) {
            (Ok(_), Some(kept)) => Ok(kept),
            _ => outcome,
        }
    }
}

impl Drop for Question {
    fn drop(&mut self) {
        if !self.is_answered {
            self.cache.pause("the question ended without an answer");
        }
    }
}

impl ProvideCredentials for CachedCredentials {
    fn provide_credentials<'a>(&'a self) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(self.get())
    }
}
