//! What is kept, when it is asked for anew, and who waits for that.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tinsmith_runtime::credentials::{CachedCredentials, Credentials, CredentialsError, ProvideCredentials};
use tinsmith_runtime::future::BoxFuture;
use tinsmith_runtime::random::{Random, RandomError};
use tinsmith_runtime::test_util::ManualTime;
use tinsmith_runtime::time::Clock;
use tokio::sync::Semaphore;

const START: SystemTime = UNIX_EPOCH;
const MINUTE: Duration = Duration::from_secs(60);
const SECOND: Duration = Duration::from_secs(1);

/// Answers as it is told to, once for each permit of its gate.
#[derive(Clone, Debug)]
struct Source(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    asked: AtomicUsize,
    given_up: AtomicUsize,
    gate: Semaphore,
    answers: Mutex<VecDeque<Answer>>,
}

#[derive(Debug)]
enum Answer {
    ValidUntil(SystemTime),
    WithoutExpiry,
    Failure,
    Panic,
}

impl Source {
    /// With its gate open, unless `open` is called for.
    fn new(answers: impl IntoIterator<Item = Answer>, permits: usize) -> Self {
        Self(Arc::new(Inner {
            asked: AtomicUsize::new(0),
            given_up: AtomicUsize::new(0),
            gate: Semaphore::new(permits),
            answers: Mutex::new(answers.into_iter().collect()),
        }))
    }

    fn open(&self) {
        self.0.gate.add_permits(1);
    }

    fn asked(&self) -> usize {
        self.0.asked.load(Ordering::SeqCst)
    }
}

/// Counts questions that nobody waited for to the end.
struct Question<'a>(&'a Inner);

impl Drop for Question<'_> {
    fn drop(&mut self) {
        self.0.given_up.fetch_add(1, Ordering::SeqCst);
    }
}

impl ProvideCredentials for Source {
    fn provide_credentials<'a>(&'a self) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            let number = self.0.asked.fetch_add(1, Ordering::SeqCst) + 1;
            let question = Question(&self.0);
            self.0.gate.acquire().await.unwrap().forget();
            std::mem::forget(question);
            let answer = self.0.answers.lock().unwrap().pop_front().expect("an answer is left");
            let expiry = match answer {
                Answer::ValidUntil(time) => Some(time),
                Answer::WithoutExpiry => None,
                Answer::Failure => return Err(CredentialsError::provider_error(format!("failure {number}"))),
                Answer::Panic => panic!("a provider's own mistake"),
            };
            Ok(Credentials::new(format!("key{number}"), "hush", None, expiry, "Test"))
        })
    }
}

/// All bytes are this one.
#[derive(Debug)]
struct Same(u8);

impl Random for Same {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        bytes.fill(self.0);
        Ok(())
    }
}

fn cache(source: &Source) -> (CachedCredentials, ManualTime) {
    let time = ManualTime::new(START);
    (CachedCredentials::new(source.clone()).clock(time.clone()).random(Same(0)), time)
}

async fn key(cache: &CachedCredentials) -> Result<String, String> {
    let credentials = cache.provide_credentials().await;
    credentials.map(|credentials| credentials.access_key_id().to_owned()).map_err(|error| error.to_string())
}

const OPEN: usize = 100;

