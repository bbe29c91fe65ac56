//! Where the metadata service is.

use http::Uri;

use super::super::{CredentialsError, ProviderContext};

const ENDPOINT: (&str, &str) = ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint");
const MODE: (&str, &str) = ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode");

/// Over which version of IP the metadata service is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImdsEndpointMode {
    /// At `169.254.169.254`.
    #[default]
    IpV4,
    /// At `[fd00:ec2::254]`.
    IpV6,
}

/// What code says of the place.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    pub(super) url: Option<String>,
    pub(super) mode: Option<ImdsEndpointMode>,
}

impl Place {
    /// The address without a slash at its end: code before environment before profile, and a URL before a mode.
    pub(super) fn find(&self, context: &ProviderContext) -> Result<String, CredentialsError> {
        let code = self.url.clone().map(|url| (url, "the endpoint set in code".to_owned()));
        if let Some((url, source)) = code.or_else(|| setting(context, ENDPOINT)) {
            return checked(&url, &source);
        }
        let mode = match (self.mode, setting(context, MODE)) {
            (Some(mode), _) => mode,
            (None, Some((word, source))) => parse(&word, &source)?,
            (None, None) => ImdsEndpointMode::default(),
        };
        Ok(match mode {
            ImdsEndpointMode::IpV4 => "http://169.254.169.254",
            ImdsEndpointMode::IpV6 => "http://[fd00:ec2::254]",
        }
        .to_owned())
    }
}

/// A setting of the environment, else of the profile, and which it is.
fn setting(context: &ProviderContext, (variable, key): (&str, &str)) -> Option<(String, String)> {
    let from_profile = || Some((context.profile()?.get(key)?.to_owned(), format!("`{key}` of the profile")));
    context.env.non_blank(variable).map(|value| (value, variable.to_owned())).or_else(from_profile)
}

fn checked(url: &str, source: &str) -> Result<String, CredentialsError> {
    let bad = || CredentialsError::invalid_configuration(format!("{source} is no URL"));
    let uri: Uri = url.trim().parse().map_err(|error: http::uri::InvalidUri| bad().with_source(error))?;
    if uri.host().is_none_or(str::is_empty) || !matches!(uri.scheme_str(), Some("http" | "https")) {
        return Err(bad().with_source("it must start with http:// or https:// and name a host"));
    }
    Ok(url.trim().trim_end_matches('/').to_owned())
}

fn parse(word: &str, source: &str) -> Result<ImdsEndpointMode, CredentialsError> {
    let word = word.trim();
    match word.to_ascii_lowercase().as_str() {
        "ipv4" => Ok(ImdsEndpointMode::IpV4),
        "ipv6" => Ok(ImdsEndpointMode::IpV6),
        _ => Err(CredentialsError::invalid_configuration(format!(
            "`{word}` is not a valid endpoint mode: set {source} to `IPv4` or `IPv6`"
        ))),
    }
}
