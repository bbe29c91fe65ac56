//! Whether what claims to be signed is, by a certificate of an authority that is trusted.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::signature::{ECDSA_P384_SHA384_FIXED, UnparsedPublicKey};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};
use serde::Deserialize;
use serde_json::{Map, Value};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert, ring as algorithms};

use super::archive::Archive;

/// Code signing, 1.3.6.1.5.5.7.3.3, as DER has it.
const CODE_SIGNING: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x03];
/// The length of a point of P-384, uncompressed: the last of the key's description.
const POINT: usize = 97;

/// Why something is not signed as it claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyError(String);

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for VerifyError {}

fn error(what: &str, why: impl fmt::Display) -> VerifyError {
    VerifyError(format!("{what}: {why}"))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    raw_payload_size: usize,
    signature: String,
    signature_algorithm: String,
    payload: Option<String>,
    certificate_chain: String,
}

/// The payload of a signed object, if the signature over it is good and the certificate comes from the authority whose
/// certificate is `root` (PEM). A detached payload has to be given; with one that is in the object, it is compared. The
/// payload of a signed archive is the archive as it was.
///
/// # Errors
///
/// What is not as it should be.
pub fn verify_object(
    document: &[u8],
    detached: Option<&[u8]>,
    root: &str,
    at: SystemTime,
) -> Result<Vec<u8>, VerifyError> {
    if let Some((archive, signature)) = Archive::without(document) {
        if detached.is_some_and(|expected| archive != expected) {
            return Err(error("payload", "it is another than the one that was given"));
        }
        return verify_object(&signature, Some(&archive), root, at);
    }
    let document: Document = serde_json::from_slice(document).map_err(|e| error("it is not a signed object", e))?;
    let decode = |text: &str| STANDARD.decode(text).map_err(|e| error("it is not base64", e));
    let payload = match (document.payload, detached) {
        (Some(embedded), None) => decode(&embedded)?,
        (None, Some(detached)) => detached.to_vec(),
        (Some(embedded), Some(expected)) => {
            let embedded = decode(&embedded)?;
            if embedded != expected {
                return Err(error("payload", "it is another than the one that was given"));
            }
            embedded
        }
        (None, None) => return Err(error("payload", "it is not in the document, and has to be given")),
    };
    if payload.len() != document.raw_payload_size {
        return Err(error(
            "payload",
            format_args!("it has {} bytes, not {}", payload.len(), document.raw_payload_size),
        ));
    }
    let algorithm: &dyn SignatureVerificationAlgorithm = match document.signature_algorithm.as_str() {
        "SHA384withECDSA" => algorithms::ECDSA_P384_SHA384,
        "SHA256withECDSA" => algorithms::ECDSA_P256_SHA256,
        other => return Err(error("signatureAlgorithm", format_args!("`{other}` is not known"))),
    };
    let chain = certificates(&document.certificate_chain)?;
    with_leaf(&chain, root, at, |leaf| {
        let signature = decode(&document.signature)?;
        leaf.verify_signature(algorithm, &payload, &signature).map_err(|e| error("signature", e))
    })?;
    Ok(payload)
}

#[derive(Deserialize)]
struct Envelope {
    payload: String,
    protected: String,
    header: Header,
    signature: String,
}

#[derive(Deserialize)]
struct Header {
    x5c: Vec<String>,
}

/// The payload and the protected headers of a JWS of the Notary Project, if the signature over them is good, the
/// certificate comes from the authority whose certificate is `root` (PEM), and every critical header is there.
///
/// # Errors
///
/// What is not as it should be.
pub fn verify_envelope(
    envelope: &[u8],
    root: &str,
    at: SystemTime,
) -> Result<(Vec<u8>, Map<String, Value>), VerifyError> {
    let envelope: Envelope = serde_json::from_slice(envelope).map_err(|e| error("it is not a JWS in JSON", e))?;
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|e| error("it is not base64url", e));
    let protected: Map<String, Value> =
        serde_json::from_slice(&decode(&envelope.protected)?).map_err(|e| error("protected", e))?;
    if protected.get("alg").and_then(Value::as_str) != Some("ES384") {
        return Err(error("alg", "it is not ES384"));
    }
    let critical = protected.get("crit").and_then(Value::as_array).ok_or_else(|| error("crit", "it is not there"))?;
    if critical.iter().any(|name| !name.as_str().is_some_and(|name| protected.contains_key(name))) {
        return Err(error("crit", "it names a header that is not there"));
    }
    let der = |text: &String| STANDARD.decode(text).map(CertificateDer::from).map_err(|e| error("x5c", e));
    let chain = envelope.header.x5c.iter().map(der).collect::<Result<Vec<_>, _>>()?;
    let signed = format!("{}.{}", envelope.protected, envelope.payload);
    with_leaf(&chain, root, at, |leaf| {
        let key = leaf.subject_public_key_info();
        let point = key.last_chunk::<POINT>().ok_or_else(|| error("x5c", "its key is not one of P-384"))?;
        let signature = decode(&envelope.signature)?;
        let key = UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point);
        key.verify(signed.as_bytes(), &signature).map_err(|e| error("signature", e))
    })?;
    Ok((decode(&envelope.payload)?, protected))
}

