//! Connections that break, stall or never come about.

use std::time::Duration;

use tinsmith_signer::config::timeout::TimeoutConfig;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpSocket};

use super::{Kind, assert_fails, call, kind};
use crate::server::{Answer, Server};
use crate::settings;

/// The most bytes of a body that the transport takes.
const LARGEST: usize = 64 * 1024 * 1024;

#[tokio::test]
async fn a_broken_connection_says_so() {
    let cut_body = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"tags\":{}}";
    let cut_chunk = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"tags\"";
    let bad_chunk = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n";
    let endless_head = format!("HTTP/1.1 200 OK\r\n{}", "a: b\r\n".repeat(100_000));
    let cases = [
        ("nothing", ""),
        ("half a head", "HTTP/1.1 200 OK\r\nContent-Len"),
        ("half an error's head", "HTTP/1.1 503 Service"),
        ("half a body", cut_body),
        ("half an error's body", &cut_body.replace("200 OK", "400 Bad Request")),
        ("half a chunk", cut_chunk),
        ("a malformed chunk", bad_chunk),
        ("garbage", "SSH-2.0-OpenSSH_9.6\r\n"),
        ("binary garbage", "\0\u{15}\u{3}\u{1}\r\n\r\n"),
        ("a contradictory length", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}"),
        ("an endless head", &endless_head),
    ];
    let server = Server::start(cases.map(|(_, bytes)| Answer::cut(bytes))).await;
    for (what, _) in cases {
        let config = settings().endpoint_url(server.url()).build();
        let text = "ListTagsForResource got no response: connection failed: * (1 attempt)";
        assert_fails(what, config, Kind::Io, text).await;
    }
    assert_eq!(server.requests().len(), cases.len());
}

#[tokio::test]
async fn a_stalled_response_times_out() {
    let cases = ["", "HTTP/1.1 200 OK\r\nContent-", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"tags\""];
    let server = Server::start(cases.map(Answer::hang)).await;
    let timeouts = TimeoutConfig::builder().read_timeout(Duration::from_millis(100)).build();
    for what in cases {
        let config = settings().endpoint_url(server.url()).timeout_config(timeouts).build();
        let text = "ListTagsForResource got no response: timed out: * (1 attempt)";
        assert_fails(what, config, Kind::Timeout, text).await;
    }
}

#[tokio::test]
async fn a_closed_port_refuses() {
    // Bound, so that nobody else gets the port, but not listening.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    let text = "ListTagsForResource got no response: could not connect: * (1 attempt)";
    assert_fails("a closed port", settings().endpoint_url(url).build(), Kind::Connect, text).await;
}

#[tokio::test]
async fn tls_to_a_server_that_does_not_speak_it_fails() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        stream
    });
    let text = "ListTagsForResource got no response: could not connect: * (1 attempt)";
    assert_fails("plain HTTP", settings().endpoint_url(url).build(), Kind::Connect, text).await;
    server.await.unwrap();
}

/// A server that accepts and then says nothing while the client waits for TLS.
#[tokio::test]
async fn a_stalled_handshake_times_out() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let timeouts = TimeoutConfig::builder().connect_timeout(Duration::from_millis(100)).build();
    let text = "ListTagsForResource got no response: timed out: * (1 attempt)";
    assert_fails("silence", settings().endpoint_url(url).timeout_config(timeouts).build(), Kind::Timeout, text).await;
}

#[tokio::test]
async fn a_response_without_end_is_given_up() {
    let answers = [200, 400].map(|status| Answer::new(status, &[], vec![b' '; LARGEST + 1]));
    let server = Server::start(answers).await;
    for _ in 0..2 {
        let text = "ListTagsForResource got no response: transport failed: \
                    the response is larger than 67108864 bytes (1 attempt)";
        assert_fails("too large", settings().endpoint_url(server.url()).build(), Kind::Other, text).await;
    }
}

#[tokio::test]
async fn the_largest_response_is_read() {
    let server = Server::start([Answer::new(200, &[], vec![b' '; LARGEST])]).await;
    let output = call(settings().endpoint_url(server.url()).build()).await.unwrap();
    assert_eq!(output.tags(), None);
}

#[test]
fn a_call_outside_of_tokio_is_an_error() {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    let call = call(settings().endpoint_url("http://127.0.0.1:1").build());
    let Poll::Ready(Err(error)) = pin!(call).poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("there is nothing to wait for")
    };
    assert_eq!(kind(&error), Kind::Other);
    let text = error.to_string();
    assert!(
        text.starts_with("ListTagsForResource got no response: transport failed: ") && text.contains("Tokio"),
        "{text}"
    );
}
