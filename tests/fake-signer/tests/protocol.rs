//! The model interpreted, beside the tests that models carry: Signer's own, and Smithy's where they are at hand.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

mod common;

use std::collections::BTreeMap;

use hyper::http::{HeaderMap, HeaderName};
use serde_json::{Map, Value};
use tinsmith_codegen::model::traits::AppliesTo;
use tinsmith_codegen::model::{LoadOptions, Model, Operation, Shape, ShapeKind};
use tinsmith_fake_signer::protocol::{Request, Service};

const SIGNER: &str = include_str!("../../../model/signer-2017-08-25.json");
const REST_JSON: &str = "aws.protocols#restJson1";

/// Tests of requests that a server cannot pass or that mean the same otherwise.
const LEFT_OUT: [&str; 7] = [
    // What the client does not send, nobody can read.
    "RestJsonOmitsEmptyListQueryValues",
    // Nothing is decompressed.
    "SDKAppliedContentEncoding_restJson1",
    "SDKAppendedGzipAfterProvidedEncoding_restJson1",
    // A stream that is absent is read as one without bytes, which is its default.
    "RestJsonStreamingTraitsWithNoBlobBody",
    "RestJsonStreamingTraitsRequireLengthWithNoBlobBody",
    // A payload `{}` is read as a structure without members.
    "RestJsonHttpWithEmptyStructurePayload",
    "RestJsonHttpWithHeadersButNoPayload",
];

/// Smithy's protocol tests; `None` where they are not at hand, which is said.
fn smithys(service: &str) -> Option<Service> {
    let path = common::shared("conformance/aws-protocol-tests.json", &format!("Smithy's tests of {service}"))?;
    let json = std::fs::read_to_string(path).unwrap();
    let options = LoadOptions { service: Some(service.to_owned()), skip_unsupported: true, ..LoadOptions::default() };
    Some(Service::load(&json, &options).unwrap())
}

fn signer() -> Service {
    Service::load(SIGNER, &LoadOptions::default()).unwrap()
}

fn request(method: &str, uri: &str, query: &[String], headers: &BTreeMap<String, String>, body: &str) -> Request {
    let headers: HeaderMap =
        headers.iter().map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap())).collect();
    let (path, literal) = uri.split_once('?').unwrap_or((uri, ""));
    let query = [&[literal.to_owned()], query].concat().join("&");
    Request { method: method.to_owned(), path: path.to_owned(), query, headers, body: body.to_owned().into() }
}

/// Params of a test as the service sees values: blobs in base64, timestamps as seconds.
fn normal(model: &Model, shape: &Shape, value: &Value) -> Value {
    match (shape.kind, value) {
        (_, Value::Null) => Value::Null,
        (ShapeKind::Blob, Value::String(text)) => {
            use base64::Engine as _;
            base64::engine::general_purpose::STANDARD.encode(text).into()
        }
        (ShapeKind::List, Value::Array(items)) => {
            let item = model.target(shape.member("member").unwrap());
            items.iter().map(|value| normal(model, item, value)).collect()
        }
        (ShapeKind::Map, Value::Object(entries)) => {
            let of = model.target(shape.member("value").unwrap());
            entries.iter().map(|(key, value)| (key.clone(), normal(model, of, value))).collect()
        }
        (ShapeKind::Structure | ShapeKind::Union, Value::Object(members)) => {
            let member = |(name, value): (&String, &Value)| {
                let of = model.target(shape.member(name).unwrap());
                (name.clone(), normal(model, of, value))
            };
            members.iter().map(member).collect()
        }
        _ => value.clone(),
    }
}

/// What differs, by name of the test. A number may be written in several ways.
fn differs(id: &str, got: &Value, expected: &Value) -> Option<String> {
    (!same(got, expected)).then(|| format!("{id}: {got} instead of {expected}"))
}

fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        #[expect(clippy::float_cmp, reason = "the same number was written twice")]
        (Value::Number(a), Value::Number(b)) => {
            a.as_f64().unwrap() == b.as_f64().unwrap() || a.as_f64().unwrap() as f32 == b.as_f64().unwrap() as f32
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

/// Runs the tests of how requests are read; how many there were, and what went wrong.
fn requests(service: &Service) -> (usize, Vec<String>) {
    let model = service.model();
    let (mut count, mut failures) = (0, Vec::new());
    for operation in model.operations() {
        for test in operation.traits.http_request_tests() {
            if test.protocol != REST_JSON || test.applies_to == Some(AppliesTo::Client) {
                continue;
            }
            if LEFT_OUT.contains(&test.id.as_str()) {
                continue;
            }
            count += 1;
            let body = test.body.as_deref().unwrap_or_default();
            let request = request(&test.method, &test.uri, &test.query_params, &test.headers, body);
            let decoded = service.route(&request).and_then(|call| {
                assert_eq!(call.operation, operation.id.name(), "{}", test.id);
                service.decode(&call, &request)
            });
            let shape = model.shape(&operation.input);
            failures.extend(match decoded {
                Ok(input) => {
                    let params = Value::Object(test.params.as_object().cloned().unwrap_or_default());
                    differs(&test.id, &Value::Object(input), &normal(model, shape, &params))
                }
                Err(rejection) => Some(format!("{}: {rejection:?}", test.id)),
            });
        }
    }
    (count, failures)
}

/// Runs the tests of how outputs and errors are written.
fn responses(service: &Service) -> (usize, Vec<String>) {
    let model = service.model();
    let (mut count, mut failures) = (0, Vec::new());
    let mut check = |operation: &Operation, shape: &Shape, is_error: bool| {
        let traits = if is_error { &shape.traits } else { &operation.traits };
        for test in traits.http_response_tests() {
            if test.protocol != REST_JSON || test.applies_to == Some(AppliesTo::Client) {
                continue;
            }
            count += 1;
            let params = normal(model, shape, &test.params).as_object().cloned().unwrap_or_default();
            let name = operation.id.name();
            let reply = match is_error {
                true => service.encode_error(name, shape.id.name(), &params),
                false => service.encode(name, &params),
            };
            let reply = reply.unwrap_or_else(|error| panic!("{}: {error}", test.id));
            if reply.status.as_u16() != test.code {
                failures.push(format!("{}: status {}", test.id, reply.status));
            }
            for (header, expected) in &test.headers {
                let value = reply.headers.get(header).and_then(|value| value.to_str().ok());
                // A test may show how a client should take an error's name that is longer.
                // The length is told by the server.
                if value != Some(expected) && !is_error && header != "Content-Length" {
                    failures.push(format!("{}: {header} is {value:?} instead of {expected:?}", test.id));
                }
            }
            let body = String::from_utf8_lossy(&reply.body).into_owned();
            let Some(expected) = test.body else { continue };
            match (serde_json::from_str(&expected), serde_json::from_str(&body)) {
                (Ok(expected), Ok(got)) => failures.extend(differs(&test.id, &got, &expected)),
                _ if expected == body => {}
                _ => failures.push(format!("{}: {body} instead of {expected}", test.id)),
            }
        }
    };
    let mut seen = std::collections::BTreeSet::new();
    for operation in model.operations() {
        check(operation, model.shape(&operation.output), false);
        for error in operation.errors.iter().filter(|error| seen.insert((*error).clone())) {
            check(operation, model.shape(error), true);
        }
    }
    (count, failures)
}

/// The parameter sets of a malformed request's test: its values are in parallel lists.
fn parameter_sets(parameters: &Value) -> Vec<BTreeMap<String, String>> {
    let parameters = parameters.as_object().cloned().unwrap_or_default();
    let sets = parameters.values().next().and_then(Value::as_array).map_or(1, Vec::len);
    let set = |index: usize| {
        let value = |(name, values): (&String, &Value)| (name.clone(), values[index].as_str().unwrap().to_owned());
        parameters.iter().map(value).collect()
    };
    (0..sets).map(set).collect()
}

fn filled(text: &str, parameters: &BTreeMap<String, String>) -> String {
    let mut text = text.to_owned();
    for (name, value) in parameters {
        text = text.replace(&format!("${name}:S"), &Value::from(value.as_str()).to_string());
        text = text.replace(&format!("${name}:L"), value);
    }
    text.replace("$$", "$")
}

/// Runs the tests of what is refused, and why.
fn malformed(service: &Service) -> (usize, Vec<String>) {
    let (mut count, mut failures) = (0, Vec::new());
    for operation in service.model().operations() {
        let tests = operation.traits.get("smithy.test#httpMalformedRequestTests").and_then(Value::as_array);
        for test in tests.into_iter().flatten() {
            let id = test["id"].as_str().unwrap();
            let (sent, response) = (&test["request"], &test["response"]);
            // The engine for patterns backtracks, so that it would take years over a pattern that is made for that.
            // Which media types are sent and wanted is not looked at.
            let left_out = id.contains("ReDOS");
            if left_out || test["protocol"] != REST_JSON || [406, 415].contains(&response["code"].as_i64().unwrap()) {
                continue;
            }
            for parameters in parameter_sets(&test["testParameters"]) {
                count += 1;
                let fill = |text: &Value| filled(text.as_str().unwrap_or_default(), &parameters);
                let headers = sent["headers"].as_object().cloned().unwrap_or_default();
                let headers = headers.iter().map(|(name, value)| (name.clone(), fill(value))).collect();
                let query = sent["queryParams"].as_array().cloned().unwrap_or_default();
                let query: Vec<String> = query.iter().map(fill).collect();
                let request =
                    request(&fill(&sent["method"]), &fill(&sent["uri"]), &query, &headers, &fill(&sent["body"]));
                let decoded = service.route(&request).and_then(|call| service.decode(&call, &request));
                let Err(rejection) = decoded else {
                    failures.push(format!("{id} {parameters:?}: taken: {decoded:?}"));
                    continue;
                };
                let name = response["headers"]["x-amzn-errortype"].as_str().unwrap();
                let message = response["body"]["assertion"]["contents"].as_str().map(|text| {
                    let body: Value = serde_json::from_str(&filled(text, &parameters)).unwrap();
                    body["message"].as_str().unwrap().to_owned()
                });
                if rejection.name != name || message.is_some_and(|message| message != rejection.message) {
                    failures.push(format!("{id} {parameters:?}: {rejection:?}"));
                }
            }
        }
    }
    (count, failures)
}

#[test]
fn signers_own_tests_pass() {
    let service = signer();
    let (count, failures) = requests(&service);
    assert!(failures.is_empty() && count > 15, "{count} tests: {failures:#?}");
    let (count, failures) = responses(&service);
    assert!(failures.is_empty() && count > 20, "{count} tests: {failures:#?}");
}

#[test]
fn smithys_tests_of_requests_pass() {
    let Some(service) = smithys("RestJson") else { return };
    let (count, failures) = requests(&service);
    assert!(failures.is_empty() && count > 100, "{count} tests: {failures:#?}");
}

#[test]
fn smithys_tests_of_responses_pass() {
    let Some(service) = smithys("RestJson") else { return };
    let (count, failures) = responses(&service);
    assert!(failures.is_empty() && count > 50, "{count} tests: {failures:#?}");
}

#[test]
fn smithys_tests_of_malformed_requests_pass() {
    for (service, least) in [("RestJson", 500), ("RestJsonValidation", 80)] {
        let Some(service) = smithys(service) else { return };
        let (count, failures) = malformed(&service);
        assert!(failures.is_empty() && count > least, "{count} tests: {failures:#?}");
    }
}

#[test]
fn examples_of_the_model_satisfy_it() {
    let service = signer();
    for operation in service.model().operations() {
        for example in operation.traits.examples() {
            let output = example.output.as_object().cloned().unwrap_or_else(Map::new);
            service.encode(operation.id.name(), &output).unwrap_or_else(|error| panic!("{}: {error}", example.title));
        }
    }
}
