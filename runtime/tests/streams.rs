//! Streams over real sockets: an operation written by hand sends and receives more than the connection can hold.
#![cfg(feature = "default-https-client")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::task::{Context, Poll};
use std::thread::JoinHandle;
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use tinsmith_runtime::config::{Config, Credentials, Region, TimeoutConfig};
use tinsmith_runtime::http::Body;
use tinsmith_runtime::prelude::*;

/// What goes through a stream, in bytes: far more than a socket's buffers take.
const TOTAL: usize = 64 * 1024 * 1024;
/// The most that may be on its way, in bytes: what both sockets and the HTTP library hold.
const ON_THE_WAY: usize = 32 * 1024 * 1024;
/// How long a socket has to be stuck before a test takes it for full. No test fails for being slow.
const STUCK: Duration = Duration::from_millis(300);

tinsmith_runtime::service_error! {
    /// Nothing that a model names.
    pub enum Error {}
}

/// Sends a stream and receives one, as generated code does.
#[derive(Debug, Default)]
struct Echo {
    body: Option<ByteStream>,
}

#[derive(Debug)]
struct EchoOutput {
    body: ByteStream,
    status: Option<i32>,
}

impl Operation for Echo {
    const INFO: OperationInfo = OperationInfo::new("Echo", Method::POST, "/echo").with_streaming_output();
    type Output = EchoOutput;
    type Error = Error;

    fn encode(&mut self, request: &mut RequestBuilder) {
        request.payload_stream(self.body.take(), "application/octet-stream");
    }

    fn decode(response: &mut HttpResponse) -> Result<Self::Output, DecodeError> {
        let stream = take_stream(response);
        read_parts(response, |parts| EchoOutput { body: stream, status: parts.status() })
    }
}

static SERVICE: ServiceInfo =
    ServiceInfo::new("echo", "echo", "1", |params| Ok(Endpoint::new(params.endpoint.unwrap_or_default())));

fn client(url: &str, timeouts: TimeoutConfig) -> RuntimeClient {
    let config = Config::builder()
        .region(Region::from_static("eu-west-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "test"))
        .timeout_config(timeouts)
        .endpoint_url(url);
    RuntimeClient::new(&SERVICE, config.build())
}

async fn send(url: &str, body: Option<ByteStream>) -> EchoOutput {
    client(url, TimeoutConfig::default()).send(&mut Echo { body }).await.unwrap()
}

/// Serves one connection on a thread.
fn serve<T: Send + 'static>(serve: impl FnOnce(TcpStream) -> T + Send + 'static) -> (String, JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (url, std::thread::spawn(move || serve(listener.accept().unwrap().0)))
}

/// The lines of a request's head, in lowercase.
fn head(stream: &mut BufReader<TcpStream>) -> Vec<String> {
    stream.lines().map(|line| line.unwrap().to_lowercase()).take_while(|line| !line.is_empty()).collect()
}

/// Gives so many bytes and counts those given.
struct Source {
    left: usize,
    sized: bool,
    given: Arc<AtomicUsize>,
}

impl Source {
    fn new(sized: bool) -> (Self, Arc<AtomicUsize>) {
        let given = Arc::new(AtomicUsize::new(0));
        (Self { left: TOTAL, sized, given: Arc::clone(&given) }, given)
    }
}

impl HttpBody for Source {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let length = self.left.min(64 * 1024);
        self.left -= length;
        self.given.fetch_add(length, Ordering::SeqCst);
        Poll::Ready((length > 0).then(|| Ok(Frame::data(Bytes::from(vec![7; length])))))
    }

    fn size_hint(&self) -> SizeHint {
        if self.sized { SizeHint::with_exact(self.left as u64) } else { SizeHint::default() }
    }
}

/// Waits until no more is given: the sender has found everything full.
fn wait_until_stuck(given: &AtomicUsize) -> usize {
    loop {
        let before = given.load(Ordering::SeqCst);
        std::thread::sleep(STUCK);
        if before > 0 && before == given.load(Ordering::SeqCst) {
            return before;
        }
    }
}

