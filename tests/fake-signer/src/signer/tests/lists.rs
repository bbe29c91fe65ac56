use std::time::Duration;

use serde_json::{Value, json};

use crate::signer::testing::{FREERTOS, Fake, Folder, LAMBDA, NOTATION, OTHER_ACCOUNT, START, caller};

fn ids(output: &Value, list: &str, id: &str) -> Vec<String> {
    output[list].as_array().unwrap().iter().map(|item| item[id].as_str().unwrap().to_owned()).collect()
}

/// All pages of a list.
fn all(fake: &Fake, operation: &str, mut input: Value, list: &str, id: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    loop {
        let output = fake.ok(operation, input.clone());
        pages.push(ids(&output, list, id));
        match output.get("nextToken") {
            Some(token) => input["nextToken"] = token.clone(),
            None => return pages,
        }
    }
}

#[test]
fn jobs_are_listed_newest_first_in_pages() {
    let fake = Fake::new();
    fake.profile("Build", LAMBDA);
    let mut jobs: Vec<_> = (0..27).map(|n| fake.job("Build", &n.to_string())).collect();
    jobs.reverse();
    let pages = all(&fake, "ListSigningJobs", json!({}), "jobs", "jobId");
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [25, 2]);
    assert_eq!(pages.concat(), jobs);
    let pages = all(&fake, "ListSigningJobs", json!({ "maxResults": 9 }), "jobs", "jobId");
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [9, 9, 9]);

    // A job that comes in between changes no page after the first.
    let first = fake.ok("ListSigningJobs", json!({ "maxResults": 10 }));
    fake.job("Build", "new");
    let second = fake.ok("ListSigningJobs", json!({ "maxResults": 10, "nextToken": first["nextToken"] }));
    assert_eq!(ids(&second, "jobs", "jobId"), jobs[10..20]);
}

#[test]
fn jobs_are_filtered() {
    let fake = Fake::with(Folder::new(), |options| options.job_duration = Duration::from_secs(10));
    fake.profile("Build", LAMBDA);
    fake.profile("Rtos", FREERTOS);
    let old = fake.job("Build", "old");
    fake.advance(Duration::from_secs(10));
    let revoked = fake.job("Build", "revoked");
    let rtos = fake.job("Rtos", "rtos");
    let mut input = crate::signer::testing::start("Build", "failed");
    input["source"]["s3"]["key"] = json!("none");
    let failed = fake.ok("StartSigningJob", input)["jobId"].as_str().unwrap().to_owned();
    fake.advance(Duration::from_secs(10));
    let new = fake.job("Build", "new");
    fake.ok("RevokeSignature", json!({ "jobId": revoked, "reason": "leak" }));

    let list = |input| ids(&fake.ok("ListSigningJobs", input), "jobs", "jobId");
    assert_eq!(list(json!({})), [&new, &failed, &rtos, &revoked, &old].map(String::clone));
    assert_eq!(list(json!({ "isRevoked": false })).len(), 5);
    assert_eq!(list(json!({ "status": "InProgress" })), [new.as_str()]);
    assert_eq!(list(json!({ "status": "Failed" })), [failed.as_str()]);
    assert_eq!(list(json!({ "status": "Succeeded", "platformId": LAMBDA })), [revoked.clone(), old.clone()]);
    assert_eq!(list(json!({ "platformId": FREERTOS })), [rtos]);
    assert_eq!(list(json!({ "isRevoked": true })), [revoked.as_str()]);
    assert_eq!(list(json!({ "requestedBy": "arn:aws:iam::123456789012:user/tester" })).len(), 5);
    assert_eq!(list(json!({ "requestedBy": "arn:aws:iam::123456789012:root" })).len(), 0);
    assert_eq!(list(json!({ "jobInvoker": "123456789012" })).len(), 5);
    assert_eq!(list(json!({ "jobInvoker": OTHER_ACCOUNT })).len(), 0);
    let expiry = fake.describe(&old)["signatureExpiresAt"].as_f64().unwrap();
    assert_eq!(list(json!({ "signatureExpiresBefore": expiry + 1.0 })), [old]);
    assert_eq!(list(json!({ "signatureExpiresAfter": expiry + 10.0 })), [new]);
    let listed = fake.ok("ListSigningJobs", json!({ "isRevoked": true }))["jobs"][0].clone();
    assert_eq!(listed["isRevoked"], true);
    assert_eq!(listed["createdAt"].as_f64(), Some((START + 10) as f64));
    assert_eq!(listed["signedObject"]["s3"]["key"], format!("signed/{revoked}.zip"));
}

