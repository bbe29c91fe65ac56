//! `StartSigningJob`, `DescribeSigningJob`, `ListSigningJobs`, and both in one: `sign_object`.

use std::fs;
use std::time::Duration;

use tinsmith_signer::Client;
use tinsmith_signer::client::Waiters;
use tinsmith_signer::operation::start_signing_job::StartSigningJobFluentBuilder;
use tinsmith_signer::signing::{SignObjectError, sign_object};
use tinsmith_signer::types::{Destination, S3Destination, S3Source, SigningStatus, Source};

use crate::{LAMBDA, Target};

pub const SOURCE: &str = "suite-source";
pub const SIGNED: &str = "suite-signed";
const MINUTE: Duration = Duration::from_secs(60);
/// Servers on this machine are asked more often than Signer wants to be.
pub const DELAY: Duration = Duration::from_millis(20);

pub async fn run(target: &Target) {
    if !target.has(&["StartSigningJob", "DescribeSigningJob", "ListSigningJobs", "PutSigningProfile"]) {
        return;
    }
    put_object(target, "app.zip", b"an application");
    let profile = target.profile("jobs", LAMBDA).await;
    started_waited_for_and_listed(target, &profile).await;
    the_same_token_is_the_same_job(target, &profile).await;
    in_one_call(target, &profile).await;
    a_job_that_fails_tells_why(target, &profile).await;
}

async fn started_waited_for_and_listed(target: &Target, profile: &str) {
    let client = &target.client;
    let job = start(target, profile, "app.zip").send().await.unwrap();
    let job_id = job.job_id().unwrap();
    let wait = client.wait_until_successful_signing_job().job_id(job_id).wait(MINUTE).min_delay(DELAY);
    let described = wait.await.unwrap().into_result().unwrap();
    assert_eq!(described.status(), Some(&SigningStatus::Succeeded));
    assert_eq!((described.job_id(), described.profile_name()), (Some(job_id), Some(profile)));
    assert_eq!(described.source().unwrap().s3().unwrap().key(), "app.zip");
    assert!(described.created_at() <= described.completed_at());
    let signed = described.signed_object().unwrap().s3().unwrap();
    assert_eq!(signed.bucket_name(), Some(SIGNED));
    assert!(signed.key().unwrap().starts_with("out/"), "{signed:?}");

    let pages = client.list_signing_jobs().platform_id(LAMBDA).into_paginator().page_size(1);
    let listed = pages.items().send().try_collect().await.unwrap();
    assert_eq!(listed.iter().filter(|listed| listed.job_id() == Some(job_id)).count(), 1);
    let failed = client.list_signing_jobs().status(SigningStatus::Failed).into_paginator().items().send();
    assert!(failed.try_collect().await.unwrap().iter().all(|listed| listed.job_id() != Some(job_id)));
}

async fn the_same_token_is_the_same_job(target: &Target, profile: &str) {
    let token = target.unused_name("token");
    let first = start(target, profile, "app.zip").client_request_token(&token).send().await.unwrap();
    let again = start(target, profile, "app.zip").client_request_token(&token).send().await.unwrap();
    assert_eq!(first.job_id(), again.job_id());
}

async fn in_one_call(target: &Target, profile: &str) {
    let call = sign_object(&target.client, profile, source("app.zip"), destination()).min_delay(DELAY);
    let signed = call.send().await.unwrap();
    assert_eq!(signed.bucket_name(), SIGNED);
    assert!(signed.key().starts_with("out/"), "{signed:?}");
    let file = target.objects().join(SIGNED).join(signed.key());
    assert!(!fs::read(&file).unwrap().is_empty(), "{} holds the signed object", file.display());
}

async fn a_job_that_fails_tells_why(target: &Target, profile: &str) {
    let call = sign_object(&target.client, profile, source("missing.zip"), destination()).min_delay(DELAY);
    let error = call.send().await.unwrap_err();
    let text = error.to_string();
    match &error {
        SignObjectError::Failed(job) => {
            let reason = job.status_reason().expect("a failed job has a reason");
            assert!(text.contains(reason) && text.contains(job.job_id().unwrap()), "{text}");
        }
        SignObjectError::Start(error) => {
            assert!(error.as_service_error().is_some(), "refused at once, which is right too: {text}");
        }
        _ => panic!("{text}"),
    }
}

fn start(target: &Target, profile: &str, key: &str) -> StartSigningJobFluentBuilder {
    start_of(&target.client, profile, key)
}

/// A job that signs an object of the bucket of sources.
pub fn start_of(client: &Client, profile: &str, key: &str) -> StartSigningJobFluentBuilder {
    let source = Source::builder().s3(source(key)).build();
    let destination = Destination::builder().s3(destination()).build();
    client.start_signing_job().profile_name(profile).source(source).destination(destination)
}

/// The current version of an object in a bucket without versions.
fn source(key: &str) -> S3Source {
    S3Source::new(SOURCE, key, "null")
}

fn destination() -> S3Destination {
    S3Destination::builder().bucket_name(SIGNED).prefix("out/").build()
}

pub fn put_object(target: &Target, key: &str, content: &[u8]) {
    for bucket in [SOURCE, SIGNED] {
        fs::create_dir_all(target.objects().join(bucket)).unwrap();
    }
    fs::write(target.objects().join(SOURCE).join(key), content).unwrap();
}
