//! What should no longer be trusted.

use serde_json::json;
use tinsmith_signer::operation::RequestId;
use tinsmith_signer::primitives::DateTime;

use super::{ODD_NAME, ODD_NAME_ENCODED};
use crate::server::{Answer, Server};
use crate::{REQUEST_ID, assert_sent, assert_sent_json, client};

/// The model gives this operation the host prefix `data-`, which must not come before a custom endpoint's host.
#[tokio::test]
async fn get_revocation_status() {
    let answer = json!({ "revokedEntities": ["arn:aws:signer:eu-west-1:123456789012:/signing-jobs/1", null, "ab12"] });
    let server = Server::start([Answer::json(&answer)]).await;
    let call = client(&server)
        .get_revocation_status()
        .signature_timestamp(DateTime::from_secs(1_510_765_171))
        .platform_id("Notation-OCI-SHA384-ECDSA")
        .profile_version_arn("arn:aws:signer:eu-west-1:123456789012:/signing-profiles/my_profile/Ab0Cd1Ef2G")
        .job_arn("arn:aws:signer:eu-west-1:123456789012:/signing-jobs/1")
        .certificate_hashes("ff00")
        .certificate_hashes("aa+/=")
        .certificate_hashes("ff00");
    let output = call.send().await.unwrap();

    assert_sent(
        &server,
        "GET /revocations?certificateHashes=ff00&certificateHashes=aa%2B%2F%3D&certificateHashes=ff00\
         &jobArn=arn%3Aaws%3Asigner%3Aeu-west-1%3A123456789012%3A%2Fsigning-jobs%2F1\
         &platformId=Notation-OCI-SHA384-ECDSA\
         &profileVersionArn=arn%3Aaws%3Asigner%3Aeu-west-1%3A123456789012%3A%2Fsigning-profiles%2Fmy_profile%2FAb0Cd1Ef2G\
         &signatureTimestamp=2017-11-15T16%3A59%3A31Z",
    );
    // A null in a list that is not sparse is no element.
    assert_eq!(output.revoked_entities(), ["arn:aws:signer:eu-west-1:123456789012:/signing-jobs/1", "ab12"]);
    assert_eq!(output.request_id(), Some(REQUEST_ID));
}

#[tokio::test]
async fn revoke_signature() {
    let server = Server::start([Answer::empty()]).await;
    let call = client(&server)
        .revoke_signature()
        .job_id("9052caa6-1d8d-43b5-9ead-0cb8621c8c74")
        .job_owner("123456789012")
        .reason("key \"A\" leaked\n\u{2028}");
    let output = call.send().await.unwrap();

    assert_sent_json(
        &server,
        "PUT /signing-jobs/9052caa6-1d8d-43b5-9ead-0cb8621c8c74/revoke",
        &json!({ "jobOwner": "123456789012", "reason": "key \"A\" leaked\n\u{2028}" }),
    );
    assert_eq!(output.request_id(), Some(REQUEST_ID));
}

#[tokio::test]
async fn revoke_signing_profile() {
    let server = Server::start([Answer::empty()]).await;
    let call = client(&server)
        .revoke_signing_profile()
        .profile_name(ODD_NAME)
        .profile_version("Ab0Cd1Ef2G")
        .effective_time(DateTime::from_millis(1_510_765_171_250))
        .reason("r");
    let output = call.send().await.unwrap();

    assert_sent_json(
        &server,
        &format!("PUT /signing-profiles/{ODD_NAME_ENCODED}/revoke"),
        &json!({ "profileVersion": "Ab0Cd1Ef2G", "effectiveTime": 1_510_765_171.25, "reason": "r" }),
    );
    assert_eq!(output.request_id(), Some(REQUEST_ID));
}
