//! Stubs of operations, as users of a client test with them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use tinsmith_signer::client::Waiters;
use tinsmith_signer::error::{ErrorMetadata, ProvideErrorMetadata, SdkError};
use tinsmith_signer::operation::RequestId;
use tinsmith_signer::operation::describe_signing_job::{DescribeSigningJobInput, DescribeSigningJobOutput};
use tinsmith_signer::operation::get_signing_profile::GetSigningProfileOutput;
use tinsmith_signer::operation::list_signing_jobs::{
    ListSigningJobsError, ListSigningJobsInput, ListSigningJobsOutput,
};
use tinsmith_signer::operation::sign_payload::SignPayloadOutput;
use tinsmith_signer::test_util::{ManualTime, Response, StubError, Stubs, block_on};
use tinsmith_signer::types::error::{AccessDeniedException, TooManyRequestsException, ValidationException};
use tinsmith_signer::types::{SigningJob, SigningStatus};
use tinsmith_signer::{Client, Config};

type Failure = SdkError<ListSigningJobsError>;

/// The error of a call whose stub fails so.
fn failure(error: impl Fn() -> StubError<ListSigningJobsError> + Send + Sync + 'static) -> Failure {
    let client = Stubs::new().on_list_signing_jobs(move |_| Err(error())).client();
    block_on(client.list_signing_jobs().send()).unwrap_err()
}

#[test]
fn a_stub_answers_with_the_input_at_hand() {
    let stubs = Stubs::new().on_list_signing_jobs(|input| {
        assert_eq!(input.status(), Some(&SigningStatus::Failed));
        Ok(ListSigningJobsOutput::builder().next_token("more").build())
    });
    let call = stubs.client().list_signing_jobs().status(SigningStatus::Failed).send();
    assert_eq!(block_on(call).unwrap().next_token(), Some("more"));
    assert_eq!(stubs.calls(), ["ListSigningJobs"]);
    let expected = ListSigningJobsInput::builder().status(SigningStatus::Failed).build().unwrap();
    assert_eq!(stubs.inputs_of::<ListSigningJobsInput>(), [expected]);
    assert_eq!(stubs.inputs_of::<DescribeSigningJobInput>(), []);
}

