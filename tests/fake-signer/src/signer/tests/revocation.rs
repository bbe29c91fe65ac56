use std::time::Duration;

use serde_json::{Value, json};

use crate::signer::testing::{FREERTOS, Fake, Folder, LAMBDA, START};

const PLACE: &str = "arn:aws:signer:us-east-1:123456789012:";

fn revoke(fake: &Fake, version: &str, at: f64) -> Result<Value, crate::signer::ServiceError> {
    let input = json!({ "profileName": "Build", "profileVersion": version, "reason": "leak", "effectiveTime": at });
    fake.call("RevokeSigningProfile", input)
}

fn status(fake: &Fake, version: &str, job: &str, at: f64) -> Value {
    let input = json!({
        "signatureTimestamp": at,
        "platformId": LAMBDA,
        "profileVersionArn": format!("{PLACE}/signing-profiles/Build/{version}"),
        "jobArn": format!("{PLACE}/signing-jobs/{job}"),
        "certificateHashes": ["00"],
    });
    fake.ok("GetRevocationStatus", input)["revokedEntities"].clone()
}

#[test]
fn a_profile_is_revoked_from_a_moment_in_the_past() {
    let fake = Fake::new();
    let version = fake.profile("Build", LAMBDA);
    fake.advance(Duration::from_secs(100));
    let start = START as f64;
    assert_eq!(revoke(&fake, &version, start + 101.0).unwrap_err().shape, "ValidationException");
    assert_eq!(revoke(&fake, "0123456789", start).unwrap_err().shape, "ResourceNotFoundException");
    // A client's now, more exact than the service's.
    revoke(&fake, &version, start + 100.000_9).unwrap();
    revoke(&fake, &version, start + 50.0).unwrap();
    // A repetition can only make it earlier.
    assert_eq!(revoke(&fake, &version, start + 51.0).unwrap_err().shape, "ValidationException");
    revoke(&fake, &version, start + 50.0).unwrap();
    revoke(&fake, &version, start + 10.5).unwrap();
    let arn = json!([format!("{PLACE}/signing-profiles/Build/{version}")]);
    assert_eq!(status(&fake, &version, "none", start + 10.25), json!([]));
    assert_eq!(status(&fake, &version, "none", start + 10.5), arn);
    assert_eq!(status(&fake, "0123456789", "none", start + 90.0), json!([]));
    let missing = json!({ "profileName": "None", "profileVersion": version, "reason": "leak", "effectiveTime": 1.0 });
    assert_eq!(fake.error("RevokeSigningProfile", missing).0, "ResourceNotFoundException");
}

#[test]
fn a_signature_is_revoked_once_it_is_made() {
    let fake = Fake::with(Folder::new(), |options| options.job_duration = Duration::from_secs(10));
    let version = fake.profile("Build", LAMBDA);
    let job = fake.job("Build", "1");
    let input = json!({ "jobId": job, "reason": "leak" });
    let (shape, message) = fake.error("RevokeSignature", input.clone());
    assert_eq!(shape, "ValidationException");
    assert!(message.ends_with("Its status is InProgress."), "{message}");
    fake.advance(Duration::from_secs(10));
    assert_eq!(status(&fake, &version, &job, START as f64), json!([]));
    assert_eq!(fake.ok("RevokeSignature", input), json!({}));
    let record = fake.describe(&job)["revocationRecord"].clone();
    let by = "arn:aws:iam::123456789012:user/tester";
    assert_eq!(record, json!({ "reason": "leak", "revokedAt": (START + 10) as f64, "revokedBy": by }));
    fake.advance(Duration::from_secs(5));
    fake.ok("RevokeSignature", json!({ "jobId": job, "reason": "again" }));
    assert_eq!(fake.describe(&job)["revocationRecord"], record);
    assert_eq!(status(&fake, &version, &job, START as f64), json!([format!("{PLACE}/signing-jobs/{job}")]));
    let missing = fake.error("RevokeSignature", json!({ "jobId": "none", "reason": "leak" }));
    assert_eq!(missing.0, "ResourceNotFoundException");
}

#[test]
fn not_every_platform_has_revocation() {
    let fake = Fake::new();
    let version = fake.profile("Build", FREERTOS);
    let job = fake.job("Build", "1");
    let (shape, message) = fake.error("RevokeSignature", json!({ "jobId": job, "reason": "leak" }));
    assert_eq!(shape, "ValidationException");
    assert_eq!(message, "Signing platform AmazonFreeRTOS-Default does not support revocation.");
    assert_eq!(revoke(&fake, &version, START as f64).unwrap_err().message, message);
}

#[test]
fn arns_have_to_be_of_what_they_name() {
    let fake = Fake::new();
    let version = fake.profile("Build", LAMBDA);
    let profile = format!("{PLACE}/signing-profiles/Build/{version}");
    let job = format!("{PLACE}/signing-jobs/1");
    for (profile, job, platform) in [
        (job.as_str(), job.as_str(), LAMBDA),
        (profile.as_str(), profile.as_str(), LAMBDA),
        ("arn:aws:s3:::bucket/and/more", job.as_str(), LAMBDA),
        (profile.as_str(), job.as_str(), "None"),
    ] {
        let input = json!({
            "signatureTimestamp": 1.0, "platformId": platform, "profileVersionArn": profile, "jobArn": job,
            "certificateHashes": [],
        });
        assert_eq!(fake.error("GetRevocationStatus", input).0, "ValidationException", "{profile} {job} {platform}");
    }
}
