//! Where requests go: what the endpoint rules of a model, compiled into its client, take, call and give.

mod auth_scheme;
pub mod functions;
mod params;
mod partition;
#[rustfmt::skip]
mod partitions;
mod standard;

use std::fmt;

use http::HeaderMap;
use http::header::HeaderName;

use crate::error::BoxError;
use crate::http::{append_header, header_value};
use crate::primitives::Document;
use crate::uri;

pub use auth_scheme::EndpointAuthScheme;
pub use params::{AccountIdEndpointMode, EndpointParam, EndpointParamValue, EndpointParams};
pub use partition::Partition;
#[cfg(feature = "test-util")]
pub(crate) use partition::before as partitions_before;

/// What endpoint rules give.
#[derive(Clone, PartialEq)]
pub struct Endpoint {
    url: String,
    headers: Vec<(&'static str, String)>,
    auth_schemes: Vec<EndpointAuthScheme>,
    properties: Vec<(&'static str, Document)>,
}

impl Endpoint {
    /// An endpoint at an absolute URL.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), headers: Vec::new(), auth_schemes: Vec::new(), properties: Vec::new() }
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

    /// Adds a property that is none of the above: nothing that this crate acts upon.
    #[must_use]
    pub fn with_property(mut self, name: &'static str, value: impl Into<Document>) -> Self {
        self.properties.push((name, value.into()));
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

    /// The property of this name.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&Document> {
        self.properties.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    pub(crate) fn into_auth_schemes(self) -> Vec<EndpointAuthScheme> {
        self.auth_schemes
    }

    /// Adds the endpoint's headers to those of a request.
    pub(crate) fn put_headers(&self, headers: &mut HeaderMap) -> Result<(), BoxError> {
        for (name, value) in &self.headers {
            append_header(headers, HeaderName::from_bytes(name.as_bytes())?, header_value(value.clone())?);
        }
        Ok(())
    }
}

/// Without the user name and password that a caller's own endpoint may have.
impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("url", &uri::without_user(&self.url))
            .field("headers", &self.headers)
            .field("auth_schemes", &self.auth_schemes)
            .field("properties", &self.properties)
            .finish()
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
        if self.0.ends_with("Missing Region") {
            f.write_str(" (set `region(..)` on the config, or AWS_REGION)")?;
        }
        Ok(())
    }
}

impl std::error::Error for EndpointError {}
