//! The errors of the model, with texts as the service has them where those are known.

use super::ServiceError;

impl ServiceError {
    fn new(shape: &'static str, code: &str, message: impl Into<String>) -> Self {
        Self { shape, message: message.into(), code: Some(code.to_owned()) }
    }

    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self::new("ValidationException", "InvalidParameter", message)
    }

    /// A request for a job that no job can come of.
    pub(crate) fn job_parameters(message: impl Into<String>) -> Self {
        Self::new("ValidationException", "InvalidJobParameters", message)
    }

    pub(crate) fn not_found(code: &str, message: impl Into<String>) -> Self {
        Self::new("ResourceNotFoundException", code, message)
    }

    pub(crate) fn no_profile(name: &str) -> Self {
        Self::not_found("ProfileNotFound", format!("profile with name {name} does not exist"))
    }

    pub(crate) fn no_job(id: &str) -> Self {
        Self::not_found("JobNotFound", format!("Signing job {id} not found."))
    }

    pub(crate) fn access_denied(caller: &str, action: &str, resource: &str) -> Self {
        let message = format!("User: {caller} is not authorized to perform: {action} on resource: {resource}");
        Self::new("AccessDeniedException", "AccessDenied", message)
    }

    pub(crate) fn conflict(code: &str, message: impl Into<String>) -> Self {
        Self::new("ConflictException", code, message)
    }

    pub(crate) fn limit(message: impl Into<String>) -> Self {
        Self::new("ServiceLimitExceededException", "LimitExceeded", message)
    }

    pub(crate) fn bad_request(code: &str, message: impl Into<String>) -> Self {
        Self::new("BadRequestException", code, message)
    }

    pub(crate) fn tags_not_found(arn: &str) -> Self {
        Self::new("NotFoundException", "ProfileNotFound", format!("The signing profile {arn} was not found."))
    }

    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new("InternalServiceErrorException", "InternalError", message)
    }
}