/// Checks that the first certificate is for code signing and comes from the authority, and hands it on.
fn with_leaf(
    chain: &[CertificateDer<'_>],
    root: &str,
    at: SystemTime,
    check: impl FnOnce(&EndEntityCert<'_>) -> Result<(), VerifyError>,
) -> Result<(), VerifyError> {
    let [leaf, intermediates @ ..] = chain else {
        return Err(error("certificates", "there are none"));
    };
    let roots = certificates(root)?;
    let [root] = roots.as_slice() else {
        return Err(error("the trusted certificate", "it has to be one"));
    };
    let anchor = anchor_from_trusted_cert(root).map_err(|e| error("the trusted certificate", e))?;
    let leaf = EndEntityCert::try_from(leaf).map_err(|e| error("the certificate", e))?;
    let time = UnixTime::since_unix_epoch(at.duration_since(UNIX_EPOCH).unwrap_or_default());
    let known: &[&dyn SignatureVerificationAlgorithm] = &[algorithms::ECDSA_P384_SHA384, algorithms::ECDSA_P256_SHA256];
    let usage = KeyUsage::required(CODE_SIGNING);
    leaf.verify_for_usage(known, &[anchor], intermediates, time, usage, None, None)
        .map_err(|e| error("the certificate does not come from the trusted authority", e))?;
    check(&leaf)
}

fn certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>, VerifyError> {
    let all = CertificateDer::pem_slice_iter(pem.as_bytes()).collect::<Result<Vec<_>, _>>();
    all.map_err(|e| error("the certificates are not in PEM", format_args!("{e:?}")))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::signatures::{Authority, Identity};

    fn authority() -> Authority {
        Authority::new(&Identity::generate().unwrap()).unwrap()
    }

    fn now() -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_795_000_000)
    }

    fn replaced(document: &[u8], member: &str, value: Value) -> Vec<u8> {
        let mut document: Value = serde_json::from_slice(document).unwrap();
        document[member] = value;
        document.to_string().into_bytes()
    }

    #[test]
    fn signed_objects_verify_and_nothing_else_does() {
        let (ours, other) = (authority(), authority());
        for (hash, algorithm) in [("SHA384", "SHA384withECDSA"), ("SHA256", "SHA256withECDSA")] {
            let embedded = ours.sign_object(b"code", hash, None).unwrap();
            assert_eq!(verify_object(&embedded, None, &ours.root_pem(), now()).unwrap(), b"code");
            assert!(verify_object(&embedded, Some(b"coda"), &ours.root_pem(), now()).is_err());
            let error = verify_object(&embedded, None, &other.root_pem(), now()).unwrap_err().to_string();
            assert!(error.contains("does not come from the trusted authority"), "{error}");

            let detached = ours.sign_object(b"code", hash, Some(Value::Null)).unwrap();
            assert_eq!(verify_object(&detached, Some(b"code"), &ours.root_pem(), now()).unwrap(), b"code");
            assert!(verify_object(&detached, Some(b"coda"), &ours.root_pem(), now()).is_err());
            assert!(verify_object(&detached, Some(b"codes"), &ours.root_pem(), now()).is_err());
            assert!(verify_object(&detached, None, &ours.root_pem(), now()).is_err());

            let document: Value = serde_json::from_slice(&embedded).unwrap();
            assert_eq!(document["signatureAlgorithm"], algorithm);
            let swapped = replaced(&embedded, "payload", "Y29kYQ==".into());
            assert!(verify_object(&swapped, None, &ours.root_pem(), now()).is_err());
            let renamed = replaced(&embedded, "signatureAlgorithm", "SHA1withRSA".into());
            assert!(verify_object(&renamed, None, &ours.root_pem(), now()).is_err());
        }
        assert!(verify_object(b"{}", None, &ours.root_pem(), now()).is_err());
    }

    #[test]
    fn signed_archives_verify() {
        let ours = authority();
        let original = crate::signatures::archive::tests::EMPTY;
        let document = ours.sign_object(original, "SHA384", Some(Value::Null)).unwrap();
        let signed = Archive::of(original).unwrap().with(&document).unwrap();
        assert_eq!(verify_object(&signed, None, &ours.root_pem(), now()).unwrap(), original);
        assert_eq!(verify_object(&signed, Some(original), &ours.root_pem(), now()).unwrap(), original);
        assert!(verify_object(&signed, Some(b"other"), &ours.root_pem(), now()).is_err());
        let commented = [&original[..20], b"\x05\0hello"].concat();
        let moved = Archive::of(&commented).unwrap().with(&document).unwrap();
        assert!(verify_object(&moved, None, &ours.root_pem(), now()).is_err());
    }

    #[test]
    fn envelopes_verify_and_nothing_else_does() {
        let ours = authority();
        let attributes = [("io.cncf.notary.signingScheme", "notary.x509.signingAuthority".to_owned())];
        let envelope = ours.sign_envelope(b"{}", "application/x", &attributes).unwrap();
        let (payload, protected) = verify_envelope(&envelope, &ours.root_pem(), now()).unwrap();
        assert_eq!(payload, b"{}");
        assert_eq!(protected["crit"], serde_json::json!(["io.cncf.notary.signingScheme"]));
        assert!(verify_envelope(&envelope, &authority().root_pem(), now()).is_err());
        let changed = replaced(&envelope, "payload", URL_SAFE_NO_PAD.encode("[]").into());
        assert!(verify_envelope(&changed, &ours.root_pem(), now()).is_err());
        let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"ES384","crit":["x"]}"#);
        assert!(verify_envelope(&replaced(&envelope, "protected", header.into()), &ours.root_pem(), now()).is_err());
    }

    #[test]
    fn certificates_last_as_long_as_their_keys() {
        let identity = Identity::generate().unwrap();
        let kept = serde_json::to_string(&identity).unwrap();
        let before = Authority::new(&identity).unwrap();
        let after = Authority::new(&serde_json::from_str(&kept).unwrap()).unwrap();
        let document = after.sign_object(b"code", "SHA384", None).unwrap();
        assert!(verify_object(&document, None, &before.root_pem(), now()).is_ok());
        assert!(!format!("{identity:?}{after:?}").contains(&identity.p384.key));
    }
}
