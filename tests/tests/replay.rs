//! Requests that are answered from a list, and lists that are recorded: what users test their clients' traffic with.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use tinsmith_signer::Client;
use tinsmith_signer::config::http::{Body, BoxFuture, HttpRequest, HttpResponse, TransportError};
use tinsmith_signer::config::{Credentials, HttpClient};
use tinsmith_signer::test_util::{ExpectedRequest, RecordingClient, ReplayClient, Response, block_on, config};
use tinsmith_signer::types::{Destination, Source};

const PATH: &str = "/signing-jobs";

fn client(transport: &(impl HttpClient + Clone + 'static)) -> Client {
    Client::from_conf(config().http_client(transport.clone()).build())
}

fn list(client: &Client) -> Result<Option<String>, String> {
    let outcome = block_on(client.list_signing_jobs().send());
    outcome.map(|output| output.next_token().map(str::to_owned)).map_err(|error| error.to_string())
}

fn start(client: &Client) -> Result<Option<String>, String> {
    let (source, destination) = (Source::builder().build(), Destination::builder().build());
    let call = client.start_signing_job().profile_name("name").source(source).destination(destination);
    let outcome = block_on(call.send());
    outcome.map(|output| output.job_id().map(str::to_owned)).map_err(|error| error.to_string())
}

/// What a check that fails says.
fn panic_of(check: impl FnOnce()) -> String {
    *catch_unwind(AssertUnwindSafe(check)).unwrap_err().downcast::<String>().unwrap()
}

fn jobs() -> ExpectedRequest {
    ExpectedRequest::new("GET", PATH)
}

#[test]
fn exchanges_are_replayed_in_order_attempts_included() {
    let transport = ReplayClient::new([
        (jobs(), Response::new(500)),
        (jobs().whole_query(""), Response::new(200).body(r#"{"nextToken":"t"}"#)),
        (
            ExpectedRequest::new("POST", PATH)
                .ignore_json(&["/clientRequestToken"])
                .json(r#"{"profileName": "name", "source": {}, "destination": {}}"#),
            Response::new(200).body(r#"{"jobId":"j"}"#),
        ),
    ]);
    let client = client(&transport);
    assert_eq!(list(&client), Ok(Some("t".to_owned())));
    assert_eq!(start(&client), Ok(Some("j".to_owned())));
    transport.assert_exhausted();
}

#[test]
fn a_request_that_differs_fails_its_call_and_the_last_check() {
    let expected = jobs().whole_query("status=Failed").header("x-purpose", "tests");
    let transport = ReplayClient::new([(expected, Response::new(200)), (jobs(), Response::new(200).body("{}"))]);
    let call = block_on(client(&transport).list_signing_jobs().max_results(1).send());
    let error = call.unwrap_err().to_string();
    assert!(
        error.starts_with("ListSigningJobs got no response: transport failed: request 1 of 2 is not as expected: ")
    );
    let text = "not all went as expected:
request 1 of 2 is not as expected:
  query: expected [\"status=Failed\"], got []
  query: `maxResults=1` is not expected
  x-purpose: expected `tests`, but there is no such header
request 2 of 2 was not made: GET /signing-jobs";
    assert_eq!(panic_of(|| transport.assert_exhausted()), text);
}

#[test]
fn a_request_too_many_says_what_was_asked() {
    let transport = ReplayClient::new([(jobs(), Response::new(200).body("{}"))]);
    let client = client(&transport);
    assert_eq!(list(&client), Ok(None));
    transport.assert_exhausted();
    let error = "ListSigningJobs got no response: transport failed: no request was expected after 1: GET \
                 https://signer.us-east-1.amazonaws.com/signing-jobs (1 attempt)";
    assert_eq!(list(&client), Err(error.to_owned()));
    assert!(panic_of(|| transport.assert_exhausted()).contains("no request was expected after 1: GET https://"));
}

/// Answers as a service would, and keeps the requests as they come.
#[derive(Clone, Debug, Default)]
struct Service(Arc<Mutex<Vec<HttpRequest>>>);

impl HttpClient for Service {
    fn call(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let body = match request.method().as_str() {
            "POST" => Body::from(r#"{"jobId":"j"}"#),
            // What is no JSON, but an answer of this operation all the same.
            _ => Body::from(" { \"nextToken\" : \"t\" } "),
        };
        let mut response = HttpResponse::new(body);
        for (name, value) in [("set-cookie", "a=hush"), ("x-amzn-requestid", "id"), ("x-two", "1"), ("x-two", "2")] {
            response.headers_mut().append(name, value.parse().unwrap());
        }
        self.0.lock().unwrap().push(request);
        Box::pin(async { Ok(response) })
    }
}

#[test]
fn two_runs_send_the_same_bytes_signatures_included() {
    let run = || {
        let service = Service::default();
        let client = client(&service);
        start(&client).unwrap();
        list(&client).unwrap();
        let requests = std::mem::take(&mut *service.0.lock().unwrap());
        let shown = |request: HttpRequest| {
            let signature = request.headers()["authorization"].to_str().unwrap().to_owned();
            assert!(signature.contains("Signature="));
            (format!("{} {:?}", request.uri(), request.body().bytes()), request.headers().clone(), signature)
        };
        requests.into_iter().map(shown).collect::<Vec<_>>()
    };
    assert_eq!(run().len(), 2);
    assert_eq!(run(), run());
}

fn recorded() -> RecordingClient {
    let recording = RecordingClient::new(Service::default());
    let secret = Credentials::new("AKID", "secret", Some("hush".to_owned()), None, "test");
    let config = config().http_client(recording.clone()).credentials_provider(secret);
    let client = Client::from_conf(config.build());
    start(&client).unwrap();
    list(&client).unwrap();
    recording
}

#[test]
fn what_is_recorded_is_saved_loaded_and_replayed() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join("recorded.json");
    recorded().save(&path).unwrap();
    let transport = ReplayClient::load(&path).unwrap();
    let client = client(&transport);
    assert_eq!(start(&client), Ok(Some("j".to_owned())));
    assert_eq!(list(&client), Ok(Some("t".to_owned())));
    transport.assert_exhausted();

    let missing = ReplayClient::load(folder.join("nothing.json")).unwrap_err().to_string();
    assert!(missing.contains("nothing.json: "), "{missing}");
    assert!(recorded().save(folder.join("no/such/folder")).unwrap_err().to_string().contains("no/such/folder: "));
}

#[test]
fn secrets_are_not_recorded() {
    let text = recorded().to_json();
    assert!(!text.contains("hush") && !text.contains("Signature="), "{text}");
    assert_eq!(text.matches("REDACTED").count(), 6, "{text}");
    assert!(text.contains(r#""uri": "https://signer.us-east-1.amazonaws.com/signing-jobs""#), "{text}");
}

#[test]
fn what_differs_from_run_to_run_can_be_ignored() {
    let text = recorded().to_json();
    let other = || {
        let config = config().random(tinsmith_signer::test_util::SeededRandom::new(1));
        let transport = ReplayClient::from_json(&text).unwrap();
        (config, transport)
    };
    let (config, transport) = other();
    let error = start(&Client::from_conf(config.http_client(transport).build())).unwrap_err();
    assert!(error.contains("'/clientRequestToken' is "), "{error}");
    let (config, transport) = other();
    let transport = transport.ignore_json(&["/clientRequestToken"]);
    start(&Client::from_conf(config.http_client(transport).build())).unwrap();
}

#[test]
fn a_text_that_is_no_recording_says_where() {
    let request = r#""request": {"method": "GET", "uri": "https://a/", "headers": {}}"#;
    for (text, words) in [
        ("", "EOF while parsing"),
        ("[]", "'/exchanges' is missing"),
        (r#"{"exchanges": 1}"#, "'/exchanges' is no array"),
        (r#"{"exchanges": [{}]}"#, "'/exchanges/0/request' is missing"),
        (r#"{"exchanges": [{"request": {"uri": 1}}]}"#, "'/exchanges/0/request/uri' is no string"),
        (&format!(r#"{{"exchanges": [{{{request}}}]}}"#), "'/exchanges/0/response' is missing"),
        (
            &format!(r#"{{"exchanges": [{{{request}, "response": {{"status": 7}}}}]}}"#),
            "'/exchanges/0/response/status' is no HTTP status",
        ),
        (
            &format!(r#"{{"exchanges": [{{{request}, "response": {{"status": 200, "headers": {{"a": 1}}}}}}]}}"#),
            "'/exchanges/0/response/headers/a' is no HTTP header",
        ),
        (
            &format!(
                r#"{{"exchanges": [{{{request}, "response": {{"status": 200, "headers": {{}}, "base64": "?"}}}}]}}"#
            ),
            "'/exchanges/0/response/base64' is no base64",
        ),
    ] {
        let error = ReplayClient::from_json(text).unwrap_err().to_string();
        assert!(error.starts_with("no recorded exchanges: ") && error.contains(words), "{error}");
    }
}

#[test]
fn requests_that_no_operation_made_are_passed_on_and_not_recorded() {
    let recording = RecordingClient::new(Service::default());
    let request = HttpRequest::new(Body::from("hush"));
    assert_eq!(block_on(recording.call(request)).unwrap().status(), 200);
    assert_eq!(recording.to_json(), "{\n  \"exchanges\": []\n}\n");
}

#[test]
fn a_request_can_be_looked_at_on_its_own() {
    let service = Service::default();
    start(&client(&service)).unwrap();
    let requests = service.0.lock().unwrap();
    let expected = ExpectedRequest::new("POST", PATH).require_headers(&["authorization"]);
    expected.assert_matches(&requests[0]);
    let text = panic_of(|| expected.json(r#"{"profileName": "other"}"#).assert_matches(&requests[0]));
    assert!(
        text.starts_with("the request is not as expected:\n  body: expected `{\"profileName\": \"other\"}`"),
        "{text}"
    );
    assert!(text.contains("'/profileName' is \"name\" rather than \"other\""), "{text}");
}
