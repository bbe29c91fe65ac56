//! The rules of the service, one by one.

mod jobs;
mod lists;
mod payloads;
mod permissions;
mod profiles;
mod revocation;
mod state;
mod tags;

use serde_json::json;

use super::testing::{Fake, LAMBDA, MODEL, caller, object};

#[test]
fn an_operation_that_the_model_does_not_have_is_an_internal_error() {
    let input = object(json!({}));
    let error = Fake::new().signer.call("DeleteEverything", &input, &caller(super::testing::ACCOUNT)).unwrap_err();
    assert_eq!(
        (error.shape, error.message.as_str()),
        ("InternalServiceErrorException", "There is no operation DeleteEverything.",)
    );
}

/// Members of outputs are those that the model gives the operation, and none is null. Errors are checked with every call.
#[test]
fn outputs_are_the_models() {
    let fake = Fake::new();
    let version = fake.profile("Build", LAMBDA);
    let job = fake.job("Build", "1");
    let place = super::records::Place { account: super::testing::ACCOUNT.to_owned(), region: "us-east-1".to_owned() };
    let arn = super::arns::profile(&place, "Build");
    let calls = [
        ("GetSigningPlatform", json!({ "platformId": LAMBDA })),
        ("ListSigningPlatforms", json!({ "maxResults": 2 })),
        ("GetSigningProfile", json!({ "profileName": "Build" })),
        ("ListSigningProfiles", json!({})),
        ("DescribeSigningJob", json!({ "jobId": job })),
        ("ListSigningJobs", json!({})),
        ("TagResource", json!({ "resourceArn": arn, "tags": { "a": "b" } })),
        ("ListTagsForResource", json!({ "resourceArn": arn })),
        ("UntagResource", json!({ "resourceArn": arn, "tagKeys": ["a"] })),
        (
            "AddProfilePermission",
            json!({
                "profileName": "Build", "statementId": "1", "action": "signer:GetSigningProfile",
                "principal": "210987654321", "profileVersion": version,
            }),
        ),
        ("ListProfilePermissions", json!({ "profileName": "Build" })),
        ("RevokeSignature", json!({ "jobId": job, "reason": "leak" })),
        (
            "RevokeSigningProfile",
            json!({ "profileName": "Build", "profileVersion": version, "reason": "leak", "effectiveTime": 1.5 }),
        ),
        ("GetSigningProfile", json!({ "profileName": "Build" })),
        ("DescribeSigningJob", json!({ "jobId": job })),
    ];
    for (operation, input) in calls {
        let output = fake.ok(operation, input);
        let shape = &MODEL["shapes"][format!("com.amazonaws.signer#{operation}")]["output"]["target"];
        let members = &MODEL["shapes"][shape.as_str().unwrap()]["members"];
        for (name, value) in output.as_object().unwrap() {
            assert!(!members[name].is_null(), "{operation} answers {name}");
            assert!(!value.is_null(), "{operation} answers {name} without a value");
        }
    }
}

#[test]
fn regions_are_apart() {
    let fake = Fake::new();
    fake.profile("Build", LAMBDA);
    let mut there = caller(super::testing::ACCOUNT);
    there.region = "eu-west-1".to_owned();
    let missing = fake.call_as(&there, "GetSigningProfile", json!({ "profileName": "Build" })).unwrap_err();
    assert_eq!(missing.shape, "ResourceNotFoundException");
    let input = object(json!({ "profileName": "Build", "platformId": LAMBDA }));
    let made = fake.signer.call("PutSigningProfile", &input, &there).unwrap();
    assert_eq!(made["arn"], "arn:aws:signer:eu-west-1:123456789012:/signing-profiles/Build");
}
