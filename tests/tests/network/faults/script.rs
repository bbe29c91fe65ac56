//! A server that does to each connection what a script says.

use std::sync::Arc;

use h2::Reason;
use h2::server;
use tokio::net::TcpSocket;

use crate::server::{Connection, Server};
use crate::tls::Authority;

/// What the server does.
#[derive(Clone, Copy, Debug)]
pub enum Behaviour {
    /// The port is not listened to.
    Refuses,
    /// To the first connection the first script, and so on; the last one to all further connections.
    Http(&'static [Script]),
    /// The same within TLS.
    Https(Certificate, &'static [Script]),
    /// Takes the connection, and then says nothing while the client waits for TLS.
    StallsTls,
    /// Answers TLS with a response of HTTP.
    SpeaksNoTls,
    /// Ends each request of HTTP/2 with this reason.
    ResetsStreams(Reason),
    /// Leaves the connection of HTTP/2 in the middle of each request, with this reason.
    GoesAway(Reason),
}

/// Whom the certificate is of.
#[derive(Clone, Copy, Debug)]
pub enum Certificate {
    /// An authority that the client does not know.
    Untrusted,
    /// Another host.
    WrongName,
    /// This host, until some years ago.
    Expired,
}

/// What is done to one connection, which is closed at the end.
pub type Script = &'static [Step];

#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// Reads a request to its end.
    Read,
    /// A whole response of this status, with these headers, each of which ends in a line break, and this body. Says that it is the
    /// connection's last, so that no later request is sent into its end.
    Answer(u16, &'static str, &'static str),
    Send(&'static str),
    SendBytes(&'static [u8]),
    /// Sends this text so many times.
    Repeat(&'static str, usize),
    /// Sends a byte at a time.
    Dribble(&'static str),
    /// Does nothing until the client gives up.
    Stall,
    /// Ends the connection without a good-bye.
    Reset,
}

/// A server at work, and what keeps its port.
pub struct Running {
    pub url: String,
    pub server: Option<Server>,
    _port: Option<TcpSocket>,
}

impl Behaviour {
    /// Starts the server, whose certificate is by this authority unless nobody is to trust it.
    pub async fn start(self, authority: &Authority) -> Running {
        let (scheme, server) = match self {
            Self::Refuses => return refuse(),
            Self::Http(scripts) => ("http", Server::start(None, play(scripts)).await),
            Self::Https(certificate, scripts) => {
                let tls = match certificate {
                    Certificate::Untrusted => Authority::named("nobody's authority").acceptor(&["127.0.0.1"], &[]),
                    Certificate::WrongName => authority.acceptor(&["signer.example"], &[]),
                    Certificate::Expired => authority.expired(&["127.0.0.1"]),
                };
                ("https", Server::start(Some(tls), play(scripts)).await)
            }
            Self::StallsTls => ("https", Server::start(None, play(&[&[Step::Stall]])).await),
            Self::SpeaksNoTls => {
                ("https", Server::start(None, play(&[&[Step::Send("HTTP/1.1 400 \r\n\r\n"), Step::Stall]])).await)
            }
            Self::ResetsStreams(reason) => http2(authority, reason, false).await,
            Self::GoesAway(reason) => http2(authority, reason, true).await,
        };
        Running { url: server.url(scheme), server: Some(server), _port: None }
    }
}

impl Behaviour {
    /// Whether a time-out has to end something.
    pub fn stalls(self) -> bool {
        match self {
            Self::Http(scripts) => scripts.iter().any(|script| matches!(script.last(), Some(Step::Stall))),
            other => matches!(other, Self::StallsTls),
        }
    }

    /// Whether the server tells how many requests came.
    pub fn reads_every_request(self) -> bool {
        matches!(self, Self::Http(_) | Self::ResetsStreams(_) | Self::GoesAway(_)) && !self.stalls()
    }
}

/// Bound, so that nobody else gets the port, but not listening.
fn refuse() -> Running {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    Running { url: format!("http://{}", socket.local_addr().unwrap()), server: None, _port: Some(socket) }
}

fn play(scripts: &'static [Script]) -> impl Fn(Connection) -> BoxedPlay + Clone + Send + Sync + 'static {
    move |connection| {
        let script = scripts.get(connection.index).or(scripts.last()).unwrap();
        Box::pin(run(connection, script))
    }
}

type BoxedPlay = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

async fn run(mut connection: Connection, script: Script) {
    for step in script {
        match *step {
            Step::Read => drop(connection.request().await),
            Step::Answer(status, headers, body) => {
                let head = format!(
                    "HTTP/1.1 {status} \r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n",
                    body.len()
                );
                connection.send(format!("{head}{body}").as_bytes()).await;
            }
            Step::Send(text) => drop(connection.send(text.as_bytes()).await),
            Step::SendBytes(bytes) => drop(connection.send(bytes).await),
            Step::Repeat(text, count) => drop(connection.send(text.repeat(count).as_bytes()).await),
            Step::Dribble(text) => {
                for byte in text.as_bytes() {
                    connection.send(&[*byte]).await;
                    tokio::task::yield_now().await;
                }
            }
            Step::Stall => connection.end().await,
            Step::Reset => return connection.reset(),
        }
    }
}

async fn http2(authority: &Authority, reason: Reason, whole_connection: bool) -> (&'static str, Server) {
    let tls = authority.acceptor(&["127.0.0.1"], &["h2"]);
    let server = Server::start(Some(tls), move |connection| async move {
        let seen = Arc::clone(&connection.seen);
        let Ok(mut wire) = server::handshake(connection.wire).await else { return };
        while let Some(Ok((request, mut respond))) = wire.accept().await {
            seen.send_modify(|seen| seen.requests.push(format!("{request:?}")));
            match whole_connection {
                true => wire.abrupt_shutdown(reason),
                false => respond.send_reset(reason),
            }
        }
    })
    .await;
    ("https", server)
}
