//! Credentials for whoever has signed in at the IAM Identity Center (`aws sso login`).

mod refresh;
mod token;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::HeaderName;
use http::{Method, Uri};

use super::endpoint::{PORTAL, endpoint};
use super::exchange::{Answer, Limits, passing, request, secret};
use super::profile::SignIn;
use super::{Credentials, CredentialsError, ProviderContext};
use crate::error::BoxError;
use crate::http::put_header;
use crate::json::JsonDocument;
use crate::uri::encode_query;
use token::Token;

const LIMITS: Limits = Limits { attempts: 3, connect: Duration::from_secs(5), read: Duration::from_secs(30) };
static BEARER_TOKEN: HeaderName = HeaderName::from_static("x-amz-sso_bearer_token");

/// The credentials of the role that a profile names. Errors name the profile.
pub(super) async fn load(context: &ProviderContext, sign_in: &SignIn) -> Result<Credentials, CredentialsError> {
    let profile = &sign_in.profile;
    let (Some(account_id), Some(role)) = (&sign_in.account_id, &sign_in.role_name) else {
        return Err(CredentialsError::invalid_configuration(format!(
            "profile `{profile}` signs in by SSO but names no role: set `sso_account_id` and `sso_role_name`"
        )));
    };
    let remedy = || format!("profile `{profile}` is not signed in, run `aws sso login --profile {profile}`");
    let token = token::usable(context, sign_in)
        .await
        .map_err(|error| CredentialsError::provider_error(remedy()).with_source(error))?;
    let answer = ask(context, &sign_in.region, account_id, role, &token).await?;
    let failed = |reason: BoxError| {
        let what = format!("SSO gives no credentials of the role of profile `{profile}`");
        CredentialsError::provider_error(what).with_source(reason)
    };
    match answer.status.as_u16() {
        200 => read(&answer.body, account_id).map_err(failed),
        401 => Err(CredentialsError::provider_error(remedy()).with_source(describe(&answer))),
        _ => Err(failed(describe(&answer).into())),
    }
}

async fn ask(
    context: &ProviderContext,
    region: &str,
    account_id: &str,
    role: &str,
    token: &Token,
) -> Result<Answer, CredentialsError> {
    let mut url = endpoint(context, &PORTAL, region)?.to_string();
    url.push_str("federation/credentials?account_id=");
    encode_query(account_id, &mut url);
    url.push_str("&role_name=");
    encode_query(role, &mut url);
    let uri: Uri = url.parse().map_err(|_| CredentialsError::provider_error("SSO has no address"))?;
    let bearer = secret(&token.access_token, "the cached token")?;
    let make = |_| {
        let mut request = request(Method::GET, &uri, "");
        put_header(request.headers_mut(), BEARER_TOKEN.clone(), bearer.clone());
        Ok(request)
    };
    let answer = context.exchange(LIMITS, &make, &passing).await;
    answer.map_err(|error| error.into_error(CredentialsError::provider_error("SSO did not answer")))
}

/// What is said of a failure, and no more of the answer.
fn describe(answer: &Answer) -> String {
    let read = |name: &str| JsonDocument::parse(&answer.body).ok()?.read(|json| json.get::<String>(name)).ok()?;
    let words = read("message").or_else(|| read("error_description")).or_else(|| read("error"));
    let status = answer.status.as_u16();
    words.map_or_else(|| format!("status {status}"), |words| format!("status {status}: {words}"))
}

fn read(body: &[u8], account_id: &str) -> Result<Credentials, BoxError> {
    JsonDocument::parse(body)?.read(|json| {
        let json = json.member("roleCredentials");
        let required = |name: &str| -> Result<String, BoxError> {
            let text = json.get::<String>(name).filter(|text| !text.is_empty());
            text.ok_or_else(|| format!("its answer holds no `{name}`").into())
        };
        let (id, secret) = (required("accessKeyId")?, required("secretAccessKey")?);
        let expiry = json.get::<i64>("expiration").map(time).transpose()?;
        let credentials = Credentials::new(id, secret, Some(required("sessionToken")?), expiry, "Sso");
        Ok(credentials.with_account_id(account_id))
    })?
}

fn time(millis: i64) -> Result<SystemTime, BoxError> {
    let time = u64::try_from(millis).ok().and_then(|millis| UNIX_EPOCH.checked_add(Duration::from_millis(millis)));
    time.ok_or_else(|| "its answer holds an expiry out of range".into())
}
