//! `TagResource`, `UntagResource`, `ListTagsForResource`.

use std::collections::HashMap;

use crate::{LAMBDA, Target};

pub async fn run(target: &Target) {
    if !target.has(&["PutSigningProfile", "TagResource", "UntagResource", "ListTagsForResource"]) {
        return;
    }
    let client = &target.client;
    let put = client.put_signing_profile().profile_name(target.unused_name("tags")).platform_id(LAMBDA);
    let put = put.tags("team", "release").send().await.unwrap();
    let arn = put.arn().unwrap();
    assert_eq!(tags(target, arn).await, [("team", "release")]);
    client.tag_resource().resource_arn(arn).tags("team", "build").tags("cost+center", "a b/c:d").send().await.unwrap();
    assert_eq!(tags(target, arn).await, [("cost+center", "a b/c:d"), ("team", "build")]);
    client.untag_resource().resource_arn(arn).tag_keys("team").tag_keys("cost+center").send().await.unwrap();
    assert_eq!(tags(target, arn).await, [] as [(&str, &str); 0]);
}

/// All tags in order of key.
async fn tags(target: &Target, arn: &str) -> Tags {
    let output = target.client.list_tags_for_resource().resource_arn(arn).send().await.unwrap();
    let mut tags: Vec<_> = output.tags().unwrap_or(&HashMap::new()).clone().into_iter().collect();
    tags.sort();
    Tags(tags)
}

#[derive(Debug)]
struct Tags(Vec<(String, String)>);

impl<const N: usize> PartialEq<[(&str, &str); N]> for Tags {
    fn eq(&self, other: &[(&str, &str); N]) -> bool {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str())).eq(other.iter().copied())
    }
}
