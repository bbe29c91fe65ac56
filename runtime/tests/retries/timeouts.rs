//! The time-outs of attempts and calls, by Tokio's own timers, in paused time: the runtime lets time pass when everybody waits.

use std::time::Duration;

use tinsmith_runtime::config::{Credentials, TimeoutConfig, TimeoutConfigBuilder};
use tinsmith_runtime::credentials::{CredentialsError, ProvideCredentials};
use tinsmith_runtime::customize::Customize;
use tinsmith_runtime::future::BoxFuture;
use tinsmith_runtime::http::{Body, HttpResponse, TransportError};
use tinsmith_runtime::prelude::RuntimeClient;
use tokio::time::Instant;

use crate::script::{Get, Reply, Script, client, code, config, outcome, status};

const SECOND: Duration = Duration::from_secs(1);

fn shop(
    replies: impl IntoIterator<Item = Reply>,
    set: impl FnOnce(TimeoutConfigBuilder) -> TimeoutConfigBuilder,
) -> (RuntimeClient, Script) {
    let script = Script::new(replies);
    let timeouts = set(TimeoutConfig::builder()).build();
    (client(config(&script).timeout_config(timeouts)), script)
}

/// The outcome of a call, and how long it took in milliseconds.
async fn call(client: &RuntimeClient) -> (String, u128) {
    let start = Instant::now();
    let text = outcome(client.send(&mut Get).await);
    (text, start.elapsed().as_millis())
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_takes_too_long_is_tried_again() {
    let replies = [Reply::Silence, Reply::Silence, status(200)];
    let (client, script) = shop(replies, |timeouts| timeouts.operation_attempt_timeout(SECOND));
    assert_eq!(call(&client).await, ("ok".to_owned(), 1_000 + 25 + 1_000 + 50));
    assert_eq!((script.attempts(), script.dropped()), (3, 2));
}

#[tokio::test(start_paused = true)]
async fn when_every_attempt_does_the_error_says_so() {
    let replies = [Reply::Silence, Reply::Silence, Reply::Silence];
    let (client, script) = shop(replies, |timeouts| timeouts.operation_attempt_timeout(SECOND));
    let (text, millis) = call(&client).await;
    assert_eq!(text, "Get got no response: timed out: the attempt took longer than 1s (3 attempts)");
    assert_eq!((millis, script.attempts(), script.dropped()), (3_075, 3, 3));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_ends_with_its_response() {
    let stalled = || Reply::Response(HttpResponse::new(Body::from_stream(Stalled)));
    let (client, _) = shop([stalled(), status(200)], |timeouts| timeouts.operation_attempt_timeout(SECOND));
    assert_eq!(call(&client).await, ("ok".to_owned(), 1_025));
}

#[tokio::test(start_paused = true)]
async fn a_call_ends_with_its_time_whatever_it_does() {
    let limit = |timeouts: TimeoutConfigBuilder| timeouts.operation_timeout(SECOND);
    // It waits for the first response.
    let (client, script) = shop([Reply::Silence], limit);
    let expected = "Get got no response: timed out: the call took longer than 1s (1 attempt)";
    assert_eq!(call(&client).await, (expected.to_owned(), 1_000));
    assert_eq!(script.dropped(), 1);
    // For the second.
    let (client, script) = shop([code(500, "Down"), Reply::Silence], limit);
    let (text, millis) = call(&client).await;
    assert!(text.starts_with("Get got no response: timed out: the call took longer than 1s, after "), "{text}");
    assert!(text.contains("500") && text.ends_with("(2 attempts)"), "{text}");
    assert_eq!((millis, script.dropped()), (1_000, 1));
    // Between attempts.
    let (client, script) = shop([status(429), status(429)], limit);
    let (text, millis) = call(&client).await;
    assert!(text.contains("429") && text.ends_with("(2 attempts)"), "{text}");
    assert_eq!((millis, script.attempts()), (1_000, 2));
}

/// Never has credentials.
#[derive(Debug)]
struct Slow;

impl ProvideCredentials for Slow {
    fn provide_credentials<'a>(&'a self) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test(start_paused = true)]
async fn the_time_of_a_call_includes_its_credentials() {
    let script = Script::default();
    let timeouts = TimeoutConfig::builder().operation_timeout(SECOND).operation_attempt_timeout(SECOND / 10).build();
    let client = client(config(&script).timeout_config(timeouts).credentials_provider(Slow));
    let (text, millis) = call(&client).await;
    assert!(text.contains("timed out: the call took longer than 1s"), "{text}");
    assert_eq!((millis, script.attempts()), (1_000, 0));
}

#[tokio::test(start_paused = true)]
async fn a_call_in_time_is_left_alone() {
    let set = |timeouts: TimeoutConfigBuilder| timeouts.operation_timeout(SECOND).operation_attempt_timeout(SECOND);
    let (client, script) = shop([status(500), status(200)], set);
    assert_eq!(call(&client).await, ("ok".to_owned(), 25));
    assert_eq!(script.dropped(), 0);
}

#[tokio::test(start_paused = true)]
async fn without_time_outs_a_call_takes_as_long_as_it_does() {
    let (client, script) = shop([Reply::Silence], |timeouts| timeouts);
    let day = Duration::from_secs(86_400);
    assert!(tokio::time::timeout(day, client.send(&mut Get)).await.is_err());
    assert_eq!((script.attempts(), script.dropped()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_call_can_have_time_outs_of_its_own() {
    let (client, _) = shop([Reply::Silence, Reply::Silence], |timeouts| timeouts.operation_timeout(SECOND));
    let shorter = TimeoutConfig::builder().operation_timeout(SECOND / 4).build();
    let start = Instant::now();
    let text = outcome(Customize::new(client.clone(), Get).timeout_config(shorter).send().await);
    assert!(text.contains("longer than 250ms") && start.elapsed() == SECOND / 4, "{text}");
    // What it does not set is the client's.
    let other = TimeoutConfig::builder().read_timeout(SECOND).build();
    let text = outcome(Customize::new(client, Get).timeout_config(other).send().await);
    assert!(text.contains("longer than 1s"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_is_cut_off_and_makes_no_more_attempts() {
    let (client, script) = shop([Reply::Silence, status(500), status(200)], |timeouts| timeouts);
    assert!(tokio::time::timeout(SECOND, client.send(&mut Get)).await.is_err());
    assert_eq!((script.attempts(), script.dropped()), (1, 1));
    // In the wait between attempts.
    assert!(tokio::time::timeout(SECOND / 100, client.send(&mut Get)).await.is_err());
    tokio::time::sleep(60 * SECOND).await;
    assert_eq!(script.attempts(), 1);
}

/// A body of which nothing ever comes.
struct Stalled;

impl http_body::Body for Stalled {
    type Data = bytes::Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<bytes::Bytes>, TransportError>>> {
        std::task::Poll::Pending
    }
}
