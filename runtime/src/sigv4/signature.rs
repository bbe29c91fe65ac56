//! The string to sign, and its signature.

use std::fmt;

use ring::hmac;

use super::hash::Hex;
use super::key::Scope;
use super::{CanonicalRequest, SigningKeyCache, SigningParams};
use crate::primitives::date_time::AmzDate;
use crate::text::concat;

pub(super) const ALGORITHM: &str = "AWS4-HMAC-SHA256";
pub(super) const TERMINATOR: &str = "aws4_request";

/// A request's signature, with the two texts that led to it.
///
/// When a service answers that the signature does not match, it tells the texts that it expected: compare.
pub struct Signature {
    canonical_request: CanonicalRequest,
    scope: String,
    string_to_sign: String,
    hex: Hex,
}

impl Signature {
    pub(super) fn new(
        canonical_request: CanonicalRequest,
        date: &AmzDate,
        params: &SigningParams<'_>,
        keys: &SigningKeyCache,
    ) -> Self {
        let hash = Hex::sha256(canonical_request.as_str().as_bytes());
        let scope = scope(date, params);
        let string_to_sign = concat(&[ALGORITHM, "\n", date.as_str(), "\n", &scope, "\n", hash.as_str()]);
        let key_scope = Scope { date: date.day(), region: params.region, service: params.service, text: &scope };
        let entry = keys.key(params.credentials.secret_access_key(), &key_scope);
        let hex = Hex::new(hmac::sign(&entry.key, string_to_sign.as_bytes()).as_ref());
        Self { canonical_request, scope, string_to_sign, hex }
    }

    /// The signature: 64 lowercase hexadecimal characters.
    pub fn as_str(&self) -> &str {
        self.hex.as_str()
    }

    /// The request in the form that is hashed. It holds the session token, if that is signed: keep it out of logs.
    pub fn canonical_request(&self) -> &CanonicalRequest {
        &self.canonical_request
    }

    /// The text that the signing key signs.
    pub fn string_to_sign(&self) -> &str {
        &self.string_to_sign
    }

    /// What the signing key holds for: `date/region/service/aws4_request`.
    pub(super) fn scope(&self) -> &str {
        &self.scope
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Signature").field(&self.as_str()).finish()
    }
}

/// What the signing key holds for: `date/region/service/aws4_request`.
pub(super) fn scope(date: &AmzDate, params: &SigningParams<'_>) -> String {
    concat(&[date.day(), "/", params.region, "/", params.service, "/", TERMINATOR])
}
