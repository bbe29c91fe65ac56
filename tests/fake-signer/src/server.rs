//! Sockets: HTTP/1.1 with connections that are kept, and answers that can be cut.

use std::convert::Infallible;
use std::fmt;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::http::{Response, StatusCode};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::faults::FaultKind;
use crate::handler::{Answer, Handler};
use crate::protocol::{Rejection, Request};

/// The longest body that is read.
const LONGEST_BODY: usize = 1024 * 1024;
/// How long a client may take to send a head, or a body.
const SLOWEST: Duration = Duration::from_secs(30);
/// How long answers under way may take when the server stops.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until it is told to stop, and then until what is under way is done.
pub(crate) async fn serve(listener: TcpListener, handler: Arc<Handler>, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    let of_connection = stop.clone();
    loop {
        tokio::select! {
            () = stopped(&mut stop) => break,
            // Those that have ended are not kept.
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => drop(connections.spawn(connection(stream, Arc::clone(&handler), of_connection.clone()))),
                // The system is short of something; what ends meanwhile gives it back.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
        }
    }
    drop(listener);
    let all = async { while connections.join_next().await.is_some() {} };
    // What takes longer is cut.
    let _ = tokio::time::timeout(GRACE, all).await;
}

/// Waits until the server is told to stop.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    // A server that is gone cannot say so.
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn connection(stream: TcpStream, handler: Arc<Handler>, mut stop: watch::Receiver<bool>) {
    // Answers are small and wait for nothing.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| respond(Arc::clone(&handler), request));
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(SLOWEST);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    // How a connection ends is the client's business.
    tokio::select! {
        _ = connection.as_mut() => return,
        () = stopped(&mut stop) => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

async fn respond(handler: Arc<Handler>, request: hyper::Request<Incoming>) -> Result<Response<Answered>, Cut> {
    let Answer { reply, fault } = handler.answer(read(request).await).await;
    if fault == Some(FaultKind::Cut) {
        return Err(Cut);
    }
    let mut response = Response::new(Answered::new(reply.body, fault == Some(FaultKind::CutInBody)));
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    Ok(response)
}

/// Reads a request to its end. What cannot be read is refused, with what is known of it.
async fn read(request: hyper::Request<Incoming>) -> Result<Request, (Request, Rejection)> {
    let (head, body) = request.into_parts();
    let request = Request {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        body: Bytes::new(),
    };
    match tokio::time::timeout(SLOWEST, Limited::new(body, LONGEST_BODY).collect()).await {
        Ok(Ok(body)) => Ok(Request { body: body.to_bytes(), ..request }),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            let message = format!("The body is longer than {LONGEST_BODY} bytes.");
            Err((request, Rejection::new(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLargeException", message)))
        }
        Ok(Err(error)) => Err((request, Rejection::serialization(format!("The body cannot be read: {error}.")))),
        Err(_) => {
            let message = "The body did not come in time.";
            Err((request, Rejection::new(StatusCode::REQUEST_TIMEOUT, "RequestTimeoutException", message)))
        }
    }
}

/// The end of a connection, as was asked for.
#[derive(Debug)]
struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is cut on demand")
    }
}

impl std::error::Error for Cut {}

impl From<Infallible> for Cut {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// The body of an answer, which may end in its middle.
struct Answered {
    /// What will be sent.
    data: Bytes,
    /// What is announced.
    length: u64,
    cut: bool,
    flushed: bool,
}

impl Answered {
    fn new(mut data: Bytes, cut: bool) -> Self {
        // An empty body has no middle, so that something is announced.
        let length = if cut { data.len().max(1) } else { data.len() };
        if cut {
            data.truncate(length / 2);
        }
        Self { data, length: u64::try_from(length).unwrap_or(u64::MAX), cut, flushed: false }
    }
}

impl Body for Answered {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        if !self.data.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.data)))));
        }
        if !self.cut {
            return Poll::Ready(None);
        }
        if !self.flushed {
            // What came before is sent while the body waits.
            self.flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(Cut)))
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_empty() && !self.cut
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}
