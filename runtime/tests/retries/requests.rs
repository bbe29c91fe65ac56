//! What the attempts of a call look like: each says which it is, and is signed anew.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use tinsmith_runtime::config::{Credentials, RetryConfig};
use tinsmith_runtime::credentials::{CredentialsError, ProvideCredentials};
use tinsmith_runtime::customize::Customize;
use tinsmith_runtime::error::BoxError;
use tinsmith_runtime::future::BoxFuture;
use tinsmith_runtime::hook::{Attempt, Hook};
use tinsmith_runtime::http::{Body, HttpRequest, HttpResponse, TransportError};
use tinsmith_runtime::prelude::{DecodeError, Operation, OperationInfo, RequestBuilder};
use tinsmith_runtime::presigning::PresigningConfig;
use tinsmith_runtime::random::SystemRandom;
use tinsmith_runtime::test_util::block_on;

use crate::script::{Get, Put, Sent, Shop, reset, status};

const ID: &str = "amz-sdk-invocation-id";

fn headers<'a>(requests: &'a [Sent], name: &str) -> Vec<&'a str> {
    requests.iter().map(|request| request.header(name)).collect()
}

#[test]
fn each_attempt_says_its_number_and_how_many_there_may_be() {
    let shop = Shop::new([status(503), reset(), status(200)]);
    assert_eq!(shop.call(Get), "ok");
    let expected = ["attempt=1; max=3", "attempt=2; max=3", "attempt=3; max=3"];
    assert_eq!(headers(&shop.script.requests(), "amz-sdk-request"), expected);
    let shop = Shop::with([status(200)], |config| config.retry_config(RetryConfig::disabled()));
    assert_eq!(shop.call(Get), "ok");
    assert_eq!(headers(&shop.script.requests(), "amz-sdk-request"), ["attempt=1; max=1"]);
}

#[test]
fn all_attempts_of_a_call_bear_its_id_and_no_other_call_does() {
    let replies = [status(503), status(503), status(200), status(200)];
    let shop = Shop::with(replies, |config| config.random(SystemRandom));
    assert_eq!((shop.call(Get), shop.call(Get)), ("ok".into(), "ok".into()));
    let requests = shop.script.requests();
    let ids = headers(&requests, ID);
    assert!(ids[0] == ids[1] && ids[1] == ids[2] && ids[2] != ids[3], "{ids:?}");
    for id in ids {
        let lengths: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12], "{id}");
    }
}

#[test]
fn each_attempt_is_signed_at_its_own_time() {
    let retry = RetryConfig::standard().with_initial_backoff(Duration::from_secs(10));
    let shop = Shop::with([status(503), status(503), status(200)], |config| config.retry_config(retry));
    assert_eq!(shop.call(Put::default()), "ok");
    let requests = shop.script.requests();
    assert_eq!(headers(&requests, "x-amz-date"), ["20260101T000000Z", "20260101T000005Z", "20260101T000015Z"]);
    let signatures = headers(&requests, "authorization");
    assert!(signatures[0] != signatures[1] && signatures[1] != signatures[2]);
    // Nothing else differs but what says which attempt it is.
    let differing = ["x-amz-date", "authorization", "amz-sdk-request"];
    let same = requests.iter().map(|request| {
        let mut headers = request.headers.clone();
        assert!(differing.iter().all(|name| headers.remove(*name).is_some()));
        (headers, request.body.clone())
    });
    let same: Vec<_> = same.collect();
    assert!(same.iter().all(|request| *request == same[0]));
}

/// Gives each of these once.
#[derive(Debug)]
struct Rotating(Mutex<VecDeque<Credentials>>);

impl ProvideCredentials for Rotating {
    fn provide_credentials<'a>(&'a self) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        let next = self.0.lock().unwrap().pop_front();
        Box::pin(async { next.ok_or_else(|| CredentialsError::not_loaded("no more credentials")) })
    }
}

#[test]
fn nothing_is_left_of_credentials_that_were_replaced() {
    let temporary = Credentials::from_keys("ASIAFIRST", "secret", Some("token".to_owned()));
    let lasting = Credentials::from_keys("AKIASECOND", "secret", None);
    let provider = Rotating(Mutex::new([temporary, lasting].into()));
    let shop = Shop::with([status(503), status(200)], |config| config.credentials_provider(provider));
    assert_eq!(shop.call(Get), "ok");
    let requests = shop.script.requests();
    let signers = headers(&requests, "authorization");
    assert!(signers[0].contains("Credential=ASIAFIRST/") && signers[1].contains("Credential=AKIASECOND/"));
    assert_eq!(requests[0].header("x-amz-security-token"), "token");
    assert!(!requests[1].headers.contains_key("x-amz-security-token"));
}

