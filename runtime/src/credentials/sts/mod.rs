//! The Security Token Service: credentials of a role, for those of somebody else or for a web identity.

mod answer;
mod xml;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Uri};
use zeroize::Zeroizing;

use super::endpoint::{STS, endpoint, signing_region};
use super::exchange::{Limits, Make, request};
use super::profile::{AssumeRole, WebIdentity};
use super::{Credentials, CredentialsError, ProviderContext};
use crate::error::BoxError;
use crate::http::{HttpRequest, put_header};
use crate::sigv4::{self, PayloadHash, RequestLine, SigningKeyCache, SigningParams};
use crate::uri::encode_query;

const LIMITS: Limits = Limits { attempts: 3, connect: Duration::from_secs(5), read: Duration::from_secs(30) };

/// `AssumeRole`, with the credentials of somebody who may take the role on.
pub(super) async fn assume_role(
    context: &ProviderContext,
    source: &Credentials,
    role: &AssumeRole,
) -> Result<Credentials, CredentialsError> {
    let region = region(context)?;
    let uri = endpoint(context, &STS, &region)?;
    let mut form = form("AssumeRole", context, &role.role_arn, role.session_name.as_deref());
    if let Some(id) = &role.external_id {
        push(&mut form, "ExternalId", id);
    }
    if let Some(seconds) = role.duration_seconds {
        push(&mut form, "DurationSeconds", &seconds.to_string());
    }
    let (keys, signing_region) = (SigningKeyCache::new(), signing_region(&region));
    let make = |time| {
        let mut request = post(&uri, &form);
        sign(&mut request, &form, time, source, &signing_region, &keys)
            .map_err(|error| failed(&role.role_arn).with_source(error))?;
        Ok(request)
    };
    ask(context, &role.role_arn, &make, "AssumeRole").await
}

/// `AssumeRoleWithWebIdentity`, with a token of whoever says who this is.
pub(super) async fn assume_role_with_web_identity(
    context: &ProviderContext,
    token: &str,
    role: &WebIdentity,
) -> Result<Credentials, CredentialsError> {
    let uri = endpoint(context, &STS, &region(context)?)?;
    let mut form = form("AssumeRoleWithWebIdentity", context, &role.role_arn, role.session_name.as_deref());
    push(&mut form, "WebIdentityToken", token);
    ask(context, &role.role_arn, &|_| Ok(post(&uri, &form)), "WebIdentity").await
}

async fn ask(
    context: &ProviderContext,
    role: &str,
    make: &Make<'_>,
    provider: &'static str,
) -> Result<Credentials, CredentialsError> {
    let answer = context.exchange(LIMITS, make, &answer::passing).await;
    let answer = answer.map_err(|error| error.into_error(failed(role)))?;
    answer::read(&answer, provider).map_err(|error| failed(role).with_source(error))
}

fn failed(role: &str) -> CredentialsError {
    CredentialsError::provider_error(format!("the role `{role}` cannot be taken on"))
}

fn region(context: &ProviderContext) -> Result<String, CredentialsError> {
    context.region_name().ok_or_else(|| {
        CredentialsError::invalid_configuration(
            "taking on a role needs a region: set AWS_REGION, or `region` in the profile",
        )
    })
}

fn form(action: &str, context: &ProviderContext, role_arn: &str, session_name: Option<&str>) -> Zeroizing<String> {
    let mut form = Zeroizing::new(["Action=", action, "&Version=2011-06-15"].concat());
    push(&mut form, "RoleArn", role_arn);
    let now = context.clock.now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let made_up = || format!("tinsmith-{}", now.as_millis());
    push(&mut form, "RoleSessionName", &session_name.map_or_else(made_up, str::to_owned));
    form
}

fn push(form: &mut String, name: &str, value: &str) {
    form.extend(["&", name, "="]);
    encode_query(value, form);
}

fn post(uri: &Uri, form: &str) -> HttpRequest {
    let mut request = request(Method::POST, uri, form.to_owned());
    let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
    put_header(request.headers_mut(), CONTENT_TYPE, kind);
    request
}

fn sign(
    request: &mut HttpRequest,
    form: &str,
    time: SystemTime,
    credentials: &Credentials,
    region: &str,
    keys: &SigningKeyCache,
) -> Result<(), BoxError> {
    let mut headers = std::mem::take(request.headers_mut());
    let params = SigningParams { credentials, region, service: "sts", time, settings: sigv4::Settings::default() };
    let line = RequestLine::new(request.method(), request.uri());
    sigv4::sign(&line, &mut headers, &PayloadHash::of(form.as_bytes()), &params, keys)?;
    *request.headers_mut() = headers;
    Ok(())
}
