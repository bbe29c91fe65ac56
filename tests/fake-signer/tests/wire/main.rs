//! The fake over sockets: what it answers to bytes, to the generated client, to faults and to garbage.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

mod answers;
mod clients;
mod faults;
mod garbage;
mod life;

use std::collections::BTreeMap;

use serde_json::Value;
use tinsmith_fake_signer::FakeSigner;
use tinsmith_fake_signer::sigv4::Credentials;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const ACCESS_KEY_ID: &str = "AKIDEXAMPLE";
const SECRET_ACCESS_KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
/// `PUT /signing-profiles/..` with this makes a profile.
const PROFILE: &str = r#"{"platformId":"AWSLambda-SHA384-ECDSA"}"#;

fn credentials() -> Credentials {
    Credentials {
        access_key_id: ACCESS_KEY_ID.to_owned(),
        secret_access_key: SECRET_ACCESS_KEY.to_owned(),
        session_token: None,
        account: "210987654321".to_owned(),
    }
}

async fn connect(fake: &FakeSigner) -> TcpStream {
    TcpStream::connect(fake.url().strip_prefix("http://").unwrap()).await.unwrap()
}

/// An answer as it came.
#[derive(Debug)]
struct Response {
    status: u16,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Response {
    /// Of all bytes of a connection; `None` when there is no answer.
    fn parse(text: &str) -> Option<Self> {
        let (head, body) = text.split_once("\r\n\r\n")?;
        let mut lines = head.lines();
        let status = lines.next()?.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
        let headers = lines.map(|line| line.split_once(": ").unwrap());
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        Some(Self { status, headers, body: body.to_owned() })
    }

    fn error(&self) -> Option<&str> {
        self.headers.get("x-amzn-errortype").map(String::as_str)
    }

    fn message(&self) -> String {
        let body: Value = serde_json::from_str(&self.body).unwrap();
        body["message"].as_str().unwrap().to_owned()
    }
}

/// Sends bytes, and gives what comes until the server ends the connection.
async fn exchange(fake: &FakeSigner, bytes: &[u8]) -> String {
    let mut stream = connect(fake).await;
    // The server may end the connection before everything is sent.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// Sends a request with this line and body: `GET /signing-jobs`.
async fn send(fake: &FakeSigner, line: &str, body: &str) -> Response {
    let length = body.len();
    let head = format!("{line} HTTP/1.1\r\nhost: fake\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
    let answer = exchange(fake, format!("{head}{body}").as_bytes()).await;
    Response::parse(&answer).unwrap_or_else(|| panic!("{line}: {answer}"))
}
