//! One question to a service of credentials: asked again while it may help, answered from memory.

use std::pin::pin;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{HOST, HeaderMap, HeaderValue, USER_AGENT};
use http::{Method, StatusCode, Uri};

use super::{CredentialsError, ProviderContext};
use crate::clock_skew::ClockSkew;
use crate::config::TimeoutConfig;
use crate::error::BoxError;
use crate::http::{Body, HttpClient, HttpRequest, HttpResponse, TransportError, put_header};
use crate::retry::{Backoff, Failure, ServiceFailure, classify, classify_transport, jitter};
use crate::time::within;

/// The largest answer that is read, in bytes: credentials take some thousands.
const MAX_ANSWER: usize = 1024 * 1024;
/// The waits between attempts.
const BACKOFF: Backoff = Backoff { initial: Duration::from_millis(100), max: Duration::from_secs(1) };

/// How often and how long a service is asked. An attempt takes no longer than to connect and to read once, body and all.
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
    /// By how many milliseconds the clock is behind, where the answer tells.
    skew: Option<i64>,
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

/// Makes the request of an attempt, to be signed at a time: each is made anew, since a body is sent once and a signature grows
/// old, or the clock turned out to be wrong.
pub(super) type Make<'a> = dyn Fn(SystemTime) -> Result<HttpRequest, CredentialsError> + Send + Sync + 'a;
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
        let skew = ClockSkew::default();
        let mut attempt = 1;
        loop {
            let request = make(skew.correct(self.clock.now())).map_err(NoAnswer::Unsendable)?;
            let outcome = self.attempt(limits, request, &skew).await?;
            match classify(&outcome) {
                Some(failure) if attempt < limits.attempts => {
                    if let Some(sleep) = self.sleep.as_ref().filter(|sleep| sleep.can_sleep()) {
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
        skew: &ClockSkew,
    ) -> Result<Result<Answer, TransportError>, NoAnswer> {
        let Some(client) = &self.http_client else {
            return Err(NoAnswer::Unsendable(CredentialsError::invalid_configuration(
                "no HTTP client: set `http_client(..)` on the config, or enable the feature `default-https-client`",
            )));
        };
        let timeouts = TimeoutConfig::builder().connect_timeout(limits.connect).read_timeout(limits.read).build();
        request.extensions_mut().insert(timeouts);
        let sent = self.clock.now();
        let answer = async {
            let response = client.call(request).await?;
            let skew = skew.observe(sent, &*self.clock, response.headers());
            collect(response, skew).await
        };
        // A transport of the user's own may know of no time-outs, and a server may send on for ever.
        let limit = limits.connect + limits.read;
        let late = || Err(TransportError::timeout(format!("no whole answer within {} s", limit.as_secs())));
        Ok(within(Some(limit), self.sleep.as_deref(), pin!(answer)).await.unwrap_or_else(late))
    }
}

async fn collect(response: HttpResponse, skew: Option<i64>) -> Result<Answer, TransportError> {
    let (parts, body) = response.into_parts();
    let body = body.collect_up_to(MAX_ANSWER).await.map_err(|error: BoxError| match error.downcast() {
        Ok(error) => *error,
        Err(error) => TransportError::io(error),
    })?;
    Ok(Answer { status: parts.status, headers: parts.headers, body, skew })
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
        classify(&ServiceFailure { status, code, modelled: false, retryable: None, skew: self.skew })
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

#[cfg(test)]
impl Answer {
    pub(super) fn of(status: u16, body: &'static str) -> Self {
        let status = StatusCode::from_u16(status).unwrap();
        Self { status, headers: HeaderMap::new(), body: Bytes::from_static(body.as_bytes()), skew: None }
    }
}

/// A header's value that no log shows.
pub(super) fn secret(text: &str, what: &str) -> Result<HeaderValue, CredentialsError> {
    let mut value = HeaderValue::from_str(text).map_err(|_| {
        CredentialsError::invalid_configuration(format!("{what} holds characters that no header can carry"))
    })?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::future::BoxFuture;
    use crate::test_util::ManualTime;
    use std::convert::Infallible;
    use std::future::{pending, ready};
    use std::pin::Pin;
    use std::task::{Context, Poll};

    /// Never answers, or with a body that never ends.
    #[derive(Debug)]
    struct Stuck {
        in_body: bool,
    }

    struct Endless;

    impl http_body::Body for Endless {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<http_body::Frame<Bytes>, Infallible>>> {
            Poll::Pending
        }
    }

    impl HttpClient for Stuck {
        fn call(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
            match self.in_body {
                true => Box::pin(ready(Ok(HttpResponse::new(Body::from_stream(Endless))))),
                false => Box::pin(pending()),
            }
        }
    }

    #[tokio::test]
    async fn no_attempt_takes_longer_than_its_limits_whatever_the_transport() {
        let limits = Limits { attempts: 2, connect: Duration::from_secs(1), read: Duration::from_secs(4) };
        for in_body in [false, true] {
            let time = ManualTime::new(SystemTime::UNIX_EPOCH);
            let context = ProviderContext::new().http_client(Stuck { in_body }).clock(time.clone()).sleep(time.clone());
            let make = |_| Ok(request(Method::GET, &Uri::from_static("http://localhost/"), ""));
            let outcome = context.exchange(limits, &make, &passing).await;
            let Err(NoAnswer::Transport(error)) = outcome else { panic!("no answer can come") };
            assert!(error.is_timeout(), "{error}");
            let waits = time.waits();
            assert_eq!((waits.len(), waits[0], waits[2]), (3, Duration::from_secs(5), Duration::from_secs(5)));
        }
    }
}
