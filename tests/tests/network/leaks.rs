//! A call that is dropped ends, and leaves nothing behind.

use std::time::Duration;

use tinsmith_signer::config::HttpsClient;
use tokio::runtime::Handle;
use tokio::time::{sleep, timeout};

use crate::server::{OK, Server};
use crate::{alone, call, client};

const CALLS: usize = 200;

/// Tasks of this runtime and open files of this process, where it tells them.
fn held() -> (usize, Option<usize>) {
    let files = std::fs::read_dir("/proc/self/fd").ok().map(Iterator::count);
    (Handle::current().metrics().num_alive_tasks(), files)
}

#[test]
fn dropped_calls_end_and_leave_nothing_behind() {
    alone("leaks::dropped_calls_end_and_leave_nothing_behind", &[], || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(drop_calls());
    });
}

/// The first request is answered, so that whatever is made once is there; the others never are.
async fn drop_calls() {
    let server = Server::start(None, |mut connection| async move {
        connection.request().await;
        if connection.index == 0 {
            connection.send(OK).await;
            return;
        }
        connection.end().await;
    })
    .await;
    let client = client(&server.url("http"), HttpsClient::builder());
    call(&client).await.unwrap();
    settled(&server).await;
    let before = held();
    for count in 1..=CALLS {
        tokio::select! {
            outcome = call(&client) => panic!("{outcome:?}"),
            () = server.until(|seen| seen.requests.len() == 1 + count) => {}
        }
        // The server sees the end of the connection, so the request is not only forgotten.
        server.until(|seen| seen.open == 0).await;
    }
    assert_eq!(server.seen().accepted, 1 + CALLS);
    drop_while_connecting().await;
    settled(&server).await;
    let there = || held() == before;
    let waited = timeout(Duration::from_secs(30), async {
        while !there() {
            sleep(Duration::from_millis(5)).await;
        }
    });
    assert!(waited.await.is_ok(), "{:?} are held after dropped calls, {before:?} before", held());
}

/// The server never speaks TLS.
async fn drop_while_connecting() {
    let server = Server::start(None, |mut connection| async move { connection.end().await }).await;
    let client = client(&server.url("https"), HttpsClient::builder());
    for count in 1..=CALLS {
        tokio::select! {
            outcome = call(&client) => panic!("{outcome:?}"),
            () = server.until(|seen| seen.accepted == count) => {}
        }
        server.until(|seen| seen.open == 0).await;
    }
}

/// Waits until neither side has a connection open, and what they ran on is gone.
async fn settled(server: &Server) {
    server.until(|seen| seen.open == 0).await;
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    sleep(Duration::from_millis(20)).await;
}
