//! Clock skew: the vectors that the official SDKs share, through the generated client of AWS Signer.
//!
//! What the client has learnt is seen from outside, by a request in between: the time in its signature is ahead of the clock by
//! just that. Its answer has no date, so that nothing is learnt from it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use std::collections::VecDeque;
use std::fs;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use serde_json::Value;
use tinsmith_runtime::config::RetryConfig;
use tinsmith_runtime::error::BoxError;
use tinsmith_runtime::hook::{Attempt, Hook};
use tinsmith_runtime::test_util::{ManualTime, block_on};
use tinsmith_signer::config::http::{
    Body, BoxFuture, HeaderName, HeaderValue, HttpRequest, HttpResponse, TransportError,
};
use tinsmith_signer::config::{Credentials, HttpClient, Random, RandomError, Region};
use tinsmith_signer::primitives::{DateTime, DateTimeFormat};
use tinsmith_signer::{Client, Config};

#[test]
fn every_vector_passes() {
    let Some(folder) = tinsmith_tests::shared("config", "the clock-skew vectors") else { return };
    let text = fs::read_to_string(folder.join("clock-skew-test-cases.json")).unwrap();
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let tests = vectors["tests"].as_array().unwrap();
    let operations: usize = tests.iter().map(run).sum();
    assert_eq!((tests.len(), operations), (10, 14));
}

/// Runs a test with a client of its own; gives the number of its operations.
fn run(test: &Value) -> usize {
    let name = test["description"].as_str().unwrap();
    let service = Service::default();
    let client = service.client();
    let operations = test["operations"].as_array().unwrap();
    for (index, operation) in operations.iter().enumerate() {
        let place = format!("{name}: operation {index}");
        let steps: Vec<Step> = operation["attempts"].as_array().unwrap().iter().map(Step::read).collect();
        let seconds = |field: &str| operation[field].as_i64().unwrap();
        let (start, end) = (steps.first().unwrap().sent, steps.last().unwrap().received);
        if index == 0 {
            service.teach(&client, start, seconds("initialClientSkew"));
        }
        assert_eq!(service.ahead(&client, start, None), seconds("initialClientSkew"), "before {place}");
        let expected: Vec<_> = steps.iter().map(|step| step.signed_for).collect();
        let max = operation["maxAttempts"].as_u64().unwrap_or(3).try_into().unwrap();
        let (outcome, signed_for) = service.call(&client, steps, max);
        assert_eq!((outcome, signed_for), (operation["expectedOutcome"].as_str().unwrap(), expected), "{place}");
        assert_eq!(service.ahead(&client, end, None), seconds("expectedClientSkew"), "after {place}");
    }
    operations.len()
}

