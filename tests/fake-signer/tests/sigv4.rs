//! Signatures: what is signed right is taken, anything else refused with AWS's errors.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

mod common;

use std::fs;
use std::time::{Duration, SystemTime};

use hyper::http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use tinsmith_fake_signer::protocol::timestamp::Timestamp;
use tinsmith_fake_signer::protocol::{Rejection, Request};
use tinsmith_fake_signer::sigv4::{Credentials, Verifier};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// `text` as a request, a header a line.
fn request(text: &str) -> Request {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    // A line that starts with a blank continues the one before.
    let head = head.trim_end().replace("\n ", " ");
    let mut lines = head.lines();
    // The target itself may hold spaces.
    let (method, target) = lines.next().unwrap().split_once(' ').unwrap();
    let target = target.strip_suffix(" HTTP/1.1").unwrap_or(target);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(':').unwrap();
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        headers.append(name, HeaderValue::from_str(value.trim()).unwrap());
    }
    let (method, path, query) = (method.to_owned(), path.to_owned(), query.to_owned());
    Request { method, path, query, headers, body: body.to_owned().into() }
}

fn verifier(service: &str, session_token: Option<&str>) -> Verifier {
    let credentials = Credentials {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: SECRET.to_owned(),
        session_token: session_token.map(str::to_owned),
        account: "123456789012".to_owned(),
    };
    Verifier { credentials: vec![credentials], region: "us-east-1".to_owned(), service: service.to_owned() }
}

/// A time as `X-Amz-Date` has it, and so many seconds later.
fn at(date: &str, later: i64) -> SystemTime {
    let secs = u64::try_from(Timestamp::parse_basic(date).unwrap().secs() + later).unwrap();
    SystemTime::UNIX_EPOCH + Duration::from_secs(secs)
}

/// The example of the public description of Signature Version 4, with its published signature.
fn published() -> Request {
    request(
        "GET /?Version=2010-05-08&Action=ListUsers HTTP/1.1\nContent-Type: application/x-www-form-urlencoded; \
         charset=utf-8\nHost: iam.amazonaws.com\nX-Amz-Date: 20150830T123600Z\nAuthorization: AWS4-HMAC-SHA256 \
         Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, \
         Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
    )
}

fn verified(request: &Request) -> Result<String, Rejection> {
    let account = verifier("iam", None).verify(request, at("20150830T123600Z", 0))?.account.clone();
    Ok(account)
}

/// The error's name and message.
fn refused(request: &Request) -> (&'static str, String) {
    let rejection = verified(request).unwrap_err();
    assert_eq!(rejection.status, 403);
    (rejection.name, rejection.message)
}

fn with(name: &'static str, value: &str) -> Request {
    let mut request = published();
    request.headers.insert(name, value.parse().unwrap());
    request
}

/// The example with another text in its authorization.
fn authorized(from: &str, to: &str) -> Request {
    let text = published().headers["authorization"].to_str().unwrap().to_owned();
    assert!(text.contains(from));
    with("authorization", &text.replace(from, to))
}

#[test]
fn takes_the_published_example() {
    assert_eq!(verified(&published()).unwrap(), "123456789012");
    // Neither order nor spaces between parameters matter.
    let spaced = authorized("aws4_request, SignedHeaders", "aws4_request,SignedHeaders");
    assert_eq!(verified(&spaced).unwrap(), "123456789012");
}

#[test]
fn whatever_is_altered_is_refused() {
    let altered = [
        Request { method: "POST".to_owned(), ..published() },
        Request { path: "/a".to_owned(), ..published() },
        Request { query: "Version=2010-05-08&Action=ListUser".to_owned(), ..published() },
        Request { body: "x".into(), ..published() },
        with("content-type", "text/plain"),
        with("host", "example.com"),
        authorized("5d672d79", "5d672d78"),
        authorized("Signature=5d", "Signature="),
        authorized("Signature=5d672d79", "Signature=nonsense"),
    ];
    for request in altered {
        let (name, message) = refused(&request);
        assert_eq!(name, "InvalidSignatureException", "{request:?}");
        assert!(message.contains("does not match") && message.contains("canonical request"), "{message}");
        assert!(!message.contains(SECRET));
    }
}

