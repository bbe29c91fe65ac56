//! A server on the loopback interface that counts its connections, and does with each what a test says.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// A success without a member.
pub const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

/// Stops, and drops its connections, when it is dropped itself.
pub struct Server {
    pub address: SocketAddr,
    seen: Arc<watch::Sender<Seen>>,
    task: JoinHandle<()>,
}

/// What a server has seen so far.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub accepted: usize,
    pub open: usize,
    /// The heads of requests as they came over the wire.
    pub requests: Vec<String>,
}

/// A stream of bytes in both directions, with or without TLS.
pub trait Wire: AsyncRead + AsyncWrite + Send + Unpin {
    fn tcp(&self) -> &TcpStream;
}

impl Wire for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Wire for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

/// One connection.
pub struct Connection {
    pub wire: BufReader<Box<dyn Wire>>,
    /// Which of the server's connections it is, from 0 on.
    pub index: usize,
    pub seen: Arc<watch::Sender<Seen>>,
}

impl Server {
    pub async fn start<F: Future<Output = ()> + Send + 'static>(
        tls: Option<TlsAcceptor>,
        handle: impl Fn(Connection) -> F + Clone + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(watch::Sender::default());
        let task = tokio::spawn(accept(listener, tls, Arc::clone(&seen), handle));
        Self { address, seen, task }
    }

    /// Answers every request on each connection with a success.
    pub async fn answering(tls: Option<TlsAcceptor>) -> Self {
        Self::start(tls, |mut connection| async move {
            while connection.request().await.is_some() && connection.send(OK).await {}
        })
        .await
    }

    pub fn url(&self, scheme: &str) -> String {
        format!("{scheme}://{}", self.address)
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    pub fn seen(&self) -> Seen {
        self.seen.borrow().clone()
    }

    /// Waits until it is so.
    pub async fn until(&self, is_so: impl FnMut(&Seen) -> bool) {
        self.seen.subscribe().wait_for(is_so).await.unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept<F: Future<Output = ()> + Send + 'static>(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    seen: Arc<watch::Sender<Seen>>,
    handle: impl Fn(Connection) -> F + Clone + Send + Sync + 'static,
) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let (tls, handle) = (tls.clone(), handle.clone());
        let mut index = 0;
        seen.send_modify(|seen| {
            index = seen.accepted;
            seen.accepted += 1;
            seen.open += 1;
        });
        let seen = Arc::clone(&seen);
        connections.spawn(async move {
            if let Some(wire) = wire(stream, tls).await {
                handle(Connection { wire: BufReader::new(wire), index, seen: Arc::clone(&seen) }).await;
            }
            seen.send_modify(|seen| seen.open -= 1);
        });
    }
}

/// The stream, within TLS if the server speaks it; `None` when the client does not want to.
async fn wire(stream: TcpStream, tls: Option<TlsAcceptor>) -> Option<Box<dyn Wire>> {
    stream.set_nodelay(true).unwrap();
    match tls {
        None => Some(Box::new(stream)),
        Some(tls) => Some(Box::new(tls.accept(stream).await.ok()?)),
    }
}

impl Connection {
    /// Reads a request to its end, and gives its head; `None` at the connection's end.
    pub async fn request(&mut self) -> Option<String> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            if self.wire.read_until(b'\n', &mut head).await.ok()? == 0 {
                return None;
            }
        }
        let head = String::from_utf8(head).ok()?;
        let mut body = vec![0; header(&head, "content-length").map_or(0, |length| length.parse().unwrap())];
        self.wire.read_exact(&mut body).await.ok()?;
        self.seen.send_modify(|seen| seen.requests.push(head.clone()));
        Some(head)
    }

    /// Whether the client takes these bytes.
    pub async fn send(&mut self, bytes: &[u8]) -> bool {
        self.wire.write_all(bytes).await.is_ok() && self.wire.flush().await.is_ok()
    }

    /// Ends the connection without a good-bye.
    pub fn reset(self) {
        self.wire.get_ref().tcp().set_zero_linger().unwrap();
    }

    /// Waits until the client has closed or reset the connection.
    pub async fn end(&mut self) {
        while self.wire.read(&mut [0; 1024]).await.is_ok_and(|count| count > 0) {}
    }
}

/// The value of a header of a request or response.
pub fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    lines.find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}
