//! Where requests go: what the endpoint rules of a model, compiled into its client, take and give.

mod partition;
#[rustfmt::skip]
mod partitions;
mod standard;

use std::fmt;

pub use partition::{Partition, partition};

/// What endpoint rules may ask about the client (the `builtIn` parameters of `smithy.rules#endpointRuleSet`).
#[derive(Debug, Clone, Copy, Default)]
pub struct EndpointParams<'a> {
    /// `AWS::Region`.
    pub region: Option<&'a str>,
    /// `SDK::Endpoint`: the caller's own.
    pub endpoint: Option<&'a str>,
    /// `AWS::UseFIPS`.
    pub use_fips: bool,
    /// `AWS::UseDualStack`.
    pub use_dual_stack: bool,
}

/// What endpoint rules give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    url: String,
}

impl Endpoint {
    /// An endpoint at an absolute URL.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into() }
    }

    /// The endpoint's URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
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
