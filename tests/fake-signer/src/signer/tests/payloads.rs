use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::clock;
use crate::signatures::verify_envelope;
use crate::signer::testing::{Fake, LAMBDA, NOTATION};

const FORMAT: &str = "application/vnd.cncf.notary.payload.v1+json";
const PAYLOAD: &str = r#"{"targetArtifact":{"mediaType":"m","digest":"sha256:0","size":1}}"#;

fn input(profile: &str, format: &str) -> Value {
    json!({ "profileName": profile, "payload": STANDARD.encode(PAYLOAD), "payloadFormat": format })
}

#[test]
fn a_payload_becomes_an_envelope_of_the_notary_project() {
    let fake = Fake::new();
    let version = fake.profile("Images", NOTATION);
    let output = fake.ok("SignPayload", input("Images", FORMAT));
    assert_eq!(output["jobOwner"], "123456789012");
    let envelope = STANDARD.decode(output["signature"].as_str().unwrap()).unwrap();
    let (payload, protected) = verify_envelope(&envelope, &fake.signer.certificate_pem(), clock::system()()).unwrap();
    assert_eq!(payload, PAYLOAD.as_bytes());
    let job = output["jobId"].as_str().unwrap();
    let place = "arn:aws:signer:us-east-1:123456789012:";
    assert_eq!(
        Value::Object(protected),
        json!({
            "alg": "ES384",
            "cty": FORMAT,
            "crit": [
                "io.cncf.notary.signingScheme", "io.cncf.notary.authenticSigningTime", "io.cncf.notary.expiry",
                "io.cncf.notary.verificationPlugin", "com.amazonaws.signer.signingJob",
                "com.amazonaws.signer.signingProfileVersion",
            ],
            "io.cncf.notary.signingScheme": "notary.x509.signingAuthority",
            "io.cncf.notary.authenticSigningTime": "2026-11-03T10:00:00Z",
            "io.cncf.notary.expiry": "2038-02-03T10:00:00Z",
            "io.cncf.notary.verificationPlugin": "com.amazonaws.signer.notation.plugin",
            "com.amazonaws.signer.signingJob": format!("{place}/signing-jobs/{job}"),
            "com.amazonaws.signer.signingProfileVersion": format!("{place}/signing-profiles/Images/{version}"),
        })
    );
    let thumbprints = output["metadata"]["io.cncf.notary.x509chain.thumbprint#S256"].as_str().unwrap();
    let thumbprints: Vec<String> = serde_json::from_str(thumbprints).unwrap();
    assert_eq!(thumbprints.iter().map(String::len).collect::<Vec<_>>(), [64, 64]);
    let job = fake.describe(job);
    assert_eq!((&job["status"], &job["platformId"]), (&json!("Succeeded"), &json!(NOTATION)));
    assert!(job.get("source").is_none() && job.get("signedObject").is_none());
}

#[test]
fn other_platforms_and_formats_are_refused() {
    let fake = Fake::new();
    fake.profile("Images", NOTATION);
    fake.profile("Build", LAMBDA);
    assert_eq!(fake.error("SignPayload", input("None", FORMAT)).0, "ResourceNotFoundException");
    let (shape, message) = fake.error("SignPayload", input("Images", "text/plain"));
    assert_eq!(shape, "ValidationException");
    assert!(message.contains("text/plain is not supported"), "{message}");
    let (shape, message) = fake.error("SignPayload", input("Build", FORMAT));
    assert_eq!(shape, "ValidationException");
    assert!(message.contains("StartSigningJob is"), "{message}");
    fake.ok("CancelSigningProfile", json!({ "profileName": "Images" }));
    assert_eq!(fake.error("SignPayload", input("Images", FORMAT)).0, "ValidationException");
    assert_eq!(fake.ok("ListSigningJobs", json!({}))["jobs"], json!([]));
}