#[test]
fn what_keeps_a_retry_from_being_sent_is_told_with_the_attempts_before() {
    let provider = Rotating(Mutex::new([Credentials::from_keys("AKID", "secret", None)].into()));
    let shop = Shop::with([status(503)], |config| config.credentials_provider(provider));
    let reason = "the credential provider was not enabled: no more credentials";
    assert_eq!(shop.call(Get), format!("Get was not sent again: {reason} (1 attempt)"));
    assert!(shop.call(Get).starts_with(&format!("Get was not sent: {reason}")));
    let shop = Shop::with([status(503)], |config| config.hook(Once));
    assert_eq!(shop.call(Get), "Get was not sent again: once is enough (1 attempt)");
}

/// Lets nothing but first attempts pass.
#[derive(Debug)]
struct Once;

impl Hook for Once {
    fn before_sending(&self, _: &HttpRequest, attempt: &Attempt) -> Result<(), BoxError> {
        if attempt.number() == 1 { Ok(()) } else { Err("once is enough".into()) }
    }
}

/// Puts into each request, and notes of each outcome, which attempt it is of.
#[derive(Debug, Default)]
struct Marks(std::sync::Arc<Mutex<Vec<String>>>);

impl Hook for Marks {
    fn before_signing(&self, request: &mut HttpRequest, attempt: &Attempt) -> Result<(), BoxError> {
        assert!(!request.headers().contains_key("authorization"));
        request.headers_mut().append("x-mark", attempt.number().into());
        Ok(())
    }

    fn after_attempt(&self, outcome: Result<&HttpResponse, &TransportError>, attempt: &Attempt) {
        let outcome = outcome.map_or_else(ToString::to_string, |response| response.status().as_u16().to_string());
        self.0.lock().unwrap().push(format!("{} {}: {outcome}", attempt.operation(), attempt.number()));
    }
}

#[test]
fn a_hook_sees_every_attempt_afresh() {
    let marks = Marks::default();
    let seen = marks.0.clone();
    let shop = Shop::with([status(503), reset(), status(200)], |config| config.hook(marks));
    assert_eq!(shop.call(Get), "ok");
    let requests = shop.script.requests();
    assert_eq!(headers(&requests, "x-mark"), ["1", "2", "3"]);
    assert!(headers(&requests, "authorization").iter().all(|header| header.contains("x-mark")));
    let expected = ["Get 1: 503", "Get 2: connection failed: connection reset", "Get 3: 200"];
    assert_eq!(*seen.lock().unwrap(), expected);
}

/// Replaces the body.
#[derive(Debug)]
struct Rewrite;

impl Hook for Rewrite {
    fn before_signing(&self, request: &mut HttpRequest, _: &Attempt) -> Result<(), BoxError> {
        *request.body_mut() = Body::from("{}");
        Ok(())
    }
}

#[test]
fn a_body_that_a_hook_changes_is_signed_as_it_is_sent() {
    let signature = |token: &str, rewrite: bool| {
        let shop = Shop::with([status(200)], |config| if rewrite { config.hook(Rewrite) } else { config });
        assert_eq!(shop.call(Put { token: Some(token.to_owned()) }), "ok");
        shop.script.requests()[0].header("authorization").to_owned()
    };
    assert_ne!(signature("1", false), signature("2", false));
    assert_eq!(signature("1", true), signature("2", true));
}

/// As [`Put`], with a body that calls do not sign.
#[derive(Debug)]
struct Unsigned(Put);

impl Operation for Unsigned {
    const INFO: OperationInfo = Put::INFO.with_unsigned_payload();
    type Output = ();
    type Error = crate::Error;

    fn encode(&mut self, request: &mut RequestBuilder) {
        self.0.encode(request);
    }

    fn decode(response: &mut HttpResponse) -> Result<(), DecodeError> {
        Put::decode(response)
    }
}

#[test]
fn a_presigned_body_in_memory_is_signed_unless_a_header_says_that_it_is_not() {
    let put = |token: &str| Put { token: Some(token.to_owned()) };
    fn presigned(operation: impl Operation, header: Option<&str>) -> String {
        let call = Customize::new(Shop::new([]).client, operation);
        let call = header.into_iter().fold(call, |call, value| call.header("x-amz-content-sha256", value));
        let an_hour = PresigningConfig::expires_in(Duration::from_secs(3_600));
        block_on(call.presigned(an_hour)).unwrap().uri()
    }
    assert_eq!(presigned(Unsigned(put("a")), None), presigned(put("a"), None));
    assert_ne!(presigned(Unsigned(put("a")), None), presigned(Unsigned(put("b")), None));
    let unsigned = Some("UNSIGNED-PAYLOAD");
    assert_eq!(presigned(Unsigned(put("a")), unsigned), presigned(Unsigned(put("b")), unsigned));
}