#[tokio::test]
async fn all_who_wait_are_answered_by_one_question() {
    let source = Source::new([Answer::ValidUntil(START + 60 * MINUTE)], 0);
    let (cache, _) = cache(&source);
    let callers: Vec<_> = (0..50)
        .map(|_| {
            let cache = cache.clone();
            tokio::spawn(async move { key(&cache).await })
        })
        .collect();
    tokio::task::yield_now().await;
    assert_eq!(source.asked(), 1);
    source.open();
    for caller in callers {
        assert_eq!(caller.await.unwrap().unwrap(), "key1");
    }
    assert_eq!((key(&cache).await.unwrap().as_str(), source.asked()), ("key1", 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn threads_are_answered_by_one_question_too() {
    let source = Source::new([Answer::ValidUntil(START + 60 * MINUTE)], 0);
    let (cache, _) = cache(&source);
    let callers: Vec<_> = (0..64)
        .map(|_| {
            let cache = cache.clone();
            tokio::spawn(async move { key(&cache).await })
        })
        .collect();
    source.open();
    for caller in callers {
        assert_eq!(caller.await.unwrap().unwrap(), "key1");
    }
    assert_eq!(source.asked(), 1);
}

#[tokio::test]
async fn a_caller_that_gives_up_takes_nothing_from_the_others() {
    let source = Source::new([Answer::ValidUntil(START + 60 * MINUTE)], 0);
    let (cache, _) = cache(&source);
    let mut first = cache.provide_credentials();
    assert!(first.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    let second = tokio::spawn({
        let cache = cache.clone();
        async move { key(&cache).await }
    });
    tokio::task::yield_now().await;
    // The one that polled last goes, so that its waker wakes nobody.
    assert!(first.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    drop(first);
    source.open();
    assert_eq!(second.await.unwrap().unwrap(), "key1");
    assert_eq!((source.asked(), source.0.given_up.load(Ordering::SeqCst)), (1, 0));
}

#[tokio::test]
async fn a_question_that_nobody_waits_for_ends() {
    let source = Source::new([Answer::ValidUntil(START + 60 * MINUTE)], 0);
    let (cache, _) = cache(&source);
    for asked in 1..=2 {
        let mut caller = cache.provide_credentials();
        assert!(caller.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        drop(caller);
        assert_eq!((source.asked(), source.0.given_up.load(Ordering::SeqCst)), (asked, asked));
    }
    source.open();
    assert_eq!(key(&cache).await.unwrap(), "key3");
}

#[tokio::test]
async fn new_ones_are_asked_for_minutes_before_the_expiry() {
    for (random, early) in [(0, 5 * MINUTE), (0xFF, 6 * MINUTE)] {
        let expiry = START + 60 * MINUTE;
        let source = Source::new([Answer::ValidUntil(expiry), Answer::ValidUntil(expiry + 60 * MINUTE)], OPEN);
        let time = ManualTime::new(START);
        let cache = CachedCredentials::new(source.clone()).clock(time.clone()).random(Same(random));
        for (now, expected) in [(START, "key1"), (expiry - early - SECOND, "key1"), (expiry - early + SECOND, "key2")] {
            time.set(now);
            assert_eq!(key(&cache).await.unwrap(), expected, "{now:?}");
        }
    }
}

#[tokio::test]
async fn short_lived_ones_are_kept_for_half_of_their_time() {
    let source = Source::new([4 * MINUTE, 8 * MINUTE].map(|time| Answer::ValidUntil(START + time)), OPEN);
    let (cache, time) = cache(&source);
    for (now, expected) in [(START, "key1"), (START + 2 * MINUTE - SECOND, "key1"), (START + 2 * MINUTE, "key2")] {
        time.set(now);
        assert_eq!(key(&cache).await.unwrap(), expected);
    }
}

#[tokio::test]
async fn while_one_asks_early_the_others_go_on() {
    let expiry = START + 60 * MINUTE;
    let source = Source::new([Answer::ValidUntil(expiry), Answer::ValidUntil(expiry + 60 * MINUTE)], 1);
    let (cache, time) = cache(&source);
    key(&cache).await.unwrap();
    time.set(expiry - MINUTE);
    let mut first = cache.provide_credentials();
    assert!(first.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    assert_eq!((key(&cache).await.unwrap().as_str(), source.asked()), ("key1", 2));
    // In the last seconds everybody waits.
    time.set(expiry - 10 * SECOND);
    let mut second = pin!(key(&cache));
    assert!(second.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    source.open();
    assert_eq!(first.await.unwrap().access_key_id(), "key2");
    assert_eq!((second.await.unwrap().as_str(), source.asked()), ("key2", 2));
}

#[tokio::test]
async fn while_asking_fails_the_old_ones_are_used_for_as_long_as_they_hold() {
    let expiry = START + 60 * MINUTE;
    let failures = std::iter::repeat_with(|| Answer::Failure).take(4);
    let source = Source::new(std::iter::once(Answer::ValidUntil(expiry)).chain(failures), OPEN);
    let (cache, time) = cache(&source);
    let early = expiry - 5 * MINUTE;
    // A minute of peace follows each failure.
    for (now, asked) in [
        (START, 1),
        (early, 2),
        (early + 59 * SECOND, 2),
        (early + 60 * SECOND, 3),
        (early + 119 * SECOND, 3),
        (expiry - SECOND, 4),
    ] {
        time.set(now);
        assert_eq!((key(&cache).await.unwrap().as_str(), source.asked()), ("key1", asked));
    }
    time.set(expiry);
    assert_eq!(key(&cache).await.unwrap_err(), "an error occurred while loading credentials: failure 5");
}

#[tokio::test]
async fn a_refresh_that_nobody_waited_for_to_the_end_is_a_failure_too() {
    let expiry = START + 60 * MINUTE;
    let source = Source::new([Answer::ValidUntil(expiry), Answer::ValidUntil(expiry + 60 * MINUTE)], 1);
    let (cache, time) = cache(&source);
    key(&cache).await.unwrap();
    time.set(expiry - 4 * MINUTE);
    let mut caller = cache.provide_credentials();
    assert!(caller.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    drop(caller);
    for (now, asked) in [(expiry - 4 * MINUTE, 2), (expiry - 3 * MINUTE - SECOND, 2)] {
        time.set(now);
        assert_eq!((key(&cache).await.unwrap().as_str(), source.asked()), ("key1", asked));
    }
    source.open();
    time.set(expiry - 3 * MINUTE);
    assert_eq!((key(&cache).await.unwrap().as_str(), source.asked()), ("key3", 3));
}

#[tokio::test]
async fn while_the_old_ones_hold_nobody_waits_long() {
    let expiry = START + 60 * MINUTE;
    let source = Source::new([Answer::ValidUntil(expiry)], 1);
    let (cache, time) = cache(&source);
    let cache = cache.sleep(time.clone());
    key(&cache).await.unwrap();
    time.set(expiry - 4 * MINUTE);
    assert_eq!((key(&cache).await.unwrap().as_str(), source.asked()), ("key1", 2));
    assert_eq!((time.waits(), time.now()), (vec![5 * SECOND], expiry - 4 * MINUTE + 5 * SECOND));
    assert_eq!((key(&cache).await.unwrap().as_str(), source.asked()), ("key1", 2));
    // In the last seconds there is nothing else to do.
    time.set(expiry - 10 * SECOND);
    let mut caller = pin!(key(&cache));
    assert!(caller.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
}

#[tokio::test]
async fn an_answer_that_has_expired_does_not_replace_what_holds() {
    let expiry = START + 60 * MINUTE;
    let source = Source::new([expiry, START, expiry + 60 * MINUTE].map(Answer::ValidUntil), OPEN);
    let (cache, time) = cache(&source);
    for (now, expected, asked) in [
        (START, "key1", 1),
        (expiry - 4 * MINUTE, "key1", 2),
        (expiry - 3 * MINUTE - SECOND, "key1", 2),
        (expiry - 3 * MINUTE, "key3", 3),
    ] {
        time.set(now);
        assert_eq!((key(&cache).await.unwrap().as_str(), source.asked()), (expected, asked));
    }
}

#[tokio::test]
async fn a_failure_is_shared_by_those_who_wait_and_never_kept() {
    let source = Source::new([Answer::Failure, Answer::Failure, Answer::WithoutExpiry], 0);
    let (cache, _) = cache(&source);
    let callers: Vec<_> = (0..10)
        .map(|_| {
            let cache = cache.clone();
            tokio::spawn(async move { key(&cache).await })
        })
        .collect();
    tokio::task::yield_now().await;
    source.open();
    for caller in callers {
        assert!(caller.await.unwrap().unwrap_err().ends_with("failure 1"));
    }
    source.open();
    assert!(key(&cache).await.unwrap_err().ends_with("failure 2"));
    source.open();
    assert_eq!(key(&cache).await.unwrap(), "key3");
}

#[tokio::test]
async fn ones_without_an_expiry_are_kept_for_a_quarter_of_an_hour() {
    let source = Source::new([Answer::WithoutExpiry, Answer::Failure, Answer::WithoutExpiry], OPEN);
    let (cache, time) = cache(&source);
    let quarter = 15 * MINUTE;
    for (now, expected, asked) in [
        (START, "key1", 1),
        (START + quarter - SECOND, "key1", 1),
        (START + quarter, "key1", 2),
        (START + 16 * MINUTE, "key3", 3),
    ] {
        time.set(now);
        assert_eq!((key(&cache).await.unwrap().as_str(), source.asked()), (expected, asked));
    }
}

#[tokio::test]
async fn ones_that_have_expired_already_are_handed_on_and_not_kept() {
    let source = Source::new([Answer::ValidUntil(START), Answer::ValidUntil(START + MINUTE)], OPEN);
    let (cache, _) = cache(&source);
    assert_eq!(key(&cache).await.unwrap(), "key1");
    assert_eq!(key(&cache).await.unwrap(), "key2");
}

#[tokio::test]
async fn a_provider_that_panics_takes_nobody_down() {
    let source = Source::new([Answer::Panic, Answer::WithoutExpiry], 0);
    let (cache, _) = cache(&source);
    let callers: Vec<_> = (0..2)
        .map(|_| {
            let cache = cache.clone();
            tokio::spawn(async move { key(&cache).await })
        })
        .collect();
    tokio::task::yield_now().await;
    source.open();
    for caller in callers {
        assert!(caller.await.unwrap().unwrap_err().contains("panicked"));
    }
    source.open();
    assert_eq!(key(&cache).await.unwrap(), "key2");
}

/// Waits by the runtime that it is asked on.
#[derive(Debug)]
struct Slow;

impl ProvideCredentials for Slow {
    fn provide_credentials<'a>(&'a self) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            tokio::time::sleep(60 * MINUTE).await;
            Ok(Credentials::from_keys("key", "hush", None))
        })
    }
}

#[test]
fn a_runtime_that_ends_is_an_error_for_those_on_another_one() {
    let cache = CachedCredentials::new(Slow);
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut first = cache.provide_credentials();
    let asked_on = runtime();
    asked_on.block_on(std::future::poll_fn(|context| {
        assert!(first.as_mut().poll(context).is_pending());
        Poll::Ready(())
    }));
    drop(asked_on);
    let error = runtime().block_on(key(&cache)).unwrap_err();
    assert!(error.contains("the runtime that it waits by has ended"), "{error}");
}

#[test]
fn no_runtime_is_needed() {
    let source = Source::new([Answer::WithoutExpiry], OPEN);
    let (cache, _) = cache(&source);
    let mut caller = pin!(key(&cache));
    let Poll::Ready(outcome) = caller.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("nothing to wait for")
    };
    assert_eq!(outcome.unwrap(), "key1");
}

/// Where a subscriber writes to.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Nobody else sees a refresh that fails while the old ones hold.
#[tokio::test]
async fn a_refresh_is_logged_and_no_secret_is() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    // For the whole process: what tests beside this one log is looked at too, and none of them switches the log off.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let source = Source::new([Answer::ValidUntil(START + 60 * MINUTE), Answer::Failure], OPEN);
    let (cache, time) = cache(&source);
    key(&cache).await.unwrap();
    time.set(START + 55 * MINUTE);
    key(&cache).await.unwrap();
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("DEBUG") && text.contains("new credentials provider=\"Test\""), "{text}");
    assert!(text.contains("WARN") && text.contains("failure 2"), "{text}");
    assert!(!text.contains("hush"), "{text}");
}
