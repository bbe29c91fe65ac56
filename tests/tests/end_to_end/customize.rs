//! Single calls with settings of their own, and hooks.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use tinsmith_signer::Client;
use tinsmith_signer::config::http::{HeaderValue, HttpRequest, HttpResponse, TransportError};
use tinsmith_signer::config::retry::RetryConfig;
use tinsmith_signer::config::timeout::TimeoutConfig;
use tinsmith_signer::config::{Attempt, Hook};
use tinsmith_signer::error::{BoxError, SdkError};

use crate::server::{Answer, Server};
use crate::{SERVICE, client, settings};

async fn server() -> Server {
    Server::start([Answer::json(&json!({}))]).await
}

#[tokio::test]
async fn a_header_of_a_call_is_sent_and_signed_in_that_call_only() {
    let server = server().await;
    let client = client(&server);
    client.list_signing_jobs().customize().header("X-Purpose", "tests").send().await.unwrap();
    client.list_signing_jobs().send().await.unwrap();
    let [first, second] = server.requests().try_into().unwrap();
    assert!(SERVICE.verify(&first).unwrap().contains(&"x-purpose".to_owned()));
    assert_eq!(first.header("x-purpose").collect::<Vec<_>>(), ["tests"]);
    assert_eq!(second.header("x-purpose").count(), 0);
}

