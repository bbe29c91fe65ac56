//! Where requests go: what the endpoint rules of a model, compiled into its client, take, call and give.

pub mod functions;
mod params;
mod partition;
#[rustfmt::skip]
mod partitions;
mod standard;

use std::fmt;

pub use params::{EndpointParam, EndpointParamValue, EndpointParams};
pub use partition::Partition;
#[cfg(feature = "test-util")]
pub(crate) use partition::without_fips_and_dual_stack;

/// What endpoint rules give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    url: String,
    headers: Vec<(&'static str, String)>,
    auth_schemes: Vec<EndpointAuthScheme>,
}

impl Endpoint {
    /// An endpoint at an absolute URL.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), headers: Vec::new(), auth_schemes: Vec::new() }
    }

    /// Adds a value of a header that every request to this endpoint carries.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Adds one of the `authSchemes`, in order of preference.
    #[must_use]
    pub fn with_auth_scheme(mut self, scheme: EndpointAuthScheme) -> Self {
        self.auth_schemes.push(scheme);
        self
    }

    /// The endpoint's URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Names and values of headers to send.
    #[must_use]
    pub fn headers(&self) -> &[(&'static str, String)] {
        &self.headers
    }

    /// How requests to this endpoint are to be signed, where it differs from the service's own way; empty when it does not.
    #[must_use]
    pub fn auth_schemes(&self) -> &[EndpointAuthScheme] {
        &self.auth_schemes
    }
}

/// How an endpoint wants an auth scheme to be used (an element of the property `authSchemes`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EndpointAuthScheme {
    name: String,
    signing_name: Option<String>,
    signing_region: Option<String>,
    signing_region_set: Vec<String>,
    disable_double_encoding: bool,
    disable_normalize_path: bool,
}

impl EndpointAuthScheme {
    /// A scheme by its name: `sigv4`, `sigv4a`, `sigv4-s3express`, ...
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// The service in the scope of signatures.
    #[must_use]
    pub fn with_signing_name(mut self, name: impl Into<String>) -> Self {
        self.signing_name = Some(name.into());
        self
    }

    /// The region in the scope of signatures.
    #[must_use]
    pub fn with_signing_region(mut self, region: impl Into<String>) -> Self {
        self.signing_region = Some(region.into());
        self
    }

    /// Adds a region that signatures of `sigv4a` hold for.
    #[must_use]
    pub fn with_signing_region_set(mut self, region: impl Into<String>) -> Self {
        self.signing_region_set.push(region.into());
        self
    }

    /// Do not encode the path once more for the signature.
    #[must_use]
    pub fn with_disable_double_encoding(mut self, disable: bool) -> Self {
        self.disable_double_encoding = disable;
        self
    }

    /// Do not take dot segments and doubled slashes out of the path for the signature.
    #[must_use]
    pub fn with_disable_normalize_path(mut self, disable: bool) -> Self {
        self.disable_normalize_path = disable;
        self
    }

    /// The scheme's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The service in the scope of signatures, if it is not the service's own name.
    #[must_use]
    pub fn signing_name(&self) -> Option<&str> {
        self.signing_name.as_deref()
    }

    /// The region in the scope of signatures, if it is not the client's.
    #[must_use]
    pub fn signing_region(&self) -> Option<&str> {
        self.signing_region.as_deref()
    }

    /// Whether the path is not encoded once more for the signature.
    #[must_use]
    pub fn disable_double_encoding(&self) -> bool {
        self.disable_double_encoding
    }

    /// Whether dot segments and doubled slashes stay in the path for the signature.
    #[must_use]
    pub fn disable_normalize_path(&self) -> bool {
        self.disable_normalize_path
    }
}

/// Why there is no endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointError(String);

impl EndpointError {
    /// An error in the words of the model's rules.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// The error of rules that come to no end; sound rule sets never do.
    #[must_use]
    pub fn no_rule_matched() -> Self {
        Self::new("no endpoint rule matched")
    }

    /// The words of the model's rules.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)?;
        if self.0.contains("Missing Region") {
            f.write_str(" (set `region(..)` on the config, or AWS_REGION)")?;
        }
        Ok(())
    }
}

impl std::error::Error for EndpointError {}
