//! TLS: whose certificates are trusted, which cryptography, which versions of HTTP are offered.

use std::fmt;
use std::sync::{Arc, OnceLock};

use rustls::ClientConfig;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::CertificateDer;
use rustls_platform_verifier::Verifier;

use crate::error::BoxError;

/// What the server may choose from (RFC 7301), which reqwest leaves to whoever brings a configuration.
const HTTP_VERSIONS: &[&[u8]] = if cfg!(feature = "http2") { &[b"h2", b"http/1.1"] } else { &[b"http/1.1"] };

type MakeVerifier = fn(Vec<CertificateDer<'static>>, Arc<CryptoProvider>) -> Result<Verifier, rustls::Error>;

/// Whose certificates are trusted: the platform's authorities, and these besides.
#[derive(Clone)]
pub(super) struct Trust {
    roots: Vec<CertificateDer<'static>>,
    /// Set with the roots, so that programs which name none carry nothing of this.
    make: MakeVerifier,
    /// Made at the first call, since it can fail (no certificates on the machine), and a constructor could not say so.
    verifier: OnceLock<Arc<dyn ServerCertVerifier>>,
}

impl Default for Trust {
    fn default() -> Self {
        Self { roots: Vec::new(), make: |_, provider| Verifier::new(provider), verifier: OnceLock::new() }
    }
}

impl Trust {
    #[cfg(not(target_os = "android"))]
    pub(super) fn add(&mut self, root: CertificateDer<'static>) {
        self.roots.push(root);
        self.make = Verifier::new_with_extra_roots;
    }

    /// What a connection is made with.
    pub(super) fn config(&self) -> Result<ClientConfig, BoxError> {
        let installed = CryptoProvider::get_default().cloned();
        let provider = installed.unwrap_or_else(|| Arc::new(ring::default_provider()));
        let verifier = match self.verifier.get() {
            Some(verifier) => Arc::clone(verifier),
            None => {
                let verifier = (self.make)(self.roots.clone(), Arc::clone(&provider))?;
                Arc::clone(self.verifier.get_or_init(|| Arc::new(verifier)))
            }
        };
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        // "Dangerous" is any verifier but rustls' own; this one checks what the platform checks.
        let mut config = builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth();
        config.alpn_protocols = HTTP_VERSIONS.iter().map(|version| version.to_vec()).collect();
        Ok(config)
    }
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the platform's and {} more", self.roots.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No test of this crate installs one; a program that does so after its first call must not find ours.
    #[test]
    fn no_cryptography_is_installed_for_the_whole_program() {
        Trust::default().config().unwrap();
        assert!(CryptoProvider::get_default().is_none());
    }
}
