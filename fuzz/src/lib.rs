//! What fuzz targets share: a client whose transport answers at once.

use std::future::Future;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use tinsmith_signer::config::http::{BoxFuture, HttpRequest, HttpResponse, TransportError};
use tinsmith_signer::config::{Builder, Config, Credentials, HttpClient};

/// What became of a future that waits for nothing.
///
/// # Panics
///
/// When it waits.
pub fn finished<T>(future: impl Future<Output = T>) -> T {
    match std::pin::pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future waits, though its transport answers at once"),
    }
}

/// Settings of a client that is answered by `transport`, and lets everything through that can be sent.
pub fn settings(transport: &Transport) -> Builder {
    Config::builder()
        .credentials_provider(Credentials::from_keys("AKIDEXAMPLE", "secret", None))
        .validate_input(false)
        .http_client(transport.clone())
}

/// Gives one answer, and keeps the request that it got.
#[derive(Clone, Debug, Default)]
pub struct Transport(Arc<Mutex<(Option<HttpResponse>, Option<HttpRequest>)>>);

impl Transport {
    /// A transport that gives this answer to the first request.
    pub fn answering(response: HttpResponse) -> Self {
        Self(Arc::new(Mutex::new((Some(response), None))))
    }

    /// The request that was sent last.
    ///
    /// # Panics
    ///
    /// When another thread has panicked.
    pub fn request(&self) -> Option<HttpRequest> {
        self.0.lock().unwrap().1.take()
    }
}

impl HttpClient for Transport {
    fn call(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let mut state = self.0.lock().unwrap();
        state.1 = Some(request);
        let answer = state.0.take().ok_or_else(|| TransportError::other("there is no answer"));
        Box::pin(std::future::ready(answer))
    }
}
