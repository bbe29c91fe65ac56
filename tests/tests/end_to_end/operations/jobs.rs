//! Signatures in the making.

use std::collections::HashMap;

use serde_json::{Value, json};
use tinsmith_signer::operation::RequestId;
use tinsmith_signer::operation::describe_signing_job::DescribeSigningJobOutput;
use tinsmith_signer::operation::list_signing_jobs::ListSigningJobsOutput;
use tinsmith_signer::primitives::{Blob, DateTime};
use tinsmith_signer::types::{
    Destination, EncryptionAlgorithm, HashAlgorithm, ImageFormat, S3Destination, S3SignedObject, S3Source,
    SignedObject, SigningConfigurationOverrides, SigningJob, SigningJobRevocationRecord, SigningMaterial,
    SigningPlatformOverrides, SigningStatus, Source,
};

use crate::server::{Answer, Server};
use crate::{REQUEST_ID, assert_sent, assert_sent_json, client};

const JOB: &str = "9052caa6-1d8d-43b5-9ead-0cb8621c8c74";
const CERTIFICATE: &str = "arn:aws:acm:eu-west-1:123456789012:certificate/5d3f";

fn source() -> Source {
    Source::builder().s3(S3Source::new("in", "app.zip", "v.1")).build()
}

fn signed_object() -> SignedObject {
    SignedObject::builder().s3(S3SignedObject::builder().bucket_name("out").key(JOB).build()).build()
}

fn job_as_json() -> Value {
    json!({
        "createdAt": 1_510_695_622,
        "isRevoked": true,
        "jobId": JOB,
        "jobInvoker": "210987654321",
        "jobOwner": "123456789012",
        "platformDisplayName": "A device",
        "platformId": "Acme-Device-1",
        "profileName": "p1",
        "profileVersion": "Ab0Cd1Ef2G",
        "signatureExpiresAt": 1_865_000_000.125,
        "signedObject": { "s3": { "bucketName": "out", "key": JOB } },
        "signingMaterial": { "certificateArn": CERTIFICATE },
        "source": { "s3": { "bucketName": "in", "key": "app.zip", "version": "v.1" } },
        "status": "Succeeded",
    })
}

#[tokio::test]
async fn start_signing_job() {
    let server = Server::start([Answer::json(&json!({ "jobId": JOB, "jobOwner": "123456789012" }))]).await;
    let destination = S3Destination::builder().bucket_name("out").prefix("signed/").build();
    let call = client(&server)
        .start_signing_job()
        .source(source())
        .destination(Destination::builder().s3(destination).build())
        .profile_name("p1")
        .client_request_token("token 1")
        .profile_owner("123456789012");
    let output = call.send().await.unwrap();

    assert_sent_json(
        &server,
        "POST /signing-jobs",
        &json!({
            "source": { "s3": { "bucketName": "in", "key": "app.zip", "version": "v.1" } },
            "destination": { "s3": { "bucketName": "out", "prefix": "signed/" } },
            "profileName": "p1",
            "clientRequestToken": "token 1",
            "profileOwner": "123456789012",
        }),
    );
    assert_eq!(output.job_id(), Some(JOB));
    assert_eq!(output.job_owner(), Some("123456789012"));
    assert_eq!(output.request_id(), Some(REQUEST_ID));
}

#[tokio::test]
async fn sign_payload() {
    let answer = json!({
        "jobId": JOB,
        "jobOwner": "123456789012",
        "metadata": { "envelope": "application/jose+json" },
        "signature": "AP/+",
    });
    let server = Server::start([Answer::json(&answer)]).await;
    let call = client(&server)
        .sign_payload()
        .profile_name("p1")
        .profile_owner("123456789012")
        .payload(Blob::new([0xFB, 0xEF, 0xFF, 0x00]))
        .payload_format("application/vnd.cncf.notary.payload.v1+json");
    let output = call.send().await.unwrap();

    assert_sent_json(
        &server,
        "POST /signing-jobs/with-payload",
        &json!({
            "profileName": "p1",
            "profileOwner": "123456789012",
            "payload": "++//AA==",
            "payloadFormat": "application/vnd.cncf.notary.payload.v1+json",
        }),
    );
    assert_eq!(output.job_id(), Some(JOB));
    assert_eq!(output.job_owner(), Some("123456789012"));
    let metadata = HashMap::from([("envelope".to_owned(), "application/jose+json".to_owned())]);
    assert_eq!(output.metadata(), Some(&metadata));
    assert_eq!(output.signature(), Some(&Blob::new([0x00, 0xFF, 0xFE])));
    assert_eq!(output.request_id(), Some(REQUEST_ID));
}

