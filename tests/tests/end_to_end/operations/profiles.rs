//! Names for a platform and the settings to sign with.

use std::collections::HashMap;

use serde_json::json;
use tinsmith_signer::operation::RequestId;
use tinsmith_signer::primitives::DateTime;
use tinsmith_signer::types::{
    EncryptionAlgorithm, HashAlgorithm, ImageFormat, SignatureValidityPeriod, SigningConfigurationOverrides,
    SigningMaterial, SigningPlatformOverrides, SigningProfile, SigningProfileRevocationRecord, SigningProfileStatus,
    ValidityType,
};

use super::{ODD_NAME, ODD_NAME_ENCODED};
use crate::server::{Answer, Server};
use crate::{REQUEST_ID, assert_sent, assert_sent_json, client};

const CERTIFICATE: &str = "arn:aws:acm:eu-west-1:123456789012:certificate/5d3f";
const ARN: &str = "arn:aws:signer:eu-west-1:123456789012:/signing-profiles/p1";
const VERSION_ARN: &str = "arn:aws:signer:eu-west-1:123456789012:/signing-profiles/p1/Ab0Cd1Ef2G";

fn overrides() -> SigningPlatformOverrides {
    let configuration = SigningConfigurationOverrides::builder()
        .encryption_algorithm(EncryptionAlgorithm::Rsa)
        .hash_algorithm(HashAlgorithm::Sha256)
        .build();
    SigningPlatformOverrides::builder()
        .signing_configuration(configuration)
        .signing_image_format(ImageFormat::JsonDetached)
        .build()
}

fn validity() -> SignatureValidityPeriod {
    SignatureValidityPeriod::builder().r#type(ValidityType::Months).value(135).build()
}

fn map(key: &str, value: &str) -> HashMap<String, String> {
    HashMap::from([(key.to_owned(), value.to_owned())])
}

#[tokio::test]
async fn put_signing_profile() {
    let answer = json!({ "arn": ARN, "profileVersion": "Ab0Cd1Ef2G", "profileVersionArn": VERSION_ARN });
    let server = Server::start([Answer::json(&answer)]).await;
    let call = client(&server)
        .put_signing_profile()
        .profile_name(ODD_NAME)
        .signing_material(SigningMaterial::new(CERTIFICATE))
        .signature_validity_period(validity())
        .platform_id("Acme-Device-1")
        .overrides(overrides())
        .signing_parameters("mode", "strict")
        .tags("Owner", "Zoë");
    let output = call.send().await.unwrap();

    assert_sent_json(
        &server,
        &format!("PUT /signing-profiles/{ODD_NAME_ENCODED}"),
        &json!({
            "signingMaterial": { "certificateArn": CERTIFICATE },
            "signatureValidityPeriod": { "value": 135, "type": "MONTHS" },
            "platformId": "Acme-Device-1",
            "overrides": {
                "signingConfiguration": { "encryptionAlgorithm": "RSA", "hashAlgorithm": "SHA256" },
                "signingImageFormat": "JSONDetached",
            },
            "signingParameters": { "mode": "strict" },
            "tags": { "Owner": "Zoë" },
        }),
    );
    assert_eq!(output.arn(), Some(ARN));
    assert_eq!(output.profile_version(), Some("Ab0Cd1Ef2G"));
    assert_eq!(output.profile_version_arn(), Some(VERSION_ARN));
    assert_eq!(output.request_id(), Some(REQUEST_ID));
}

