//! AWS Signature Version 4: signs a request with an access key, in its headers ([`sign`]) or in its query ([`presign`]).
//!
//! The steps are those of the public description: a canonical request ([`CanonicalRequest`]), a string to sign that names
//! its hash, and an HMAC-SHA256 of that string under a key derived for one day, region and service ([`SigningKeyCache`]).

mod canonical;
mod error;
mod hash;
mod key;
mod query;
mod signature;

pub use canonical::CanonicalRequest;
pub use error::SigningError;
pub use hash::PayloadHash;
pub use key::SigningKeyCache;
pub use query::presign;
pub use signature::Signature;

use std::time::SystemTime;

use http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Uri};

use crate::credentials::Credentials;
use crate::http::{header_value, put_header};
use crate::primitives::date_time::AmzDate;
use crate::text::concat;

pub(crate) static X_AMZ_CONTENT_SHA256: HeaderName = HeaderName::from_static("x-amz-content-sha256");
static X_AMZ_DATE: HeaderName = HeaderName::from_static("x-amz-date");
static X_AMZ_SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");

/// The first line of a request, as it goes over the wire.
#[derive(Clone, Copy, Debug)]
pub struct RequestLine<'a> {
    /// The method.
    pub method: &'a Method,
    /// The path, already percent-encoded; an empty one means `/`.
    pub path: &'a str,
    /// The query without `?`, already percent-encoded (a space as `%20`, since `+` means itself); empty when there is none.
    pub query: &'a str,
}

impl<'a> RequestLine<'a> {
    /// The line of a request to `uri`.
    #[must_use]
    pub fn new(method: &'a Method, uri: &'a Uri) -> Self {
        Self { method, path: uri.path(), query: uri.query().unwrap_or_default() }
    }
}

/// Who signs, for what and when.
#[derive(Clone, Copy, Debug)]
pub struct SigningParams<'a> {
    /// Whose key signs.
    pub credentials: &'a Credentials,
    /// The region that the signature holds for.
    pub region: &'a str,
    /// The service's signing name.
    pub service: &'a str,
    /// The time of the request; services refuse one that is minutes off.
    pub time: SystemTime,
    /// What differs between services.
    pub settings: Settings,
}

/// What differs between services; the default suits all but a few, S3 first among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Take dot segments and doubled slashes out of the canonical path. S3 does not.
    pub normalize_path: bool,
    /// Encode the canonical path once more on top of the request's own encoding. S3 does not.
    pub double_encode_path: bool,
    /// Send, and sign, the body's hash in `x-amz-content-sha256`, as S3 wants it. [`presign`] never does.
    pub content_sha256_header: bool,
    /// Sign the session token. Where it is not signed it is added afterwards.
    pub sign_session_token: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { normalize_path: true, double_encode_path: true, content_sha256_header: false, sign_session_token: true }
    }
}

/// Signs a request in its headers.
///
/// Adds `x-amz-date`, `x-amz-security-token` when the credentials have one, `x-amz-content-sha256` when the settings want
/// it or the body is not signed, and `authorization`. Those of an earlier signing are dropped first, so a retry can sign the same map anew. All headers
/// that are there by now are signed, except those that a proxy may change; `host` has to be among them.
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
/// use tinsmith_runtime::credentials::Credentials;
/// use tinsmith_runtime::sigv4::{PayloadHash, RequestLine, Settings, SigningKeyCache, SigningParams, sign};
///
/// let (mut request, body) = http::Request::get("https://example.amazonaws.com/")
///     .header("host", "example.amazonaws.com")
///     .body("")?
///     .into_parts();
/// let params = SigningParams {
///     credentials: &Credentials::from_keys("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", None),
///     region: "us-east-1",
///     service: "service",
///     time: UNIX_EPOCH + Duration::from_secs(1_440_938_160),
///     settings: Settings::default(),
/// };
/// let line = RequestLine::new(&request.method, &request.uri);
/// let payload = PayloadHash::of(body.as_bytes());
/// sign(&line, &mut request.headers, &payload, &params, &SigningKeyCache::new())?;
/// assert_eq!(request.headers["x-amz-date"], "20150830T123600Z");
/// assert!(request.headers["authorization"].to_str()?.ends_with("a2260956d9b8aae1d763fbf31"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// When `host` is missing, a header's value is not UTF-8, the credentials hold characters that no header can carry, or the
/// time is outside of the years 0 to 9999. The request must not be sent then.
pub fn sign(
    line: &RequestLine<'_>,
    headers: &mut HeaderMap,
    payload: &PayloadHash,
    params: &SigningParams<'_>,
    keys: &SigningKeyCache,
) -> Result<Signature, SigningError> {
    let settings = &params.settings;
    let date = AmzDate::new(params.time).map_err(|_| SigningError::TimeOutOfRange)?;
    let token = params.credentials.session_token().map(security_token).transpose()?;
    headers.remove(&AUTHORIZATION);
    headers.remove(&X_AMZ_SECURITY_TOKEN);
    put_header(headers, X_AMZ_DATE.clone(), date_value(&date)?);
    // Nothing but the header tells a service that the body is not signed.
    if settings.content_sha256_header || *payload == PayloadHash::UNSIGNED {
        put_header(headers, X_AMZ_CONTENT_SHA256.clone(), payload.to_header_value()?);
    }
    let (signed_token, unsigned_token) = if settings.sign_session_token { (token, None) } else { (None, token) };
    if let Some(token) = signed_token {
        put_header(headers, X_AMZ_SECURITY_TOKEN.clone(), token);
    }
    let canonical_request = CanonicalRequest::new(line, headers, payload, settings)?;
    let signature = Signature::new(canonical_request, &date, params, keys);
    put_header(headers, AUTHORIZATION, authorization(&signature, params)?);
    if let Some(token) = unsigned_token {
        put_header(headers, X_AMZ_SECURITY_TOKEN.clone(), token);
    }
    Ok(signature)
}

fn date_value(date: &AmzDate) -> Result<HeaderValue, SigningError> {
    header_value(date.as_str().to_owned()).map_err(|_| SigningError::TimeOutOfRange)
}

fn security_token(token: &str) -> Result<HeaderValue, SigningError> {
    let mut value = header_value(token.to_owned()).map_err(|_| SigningError::InvalidCredentials("session token"))?;
    value.set_sensitive(true);
    Ok(value)
}

fn authorization(signature: &Signature, params: &SigningParams<'_>) -> Result<HeaderValue, SigningError> {
    let parts = [
        signature::ALGORITHM,
        " Credential=",
        params.credentials.access_key_id(),
        "/",
        signature.scope(),
        ", SignedHeaders=",
        signature.canonical_request().signed_headers(),
        ", Signature=",
        signature.as_str(),
    ];
    let mut value = header_value(concat(&parts))
        .map_err(|_| SigningError::InvalidCredentials("access key id, region or service"))?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests;