/// An attempt, by the client's clock, and its answer.
#[derive(Clone, Debug)]
struct Step {
    sent: SystemTime,
    received: SystemTime,
    signed_for: SystemTime,
    status: u16,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Step {
    fn read(attempt: &Value) -> Self {
        let time = |name: &str| at(attempt[name].as_str().unwrap());
        let response = &attempt["response"];
        let headers = response["headers"].as_object().unwrap().iter();
        let mut headers: Vec<_> = headers.map(|(name, value)| header(name, value.as_str().unwrap())).collect();
        headers.extend(response["errorCode"].as_str().map(|code| header("x-amzn-errortype", code)));
        Self {
            sent: time("clientTimeAtSend"),
            received: time("clientTimeAtReceive"),
            signed_for: time("expectedSigningTime"),
            status: response["statusCode"].as_u64().unwrap().try_into().unwrap(),
            headers,
        }
    }
}

fn header(name: &str, value: &str) -> (HeaderName, HeaderValue) {
    (HeaderName::try_from(name).unwrap(), HeaderValue::from_str(value).unwrap())
}

fn at(text: &str) -> SystemTime {
    DateTime::from_str(text, DateTimeFormat::DateTime).unwrap().try_into().unwrap()
}

/// The time in a signature: `20260101T000000Z`.
fn signing_time(request: &HttpRequest) -> SystemTime {
    let text = request.headers()["x-amz-date"].to_str().unwrap();
    let part = |from: usize, to: usize| text.get(from..to).unwrap();
    let (year, month, day) = (part(0, 4), part(4, 6), part(6, 8));
    let (hour, minute, second) = (part(9, 11), part(11, 13), part(13, 15));
    at(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z"))
}

/// The service: the answers to come, and the times for which requests were signed.
#[derive(Clone, Debug, Default)]
struct Service(Arc<Mutex<Script>>);

#[derive(Debug, Default)]
struct Script {
    steps: VecDeque<Step>,
    signed_for: Vec<SystemTime>,
}

/// Sets the client's clock as the vectors say: before a request is signed, and before it is answered.
#[derive(Debug)]
struct World {
    service: Service,
    time: ManualTime,
}

impl Hook for World {
    fn before_signing(&self, _: &mut HttpRequest, _: &Attempt) -> Result<(), BoxError> {
        let script = self.service.0.lock().unwrap();
        self.time.set(script.steps.front().ok_or("an attempt more than the vector has")?.sent);
        Ok(())
    }
}

impl HttpClient for World {
    fn call(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let mut script = self.service.0.lock().unwrap();
        script.signed_for.push(signing_time(&request));
        let step = script.steps.pop_front().unwrap();
        self.time.set(step.received);
        let mut response = HttpResponse::new(Body::from("{}"));
        *response.status_mut() = step.status.try_into().unwrap();
        response.headers_mut().extend(step.headers);
        Box::pin(async { Ok(response) })
    }
}

/// No randomness, so that nothing is waited for.
#[derive(Debug)]
struct Zero;

impl Random for Zero {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        bytes.fill(0);
        Ok(())
    }
}

impl Service {
    fn client(&self) -> Client {
        let time = ManualTime::new(at("2026-01-01T00:00:00Z"));
        let world = || World { service: self.clone(), time: time.clone() };
        let config = Config::builder()
            .region(Region::new("eu-west-1"))
            .credentials_provider(Credentials::from_keys("AKIDEXAMPLE", "secret", None))
            .clock(time.clone())
            .sleep(time.clone())
            .random(Zero)
            .hook(world())
            .http_client(world());
        Client::from_conf(config.build())
    }

    /// Makes a call of so many attempts at most: its outcome, and the times for which its attempts were signed.
    fn call(&self, client: &Client, steps: Vec<Step>, max: u32) -> (&'static str, Vec<SystemTime>) {
        self.0.lock().unwrap().steps.extend(steps);
        let retry = RetryConfig::standard().with_max_attempts(max);
        let call = client.list_signing_platforms().customize().retry_config(retry);
        let outcome = block_on(call.send());
        let mut script = self.0.lock().unwrap();
        assert!(script.steps.is_empty(), "an attempt less than the vector has: {outcome:?}");
        (if outcome.is_ok() { "success" } else { "error" }, script.signed_for.drain(..).collect())
    }

    /// By how many seconds a request that is made now is signed ahead of the clock. Its answer is at once, and may have a date.
    fn ahead(&self, client: &Client, now: SystemTime, date: Option<&str>) -> i64 {
        let headers = date.map(|date| header("date", date)).into_iter().collect();
        let step = Step { sent: now, received: now, signed_for: now, status: 200, headers };
        let (_, signed_for) = self.call(client, vec![step], 1);
        let [signed_for] = signed_for[..] else { panic!("{signed_for:?}") };
        DateTime::from(signed_for).secs() - DateTime::from(now).secs()
    }

    /// Tells the client how wrong its clock is.
    fn teach(&self, client: &Client, now: SystemTime, skew: i64) {
        let date = DateTime::from_secs(DateTime::from(now).secs() + skew);
        self.ahead(client, now, Some(&date.fmt(DateTimeFormat::HttpDate).unwrap()));
    }
}
