//! Whether a failed attempt may succeed when it is made again.

use super::Failure;
use crate::clock_skew;
use crate::http::TransportError;

/// Codes by which services say that they have too much to do, whatever the status.
const THROTTLING: &[&str] = &[
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];
/// Codes of failures that pass, whatever the status.
const TRANSIENT: &[&str] = &["RequestTimeout", "RequestTimeoutException"];

/// What is known of an answer that is no success.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ServiceFailure<'a> {
    pub(crate) status: u16,
    pub(crate) code: Option<&'a str>,
    /// Whether the model has an error of this code for the operation.
    pub(crate) modelled: bool,
    /// `smithy.api#retryable` of that error: whether it is for throttling.
    pub(crate) retryable: Option<bool>,
    /// By how many milliseconds the client's clock is behind, where the answer told.
    pub(crate) skew: Option<i64>,
}

/// Why an answer of the service is worth another attempt, if it is.
///
/// What says "throttling" goes first: a service that has too much to do may well say so with a status of 503, and then the
/// longer wait is the right one. A modelled 429 is retried by its trait or code only, since the model knows better.
pub(crate) fn classify(failure: &ServiceFailure<'_>) -> Option<Failure> {
    let is_one_of = |codes: &[&str]| failure.code.is_some_and(|code| codes.contains(&code));
    if failure.retryable == Some(true) || is_one_of(THROTTLING) || (failure.status == 429 && !failure.modelled) {
        return Some(Failure::Throttling);
    }
    if failure.retryable.is_some() || is_one_of(TRANSIENT) || matches!(failure.status, 500 | 502 | 503 | 504) {
        return Some(Failure::Transient);
    }
    clock_skew::is_candidate(failure.skew, failure.code).then_some(Failure::ClockSkew)
}

/// Why an attempt without an answer is worth another, if it is.
pub(crate) fn classify_transport(error: &TransportError) -> Option<Failure> {
    (!error.is_other()).then_some(Failure::Transient)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODELLED: ServiceFailure<'_> =
        ServiceFailure { status: 400, code: Some("ValidationException"), modelled: true, retryable: None, skew: None };
    const UNMODELLED: ServiceFailure<'_> = ServiceFailure { code: None, modelled: false, ..MODELLED };

    /// All codes of the tables, written out again from what AWS documents.
    const THROTTLED: &str = "Throttling ThrottlingException ThrottledException RequestThrottledException \
        RequestThrottled TooManyRequestsException ProvisionedThroughputExceededException TransactionInProgressException \
        RequestLimitExceeded BandwidthLimitExceeded LimitExceededException SlowDown PriorRequestNotComplete \
        EC2ThrottledException";

    #[test]
    fn throttling_is_told_by_code_whatever_the_status() {
        assert_eq!(THROTTLED.split_whitespace().count(), THROTTLING.len());
        for code in THROTTLED.split_whitespace() {
            for status in [400, 403, 429, 500, 503] {
                for known in [MODELLED, UNMODELLED] {
                    let failure = ServiceFailure { status, code: Some(code), ..known };
                    assert_eq!(classify(&failure), Some(Failure::Throttling), "{code} {status}");
                }
            }
        }
    }

    #[test]
    fn failures_that_pass_are_told_by_code_or_status() {
        for code in ["RequestTimeout", "RequestTimeoutException"] {
            assert_eq!(classify(&ServiceFailure { code: Some(code), ..UNMODELLED }), Some(Failure::Transient));
        }
        for status in 400..600 {
            let transient = matches!(status, 500 | 502 | 503 | 504).then_some(Failure::Transient);
            assert_eq!(classify(&ServiceFailure { status, ..MODELLED }), transient, "{status}");
            let unmodelled = if status == 429 { Some(Failure::Throttling) } else { transient };
            assert_eq!(classify(&ServiceFailure { status, ..UNMODELLED }), unmodelled, "{status}");
        }
    }

    #[test]
    fn the_model_may_say_that_an_error_passes() {
        let transient = ServiceFailure { retryable: Some(false), ..MODELLED };
        let throttling = ServiceFailure { retryable: Some(true), ..MODELLED };
        assert_eq!(classify(&transient), Some(Failure::Transient));
        assert_eq!(classify(&throttling), Some(Failure::Throttling));
        assert_eq!(classify(&ServiceFailure { status: 429, ..transient }), Some(Failure::Transient));
        assert_eq!(classify(&ServiceFailure { status: 500, ..throttling }), Some(Failure::Throttling));
        assert_eq!(classify(&ServiceFailure { code: Some("SlowDown"), ..transient }), Some(Failure::Throttling));
    }

    #[test]
    fn a_quota_of_the_account_does_not_pass() {
        let failure = ServiceFailure { status: 402, code: Some("ServiceLimitExceededException"), ..MODELLED };
        assert_eq!(classify(&failure), None);
    }

    #[test]
    fn codes_are_compared_whole() {
        for code in ["", "throttling", "Throttling ", "ThrottlingExceptions", "SlowDownPlease"] {
            assert_eq!(classify(&ServiceFailure { code: Some(code), ..UNMODELLED }), None, "{code}");
        }
    }

    #[test]
    fn a_wrong_clock_is_a_reason_only_where_nothing_else_is() {
        let refused = ServiceFailure { code: Some("InvalidSignatureException"), skew: Some(300_000), ..MODELLED };
        assert_eq!(classify(&refused), Some(Failure::ClockSkew));
        assert_eq!(classify(&ServiceFailure { skew: Some(120_000), ..refused }), None);
        assert_eq!(classify(&ServiceFailure { status: 503, ..refused }), Some(Failure::Transient));
    }

    #[test]
    fn a_transport_that_cannot_be_mended_is_not_tried_again() {
        for error in [TransportError::connect("x"), TransportError::io("x"), TransportError::timeout("x")] {
            assert_eq!(classify_transport(&error), Some(Failure::Transient), "{error}");
        }
        assert_eq!(classify_transport(&TransportError::other("x")), None);
    }
}
