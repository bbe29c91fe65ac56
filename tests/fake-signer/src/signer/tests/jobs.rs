use std::fs;
use std::time::Duration;

use serde_json::{Value, json};

use crate::clock;
use crate::signatures::verify_object;
use crate::signer::testing::{FREERTOS, Fake, Folder, LAMBDA, NOTATION, OTHER_ACCOUNT, START, caller, start};

fn with(member: &str, value: Value) -> Value {
    let mut input = start("Build", "other");
    *input.pointer_mut(member).unwrap() = value;
    input
}

#[test]
fn a_job_takes_its_time_and_leaves_a_signed_object() {
    let fake = Fake::with(Folder::new(), |options| options.job_duration = Duration::from_millis(1500));
    let version = fake.profile("Build", LAMBDA);
    let id = fake.job("Build", "1");
    let job = fake.describe(&id);
    assert_eq!(job["status"], "InProgress");
    assert!(job.get("completedAt").is_none() && job.get("signedObject").is_none() && job.get("statusReason").is_none());
    fake.advance(Duration::from_millis(1499));
    assert_eq!(fake.describe(&id)["status"], "InProgress");
    fake.advance(Duration::from_millis(1));
    assert_eq!(
        fake.describe(&id),
        json!({
            "jobId": id,
            "source": { "s3": { "bucketName": "in", "key": "app.zip", "version": "null" } },
            "signedObject": { "s3": { "bucketName": "out", "key": format!("signed/{id}.zip") } },
            "signingMaterial": { "certificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1" },
            "createdAt": START as f64, "completedAt": START as f64 + 1.5,
            "status": "Succeeded", "statusReason": "Signing Succeeded",
            "profileName": "Build", "profileVersion": version,
            "platformId": LAMBDA, "platformDisplayName": "AWS Lambda",
            // 3 November 2026 and 135 months.
            "signatureExpiresAt": 2_148_804_000.0,
            "jobOwner": "123456789012", "jobInvoker": "123456789012",
            "requestedBy": "arn:aws:iam::123456789012:user/tester",
        })
    );
    let signed = fs::read(fake.folder.path().join(format!("s3/out/signed/{id}.zip"))).unwrap();
    let root = fs::read_to_string(fake.folder.path().join("s3/certificate.pem")).unwrap();
    assert_eq!(root, fake.signer.certificate_pem());
    assert_eq!(verify_object(&signed, Some(b"code"), &root, clock::system()()).unwrap(), b"code");
    let document: Value = serde_json::from_slice(&signed).unwrap();
    assert_eq!(document["payloadLocation"]["s3"]["key"], "app.zip");
}

#[test]
fn a_platform_of_embedded_objects_has_the_payload_in_them() {
    let fake = Fake::new();
    fake.profile("Build", FREERTOS);
    let id = fake.job("Build", "1");
    let signed = fs::read(fake.folder.path().join(format!("s3/out/signed/{id}"))).unwrap();
    assert_eq!(verify_object(&signed, None, &fake.signer.certificate_pem(), clock::system()()).unwrap(), b"code");
    let document: Value = serde_json::from_slice(&signed).unwrap();
    assert_eq!((&document["signatureAlgorithm"], &document["rawPayloadSize"]), (&json!("SHA256withECDSA"), &json!(4)));
}

#[test]
fn a_deployment_package_stays_an_archive() {
    let fake = Fake::new();
    fake.profile("Build", LAMBDA);
    let archive = crate::signatures::archive::tests::EMPTY;
    fs::write(fake.folder.path().join("s3/in/app.zip"), archive).unwrap();
    let id = fake.job("Build", "1");
    let signed = fs::read(fake.folder.path().join(format!("s3/out/signed/{id}.zip"))).unwrap();
    assert!(signed.starts_with(b"PK"));
    assert_eq!(verify_object(&signed, None, &fake.signer.certificate_pem(), clock::system()()).unwrap(), archive);

    fs::write(fake.folder.path().join("s3/in/app.zip"), signed).unwrap();
    let id = fake.job("Build", "2");
    let reason = fake.describe(&id)["statusReason"].clone();
    assert_eq!(reason, "The source object in/app.zip, version null, already has a signature.");
}

#[test]
fn a_token_that_was_seen_answers_what_it_answered() {
    let fake = Fake::new();
    fake.profile("Build", LAMBDA);
    let first = fake.ok("StartSigningJob", start("Build", "1"));
    assert_eq!(fake.ok("StartSigningJob", start("Build", "1")), first);
    assert_eq!(fake.ok("StartSigningJob", start("None", "1")), first);
    assert_ne!(fake.ok("StartSigningJob", start("Build", "2")), first);
    assert_eq!(fs::read_dir(fake.folder.path().join("s3/out/signed")).unwrap().count(), 2);
    let other = fake.call_as(&caller(OTHER_ACCOUNT), "StartSigningJob", start("Build", "1")).unwrap_err();
    assert_eq!(other.shape, "ResourceNotFoundException");
}

#[test]
fn one_token_from_many_threads_makes_one_job() {
    let fake = Fake::new();
    fake.profile("Build", LAMBDA);
    let ids = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| fake.job("Build", "1"))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<std::collections::BTreeSet<_>>()
    });
    assert_eq!(ids.len(), 1);
    assert_eq!(fs::read_dir(fake.folder.path().join("s3/out/signed")).unwrap().count(), 1);
}

