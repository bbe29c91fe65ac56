//! What outputs mean to the waiters of this case.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tinsmith_waiters_values::Client;
use tinsmith_waiters_values::client::Waiters;
use tinsmith_waiters_values::config::http::{Body, BoxFuture, HttpRequest, HttpResponse, TransportError};
use tinsmith_waiters_values::config::{Config, Credentials, HttpClient, Region, Sleep};
use tinsmith_waiters_values::waiters::WaiterError;

/// Answers everything with this JSON.
#[derive(Debug)]
struct Answer(&'static str);

impl HttpClient for Answer {
    fn call(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let response = HttpResponse::new(Body::from(self.0.to_owned()));
        Box::pin(std::future::ready(Ok(response)))
    }
}

/// Is never waited for here.
#[derive(Debug)]
struct Never;

impl Sleep for Never {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

fn client(output: &'static str) -> Client {
    let config = Config::builder()
        .region(Region::from_static("eu-west-1"))
        .credentials_provider(Credentials::from_keys("AKIDEXAMPLE", "secret", None))
        .http_client(Answer(output))
        .sleep(Never);
    Client::from_conf(config.build())
}

/// What a single poll meant.
fn meaning<T, O, E: std::fmt::Debug>(wait: impl Future<Output = Result<T, WaiterError<O, E>>>) -> &'static str {
    match pin!(wait).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(_)) => "success",
        Poll::Ready(Err(WaiterError::FailureState(_))) => "failure",
        Poll::Ready(Err(WaiterError::ExceededMaxWait(_))) => "retry",
        _ => "something else",
    }
}

/// Checks what each output means to a waiter.
macro_rules! check {
    ($builder:expr; $($output:literal => $expected:literal,)*) => {
        let builder = $builder;
        $(assert_eq!(meaning(builder(client($output)).wait(Duration::ZERO)), $expected, "{}", $output);)*
    };
}

