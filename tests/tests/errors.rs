//! Errors as users of a client meet them: made up in their tests, converted by `?`, printed, and asked for their causes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::error::Error as _;
use std::io;

use tinsmith_runtime::error::Unhandled;
use tinsmith_signer::Error;
use tinsmith_signer::config::http::{Body, HttpResponse, TransportError};
use tinsmith_signer::error::{BuildError, DisplayErrorContext, ErrorMetadata, ProvideErrorMetadata, SdkError};
use tinsmith_signer::operation::RequestId;
use tinsmith_signer::operation::describe_signing_job::{DescribeSigningJobError, DescribeSigningJobOutput};
use tinsmith_signer::types::S3Source;
use tinsmith_signer::types::error::ResourceNotFoundException;
use tinsmith_signer::types::error::builders::ResourceNotFoundExceptionBuilder;

type Failure = SdkError<DescribeSigningJobError>;

fn response(status: u16) -> HttpResponse {
    let mut response = HttpResponse::new(Body::default());
    *response.status_mut() = status.try_into().unwrap();
    response.headers_mut().insert("x-amzn-requestid", "id-1".parse().unwrap());
    response
}

fn not_found() -> ResourceNotFoundException {
    let meta = ErrorMetadata::builder().code("ResourceNotFoundException").message("no such job").request_id("id-1");
    let builder: ResourceNotFoundExceptionBuilder = ResourceNotFoundException::builder();
    builder.message("no such job").meta(meta.build()).build()
}

fn service_error() -> Failure {
    SdkError::service_error(DescribeSigningJobError::ResourceNotFoundException(not_found()), response(404))
}

/// What a function of a user does with `?`.
fn convert(failure: Failure) -> Error {
    let function = || -> Result<DescribeSigningJobOutput, Error> { Ok(Err(failure)?) };
    function().unwrap_err()
}

#[test]
fn a_made_up_error_of_the_service_reads_like_a_real_one() {
    let error = service_error();
    assert_eq!((error.code(), error.message()), (Some("ResourceNotFoundException"), Some("no such job")));
    assert_eq!((error.request_id(), error.meta().request_id()), (Some("id-1"), Some("id-1")));
    assert!(error.as_service_error().unwrap().is_resource_not_found_exception());
    assert_eq!(error.raw_response().unwrap().status(), 404);
    let SdkError::ServiceError(error) = error else { panic!("{error:?}") };
    assert_eq!(error.into_raw().status(), 404);
}

#[test]
fn converting_keeps_the_text() {
    let io = || io::Error::other("refused");
    let failures = [
        service_error,
        || SdkError::service_error(DescribeSigningJobError::unhandled("x"), response(500)),
        || SdkError::response_error("no JSON", response(200)),
        || SdkError::construction_failure("no region"),
        || SdkError::timeout_error("3 s"),
        || SdkError::dispatch_failure(TransportError::io("broken")),
    ];
    for failure in failures {
        let text = failure().to_string();
        assert_eq!(failure().into_service_error().to_string(), text);
        assert_eq!(convert(failure()).to_string(), text);
    }
    let text = "The operation failed: ResourceNotFoundException: no such job (HTTP 404, request id id-1, 1 attempt)";
    assert_eq!(convert(service_error()).to_string(), text);
    let text = convert(SdkError::dispatch_failure(TransportError::connect(io()))).to_string();
    assert_eq!(text, "The operation got no response: could not connect: refused (1 attempt)");
}

#[test]
fn converting_keeps_the_cause() {
    let error = convert(SdkError::construction_failure(io::Error::other("disk")));
    assert_eq!(error.source().unwrap().downcast_ref::<io::Error>().unwrap().kind(), io::ErrorKind::Other);
    assert!(convert(service_error()).source().is_none());
    let source = SdkError::<DescribeSigningJobError>::construction_failure(io::Error::other("disk")).into_source();
    assert!(source.unwrap().is::<io::Error>());
    assert!(service_error().into_source().unwrap().is::<DescribeSigningJobError>());
}

#[test]
fn the_source_of_a_failed_dispatch_is_the_innermost_cause() {
    let middle = io::Error::other(Unhandled::from_source(io::Error::from(io::ErrorKind::ConnectionRefused)));
    let error = Failure::dispatch_failure(TransportError::connect(middle));
    let source = error.source().unwrap();
    assert_eq!(source.downcast_ref::<io::Error>().unwrap().kind(), io::ErrorKind::ConnectionRefused);
    assert_eq!(DisplayErrorContext(&error).to_string(), error.to_string());
}

#[test]
fn mapping_the_service_error_leaves_the_rest() {
    let error = service_error().map_service_error(Error::from);
    assert!(matches!(error.as_service_error(), Some(Error::ResourceNotFoundException(_))), "{error:?}");
    assert_eq!(error.to_string(), service_error().to_string());
    let error = Failure::timeout_error("3 s").map_service_error(|_| ());
    assert!(matches!(error, SdkError::TimeoutError(_)), "{error:?}");
}

#[test]
fn builders_and_calls_fail_in_one_function() {
    fn source() -> Result<S3Source, Error> {
        Ok(S3Source::builder().bucket_name("b").build()?)
    }
    let error = source().unwrap_err();
    assert_eq!(error.to_string(), "`key` was not set, but S3Source requires it");
    assert!(error.source().unwrap().is::<BuildError>());
}

#[test]
fn errors_without_a_type_carry_metadata_or_a_cause() {
    let meta = ErrorMetadata::builder().code("SlowDown").message("a\nb").build();
    let error = DescribeSigningJobError::generic(meta.clone());
    assert_eq!((error.meta(), error.code(), error.to_string().as_str()), (&meta, Some("SlowDown"), "SlowDown: a b"));
    let error = DescribeSigningJobError::unhandled(io::Error::other("disk"));
    assert_eq!((error.meta().code(), error.to_string().as_str()), (None, "disk"));
}

#[test]
fn words_of_the_service_stay_in_their_line() {
    let error = ResourceNotFoundException::builder().message("a\r\nERROR b\u{1B}[2J").build();
    assert_eq!(error.to_string(), "ResourceNotFoundException: a  ERROR b [2J");
    let error = DescribeSigningJobError::ResourceNotFoundException(error);
    assert_eq!(error.to_string(), "ResourceNotFoundException: a  ERROR b [2J");
}

/// What clippy allows an error to take before it warns (`result_large_err`).
#[test]
fn no_error_is_large() {
    assert!(size_of::<Error>() < 128, "{}", size_of::<Error>());
    assert!(size_of::<DescribeSigningJobError>() < 128);
}
