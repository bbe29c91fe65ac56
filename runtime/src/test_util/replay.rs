//! A transport that answers from a list.

use std::collections::VecDeque;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::exchange::{self, InvalidExchanges};
use super::{ExpectedRequest, Response};
use crate::file_system::{FileSystem, SystemFiles};
use crate::future::BoxFuture;
use crate::http::{Body, HttpClient, HttpRequest, HttpResponse, TransportError};

/// A transport that answers requests from a list, in its order, each compared with what is expected. Nothing reaches the
/// network. Retries, hooks and what the client does to requests play their part, as they do not with stubs.
///
/// A request that differs, or for which nothing is left, is an error of the call that says how. Since code under test may take
/// such an error in its stride, and make too few calls, end a test with [`assert_exhausted`](Self::assert_exhausted).
///
/// ```
/// use tinsmith_runtime::test_util::{ExpectedRequest, ReplayClient, Response, config};
///
/// let transport = ReplayClient::new([
///     (ExpectedRequest::new("GET", "/signing-jobs"), Response::new(500)),
///     (ExpectedRequest::new("GET", "/signing-jobs"), Response::new(200).body(r#"{"jobs": []}"#)),
/// ]);
/// let config = config().http_client(transport.clone()).build();
/// // A client with this config lists the jobs, whose second attempt succeeds.
/// # let _ = config;
/// ```
#[derive(Clone, Debug)]
pub struct ReplayClient(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    left: VecDeque<(ExpectedRequest, Response)>,
    used: usize,
    /// What requests were not as expected, with their differences.
    failures: Vec<String>,
}

impl ReplayClient {
    /// Expects these requests, in this order, and answers with what stands beside each.
    pub fn new(exchanges: impl IntoIterator<Item = (ExpectedRequest, Response)>) -> Self {
        let left = exchanges.into_iter().collect();
        Self(Arc::new(Mutex::new(State { left, used: 0, failures: Vec::new() })))
    }

    /// Expects what was recorded, from the text of a file that a [`RecordingClient`](super::RecordingClient) has saved. Compared
    /// are method, path, query, body, and those headers that are not of an attempt: no time, no signature.
    ///
    /// # Errors
    ///
    /// When this is no such text, naming the place.
    pub fn from_json(text: &str) -> Result<Self, InvalidExchanges> {
        exchange::parse(text).map(Self::new)
    }

    /// The same of a file.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or holds something else; both name it.
    pub fn load(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let named = |kind, error: &dyn std::fmt::Display| io::Error::new(kind, format!("{}: {error}", path.display()));
        let bytes = SystemFiles.read(path).map_err(|error| named(error.kind(), &error))?;
        Self::from_json(&String::from_utf8_lossy(&bytes)).map_err(|error| named(io::ErrorKind::InvalidData, &error))
    }

    /// Leaves out of the comparison of JSON bodies what these JSON pointers name: what differs from run to run, such as
    /// `/clientRequestToken` of a request that was recorded.
    #[must_use]
    pub fn ignore_json(self, pointers: &[&str]) -> Self {
        let mut state = self.state();
        state.left =
            state.left.drain(..).map(|(request, response)| (request.ignore_json(pointers), response)).collect();
        drop(state);
        self
    }

    /// Checks that each expected request was made, and no other.
    ///
    /// # Panics
    ///
    /// When a request was not as expected or one too many, or when one was not made; the message lists all.
    #[track_caller]
    pub fn assert_exhausted(&self) {
        let state = self.state();
        let total = state.used + state.left.len();
        let unused = state.left.iter().enumerate().map(|(index, (request, _))| {
            format!("request {} of {total} was not made: {}", state.used + index + 1, request.name())
        });
        let problems: Vec<String> = state.failures.iter().cloned().chain(unused).collect();
        drop(state);
        assert!(problems.is_empty(), "not all went as expected:\n{}", problems.join("\n"));
    }

    fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let mut state = self.state();
        let Some((expected, response)) = state.left.pop_front() else {
            let used = state.used;
            let text = format!("no request was expected after {used}: {} {}", request.method(), request.uri());
            return Err(state.fail(text));
        };
        state.used += 1;
        let differences = expected.differences(request);
        if differences.is_empty() {
            return Ok(response.into_http());
        }
        let (number, total) = (state.used, state.used + state.left.len());
        let text = format!("request {number} of {total} is not as expected:\n{differences}");
        Err(state.fail(text.trim_end().to_owned()))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn fail(&mut self, text: String) -> TransportError {
        self.failures.push(text.clone());
        TransportError::other(text)
    }
}

impl HttpClient for ReplayClient {
    fn call(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move { self.answer(&in_memory(request).await?) })
    }
}

/// The request with its body in memory, so that it can be looked at.
pub(super) async fn in_memory(request: HttpRequest) -> Result<HttpRequest, TransportError> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(TransportError::io)?;
    Ok(HttpRequest::from_parts(parts, Body::from(body)))
}
