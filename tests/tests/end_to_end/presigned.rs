//! Requests that are signed for somebody else to send.

use std::time::Duration;

use serde_json::json;
use tinsmith_signer::Client;
use tinsmith_signer::config::Credentials;
use tinsmith_signer::presigning::{PresignedRequest, PresigningConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::errors::presigned;
use crate::server::{Answer, Server};
use crate::verifier::Verifier;
use crate::{SECRET_ACCESS_KEY, SERVICE, client, settings};

const AN_HOUR: PresigningConfig = PresigningConfig::expires_in(Duration::from_secs(3600));

/// Sends a presigned request with nothing but a socket, as somebody without this crate would.
async fn send(server: &Server, request: &PresignedRequest) {
    let uri = request.uri();
    let target = uri.strip_prefix(&server.url()).expect("it is for this server");
    let mut head =
        format!("{} {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", request.method(), server.address);
    for (name, value) in request.headers() {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("Content-Length: {}\r\n\r\n", request.body().len()));
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(&[head.as_bytes(), request.body()].concat()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn every_operation_can_be_presigned() {
    let server = Server::start([Answer::json(&json!({}))]).await;
    let requests = presigned(&client(&server), AN_HOUR).await;
    assert_eq!(requests.len(), 19);
    assert!(server.requests().is_empty(), "presigning sends nothing");
    for request in &requests {
        send(&server, request).await;
    }
    for request in server.requests() {
        let signed = SERVICE.verify_presigned(&request).unwrap_or_else(|error| panic!("{}: {error}", request.target));
        assert!(request.target.contains("&X-Amz-Date=20260203T040506Z&"), "{}", request.target);
        assert!(request.target.contains("&X-Amz-Expires=3600&"), "{}", request.target);
        let has_body = !request.body.is_empty();
        assert_eq!(signed, if has_body { vec!["content-type", "host"] } else { vec!["host"] }, "{}", request.target);
    }
}

#[tokio::test]
async fn what_a_call_has_of_its_own_is_presigned_too() {
    let (server, other) = (Server::start([Answer::empty()]).await, Server::start([Answer::json(&json!({}))]).await);
    let credentials = Credentials::new(crate::ACCESS_KEY_ID, SECRET_ACCESS_KEY, Some("to/ken".into()), None, "test");
    let client = Client::from_conf(settings().credentials_provider(credentials).endpoint_url(server.url()).build());
    let call = client.list_signing_jobs().customize().endpoint_url(other.url()).header("x-purpose", "a b");
    let request = call.presigned(AN_HOUR).await.unwrap();
    send(&other, &request).await;
    let request = other.only_request();
    assert!(request.target.contains("&X-Amz-Security-Token=to%2Fken&"), "{}", request.target);
    let service = Verifier { session_token: Some("to/ken"), ..SERVICE };
    assert_eq!(service.verify_presigned(&request).unwrap(), ["host", "x-purpose"]);
}

#[tokio::test]
async fn a_request_that_was_changed_is_refused() {
    let server = Server::start([Answer::json(&json!({}))]).await;
    let request = client(&server).revoke_signature().job_id("j").reason("r").customize().presigned(AN_HOUR).await;
    send(&server, &request.unwrap()).await;
    let request = server.only_request();
    SERVICE.verify_presigned(&request).unwrap();
    let mut body = request.clone();
    body.body = br#"{"reason":"s"}"#.to_vec();
    let path = crate::server::Request { target: request.target.replace("/j/", "/k/"), ..request.clone() };
    let longer = crate::server::Request { target: request.target.replace("=3600", "=36000"), ..request };
    for changed in [body, path, longer] {
        let refusal = SERVICE.verify_presigned(&changed).unwrap_err();
        assert!(refusal.contains("does not match the signature you provided"), "{refusal}");
    }
}

#[tokio::test]
async fn what_cannot_be_presigned_says_why() {
    let server = Server::start([Answer::empty()]).await;
    let client = client(&server);
    for seconds in [0, 604_801] {
        let config = PresigningConfig::expires_in(Duration::from_secs(seconds));
        let error = client.list_signing_jobs().customize().presigned(config).await.unwrap_err().to_string();
        assert!(error.starts_with("ListSigningJobs was not sent: ") && error.contains("7 days"), "{error}");
    }
    let error = client.describe_signing_job().customize().presigned(AN_HOUR).await.unwrap_err();
    assert!(error.validation_error().is_some(), "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn debug_hides_the_signature() {
    let server = Server::start([Answer::empty()]).await;
    let request = client(&server).list_signing_jobs().customize().presigned(AN_HOUR).await.unwrap();
    let signature = request.uri().rsplit_once('=').unwrap().1.to_owned();
    let text = format!("{request:?}");
    assert!(text.contains("/signing-jobs?** redacted **") && !text.contains(&signature), "{text}");
}
