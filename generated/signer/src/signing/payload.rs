//! A payload signed for Notation, the tool of the Notary Project.

use std::collections::HashMap;
use std::fmt;

use tinsmith_runtime::prelude::{JsonWriter, ToJson};

use crate::Client;
use crate::config::http::{HeaderValue, HttpResponse};
use crate::error::SdkError;
use crate::operation::RequestId;
use crate::operation::sign_payload::{SignPayloadError, SignPayloadFluentBuilder};
use crate::primitives::Blob;

/// The format of what Notation has signed: the payload of the Notary Project's signature specification.
const PAYLOAD_FORMAT: &str = "application/vnd.cncf.notary.payload.v1+json";

/// Signs what identifies an artifact in a registry, such as a container image, with a profile of a Notation platform. The
/// envelope that comes back is what Notation puts beside the artifact.
///
/// ```no_run
/// use tinsmith_signer::signing::{OciDescriptor, sign_payload};
///
/// # async fn example(client: &tinsmith_signer::Client, digest: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let image = OciDescriptor::new("application/vnd.oci.image.manifest.v1+json", digest, 1024)?;
/// let signed = sign_payload(client, "my_profile", &image).send().await?;
/// std::fs::write("image.sig", signed.envelope())?;
/// # Ok(())
/// # }
/// ```
pub fn sign_payload(client: &Client, profile_name: impl Into<String>, artifact: &OciDescriptor) -> SignPayload {
    let call = client.sign_payload().profile_name(profile_name).payload_format(PAYLOAD_FORMAT);
    SignPayload(call.payload(Blob::new(artifact.payload())))
}

/// A call of [`sign_payload`], with settings.
#[derive(Debug)]
#[must_use = "nothing is sent before `send()`"]
pub struct SignPayload(SignPayloadFluentBuilder);

impl SignPayload {
    /// The account that owns the profile, if it is another one.
    pub fn profile_owner(self, account_id: impl Into<String>) -> Self {
        Self(self.0.profile_owner(account_id))
    }

    /// Has the payload signed.
    ///
    /// # Errors
    ///
    /// Those of the operation `SignPayload`. A payload of more than 4,096 bytes, which only annotations make of it, is one. An
    /// answer without a signature is a [`ResponseError`](SdkError::ResponseError), which then knows nothing but the request id.
    pub async fn send(self) -> Result<NotationEnvelope, SdkError<SignPayloadError>> {
        let output = self.0.send().await?;
        let request_id = output.request_id().map(str::to_owned);
        let envelope = output.signature.unwrap_or_default().into_inner();
        if envelope.is_empty() {
            return Err(unsigned(request_id));
        }
        Ok(NotationEnvelope {
            envelope,
            job_id: output.job_id.unwrap_or_default(),
            metadata: output.metadata.unwrap_or_default(),
        })
    }
}

/// An empty envelope would pass for a signature.
fn unsigned(request_id: Option<String>) -> SdkError<SignPayloadError> {
    let mut raw = HttpResponse::default();
    if let Some(id) = request_id.and_then(|id| HeaderValue::try_from(id).ok()) {
        raw.headers_mut().insert("x-amzn-requestid", id);
    }
    SdkError::response_error("it holds no signature", raw)
}

/// A signature as registries keep it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotationEnvelope {
    envelope: Vec<u8>,
    job_id: String,
    metadata: HashMap<String, String>,
}

impl NotationEnvelope {
    /// The envelope: payload, signature and certificates.
    #[must_use]
    pub fn envelope(&self) -> &[u8] {
        &self.envelope
    }

    /// The envelope's media type, by which registries know it: `application/jose+json` or `application/cose`.
    #[must_use]
    pub fn media_type(&self) -> &'static str {
        // The one is JSON, the other is CBOR.
        if self.envelope.starts_with(b"{") { "application/jose+json" } else { "application/cose" }
    }

    /// The ID of the job that made the signature.
    #[must_use]
    pub fn job_id(&self) -> &str {
        &self.job_id
    }

    /// What AWS Signer says of the signature, for Notation's annotations.
    #[must_use]
    pub fn metadata(&self) -> &HashMap<String, String> {
        &self.metadata
    }
}

/// What identifies an artifact: a descriptor of the OCI image specification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OciDescriptor {
    media_type: String,
    digest: String,
    size: i64,
    annotations: Option<HashMap<String, String>>,
}

impl OciDescriptor {
    /// A manifest in a registry, by its media type, its digest (`sha256:` and 64 hexadecimal digits, or the same of SHA-384 or
    /// SHA-512) and its size in bytes.
    ///
    /// # Errors
    ///
    /// When digest or media type is none: a signature of it would be worth nothing.
    pub fn new(media_type: impl Into<String>, digest: impl Into<String>, size: u32) -> Result<Self, DescriptorError> {
        let (media_type, digest) = (media_type.into(), digest.into());
        if !is_digest(&digest) {
            return Err(DescriptorError {
                what: "digest",
                text: digest,
                expected: "`sha256:` and 64 hexadecimal digits",
            });
        }
        if !is_media_type(&media_type) {
            let expected = "two words with a `/` between them";
            return Err(DescriptorError { what: "media type", text: media_type, expected });
        }
        Ok(Self { media_type, digest, size: size.into(), annotations: None })
    }

