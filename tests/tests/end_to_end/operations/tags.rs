//! Tags of a profile.

use std::collections::HashMap;

use serde_json::json;
use tinsmith_signer::operation::RequestId;

use crate::server::{Answer, Server};
use crate::{REQUEST_ID, assert_sent, assert_sent_json, client};

const ARN: &str = "arn:aws:signer:eu-west-1:123456789012:/signing-profiles/my_profile";
const PATH: &str = "/tags/arn%3Aaws%3Asigner%3Aeu-west-1%3A123456789012%3A%2Fsigning-profiles%2Fmy_profile";

#[tokio::test]
async fn tag_resource() {
    let server = Server::start([Answer::empty()]).await;
    let call = client(&server).tag_resource().resource_arn(ARN).tags("Owner", "Zoë").tags("cost/centre:1=a", "");
    let output = call.send().await.unwrap();

    assert_sent_json(&server, &format!("POST {PATH}"), &json!({ "tags": { "Owner": "Zoë", "cost/centre:1=a": "" } }));
    assert_eq!(output.request_id(), Some(REQUEST_ID));
}

#[tokio::test]
async fn untag_resource() {
    let server = Server::start([Answer::json(&json!({}))]).await;
    let call = client(&server).untag_resource().resource_arn(ARN).tag_keys("Owner").tag_keys("cost/centre:1=a");
    let output = call.send().await.unwrap();

    assert_sent(&server, &format!("DELETE {PATH}?tagKeys=Owner&tagKeys=cost%2Fcentre%3A1%3Da"));
    assert_eq!(output.request_id(), Some(REQUEST_ID));
}

#[tokio::test]
async fn list_tags_for_resource() {
    let answer = json!({ "tags": { "Owner": "Zoë \u{1F511}", "empty": "", "gone": null } });
    let server = Server::start([Answer::json(&answer)]).await;
    let output = client(&server).list_tags_for_resource().resource_arn(ARN).send().await.unwrap();

    assert_sent(&server, &format!("GET {PATH}"));
    let tags = [("Owner", "Zoë \u{1F511}"), ("empty", "")].map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(output.tags(), Some(&HashMap::from(tags)));
    assert_eq!(output.request_id(), Some(REQUEST_ID));
}
