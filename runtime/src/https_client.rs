//! The built-in transport: reqwest over rustls.

mod builder;
mod connections;
mod failure;
mod proxy;
mod tls;
mod wait;

use std::time::Duration;

pub use builder::{HttpsClientBuilder, InvalidSetting};
use connections::Connections;
use failure::classify;
pub use proxy::ProxyConfig;
use tokio::runtime::Handle;
use wait::{Progress, Received, Sent};

use crate::config::TimeoutConfig;
use crate::future::BoxFuture;
use crate::http::{Body, HttpClient, HttpRequest, HttpResponse, TransportError};

/// The longest wait: a year from now is a time that can be told, which that of any `Duration` is not.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// reqwest, set up for signed requests: no redirects (they would carry the signature to another host), no retries of its
/// own (each attempt is signed anew), and bounded waits. Bodies are passed on as they come.
///
/// It needs Tokio: a call is an error outside of a Tokio runtime, and the runtime must have its drivers for I/O and time
/// enabled, as `#[tokio::main]` does.
///
/// Certificates are checked as the platform does; [`HttpsClientBuilder::root_certificates`] adds to them. Cryptography is that
/// of the provider that the program has installed as rustls' default, else of ring, without installing it. HTTP/1.1 is spoken,
/// and HTTP/2 with servers that offer it where the feature `http2` is on.
///
/// A proxy that the environment names is used, unless [`ProxyConfig`] says otherwise. What is sent to this machine or to the
/// metadata services of EC2, ECS and EKS never goes through a proxy.
///
/// What a [`TimeoutConfig`] among a request's extensions sets of connect and read time-outs holds for that request. Connections
/// are kept for as long as servers commonly do, and shared by requests with the same connect time-out.
///
/// ```
/// use tinsmith_runtime::config::Config;
/// use tinsmith_runtime::https_client::{HttpsClient, ProxyConfig};
///
/// # fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let proxy = ProxyConfig::all("http://proxy.example:3128")?.no_proxy("internal.example, 10.0.0.0/8");
/// let config = Config::builder().http_client(HttpsClient::builder().proxy_config(proxy).build()).build();
/// # Ok(())
/// # }
/// # example().unwrap();
/// ```
#[derive(Debug)]
pub struct HttpsClient {
    timeouts: TimeoutConfig,
    connections: Connections,
}

impl HttpsClient {
    /// A transport with these time-outs, and the defaults for the rest.
    #[must_use]
    pub fn new(timeouts: &TimeoutConfig) -> Self {
        Self::builder().timeout_config(*timeouts).build()
    }

    /// Starts from the defaults.
    #[must_use]
    pub fn builder() -> HttpsClientBuilder {
        HttpsClientBuilder::default()
    }
}

impl HttpClient for HttpsClient {
    fn call(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            // Without one, reqwest panics.
            Handle::try_current().map_err(TransportError::other)?;
            let timeouts = request.extensions().get::<TimeoutConfig>().copied().unwrap_or_default().or(self.timeouts);
            let limit = timeouts.read_timeout().unwrap_or(LONGEST).min(LONGEST);
            let (request, sent) = outgoing(request)?;
            let client = self.connections.client(request.url().host_str(), timeouts.connect_timeout());
            let call = client.map_err(TransportError::other)?.execute(request);
            Ok(incoming(wait::for_response(call, limit, sent).await?, limit))
        })
    }
}

// What needs no waiting is kept out of the future, whose code grows with all that it holds.

#[inline(never)]
fn outgoing(request: HttpRequest) -> Result<(reqwest::Request, Progress), TransportError> {
    let (parts, body) = request.into_parts();
    let (body, sent) = Sent::new(body);
    let request = http::Request::from_parts(parts, reqwest::Body::wrap(body));
    Ok((reqwest::Request::try_from(request).map_err(classify)?, sent))
}

#[inline(never)]
fn incoming(response: reqwest::Response, limit: Duration) -> HttpResponse {
    http::Response::from(response).map(|body| Body::from_boxed(Box::pin(Received::new(body, limit))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Client;
    use crate::config::Config;
    use crate::endpoint::Endpoint;
    use crate::http::SharedHttpClient;
    use crate::operation::ServiceInfo;

    fn request(uri: &str) -> HttpRequest {
        let mut request = HttpRequest::new(Body::default());
        *request.uri_mut() = uri.parse().unwrap();
        request
    }

    fn client() -> HttpsClient {
        HttpsClient::new(&TimeoutConfig::default())
    }

    #[test]
    fn a_call_outside_of_tokio_is_an_error() {
        use std::future::Future;
        use std::pin::pin;
        use std::task::{Context, Poll, Waker};

        let client = client();
        let mut call = pin!(client.call(request("https://localhost/")));
        let Poll::Ready(Err(error)) = call.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
            panic!("nothing to wait for")
        };
        assert!(error.is_other() && error.to_string().contains("Tokio"), "{error}");
    }

    #[tokio::test]
    async fn a_request_that_is_none_is_not_a_matter_of_the_connection() {
        let error = client().call(request("/no/host")).await.unwrap_err();
        assert!(error.is_other(), "{error}");
    }

    static SERVICE: ServiceInfo = ServiceInfo::new("a", "a", "1", |_| Ok(Endpoint::new("https://h")));

    fn transport(config: &Config) -> SharedHttpClient {
        Client::new(&SERVICE, config.clone()).config().http_client().cloned().unwrap()
    }

    #[test]
    fn clients_that_share_a_config_share_its_connections() {
        let config = Config::builder().build();
        assert!(transport(&config).is_same_as(&transport(&config)));
        // Other time-outs may come with other settings.
        assert!(!transport(&config).is_same_as(&transport(&config.to_builder().build())));
    }

    #[test]
    fn a_transport_of_the_users_own_is_kept() {
        let config = Config::builder().http_client(client()).build();
        assert!(transport(&config).is_same_as(&transport(&config.to_builder().build())));
    }
}