#[tokio::test]
async fn a_stream_is_sent_no_faster_than_it_is_read() {
    let (source, given) = Source::new(true);
    let (url, server) = serve(move |stream| {
        let mut stream = BufReader::new(stream);
        let head = head(&mut stream);
        let stuck = wait_until_stuck(&given);
        let mut body = vec![0; TOTAL];
        stream.read_exact(&mut body).unwrap();
        stream.get_mut().write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
        (head, stuck, body.iter().all(|byte| *byte == 7))
    });
    let output = send(&url, Some(ByteStream::new(Body::from_stream(source)))).await;
    assert_eq!(output.status, Some(204));
    let (head, stuck, complete) = server.join().unwrap();
    assert!(head.contains(&format!("content-length: {TOTAL}")), "{head:?}");
    assert!(!head.iter().any(|line| line.starts_with("transfer-encoding")), "{head:?}");
    assert!(stuck < ON_THE_WAY, "{stuck} bytes were taken from a stream that nobody read");
    assert!(complete);
}

#[tokio::test]
async fn a_stream_of_unknown_length_is_sent_in_chunks() {
    let (source, given) = Source::new(false);
    let (url, server) = serve(move |stream| {
        let mut stream = BufReader::new(stream);
        let head = head(&mut stream);
        let mut length = 0;
        loop {
            let mut size = String::new();
            stream.read_line(&mut size).unwrap();
            let size = usize::from_str_radix(size.trim(), 16).unwrap();
            let mut chunk = vec![0; size + 2];
            stream.read_exact(&mut chunk).unwrap();
            length += size;
            if size == 0 {
                break;
            }
        }
        stream.get_mut().write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
        (head, length)
    });
    let output = send(&url, Some(ByteStream::new(Body::from_stream(source)))).await;
    assert_eq!(output.body.collect().await.unwrap().as_ref(), b"");
    let (head, length) = server.join().unwrap();
    assert!(head.contains(&"transfer-encoding: chunked".to_owned()), "{head:?}");
    assert_eq!((length, given.load(Ordering::SeqCst)), (TOTAL, TOTAL));
}

/// Answers with so many bytes; tells how many it has sent when it is first stuck, or at the end.
fn answer(mut stream: TcpStream, stuck: &std::sync::mpsc::Sender<usize>) -> std::io::Result<()> {
    head(&mut BufReader::new(stream.try_clone()?));
    stream.set_write_timeout(Some(STUCK))?;
    write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {TOTAL}\r\n\r\n")?;
    let (piece, mut sent) = (vec![7; 64 * 1024], 0);
    while sent < TOTAL {
        match stream.write(piece.get(..TOTAL - sent).unwrap_or(&piece)) {
            Ok(count) => sent += count,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                let _ = stuck.send(sent);
            }
            Err(error) => return Err(error),
        }
    }
    let _ = stuck.send(sent);
    Ok(())
}

/// Waits for a message without keeping the connection's task from running.
async fn receive(receiver: Receiver<usize>) -> usize {
    tokio::task::spawn_blocking(move || receiver.recv().unwrap()).await.unwrap()
}

#[tokio::test]
async fn a_stream_is_received_no_faster_than_it_is_read() {
    let (sender, receiver) = channel();
    let (url, server) = serve(move |stream| answer(stream, &sender));
    let mut output = send(&url, None).await;
    assert_eq!(output.body.size_hint(), (TOTAL as u64, Some(TOTAL as u64)));
    let stuck = receive(receiver).await;
    assert!(stuck < ON_THE_WAY, "{stuck} bytes were received that nobody had read");
    let (mut length, mut largest) = (0, 0);
    while let Some(piece) = output.body.try_next().await.unwrap() {
        length += piece.len();
        largest = largest.max(piece.len());
    }
    server.join().unwrap().unwrap();
    assert_eq!(length, TOTAL);
    assert!(largest < 1024 * 1024, "a piece of {largest} bytes");
}

