//! One question to a service of credentials: asked again while it may help, answered from memory.

use std::time::Duration;

use bytes::Bytes;
use http::header::{HOST, HeaderMap, HeaderValue, USER_AGENT};
use http::{Method, StatusCode, Uri};

use super::{CredentialsError, ProviderContext};
use crate::config::TimeoutConfig;
use crate::error::BoxError;
use crate::http::{Body, HttpClient, HttpRequest, HttpResponse, TransportError, put_header};
use crate::retry::{Backoff, Failure, ServiceFailure, classify, classify_transport, jitter};

/// The largest answer that is read, in bytes: credentials take some thousands.
const MAX_ANSWER: usize = 1024 * 1024;
/// The waits between attempts.
const BACKOFF: Backoff = Backoff { initial: Duration::from_millis(100), max: Duration::from_secs(1) };

/// How often and how long a service is asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) attempts: u32,
    pub(super) connect: Duration,
    pub(super) read: Duration,
}

/// An answer, whatever its status.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// Why there is no answer.
pub(super) enum NoAnswer {
    /// The request cannot be sent at all.
    Unsendable(CredentialsError),
    Transport(TransportError),
}

impl NoAnswer {
    /// As the error of a provider that failed.
    pub(super) fn into_error(self, failed: CredentialsError) -> CredentialsError {
        match self {
            Self::Unsendable(error) => error,
            Self::Transport(error) => failed.with_source(error),
        }
    }
}

/// Makes the request of an attempt: each is made anew, since a body is sent once and a signature grows old.
pub(super) type Make<'a> = dyn Fn() -> Result<HttpRequest, CredentialsError> + Send + Sync + 'a;
/// Says why another attempt may help, if it may.
type Classify<'a> = dyn Fn(&Result<Answer, TransportError>) -> Option<Failure> + Send + Sync + 'a;

impl ProviderContext {
    /// Sends what `make` makes until there is nothing to `classify` as worth another attempt.
    pub(super) async fn exchange(
        &self,
        limits: Limits,
        make: &Make<'_>,
        classify: &Classify<'_>,
    ) -> Result<Answer, NoAnswer> {
        let mut attempt = 1;
        loop {
            let outcome = self.attempt(limits, make().map_err(NoAnswer::Unsendable)?).await?;
            match classify(&outcome) {
                Some(failure) if attempt < limits.attempts => {
                    if let Some(sleep) = &self.sleep {
                        sleep.sleep(BACKOFF.wait(failure, attempt - 1, jitter(&*self.random), None)).await;
                    }
                    attempt += 1;
                }
                _ => return outcome.map_err(NoAnswer::Transport),
            }
        }
    }

    async fn attempt(
        &self,
        limits: Limits,
        mut request: HttpRequest,
    ) -> Result<Result<Answer, TransportError>, NoAnswer> {
        let Some(client) = &self.http_client else {
            return Err(NoAnswer::Unsendable(CredentialsError::invalid_configuration(
                "no HTTP client: set `http_client(..)` on the config, or enable the feature `default-https-client`",
            )));
        };
        let timeouts = TimeoutConfig::builder().connect_timeout(limits.connect).read_timeout(limits.read).build();
        request.extensions_mut().insert(timeouts);
        Ok(match client.call(request).await {
            Ok(response) => collect(response).await,
            Err(error) => Err(error),
        })
    }
}

async fn collect(response: HttpResponse) -> Result<Answer, TransportError> {
    let (parts, body) = response.into_parts();
    let body = body.collect_up_to(MAX_ANSWER).await.map_err(|error: BoxError| match error.downcast() {
        Ok(error) => *error,
        Err(error) => TransportError::io(error),
    })?;
    Ok(Answer { status: parts.status, headers: parts.headers, body })
}

/// A failure that passes by itself, as every service has them.
pub(super) fn passing(outcome: &Result<Answer, TransportError>) -> Option<Failure> {
    match outcome {
        Ok(answer) => answer.failure(None),
        Err(error) => classify_transport(error),
    }
}

impl Answer {
    /// Why another attempt may help, by status and code.
    pub(super) fn failure(&self, code: Option<&str>) -> Option<Failure> {
        let status = self.status.as_u16();
        classify(&ServiceFailure { status, code, modelled: false, retryable: None, skew: None })
    }
}

/// A request to a service of credentials.
pub(super) fn request(method: Method, uri: &Uri, body: impl Into<Body>) -> HttpRequest {
    const AGENT: &str = concat!("tinsmith/", env!("CARGO_PKG_VERSION"), " lang/rust");
    let mut request = HttpRequest::new(body.into());
    *request.method_mut() = method;
    *request.uri_mut() = uri.clone();
    if let Some(host) = uri.authority().and_then(|authority| HeaderValue::from_str(authority.as_str()).ok()) {
        put_header(request.headers_mut(), HOST, host);
    }
    put_header(request.headers_mut(), USER_AGENT, HeaderValue::from_static(AGENT));
    request
}

/// A header's value that no log shows.
pub(super) fn secret(text: &str, what: &str) -> Result<HeaderValue, CredentialsError> {
    let mut value = HeaderValue::from_str(text).map_err(|_| {
        CredentialsError::invalid_configuration(format!("{what} holds characters that no header can carry"))
    })?;
    value.set_sensitive(true);
    Ok(value)
}
