use serde_json::{Value, json};

use crate::signer::Caller;
use crate::signer::testing::{ACCOUNT, Fake, LAMBDA, NOTATION, OTHER_ACCOUNT, caller, start};

fn statement(profile: &str, id: &str, action: &str, revision: Option<&Value>) -> Value {
    let principal = OTHER_ACCOUNT;
    let mut input = json!({ "profileName": profile, "statementId": id, "action": action, "principal": principal });
    if let Some(revision) = revision {
        input["revisionId"] = revision.clone();
    }
    input
}

#[test]
fn permissions_change_revision_by_revision() {
    let fake = Fake::new();
    let version = fake.profile("Build", LAMBDA);
    let empty = fake.ok("ListProfilePermissions", json!({ "profileName": "Build" }));
    assert_eq!(empty, json!({ "permissions": [], "policySizeBytes": 0 }));

    let mut input = statement("Build", "one", "signer:GetSigningProfile", None);
    input["profileVersion"] = json!(version);
    let first = fake.ok("AddProfilePermission", input)["revisionId"].clone();
    let add =
        |id, revision| fake.call("AddProfilePermission", statement("Build", id, "signer:StartSigningJob", revision));
    assert_eq!(add("two", None).unwrap_err().shape, "ConflictException");
    let other = json!("other");
    assert_eq!(add("two", Some(&other)).unwrap_err().shape, "ConflictException");
    let second = add("two", Some(&first)).unwrap()["revisionId"].clone();
    assert_eq!(add("three", Some(&first)).unwrap_err().shape, "ConflictException");
    assert_eq!(add("two", Some(&second)).unwrap_err().shape, "ConflictException");

    let list = fake.ok("ListProfilePermissions", json!({ "profileName": "Build" }));
    assert_eq!(list["revisionId"], second);
    assert!(list["policySizeBytes"].as_u64().unwrap() > 200, "{list}");
    assert_eq!(
        list["permissions"],
        json!([
            { "action": "signer:GetSigningProfile", "principal": OTHER_ACCOUNT, "profileVersion": version, "statementId": "one" },
            { "action": "signer:StartSigningJob", "principal": OTHER_ACCOUNT, "statementId": "two" },
        ])
    );

    let remove = |id: &str, revision: &Value| {
        let input = json!({ "profileName": "Build", "statementId": id, "revisionId": revision });
        fake.call("RemoveProfilePermission", input)
    };
    assert_eq!(remove("one", &first).unwrap_err().shape, "ConflictException");
    assert_eq!(remove("none", &second).unwrap_err().shape, "ResourceNotFoundException");
    let third = remove("one", &second).unwrap()["revisionId"].clone();
    assert_ne!(third, second);
    add("one", Some(&third)).unwrap();
}

#[test]
fn what_cannot_be_permitted_is_refused() {
    let fake = Fake::new();
    fake.profile("Build", LAMBDA);
    fake.profile("Images", NOTATION);
    let add = |input: Value| fake.error("AddProfilePermission", input);
    assert_eq!(add(statement("None", "1", "signer:SignPayload", None)).0, "ResourceNotFoundException");
    assert_eq!(add(statement("Build", "1", "signer:CancelSigningProfile", None)).0, "ValidationException");
    assert_eq!(add(statement("Build", "1", "signer:SignPayload", None)).0, "ValidationException");
    assert_eq!(add(statement("Images", "1", "signer:StartSigningJob", None)).0, "ValidationException");
    let mut input = statement("Build", "1", "signer:StartSigningJob", None);
    input["profileVersion"] = json!("0123456789");
    assert_eq!(add(input.clone()).0, "ResourceNotFoundException");
    input.as_object_mut().unwrap().remove("profileVersion");
    for principal in ["1234", "*", "arn:aws:iam::210987654321:user/a", "arn:aws:iam:210987654321:role/a"] {
        input["principal"] = json!(principal);
        let expected = "Principal is not a valid AWS account id or IAM Role Arn".to_owned();
        assert_eq!(add(input.clone()), ("ValidationException", expected), "{principal}");
    }
}