/// The sample of the API reference: no `profileName` yet, a `platform` that is no member any more, and a null.
#[tokio::test]
async fn describe_signing_job() {
    let answer = json!({
        "jobId": JOB,
        "source": { "s3": { "bucketName": "in", "key": "app.zip", "version": "v.1" } },
        "signingMaterial": { "certificateArn": CERTIFICATE },
        "platform": "Acme",
        "signingParameters": null,
        "createdAt": 1_510_695_622,
        "completedAt": 1_510_695_623,
        "requestedBy": "arn:aws:iam::123456789012:root",
        "status": "Succeeded",
        "statusReason": "all went well",
        "signedObject": { "s3": { "bucketName": "out", "key": JOB } },
    });
    let server = Server::start([Answer::new(200, &[], answer.to_string())]).await;
    let output = client(&server).describe_signing_job().job_id(JOB).send().await.unwrap();

    assert_sent(&server, &format!("GET /signing-jobs/{JOB}"));
    let expected = DescribeSigningJobOutput::builder()
        .job_id(JOB)
        .source(source())
        .signing_material(SigningMaterial::new(CERTIFICATE))
        .created_at(DateTime::from_secs(1_510_695_622))
        .completed_at(DateTime::from_secs(1_510_695_623))
        .requested_by("arn:aws:iam::123456789012:root")
        .status(SigningStatus::Succeeded)
        .status_reason("all went well")
        .signed_object(signed_object())
        .build();
    assert_eq!(output, expected);
}

#[tokio::test]
async fn describe_signing_job_with_every_member() {
    let mut answer = job_as_json();
    let more = json!({
        "completedAt": 1_510_695_623.001,
        "overrides": { "signingConfiguration": { "encryptionAlgorithm": "ECDSA", "hashAlgorithm": "SHA1" },
                       "signingImageFormat": "JSON" },
        "requestedBy": "arn:aws:iam::123456789012:root",
        "revocationRecord": { "reason": "leak", "revokedAt": -1, "revokedBy": "me" },
        "signingParameters": { "mode": "strict" },
        "statusReason": "all went well",
        "status": "Paused",
    });
    answer.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let server = Server::start([Answer::json(&answer)]).await;
    let output = client(&server).describe_signing_job().job_id("a b/é").send().await.unwrap();

    assert_sent(&server, "GET /signing-jobs/a%20b%2F%C3%A9");
    assert_eq!(output.completed_at(), Some(&DateTime::from_millis(1_510_695_623_001)));
    assert_eq!(output.created_at(), Some(&DateTime::from_secs(1_510_695_622)));
    assert_eq!(output.job_id(), Some(JOB));
    assert_eq!(output.job_invoker(), Some("210987654321"));
    assert_eq!(output.job_owner(), Some("123456789012"));
    let configuration = SigningConfigurationOverrides::builder()
        .encryption_algorithm(EncryptionAlgorithm::Ecdsa)
        .hash_algorithm(HashAlgorithm::Sha1)
        .build();
    let overrides = SigningPlatformOverrides::builder()
        .signing_configuration(configuration)
        .signing_image_format(ImageFormat::Json)
        .build();
    assert_eq!(output.overrides(), Some(&overrides));
    assert_eq!(output.platform_display_name(), Some("A device"));
    assert_eq!(output.platform_id(), Some("Acme-Device-1"));
    assert_eq!(output.profile_name(), Some("p1"));
    assert_eq!(output.profile_version(), Some("Ab0Cd1Ef2G"));
    assert_eq!(output.requested_by(), Some("arn:aws:iam::123456789012:root"));
    let record = SigningJobRevocationRecord::builder()
        .reason("leak")
        .revoked_at(DateTime::from_secs(-1))
        .revoked_by("me")
        .build();
    assert_eq!(output.revocation_record(), Some(&record));
    assert_eq!(output.signature_expires_at(), Some(&DateTime::from_millis(1_865_000_000_125)));
    assert_eq!(output.signed_object(), Some(&signed_object()));
    assert_eq!(output.signing_material(), Some(&SigningMaterial::new(CERTIFICATE)));
    let parameters = HashMap::from([("mode".to_owned(), "strict".to_owned())]);
    assert_eq!(output.signing_parameters(), Some(&parameters));
    assert_eq!(output.source(), Some(&source()));
    // A status that the model does not know yet keeps its text.
    assert_eq!(output.status().map(SigningStatus::as_str), Some("Paused"));
    assert_eq!(output.status_reason(), Some("all went well"));
    assert_eq!(output.request_id(), Some(REQUEST_ID));
}

