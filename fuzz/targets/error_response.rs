//! Responses to typed errors, and to outputs.
//!
//! Input: a line of the status, one of `x-amzn-errortype`, one of the request id, one of `x-amzn-query-error`, then the body.
#![no_main]

use http::{HeaderValue, Response, StatusCode};
use libfuzzer_sys::{Corpus, fuzz_target};
use tinsmith_fuzz::{Transport, finished, settings};
use tinsmith_runtime::error::{ErrorShape, ProvideErrorMetadata};
use tinsmith_runtime::http::{Body, HttpResponse};
use tinsmith_runtime::protocol::{AwsJson, Protocol};
use tinsmith_signer::Client;
use tinsmith_signer::config::Region;
use tinsmith_signer::error::SdkError;
use tinsmith_signer::types::error::ResourceNotFoundException;

fuzz_target!(|bytes: &[u8]| -> Corpus {
    let Some(response) = response(bytes) else { return Corpus::Reject };
    let status = response.status();
    let of_query = AwsJson::v1_0("Service").query_compatible().error(&response).unhandled();
    assert_ne!(of_query.code(), Some(""));
    check_text(&of_query.to_string());

    let client = settings(&Transport::answering(response)).region(Region::new("eu-west-1")).build();
    let call = Client::from_conf(client).describe_signing_job().job_id("a").send();
    let Err(error) = finished(call) else {
        assert!(status.is_success());
        return Corpus::Keep;
    };
    match &error {
        SdkError::ServiceError(service) => {
            assert!(!status.is_success());
            assert_eq!(service.raw().status(), status);
            let is_typed = service.err().is_resource_not_found_exception();
            assert_eq!(is_typed, error.code() == Some(ResourceNotFoundException::CODE));
        }
        SdkError::ResponseError(_) => assert!(status.is_success()),
        other => panic!("a response became {other:?}"),
    }
    check_text(&error.to_string());
    assert_ne!(error.code(), Some(""));
    let _ = format!("{error:?}");
    Corpus::Keep
});

/// An error is one line, so that no service can fake another line of a log.
fn check_text(text: &str) {
    assert!(!text.chars().any(char::is_control), "the error has lines: {text:?}");
}

/// The response that the input describes, if a server could send it.
fn response(bytes: &[u8]) -> Option<HttpResponse> {
    let mut parts = bytes.splitn(5, |byte| *byte == b'\n');
    let status = StatusCode::from_bytes(parts.next()?).ok()?;
    let mut response = Response::new(Body::from(Vec::new()));
    *response.status_mut() = status;
    for name in ["x-amzn-errortype", "x-amzn-requestid", "x-amzn-query-error"] {
        let value = parts.next()?;
        if !value.is_empty() {
            response.headers_mut().insert(name, HeaderValue::from_bytes(value).ok()?);
        }
    }
    *response.body_mut() = Body::from(parts.next()?.to_vec());
    Some(response)
}