#[test]
fn what_cannot_become_a_job_is_refused() {
    let fake = Fake::new();
    fake.profile("Build", LAMBDA);
    fake.profile("Images", NOTATION);
    let missing = fake.error("StartSigningJob", start("None", "1"));
    assert_eq!(missing, ("ResourceNotFoundException", "profile with name None does not exist".to_owned()));
    let (shape, message) = fake.error("StartSigningJob", start("Images", "1"));
    assert_eq!(shape, "ValidationException");
    assert!(message.contains("SignPayload is"), "{message}");
    let cases = [
        ("/source/s3/version", json!(""), "StartSigningJobRequest:source:version should not be empty"),
        ("/source/s3/bucketName", json!("none"), "The bucket none does not exist: "),
        ("/source/s3/bucketName", json!("../in"), "The bucket ../in does not exist: "),
        ("/source/s3/key", json!("../secret"), "The key is not allowed: "),
        ("/source/s3", json!(null), "StartSigningJobRequest:source:s3 should not be empty"),
        ("/destination/s3/bucketName", json!("none"), "The bucket none does not exist: "),
        (
            "/destination/s3/bucketName",
            json!(null),
            "StartSigningJobRequest:destination:bucketName should not be empty",
        ),
        ("/destination/s3/prefix", json!("../../"), "The key is not allowed: "),
        ("/destination/s3/prefix", json!("/etc/"), "The key is not allowed: "),
        ("/destination/s3", json!(null), "StartSigningJobRequest:destination:s3 should not be empty"),
    ];
    for (member, value, text) in cases {
        let error = fake.call("StartSigningJob", with(member, value)).unwrap_err();
        assert_eq!(
            (error.shape, error.code.as_deref()),
            ("ValidationException", Some("InvalidJobParameters")),
            "{member}"
        );
        assert!(error.message.starts_with(text), "{}", error.message);
    }
    assert_eq!(fake.ok("ListSigningJobs", json!({}))["jobs"], json!([]));
    let bare = Fake::with(Folder::new(), |options| options.objects = None);
    bare.profile("Build", LAMBDA);
    assert!(bare.error("StartSigningJob", start("Build", "1")).1.contains("--objects DIR"));
}

#[test]
fn a_job_fails_for_what_is_found_when_it_signs() {
    let fake = Fake::new();
    fake.profile("Build", FREERTOS);
    let folder = fake.folder.path().join("s3/in");
    fs::write(folder.join("empty"), "").unwrap();
    fs::create_dir(folder.join("folder")).unwrap();
    fs::File::create(folder.join("large")).unwrap().set_len(16 * 1024 * 1024 + 1).unwrap();
    let cases = [
        ("/source/s3/key", "none", "The source object in/none, version null, was not found."),
        ("/source/s3/key", "folder", "The source object in/folder, version null, was not found."),
        ("/source/s3/version", "v1", "The source object in/app.zip, version v1, was not found."),
        ("/source/s3/key", "empty", "The source object in/empty, version null, is empty."),
        ("/source/s3/key", "large", "AmazonFreeRTOS-Default takes 16 MB at most."),
    ];
    for (index, (member, value, reason)) in cases.into_iter().enumerate() {
        let mut input = with(member, json!(value));
        input["clientRequestToken"] = json!(index.to_string());
        let id = fake.ok("StartSigningJob", input)["jobId"].as_str().unwrap().to_owned();
        let job = fake.describe(&id);
        assert_eq!(job["status"], "Failed", "{value}");
        assert!(job["statusReason"].as_str().unwrap().ends_with(reason), "{job}");
        assert!(job.get("signedObject").is_none() && job["completedAt"].is_number());
        assert!(job.get("signatureExpiresAt").is_none());
    }
    let prefix = with("/destination/s3/prefix", json!("p".repeat(300)));
    let id = fake.ok("StartSigningJob", prefix)["jobId"].as_str().unwrap().to_owned();
    assert!(fake.describe(&id)["statusReason"].as_str().unwrap().contains("cannot be written"));
}

#[test]
fn versions_are_files() {
    let fake = Fake::new();
    fake.profile("Build", FREERTOS);
    let versions = fake.folder.path().join("s3/in/.versions/app.zip");
    fs::create_dir_all(&versions).unwrap();
    fs::write(versions.join("v1"), "old").unwrap();
    let id = fake.ok("StartSigningJob", with("/source/s3/version", json!("v1")))["jobId"].clone();
    let id = id.as_str().unwrap();
    assert_eq!(fake.describe(id)["source"]["s3"]["version"], "v1");
    let signed = fs::read(fake.folder.path().join(format!("s3/out/signed/{id}"))).unwrap();
    assert_eq!(verify_object(&signed, None, &fake.signer.certificate_pem(), clock::system()()).unwrap(), b"old");
}

#[test]
fn a_job_is_only_seen_by_its_accounts() {
    let fake = Fake::new();
    fake.profile("Build", LAMBDA);
    let id = fake.job("Build", "1");
    let missing = fake.call_as(&caller(OTHER_ACCOUNT), "DescribeSigningJob", json!({ "jobId": id })).unwrap_err();
    assert_eq!((missing.shape, missing.message), ("ResourceNotFoundException", format!("Signing job {id} not found.")));
}
