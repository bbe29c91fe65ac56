//! What a broken server, network or configuration does to a call: a typed error that says what is wrong, never a panic.

mod configuration;
mod network;
mod responses;

use tinsmith_signer::error::SdkError;
use tinsmith_signer::operation::list_tags_for_resource::{ListTagsForResourceError, ListTagsForResourceOutput};
use tinsmith_signer::{Client, Config};

/// The variant of an error.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// Not sent.
    Construction,
    Timeout,
    /// Sent or not, no connection came about.
    Connect,
    /// The connection broke.
    Io,
    /// The transport refuses.
    Other,
    /// A success that cannot be read.
    Response,
    /// An error of the service that the model does not name.
    Unhandled,
}

fn kind(error: &SdkError<ListTagsForResourceError>) -> Kind {
    match error {
        SdkError::ConstructionFailure(_) => Kind::Construction,
        SdkError::TimeoutError(_) => Kind::Timeout,
        SdkError::DispatchFailure(failure) if failure.is_connect() => Kind::Connect,
        SdkError::DispatchFailure(failure) if failure.is_timeout() => Kind::Timeout,
        SdkError::DispatchFailure(failure) if failure.is_io() => Kind::Io,
        SdkError::DispatchFailure(failure) if failure.is_other() => Kind::Other,
        SdkError::ResponseError(_) => Kind::Response,
        SdkError::ServiceError(error) if matches!(error.err(), ListTagsForResourceError::Unhandled(_)) => {
            Kind::Unhandled
        }
        other => panic!("{other:?}"),
    }
}

/// A call that needs an answer with a body.
async fn call(config: Config) -> Result<ListTagsForResourceOutput, SdkError<ListTagsForResourceError>> {
    Client::from_conf(config).list_tags_for_resource().resource_arn("arn").send().await
}

/// Asserts that the call fails this way. The text must be `expected` in full, up to a `*`, which stands for the words of
/// the HTTP library and the operating system.
async fn assert_fails(what: &str, config: Config, expected_kind: Kind, expected: &str) {
    let error = call(config).await.expect_err(what);
    assert_eq!(kind(&error), expected_kind, "{what}: {error:?}");
    assert_text(what, &error.to_string(), expected);
    let converted = tinsmith_signer::Error::from(error);
    assert!(matches!(converted, tinsmith_signer::Error::Unhandled(_)), "{what}: {converted:?}");
    assert_text(what, &converted.to_string(), expected);
}

fn assert_text(what: &str, text: &str, expected: &str) {
    let fits = match expected.split_once('*') {
        Some((start, end)) => text.len() > start.len() + end.len() && text.starts_with(start) && text.ends_with(end),
        None => text == expected,
    };
    assert!(fits, "{what}\n     got: {text}\nexpected: {expected}");
    assert!(!text.contains('\n') && text.len() < 800, "{what}: one line of bounded length: {text}");
}
