//! How a server starts, keeps connections and ends.

use std::net::SocketAddr;
use std::time::Duration;

use tinsmith_fake_signer::FakeSigner;
use tinsmith_fake_signer::faults::{Fault, FaultKind};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::{PROFILE, connect};

#[tokio::test]
async fn a_connection_serves_many_requests() {
    let fake = FakeSigner::builder().start().await.unwrap();
    let mut stream = connect(&fake).await;
    for _ in 0..3 {
        stream.write_all(b"DELETE /signing-profiles/none HTTP/1.1\r\nhost: fake\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        while !answer.contains("not") || !answer.ends_with('}') {
            let mut bytes = [0; 1024];
            let length = stream.read(&mut bytes).await.unwrap();
            assert_ne!(length, 0, "{answer}");
            answer.push_str(std::str::from_utf8(&bytes[..length]).unwrap());
        }
        assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
    }
    assert_eq!(fake.requests().len(), 3);
}

#[tokio::test]
async fn requests_under_way_are_answered_before_the_end() {
    let latency = Duration::from_millis(100);
    let fault = Fault::new(FaultKind::Latency(latency, latency)).operation("PutSigningProfile");
    let fake = FakeSigner::builder().fault(fault).start().await.unwrap();
    let url = fake.url();
    // One that is kept and idle does not hold the server up.
    let _idle = connect(&fake).await;
    let mut stream = connect(&fake).await;
    let head = "PUT /signing-profiles/a_b HTTP/1.1\r\nhost: fake\r\ncontent-length:";
    stream.write_all(format!("{head} {}\r\n\r\n{PROFILE}", PROFILE.len()).as_bytes()).await.unwrap();
    // The request is under way once it has met its fault.
    while fake.faults().met() == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    fake.shutdown().await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(TcpStream::connect(url.strip_prefix("http://").unwrap()).await.is_err());
}

#[tokio::test]
async fn dropping_ends_it() {
    let fake = FakeSigner::builder().start().await.unwrap();
    let address = fake.url().strip_prefix("http://").unwrap().to_owned();
    let mut stream = connect(&fake).await;
    drop(fake);
    // Its connections end with it.
    assert_eq!(stream.read(&mut [0; 1]).await.unwrap_or(0), 0);
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn what_keeps_it_from_starting_is_told() {
    let first = FakeSigner::builder().start().await.unwrap();
    let address: SocketAddr = first.url().strip_prefix("http://").unwrap().parse().unwrap();
    let error = FakeSigner::builder().address(address).start().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("port {} of 127.0.0.1 is taken; port 0 (`--port 0`) takes a free one", address.port())
    );
    let everywhere = FakeSigner::builder().address(SocketAddr::from(([0, 0, 0, 0], 0))).start().await.unwrap_err();
    assert_eq!(everywhere.to_string(), "0.0.0.0 is no loopback address; listen on 127.0.0.1 or ::1");
    let account = FakeSigner::builder().account("12").start().await.unwrap_err();
    assert_eq!(account.to_string(), "`12` is no account, which has twelve digits");
}
