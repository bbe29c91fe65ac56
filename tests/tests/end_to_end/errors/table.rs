//! The operations, and for each the errors that the API reference names with their status.

use tinsmith_signer::Client;
use tinsmith_signer::presigning::{PresignedRequest, PresigningConfig};
use tinsmith_signer::primitives::{Blob, DateTime};
use tinsmith_signer::types::{Destination, Source};

use super::{Case, modelled_errors};
use crate::server::Server;
use crate::{client, shared_file};

/// Long enough to be one.
const ARN: &str = "arn:aws:signer:eu-west-1:123456789012:/signing-profiles/p1";

modelled_errors! {
    add_profile_permission AddProfilePermissionError [.profile_name("p1").action("a").principal("p").statement_id("s")] {
        403 AccessDeniedException is_access_denied_exception,
        409 ConflictException is_conflict_exception,
        500 InternalServiceErrorException is_internal_service_error_exception,
        404 ResourceNotFoundException is_resource_not_found_exception,
        402 ServiceLimitExceededException is_service_limit_exceeded_exception,
        429 TooManyRequestsException is_too_many_requests_exception,
        400 ValidationException is_validation_exception,
    }
    cancel_signing_profile CancelSigningProfileError [.profile_name("p1")] {
        403 AccessDeniedException is_access_denied_exception,
        500 InternalServiceErrorException is_internal_service_error_exception,
        404 ResourceNotFoundException is_resource_not_found_exception,
        429 TooManyRequestsException is_too_many_requests_exception,
    }
    describe_signing_job DescribeSigningJobError [.job_id("j")] {
        403 AccessDeniedException is_access_denied_exception,
        500 InternalServiceErrorException is_internal_service_error_exception,
        404 ResourceNotFoundException is_resource_not_found_exception,
        429 TooManyRequestsException is_too_many_requests_exception,
    }
    get_revocation_status GetRevocationStatusError [
        .certificate_hashes("ff").job_arn(ARN).platform_id("p").profile_version_arn(ARN)
        .signature_timestamp(DateTime::from_secs(0))
    ] {
        403 AccessDeniedException is_access_denied_exception,
        500 InternalServiceErrorException is_internal_service_error_exception,
        429 TooManyRequestsException is_too_many_requests_exception,
        400 ValidationException is_validation_exception,
    }
    get_signing_platform GetSigningPlatformError [.platform_id("p")] {
        403 AccessDeniedException is_access_denied_exception,
        500 InternalServiceErrorException is_internal_service_error_exception,
        404 ResourceNotFoundException is_resource_not_found_exception,
        429 TooManyRequestsException is_too_many_requests_exception,
    }
    get_signing_profile GetSigningProfileError [.profile_name("p1")] {
        403 AccessDeniedException is_access_denied_exception,
        500 InternalServiceErrorException is_internal_service_error_exception,
        404 ResourceNotFoundException is_resource_not_found_exception,
        429 TooManyRequestsException is_too_many_requests_exception,
    }
    list_profile_permissions ListProfilePermissionsError [.profile_name("p1")] {
        403 AccessDeniedException is_access_denied_exception,
        500 InternalServiceErrorException is_internal_service_error_exception,
        404 ResourceNotFoundException is_resource_not_found_exception,
        429 TooManyRequestsException is_too_many_requests_exception,
        400 ValidationException is_validation_exception,
    }
    list_signing_jobs ListSigningJobsError [] {
        403 AccessDeniedException is_access_denied_exception,
        500 InternalServiceErrorException is_internal_service_error_exception,
        429 TooManyRequestsException is_too_many_requests_exception,
        400 ValidationException is_validation_exception,
    }
    list_signing_platforms ListSigningPlatformsError [] {
        403 AccessDeniedException is_access_denied_exception,
        500 InternalServiceErrorException is_internal_service_error_exception,
        429 TooManyRequestsException is_too_many_requests_exception,
        400 ValidationException is_validation_exception,
    }
    list_signing_profiles ListSigningProfilesError [] {
        403 AccessDeniedException is_access_denied_exception,
        500 InternalServiceErrorException is_internal_service_error_exception,
        429 TooManyRequestsException is_too_many_requests_exception,
    }
    list_tags_for_resource ListTagsForResourceError [.resource_arn(ARN)] {
        400 BadRequestException is_bad_request_exception,
        500 InternalServiceErrorException is_internal_service_error_exception,
        404 NotFoundException is_not_found_exception,
        429 TooManyRequestsException is_too_many_requests_exception,
    }
    put_signing_profile PutSigningProfileError [.profile_name("p1").platform_id("p")] {
        403 AccessDeniedException is_access_denied_exception,
        500 InternalServiceErrorException is_internal_service_error_exception,
        404 ResourceNotFoundException is_resource_not_found_exception,
        429 TooManyRequestsException is_too_many_requests_exception,
        400 ValidationException is_validation_exception,
    }
    remove_profile_permission RemoveProfilePermissionError [.profile_name("p1").revision_id("r").statement_id("s")] {
        403 AccessDeniedException is_access_denied_exception,
        409 ConflictException is_conflict_exception,
        500 InternalServiceErrorException is_internal_service_error_exception,
        404 ResourceNotFoundException is_resource_not_found_exception,
        429 TooManyRequestsException is_too_many_requests_exception,
        400 ValidationException is_validation_exception,
    }
    revoke_signature RevokeSignatureError [.job_id("j").reason("r")] {
        403 AccessDeniedException is_access_denied_exception,
        500 InternalServiceErrorException is_internal_service_error_exception,
        404 ResourceNotFoundException is_resource_not_found_exception,
        429 TooManyRequestsException is_too_many_requests_exception,
        400 ValidationException is_validation_exception,
    }
    revoke_signing_profile RevokeSigningProfileError [
        .profile_name("p1").effective_time(DateTime::from_secs(0)).profile_version("Ab0Cd1Ef2G").reason("r")
    ] {
        403 AccessDeniedException is_access_denied_exception,
        500 InternalServiceErrorException is_internal_service_error_exception,
        404 ResourceNotFoundException is_resource_not_found_exception,
        429 TooManyRequestsException is_too_many_requests_exception,
        400 ValidationException is_validation_exception,
    }
    sign_payload SignPayloadError [.payload(Blob::new("p")).payload_format("f").profile_name("p1")] {
        403 AccessDeniedException is_access_denied_exception,
        500 InternalServiceErrorException is_internal_service_error_exception,
        404 ResourceNotFoundException is_resource_not_found_exception,
        429 TooManyRequestsException is_too_many_requests_exception,
        400 ValidationException is_validation_exception,
    }
    start_signing_job StartSigningJobError [
        .source(Source::builder().build()).destination(Destination::builder().build()).profile_name("p1")
    ] {
        403 AccessDeniedException is_access_denied_exception,
        500 InternalServiceErrorException is_internal_service_error_exception,
        404 ResourceNotFoundException is_resource_not_found_exception,
        429 ThrottlingException is_throttling_exception,
        429 TooManyRequestsException is_too_many_requests_exception,
        400 ValidationException is_validation_exception,
    }
    tag_resource TagResourceError [.resource_arn(ARN).tags("k", "v")] {
        400 BadRequestException is_bad_request_exception,
        500 InternalServiceErrorException is_internal_service_error_exception,
        404 NotFoundException is_not_found_exception,
        429 TooManyRequestsException is_too_many_requests_exception,
    }
    untag_resource UntagResourceError [.resource_arn(ARN).tag_keys("k")] {
        400 BadRequestException is_bad_request_exception,
        500 InternalServiceErrorException is_internal_service_error_exception,
        404 NotFoundException is_not_found_exception,
        429 TooManyRequestsException is_too_many_requests_exception,
    }
}

/// The table above is the API reference's, page by page.
#[test]
fn the_table_is_that_of_the_api_reference() {
    let Some(reference) = shared_file("seeds", "004_") else {
        return;
    };
    for page in reference.split("\n# ").skip(2) {
        let (operation, page) = page.split_once('\n').unwrap();
        let (_, errors) = page.split_once("\n## Errors").unwrap();
        let (_, modelled) = MODELLED.iter().find(|(error, _)| *error == format!("{operation}Error")).expect(operation);
        let mut documented = Vec::new();
        for entry in errors.split("\n ** ").skip(1) {
            let (name, text) = entry.split_once(" **").unwrap();
            let (_, status) = text.split_once("HTTP Status Code: ").unwrap();
            documented.push((name, status.split_whitespace().next().unwrap().parse().unwrap()));
        }
        assert_eq!(documented, *modelled, "{operation}");
    }
    assert_eq!(MODELLED.len(), 19);
}
