//! The verifier accepts what is signed right and refuses everything else.

use serde_json::json;
use tinsmith_signer::Client;
use tinsmith_signer::config::Credentials;
use tinsmith_signer::types::SigningProfileStatus;

use crate::server::{Answer, Request, Server};
use crate::verifier::Verifier;
use crate::{ACCESS_KEY_ID, SECRET_ACCESS_KEY, SERVICE, client, settings};

/// The example of the public description of Signature Version 4, with its published signature.
#[test]
fn accepts_the_published_example() {
    let text = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, \
                SignedHeaders=content-type;host;x-amz-date, \
                Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";
    let headers = [
        ("Authorization", text),
        ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
        ("Host", "iam.amazonaws.com"),
        ("X-Amz-Date", "20150830T123600Z"),
    ];
    let request = Request {
        method: "GET".to_owned(),
        target: "/?Version=2010-05-08&Action=ListUsers".to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        body: Vec::new(),
    };
    let iam = Verifier { region: "us-east-1", service: "iam", ..SERVICE };
    assert_eq!(iam.verify(&request).unwrap(), ["content-type", "host", "x-amz-date"]);
}

/// A request with a path to encode twice, a query, a body's hash of nothing, and a session token.
async fn request_with_query() -> Request {
    let server = Server::start([Answer::json(&json!({}))]).await;
    let credentials = Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, Some("tok/en==".to_owned()), None, "test");
    let config = settings().endpoint_url(format!("{}/a//b/", server.url())).credentials_provider(credentials);
    let call = Client::from_conf(config.build())
        .list_signing_profiles()
        .next_token("x y")
        .statuses(SigningProfileStatus::Revoked)
        .statuses(SigningProfileStatus::Active);
    call.send().await.unwrap();
    server.only_request()
}

async fn request_with_body() -> Request {
    let server = Server::start([Answer::empty()]).await;
    client(&server).tag_resource().resource_arn("arn:aws:signer:a/b").tags("k", "v").send().await.unwrap();
    server.only_request()
}

#[tokio::test]
async fn accepts_the_client_and_names_what_is_signed() {
    let service = Verifier { session_token: Some("tok/en=="), ..SERVICE };
    let signed = service.verify(&request_with_query().await).unwrap();
    assert_eq!(signed, ["amz-sdk-invocation-id", "amz-sdk-request", "host", "x-amz-date", "x-amz-security-token"]);
    let signed = SERVICE.verify(&request_with_body().await).unwrap();
    assert_eq!(signed, ["amz-sdk-invocation-id", "amz-sdk-request", "content-type", "host", "x-amz-date"]);
}

#[tokio::test]
async fn accepts_another_spelling_of_the_same_request() {
    let service = Verifier { session_token: Some("tok/en=="), ..SERVICE };
    let mut request = request_with_query().await;
    request.headers.reverse();
    request.headers.push(("X-Forwarded-For".to_owned(), "::1".to_owned()));
    // The server takes such blanks off, but the description makes it the verifier's business.
    for (name, value) in &mut request.headers {
        *name = name.to_uppercase();
        *value = format!("\t{value}  ");
    }
    let (path, query) = request.target.split_once('?').unwrap();
    let reversed: Vec<&str> = query.split('&').rev().collect();
    request.target = format!("{path}?{}", reversed.join("&"));
    service.verify(&request).unwrap();
}

/// The value of a header of the request, to be changed.
fn value<'a>(request: &'a mut Request, name: &str) -> &'a mut String {
    let header = request.headers.iter_mut().find(|(other, _)| other == name);
    &mut header.unwrap().1
}

#[tokio::test]
async fn refuses_whatever_was_tampered_with() {
    type Tamper = fn(&mut Request);
    let mismatch = "does not match the signature you provided";
    let cases: [(Tamper, &str); 13] = [
        (|r| r.method = "PUT".to_owned(), mismatch),
        (|r| r.target = r.target.replace("%2Fb", "%2Fc"), mismatch),
        (|r| r.target = r.target.replace("%2F", "/"), mismatch),
        (|r| r.target = r.target.replace("%2F", "%2f"), mismatch),
        (|r| r.target.push_str("?a=b"), mismatch),
        (|r| r.body.push(b' '), mismatch),
        (|r| *value(r, "content-type") = "text/plain".to_owned(), mismatch),
        (|r| *value(r, "host") = "localhost".to_owned(), mismatch),
        (|r| *value(r, "x-amz-date") = "20260203T040507Z".to_owned(), mismatch),
        (|r| *value(r, "x-amz-date") = "20260204T040506Z".to_owned(), "scoped to the date of the request"),
        (|r| r.headers.push(("X-Amz-Date".to_owned(), "20260203T040506Z".to_owned())), "missing or doubled"),
        (|r| r.headers.push(("X-Amz-Admin".to_owned(), "1".to_owned())), "x-amz-admin is not signed"),
        (|r| r.headers.retain(|(name, _)| name != "content-type"), "'content-type' is signed but was not sent"),
    ];
    let genuine = request_with_body().await;
    SERVICE.verify(&genuine).unwrap();
    for (index, (tamper, reason)) in cases.into_iter().enumerate() {
        let mut request = genuine.clone();
        tamper(&mut request);
        let refusal = SERVICE.verify(&request).expect_err("it was tampered with");
        assert!(refusal.contains(reason), "case {index}: {refusal}");
    }
}

#[tokio::test]
async fn refuses_what_is_signed_for_others() {
    let request = request_with_body().await;
    let cases = [
        (Verifier { secret_access_key: "another", ..SERVICE }, "does not match"),
        (Verifier { access_key_id: "AKIDOTHER", ..SERVICE }, "security token"),
        (Verifier { region: "eu-west-2", ..SERVICE }, "scoped to a valid region"),
        (Verifier { service: "s3", ..SERVICE }, "scoped to correct service"),
        (Verifier { session_token: Some("token"), ..SERVICE }, "security token"),
    ];
    for (service, reason) in cases {
        let refusal = service.verify(&request).unwrap_err();
        assert!(refusal.contains(reason), "{refusal}");
    }
}

#[tokio::test]
async fn refuses_an_authorization_that_covers_the_wrong_headers() {
    let genuine = request_with_body().await;
    let all = "content-type;host;x-amz-date";
    let cases = [
        (all, "content-type;host", "x-amz-date is not signed"),
        (all, "content-type;x-amz-date", "host is not signed"),
        (all, "host;x-amz-date", "content-type is not signed"),
        (all, "content-type;host;user-agent;x-amz-date", "user-agent must not be signed"),
        (all, "host;content-type;x-amz-date", "are not in lower case and sorted"),
        (all, "content-type;Host;x-amz-date", "are not in lower case and sorted"),
        ("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1", "must start with AWS4-HMAC-SHA256"),
        ("/aws4_request", "/aws4", "a valid terminator"),
    ];
    for (right, wrong, reason) in cases {
        let mut request = genuine.clone();
        let authorization = value(&mut request, "authorization");
        assert!(authorization.contains(right));
        *authorization = authorization.replace(right, wrong);
        let refusal = SERVICE.verify(&request).unwrap_err();
        assert!(refusal.contains(reason), "{refusal}");
    }
}
