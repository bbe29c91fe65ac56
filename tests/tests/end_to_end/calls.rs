//! Many calls on one client, and calls that are given up.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::json;
use tinsmith_signer::Client;
use tinsmith_signer::config::http::BoxFuture;
use tinsmith_signer::config::{Clock, Credentials, CredentialsError, ProvideCredentials};
use tinsmith_signer::primitives::Blob;
use tokio::task::JoinSet;

use crate::server::{Answer, Server};
use crate::verifier::Verifier;
use crate::{SECRET_ACCESS_KEY, SERVICE, client, settings};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn calls_at_the_same_time_do_not_mix() {
    const CALLS: usize = 64;
    let server = Server::start([Answer::json(&json!({ "jobId": "job" }))]).await;
    let client = client(&server);
    let mut calls = JoinSet::new();
    for index in 0..CALLS {
        let call = client
            .sign_payload()
            .payload(Blob::new(vec![0; index + 1]))
            .payload_format("f")
            .profile_name(format!("profile_{index}"));
        calls.spawn(call.send());
    }
    while let Some(output) = calls.join_next().await {
        assert_eq!(output.unwrap().unwrap().job_id(), Some("job"));
    }
    let mut names: Vec<String> = Vec::new();
    for request in server.requests() {
        SERVICE.verify(&request).unwrap();
        names.push(request.json()["profileName"].as_str().unwrap().to_owned());
    }
    names.sort();
    names.dedup();
    assert_eq!(names.len(), CALLS);
}

#[tokio::test]
async fn a_call_given_up_half_way_leaves_the_client_whole() {
    let halves = ["", "HTTP/1.1 200 OK\r\nContent-", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"jobs\""];
    let answers = halves.map(Answer::hang).into_iter().chain([Answer::json(&json!({ "nextToken": "whole" }))]);
    let server = Server::start(answers).await;
    let client = client(&server);
    for count in 1..=halves.len() {
        tokio::select! {
            output = client.list_signing_jobs().send() => panic!("no answer is complete: {output:?}"),
            () = server.received(count) => {}
        }
    }
    let output = client.list_signing_jobs().send().await.unwrap();
    assert_eq!(output.next_token(), Some("whole"));
}

#[tokio::test]
async fn a_future_that_is_never_polled_sends_nothing() {
    let server = Server::start([Answer::json(&json!({}))]).await;
    let client = client(&server);
    drop(client.list_signing_jobs().send());
    client.list_signing_jobs().max_results(7).send().await.unwrap();
    assert_eq!(server.only_request().target, "/signing-jobs?maxResults=7");
}

/// Gives another key at each call.
#[derive(Debug)]
struct Rotating(AtomicUsize);

impl ProvideCredentials for Rotating {
    fn provide_credentials<'a>(&'a self) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        let turn = self.0.fetch_add(1, Ordering::Relaxed) % 2;
        let (id, secret) = KEYS[turn];
        Box::pin(async move { Ok(Credentials::new(id, secret, None, None, "rotating")) })
    }
}

const KEYS: [(&str, &str); 2] = [("AKIDFIRST", SECRET_ACCESS_KEY), ("AKIDSECOND", "another/secret")];

#[tokio::test]
async fn each_call_is_signed_with_the_credentials_of_its_time() {
    let server = Server::start([Answer::json(&json!({}))]).await;
    let config = settings().endpoint_url(server.url()).credentials_provider(Rotating(AtomicUsize::new(0))).build();
    let client = Client::from_conf(config);
    for _ in 0..4 {
        client.list_signing_jobs().send().await.unwrap();
    }
    for (request, (access_key_id, secret_access_key)) in server.requests().iter().zip(KEYS.iter().cycle()) {
        Verifier { access_key_id, secret_access_key, ..SERVICE }.verify(request).unwrap();
    }
}

/// Two seconds pass at each look.
#[derive(Debug)]
struct Passing(AtomicUsize);

impl Clock for Passing {
    fn now(&self) -> SystemTime {
        let looks = self.0.fetch_add(1, Ordering::Relaxed);
        UNIX_EPOCH + Duration::from_secs(1_770_163_195 + 2 * looks as u64)
    }
}

#[tokio::test]
async fn the_signature_follows_the_clock_past_midnight() {
    let server = Server::start([Answer::json(&json!({}))]).await;
    let config = settings().endpoint_url(server.url()).clock(Passing(AtomicUsize::new(0))).build();
    let client = Client::from_conf(config);
    while server.requests().last().is_none_or(|request| !request.header("x-amz-date").any(|date| date > "20260204")) {
        client.list_signing_jobs().send().await.unwrap();
        SERVICE.verify(server.requests().last().unwrap()).unwrap();
    }
    assert!(server.requests()[0].header("x-amz-date").all(|date| date.starts_with("20260203")));
}
