//! The built-in transport: reqwest over rustls.

use std::sync::OnceLock;

use bytes::{Bytes, BytesMut};

use crate::config::TimeoutConfig;
use crate::error::BoxError;
use crate::future::BoxFuture;
use crate::http::{Body, HttpClient, HttpRequest, HttpResponse, TransportError};

/// The largest response that is read, in bytes; JSON services answer with far less.
const MAX_RESPONSE: usize = 64 * 1024 * 1024;

/// reqwest, set up for signed requests: no redirects (they would carry the signature to another host), no retries of its
/// own (each attempt is signed anew), and bounded waits. A proxy named by the environment (`HTTPS_PROXY`, `NO_PROXY`) is used.
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
        // Does nothing when the program has chosen a provider of its own.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .connect_timeout(self.timeouts.connect_timeout())
            .read_timeout(self.timeouts.read_timeout())
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .build()?;
        Ok(self.client.get_or_init(|| client).clone())
    }
}

impl HttpClient for HttpsClient {
    fn call(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            let client = self.client().map_err(TransportError::connect)?;
            let (parts, body) = request.into_parts();
            let request = http::Request::from_parts(parts, reqwest::Body::from(body.into_bytes()));
            let request = reqwest::Request::try_from(request).map_err(classify)?;
            let mut response = client.execute(request).await.map_err(classify)?;
            let mut answer = http::Response::builder().status(response.status());
            if let Some(headers) = answer.headers_mut() {
                *headers = std::mem::take(response.headers_mut());
            }
            let body = read(response).await?;
            answer.body(Body::from(body)).map_err(TransportError::io)
        })
    }
}

/// Reads the whole body; a body of one chunk is not copied.
async fn read(mut response: reqwest::Response) -> Result<Bytes, TransportError> {
    let Some(first) = response.chunk().await.map_err(classify)? else {
        return Ok(Bytes::new());
    };
    let Some(second) = response.chunk().await.map_err(classify)? else {
        return Ok(first);
    };
    let mut body = BytesMut::from(first);
    body.extend_from_slice(&second);
    while let Some(chunk) = response.chunk().await.map_err(classify)? {
        if body.len() + chunk.len() > MAX_RESPONSE {
            return Err(TransportError::io(format!("the response is larger than {MAX_RESPONSE} bytes")));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// The URL is left out of the text: its query can hold what a log should not.
fn classify(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    if error.is_timeout() {
        TransportError::timeout(error)
    } else if error.is_connect() || error.is_builder() {
        TransportError::connect(error)
    } else {
        TransportError::io(error)
    }
}
