//! Settings of the built-in transport.

use std::fmt;

#[cfg(not(target_os = "android"))]
use rustls::pki_types::{CertificateDer, pem::PemObject};

use super::connections::Connections;
use super::tls::Trust;
use super::{HttpsClient, ProxyConfig};
use crate::config::TimeoutConfig;

/// Builds an [`HttpsClient`].
#[derive(Clone, Debug, Default)]
pub struct HttpsClientBuilder {
    timeouts: TimeoutConfig,
    proxy: ProxyConfig,
    trust: Trust,
}

impl HttpsClientBuilder {
    /// How long to wait for a connection, and for each next part of a response.
    #[must_use]
    pub fn timeout_config(mut self, timeouts: TimeoutConfig) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Through which proxy to send requests; by default the one that the environment names.
    #[must_use]
    pub fn proxy_config(mut self, proxy: ProxyConfig) -> Self {
        self.proxy = proxy;
        self
    }

    /// Trusts these authorities' certificates besides those of the platform, as behind a proxy that looks into TLS, or in
    /// front of a local server: one or more in PEM. Not on Android, where the system decides.
    ///
    /// # Errors
    ///
    /// When the text holds no certificate, or is malformed.
    #[cfg(not(target_os = "android"))]
    pub fn root_certificates(mut self, pem: impl AsRef<[u8]>) -> Result<Self, InvalidSetting> {
        let mut found = false;
        for certificate in CertificateDer::pem_slice_iter(pem.as_ref()) {
            let certificate = certificate.map_err(|error| InvalidSetting(format!("root certificates: {error}")))?;
            self.trust.add(certificate);
            found = true;
        }
        if !found {
            return Err(InvalidSetting("root certificates: no `-----BEGIN CERTIFICATE-----` in the text".to_owned()));
        }
        Ok(self)
    }

    /// The finished transport.
    #[must_use]
    pub fn build(self) -> HttpsClient {
        HttpsClient { timeouts: self.timeouts, connections: Connections::new(self.proxy, self.trust) }
    }
}

/// A setting of the built-in transport that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidSetting(pub(super) String);

impl fmt::Display for InvalidSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidSetting {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_refused() {
        let refused = |pem: &str| HttpsClient::builder().root_certificates(pem).unwrap_err().to_string();
        assert_eq!(refused(""), "root certificates: no `-----BEGIN CERTIFICATE-----` in the text");
        let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        assert_eq!(refused(key), "root certificates: no `-----BEGIN CERTIFICATE-----` in the text");
        let open = refused("-----BEGIN CERTIFICATE-----\nAAAA\n");
        assert!(open.starts_with("root certificates: "), "{open}");
    }

    #[test]
    fn certificates_are_counted_in_pem() {
        let one = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let builder = HttpsClient::builder().root_certificates(one.repeat(2)).unwrap().root_certificates(one).unwrap();
        assert_eq!(format!("{:?}", builder.trust), "the platform's and 3 more");
    }
}