#[test]
fn a_modelled_error_looks_as_if_the_service_had_sent_it() {
    let error = failure(|| TooManyRequestsException::builder().message("slow down").build().into());
    assert_eq!((error.code(), error.message()), (Some("TooManyRequestsException"), Some("slow down")));
    let id = "00000000-0000-4000-8000-000000000001";
    assert_eq!((error.request_id(), error.meta().request_id()), (Some(id), Some(id)));
    assert!(error.as_service_error().unwrap().is_too_many_requests_exception());
    let text =
        format!("ListSigningJobs failed: TooManyRequestsException: slow down (HTTP 429, request id {id}, 1 attempt)");
    assert_eq!(error.to_string(), text);
    let raw = error.raw_response().unwrap();
    assert_eq!(
        (raw.status().as_u16(), &raw.headers()["x-amzn-errortype"]),
        (429, &"TooManyRequestsException".parse().unwrap())
    );
    assert_eq!(raw.body().bytes(), Some(&br#"{"message":"slow down"}"#[..]));
}

#[test]
fn errors_come_from_shapes_from_the_operations_enum_and_by_question_mark() {
    let shape = || AccessDeniedException::builder().message("no").code("Finer").build();
    let shown = |error: Failure| {
        let status = error.raw_response().map(|response| response.status().as_u16());
        (error.as_service_error().unwrap().is_access_denied_exception(), status)
    };
    assert_eq!(shown(failure(move || shape().into())), (true, Some(403)));
    assert_eq!(shown(failure(move || ListSigningJobsError::AccessDeniedException(shape()).into())), (true, Some(403)));
    let client = Stubs::new().on_list_signing_jobs(move |_| Err(shape())?).client();
    assert_eq!(shown(block_on(client.list_signing_jobs().send()).unwrap_err()), (true, Some(403)));

    let meta = || ErrorMetadata::builder().code("OddException").message("hm").request_id("id-7").build();
    let error = failure(move || ListSigningJobsError::generic(meta()).into());
    assert_eq!(error.to_string(), "ListSigningJobs failed: OddException: hm (HTTP 400, request id id-7, 1 attempt)");
    assert_eq!(
        (error.code(), error.request_id(), error.meta().request_id()),
        (Some("OddException"), Some("id-7"), Some("id-7"))
    );

    let own = failure(move || ValidationException::builder().meta(meta()).message("other").build().into());
    assert_eq!((own.code(), own.message(), own.request_id()), (Some("OddException"), Some("hm"), Some("id-7")));
}

#[test]
fn what_no_model_names_fails_as_it_does_in_production() {
    let error = failure(|| StubError::response(503, "<h1>Busy</h1>"));
    let text = "ListSigningJobs failed: no error code, but the body `<h1>Busy</h1>` (HTTP 503, 1 attempt)";
    assert_eq!(error.to_string(), text);
    let error = failure(|| {
        let response = Response::new(403).header("x-amzn-errortype", "AccessDeniedException");
        response.body(r#"{"message":"no"}"#).into()
    });
    assert!(error.as_service_error().unwrap().is_access_denied_exception());

    let error = failure(StubError::timeout);
    assert!(matches!(error, SdkError::TimeoutError(_)), "{error}");
    assert_eq!(error.to_string(), "ListSigningJobs got no response: timed out: so says the stub (1 attempt)");
    for (error, is_connect) in
        [(failure(StubError::connection_refused), true), (failure(StubError::connection_reset), false)]
    {
        let SdkError::DispatchFailure(failure) = &error else { panic!("{error}") };
        assert_eq!((failure.is_connect(), failure.is_io()), (is_connect, !is_connect));
        assert!(error.to_string().starts_with("ListSigningJobs got no response: "), "{error}");
    }

    let error = failure(StubError::unreadable_response);
    let SdkError::ResponseError(details) = &error else { panic!("{error}") };
    assert_eq!(details.raw().status(), 200);
    assert!(error.to_string().starts_with("ListSigningJobs got a response that cannot be read: "), "{error}");
}

#[test]
fn a_response_of_success_is_read_as_the_output() {
    let client = Stubs::new().on_list_signing_jobs(|_| Err(StubError::response(200, r#"{"nextToken":"t"}"#))).client();
    assert_eq!(block_on(client.list_signing_jobs().send()).unwrap().next_token(), Some("t"));
    let client = Stubs::new().on_list_signing_jobs(|_| Err(StubError::response(200, "{"))).client();
    let error = block_on(client.list_signing_jobs().send()).unwrap_err();
    assert!(matches!(error, SdkError::ResponseError(_)), "{error}");
}

#[test]
fn an_operation_without_a_stub_says_which_is_missing() {
    let stubs = Stubs::new().on_sign_payload(|_| Ok(SignPayloadOutput::builder().build()));
    let error = block_on(stubs.client().list_signing_jobs().send()).unwrap_err();
    assert!(matches!(error, SdkError::ConstructionFailure(_)), "{error}");
    let text = "ListSigningJobs was not sent: there is no stub for it: add `.on_list_signing_jobs(|input| ..)` to the \
                `Stubs` of the test";
    assert_eq!(error.to_string(), text);
    assert_eq!(stubs.calls(), ["ListSigningJobs"]);
}

#[test]
fn an_invalid_input_fails_as_in_production_and_reaches_no_stub() {
    let stubs = Stubs::new().on_get_signing_profile(|_| Ok(GetSigningProfileOutput::builder().build()));
    let invalid = |client: &Client| block_on(client.get_signing_profile().profile_name("?").send()).unwrap_err();
    let error = invalid(&stubs.client());
    assert_eq!(error.to_string(), invalid(&Client::new(&Config::builder().build())).to_string());
    assert!(error.validation_error().is_some());
    assert_eq!(stubs.calls(), [""; 0]);

    let unchecked = stubs.client().get_signing_profile().profile_name("?").customize().validate_input(false);
    assert!(block_on(unchecked.send()).is_ok());
    let broken = stubs.client().get_signing_profile().profile_name("name").customize().header("a b", "c");
    assert!(block_on(broken.send()).unwrap_err().to_string().starts_with("GetSigningProfile was not sent: header"));
    assert_eq!(stubs.calls(), ["GetSigningProfile"]);
}

#[test]
fn a_token_that_was_filled_in_reaches_the_stub_and_is_the_same_in_every_run() {
    let token = || {
        let stubs = Stubs::new().on_put_signing_profile(|_| Err(StubError::timeout()));
        let stubs = stubs.on_start_signing_job(|input| {
            assert_eq!(input.client_request_token().map(str::len), Some(36));
            Err(StubError::timeout())
        });
        let call = stubs.client().start_signing_job().profile_name("name");
        let destination = tinsmith_signer::types::Destination::builder().build();
        let call = call.source(tinsmith_signer::types::Source::builder().build()).destination(destination);
        assert!(matches!(block_on(call.send()), Err(SdkError::TimeoutError(_))));
        let inputs = stubs.inputs_of::<tinsmith_signer::operation::start_signing_job::StartSigningJobInput>();
        inputs[0].client_request_token().unwrap().to_owned()
    };
    assert_eq!(token(), token());
}

#[test]
fn a_stub_may_count_be_replaced_and_call_others() {
    let count = Arc::new(AtomicU32::new(0));
    let seen = Arc::clone(&count);
    let stubs = Stubs::new().on_list_signing_jobs(|_| Err(StubError::timeout())).on_list_signing_jobs(move |_| {
        match seen.fetch_add(1, Ordering::Relaxed) {
            0 => Err(TooManyRequestsException::builder().build().into()),
            _ => Ok(ListSigningJobsOutput::builder().build()),
        }
    });
    let client = stubs.client();
    assert!(block_on(client.list_signing_jobs().send()).is_err());
    let inner = client.clone();
    let _ = stubs.clone().on_list_tags_for_resource(move |_| {
        block_on(inner.list_signing_jobs().send()).map_err(|_| StubError::timeout())?;
        Ok(tinsmith_signer::operation::list_tags_for_resource::ListTagsForResourceOutput::builder().build())
    });
    let arn = "arn:aws:signer:us-east-1:111122223333:/signing-profiles/name";
    assert!(block_on(client.list_tags_for_resource().resource_arn(arn).send()).is_ok());
    assert_eq!(count.load(Ordering::Relaxed), 2);
    assert_eq!(stubs.calls(), ["ListSigningJobs", "ListTagsForResource", "ListSigningJobs"]);
}

#[test]
fn calls_of_many_threads_are_all_answered_and_recorded() {
    let stubs = Stubs::new().on_list_signing_jobs(|input| {
        Ok(ListSigningJobsOutput::builder().next_token(input.next_token().unwrap_or_default()).build())
    });
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let client = stubs.client();
            scope.spawn(move || {
                for call in 0..100 {
                    let token = format!("{thread}-{call}");
                    let output = block_on(client.list_signing_jobs().next_token(&token).send()).unwrap();
                    assert_eq!(output.next_token(), Some(token.as_str()));
                }
            });
        }
    });
    let inputs = stubs.inputs_of::<ListSigningJobsInput>();
    let tokens: std::collections::HashSet<_> = inputs.iter().filter_map(|input| input.next_token()).collect();
    assert_eq!((inputs.len(), tokens.len(), stubs.calls().len()), (800, 800, 800));
}

#[test]
fn without_stubs_the_settings_for_tests_reach_no_network() {
    let client = Client::from_conf(tinsmith_signer::test_util::config().build());
    let error = block_on(client.list_signing_jobs().send()).unwrap_err();
    let text = "ListSigningJobs got no response: transport failed: `GET https://signer.us-east-1.amazonaws.com/signing-jobs` \
                was refused, since the settings of `test_util::config()` reach no network: use stubs, or give them an \
                `http_client(..)` (1 attempt)";
    assert_eq!(error.to_string(), text);
}

#[test]
fn stubs_and_clients_are_shown_without_what_they_hold() {
    let stubs = Stubs::default().on_list_signing_jobs(|_| Err(StubError::timeout()));
    assert_eq!(format!("{stubs:?}"), "Stubs(StubTable { stubs: 1, calls: 0 })");
}

#[test]
fn pages_are_turned_over_stubs() {
    let stubs = Stubs::new().on_list_signing_jobs(|input| {
        let (page, next) = match input.next_token() {
            None => ("1", Some("a".to_owned())),
            Some(_) => ("2", None),
        };
        let job = SigningJob::builder().job_id(page).build();
        Ok(ListSigningJobsOutput::builder().jobs(job).set_next_token(next).build())
    });
    let items = stubs.client().list_signing_jobs().into_paginator().page_size(1).items().send().try_collect();
    let jobs: Vec<SigningJob> = block_on(items).unwrap();
    assert_eq!(jobs.iter().filter_map(SigningJob::job_id).collect::<Vec<_>>(), ["1", "2"]);
    let inputs = stubs.inputs_of::<ListSigningJobsInput>();
    assert_eq!(inputs.iter().map(|input| input.max_results()).collect::<Vec<_>>(), [Some(1), Some(1)]);
}

#[test]
fn a_waiter_over_stubs_does_not_wait() {
    let polls = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&polls);
    let stubs = Stubs::new().on_describe_signing_job(move |_| {
        let last = count.fetch_add(1, Ordering::Relaxed) == 3;
        let status = if last { SigningStatus::Succeeded } else { SigningStatus::InProgress };
        Ok(DescribeSigningJobOutput::builder().status(status).build())
    });
    let time = ManualTime::new(UNIX_EPOCH);
    let client = Client::from_conf(stubs.config().clock(time.clone()).sleep(time.clone()).build());
    let wait = || client.wait_until_successful_signing_job().job_id("job").wait(Duration::from_secs(3600));
    assert!(block_on(wait()).is_ok());
    assert_eq!((polls.load(Ordering::Relaxed), time.waits().len()), (4, 3));

    let own = stubs.client().wait_until_successful_signing_job().job_id("job").wait(Duration::from_secs(600));
    assert!(block_on(own).is_err());
}
