//! `PutSigningProfile`, `GetSigningProfile`, `ListSigningProfiles`, `CancelSigningProfile`.

use tinsmith_signer::arn::{ProfileArn, ProfileVersionArn};
use tinsmith_signer::types::{SignatureValidityPeriod, SigningProfileStatus, ValidityType};

use crate::{LAMBDA, Target};

pub async fn run(target: &Target) {
    if !target.has(&["PutSigningProfile"]) {
        return;
    }
    let client = &target.client;
    let name = target.unused_name("profile");
    let period = SignatureValidityPeriod::builder().value(12).r#type(ValidityType::Months).build();
    let put = client
        .put_signing_profile()
        .profile_name(&name)
        .platform_id(LAMBDA)
        .signature_validity_period(period.clone())
        .send()
        .await
        .unwrap();
    let arn: ProfileArn = put.arn().unwrap().parse().unwrap();
    let version_arn: ProfileVersionArn = put.profile_version_arn().unwrap().parse().unwrap();
    assert_eq!((arn.name(), Some(version_arn.version())), (name.as_str(), put.profile_version()));
    assert_eq!(version_arn.profile(), &arn);
    if target.has(&["GetSigningProfile"]) {
        let profile = client.get_signing_profile().profile_name(&name).send().await.unwrap();
        assert_eq!((profile.profile_name(), profile.platform_id()), (Some(name.as_str()), Some(LAMBDA)));
        assert_eq!(profile.status(), Some(&SigningProfileStatus::Active));
        assert_eq!(profile.signature_validity_period(), Some(&period));
        assert_eq!(profile.profile_version(), put.profile_version());
    }
    if target.has(&["ListSigningProfiles"]) {
        assert_eq!(statuses(target, &name, false).await, [SigningProfileStatus::Active]);
    }
    if target.has(&["CancelSigningProfile", "GetSigningProfile"]) {
        client.cancel_signing_profile().profile_name(&name).send().await.unwrap();
        let profile = client.get_signing_profile().profile_name(&name).send().await.unwrap();
        assert_eq!(profile.status(), Some(&SigningProfileStatus::Canceled));
    }
    if target.has(&["CancelSigningProfile", "ListSigningProfiles"]) {
        assert_eq!(statuses(target, &name, false).await, []);
        assert_eq!(statuses(target, &name, true).await, [SigningProfileStatus::Canceled]);
    }
}

/// What the list says of a profile.
async fn statuses(target: &Target, name: &str, canceled: bool) -> Vec<SigningProfileStatus> {
    let pages = target.client.list_signing_profiles().include_canceled(canceled).into_paginator().page_size(2);
    let profiles = pages.items().send().try_collect().await.unwrap();
    let found = profiles.into_iter().filter(|profile| profile.profile_name() == Some(name));
    found.filter_map(|profile| profile.status).collect()
}
