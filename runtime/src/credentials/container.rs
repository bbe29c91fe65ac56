//! Credentials of a container: ECS and EKS.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;
use std::time::Duration;

use http::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use http::{Method, Uri};
use zeroize::Zeroizing;

use super::exchange::{Limits, passing, request, secret};
use super::{Credentials, CredentialsError, ProvideCredentials, ProviderContext, json_credentials};
use crate::error::BoxError;
use crate::future::BoxFuture;
use crate::http::{HttpRequest, put_header};
use crate::json::JsonDocument;

const RELATIVE_URI: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const FULL_URI: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
const TOKEN_FILE: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
const TOKEN: &str = "AWS_CONTAINER_AUTHORIZATION_TOKEN";

/// The agent of ECS, the agent of EKS, and the same over IP version 6.
const AGENTS: [IpAddr; 3] = [
    IpAddr::V4(Ipv4Addr::new(169, 254, 170, 2)),
    IpAddr::V4(Ipv4Addr::new(169, 254, 170, 23)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x23)),
];
const LIMITS: Limits = Limits { attempts: 3, connect: Duration::from_secs(2), read: Duration::from_secs(5) };

/// Asks the agent of a container on ECS or EKS (feature `container`).
///
/// `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` is a path at `http://169.254.170.2`, and goes before
/// `AWS_CONTAINER_CREDENTIALS_FULL_URI`, which is a whole URI: over HTTPS, or at this machine, `169.254.170.2`,
/// `169.254.170.23` or `[fd00:ec2::23]`. The file that `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE` names, or else
/// `AWS_CONTAINER_AUTHORIZATION_TOKEN`, is shown as the header `authorization`.
#[derive(Clone, Debug)]
pub struct ContainerCredentials {
    context: ProviderContext,
}

impl ContainerCredentials {
    /// Asks what the context's environment names.
    #[must_use]
    pub fn new(context: ProviderContext) -> Self {
        Self { context }
    }

    async fn load(&self) -> Result<Credentials, CredentialsError> {
        let uri = self.uri()?;
        let token = self.token()?;
        let make = |_| -> Result<HttpRequest, CredentialsError> {
            let mut request = request(Method::GET, &uri, "");
            put_header(request.headers_mut(), ACCEPT, HeaderValue::from_static("application/json"));
            if let Some(token) = &token {
                put_header(request.headers_mut(), AUTHORIZATION, token.clone());
            }
            Ok(request)
        };
        let answer = self.context.exchange(LIMITS, &make, &passing).await;
        let answer = answer.map_err(|error| {
            error.into_error(CredentialsError::provider_error("the container's agent did not answer"))
        })?;
        if !answer.status.is_success() {
            return Err(CredentialsError::provider_error(format!(
                "the container's agent answered with status {}{}",
                answer.status.as_u16(),
                explanation(&answer.body)
            )));
        }
        json_credentials::parse(&answer.body, "Token", "Container").map_err(|error| {
            CredentialsError::provider_error("the answer of the container's agent is unreadable").with_source(error)
        })
    }

    fn uri(&self) -> Result<Uri, CredentialsError> {
        let bad = |variable: &str, reason: BoxError| {
            CredentialsError::invalid_configuration(format!("{variable} cannot be used")).with_source(reason)
        };
        if let Some(path) = self.context.env.non_blank(RELATIVE_URI) {
            return relative(path.trim()).map_err(|reason| bad(RELATIVE_URI, reason));
        }
        let Some(uri) = self.context.env.non_blank(FULL_URI) else {
            return Err(CredentialsError::not_loaded(format!(
                "No environment variables were set to configure ECS provider (containers set {RELATIVE_URI} or {FULL_URI})"
            )));
        };
        full(uri.trim()).map_err(|reason| bad(FULL_URI, reason))
    }

    fn token(&self) -> Result<Option<HeaderValue>, CredentialsError> {
        let (text, source) = match (self.context.env.non_blank(TOKEN_FILE), self.context.env.non_blank(TOKEN)) {
            (Some(path), _) => {
                let text = self.context.read_text(Path::new(&path)).map_err(|error| {
                    CredentialsError::provider_error(format!("{TOKEN_FILE} names no token")).with_source(error)
                })?;
                (text, format!("the token in `{path}`"))
            }
            (None, Some(token)) => (Zeroizing::new(token), TOKEN.to_owned()),
            (None, None) => return Ok(None),
        };
        secret(&text, &source).map(Some)
    }
}

/// A path at the agent of ECS. Without its slash it would become part of the host.
fn relative(path: &str) -> Result<Uri, BoxError> {
    if !path.starts_with('/') {
        return Err("it must start with `/`".into());
    }
    Ok(["http://169.254.170.2", path].concat().parse::<Uri>()?)
}

/// A whole URI. Over plain HTTP it must not leave this machine and its agents: the token would be readable on the way.
fn full(text: &str) -> Result<Uri, BoxError> {
    let uri: Uri = text.parse()?;
    if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
        return Err("it must not hold a user name".into());
    }
    let host = uri.host().filter(|host| !host.is_empty()).ok_or("URI did not specify a host")?;
    match uri.scheme_str() {
        Some("https") => Ok(uri),
        Some("http") if is_allowed(host) => Ok(uri),
        Some("http") => Err(format!(
            "`{host}` is not allowed over http://: use https://, a loopback address, 169.254.170.2, 169.254.170.23 or \
             [fd00:ec2::23]"
        )
        .into()),
        _ => Err("it must start with https:// or http://".into()),
    }
}

fn is_allowed(host: &str) -> bool {
    let address: Option<IpAddr> = host.trim_start_matches('[').trim_end_matches(']').parse().ok();
    host.eq_ignore_ascii_case("localhost")
        || address.is_some_and(|address| address.is_loopback() || AGENTS.contains(&address))
}

/// What an agent says of a failure, if it says it as agents do.
fn explanation(body: &[u8]) -> String {
    let read = |name: &str| JsonDocument::parse(body).ok()?.read(|json| json.get::<String>(name)).ok()?;
    let words: Vec<String> = ["code", "message"].into_iter().filter_map(read).collect();
    if words.is_empty() { String::new() } else { [": ", &words.join(": ")].concat() }
}

impl ProvideCredentials for ContainerCredentials {
    fn provide_credentials<'a>(&'a self) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(self.load())
    }
}
