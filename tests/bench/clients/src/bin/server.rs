//! A stand-in for the service on this machine, which answers each operation with what its stub answers. Prints its URL and
//! serves until stdin closes, so that it does not outlive whoever started it.
//!
//! It has one thread: a core is left to the client that is measured. `GET /counts` tells the connections that it has accepted
//! and the calls that it has answered.

use std::convert::Infallible;
use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use bytes::Bytes;
use clients::operation::{Operation, REQUEST_ID};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    println!("http://{}", listener.local_addr()?);
    let (closed, stdin_closed) = oneshot::channel();
    std::thread::spawn(move || closed.send(io::copy(&mut io::stdin(), &mut io::sink())));
    tokio::select! {
        failure = serve(listener) => failure.map(|never| match never {}),
        _ = stdin_closed => Ok(()),
    }
}

async fn serve(listener: TcpListener) -> io::Result<Infallible> {
    let service = Arc::new(Service::new());
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        service.connections.fetch_add(1, Relaxed);
        let service = Arc::clone(&service);
        let answer = service_fn(move |request| Arc::clone(&service).answer(request));
        // A client that hangs up is no failure.
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), answer));
    }
}

struct Service {
    /// By operation, in the order of their declaration; their bytes are shared.
    answers: [Bytes; Operation::ALL.len()],
    connections: AtomicU64,
    calls: AtomicU64,
}

impl Service {
    fn new() -> Self {
        let answers = Operation::ALL.map(|operation| operation.answer().into());
        Self { answers, connections: AtomicU64::new(0), calls: AtomicU64::new(0) }
    }

    async fn answer(self: Arc<Self>, request: Request<Incoming>) -> hyper::Result<Response<Full<Bytes>>> {
        let (request, body) = request.into_parts();
        body.collect().await?;
        if request.uri.path() == "/counts" {
            let counts = format!("{} {}", self.connections.load(Relaxed), self.calls.load(Relaxed));
            return Ok(Response::new(Full::from(counts)));
        }
        let Some(operation) = operation(&request.method, request.uri.path()) else {
            let mut response = Response::new(Full::default());
            *response.status_mut() = StatusCode::NOT_FOUND;
            return Ok(response);
        };
        self.calls.fetch_add(1, Relaxed);
        let mut response = Response::new(Full::new(self.answers[operation as usize].clone()));
        response.headers_mut().insert("content-type", HeaderValue::from_static("application/json"));
        response.headers_mut().insert("x-amzn-requestid", HeaderValue::from_static(REQUEST_ID));
        Ok(response)
    }
}

/// What is called.
fn operation(method: &Method, path: &str) -> Option<Operation> {
    match (method, path) {
        (&Method::POST, "/signing-jobs") => Some(Operation::StartSigningJob),
        (&Method::POST, "/signing-jobs/with-payload") => Some(Operation::SignPayload),
        (&Method::GET, "/signing-jobs") => Some(Operation::ListSigningJobs),
        (&Method::GET, path) if path.starts_with("/signing-jobs/") => Some(Operation::DescribeSigningJob),
        (&Method::PUT, path) if path.starts_with("/signing-profiles/") => Some(Operation::PutSigningProfile),
        _ => None,
    }
}
