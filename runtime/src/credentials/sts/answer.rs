//! Answers of STS.

use super::xml::Texts;
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
    let texts = texts(answer);
    match texts.as_ref().and_then(|texts| texts.get("Error/Code")) {
        Some("IDPCommunicationError") => Some(Failure::Transient),
        code => answer.failure(code),
    }
}

fn texts(answer: &Answer) -> Option<Texts> {
    Texts::parse(std::str::from_utf8(&answer.body).ok()?)
}

/// The credentials of an answer. No error shows more of it than its code, its message and its id.
pub(super) fn read(answer: &Answer, provider: &'static str) -> Result<Credentials, BoxError> {
    let status = answer.status.as_u16();
    let Some(texts) = texts(answer) else {
        return Err(format!("the answer of STS, with status {status}, is not XML").into());
    };
    if !answer.status.is_success() {
        return Err(describe(&texts, status).into());
    }
    let text = |end: &str| texts.get(end).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
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

fn describe(texts: &Texts, status: u16) -> String {
    let code = texts.get("Error/Code").unwrap_or("unknown error").trim();
    let exception = if WITHOUT_EXCEPTION.contains(&code) { "Exception" } else { "" };
    let message = texts.get("Error/Message").unwrap_or("no message").trim();
    let id = texts.get("RequestId").unwrap_or("none").trim();
    format!("{code}{exception}: {message} (status {status}, request id {id})")
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use http::{HeaderMap, StatusCode};

    fn answer(status: u16, body: &'static str) -> Answer {
        Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::new(),
            body: Bytes::from_static(body.as_bytes()),
        }
    }

    fn error(status: u16, body: &'static str) -> String {
        read(&answer(status, body), "Test").unwrap_err().to_string()
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
        let failure = |status, body| passing(&Ok(answer(status, body)));
        let unreachable = "<ErrorResponse><Error><Code>IDPCommunicationError</Code></Error></ErrorResponse>";
        assert_eq!(failure(400, unreachable), Some(Failure::Transient));
        let busy = "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>";
        assert_eq!(failure(400, busy), Some(Failure::Throttling));
        assert_eq!(failure(503, ""), Some(Failure::Transient));
        assert_eq!(failure(403, "<a/>"), None);
    }
}
