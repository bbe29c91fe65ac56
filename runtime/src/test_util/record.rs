//! A transport that keeps what goes through another.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::exchange;
use super::replay::in_memory;
use crate::file_system::{FileSystem, SystemFiles};
use crate::future::BoxFuture;
use crate::http::{Body, HttpClient, HttpRequest, HttpResponse, SharedHttpClient, TransportError};

/// A transport that sends over another and keeps what is asked and answered, to be replayed by a
/// [`ReplayClient`](super::ReplayClient). Give a config a clone of it.
///
/// Kept are calls of operations, each attempt that got a response; not what providers of credentials ask for. Bodies are read
/// into memory, streams too.
///
/// **Secrets:** in the place of headers with credentials, tokens, cookies and keys stands `REDACTED`: `authorization`,
/// `proxy-authorization`, `x-amz-security-token`, `x-amz-s3session-token`, `x-amz-sso_bearer_token`, `x-api-key`, `cookie`,
/// `set-cookie`, and the keys that customers encrypt objects in S3 with. Paths, queries, bodies and other headers are as they
/// are: read the file before you commit it.
///
/// ```no_run
/// use tinsmith_runtime::config::Config;
/// use tinsmith_runtime::http::HttpClient;
/// use tinsmith_runtime::test_util::RecordingClient;
///
/// # async fn example(transport: impl HttpClient + 'static) -> std::io::Result<()> {
/// let recording = RecordingClient::new(transport); // such as an `HttpsClient`
/// let config = Config::from_env().await.to_builder().http_client(recording.clone()).build();
/// // Make calls with a client of this config.
/// # drop(config);
/// recording.save("tests/sign.json")
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct RecordingClient {
    transport: SharedHttpClient,
    /// As they stand in the file, so that secrets are kept nowhere.
    exchanges: Arc<Mutex<Vec<Value>>>,
}

impl RecordingClient {
    /// Records what goes over this transport.
    pub fn new(transport: impl HttpClient + 'static) -> Self {
        Self { transport: SharedHttpClient::new(transport), exchanges: Arc::default() }
    }

    /// What was recorded, as the text of a file: a JSON object whose `exchanges` hold `request` and `response`, in the order of
    /// the responses. A body is `json`, `text` or `base64`.
    #[must_use]
    pub fn to_json(&self) -> String {
        exchange::file(&self.exchanges())
    }

    /// Writes [`to_json`](Self::to_json) into a file, in the place of what it held. It is made readable by its owner only.
    ///
    /// # Errors
    ///
    /// When the file cannot be written, naming it.
    pub fn save(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let path = path.as_ref();
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        SystemFiles.write(path, self.to_json().as_bytes()).map_err(named)
    }

    fn exchanges(&self) -> MutexGuard<'_, Vec<Value>> {
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        // Providers of credentials, whose answers are secrets, ask without.
        if !request.headers().contains_key("amz-sdk-invocation-id") {
            return self.transport.call(request).await;
        }
        let request = in_memory(request).await?;
        let asked = exchange::request(&request);
        let (parts, body) = self.transport.call(request).await?.into_parts();
        let body = body.collect().await.map_err(|error| match error.downcast::<TransportError>() {
            Ok(error) => *error,
            Err(error) => TransportError::io(error),
        })?;
        let response = HttpResponse::from_parts(parts, Body::from(body));
        self.exchanges().push(exchange::exchange(asked, &response));
        Ok(response)
    }
}

impl HttpClient for RecordingClient {
    fn call(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(self.send(request))
    }
}