    /// Says something more of the artifact, which is signed with it. The last value of a key counts.
    #[must_use]
    pub fn annotation(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.annotations.get_or_insert_default().insert(key.into(), value.into());
        self
    }

    /// The text that is signed.
    fn payload(&self) -> Vec<u8> {
        let mut json = JsonWriter::new();
        json.object(|json| json.member("targetArtifact", self));
        // Texts and integers can always be written.
        json.into_bytes().unwrap_or_default()
    }
}

impl ToJson for OciDescriptor {
    fn to_json(&self, json: &mut JsonWriter) {
        json.object(|json| {
            json.member("mediaType", &self.media_type);
            json.member("digest", &self.digest);
            json.member("size", &self.size);
            json.member("annotations", &self.annotations);
        });
    }
}

/// By the registered algorithms of the OCI image specification; hexadecimal digits are in lowercase.
fn is_digest(text: &str) -> bool {
    let Some((algorithm, hex)) = text.split_once(':') else {
        return false;
    };
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return false,
    };
    hex.len() == length && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// By RFC 6838, section 4.2.
fn is_media_type(text: &str) -> bool {
    let word = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text.len() <= 127
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    text.split_once('/').is_some_and(|(kind, name)| word(kind) && word(name))
}

/// What is no descriptor of an artifact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescriptorError {
    what: &'static str,
    text: String,
    expected: &'static str,
}

impl fmt::Display for DescriptorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no {} of an artifact: expected {}", self.text, self.what, self.expected)
    }
}

impl std::error::Error for DescriptorError {}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

    #[test]
    fn the_payload_is_that_of_the_notary_project() {
        let digest = format!("sha256:{}", "0f".repeat(32));
        let artifact = OciDescriptor::new(MANIFEST, digest.as_str(), 16_724).unwrap();
        let plain = format!(r#"{{"targetArtifact":{{"mediaType":"{MANIFEST}","digest":"{digest}","size":16724}}}}"#);
        assert_eq!(String::from_utf8(artifact.payload()).unwrap(), plain);
        let annotated = artifact.annotation("b", "old").annotation("a", "\"quoted\"").annotation("b", "2").payload();
        let end = r#","size":16724,"annotations":{"a":"\"quoted\"","b":"2"}}}"#;
        assert!(String::from_utf8(annotated).unwrap().ends_with(end));
    }

    #[test]
    fn what_identifies_nothing_is_refused() {
        let hex = "0".repeat(64);
        for digest in [
            "",
            "sha256",
            &hex,
            &format!("md5:{hex}"),
            &format!("sha256:{hex}0"),
            &format!("sha256:{}", "0F".repeat(32)),
        ] {
            let error = OciDescriptor::new(MANIFEST, digest, 1).unwrap_err().to_string();
            assert!(error.starts_with(&format!("{digest:?} is no digest of an artifact: expected")), "{error}");
        }
        for media_type in ["", "json", "/json", "application/", "application/a b", "a/b/c"] {
            let error = OciDescriptor::new(media_type, format!("sha512:{hex}{hex}"), 1).unwrap_err().to_string();
            assert!(error.starts_with(&format!("{media_type:?} is no media type")), "{error}");
        }
    }

    #[cfg(feature = "test-util")]
    #[test]
    fn an_answer_without_a_signature_is_no_envelope() {
        use crate::test_util::{ExpectedRequest, ReplayClient, Response, block_on, config};

        for body in [r#"{"jobId": "a-job"}"#, r#"{"jobId": "a-job", "signature": ""}"#] {
            let answer = Response::new(200).header("x-amzn-requestid", "id-7").body(body);
            let replay = ReplayClient::new([(ExpectedRequest::new("POST", "/signing-jobs/with-payload"), answer)]);
            let client = Client::from_conf(config().http_client(replay).build());
            let artifact = OciDescriptor::new(MANIFEST, format!("sha256:{}", "0".repeat(64)), 1).unwrap();
            let error = block_on(sign_payload(&client, "my_profile", &artifact).send()).unwrap_err();
            assert!(matches!(error, SdkError::ResponseError(_)) && error.request_id() == Some("id-7"), "{error}");
            assert!(error.to_string().contains("it holds no signature"), "{error}");
        }
    }

    #[test]
    fn the_envelope_tells_its_media_type() {
        let of = |envelope: &[u8]| NotationEnvelope {
            envelope: envelope.to_vec(),
            job_id: String::new(),
            metadata: HashMap::new(),
        };
        assert_eq!(of(b"{}").media_type(), "application/jose+json");
        assert_eq!(of(&[0xd2, 0x84]).media_type(), "application/cose");
    }
}
