//! Version 2 of the metadata service: a token first, which every question then shows.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use http::header::{HeaderName, HeaderValue};
use http::{Method, Uri};

use super::super::exchange::{Answer, Limits, NoAnswer, passing, request, secret};
use super::super::{CredentialsError, ProviderContext};
use super::endpoint::Place;
use crate::http::{TransportError, put_header};
use crate::retry::Failure;

static TOKEN: HeaderName = HeaderName::from_static("x-aws-ec2-metadata-token");
static TOKEN_TTL: HeaderName = HeaderName::from_static("x-aws-ec2-metadata-token-ttl-seconds");
/// Six hours, in seconds.
const TTL: &str = "21600";
const TTL_SECONDS: u64 = 21_600;
/// How long before its end a token is no longer shown.
const EARLY: Duration = Duration::from_secs(120);
const LIMITS: Limits = Limits { attempts: 4, connect: Duration::from_secs(1), read: Duration::from_secs(1) };

#[derive(Clone, Debug)]
pub(super) struct Client {
    pub(super) context: ProviderContext,
    pub(super) place: Place,
    /// With the time until which it is shown. The header's `Debug` hides it.
    token: Arc<Mutex<Option<(HeaderValue, SystemTime)>>>,
}

impl Client {
    pub(super) fn new(context: ProviderContext) -> Self {
        Self { context, place: Place::default(), token: Arc::default() }
    }

    /// The answer to a question. A token that the service no longer knows is exchanged for a new one.
    pub(super) async fn get(&self, path: &str) -> Result<Answer, CredentialsError> {
        let uri = self.uri(path)?;
        let mut attempt = 1;
        loop {
            let token = self.token().await?;
            let make = |_| {
                let mut request = request(Method::GET, &uri, "");
                put_header(request.headers_mut(), TOKEN.clone(), token.clone());
                Ok(request)
            };
            let answer = self.context.exchange(LIMITS, &make, &passing).await;
            let answer = answer.map_err(|error| {
                error.into_error(CredentialsError::provider_error("the metadata service did not answer"))
            })?;
            if answer.status.as_u16() != 401 || attempt == LIMITS.attempts {
                return Ok(answer);
            }
            *self.kept() = None;
            attempt += 1;
        }
    }

    async fn token(&self) -> Result<HeaderValue, CredentialsError> {
        let now = self.context.clock.now();
        if let Some((token, until)) = &*self.kept()
            && now < *until
        {
            return Ok(token.clone());
        }
        let uri = self.uri("/latest/api/token")?;
        let make = |_| {
            let mut request = request(Method::PUT, &uri, "");
            put_header(request.headers_mut(), TOKEN_TTL.clone(), HeaderValue::from_static(TTL));
            Ok(request)
        };
        let answer = self.context.exchange(LIMITS, &make, &passing_with_a_connection).await;
        let answer = answer.map_err(unreachable_service)?;
        let token = read_token(&answer)?;
        let ttl = answer.headers.get(&TOKEN_TTL).and_then(|ttl| ttl.to_str().ok()?.trim().parse().ok());
        let ttl = Duration::from_secs(ttl.unwrap_or(TTL_SECONDS).min(TTL_SECONDS));
        *self.kept() = Some((token.clone(), now + ttl.saturating_sub(EARLY)));
        Ok(token)
    }

    fn kept(&self) -> MutexGuard<'_, Option<(HeaderValue, SystemTime)>> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn uri(&self, path: &str) -> Result<Uri, CredentialsError> {
        let uri = [&self.place.find(&self.context)?, path].concat();
        uri.parse()
            .map_err(|_| CredentialsError::provider_error("the metadata service gave a name that no URL can hold"))
    }
}

/// Where nobody answers there is no instance: asking again would only make every start elsewhere slower.
fn passing_with_a_connection(outcome: &Result<Answer, TransportError>) -> Option<Failure> {
    match outcome {
        Err(error) if error.is_connect() || error.is_timeout() => None,
        outcome => passing(outcome),
    }
}

/// No answer to the first question of all: most likely this is no instance.
fn unreachable_service(error: NoAnswer) -> CredentialsError {
    match error {
        NoAnswer::Unsendable(error) => error,
        NoAnswer::Transport(error) => {
            CredentialsError::not_loaded("the metadata service cannot be reached").with_source(error)
        }
    }
}

fn read_token(answer: &Answer) -> Result<HeaderValue, CredentialsError> {
    match answer.status.as_u16() {
        200 => {
            let text = std::str::from_utf8(&answer.body).unwrap_or_default().trim();
            if text.is_empty() {
                return Err(CredentialsError::provider_error("the metadata service gave no token"));
            }
            secret(text, "the token of the metadata service")
        }
        403 => Err(CredentialsError::provider_error(
            "request forbidden: IMDS is disabled on this instance, or does not let this process in (status 403)",
        )),
        status => Err(CredentialsError::provider_error(format!(
            "the metadata service answered with status {status} when asked for a token"
        ))),
    }
}
