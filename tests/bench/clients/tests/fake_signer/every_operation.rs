//! The same source for both clients: that it compiles for both shows that their surfaces are the same.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::sdk;
use sdk::client::Waiters;
use sdk::primitives::{Blob, DateTime};
use sdk::types::{Destination, S3Destination, S3Source, SigningProfileStatus, SigningStatus, Source};

const LAMBDA: &str = "AWSLambda-SHA384-ECDSA";
const NOTATION: &str = "Notation-OCI-SHA384-ECDSA";

/// Uses all 19 operations on a server whose buckets are in this folder.
pub async fn every_operation(client: &sdk::Client, objects: &Path) {
    platforms(client).await;
    let (arn, version, version_arn) = profiles(client).await;
    permissions(client).await;
    let job = jobs(client, objects).await;
    payload(client).await;
    let job_arn = arn.replace("/signing-profiles/lambda", &format!("/signing-jobs/{job}"));
    assert_eq!(revoked(client, &version_arn, &job_arn).await, [] as [&str; 0]);
    client.revoke_signature().job_id(&job).reason("bad").send().await.expect("RevokeSignature");
    assert_eq!(revoked(client, &version_arn, &job_arn).await, [job_arn.as_str()]);
    let revoke = client.revoke_signing_profile().profile_name("lambda").profile_version(version).reason("worse");
    let since = DateTime::from(now() - Duration::from_secs(3600));
    revoke.effective_time(since).send().await.expect("RevokeSigningProfile");
    assert_eq!(revoked(client, &version_arn, &job_arn).await.len(), 2);
}

async fn platforms(client: &sdk::Client) {
    let pages = client.list_signing_platforms().into_paginator().page_size(1).send();
    let pages: Result<Vec<_>, _> = pages.collect().await;
    let pages = pages.expect("ListSigningPlatforms");
    let mut platforms = pages.iter().flat_map(|page| page.platforms());
    assert!(platforms.any(|platform| platform.platform_id() == Some(LAMBDA)), "{pages:?}");
    let lambda = client.get_signing_platform().platform_id(LAMBDA).send().await.expect("GetSigningPlatform");
    assert!(lambda.revocation_supported());
}

/// The ARN of a profile, its version, and the ARN of that.
async fn profiles(client: &sdk::Client) -> (String, String, String) {
    let put = client.put_signing_profile().profile_name("lambda").platform_id(LAMBDA).tags("team", "release");
    let put = put.send().await.expect("PutSigningProfile");
    client.put_signing_profile().profile_name("notation").platform_id(NOTATION).send().await.expect("another");
    let arn = put.arn().expect("an ARN").to_owned();
    client.tag_resource().resource_arn(&arn).tags("stage", "test").send().await.expect("TagResource");
    client.untag_resource().resource_arn(&arn).tag_keys("team").send().await.expect("UntagResource");
    let tags = client.list_tags_for_resource().resource_arn(&arn).send().await.expect("ListTagsForResource");
    let tags: BTreeMap<_, _> = tags.tags().expect("tags").iter().collect();
    assert_eq!(tags, BTreeMap::from([(&"stage".to_owned(), &"test".to_owned())]));
    let mut pages = client.list_signing_profiles().into_paginator().send();
    let page = pages.try_next().await.expect("ListSigningProfiles").expect("a page");
    assert_eq!(page.profiles().len(), 2);
    let profile = client.get_signing_profile().profile_name("lambda").send().await.expect("GetSigningProfile");
    assert_eq!(profile.status(), Some(&SigningProfileStatus::Active));
    let missing = client.get_signing_profile().profile_name("missing").send().await.expect_err("there is none");
    assert!(missing.into_service_error().is_resource_not_found_exception());
    client.put_signing_profile().profile_name("old").platform_id(LAMBDA).send().await.expect("another");
    client.cancel_signing_profile().profile_name("old").send().await.expect("CancelSigningProfile");
    let text = |text: Option<&str>| text.expect("it is there").to_owned();
    (arn, text(put.profile_version()), text(put.profile_version_arn()))
}

async fn permissions(client: &sdk::Client) {
    let add = client.add_profile_permission().profile_name("lambda").action("signer:StartSigningJob");
    let add = add.principal("111122223333").statement_id("first").send().await.expect("AddProfilePermission");
    let listed = client.list_profile_permissions().profile_name("lambda").send().await.expect("ListProfilePermissions");
    assert_eq!(listed.permissions().len(), 1);
    let remove = client.remove_profile_permission().profile_name("lambda").statement_id("first");
    let revision = add.revision_id().expect("a revision");
    remove.revision_id(revision).send().await.expect("RemoveProfilePermission");
}

/// The ID of a job that has succeeded.
async fn jobs(client: &sdk::Client, objects: &Path) -> String {
    for bucket in ["source", "signed"] {
        std::fs::create_dir_all(objects.join(bucket)).expect("a bucket");
    }
    std::fs::write(objects.join("source/app.zip"), "an application").expect("an object");
    let source = S3Source::builder().bucket_name("source").key("app.zip").version("null").build().expect("complete");
    let destination = S3Destination::builder().bucket_name("signed").prefix("out/").build();
    let start = client
        .start_signing_job()
        .source(Source::builder().s3(source).build())
        .destination(Destination::builder().s3(destination).build())
        .profile_name("lambda");
    let job = start.send().await.expect("StartSigningJob").job_id.expect("an ID");
    let wait = client.wait_until_successful_signing_job().job_id(&job).wait(Duration::from_secs(60));
    let described = wait.await.expect("DescribeSigningJob").into_result().expect("an output");
    let signed = described.signed_object().and_then(|object| object.s3()).and_then(|object| object.key());
    assert!(objects.join("signed").join(signed.expect("a key")).exists());
    let pages = client.list_signing_jobs().status(SigningStatus::Succeeded).into_paginator().send();
    let pages: Result<Vec<_>, _> = pages.collect().await;
    let pages = pages.expect("ListSigningJobs");
    assert!(pages.iter().flat_map(|page| page.jobs()).any(|listed| listed.job_id() == Some(&job)), "{pages:?}");
    job
}

async fn payload(client: &sdk::Client) {
    let artifact = r#"{"targetArtifact":{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000","size":1}}"#;
    let call = client.sign_payload().profile_name("notation").payload(Blob::new(artifact));
    let call = call.payload_format("application/vnd.cncf.notary.payload.v1+json");
    assert!(call.send().await.expect("SignPayload").signature().is_some());
}

/// What is revoked of a signature of just now.
async fn revoked(client: &sdk::Client, version_arn: &str, job_arn: &str) -> Vec<String> {
    let call = client.get_revocation_status().platform_id(LAMBDA).signature_timestamp(now().into());
    let call = call.profile_version_arn(version_arn).job_arn(job_arn).certificate_hashes("0".repeat(96));
    call.send().await.expect("GetRevocationStatus").revoked_entities().to_vec()
}

/// A server's time is the real one.
#[allow(clippy::disallowed_methods, reason = "nothing here is the runtime's business")]
fn now() -> SystemTime {
    SystemTime::now()
}
