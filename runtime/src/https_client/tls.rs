//! TLS: whose certificates are trusted, which cryptography, which versions of HTTP are offered.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::CertificateDer;
use rustls_platform_verifier::Verifier;

use crate::error::BoxError;

/// What the server may choose from (RFC 7301), which reqwest leaves to whoever brings a configuration.
const HTTP_VERSIONS: &[&[u8]] = if cfg!(feature = "http2") { &[b"h2", b"http/1.1"] } else { &[b"http/1.1"] };

/// The platform's trust and these authorities' besides.
pub(super) fn config(roots: &[CertificateDer<'static>]) -> Result<ClientConfig, BoxError> {
    let installed = CryptoProvider::get_default().cloned();
    let provider = installed.unwrap_or_else(|| Arc::new(ring::default_provider()));
    let verifier = verifier(roots, Arc::clone(&provider))?;
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    // "Dangerous" is any verifier but rustls' own; this one checks what the platform checks.
    let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = builder.with_no_client_auth();
    config.alpn_protocols = HTTP_VERSIONS.iter().map(|version| version.to_vec()).collect();
    Ok(config)
}

#[cfg(not(target_os = "android"))]
fn verifier(roots: &[CertificateDer<'static>], provider: Arc<CryptoProvider>) -> Result<Verifier, rustls::Error> {
    Verifier::new_with_extra_roots(roots.iter().cloned(), provider)
}

#[cfg(target_os = "android")]
fn verifier(_: &[CertificateDer<'static>], provider: Arc<CryptoProvider>) -> Result<Verifier, rustls::Error> {
    Verifier::new(provider)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No test of this crate installs one; a program that does so after its first call must not find ours.
    #[test]
    fn no_cryptography_is_installed_for_the_whole_program() {
        config(&[]).unwrap();
        assert!(CryptoProvider::get_default().is_none());
    }
}