/// With all that is required, which no path minds.
macro_rules! plain {
    ($text:literal) => {
        concat!(r#"{"d": "-", "need": 0, "mustState": "off", "mustFlag": false"#, $text, "}")
    };
}

#[test]
fn comparisons() {
    let plain = |text| meaning(client(text).wait_until_compared().wait(Duration::ZERO));
    // `a == b`, both null.
    assert_eq!(plain(plain!("")), "success");
    assert_eq!(plain(plain!(r#", "a": "v", "b": "v""#)), "success");
    assert_eq!(plain(plain!(r#", "a": "-""#)), "success");
    // `a == 'x'` is false.
    assert_eq!(plain(plain!(r#", "a": "v""#)), "success");
    assert_eq!(plain(plain!(r#", "a": "x", "count": 2"#)), "failure");
    assert_eq!(plain(plain!(r#", "a": "x", "count": 0, "big": 5"#)), "failure");
    assert_eq!(plain(plain!(r#", "a": "x", "ratio": 0.5"#)), "failure");
    // `3 <= count` is false.
    assert_eq!(plain(plain!(r#", "a": "x", "count": 1, "big": 0"#)), "failure");
    // Null is neither less nor greater, so `count == ratio` is asked: null equals null.
    assert_eq!(plain(plain!(r#", "a": "x""#)), "failure");
    assert_eq!(plain(plain!(r#", "a": "x", "ratio": 0.25"#)), "retry");
}

#[test]
fn values_as_conditions() {
    let plain = |text| meaning(client(text).wait_until_conditions().wait(Duration::ZERO));
    // Neither flag is set.
    assert_eq!(plain(plain!("")), "success");
    assert_eq!(plain(r#"{"d": "-", "need": 0, "mustState": "on", "mustFlag": true, "flag": true}"#), "success");
    // An empty text is false, an object is true.
    assert_eq!(plain(plain!(r#", "flag": true, "a": "v", "b": "", "inner": {}"#)), "success");
    assert_eq!(plain(plain!(r#", "flag": true, "a": "v", "b": "v", "inner": {}"#)), "failure");
    assert_eq!(plain(plain!(r#", "flag": true"#)), "success");
}

#[test]
fn functions() {
    let plain = |text| meaning(client(text).wait_until_functions().wait(Duration::ZERO));
    assert_eq!(plain(plain!("")), "success");
    for text in [
        plain!(r#", "a": "-", "count": -2"#),
        plain!(r#", "a": "-", "ratio": 1.25"#),
        plain!(r#", "a": "-", "inner": {"ratio": 0.75, "must": "on"}"#),
        plain!(r#", "a": "öö-""#),
        plain!(r#", "a": "-", "numbers": [1, 6]"#),
        plain!(r#", "a": "-", "ratios": [0.75, 0.25]"#),
        plain!(r#", "a": "-", "numbers": [5, 5]"#),
        plain!(r#", "a": "-", "names": ["a", "zoo", "b"]"#),
        plain!(r#", "a": "-", "names": ["a", "z"]"#),
        plain!(r#", "a": "x""#),
        plain!(r#", "a": "-b", "b": "b""#),
        plain!(r#", "a": "y""#),
        plain!(r#", "a": "-", "second": {"name": "x", "ratio": 1, "must": "on"}"#),
        plain!(r#", "a": "-", "inners": [{"name": "x", "ratio": 1, "must": "on"}]"#),
        plain!(r#", "a": "-", "inners": [{"name": "a", "ratio": 1, "must": "on"}, {"ratio": 1, "must": "on"}]"#),
    ] {
        assert_eq!(plain(text), "success", "{text}");
    }
    for text in [
        plain!(r#", "a": "-""#),
        plain!(r#", "a": "-", "numbers": [], "names": [], "ratios": [], "inners": []"#),
        plain!(r#", "a": "-", "first": {"name": "a", "ratio": 1, "must": "on"}, "second": {"name": "x", "ratio": 1, "must": "on"}"#),
    ] {
        assert_eq!(plain(text), "retry", "{text}");
    }
}

#[test]
fn unions_and_pipes() {
    check! { |client: Client| client.wait_until_unions();
        r#"{"choice": {"text": "x"}}"# => "success",
        r#"{"choice": {"text": "y"}}"# => "retry",
        r#"{"choice": {"inner": {"name": "x"}}}"# => "success",
        r#"{"choice": {"number": 2}}"# => "success",
        r#"{"choice": {"number": 1}}"# => "retry",
        r#"{}"# => "retry",
    }
    check! { |client: Client| client.wait_until_pipes();
        r#"{"inner": {"name": "x"}}"# => "success",
        r#"{"inners": [{}, {"name": "x"}]}"# => "success",
        r#"{"inner": {"other": "x"}}"# => "success",
        r#"{"a": "x"}"# => "success",
        r#"{"quoted_name": "x"}"# => "success",
        r#"{"loop": {"loop": {"name": "x"}}}"# => "success",
        r#"{"loop": {"name": "x"}}"# => "retry",
        r#"{"inners": [{"name": "a", "other": "y"}]}"# => "retry",
        r#"{"inners": [{"name": "a"}, {"name": "x", "other": "y"}]}"# => "success",
        r#"{"inners": [{"names": ["a", "x"]}]}"# => "success",
        r#"{"inners": [{"names": ["a"]}, {"names": ["a", "b", "c"]}]}"# => "success",
        r#"{"inners": [{"names": ["a"]}, {}]}"# => "retry",
    }
}

#[test]
fn the_first_text_that_is_there_and_not_empty() {
    check! { |client: Client| client.wait_until_either();
        r#"{"a": "x", "b": "-"}"# => "success",
        r#"{"a": "", "b": "x"}"# => "success",
        r#"{"b": "x"}"# => "success",
        r#"{"a": "-", "b": "x"}"# => "retry",
        r#"{"a": "-", "d": "y"}"# => "success",
        r#"{"a": "-", "d": "y", "state": "on"}"# => "retry",
        r#"{"inner": {"name": "z"}}"# => "success",
    }
}
