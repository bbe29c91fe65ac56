//! How an endpoint wants requests to be signed.

use crate::error::BoxError;
use crate::sigv4;
use crate::text::joined;

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

    /// How to sign with Signature Version 4, if the endpoint says anything about it.
    ///
    /// # Errors
    ///
    /// When the endpoint takes other signatures only.
    pub(crate) fn sigv4(schemes: &[Self]) -> Result<Option<&Self>, BoxError> {
        let names = || joined(&mut schemes.iter().map(Self::name), ", ");
        match schemes.iter().find(|scheme| scheme.name == "sigv4") {
            None if !schemes.is_empty() => {
                Err(format!("the endpoint takes requests signed with {} only, which is not supported", names()).into())
            }
            scheme => Ok(scheme),
        }
    }

    /// What the scheme says of the canonical path.
    pub(crate) fn sigv4_settings(&self) -> sigv4::Settings {
        sigv4::Settings {
            normalize_path: !self.disable_normalize_path,
            double_encode_path: !self.disable_double_encoding,
            ..sigv4::Settings::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_scheme_of_signature_version_4_counts() {
        let schemes = ["sigv4a", "sigv4"].map(EndpointAuthScheme::new);
        assert_eq!(EndpointAuthScheme::sigv4(&schemes).unwrap().map(EndpointAuthScheme::name), Some("sigv4"));
        assert!(EndpointAuthScheme::sigv4(&[]).unwrap().is_none());
    }

    #[test]
    fn an_endpoint_that_takes_other_signatures_only_is_an_error() {
        let schemes = ["sigv4a", "sigv4-s3express"].map(EndpointAuthScheme::new);
        let error = EndpointAuthScheme::sigv4(&schemes).unwrap_err().to_string();
        assert!(error.contains("sigv4a, sigv4-s3express"), "{error}");
    }

    #[test]
    fn the_path_is_signed_as_the_scheme_says() {
        let settings = EndpointAuthScheme::new("sigv4").with_disable_double_encoding(true).sigv4_settings();
        assert_eq!((settings.double_encode_path, settings.normalize_path), (false, true));
        let settings = EndpointAuthScheme::new("sigv4").with_disable_normalize_path(true).sigv4_settings();
        assert_eq!((settings.double_encode_path, settings.normalize_path), (true, false));
    }
}