#[tokio::test]
async fn get_signing_profile() {
    let answer = json!({
        "arn": ARN,
        "overrides": {
            "signingConfiguration": { "encryptionAlgorithm": "RSA", "hashAlgorithm": "SHA256" },
            "signingImageFormat": "JSONDetached",
        },
        "platformDisplayName": "A device",
        "platformId": "Acme-Device-1",
        "profileName": "p1",
        "profileVersion": "Ab0Cd1Ef2G",
        "profileVersionArn": VERSION_ARN,
        "revocationRecord": {
            "revocationEffectiveFrom": 1_510_765_171,
            "revokedAt": 1.510_765_172_5e9,
            "revokedBy": "arn:aws:iam::123456789012:root",
        },
        "signatureValidityPeriod": { "type": "MONTHS", "value": 135 },
        "signingMaterial": { "certificateArn": CERTIFICATE },
        "signingParameters": { "mode": "strict" },
        "status": "Revoked",
        "statusReason": "the key leaked",
        "tags": { "Owner": "Zoë" },
    });
    let server = Server::start([Answer::json(&answer)]).await;
    let call = client(&server).get_signing_profile().profile_name(ODD_NAME).profile_owner("123456789012");
    let output = call.send().await.unwrap();

    assert_sent(&server, &format!("GET /signing-profiles/{ODD_NAME_ENCODED}?profileOwner=123456789012"));
    assert_eq!(output.arn(), Some(ARN));
    assert_eq!(output.overrides(), Some(&overrides()));
    assert_eq!(output.platform_display_name(), Some("A device"));
    assert_eq!(output.platform_id(), Some("Acme-Device-1"));
    assert_eq!(output.profile_name(), Some("p1"));
    assert_eq!(output.profile_version(), Some("Ab0Cd1Ef2G"));
    assert_eq!(output.profile_version_arn(), Some(VERSION_ARN));
    let record = SigningProfileRevocationRecord::builder()
        .revocation_effective_from(DateTime::from_secs(1_510_765_171))
        .revoked_at(DateTime::from_millis(1_510_765_172_500))
        .revoked_by("arn:aws:iam::123456789012:root")
        .build();
    assert_eq!(output.revocation_record(), Some(&record));
    assert_eq!(output.signature_validity_period(), Some(&validity()));
    assert_eq!(output.signing_material(), Some(&SigningMaterial::new(CERTIFICATE)));
    assert_eq!(output.signing_parameters(), Some(&map("mode", "strict")));
    assert_eq!(output.status(), Some(&SigningProfileStatus::Revoked));
    assert_eq!(output.status_reason(), Some("the key leaked"));
    assert_eq!(output.tags(), Some(&map("Owner", "Zoë")));
    assert_eq!(output.request_id(), Some(REQUEST_ID));
}

#[tokio::test]
async fn list_signing_profiles() {
    let full = json!({
        "arn": ARN,
        "platformDisplayName": "A device",
        "platformId": "Acme-Device-1",
        "profileName": "p1",
        "profileVersion": "Ab0Cd1Ef2G",
        "profileVersionArn": VERSION_ARN,
        "signatureValidityPeriod": { "type": "MONTHS", "value": 135 },
        "signingMaterial": { "certificateArn": CERTIFICATE },
        "signingParameters": { "mode": "strict" },
        "status": "Active",
        "tags": { "Owner": "Zoë" },
    });
    let sparse = json!({ "profileName": "p2", "signatureValidityPeriod": {}, "signingMaterial": {}, "tags": null });
    let answer = json!({ "profiles": [full, sparse], "nextToken": null });
    let server = Server::start([Answer::json(&answer)]).await;
    let call = client(&server)
        .list_signing_profiles()
        .include_canceled(false)
        .max_results(1)
        .next_token("2")
        .platform_id("Acme-Device-1")
        .statuses(SigningProfileStatus::Revoked)
        .statuses(SigningProfileStatus::from("In Review"));
    let output = call.send().await.unwrap();

    assert_sent(
        &server,
        "GET /signing-profiles?includeCanceled=false&maxResults=1&nextToken=2&platformId=Acme-Device-1\
         &statuses=Revoked&statuses=In%20Review",
    );
    let full = SigningProfile::builder()
        .arn(ARN)
        .platform_display_name("A device")
        .platform_id("Acme-Device-1")
        .profile_name("p1")
        .profile_version("Ab0Cd1Ef2G")
        .profile_version_arn(VERSION_ARN)
        .signature_validity_period(validity())
        .signing_material(SigningMaterial::new(CERTIFICATE))
        .signing_parameters("mode", "strict")
        .status(SigningProfileStatus::Active)
        .tags("Owner", "Zoë")
        .build();
    // A required member that is missing reads as the zero value of its type.
    let sparse = SigningProfile::builder()
        .profile_name("p2")
        .signature_validity_period(SignatureValidityPeriod::builder().build())
        .signing_material(SigningMaterial::new(""))
        .build();
    assert_eq!(output.profiles(), [full, sparse]);
    assert_eq!(output.next_token(), None);
    assert_eq!(output.request_id(), Some(REQUEST_ID));
}

#[tokio::test]
async fn cancel_signing_profile() {
    let server = Server::start([Answer::empty()]).await;
    let output = client(&server).cancel_signing_profile().profile_name(ODD_NAME).send().await.unwrap();

    assert_sent(&server, &format!("DELETE /signing-profiles/{ODD_NAME_ENCODED}"));
    assert_eq!(output.request_id(), Some(REQUEST_ID));
}
