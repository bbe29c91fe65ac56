//! Answers of STS.

use super::xml::Document;
use crate::credentials::exchange::{self, Answer};
use crate::credentials::{Credentials, json_credentials};
use crate::error::BoxError;
use crate::http::TransportError;
use crate::retry::Failure;

/// Errors whose code leaves out what the name in the service's model, which clients show, ends with.
const WITHOUT_EXCEPTION: [&str; 5] = [
    "IDPCommunicationError",
    "IDPRejectedClaim",
    "InvalidIdentityToken",
    "MalformedPolicyDocument",
    "PackedPolicyTooLarge",
];

/// Why asking again may help: for what every service has, or as STS could not reach whoever made a web identity.
pub(super) fn passing(outcome: &Result<Answer, TransportError>) -> Option<Failure> {
    let Ok(answer) = outcome else { return exchange::passing(outcome) };
    let code = document(answer).and_then(|document| document.text("Error/Code"));
    match code.as_deref() {
        Some("IDPCommunicationError") => Some(Failure::Transient),
        code => answer.failure(code),
    }
}

fn document(answer: &Answer) -> Option<Document<'_>> {
    Document::parse(std::str::from_utf8(&answer.body).ok()?)
}

/// The credentials of an answer. No error shows more of it than its code, its message and its id.
pub(super) fn read(answer: &Answer, provider: &'static str) -> Result<Credentials, BoxError> {
    let status = answer.status.as_u16();
    let Some(document) = document(answer) else {
        return Err(format!("the answer of STS, with status {status}, is not XML").into());
    };
    if !answer.status.is_success() {
        return Err(describe(document, status).into());
    }
    let text = |end: &str| document.text(end).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let required = |name: &str| {
        let text = text(&["Credentials/", name].concat());
        text.ok_or_else(|| format!("the answer of STS holds no `{name}`"))
    };
    let (id, secret, token) = (required("AccessKeyId")?, required("SecretAccessKey")?, required("SessionToken")?);
    let expiry = json_credentials::time(&required("Expiration")?)?;
    let credentials = Credentials::new(id, secret, Some(token), Some(expiry), provider);
    // arn:aws:sts::123456789012:assumed-role/role/session
    let account = text("AssumedRoleUser/Arn").and_then(|arn| arn.split(':').nth(4).map(str::to_owned));
    Ok(match account.filter(|account| !account.is_empty()) {
        Some(account) => credentials.with_account_id(account),
        None => credentials,
    })
}

fn describe(document: Document<'_>, status: u16) -> String {
    let text =
        |end: &str, default: &str| document.text(end).map_or_else(|| default.to_owned(), |text| text.trim().to_owned());
    let code = text("Error/Code", "unknown error");
    let exception = if WITHOUT_EXCEPTION.contains(&&*code) { "Exception" } else { "" };
    let (message, id) = (text("Error/Message", "no message"), text("RequestId", "none"));
    format!("{code}{exception}: {message} (status {status}, request id {id})")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(status: u16, body: &'static str) -> String {
        read(&Answer::of(status, body), "Test").unwrap_err().to_string()
    }

    #[test]
    fn an_error_shows_code_message_status_and_id() {
        let denied = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no &amp; no</Message></Error>\
                      <RequestId>1</RequestId></ErrorResponse>";
        assert_eq!(error(403, denied), "AccessDenied: no & no (status 403, request id 1)");
        let token = "<ErrorResponse><Error><Code>InvalidIdentityToken</Code></Error></ErrorResponse>";
        assert_eq!(error(400, token), "InvalidIdentityTokenException: no message (status 400, request id none)");
        assert_eq!(error(502, "<html>hush"), "the answer of STS, with status 502, is not XML");
    }

    #[test]
    fn an_answer_that_lacks_something_shows_nothing_of_the_rest() {
        let half =
            "<R><Credentials><AccessKeyId>a</AccessKeyId><SecretAccessKey>hush</SecretAccessKey></Credentials></R>";
        assert_eq!(error(200, half), "the answer of STS holds no `SessionToken`");
    }

    #[test]
    fn only_what_passes_is_asked_again() {
        let failure = |status, body| passing(&Ok(Answer::of(status, body)));
        let unreachable = "<ErrorResponse><Error><Code>IDPCommunicationError</Code></Error></ErrorResponse>";
        assert_eq!(failure(400, unreachable), Some(Failure::Transient));
        let busy = "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>";
        assert_eq!(failure(400, busy), Some(Failure::Throttling));
        assert_eq!(failure(503, ""), Some(Failure::Transient));
        assert_eq!(failure(403, "<a/>"), None);
    }
}