#[tokio::test]
async fn a_stream_that_is_dropped_closes_the_connection() {
    let (sender, _receiver) = channel();
    let (url, server) = serve(move |stream| answer(stream, &sender));
    let mut output = send(&url, None).await;
    output.body.try_next().await.unwrap().unwrap();
    drop(output);
    // The runtime has to run for the connection to notice.
    let outcome = tokio::task::spawn_blocking(move || server.join().unwrap()).await.unwrap();
    assert!(outcome.is_err(), "the server could send everything to a stream that was dropped");
}

#[cfg(feature = "test-util")]
#[tokio::test]
async fn a_stream_can_be_read_outside_of_tokio() {
    let (sender, receiver) = channel();
    let (url, server) = serve(move |stream| answer(stream, &sender));
    let body = send(&url, None).await.body;
    receive(receiver).await;
    let outside = std::thread::spawn(move || tinsmith_runtime::test_util::collect(body).len());
    let length = tokio::task::spawn_blocking(move || outside.join().unwrap()).await.unwrap();
    assert_eq!(length, TOTAL);
    server.join().unwrap().unwrap();
}

/// An answer of 10 bytes, of which only the first come before `then`.
fn broken(then: impl FnOnce(TcpStream) + Send + 'static) -> (String, JoinHandle<()>) {
    serve(|mut stream| {
        head(&mut BufReader::new(stream.try_clone().unwrap()));
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nfirst").unwrap();
        then(stream);
    })
}

#[tokio::test]
async fn a_stream_that_is_cut_off_is_an_error_where_it_is_read() {
    let (url, server) = broken(drop);
    let mut output = send(&url, None).await;
    assert_eq!(output.body.try_next().await.unwrap().unwrap(), "first");
    let error = output.body.try_next().await.unwrap_err();
    assert!(error.to_string().starts_with("the stream broke off: connection failed: "), "{error}");
    assert!(!error.is_timeout());
    server.join().unwrap();
}

#[tokio::test]
async fn each_wait_for_more_is_bounded() {
    let (done, wait) = channel::<()>();
    let (url, server) = broken(move |stream| {
        let _ = wait.recv();
        drop(stream);
    });
    let timeouts = TimeoutConfig::builder().read_timeout(Duration::from_millis(200)).build();
    let mut output = client(&url, timeouts).send(&mut Echo::default()).await.unwrap();
    assert_eq!(output.body.try_next().await.unwrap().unwrap(), "first");
    let error = output.body.try_next().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    done.send(()).unwrap();
    server.join().unwrap();
}

#[tokio::test]
async fn an_error_is_read_into_memory() {
    let (url, server) = serve(|mut stream| {
        head(&mut BufReader::new(stream.try_clone().unwrap()));
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 20\r\n\r\n{\"message\":\"not so\"}").unwrap();
    });
    let error = client(&url, TimeoutConfig::default()).send(&mut Echo::default()).await.unwrap_err();
    assert!(error.to_string().contains("not so"), "{error}");
    server.join().unwrap();
}

/// A stream whose sender fails: the request breaks off, and the error says why.
#[tokio::test]
async fn a_stream_that_fails_while_it_is_sent_is_an_error() {
    struct Failing(VecDeque<Result<&'static str, &'static str>>);

    impl HttpBody for Failing {
        type Data = Bytes;
        type Error = &'static str;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, &'static str>>> {
            let piece = self.0.pop_front();
            Poll::Ready(piece.map(|piece| piece.map(|text| Frame::data(Bytes::from(text)))))
        }
    }

    let (url, server) = serve(|mut stream| {
        let mut received = Vec::new();
        let _ = stream.read_to_end(&mut received);
        received
    });
    let source = Failing(VecDeque::from([Ok("first"), Err("the disk is gone")]));
    let mut input = Echo { body: Some(Body::from_stream(source).into()) };
    let error = client(&url, TimeoutConfig::default()).send(&mut input).await.unwrap_err();
    assert!(error.to_string().contains("the disk is gone"), "{error}");
    assert!(!server.join().unwrap().ends_with(b"0\r\n\r\n"), "the stream looks complete");
}
