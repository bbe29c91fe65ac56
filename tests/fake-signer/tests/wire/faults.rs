//! Faults on demand, as clients see them.

use std::time::Duration;

use tinsmith_fake_signer::FakeSigner;
use tinsmith_fake_signer::faults::{Fault, FaultKind, Share};
use tinsmith_signer::Client;
use tinsmith_signer::config::retry::RetryConfig;
use tinsmith_signer::error::{ProvideErrorMetadata as _, SdkError};

use crate::clients::{client, settings};
use crate::{PROFILE, exchange, send};

#[tokio::test]
async fn throttling_and_failures_are_the_operations_own_errors() {
    let fake = FakeSigner::builder().fault(Fault::new(FaultKind::Throttling).times(2)).start().await.unwrap();
    let error = client(&fake).list_signing_jobs().send().await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Some("TooManyRequestsException"), Some("Rate exceeded")));
    // SignPayload, say, and the tagging operations have other errors than the rest.
    let error = client(&fake).list_tags_for_resource().resource_arn("arn:aws:signer:a").send().await.unwrap_err();
    assert!(error.into_service_error().is_too_many_requests_exception());
    fake.faults().add(Fault::new(FaultKind::Failure).operation("ListSigningPlatforms"));
    assert!(client(&fake).list_signing_jobs().send().await.is_ok());
    let error = client(&fake).list_signing_platforms().send().await.unwrap_err();
    assert!(error.into_service_error().is_internal_service_error_exception());
    assert_eq!(fake.faults().met(), 3);
    fake.faults().clear();
    assert!(client(&fake).list_signing_platforms().send().await.is_ok());
    let faults: Vec<_> = fake.requests().into_iter().map(|record| record.fault).collect();
    let throttled = Some(FaultKind::Throttling);
    assert_eq!(faults, [throttled, throttled, None, Some(FaultKind::Failure), None]);
}

#[tokio::test]
async fn every_third_call_is_retried() {
    let every_third = Fault::new(FaultKind::Failure).share(Share::EveryNth(3));
    let fake = FakeSigner::builder().fault(every_third).start().await.unwrap();
    let client = Client::from_conf(settings(&fake).retry_config(RetryConfig::standard()).build());
    for _ in 0..4 {
        client.list_signing_jobs().send().await.unwrap();
    }
    let statuses: Vec<u16> = fake.requests().into_iter().map(|record| record.status).collect();
    assert_eq!(statuses, [200, 200, 500, 200, 200]);
}

#[tokio::test]
async fn a_cut_connection_has_no_answer_though_the_operation_is_done() {
    let fake = FakeSigner::builder().fault(Fault::new(FaultKind::Cut).times(1)).start().await.unwrap();
    let line = "PUT /signing-profiles/a_b HTTP/1.1\r\nhost: fake\r\ncontent-length:";
    assert_eq!(exchange(&fake, format!("{line} {}\r\n\r\n{PROFILE}", PROFILE.len()).as_bytes()).await, "");
    assert_eq!(send(&fake, "GET /signing-profiles/a_b", "").await.status, 200);
    fake.faults().add(Fault::new(FaultKind::Cut));
    let error = client(&fake).list_signing_jobs().send().await.unwrap_err();
    assert!(matches!(error, SdkError::DispatchFailure(_)), "{error:?}");
}

#[tokio::test]
async fn a_cut_body_ends_in_its_middle() {
    let fake = FakeSigner::builder().start().await.unwrap();
    let whole = send(&fake, "GET /signing-platforms", "").await.body;
    fake.faults().add(Fault::new(FaultKind::CutInBody));
    let response = send(&fake, "GET /signing-platforms", "").await;
    assert_eq!((response.status, response.headers["content-length"].as_str()), (200, whole.len().to_string().as_str()));
    assert_eq!(Some(response.body.as_str()), whole.get(..whole.len() / 2));
    let error = client(&fake).list_signing_platforms().send().await.unwrap_err();
    assert!(matches!(error, SdkError::ResponseError(_) | SdkError::DispatchFailure(_)), "{error:?}");
    // An answer without a body is cut too.
    send(&fake, "PUT /signing-profiles/a_b", PROFILE).await;
    let response = send(&fake, "DELETE /signing-profiles/a_b", "").await;
    assert_eq!((response.headers["content-length"].as_str(), response.body.as_str()), ("1", ""));
}

#[tokio::test]
async fn late_answers_come_all_the_same() {
    let (from, to) = (Duration::from_millis(5), Duration::from_millis(20));
    let fake = FakeSigner::builder().fault(Fault::new(FaultKind::Latency(from, to))).start().await.unwrap();
    assert_eq!(send(&fake, "GET /signing-jobs", "").await.status, 200);
    assert!(fake.requests()[0].duration >= from);
}