#[tokio::test]
async fn a_header_that_cannot_be_is_an_error_and_nothing_is_sent() {
    let server = server().await;
    for (name, value) in [("x-a", "b\r\nx-c: d"), ("x a", "b"), ("authorization", "me"), ("Host", "evil")] {
        let call = client(&server).list_signing_jobs().customize().header(name, value);
        let error = call.send().await.unwrap_err().to_string();
        assert!(error.starts_with(&format!("ListSigningJobs was not sent: header {name:?}: ")), "{error}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_call_goes_to_its_own_endpoint() {
    let (server, other) = (server().await, server().await);
    client(&server).list_signing_jobs().customize().endpoint_url(other.url()).send().await.unwrap();
    SERVICE.verify(&other.only_request()).unwrap();
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn validation_can_be_switched_for_a_call() {
    let server = server().await;
    let call = |client: &Client, on| client.describe_signing_job().job_id("").customize().validate_input(on);
    let profile =
        |client: &Client, on| client.cancel_signing_profile().profile_name("!").customize().validate_input(on);
    let strict = client(&server);
    profile(&strict, false).send().await.unwrap();
    assert!(profile(&strict, true).send().await.unwrap_err().validation_error().is_some());
    let loose = Client::from_conf(settings().endpoint_url(server.url()).validate_input(false).build());
    assert!(profile(&loose, true).send().await.unwrap_err().validation_error().is_some());
    // What cannot be put into a URI is refused in any case.
    assert!(matches!(call(&loose, false).send().await, Err(SdkError::ConstructionFailure(_))));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_call_has_retries_and_time_outs_of_its_own() {
    let busy = || Answer::new(503, &[], "");
    let server = Server::start([busy(), busy(), Answer::json(&json!({}))]).await;
    let retry = RetryConfig::standard().with_initial_backoff(Duration::from_millis(1));
    client(&server).list_signing_jobs().customize().retry_config(retry).send().await.unwrap();
    let numbers = server.requests().into_iter().map(|request| request.header("amz-sdk-request").collect::<String>());
    assert_eq!(numbers.collect::<Vec<_>>(), ["attempt=1; max=3", "attempt=2; max=3", "attempt=3; max=3"]);

    let silent = Server::start([Answer::hang("")]).await;
    let limit = Duration::from_millis(50);
    for (timeouts, what) in [
        (TimeoutConfig::builder().operation_timeout(limit), "the call took longer than 50ms"),
        (TimeoutConfig::builder().operation_attempt_timeout(limit), "the attempt took longer than 50ms"),
        (TimeoutConfig::builder().read_timeout(limit), "nothing was received for 50ms"),
    ] {
        let error = client(&silent).list_signing_jobs().customize().timeout_config(timeouts.build()).send().await;
        let text = format!("ListSigningJobs got no response: timed out: {what} (1 attempt)");
        assert_eq!(error.unwrap_err().to_string(), text);
    }
}

/// Adds a header, and writes down what it sees.
#[derive(Clone, Debug, Default)]
struct Witness(Arc<Mutex<Vec<String>>>);

impl Witness {
    fn note(&self, attempt: &Attempt, text: String) {
        let (service, operation, number) = (attempt.service(), attempt.operation(), attempt.number());
        self.0.lock().unwrap().push(format!("{service} {operation} {number}: {text}"));
    }
}

impl Hook for Witness {
    fn before_signing(&self, request: &mut HttpRequest, attempt: &Attempt) -> Result<(), BoxError> {
        assert!(!request.headers().contains_key("authorization"));
        request.headers_mut().insert("x-attempt", HeaderValue::from(attempt.number()));
        self.note(attempt, format!("{} {}", request.method(), request.uri().path()));
        Ok(())
    }

    fn before_sending(&self, request: &HttpRequest, attempt: &Attempt) -> Result<(), BoxError> {
        self.note(attempt, format!("signed {}", request.headers().contains_key("authorization")));
        Ok(())
    }

    fn after_attempt(&self, outcome: Result<&HttpResponse, &TransportError>, attempt: &Attempt) {
        self.note(attempt, outcome.map_or_else(ToString::to_string, |response| response.status().as_str().to_owned()));
    }
}

#[tokio::test]
async fn a_hook_sees_every_attempt_and_what_it_adds_is_signed() {
    let server = Server::start([Answer::new(500, &[], ""), Answer::json(&json!({}))]).await;
    let witness = Witness::default();
    let retry = RetryConfig::standard().with_initial_backoff(Duration::from_millis(1));
    let config = settings().endpoint_url(server.url()).hook(witness.clone()).retry_config(retry).build();
    Client::from_conf(config).list_signing_jobs().send().await.unwrap();
    for (request, number) in server.requests().iter().zip(["1", "2"]) {
        assert!(SERVICE.verify(request).unwrap().contains(&"x-attempt".to_owned()));
        assert_eq!(request.header("x-attempt").collect::<Vec<_>>(), [number]);
    }
    let seen = [
        "signer ListSigningJobs 1: GET /signing-jobs",
        "signer ListSigningJobs 1: signed true",
        "signer ListSigningJobs 1: 500",
        "signer ListSigningJobs 2: GET /signing-jobs",
        "signer ListSigningJobs 2: signed true",
        "signer ListSigningJobs 2: 200",
    ];
    assert_eq!(*witness.0.lock().unwrap(), seen);
}

/// Lets nothing through, before or after signing.
#[derive(Debug)]
struct Wall {
    before_signing: bool,
}

impl Hook for Wall {
    fn before_signing(&self, _: &mut HttpRequest, _: &Attempt) -> Result<(), BoxError> {
        if self.before_signing { Err("not today".into()) } else { Ok(()) }
    }

    fn before_sending(&self, _: &HttpRequest, _: &Attempt) -> Result<(), BoxError> {
        Err("not today".into())
    }
}

#[tokio::test]
async fn a_hook_can_end_a_call_before_it_is_sent() {
    let server = server().await;
    for before_signing in [true, false] {
        let call = client(&server).list_signing_jobs().customize().hook(Wall { before_signing });
        assert_eq!(call.send().await.unwrap_err().to_string(), "ListSigningJobs was not sent: not today");
    }
    assert!(server.requests().is_empty());
}

/// Changes one thing that is not its to change.
#[derive(Debug)]
enum Meddler {
    Uri,
    Host,
    Length,
}

impl Hook for Meddler {
    fn before_signing(&self, request: &mut HttpRequest, _: &Attempt) -> Result<(), BoxError> {
        match self {
            Self::Uri => *request.uri_mut() = "http://127.0.0.1:1/elsewhere".parse()?,
            Self::Host => drop(request.headers_mut().insert("host", HeaderValue::from_static("elsewhere"))),
            Self::Length => drop(request.headers_mut().insert("content-length", HeaderValue::from_static("3"))),
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_hook_does_not_send_a_request_elsewhere_or_cut_its_body() {
    let server = server().await;
    for meddler in [Meddler::Uri, Meddler::Host, Meddler::Length] {
        let error = client(&server).list_signing_jobs().customize().hook(meddler).send().await.unwrap_err().to_string();
        assert!(error.starts_with("ListSigningJobs was not sent: a hook has changed the address"), "{error}");
    }
    assert!(server.requests().is_empty());
}
