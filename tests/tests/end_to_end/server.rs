//! A small HTTP/1.1 server on the loopback interface: records every request as it came over the wire, answers from a script.

use std::net::SocketAddr;
use std::sync::Arc;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

/// Stops, and drops its connections, when it is dropped itself.
pub struct Server {
    pub address: SocketAddr,
    requests: watch::Receiver<Vec<Request>>,
    task: JoinHandle<()>,
}

/// A request as it came over the wire.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    /// Path and query, as they stand in the request line.
    pub target: String,
    /// In the order of the wire, without blanks around the values.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What the server does once it has read a request.
#[derive(Clone)]
pub struct Answer {
    bytes: Vec<u8>,
    then: Then,
}

#[derive(Clone, Copy)]
enum Then {
    ReadNext,
    Close,
    Hang,
}

impl Answer {
    /// A response with this status line, these headers and this body.
    pub fn new(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut head = format!("HTTP/1.1 {status} \r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        Self { bytes: [head.as_bytes(), body].concat(), then: Then::ReadNext }
    }

    /// A success with a JSON body.
    pub fn json(body: &Value) -> Self {
        let headers = [("Content-Type", "application/json"), ("x-amzn-RequestId", super::REQUEST_ID)];
        Self::new(200, &headers, body.to_string())
    }

    /// A success without a body.
    pub fn empty() -> Self {
        Self::new(200, &[("x-amzn-RequestId", super::REQUEST_ID)], "")
    }

    /// These bytes, whatever they are; then the connection is closed.
    pub fn cut(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), then: Then::Close }
    }

    /// These bytes, and then nothing more while the client waits.
    pub fn hang(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), then: Then::Hang }
    }
}

impl Request {
    /// The values of a header, in the order of the wire.
    pub fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let same = move |(other, _): &&(String, String)| other.eq_ignore_ascii_case(name);
        self.headers.iter().filter(same).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }
}

impl Server {
    /// Gives the first answer to the first request, and so on; the last one to all further requests.
    pub async fn start(script: impl IntoIterator<Item = Answer>) -> Self {
        let script: Arc<[Answer]> = script.into_iter().collect();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, requests) = watch::channel(Vec::new());
        let sender = Arc::new(sender);
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(serve(stream, Arc::clone(&script), Arc::clone(&sender)));
            }
        });
        Self { address, requests, task }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What has come so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.borrow().clone()
    }

    /// The one request that has come.
    pub fn only_request(&self) -> Request {
        let [request] = self.requests().try_into().expect("there is one request");
        request
    }

    /// Waits until so many requests have come.
    pub async fn received(&self, count: usize) {
        self.requests.clone().wait_for(|requests| requests.len() >= count).await.unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(stream: TcpStream, script: Arc<[Answer]>, requests: Arc<watch::Sender<Vec<Request>>>) {
    let mut stream = BufReader::new(stream);
    while let Some(request) = read(&mut stream).await {
        let mut index = 0;
        requests.send_modify(|requests| {
            index = requests.len();
            requests.push(request);
        });
        let Some(answer) = script.get(index).or(script.last()) else {
            return;
        };
        if stream.write_all(&answer.bytes).await.is_err() {
            return;
        }
        match answer.then {
            Then::ReadNext => {}
            Then::Close => return,
            Then::Hang => std::future::pending().await,
        }
    }
}

/// The next request of a connection; `None` at its end.
async fn read(stream: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read_until(b'\n', &mut head).await.ok()? == 0 {
            return None;
        }
    }
    let head = String::from_utf8(head).ok()?;
    let mut lines = head.trim_end().split("\r\n");
    let (method, rest) = lines.next()?.split_once(' ')?;
    let target = rest.strip_suffix(" HTTP/1.1")?;
    let header = |line: &str| line.split_once(':').map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
    let mut request = Request {
        method: method.to_owned(),
        target: target.to_owned(),
        headers: lines.map(header).collect::<Option<_>>()?,
        body: Vec::new(),
    };
    let length = request.header("content-length").next().map_or(Some(0), |text| text.parse().ok())?;
    request.body.resize(length, 0);
    stream.read_exact(&mut request.body).await.ok()?;
    Some(request)
}
