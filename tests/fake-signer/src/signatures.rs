//! Signatures, and the certificates that they are made with.
//!
//! A server has an authority of its own and two certificates for code signing under it: ECDSA on P-384 with SHA-384, and on
//! P-256 with SHA-256 for the platforms that take SHA-256. RSA and SHA-1 are not had here: what such a platform signs is
//! signed with ECDSA and SHA-256, and says so. The authority's key is forgotten once the certificates are made; those stay
//! the same as long as the state file does. [`verify_object`] and [`verify_envelope`] check what was signed.

pub(crate) mod archive;
mod verify;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    SignatureAlgorithm, date_time_ymd,
};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::signer::SetupError;
pub use verify::{VerifyError, verify_envelope, verify_object};

/// Keys and certificates, as they are kept.
#[derive(Clone, Serialize, Deserialize)]
pub struct Identity {
    /// The authority's certificate, in DER and base64.
    root: String,
    p384: Leaf,
    p256: Leaf,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("root", &self.root).finish_non_exhaustive()
    }
}

#[derive(Clone, Serialize, Deserialize)]
struct Leaf {
    /// In PKCS #8 and base64.
    key: String,
    /// In DER and base64.
    certificate: String,
}

impl Identity {
    /// A new authority with its certificates.
    ///
    /// # Errors
    ///
    /// A system without random numbers.
    pub fn generate() -> Result<Self, SetupError> {
        let fails = |error: rcgen::Error| SetupError(format!("no certificate can be made: {error}"));
        let key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).map_err(fails)?;
        let mut params = params("tinsmith fake signer authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let root = STANDARD.encode(params.self_signed(&key).map_err(fails)?.der());
        let issuer = Issuer::new(params, key);
        let leaf = |algorithm| Leaf::generate(algorithm, &issuer).map_err(fails);
        let (p384, p256) = (leaf(&rcgen::PKCS_ECDSA_P384_SHA384)?, leaf(&rcgen::PKCS_ECDSA_P256_SHA256)?);
        Ok(Self { root, p384, p256 })
    }
}

impl Leaf {
    fn generate(algorithm: &'static SignatureAlgorithm, issuer: &Issuer<'_, KeyPair>) -> Result<Self, rcgen::Error> {
        let key = KeyPair::generate_for(algorithm)?;
        let mut params = params("tinsmith fake signer");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::CodeSigning];
        params.use_authority_key_identifier_extension = true;
        let certificate = STANDARD.encode(params.signed_by(&key, issuer)?.der());
        Ok(Self { key: STANDARD.encode(key.serialized_der()), certificate })
    }
}

fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CountryName, "US");
    params.distinguished_name.push(DnType::StateOrProvinceName, "WA");
    params.distinguished_name.push(DnType::OrganizationName, "tinsmith");
    params.distinguished_name.push(DnType::CommonName, name);
    // Whatever time the server is told that it is.
    params.not_before = date_time_ymd(1970, 1, 1);
    params.not_after = date_time_ymd(2199, 12, 31);
    params
}

/// What signs.
pub struct Authority {
    root: Vec<u8>,
    p384: Key,
    p256: Key,
    /// The same key as `p384`, for signatures in JOSE's form.
    jose: EcdsaKeyPair,
    random: SystemRandom,
    secret: ring::hmac::Key,
}

struct Key {
    pair: EcdsaKeyPair,
    certificate: Vec<u8>,
    /// As signed objects name it.
    algorithm: &'static str,
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority").finish_non_exhaustive()
    }
}

