//! Which errors of AWS Signer the generated client takes for passing: by its model, and by what the model does not name.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::time::UNIX_EPOCH;

use serde_json::Value;
use tinsmith_runtime::test_util::{ManualTime, block_on};
use tinsmith_signer::config::http::{Body, BoxFuture, HttpRequest, HttpResponse, TransportError};
use tinsmith_signer::config::{Credentials, HttpClient, Random, RandomError, Region};
use tinsmith_signer::{Client, Config};

/// Refuses the first request, and takes the second.
#[derive(Debug)]
struct Refusing(Mutex<Option<HttpResponse>>);

impl HttpClient for Refusing {
    fn call(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let first = self.0.lock().unwrap().take();
        Box::pin(async { Ok(first.unwrap_or_else(|| HttpResponse::new(Body::from("{}")))) })
    }
}

/// Makes every wait as long as its bound, but for a hair.
#[derive(Debug)]
struct Most;

impl Random for Most {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        bytes.fill(0xFF);
        Ok(())
    }
}

/// What the client does when `DescribeSigningJob` is answered so.
#[derive(Debug, PartialEq)]
enum Reaction {
    GivesUp,
    TriesAgain,
    TriesAgainSlowly,
}

use Reaction::{GivesUp, TriesAgain, TriesAgainSlowly};

fn reaction(status: u16, code: &str) -> Reaction {
    let mut response = HttpResponse::new(Body::default());
    *response.status_mut() = status.try_into().unwrap();
    response.headers_mut().insert("x-amzn-errortype", code.parse().unwrap());
    let time = ManualTime::new(UNIX_EPOCH);
    let config = Config::builder()
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::from_keys("AKIDEXAMPLE", "secret", None))
        .clock(time.clone())
        .sleep(time.clone())
        .random(Most)
        .http_client(Refusing(Mutex::new(Some(response))));
    let call = Client::from_conf(config.build()).describe_signing_job().job_id("1");
    let outcome = block_on(call.send());
    match time.waits().iter().map(|wait| wait.as_secs_f64().round()).collect::<Vec<_>>()[..] {
        [] => {
            assert!(outcome.is_err(), "{code}");
            GivesUp
        }
        [wait] => {
            assert!(outcome.is_ok(), "{code}: {outcome:?}");
            if wait == 1.0 { TriesAgainSlowly } else { TriesAgain }
        }
        ref waits => panic!("{code}: {waits:?}"),
    }
}

#[test]
fn every_error_of_the_model_is_treated_as_it_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model/signer-2017-08-25.json");
    let model: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut retried = Vec::new();
    for (id, shape) in model["shapes"].as_object().unwrap() {
        let traits = &shape["traits"];
        if traits["smithy.api#error"].is_null() {
            continue;
        }
        let name = id.split_once('#').unwrap().1;
        let status = traits["smithy.api#httpError"].as_u64().unwrap().try_into().unwrap();
        let expected = match &traits["smithy.api#retryable"] {
            Value::Null => GivesUp,
            retryable if retryable["throttling"] == true => TriesAgainSlowly,
            _ => TriesAgain,
        };
        if expected != GivesUp {
            retried.push(name);
        }
        assert_eq!(reaction(status, name), expected, "{name}");
    }
    assert_eq!(retried, ["InternalServiceErrorException", "ThrottlingException", "TooManyRequestsException"]);
}

#[test]
fn the_word_of_the_model_holds_whatever_the_status() {
    assert_eq!(reaction(400, "InternalServiceErrorException"), TriesAgain);
    assert_eq!(reaction(503, "TooManyRequestsException"), TriesAgainSlowly);
}

#[test]
fn a_429_is_throttling_unless_the_model_names_another_error() {
    // Not one of this operation.
    assert_eq!(reaction(429, "ValidationException"), TriesAgainSlowly);
    assert_eq!(reaction(429, "AccessDeniedException"), GivesUp);
    assert_eq!(reaction(429, "SomethingNew"), TriesAgainSlowly);
}