#[test]
fn a_policy_has_a_largest_size_and_pages() {
    let fake = Fake::new();
    fake.profile("Build", LAMBDA);
    let mut revision = None;
    let mut count = 0;
    let error = loop {
        let id = format!("statement-{count:03}");
        match fake.call("AddProfilePermission", statement("Build", &id, "signer:StartSigningJob", revision.as_ref())) {
            Ok(output) => revision = Some(output["revisionId"].clone()),
            Err(error) => break error,
        }
        count += 1;
    };
    assert_eq!(error.shape, "ServiceLimitExceededException");
    let mut input = json!({ "profileName": "Build" });
    let mut listed = 0;
    loop {
        let page = fake.ok("ListProfilePermissions", input.clone());
        listed += page["permissions"].as_array().unwrap().len();
        let Some(token) = page.get("nextToken") else { break };
        input["nextToken"] = token.clone();
    }
    assert!(listed == count && count > 25, "{listed} of {count}");
    let bad = fake.error("ListProfilePermissions", json!({ "profileName": "Build", "nextToken": "no" }));
    assert_eq!(bad.0, "ValidationException");
}

#[test]
fn other_accounts_do_what_they_are_permitted_to() {
    let fake = Fake::new();
    fake.profile("Build", LAMBDA);
    let other = caller(OTHER_ACCOUNT);
    let get = |caller: &Caller| {
        fake.call_as(caller, "GetSigningProfile", json!({ "profileName": "Build", "profileOwner": ACCOUNT }))
    };
    let denied = get(&other).unwrap_err();
    assert_eq!(denied.shape, "AccessDeniedException");
    assert_eq!(
        denied.message,
        "User: arn:aws:iam::210987654321:user/tester is not authorized to perform: signer:GetSigningProfile on resource: \
         arn:aws:signer:us-east-1:123456789012:/signing-profiles/Build"
    );
    let missing = json!({ "profileName": "None", "profileOwner": ACCOUNT });
    assert_eq!(fake.call_as(&other, "GetSigningProfile", missing).unwrap_err().shape, "AccessDeniedException");

    let mut revision = None;
    for action in ["signer:GetSigningProfile", "signer:StartSigningJob"] {
        let output = fake.ok("AddProfilePermission", statement("Build", action, action, revision.as_ref()));
        revision = Some(output["revisionId"].clone());
    }
    assert_eq!(get(&other).unwrap()["profileName"], "Build");
    assert_eq!(get(&caller("333333333333")).unwrap_err().shape, "AccessDeniedException");

    let mut input = start("Build", "1");
    input["profileOwner"] = json!(ACCOUNT);
    let started = fake.call_as(&other, "StartSigningJob", input).unwrap();
    assert_eq!(started["jobOwner"], ACCOUNT);
    for caller in [&other, &caller(ACCOUNT)] {
        let job = fake.call_as(caller, "DescribeSigningJob", json!({ "jobId": started["jobId"] })).unwrap();
        assert_eq!((&job["jobOwner"], &job["jobInvoker"]), (&json!(ACCOUNT), &json!(OTHER_ACCOUNT)));
        let list = fake.call_as(caller, "ListSigningJobs", json!({ "jobInvoker": OTHER_ACCOUNT })).unwrap();
        assert_eq!(list["jobs"].as_array().unwrap().len(), 1);
    }
    let revoke = json!({ "jobId": started["jobId"], "reason": "leak", "jobOwner": ACCOUNT });
    assert_eq!(fake.call_as(&other, "RevokeSignature", revoke.clone()).unwrap_err().shape, "AccessDeniedException");
    fake.ok("AddProfilePermission", statement("Build", "3", "signer:RevokeSignature", revision.as_ref()));
    fake.call_as(&other, "RevokeSignature", revoke).unwrap();
}

#[test]
fn a_role_is_a_principal() {
    let fake = Fake::new();
    fake.profile("Build", LAMBDA);
    let mut input = statement("Build", "1", "signer:GetSigningProfile", None);
    input["principal"] = json!("arn:aws:iam::210987654321:role/teams/one/Deploy");
    fake.ok("AddProfilePermission", input);
    let get = |arn: &str| {
        let caller = Caller { arn: arn.to_owned(), ..caller(OTHER_ACCOUNT) };
        fake.call_as(&caller, "GetSigningProfile", json!({ "profileName": "Build", "profileOwner": ACCOUNT }))
    };
    assert!(get("arn:aws:sts::210987654321:assumed-role/Deploy/session").is_ok());
    assert!(get("arn:aws:iam::210987654321:role/teams/one/Deploy").is_ok());
    assert!(get("arn:aws:sts::210987654321:assumed-role/Other/session").is_err());
    assert!(get("arn:aws:sts::333333333333:assumed-role/Deploy/session").is_err());
    assert!(get("arn:aws:iam::210987654321:user/Deploy").is_err());
}
