//! Lists of several pages.

use serde_json::json;
use tinsmith_signer::operation::list_signing_jobs::paginator::ListSigningJobsPaginator;
use tinsmith_signer::types::SigningStatus;

use crate::server::{Answer, Server};
use crate::{SERVICE, client};

fn job(id: &str) -> serde_json::Value {
    json!({ "jobId": id })
}

#[tokio::test]
async fn pages_keep_to_what_the_builder_was_told() {
    let pages = [
        json!({ "jobs": [job("a"), job("b")], "nextToken": "t/1=" }),
        json!({ "jobs": [], "nextToken": "t2" }),
        json!({ "jobs": [job("c")] }),
    ];
    let server = Server::start(pages.iter().map(Answer::json)).await;
    let builder = client(&server).list_signing_jobs().status(SigningStatus::Failed).max_results(3);
    let paginator: ListSigningJobsPaginator = builder.into_paginator().page_size(2);
    let mut pages = paginator.send();
    assert!(server.requests().is_empty());
    let mut ids = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        ids.push(page.jobs().iter().filter_map(|job| job.job_id()).collect::<Vec<_>>().join(" "));
    }
    assert_eq!(ids, ["a b", "", "c"]);
    let requests = server.requests();
    let targets: Vec<&str> = requests.iter().map(|request| request.target.as_str()).collect();
    assert_eq!(
        targets,
        [
            "/signing-jobs?maxResults=2&status=Failed",
            "/signing-jobs?maxResults=2&nextToken=t%2F1%3D&status=Failed",
            "/signing-jobs?maxResults=2&nextToken=t2&status=Failed",
        ]
    );
    for request in &requests {
        SERVICE.verify(request).unwrap();
    }
}

/// As a user writes it: one `?` for all that can fail.
async fn platforms(server: &Server) -> Result<Vec<String>, tinsmith_signer::Error> {
    let mut ids = Vec::new();
    let mut platforms = client(server).list_signing_platforms().into_paginator().items().send();
    while let Some(platform) = platforms.try_next().await? {
        ids.extend(platform.platform_id);
    }
    Ok(ids)
}

#[tokio::test]
async fn items_come_from_all_pages() {
    let page =
        |id: &str, next: Option<&str>| Answer::json(&json!({ "platforms": [{ "platformId": id }], "nextToken": next }));
    let server = Server::start([page("a", Some("1")), page("b", Some("2")), page("c", None)]).await;
    assert_eq!(platforms(&server).await.unwrap(), ["a", "b", "c"]);
    let server = Server::start([page("a", Some("1")), page("b", Some("1"))]).await;
    let error = platforms(&server).await.unwrap_err().to_string();
    assert!(error.starts_with("ListSigningPlatforms was not sent: the service named the page"), "{error}");
}

#[tokio::test]
async fn a_list_without_page_size_and_with_a_label_goes_on_from_where_it_failed() {
    let page = |id: &str, next: Option<&str>| {
        Answer::json(&json!({ "permissions": [{ "statementId": id }], "policySizeBytes": 1, "nextToken": next }))
    };
    let server =
        Server::start([page("a", Some("1")), Answer::new(500, &[], "{}"), page("b", Some("2")), page("c", None)]).await;
    let builder = client(&server).list_profile_permissions().profile_name("name");
    let mut items = builder.clone().into_paginator().items().send();
    assert_eq!(items.try_next().await.unwrap().unwrap().statement_id(), Some("a"));
    assert_eq!(items.try_next().await.unwrap_err().raw_response().unwrap().status().as_u16(), 500);
    assert!(items.next().await.is_none());
    let rest = builder.set_next_token(items.next_token().cloned()).into_paginator().items().send();
    let rest = rest.try_collect().await.unwrap();
    assert_eq!(rest.iter().filter_map(|item| item.statement_id()).collect::<Vec<_>>(), ["b", "c"]);
}

#[tokio::test]
async fn what_breaks_a_constraint_is_said_in_place_of_the_first_page() {
    let server = Server::start([]).await;
    let profiles = client(&server).list_signing_profiles().into_paginator().page_size(26).items().send();
    let error = profiles.try_collect().await.unwrap_err();
    assert!(error.validation_error().is_some(), "{error}");
    assert!(server.requests().is_empty());
}