impl Authority {
    /// Of keys and certificates.
    ///
    /// # Errors
    ///
    /// Keys that are none.
    pub fn new(identity: &Identity) -> Result<Self, SetupError> {
        let fails = |why: &dyn fmt::Display| SetupError(format!("the certificates of the state cannot be read: {why}"));
        let decode = |text: &str| STANDARD.decode(text).map_err(|error| fails(&error));
        let random = SystemRandom::new();
        let pair = |algorithm: &'static EcdsaSigningAlgorithm, leaf: &Leaf| {
            EcdsaKeyPair::from_pkcs8(algorithm, &decode(&leaf.key)?, &random).map_err(|error| fails(&error))
        };
        let key = |curve, leaf: &Leaf, algorithm| {
            Ok(Key { pair: pair(curve, leaf)?, certificate: decode(&leaf.certificate)?, algorithm })
        };
        Ok(Self {
            root: decode(&identity.root)?,
            p384: key(&ECDSA_P384_SHA384_ASN1_SIGNING, &identity.p384, "SHA384withECDSA")?,
            p256: key(&ECDSA_P256_SHA256_ASN1_SIGNING, &identity.p256, "SHA256withECDSA")?,
            jose: pair(&ECDSA_P384_SHA384_FIXED_SIGNING, &identity.p384)?,
            secret: ring::hmac::Key::new(ring::hmac::HMAC_SHA256, identity.p384.key.as_bytes()),
            random: random.clone(),
        })
    }

    /// The authority's certificate, in PEM: what a verifier has to trust.
    #[must_use]
    pub fn root_pem(&self) -> String {
        pem(&self.root)
    }

    /// A key that lasts as long as the certificates do.
    pub(crate) fn secret(&self) -> &ring::hmac::Key {
        &self.secret
    }

    /// A signed object: a document of JSON with the signature over `payload`, how it was made, and the certificates.
    /// The payload is in it, or `location` says where it is.
    ///
    /// # Errors
    ///
    /// A system without random numbers.
    pub fn sign_object(&self, payload: &[u8], hash: &str, location: Option<Value>) -> Result<Vec<u8>, SetupError> {
        let key = if hash == "SHA384" { &self.p384 } else { &self.p256 };
        let signature = self.sign(&key.pair, payload)?;
        let mut document = Map::new();
        document.insert("rawPayloadSize".to_owned(), payload.len().into());
        document.insert("signature".to_owned(), STANDARD.encode(signature).into());
        document.insert("signatureAlgorithm".to_owned(), key.algorithm.into());
        match location {
            Some(location) => document.insert("payloadLocation".to_owned(), location),
            None => document.insert("payload".to_owned(), STANDARD.encode(payload).into()),
        };
        let chain = pem(&key.certificate) + &pem(&self.root);
        document.insert("certificateChain".to_owned(), chain.into());
        Ok(Value::Object(document).to_string().into_bytes())
    }

    /// A JWS of the Notary Project, with `attributes` among its critical headers.
    ///
    /// # Errors
    ///
    /// A system without random numbers.
    pub fn sign_envelope(
        &self,
        payload: &[u8],
        content_type: &str,
        attributes: &[(&str, String)],
    ) -> Result<Vec<u8>, SetupError> {
        let mut protected = Map::new();
        protected.insert("alg".to_owned(), "ES384".into());
        protected.insert("cty".to_owned(), content_type.into());
        protected.insert("crit".to_owned(), attributes.iter().map(|(name, _)| *name).collect());
        protected.extend(attributes.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into())));
        let protected = URL_SAFE_NO_PAD.encode(Value::Object(protected).to_string());
        let payload = URL_SAFE_NO_PAD.encode(payload);
        let signature = self.sign(&self.jose, format!("{protected}.{payload}").as_bytes())?;
        let chain = [&self.p384.certificate, &self.root].map(|certificate| STANDARD.encode(certificate));
        let envelope = json!({
            "payload": payload,
            "protected": protected,
            "header": { "x5c": chain, "io.cncf.notary.signingAgent": "tinsmith-fake-signer" },
            "signature": URL_SAFE_NO_PAD.encode(signature),
        });
        Ok(envelope.to_string().into_bytes())
    }

    /// What a registry's manifest says of an envelope's certificates: their SHA-256, as a list of JSON.
    #[must_use]
    pub fn thumbprints(&self) -> String {
        let digest = |der: &Vec<u8>| {
            let digest = ring::digest::digest(&ring::digest::SHA256, der);
            crate::signer::ids::hex(digest.as_ref())
        };
        json!([&self.p384.certificate, &self.root].map(digest)).to_string()
    }

    fn sign(&self, pair: &EcdsaKeyPair, message: &[u8]) -> Result<Vec<u8>, SetupError> {
        let signature = pair.sign(&self.random, message);
        let signature =
            signature.map_err(|_| SetupError("the system gives no random bytes to sign with".to_owned()))?;
        Ok(signature.as_ref().to_vec())
    }
}

fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = "-----BEGIN CERTIFICATE-----\n".to_owned();
    for (index, letter) in text.chars().enumerate() {
        if index > 0 && index % 64 == 0 {
            pem.push('\n');
        }
        pem.push(letter);
    }
    pem + "\n-----END CERTIFICATE-----\n"
}
