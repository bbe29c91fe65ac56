//! Time-outs hold whoever sets them: the transport, the config, a call, a request.

use std::time::Duration;

use tinsmith_signer::Client;
use tinsmith_signer::config::http::{Body, HttpRequest, TransportError};
use tinsmith_signer::config::retry::RetryConfig;
use tinsmith_signer::config::timeout::TimeoutConfig;
use tinsmith_signer::config::{HttpClient, HttpsClient, ProxyConfig};
use tokio::time::sleep;

use crate::server::Server;
use crate::{call, settings};

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

/// The transport was made without the config's time-outs.
#[tokio::test]
async fn a_config_and_a_call_have_timeouts_over_a_transport_of_the_users_own() {
    let server = Server::start(None, |mut connection| async move { connection.end().await }).await;
    let config = |timeouts| {
        let transport = HttpsClient::builder().proxy_config(ProxyConfig::disabled()).build();
        let config = settings().endpoint_url(server.url("http")).http_client(transport);
        Client::from_conf(config.retry_config(RetryConfig::disabled()).timeout_config(timeouts).build())
    };
    let read = |timeout| TimeoutConfig::builder().read_timeout(timeout).build();
    let text = "ListTagsForResource got no response: timed out: nothing was received for 50ms (1 attempt)";
    let error = call(&config(read(SHORT))).await.unwrap_err();
    assert_eq!(error.to_string(), text);
    let client = config(read(Duration::from_secs(3600)));
    let call = client.list_tags_for_resource().resource_arn("arn").customize().timeout_config(read(SHORT));
    assert_eq!(call.send().await.unwrap_err().to_string(), text);
}

#[tokio::test]
async fn an_attempt_and_a_call_end_in_time_however_slowly_something_comes() {
    let server = Server::start(None, |mut connection| async move {
        connection.request().await;
        connection.send(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n").await;
        while connection.send(b" ").await {
            sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
    let cases = [
        (TimeoutConfig::builder().operation_attempt_timeout(SHORT).build(), "the attempt took longer than 50ms"),
        (TimeoutConfig::builder().operation_timeout(SHORT).build(), "the call took longer than 50ms"),
    ];
    for (timeouts, text) in cases {
        let config = settings().endpoint_url(server.url("http")).retry_config(RetryConfig::disabled());
        let error = call(&Client::from_conf(config.timeout_config(timeouts).build())).await.unwrap_err();
        let text = format!("ListTagsForResource got no response: timed out: {text} (1 attempt)");
        assert_eq!(error.to_string(), text);
        server.until(|seen| seen.open == 0).await;
    }
}

/// It never gets to speak TLS.
#[tokio::test]
async fn a_request_has_a_connect_timeout_of_its_own() {
    let server = Server::start(None, |mut connection| async move { connection.end().await }).await;
    let error = wait(server.url("https"), TimeoutConfig::builder().connect_timeout(SHORT).build()).await;
    assert!(error.is_timeout(), "{error}");
    server.until(|seen| seen.open == 0).await;
}
