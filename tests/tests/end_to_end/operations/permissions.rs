//! Who else may use a profile.

use serde_json::json;
use tinsmith_signer::operation::RequestId;
use tinsmith_signer::types::Permission;

use super::{ODD_NAME, ODD_NAME_ENCODED};
use crate::server::{Answer, Server};
use crate::{REQUEST_ID, assert_sent, assert_sent_json, client};

#[tokio::test]
async fn add_profile_permission() {
    let server = Server::start([Answer::json(&json!({ "revisionId": "revision-2" }))]).await;
    let call = client(&server)
        .add_profile_permission()
        .profile_name(ODD_NAME)
        .action("signer:StartSigningJob")
        .principal("arn:aws:iam::210987654321:role/\"signer\"")
        .profile_version("Ab0Cd1Ef2G")
        .revision_id("revision-1")
        .statement_id("statement\u{1}\u{1F512}");
    let output = call.send().await.unwrap();

    assert_sent_json(
        &server,
        &format!("POST /signing-profiles/{ODD_NAME_ENCODED}/permissions"),
        &json!({
            "action": "signer:StartSigningJob",
            "principal": "arn:aws:iam::210987654321:role/\"signer\"",
            "profileVersion": "Ab0Cd1Ef2G",
            "revisionId": "revision-1",
            "statementId": "statement\u{1}\u{1F512}",
        }),
    );
    assert_eq!(output.revision_id(), Some("revision-2"));
    assert_eq!(output.request_id(), Some(REQUEST_ID));
}

#[tokio::test]
async fn list_profile_permissions() {
    let answer = json!({
        "nextToken": "page 3",
        "permissions": [
            {
                "action": "signer:GetSigningProfile",
                "principal": "210987654321",
                "profileVersion": "Ab0Cd1Ef2G",
                "statementId": "s1",
            },
            { "action": "signer:SignPayload", "principal": null },
        ],
        "policySizeBytes": 1024,
        "revisionId": "revision-2",
    });
    let server = Server::start([Answer::json(&answer)]).await;
    let call = client(&server).list_profile_permissions().profile_name(ODD_NAME).next_token("page 2/&=");
    let output = call.send().await.unwrap();

    assert_sent(&server, &format!("GET /signing-profiles/{ODD_NAME_ENCODED}/permissions?nextToken=page%202%2F%26%3D"));
    assert_eq!(output.next_token(), Some("page 3"));
    let first = Permission::builder()
        .action("signer:GetSigningProfile")
        .principal("210987654321")
        .profile_version("Ab0Cd1Ef2G")
        .statement_id("s1")
        .build();
    assert_eq!(output.permissions(), [first, Permission::builder().action("signer:SignPayload").build()]);
    assert_eq!(output.policy_size_bytes(), 1024);
    assert_eq!(output.revision_id(), Some("revision-2"));
    assert_eq!(output.request_id(), Some(REQUEST_ID));
}

#[tokio::test]
async fn remove_profile_permission() {
    let server = Server::start([Answer::json(&json!({ "revisionId": "revision-3" }))]).await;
    let call = client(&server)
        .remove_profile_permission()
        .profile_name(ODD_NAME)
        .revision_id("revision+2")
        .statement_id("s/1");
    let output = call.send().await.unwrap();

    assert_sent(
        &server,
        &format!("DELETE /signing-profiles/{ODD_NAME_ENCODED}/permissions/s%2F1?revisionId=revision%2B2"),
    );
    assert_eq!(output.revision_id(), Some("revision-3"));
    assert_eq!(output.request_id(), Some(REQUEST_ID));
}
