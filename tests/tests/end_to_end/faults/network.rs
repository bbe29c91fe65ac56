//! The bounds of the transport. What broken connections do to a call stands in the table of `tests/tests/network/faults/`.

use super::{Kind, assert_fails, call, kind};
use crate::server::{Answer, Server};
use crate::settings;

/// The most bytes of a body that the transport takes.
const LARGEST: usize = 64 * 1024 * 1024;

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
