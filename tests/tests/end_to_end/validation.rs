//! Inputs that the model forbids are reported whole before anything is sent, unless the user wants to send them anyway.

use std::fmt::Display;

use serde_json::json;
use tinsmith_signer::Client;
use tinsmith_signer::error::{SdkError, Violation};
use tinsmith_signer::primitives::Blob;

use crate::server::{Answer, Server};
use crate::{assert_sent_json, client, settings};

/// Asserts that the error tells these violations and nothing else.
fn assert_violations<E: Display>(error: &SdkError<E>, operation: &str, expected: &[&str]) {
    let violations = error.validation_error().unwrap().violations();
    assert_eq!(violations.iter().map(Violation::to_string).collect::<Vec<_>>(), expected);
    let (count, plural) = (expected.len(), if expected.len() == 1 { "" } else { "s" });
    let text = format!("{operation} was not sent: {count} validation error{plural} detected. {}", expected.join("; "));
    assert_eq!(error.to_string(), text);
}

#[tokio::test]
async fn every_violation_is_reported_and_nothing_is_sent() {
    let server = Server::start([Answer::json(&json!({}))]).await;
    let client = client(&server);

    let call = client.start_signing_job().profile_name("!").profile_owner("12345678901a");
    let violations = [
        "Value at '/destination' failed to satisfy constraint: Member must not be null",
        "Value with length 1 at '/profileName' failed to satisfy constraint: \
         Member must have length between 2 and 64, inclusive",
        "Value at '/profileName' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: ^[a-zA-Z0-9_]{2,}",
        "Value at '/profileOwner' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: ^[0-9]{12}$",
        "Value at '/source' failed to satisfy constraint: Member must not be null",
    ];
    assert_violations(&call.send().await.unwrap_err(), "StartSigningJob", &violations);

    let call = client.tag_resource().resource_arn("arn").tags("aws:x", "é".repeat(257));
    let violations = [
        "Value at '/tags' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: ^(?!aws:)[a-zA-Z+-=._:/]+$",
        "Value with length 257 at '/tags/aws:x' failed to satisfy constraint: \
         Member must have length between 0 and 256, inclusive",
    ];
    assert_violations(&call.send().await.unwrap_err(), "TagResource", &violations);

    let call = client.untag_resource().resource_arn("arn").tag_keys("ok").tag_keys("");
    let violations = [
        "Value with length 0 at '/tagKeys/1' failed to satisfy constraint: \
         Member must have length between 1 and 128, inclusive",
        "Value at '/tagKeys/1' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: ^(?!aws:)[a-zA-Z+-=._:/]+$",
    ];
    assert_violations(&call.send().await.unwrap_err(), "UntagResource", &violations);
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn numbers_and_blobs_are_bounded_too() {
    let server = Server::start([Answer::json(&json!({}))]).await;
    let client = client(&server);

    let violation = "Value at '/maxResults' failed to satisfy constraint: Member must be between 1 and 25, inclusive";
    for number in [i32::MIN, 0, 26] {
        let error = client.list_signing_jobs().max_results(number).send().await.unwrap_err();
        assert_violations(&error, "ListSigningJobs", &[violation]);
    }
    for length in [0, 4097] {
        let call = client.sign_payload().payload(Blob::new(vec![0; length])).payload_format("f");
        let error = call.profile_name("p1").send().await.unwrap_err();
        let violation = format!(
            "Value with length {length} at '/payload' failed to satisfy constraint: \
             Member must have length between 1 and 4096, inclusive"
        );
        assert_violations(&error, "SignPayload", &[&violation]);
    }
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_violation_converts_into_the_crates_error_with_its_text() {
    let server = Server::start([Answer::json(&json!({}))]).await;
    let error = client(&server).cancel_signing_profile().send().await.unwrap_err();
    let text = "CancelSigningProfile was not sent: 1 validation error detected. \
                Value at '/profileName' failed to satisfy constraint: Member must not be null";
    assert_eq!(error.to_string(), text);
    assert_eq!(tinsmith_signer::Error::from(error).to_string(), text);
}

#[tokio::test]
async fn lengths_count_characters_at_their_bounds() {
    let server = Server::start([Answer::json(&json!({}))]).await;
    let client = client(&server);
    let reason = |length: usize| client.revoke_signature().job_id("j").reason("\u{1F512}".repeat(length)).send();
    reason(500).await.unwrap();
    let violation = "Value with length 501 at '/reason' failed to satisfy constraint: \
                     Member must have length between 1 and 500, inclusive";
    assert_violations(&reason(501).await.unwrap_err(), "RevokeSignature", &[violation]);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn validation_can_be_switched_off() {
    let server = Server::start([Answer::json(&json!({}))]).await;
    let client = Client::from_conf(settings().endpoint_url(server.url()).validate_input(false).build());
    client.put_signing_profile().profile_name("!").tags("aws:x", "").send().await.unwrap();
    assert_sent_json(&server, "PUT /signing-profiles/%21", &json!({ "tags": { "aws:x": "" } }));
}

/// Without its label a path would name another resource, so that much is checked always.
#[tokio::test]
async fn a_label_that_would_change_the_path_is_never_sent() {
    let server = Server::start([Answer::json(&json!({}))]).await;
    for (id, reason) in [
        (None, "is part of the path and must be set"),
        (Some(""), "must not be empty"),
        (Some("."), "must not hold `.` or `..` as a segment"),
        (Some(".."), "must not hold `.` or `..` as a segment"),
    ] {
        let client = Client::from_conf(settings().endpoint_url(server.url()).validate_input(false).build());
        let error = client.describe_signing_job().set_job_id(id.map(str::to_owned)).send().await.unwrap_err();
        assert!(matches!(error, SdkError::ConstructionFailure(_)), "{error:?}");
        assert_eq!(error.to_string(), format!("DescribeSigningJob was not sent: Value at '/jobId' {reason}"));
    }
    assert_eq!(server.requests().len(), 0);
}
