//! Many clients at once.

use std::collections::BTreeSet;
use std::sync::Arc;

use tinsmith_signer::{Client, Config};

use crate::jobs::{SIGNED, SOURCE};
use crate::{LAMBDA, fake, folder, settings};

const CLIENTS: usize = 64;
/// Of each client: 10,000 calls in all, and a few more.
const ROUNDS: usize = 40;

/// Each client has a profile, tags and jobs of its own; afterwards the server has all of them, and nothing twice.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_under_load() {
    let objects = folder("load");
    for bucket in [SOURCE, SIGNED] {
        std::fs::create_dir_all(objects.join(bucket)).unwrap();
    }
    std::fs::write(objects.join(SOURCE).join("app.zip"), b"an application").unwrap();
    let server = fake(&objects).await;
    let url: Arc<str> = server.url().as_str().into();
    let mut clients = tokio::task::JoinSet::new();
    for number in 0..CLIENTS {
        let config = settings(&url).build();
        clients.spawn(calls(config, number));
    }
    let mut jobs = BTreeSet::new();
    for of_client in clients.join_all().await {
        assert_eq!(of_client.len(), ROUNDS);
        jobs.extend(of_client);
    }
    assert_eq!(jobs.len(), CLIENTS * ROUNDS, "every job has an ID of its own");

    let client = Client::from_conf(settings(&url).build());
    let listed = client.list_signing_jobs().into_paginator().items().send().try_collect().await.unwrap();
    let listed: Vec<_> = listed.into_iter().filter_map(|job| job.job_id).collect();
    assert_eq!(listed.len(), jobs.len());
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), jobs);
    let profiles = client.list_signing_profiles().into_paginator().items().send().try_collect().await.unwrap();
    assert_eq!(profiles.len(), CLIENTS);
    server.shutdown().await.unwrap();
}

/// Four calls a round, which depend on each other; the IDs of the jobs.
async fn calls(config: Config, number: usize) -> Vec<String> {
    let client = Client::from_conf(config);
    let profile = format!("load_{number}");
    let put = client.put_signing_profile().profile_name(&profile).platform_id(LAMBDA).send().await.unwrap();
    let arn = put.arn().unwrap();
    let mut jobs = Vec::new();
    for round in 0..ROUNDS {
        let job = crate::jobs::start_of(&client, &profile, "app.zip").send().await.unwrap().job_id.unwrap();
        let described = client.describe_signing_job().job_id(&job).send().await.unwrap();
        assert_eq!(described.profile_name(), Some(profile.as_str()));
        let value = format!("{number}/{round}");
        client.tag_resource().resource_arn(arn).tags("round", &value).send().await.unwrap();
        let tags = client.list_tags_for_resource().resource_arn(arn).send().await.unwrap();
        assert_eq!(tags.tags().unwrap()["round"], value);
        jobs.push(job);
    }
    jobs
}
