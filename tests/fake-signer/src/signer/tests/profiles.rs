use std::time::Duration;

use serde_json::json;

use crate::signer::testing::{FREERTOS, Fake, LAMBDA, START};

#[test]
fn a_profile_is_answered_as_it_was_put() {
    let fake = Fake::new();
    let put = fake.ok(
        "PutSigningProfile",
        json!({
            "profileName": "Build", "platformId": FREERTOS,
            "signingMaterial": { "certificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1" },
            "overrides": { "signingConfiguration": { "encryptionAlgorithm": "RSA" } },
            "signatureValidityPeriod": { "value": 5, "type": "YEARS" },
            "signingParameters": { "board": "one" },
            "tags": { "team": "a" },
        }),
    );
    let version = put["profileVersion"].as_str().unwrap();
    let arn = "arn:aws:signer:us-east-1:123456789012:/signing-profiles/Build";
    assert_eq!(put["profileVersionArn"], format!("{arn}/{version}"));
    let got = fake.ok("GetSigningProfile", json!({ "profileName": "Build", "profileOwner": "123456789012" }));
    assert_eq!(
        got,
        json!({
            "profileName": "Build", "profileVersion": version, "profileVersionArn": format!("{arn}/{version}"),
            "signingMaterial": { "certificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1" },
            "signatureValidityPeriod": { "value": 5, "type": "YEARS" },
            "platformId": FREERTOS, "platformDisplayName": "Amazon FreeRTOS SHA256-ECDSA",
            "signingParameters": { "board": "one" },
            "status": "Active", "arn": arn, "tags": { "team": "a" },
            "overrides": { "signingConfiguration": { "encryptionAlgorithm": "RSA" } },
        })
    );
}

#[test]
fn a_profile_is_valid_for_135_months_unless_told_otherwise() {
    let fake = Fake::new();
    fake.profile("Build", LAMBDA);
    let got = fake.ok("GetSigningProfile", json!({ "profileName": "Build" }));
    assert_eq!(got["signatureValidityPeriod"], json!({ "value": 135, "type": "MONTHS" }));
}

#[test]
fn what_a_platform_does_not_have_is_refused() {
    let fake = Fake::new();
    let put = |platform: &str, more: serde_json::Value| {
        let mut input = json!({ "profileName": "Build", "platformId": platform });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        fake.error("PutSigningProfile", input)
    };
    assert_eq!(put("None", json!({})).0, "ResourceNotFoundException");
    assert_eq!(put(FREERTOS, json!({})), ("ValidationException", "signing material cannot be null.".to_owned()));
    let (shape, message) = put(LAMBDA, json!({ "overrides": { "signingConfiguration": { "hashAlgorithm": "SHA1" } } }));
    assert_eq!(shape, "ValidationException");
    assert_eq!(
        message,
        "The hash algorithm SHA1 is not supported by platform AWSLambda-SHA384-ECDSA. Supported: SHA384."
    );
    assert!(put(LAMBDA, json!({ "overrides": { "signingImageFormat": "JSON" } })).1.contains("image format JSON"));
    for period in [json!({ "value": 136, "type": "MONTHS" }), json!({ "type": "DAYS" }), json!({ "value": -1 })] {
        assert_eq!(put(LAMBDA, json!({ "signatureValidityPeriod": period })).0, "ValidationException");
    }
    let many: serde_json::Map<_, _> = (0..51).map(|n| (format!("k{n}"), json!("v"))).collect();
    assert_eq!(put(LAMBDA, json!({ "tags": many })).0, "ValidationException");
    assert_eq!(fake.ok("ListSigningProfiles", json!({}))["profiles"], json!([]));
}

#[test]
fn a_name_is_taken_for_good() {
    let fake = Fake::new();
    fake.profile("Build", LAMBDA);
    let again = json!({ "profileName": "Build", "platformId": LAMBDA });
    let (shape, message) = fake.error("PutSigningProfile", again.clone());
    assert_eq!(shape, "ValidationException");
    assert_eq!(message, "A signing profile with name Build exists already. Its status is Active.");
    fake.ok("CancelSigningProfile", json!({ "profileName": "Build" }));
    assert!(fake.error("PutSigningProfile", again).1.ends_with("Its status is Canceled."));
}

#[test]
fn a_canceled_profile_is_seen_but_signs_no_more() {
    let fake = Fake::new();
    fake.profile("Build", LAMBDA);
    let name = json!({ "profileName": "Build" });
    assert_eq!(fake.ok("CancelSigningProfile", name.clone()), json!({}));
    fake.ok("CancelSigningProfile", name.clone());
    assert_eq!(fake.ok("GetSigningProfile", name)["status"], "Canceled");
    let (shape, message) = fake.error("StartSigningJob", crate::signer::testing::start("Build", "1"));
    assert_eq!(shape, "ValidationException");
    assert_eq!(message, "profile with name Build is not Active. Its status is Canceled.");
    let missing = fake.error("CancelSigningProfile", json!({ "profileName": "None" }));
    assert_eq!(missing, ("ResourceNotFoundException", "profile with name None does not exist".to_owned()));
}

#[test]
fn a_revoked_profile_cannot_be_canceled() {
    let fake = Fake::new();
    let version = fake.profile("Build", LAMBDA);
    fake.advance(Duration::from_secs(60));
    fake.ok(
        "RevokeSigningProfile",
        json!({ "profileName": "Build", "profileVersion": version, "reason": "leak", "effectiveTime": START }),
    );
    assert_eq!(fake.error("CancelSigningProfile", json!({ "profileName": "Build" })).0, "ResourceNotFoundException");
    let got = fake.ok("GetSigningProfile", json!({ "profileName": "Build" }));
    assert_eq!((&got["status"], &got["statusReason"]), (&json!("Revoked"), &json!("leak")));
    let record = &got["revocationRecord"];
    assert_eq!(record["revocationEffectiveFrom"].as_f64(), Some(START as f64));
    assert_eq!(record["revokedAt"].as_f64(), Some((START + 60) as f64));
    assert_eq!(record["revokedBy"], "arn:aws:iam::123456789012:user/tester");
}

#[test]
fn lists_hold_active_profiles_and_those_asked_for() {
    let fake = Fake::new();
    fake.profile("Active", LAMBDA);
    fake.profile("Canceled", LAMBDA);
    fake.profile("Rtos", FREERTOS);
    let version = fake.profile("Revoked", LAMBDA);
    fake.ok("CancelSigningProfile", json!({ "profileName": "Canceled" }));
    fake.ok(
        "RevokeSigningProfile",
        json!({ "profileName": "Revoked", "profileVersion": version, "reason": "leak", "effectiveTime": START }),
    );
    let names = |input| {
        let output = fake.ok("ListSigningProfiles", input);
        let profiles = output["profiles"].as_array().unwrap().clone();
        profiles.iter().map(|profile| profile["profileName"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(json!({})), ["Active", "Rtos"]);
    assert_eq!(names(json!({ "includeCanceled": true })), ["Active", "Canceled", "Rtos"]);
    assert_eq!(names(json!({ "platformId": LAMBDA })), ["Active"]);
    assert_eq!(names(json!({ "statuses": ["Revoked"] })), ["Revoked"]);
    assert_eq!(names(json!({ "statuses": ["Revoked", "Canceled"] })), ["Canceled", "Revoked"]);
}
