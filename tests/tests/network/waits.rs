//! A request may have time-outs of its own.

use std::time::Duration;

use tinsmith_signer::config::http::{Body, HttpRequest, TransportError};
use tinsmith_signer::config::timeout::TimeoutConfig;
use tinsmith_signer::config::{HttpClient, HttpsClient};

use crate::server::Server;

const SHORT: Duration = Duration::from_millis(50);

/// A transport that would wait long, and a request that does not want to.
async fn wait(url: String, timeouts: TimeoutConfig) -> TransportError {
    let long = Duration::from_secs(3600);
    let transport = TimeoutConfig::builder().connect_timeout(long).read_timeout(long).build();
    let transport = HttpsClient::builder().timeout_config(transport).build();
    let mut request = HttpRequest::new(Body::default());
    *request.uri_mut() = url.parse().unwrap();
    request.extensions_mut().insert(timeouts);
    transport.call(request).await.unwrap_err()
}

#[tokio::test]
async fn a_request_has_a_read_timeout_of_its_own() {
    let server = Server::start(None, |mut connection| async move { connection.end().await }).await;
    let error = wait(server.url("http"), TimeoutConfig::builder().read_timeout(SHORT).build()).await;
    assert_eq!(error.to_string(), "timed out: nothing was received for 50ms");
    server.until(|seen| seen.open == 0).await;
}

/// It never gets to speak TLS.
#[tokio::test]
async fn a_request_has_a_connect_timeout_of_its_own() {
    let server = Server::start(None, |mut connection| async move { connection.end().await }).await;
    let error = wait(server.url("https"), TimeoutConfig::builder().connect_timeout(SHORT).build()).await;
    assert!(error.is_timeout(), "{error}");
    server.until(|seen| seen.open == 0).await;
}
