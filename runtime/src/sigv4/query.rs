//! Signing in the query, for requests that somebody else sends.

use std::time::Duration;

use http::HeaderMap;

use super::canonical::joined_names_to_sign;
use super::signature::{self, ALGORITHM};
use super::{CanonicalRequest, PayloadHash, RequestLine, Signature, SigningError, SigningKeyCache, SigningParams};
use crate::primitives::date_time::AmzDate;
use crate::text::concat;
use crate::uri::encode_query;

/// A presigned request is refused after a week (604,800 seconds).
const LONGEST_EXPIRY: u64 = 7 * 24 * 60 * 60;

/// Signs a request in its query: gives the whole query that holds for `expires_in` (whole seconds) from the time of
/// signing.
///
/// Whoever sends the request has to send all of `headers` too, but for those that are never signed, so give only what
/// matters; `host` has to be among them. `line.query` must hold no earlier signature.
///
/// # Errors
///
/// As for [`super::sign`], and when `expires_in` is not within 1 second and 7 days.
pub fn presign(
    line: &RequestLine<'_>,
    headers: &HeaderMap,
    payload: &PayloadHash,
    expires_in: Duration,
    params: &SigningParams<'_>,
    keys: &SigningKeyCache,
) -> Result<(String, Signature), SigningError> {
    if !(1..=LONGEST_EXPIRY).contains(&expires_in.as_secs()) {
        return Err(SigningError::ExpiryOutOfRange);
    }
    let date = AmzDate::new(params.time).map_err(|_| SigningError::TimeOutOfRange)?;
    let credential = concat(&[params.credentials.access_key_id(), "/", &signature::scope(&date, params)]);
    let mut query = line.query.to_owned();
    push(&mut query, "X-Amz-Algorithm", ALGORITHM);
    push(&mut query, "X-Amz-Credential", &credential);
    push(&mut query, "X-Amz-Date", date.as_str());
    push(&mut query, "X-Amz-SignedHeaders", &joined_names_to_sign(headers)?);
    push(&mut query, "X-Amz-Expires", &expires_in.as_secs().to_string());
    let token = params.credentials.session_token();
    let (signed_token, unsigned_token) = if params.settings.sign_session_token { (token, None) } else { (None, token) };
    if let Some(token) = signed_token {
        push(&mut query, "X-Amz-Security-Token", token);
    }
    let line = RequestLine { query: &query, ..*line };
    let canonical_request = CanonicalRequest::new(&line, headers, payload, &params.settings)?;
    let signature = Signature::new(canonical_request, &date, params, keys);
    if let Some(token) = unsigned_token {
        push(&mut query, "X-Amz-Security-Token", token);
    }
    push(&mut query, "X-Amz-Signature", signature.as_str());
    Ok((query, signature))
}

fn push(query: &mut String, key: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(key);
    query.push('=');
    encode_query(value, query);
}
