//! A new token for one that is about to end (`CreateToken` of the SSO OIDC service).

use std::path::Path;
use std::time::{Duration, SystemTime};

use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Uri};
use zeroize::Zeroizing;

use super::token::Token;
use super::{LIMITS, describe};
use crate::credentials::endpoint::{OIDC, endpoint};
use crate::credentials::exchange::{passing, request};
use crate::credentials::{CredentialsError, ProviderContext};
use crate::error::BoxError;
use crate::http::put_header;
use crate::json::{JsonDocument, JsonWriter, ToJson};
use crate::primitives::date_time::Format;
use crate::primitives::{DateTime, Document};

/// Exchanges the token, by what `aws sso login` kept beside it.
pub(super) async fn refresh(context: &ProviderContext, region: &str, token: &Token) -> Result<Token, BoxError> {
    let now = context.clock.now();
    let body = body(token).ok_or("the sign-in has expired, and nothing was kept to prolong it with")?;
    if token.time("registrationExpiresAt").is_some_and(|end| end.is_ok_and(|end| end <= now)) {
        return Err("the sign-in has expired, and so has the right to prolong it".into());
    }
    let uri: Uri = [&endpoint(context, &OIDC, region)?.to_string(), "token"].concat().parse()?;
    let make = |_| {
        let mut request = request(Method::POST, &uri, body.to_vec());
        put_header(request.headers_mut(), CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Ok(request)
    };
    let answer = context.exchange(LIMITS, &make, &passing).await;
    let answer = answer
        .map_err(|error| error.into_error(CredentialsError::provider_error("the sign-in cannot be prolonged")))?;
    if !answer.status.is_success() {
        return Err(format!("the sign-in cannot be prolonged: {}", describe(&answer)).into());
    }
    read(&answer.body, token, now)
}

/// What is asked; `None` when not all of it is known.
fn body(token: &Token) -> Option<Zeroizing<Vec<u8>>> {
    let (id, secret, refresh) = (token.text("clientId")?, token.text("clientSecret")?, token.text("refreshToken")?);
    let mut json = JsonWriter::new();
    json.object(|json| {
        json.member("clientId", id);
        json.member("clientSecret", secret);
        json.member("grantType", "refresh_token");
        json.member("refreshToken", refresh);
    });
    json.into_bytes().ok().map(Zeroizing::new)
}

/// Puts what was answered in the place of what it replaces.
fn read(answer: &[u8], token: &Token, now: SystemTime) -> Result<Token, BoxError> {
    let (access_token, seconds, refresh_token) = JsonDocument::parse(answer)?.read(|json| {
        (json.get::<String>("accessToken"), json.get::<i32>("expiresIn"), json.get::<String>("refreshToken"))
    })?;
    let access_token = Zeroizing::new(access_token.ok_or("the answer to the sign-in holds no `accessToken`")?);
    let seconds = seconds.and_then(|seconds| u64::try_from(seconds).ok());
    let expires_at = now + Duration::from_secs(seconds.ok_or("the answer to the sign-in holds no `expiresIn`")?);
    let expiry = DateTime::from_secs(DateTime::from(expires_at).secs()).fmt(Format::DateTime)?;
    let mut file = token.file.clone();
    if let Document::Object(members) = &mut file {
        members.insert("accessToken".to_owned(), Document::String(access_token.to_string()));
        members.insert("expiresAt".to_owned(), Document::String(expiry));
        if let Some(refresh_token) = refresh_token {
            members.insert("refreshToken".to_owned(), Document::String(refresh_token));
        }
    }
    Ok(Token { access_token, expires_at, file })
}

/// Puts a token where the AWS CLI and other programs find it.
pub(super) fn write(context: &ProviderContext, path: &Path, token: &Token) -> Result<(), BoxError> {
    let mut json = JsonWriter::new();
    token.file.to_json(&mut json);
    Ok(context.files.write(path, &Zeroizing::new(json.into_bytes()?))?)
}