#[test]
fn what_is_wrong_with_a_signature_is_told() {
    let (without, mut undated) = (Request { headers: HeaderMap::new(), ..published() }, published());
    undated.headers.remove("x-amz-date");
    for (request, name, text) in [
        (without, "MissingAuthenticationTokenException", "Missing Authentication Token"),
        (with("authorization", "Bearer x"), "IncompleteSignatureException", "start with AWS4-HMAC-SHA256"),
        (authorized("Signature=", "Signed="), "IncompleteSignatureException", "requires 'Signature' parameter"),
        (authorized("SignedHeaders=", "Headers="), "IncompleteSignatureException", "requires 'SignedHeaders'"),
        (authorized("Credential=", "Cred="), "IncompleteSignatureException", "requires 'Credential'"),
        (authorized("/aws4_request", ""), "IncompleteSignatureException", "must have five parts"),
        (authorized("content-type;", "content-type;x-no;"), "IncompleteSignatureException", "'x-no' is signed"),
        (undated, "IncompleteSignatureException", "'X-Amz-Date' header"),
        (with("x-amz-date", "2015"), "IncompleteSignatureException", "not `2015`"),
        (authorized("AKIDEXAMPLE", "AKIDOTHER"), "UnrecognizedClientException", "security token"),
        (with("x-amz-security-token", "t"), "UnrecognizedClientException", "security token"),
        (authorized("us-east-1", "eu-west-1"), "InvalidSignatureException", "valid region, which here is 'us-east-1'"),
        (authorized("/iam/", "/s3/"), "InvalidSignatureException", "correct service: 'iam'"),
        (authorized("aws4_request", "aws4"), "InvalidSignatureException", "terminator"),
        (authorized("/20150830/", "/20150829/"), "InvalidSignatureException", "date of the request"),
        (authorized(";host", ""), "InvalidSignatureException", "'host' must be a 'SignedHeader'"),
        (with("x-amz-other", "a"), "InvalidSignatureException", "'x-amz-other' must be a 'SignedHeader'"),
    ] {
        let (told, message) = refused(&request);
        assert!(told == name && message.contains(text), "{told}: {message}");
    }
}

#[test]
fn clocks_may_be_five_minutes_apart() {
    let verify = |later| verifier("iam", None).verify(&published(), at("20150830T123600Z", later)).map(|_| ());
    for later in [-300, 0, 300] {
        verify(later).unwrap();
    }
    let late = verify(301).unwrap_err().message;
    assert_eq!(
        late,
        "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124101Z - 300 s.)"
    );
    assert!(verify(-301).unwrap_err().message.starts_with("Signature not yet current: 20150830T123600Z"));
}

#[test]
fn every_case_of_the_suite_is_taken_and_altered_ones_are_not() {
    let Some(suite) = common::shared("sigv4/v4", "the Signature Version 4 suite") else { return };
    let mut taken = 0;
    for folder in fs::read_dir(suite).unwrap().map(|entry| entry.unwrap().path()) {
        let Ok(context) = fs::read_to_string(folder.join("context.json")) else { continue };
        let context: Value = serde_json::from_str(&context).unwrap();
        // Services other than S3 normalise paths, and the hash of a body is theirs to make.
        if context["normalize"] == false {
            continue;
        }
        let omitted = context["omit_session_token"] == true;
        let verifier = verifier("service", context["credentials"]["token"].as_str().filter(|_| !omitted));
        for place in ["header", "query"] {
            let text = fs::read_to_string(folder.join(format!("{place}-signed-request.txt"))).unwrap();
            let mut request = request(&text);
            if omitted {
                request.headers.remove("x-amz-security-token");
                request.query = request.query.split('&').filter(|p| !p.contains("Token")).collect::<Vec<_>>().join("&");
            }
            let now = at("20150830T123600Z", 60);
            let verified = verifier.verify(&request, now);
            assert!(verified.is_ok(), "{} {place}: {verified:?}", folder.display());
            request.method.push('X');
            assert!(verifier.verify(&request, now).is_err(), "{} {place}", folder.display());
            // One in the query says how long it is good.
            let later = verifier.verify(&request, at("20150830T123600Z", 3601)).unwrap_err();
            assert!(later.message.contains("Signature expired"), "{later:?}");
            taken += 1;
        }
    }
    assert!(taken > 40, "{taken}");
}
