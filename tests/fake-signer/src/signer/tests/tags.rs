use serde_json::json;

use crate::signer::testing::{Fake, LAMBDA, OTHER_ACCOUNT, caller};

const ARN: &str = "arn:aws:signer:us-east-1:123456789012:/signing-profiles/Build";

#[test]
fn tags_are_put_replaced_and_removed() {
    let fake = Fake::new();
    fake.profile("Build", LAMBDA);
    let list = || fake.ok("ListTagsForResource", json!({ "resourceArn": ARN }))["tags"].clone();
    assert_eq!(list(), json!({}));
    assert_eq!(fake.ok("TagResource", json!({ "resourceArn": ARN, "tags": { "a": "1", "b": "2" } })), json!({}));
    fake.ok("TagResource", json!({ "resourceArn": ARN, "tags": { "b": "3", "c": "" } }));
    assert_eq!(list(), json!({ "a": "1", "b": "3", "c": "" }));
    assert_eq!(fake.ok("UntagResource", json!({ "resourceArn": ARN, "tagKeys": ["a", "none"] })), json!({}));
    assert_eq!(list(), json!({ "b": "3", "c": "" }));
    assert_eq!(fake.ok("GetSigningProfile", json!({ "profileName": "Build" }))["tags"], list());
}

#[test]
fn there_are_at_most_fifty_and_none_of_the_systems() {
    let fake = Fake::new();
    fake.profile("Build", LAMBDA);
    let tags = |range: std::ops::Range<u32>| {
        let tags: serde_json::Map<_, _> = range.map(|n| (format!("k{n}"), json!("v"))).collect();
        fake.call("TagResource", json!({ "resourceArn": ARN, "tags": tags }))
    };
    tags(0..50).unwrap();
    tags(10..20).unwrap();
    let many = tags(50..51).unwrap_err();
    assert_eq!(many.message, "A signing profile has at most 50 tags, not 51.");
    let reserved = fake.error("TagResource", json!({ "resourceArn": ARN, "tags": { "AWS:x": "1" } }));
    assert_eq!((many.shape, reserved.0), ("BadRequestException", "BadRequestException"));
    let left = fake.ok("ListTagsForResource", json!({ "resourceArn": ARN }));
    assert_eq!(left["tags"].as_object().unwrap().len(), 50);
}

#[test]
fn only_the_accounts_own_profiles_have_them() {
    let fake = Fake::new();
    fake.profile("Build", LAMBDA);
    let list = |arn: &str| fake.error("ListTagsForResource", json!({ "resourceArn": arn })).0;
    assert_eq!(list(&ARN.replace("Build", "None")), "NotFoundException");
    assert_eq!(list(&ARN.replace("us-east-1", "eu-west-1")), "NotFoundException");
    for arn in ["Build", "arn:aws:s3:::bucket", "arn:aws:signer:us-east-1:123456789012:/signing-jobs/1"] {
        assert_eq!(list(arn), "BadRequestException", "{arn}");
    }
    let other = fake.call_as(&caller(OTHER_ACCOUNT), "ListTagsForResource", json!({ "resourceArn": ARN }));
    assert_eq!(other.unwrap_err().shape, "NotFoundException");
    fake.ok("CancelSigningProfile", json!({ "profileName": "Build" }));
    for (operation, more) in [("TagResource", "tags"), ("ListTagsForResource", ""), ("UntagResource", "tagKeys")] {
        let mut input = json!({ "resourceArn": ARN });
        match more {
            "tags" => input["tags"] = json!({ "a": "b" }),
            "tagKeys" => input["tagKeys"] = json!(["a"]),
            _ => {}
        }
        let (shape, message) = fake.error(operation, input);
        assert_eq!((shape, message), ("BadRequestException", format!("The signing profile {ARN} is canceled.")));
    }
}
