//! HTTP/2 is spoken with servers that offer it, and with no others.

use std::future::poll_fn;

use bytes::Bytes;
use h2::server::{self, SendResponse};
use h2::{Reason, RecvStream};
use http::{Request, Response};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::server::{Connection, Server};
use crate::tls::Authority;
use crate::{call, client, trusting};

/// Answers every request with a success, over HTTP/2.
pub async fn answer(connection: Connection) {
    let seen = connection.seen;
    let mut wire = server::handshake(connection.wire).await.unwrap();
    while let Some(Ok((request, respond))) = wire.accept().await {
        seen.send_modify(|seen| seen.requests.push(format!("{request:?}")));
        respond_to(request, respond);
    }
}

fn respond_to(request: Request<RecvStream>, mut respond: SendResponse<Bytes>) {
    assert_eq!(request.version(), http::Version::HTTP_2);
    let response = Response::builder().header("content-type", "application/json").body(()).unwrap();
    respond.send_response(response, false).unwrap().send_data("{}".into(), true).unwrap();
}

async fn calls(client: &tinsmith_signer::Client, count: usize) {
    let mut calls = JoinSet::new();
    for _ in 0..count {
        let client = client.clone();
        calls.spawn(async move { call(&client).await.unwrap() });
    }
    calls.join_all().await;
}

#[tokio::test]
async fn concurrent_calls_share_one_connection_of_http2() {
    let authority = Authority::new();
    let tls = authority.acceptor(&["127.0.0.1"], &["h2", "http/1.1"]);
    let server = Server::start(Some(tls), answer).await;
    let client = client(&server.url("https"), trusting(&authority));
    call(&client).await.unwrap();
    calls(&client, 64).await;
    let seen = server.seen();
    assert_eq!((seen.requests.len(), seen.accepted), (65, 1));
}

#[tokio::test]
async fn a_server_without_http2_is_spoken_to_as_before() {
    let authority = Authority::new();
    for versions in [&["http/1.1"][..], &[]] {
        let server = Server::answering(Some(authority.acceptor(&["127.0.0.1"], versions))).await;
        let client = client(&server.url("https"), trusting(&authority));
        call(&client).await.unwrap();
        let seen = server.seen();
        assert!(seen.requests[0].starts_with("GET /tags/arn HTTP/1.1\r\n"), "{}", seen.requests[0]);
    }
}

/// Whoever closes a connection of HTTP/2 in good order has taken no request that came later.
#[tokio::test]
async fn a_connection_that_goes_away_while_idle_fails_no_call() {
    let authority = Authority::new();
    let tls = authority.acceptor(&["127.0.0.1"], &["h2"]);
    let server = Server::start(Some(tls), |connection| async move {
        let seen = connection.seen;
        let mut wire = server::handshake(connection.wire).await.unwrap();
        let (request, respond) = wire.accept().await.unwrap().unwrap();
        seen.send_modify(|seen| seen.requests.push(format!("{request:?}")));
        respond_to(request, respond);
        wire.graceful_shutdown();
        while let Some(Ok((_, mut respond))) = wire.accept().await {
            respond.send_reset(Reason::REFUSED_STREAM);
        }
    })
    .await;
    let client = client(&server.url("https"), trusting(&authority));
    for count in 1..=5 {
        call(&client).await.unwrap();
        server.until(|seen| seen.open == 0).await;
        assert_eq!(server.seen().accepted, count);
    }
}

/// One stream ends, and not the connection that others use.
#[tokio::test]
async fn a_dropped_call_resets_its_stream() {
    const CALLS: usize = 200;
    let authority = Authority::new();
    let tls = authority.acceptor(&["127.0.0.1"], &["h2"]);
    let (reset, mut resets) = mpsc::unbounded_channel();
    let server = Server::start(Some(tls), move |connection| {
        let reset = reset.clone();
        async move {
            let seen = connection.seen;
            let mut wire = server::handshake(connection.wire).await.unwrap();
            while let Some(Ok((request, mut respond))) = wire.accept().await {
                seen.send_modify(|seen| seen.requests.push(format!("{request:?}")));
                let reset = reset.clone();
                tokio::spawn(async move { reset.send(poll_fn(|context| respond.poll_reset(context)).await.unwrap()) });
            }
        }
    })
    .await;
    let client = client(&server.url("https"), trusting(&authority));
    for count in 1..=CALLS {
        tokio::select! {
            outcome = call(&client) => panic!("{outcome:?}"),
            () = server.until(|seen| seen.requests.len() == count) => {}
        }
        assert_eq!(resets.recv().await, Some(Reason::CANCEL));
    }
    let seen = server.seen();
    assert_eq!((seen.accepted, seen.open), (1, 1));
}
