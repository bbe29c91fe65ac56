//! Connections are used again.

use std::sync::Arc;
use std::time::Duration;

use tinsmith_signer::config::HttpsClient;
use tokio::sync::{Barrier, Notify};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::server::{OK, Server, header};
use crate::tls::Authority;
use crate::{call, client, trusting};

#[tokio::test]
async fn a_thousand_calls_one_after_the_other_use_one_connection() {
    let server = Server::answering(None).await;
    let client = client(&server.url("http"), HttpsClient::builder());
    for _ in 0..1000 {
        call(&client).await.unwrap();
    }
    let seen = server.seen();
    assert_eq!((seen.requests.len(), seen.accepted), (1000, 1));
}

#[tokio::test]
async fn a_thousand_calls_use_one_connection_of_tls() {
    let authority = Authority::new();
    let server = Server::answering(Some(authority.acceptor(&["127.0.0.1"], &["http/1.1"]))).await;
    let client = client(&server.url("https"), trusting(&authority));
    for _ in 0..1000 {
        call(&client).await.unwrap();
    }
    let seen = server.seen();
    assert_eq!((seen.requests.len(), seen.accepted), (1000, 1));
}

/// None is answered before all have come, so that none can use another's connection.
#[tokio::test]
async fn sixty_four_calls_at_once_use_sixty_four_connections_again_and_again() {
    let barrier = Arc::new(Barrier::new(64));
    let server = Server::start(None, move |mut connection| {
        let barrier = Arc::clone(&barrier);
        async move {
            while connection.request().await.is_some() {
                barrier.wait().await;
                connection.send(OK).await;
            }
        }
    })
    .await;
    let client = client(&server.url("http"), HttpsClient::builder());
    for _ in 0..5 {
        let mut calls = JoinSet::new();
        for _ in 0..64 {
            let client = client.clone();
            calls.spawn(async move { call(&client).await.unwrap() });
        }
        calls.join_all().await;
    }
    let seen = server.seen();
    assert_eq!((seen.requests.len(), seen.accepted), (5 * 64, 64));
}

/// Seen in time, the end of an idle connection costs the next call nothing, not even an attempt. What is not seen in time costs
/// one: see the table of faults.
#[tokio::test]
async fn a_connection_that_the_server_closes_while_idle_fails_no_attempt() {
    let close = Arc::new(Notify::new());
    let closed = Arc::clone(&close);
    let server = Server::start(None, move |mut connection| {
        let close = Arc::clone(&closed);
        async move {
            connection.request().await;
            connection.send(OK).await;
            close.notified().await;
        }
    })
    .await;
    let client = client(&server.url("http"), HttpsClient::builder());
    for count in 1..=20 {
        call(&client).await.unwrap();
        close.notify_one();
        server.until(|seen| seen.open == 0).await;
        // This thread has nothing else to do, so it sees to its sockets.
        sleep(Duration::from_millis(1)).await;
        assert_eq!(server.seen().accepted, count);
    }
    let requests = server.seen().requests;
    let attempts = requests.iter().map(|head| header(head, "amz-sdk-request")).collect::<Vec<_>>();
    assert_eq!(attempts, [Some("attempt=1; max=3"); 20]);
}
