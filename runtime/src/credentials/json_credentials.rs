//! Credentials in JSON, as containers, instances and processes give them.

use std::time::SystemTime;

use super::Credentials;
use crate::error::BoxError;
use crate::json::{JsonDocument, JsonValue};
use crate::primitives::DateTime;
use crate::primitives::date_time::Format;

/// Reads an object with `AccessKeyId`, `SecretAccessKey`, the session token under the given name, `Expiration` and
/// `AccountId`, the last three of which need not be there. The error shows nothing of what was read.
pub(super) fn read(json: JsonValue<'_>, token: &str, provider: &'static str) -> Result<Credentials, BoxError> {
    let text = |name: &str| json.get::<String>(name).filter(|text| !text.is_empty());
    let required = |name: &str| text(name).ok_or_else(|| format!("it holds no `{name}`"));
    let expiry = text("Expiration").map(|expiry| time(&expiry)).transpose()?;
    let (id, secret) = (required("AccessKeyId")?, required("SecretAccessKey")?);
    let credentials = Credentials::new(id, secret, text(token), expiry, provider);
    Ok(match text("AccountId") {
        Some(account) => credentials.with_account_id(account),
        None => credentials,
    })
}

/// Like [`read`], of a whole text.
pub(super) fn parse(bytes: &[u8], token: &str, provider: &'static str) -> Result<Credentials, BoxError> {
    JsonDocument::parse(bytes)?.read(|json| read(json, token, provider))?
}

/// A time of RFC 3339.
pub(super) fn time(text: &str) -> Result<SystemTime, BoxError> {
    let time = DateTime::from_str(text, Format::DateTime).and_then(SystemTime::try_from);
    time.map_err(|error| format!("its expiry is unreadable: {error}").into())
}
