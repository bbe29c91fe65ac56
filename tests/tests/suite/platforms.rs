//! `ListSigningPlatforms`, `GetSigningPlatform`.

use crate::{LAMBDA, NOTATION, Target};

pub async fn run(target: &Target) {
    let client = &target.client;
    if target.has(&["ListSigningPlatforms"]) {
        let listed = client.list_signing_platforms().into_paginator().items().send().try_collect().await.unwrap();
        let mut wanted = vec![LAMBDA];
        // Those who sign no payloads need not know the platform for it.
        wanted.extend(target.has(&["SignPayload"]).then_some(NOTATION));
        for id in wanted {
            let found = listed.iter().filter(|platform| platform.platform_id() == Some(id)).count();
            assert_eq!(found, 1, "{id} stands once in {listed:?}");
        }
    }
    if target.has(&["GetSigningPlatform"]) {
        let lambda = client.get_signing_platform().platform_id(LAMBDA).send().await.unwrap();
        assert_eq!(lambda.platform_id(), Some(LAMBDA));
        assert!(lambda.revocation_supported());
        let algorithms = lambda.signing_configuration().unwrap().encryption_algorithm_options().unwrap();
        assert!(algorithms.allowed_values().contains(algorithms.default_value()), "{algorithms:?}");
        let error = client.get_signing_platform().platform_id("none").send().await.unwrap_err();
        assert!(error.into_service_error().is_resource_not_found_exception());
    }
}
