//! The built-in transport: reqwest over rustls.

mod wait;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rustls::ClientConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::runtime::Handle;
use wait::{Received, Sent};

use crate::config::TimeoutConfig;
use crate::error::BoxError;
use crate::future::BoxFuture;
use crate::http::{Body, HttpClient, HttpRequest, HttpResponse, TransportError};

/// The longest wait: a year from now is a time that can be told, which that of any `Duration` is not.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// reqwest, set up for signed requests: no redirects (they would carry the signature to another host), no retries of its
/// own (each attempt is signed anew), and bounded waits. Bodies are passed on as they come. A proxy named by the environment
/// (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`) is used, also for `http://localhost` unless `NO_PROXY` names it: a bearer token
/// that is sent there passes through it in the clear.
///
/// It needs Tokio: a call is an error outside of a Tokio runtime, and the runtime must have its drivers for I/O and time
/// enabled, as `#[tokio::main]` does.
///
/// Certificates are checked as the platform does. Cryptography is that of the provider that the program has installed as
/// rustls' default, else of ring, without installing it.
#[derive(Debug)]
pub struct HttpsClient {
    timeouts: TimeoutConfig,
    /// Made at the first call, since it can fail (no certificates on the machine), and a constructor could not say so.
    client: OnceLock<reqwest::Client>,
}

impl HttpsClient {
    /// A transport with these time-outs.
    #[must_use]
    pub fn new(timeouts: &TimeoutConfig) -> Self {
        Self { timeouts: *timeouts, client: OnceLock::new() }
    }

    fn client(&self) -> Result<reqwest::Client, BoxError> {
        if let Some(client) = self.client.get() {
            return Ok(client.clone());
        }
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls()?)
            .connect_timeout(self.timeouts.connect_timeout().unwrap_or(LONGEST))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .build()?;
        Ok(self.client.get_or_init(|| client).clone())
    }
}

fn tls() -> Result<ClientConfig, BoxError> {
    let installed = CryptoProvider::get_default().cloned();
    let provider = installed.unwrap_or_else(|| Arc::new(ring::default_provider()));
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut config = builder.with_platform_verifier()?.with_no_client_auth();
    // Which reqwest leaves to whoever brings a configuration (RFC 7301).
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

impl HttpClient for HttpsClient {
    fn call(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            // Without one, reqwest panics.
            Handle::try_current().map_err(TransportError::other)?;
            let client = self.client().map_err(TransportError::other)?;
            let (parts, body) = request.into_parts();
            let (body, sent) = Sent::new(body);
            let body = reqwest::Body::wrap(body);
            let request = reqwest::Request::try_from(http::Request::from_parts(parts, body)).map_err(classify)?;
            let limit = self.timeouts.read_timeout().unwrap_or(LONGEST).min(LONGEST);
            let response = wait::for_response(client.execute(request), limit, sent).await?;
            Ok(http::Response::from(response).map(|body| Body::from_boxed(Box::pin(Received::new(body, limit)))))
        })
    }
}

/// The URL is left out of the text: its query can hold what a log should not.
fn classify(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    if error.is_timeout() {
        TransportError::timeout(error)
    } else if error.is_connect() {
        TransportError::connect(error)
    } else if error.is_builder() {
        TransportError::other(error)
    } else {
        TransportError::io(error)
    }
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

    /// No test of this crate installs one; a program that does so after its first call must not find ours.
    #[test]
    fn no_cryptography_is_installed_for_the_whole_program() {
        client().client().unwrap();
        assert!(CryptoProvider::get_default().is_none());
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