#[test]
fn platforms_are_listed_filtered_and_in_pages() {
    let fake = Fake::new();
    let pages = all(&fake, "ListSigningPlatforms", json!({ "maxResults": 2 }), "platforms", "platformId");
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1]);
    assert!([LAMBDA, NOTATION, FREERTOS].iter().all(|id| pages.concat().contains(&(*id).to_owned())));
    let list = |input| ids(&fake.ok("ListSigningPlatforms", input), "platforms", "platformId");
    assert_eq!(list(json!({ "partner": "AWSLambda" })), [LAMBDA]);
    assert_eq!(list(json!({ "partner": "AmazonFreeRTOS", "target": "SHA256-ECDSA" })), [FREERTOS]);
    assert_eq!(list(json!({ "category": "None" })).len(), 0);
    let platform = fake.ok("GetSigningPlatform", json!({ "platformId": FREERTOS }));
    assert_eq!(
        platform["signingConfiguration"]["encryptionAlgorithmOptions"]["allowedValues"],
        json!(["ECDSA", "RSA"])
    );
    assert_eq!(platform["signingImageFormat"]["defaultFormat"], "JSONEmbedded");
    assert_eq!(fake.error("GetSigningPlatform", json!({ "platformId": "None" })).0, "ResourceNotFoundException");
}

#[test]
fn profiles_are_listed_in_pages() {
    let fake = Fake::new();
    let mut names: Vec<_> = (0..60).map(|n| format!("Profile_{n}")).collect();
    for name in &names {
        fake.profile(name, LAMBDA);
    }
    names.sort();
    let pages = all(&fake, "ListSigningProfiles", json!({}), "profiles", "profileName");
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [25, 25, 10]);
    assert_eq!(pages.concat(), names);
}

#[test]
fn a_token_is_for_the_list_that_it_comes_from() {
    let fake = Fake::new();
    fake.profile("Build", LAMBDA);
    for n in 0..3 {
        fake.job("Build", &n.to_string());
    }
    let token = fake.ok("ListSigningJobs", json!({ "maxResults": 1, "platformId": LAMBDA }))["nextToken"].clone();
    let page = |more: Value| {
        let mut input = json!({ "nextToken": token });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        fake.call("ListSigningJobs", input)
    };
    assert_eq!(page(json!({ "platformId": LAMBDA, "maxResults": 2 })).unwrap()["jobs"].as_array().unwrap().len(), 2);
    let refused = [
        page(json!({})),
        page(json!({ "platformId": LAMBDA, "status": "Succeeded" })),
        page(json!({ "platformId": LAMBDA, "nextToken": "no" })),
        page(json!({ "platformId": LAMBDA, "nextToken": "" })),
        fake.call("ListSigningPlatforms", json!({ "nextToken": token })),
        fake.call("ListSigningProfiles", json!({ "nextToken": token, "platformId": LAMBDA })),
        fake.call_as(&caller(OTHER_ACCOUNT), "ListSigningJobs", json!({ "nextToken": token, "platformId": LAMBDA })),
    ];
    for (index, refused) in refused.into_iter().enumerate() {
        assert_eq!(refused.unwrap_err().shape, "ValidationException", "{index}");
    }
}
