//! The generated client of AWS Signer against a server on the loopback interface, over real sockets.
//!
//! What comes over the wire is checked as a service would: [`server`] records it raw, [`verifier`] computes the signature
//! anew. Nothing here knows how the client is made, only what it should send, give and say.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod calls;
mod customize;
mod errors;
mod faults;
mod injection;
mod operations;
mod pages;
mod presigned;
mod reach;
mod secrets;
mod server;
mod spans;
mod validation;
mod verifier;
mod verifier_tests;

use std::fs;
use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;
use tinsmith_signer::config::retry::RetryConfig;
use tinsmith_signer::config::{Builder, Credentials, FixedClock, Region};
use tinsmith_signer::{Client, Config};

use server::{Request, Server};
use verifier::Verifier;

const ACCESS_KEY_ID: &str = "AKIDEXAMPLE";
const SECRET_ACCESS_KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const REQUEST_ID: &str = "6f1c2b7e-52cb-4a9c-9b7d-3f0a8d5e4c21";

/// A service in Ireland that knows one user.
const SERVICE: Verifier<'static> = Verifier {
    access_key_id: ACCESS_KEY_ID,
    secret_access_key: SECRET_ACCESS_KEY,
    session_token: None,
    region: "eu-west-1",
    service: "signer",
};

/// What every client here has in common: one attempt, at 04:05:06 UTC on 3 February 2026.
fn settings() -> Builder {
    Config::builder()
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, None, None, "test"))
        .clock(FixedClock::new(UNIX_EPOCH + Duration::from_secs(1_770_091_506)))
        .retry_config(RetryConfig::disabled())
}

/// A client of this server.
fn client(server: &Server) -> Client {
    Client::from_conf(settings().endpoint_url(server.url()).build())
}

/// Asserts that the server got one request, like `GET /tags/a?key=value`, without a body.
fn assert_sent(server: &Server, line: &str) {
    let request = server.only_request();
    assert_eq!(request.body, b"", "{line} has no body");
    assert_request(server, &request, line, &["content-length"]);
    assert!(request.header("content-length").all(|length| length == "0"));
}

/// Asserts that the server got one request, like `POST /signing-jobs`, with this body.
fn assert_sent_json(server: &Server, line: &str, body: &Value) {
    let request = server.only_request();
    assert_eq!(request.json(), *body);
    assert_request(server, &request, line, &["content-length", "content-type"]);
    assert_eq!(request.header("content-type").collect::<Vec<_>>(), ["application/json"]);
}

/// Request line, headers and signature. The query is compared in its encoded form; which of two keys comes first is left
/// open, as in the model.
fn assert_request(server: &Server, request: &Request, line: &str, more_headers: &[&str]) {
    assert_eq!(sorted_query(&format!("{} {}", request.method, request.target)), sorted_query(line));
    let expected =
        ["accept", "amz-sdk-invocation-id", "amz-sdk-request", "authorization", "host", "user-agent", "x-amz-date"];
    for (name, _) in &request.headers {
        let name = name.to_ascii_lowercase();
        assert!(expected.contains(&name.as_str()) || more_headers.contains(&name.as_str()), "{line} sends {name}");
    }
    let one = |name| request.header(name).collect::<Vec<_>>();
    assert_eq!(one("host"), [server.address.to_string()]);
    assert_eq!(one("x-amz-date"), ["20260203T040506Z"]);
    assert_eq!(one("amz-sdk-request"), ["attempt=1; max=1"]);
    let (version, os) = (env!("CARGO_PKG_VERSION"), std::env::consts::OS);
    let user_agent = format!("tinsmith/{version} os/{os} lang/rust api/signer#2017-08-25 md/crate#{version}");
    assert_eq!(one("user-agent"), [user_agent]);
    SERVICE.verify(request).unwrap_or_else(|refusal| panic!("{line} is refused: {refusal}"));
}

/// The pairs of the query sorted by their key; equal keys keep their order.
fn sorted_query(line: &str) -> String {
    let Some((path, query)) = line.split_once('?') else {
        return line.to_owned();
    };
    let mut pairs: Vec<&str> = query.split('&').collect();
    pairs.sort_by_key(|pair| pair.split('=').next());
    format!("{path}?{}", pairs.join("&"))
}

/// The text of the file in a folder of the shared test input whose name starts like this; says so when there is none.
fn shared_file(folder: &str, prefix: &str) -> Option<String> {
    let folder = tinsmith_tests::shared(folder, &format!("what compares with {prefix}*"))?;
    let mut files = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap());
    let file = files.find(|file| file.file_name().to_string_lossy().starts_with(prefix)).unwrap();
    Some(fs::read_to_string(file.path()).unwrap())
}
