//! What this program tells its users when a job cannot be started, and how that is tested without a service.

use tinsmith_signer::error::SdkError;
use tinsmith_signer::operation::start_signing_job::StartSigningJobError;

/// What to do about it.
pub fn advice(error: &SdkError<StartSigningJobError>) -> &'static str {
    match (error, error.as_service_error()) {
        (SdkError::ConstructionFailure(_), _) => "correct the settings",
        (SdkError::TimeoutError(_) | SdkError::DispatchFailure(_), _) => "check the network",
        (_, Some(error)) if error.is_resource_not_found_exception() => "create the profile first",
        (_, Some(error)) if error.is_too_many_requests_exception() => "try again later",
        _ => "call support",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::start;
    use tinsmith_signer::Client;
    use tinsmith_signer::operation::start_signing_job::{StartSigningJobInput, StartSigningJobOutput};
    use tinsmith_signer::test_util::{ExpectedRequest, ReplayClient, Response, StubError, Stubs, config};
    use tinsmith_signer::types::error::{ResourceNotFoundException, TooManyRequestsException};

    /// What is advised when the service fails so.
    async fn advised(error: fn() -> StubError<StartSigningJobError>) -> &'static str {
        let client = Stubs::new().on_start_signing_job(move |_| Err(error())).client();
        advice(&start(&client, "my_profile").await.unwrap_err())
    }

    #[tokio::test]
    async fn every_failure_has_its_advice() {
        assert_eq!(advised(|| ResourceNotFoundException::builder().build().into()).await, "create the profile first");
        assert_eq!(advised(|| TooManyRequestsException::builder().build().into()).await, "try again later");
        assert_eq!(advised(StubError::timeout).await, "check the network");
        assert_eq!(advised(StubError::connection_refused).await, "check the network");
        assert_eq!(advised(|| StubError::response(503, "<h1>Busy</h1>")).await, "call support");
        assert_eq!(advised(StubError::unreadable_response).await, "call support");
    }

    #[tokio::test]
    async fn what_is_asked_for_is_seen() {
        let stubs = Stubs::new().on_start_signing_job(|_| Ok(StartSigningJobOutput::builder().job_id("job-1").build()));
        assert_eq!(start(&stubs.client(), "my_profile").await.unwrap().as_deref(), Some("job-1"));
        let inputs = stubs.inputs_of::<StartSigningJobInput>();
        assert_eq!(inputs[0].profile_name(), Some("my_profile"));

        let error = start(&stubs.client(), "x").await.unwrap_err();
        assert_eq!(advice(&error), "correct the settings");
        assert_eq!(stubs.calls(), ["StartSigningJob"]);
    }

    #[tokio::test]
    async fn a_request_that_fails_at_first_is_made_again() {
        let request = || ExpectedRequest::new("POST", "/signing-jobs").require_headers(&["authorization"]);
        let replay = ReplayClient::new([
            (request(), Response::new(500)),
            (request(), Response::new(200).body(r#"{"jobId": "job-2"}"#)),
        ]);
        let client = Client::from_conf(config().http_client(replay.clone()).build());
        assert_eq!(start(&client, "my_profile").await.unwrap().as_deref(), Some("job-2"));
        replay.assert_exhausted();
    }
}
