//! `AddProfilePermission`, `ListProfilePermissions`, `RemoveProfilePermission`.

use crate::{LAMBDA, Target};

pub async fn run(target: &Target) {
    if !target.has(&["AddProfilePermission", "ListProfilePermissions", "RemoveProfilePermission"]) {
        return;
    }
    let client = &target.client;
    let profile = target.profile("permissions", LAMBDA).await;
    let add = |statement: &str| {
        let add = client.add_profile_permission().profile_name(&profile).action("signer:StartSigningJob");
        add.principal("111122223333").statement_id(statement)
    };
    let first = add("first").send().await.unwrap().revision_id.unwrap();
    let second = add("second").revision_id(&first).send().await.unwrap().revision_id.unwrap();
    assert_ne!(first, second);
    assert_eq!(statements(target, &profile).await, ["first", "second"]);

    let conflict = add("third").revision_id(&first).send().await.unwrap_err();
    assert!(conflict.into_service_error().is_conflict_exception(), "the revision is no longer the current one");
    let conflict = add("second").revision_id(&second).send().await.unwrap_err();
    assert!(conflict.into_service_error().is_conflict_exception(), "a statement's id is there once");

    let remove = client.remove_profile_permission().profile_name(&profile).statement_id("first");
    remove.revision_id(&second).send().await.unwrap();
    assert_eq!(statements(target, &profile).await, ["second"]);
}

async fn statements(target: &Target, profile: &str) -> Vec<String> {
    let pages = target.client.list_profile_permissions().profile_name(profile).into_paginator();
    let permissions = pages.items().send().try_collect().await.unwrap();
    let mut ids: Vec<_> = permissions.into_iter().filter_map(|permission| permission.statement_id).collect();
    ids.sort();
    ids
}