/// The sample of the API reference: a source whose required `version` is null, and a `nextToken` that is.
#[tokio::test]
async fn list_signing_jobs() {
    let unversioned = json!({
        "jobId": "ade0f15c",
        "source": { "s3": { "bucketName": "in", "key": "app.zip", "version": null } },
        "signedObject": { "s3": { "bucketName": "out", "key": JOB } },
        "signingMaterial": { "certificateArn": CERTIFICATE },
        "createdAt": 1_508_345_543,
        "status": "Succeeded",
    });
    let answer = json!({ "jobs": [unversioned, job_as_json(), {}, null], "nextToken": null });
    let server = Server::start([Answer::json(&answer)]).await;
    let call = client(&server)
        .list_signing_jobs()
        .status(SigningStatus::InProgress)
        .platform_id("Acme-Device-1")
        .requested_by("arn:aws:iam::123456789012:user/Zoë")
        .max_results(10)
        .next_token("a+b/c==")
        .is_revoked(true)
        .signature_expires_before(DateTime::from_millis(1_510_765_171_500))
        .signature_expires_after(DateTime::from_secs(0))
        .job_invoker("210987654321");
    let output = call.send().await.unwrap();

    assert_sent(
        &server,
        "GET /signing-jobs?isRevoked=true&jobInvoker=210987654321&maxResults=10&nextToken=a%2Bb%2Fc%3D%3D\
         &platformId=Acme-Device-1&requestedBy=arn%3Aaws%3Aiam%3A%3A123456789012%3Auser%2FZo%C3%AB\
         &signatureExpiresAfter=1970-01-01T00%3A00%3A00Z&signatureExpiresBefore=2017-11-15T16%3A59%3A31.5Z\
         &status=InProgress",
    );
    let unversioned = SigningJob::builder()
        .job_id("ade0f15c")
        .source(Source::builder().s3(S3Source::new("in", "app.zip", "")).build())
        .signed_object(signed_object())
        .signing_material(SigningMaterial::new(CERTIFICATE))
        .created_at(DateTime::from_secs(1_508_345_543))
        .status(SigningStatus::Succeeded)
        .build();
    let full = SigningJob::builder()
        .created_at(DateTime::from_secs(1_510_695_622))
        .is_revoked(true)
        .job_id(JOB)
        .job_invoker("210987654321")
        .job_owner("123456789012")
        .platform_display_name("A device")
        .platform_id("Acme-Device-1")
        .profile_name("p1")
        .profile_version("Ab0Cd1Ef2G")
        .signature_expires_at(DateTime::from_millis(1_865_000_000_125))
        .signed_object(signed_object())
        .signing_material(SigningMaterial::new(CERTIFICATE))
        .source(source())
        .status(SigningStatus::Succeeded)
        .build();
    assert_eq!(output.jobs(), [unversioned, full, SigningJob::builder().build()]);
    assert_eq!(output.next_token(), None);
    assert_eq!(output.request_id(), Some(REQUEST_ID));
}

/// What the user left alone is not sent, and what the service left out reads as nothing.
#[tokio::test]
async fn list_signing_jobs_without_any_member() {
    let server = Server::start([Answer::new(200, &[], "{}")]).await;
    let output = client(&server).list_signing_jobs().send().await.unwrap();

    assert_sent(&server, "GET /signing-jobs");
    assert_eq!(output, ListSigningJobsOutput::builder().build());
    assert_eq!((output.jobs(), output.next_token(), output.request_id()), (&[][..], None, None));
}
