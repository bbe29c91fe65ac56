//! Which failures are tried again, and how often.

use tinsmith_runtime::config::RetryConfig;
use tinsmith_runtime::customize::Customize;
use tinsmith_runtime::http::{Body, TransportError};
use tinsmith_runtime::prelude::ByteStream;
use tinsmith_runtime::test_util::block_on;

use crate::script::{Get, Put, Reply, Shop, Upload, code, error, outcome, reset, status};
#[cfg(feature = "default-https-client")]
use crate::script::{Script, client, config};

#[test]
fn a_success_needs_one_attempt_and_no_wait() {
    let shop = Shop::new([status(200)]);
    assert_eq!(shop.call(Get), "ok");
    assert_eq!((shop.script.attempts(), shop.waits().len()), (1, 0));
}

#[test]
fn three_attempts_are_made_and_the_last_cause_is_told() {
    let shop = Shop::new([status(503), reset(), error(500, &[("x-amzn-requestid", "third")])]);
    let text = shop.call(Get);
    let expected = "Get failed: no error code and an empty body (HTTP 500, request id third, 3 attempts)";
    assert_eq!((&*text, shop.script.attempts()), (expected, 3));
    shop.script.then([status(500), status(500), reset()]);
    assert_eq!(shop.call(Get), "Get got no response: connection failed: connection reset (3 attempts)");
}

#[test]
fn a_success_after_failures_is_a_success() {
    let shop = Shop::new([reset(), status(502), status(200)]);
    assert_eq!((&*shop.call(Get), shop.script.attempts()), ("ok", 3));
}

#[test]
fn a_failure_that_does_not_pass_ends_the_call() {
    let shop = Shop::new([status(503), code(400, "ValidationException"), status(200)]);
    assert_eq!(shop.call(Get), "Get failed: ValidationException (HTTP 400, 2 attempts)");
}

/// The attempts that are made when the first ends like this and a second would succeed.
fn attempts_after(reply: Reply) -> usize {
    let shop = Shop::new([reply, status(200)]);
    let text = shop.call(Get);
    let attempts = shop.script.attempts();
    assert_eq!(text == "ok", attempts == 2, "{text}");
    attempts
}

#[test]
fn passing_failures_are_tried_again() {
    for number in [500, 502, 503, 504, 429] {
        assert_eq!(attempts_after(status(number)), 2, "{number}");
    }
    for name in ["ThrottlingException", "SlowDown", "LimitExceededException", "RequestTimeout"] {
        assert_eq!(attempts_after(code(400, name)), 2, "{name}");
    }
    for error in [TransportError::connect("x"), TransportError::io("x"), TransportError::timeout("x")] {
        assert_eq!(attempts_after(Reply::Error(error)), 2);
    }
}

#[test]
fn other_failures_are_not_tried_again() {
    for number in [300, 304, 400, 401, 403, 404, 408, 409, 413, 501, 505] {
        assert_eq!(attempts_after(status(number)), 1, "{number}");
    }
    assert_eq!(attempts_after(code(402, "ServiceLimitExceededException")), 1);
    assert_eq!(attempts_after(Reply::Error(TransportError::other("not supported"))), 1);
}

#[test]
fn a_response_that_breaks_off_is_tried_again() {
    let broken = Body::from_stream(Broken);
    let shop = Shop::new([Reply::Response(http::Response::new(broken)), status(200)]);
    assert_eq!((&*shop.call(Get), shop.script.attempts()), ("ok", 2));
}

#[test]
fn the_number_of_attempts_can_be_set() {
    for (retry, attempts) in [
        (RetryConfig::disabled(), 1),
        (RetryConfig::standard().with_max_attempts(0), 1),
        (RetryConfig::standard().with_max_attempts(2), 2),
        (RetryConfig::standard().with_max_attempts(7), 7),
    ] {
        let shop = Shop::with((0..attempts).map(|_| status(503)), |config| config.retry_config(retry));
        let text = shop.call(Get);
        let plural = if attempts == 1 { "" } else { "s" };
        assert!(text.ends_with(&format!("(HTTP 503, {attempts} attempt{plural})")), "{text}");
    }
}

#[test]
fn a_call_can_have_retries_of_its_own() {
    let shop = Shop::new([status(503), status(503), status(503), status(200)]);
    let once = Customize::new(shop.client.clone(), Get).retry_config(RetryConfig::disabled());
    assert!(outcome(block_on(once.send())).ends_with("(HTTP 503, 1 attempt)"));
    assert_eq!((&*shop.call(Get), shop.script.attempts()), ("ok", 4));
}

#[cfg(not(feature = "default-https-client"))]
#[test]
fn without_anything_to_wait_by_nothing_is_tried_again() {
    let script = crate::script::Script::new([status(503)]);
    let client = crate::script::client(crate::script::config(&script));
    assert!(outcome(block_on(client.send(&mut Get))).ends_with("(HTTP 503, 1 attempt)"));
}

#[test]
fn a_body_that_can_be_read_only_once_is_sent_once() {
    let shop = Shop::new([status(503)]);
    let body = ByteStream::from(Body::from_stream(Broken));
    let text = shop.call(Upload { body });
    assert!(text.ends_with("(HTTP 503, 1 attempt)"), "{text}");
    assert_eq!(shop.script.requests()[0].header("amz-sdk-request"), "attempt=1; max=1");
}

#[test]
fn a_body_in_memory_is_sent_again() {
    let shop = Shop::new([status(503), status(200), status(503), status(200)]);
    assert_eq!(shop.call(Upload { body: ByteStream::from_static(b"all of it") }), "ok");
    assert_eq!(shop.call(Put::default()), "ok");
    let bodies: Vec<_> = shop.script.requests().into_iter().map(|sent| sent.body.unwrap()).collect();
    assert_eq!(bodies[..2], [b"all of it", b"all of it"]);
    // The idempotency token is what makes the second attempt safe.
    assert!(bodies[2].starts_with(br#"{"token":""#) && bodies[2] == bodies[3]);
}

/// A stream that breaks off at once.
struct Broken;

impl http_body::Body for Broken {
    type Data = bytes::Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<bytes::Bytes>, TransportError>>> {
        std::task::Poll::Ready(Some(Err(TransportError::io("reset"))))
    }
}

/// Tests run on threads outside of Tokio; the runtime here has no timers.
#[cfg(feature = "default-https-client")]
#[test]
fn without_tokio_or_its_timers_nothing_is_retried() {
    let script = Script::new([status(503), status(503)]);
    let client = client(config(&script));
    assert!(outcome(block_on(client.send(&mut Get))).contains("HTTP 503"));
    assert_eq!(script.attempts(), 1);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert!(outcome(runtime.block_on(client.send(&mut Get))).contains("HTTP 503"));
    assert_eq!(script.attempts(), 1);
}
