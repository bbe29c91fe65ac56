//! `RevokeSignature`, `RevokeSigningProfile`, `GetRevocationStatus`.

use std::time::Duration;

use tinsmith_signer::arn::ProfileVersionArn;
use tinsmith_signer::client::Waiters;
use tinsmith_signer::primitives::DateTime;
use tinsmith_signer::types::SigningProfileStatus;

use crate::jobs::{DELAY, put_object, start_of};
use crate::{LAMBDA, Target, now};

pub async fn run(target: &Target) {
    if !target.has(&["RevokeSignature", "RevokeSigningProfile", "GetRevocationStatus", "StartSigningJob"]) {
        return;
    }
    let client = &target.client;
    put_object(target, "revoked.zip", b"an application that turned out bad");
    let profile = target.unused_name("revocation");
    let put = client.put_signing_profile().profile_name(&profile).platform_id(LAMBDA).send().await.unwrap();
    let version: ProfileVersionArn = put.profile_version_arn().unwrap().parse().unwrap();
    let job = start_of(client, &profile, "revoked.zip").send().await.unwrap().job_id.unwrap();
    let wait = client.wait_until_successful_signing_job().job_id(&job).wait(Duration::from_secs(60)).min_delay(DELAY);
    wait.await.unwrap();
    let job_arn = job_arn(&version, &job);
    assert_eq!(revoked(target, &version, &job_arn).await, [] as [&str; 0]);

    client.revoke_signature().job_id(&job).reason("bad").send().await.unwrap();
    assert_eq!(revoked(target, &version, &job_arn).await, [job_arn.as_str()]);
    let described = client.describe_signing_job().job_id(&job).send().await.unwrap();
    assert_eq!(described.revocation_record().unwrap().reason(), Some("bad"));

    let since = DateTime::from(now() - Duration::from_secs(3600));
    let revoke = client.revoke_signing_profile().profile_name(&profile).profile_version(version.version());
    revoke.reason("worse").effective_time(since).send().await.unwrap();
    let mut both = [job_arn.clone(), version.to_string()];
    both.sort();
    assert_eq!(revoked(target, &version, &job_arn).await, both);
    let described = client.get_signing_profile().profile_name(&profile).send().await.unwrap();
    assert_eq!(described.status(), Some(&SigningProfileStatus::Revoked));
    assert!(described.revocation_record().unwrap().revoked_at().is_some());
}

/// The ARN of a job stands where that of its profile does.
fn job_arn(version: &ProfileVersionArn, job: &str) -> String {
    let profile = version.profile();
    format!("arn:{}:signer:{}:{}:/signing-jobs/{job}", profile.partition(), profile.region(), profile.account_id())
}

/// Which of the two is revoked for a signature of just now.
async fn revoked(target: &Target, version: &ProfileVersionArn, job_arn: &str) -> Vec<String> {
    let call = target.client.get_revocation_status().platform_id(LAMBDA).signature_timestamp(now().into());
    let call = call.profile_version_arn(version.clone()).job_arn(job_arn).certificate_hashes("a".repeat(96));
    let mut revoked = call.send().await.unwrap().revoked_entities.unwrap_or_default();
    revoked.sort();
    revoked
}
