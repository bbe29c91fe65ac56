//! The forms that values of implemented traits have.

use serde_json::Value;

use super::form::{self, Problems};
use super::test_case::{Example, HttpRequestTest, HttpResponseTest, MalformedRequestTest, cases};
use super::{aws, behavior, checksum, constraint, endpoint, http, waiter};

/// The form of a trait's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// `{}`.
    Annotation,
    /// Anything; checked where more is known than the value.
    Any,
    /// A string.
    String,
    /// A string of at least one character.
    NonEmptyString,
    /// A list of strings.
    Strings,
    AwsService,
    ClientContextParams,
    ContextParam,
    Deprecated,
    DiscoveredEndpoint,
    EndpointRuleSet,
    EndpointTests,
    Enum,
    EnumValue,
    Error,
    Examples,
    HostPrefix,
    Http,
    HttpChecksum,
    HttpError,
    HttpHeader,
    HttpMalformedRequestTests,
    HttpRequestTests,
    HttpResponseTests,
    Length,
    OperationContextParams,
    Paginated,
    Range,
    RequestCompression,
    Retryable,
    Sigv4,
    StaticContextParams,
    TimestampFormat,
    Waitable,
}

impl Form {
    /// Notes what in `value` breaks this form.
    pub(crate) fn check(self, value: &Value, problems: &mut Problems) {
        let p = problems;
        match self {
            Self::Any => {}
            Self::Annotation => form::annotation(value, p),
            Self::EndpointRuleSet => endpoint::rule_set(value, p),
            Self::EndpointTests => endpoint::tests(value, p),
            Self::Enum => enum_definitions(value, p),
            Self::EnumValue => enum_value(value, p),
            Self::HttpHeader => header_name(value, p),
            Self::String => run(form::string, value, p),
            Self::NonEmptyString => run(form::non_empty_string, value, p),
            Self::Strings => run(form::strings, value, p),
            Self::AwsService => run(aws::AwsService::parse, value, p),
            Self::ClientContextParams => run(endpoint::client_context_params, value, p),
            Self::ContextParam => run(endpoint::context_param, value, p),
            Self::Deprecated => run(behavior::Deprecated::parse, value, p),
            Self::DiscoveredEndpoint => run(aws::discovered_endpoint, value, p),
            Self::Error => run(behavior::ErrorKind::parse, value, p),
            Self::Examples => run(cases::<Example>, value, p),
            Self::HostPrefix => run(http::HostPrefix::parse, value, p),
            Self::Http => run(http::Http::parse, value, p),
            Self::HttpChecksum => run(checksum::HttpChecksum::parse, value, p),
            Self::HttpError => run(http::http_error, value, p),
            Self::HttpMalformedRequestTests => run(cases::<MalformedRequestTest>, value, p),
            Self::HttpRequestTests => run(cases::<HttpRequestTest>, value, p),
            Self::HttpResponseTests => run(cases::<HttpResponseTest>, value, p),
            Self::Length => run(constraint::Length::parse, value, p),
            Self::OperationContextParams => run(endpoint::operation_context_params, value, p),
            Self::Paginated => run(behavior::Paginated::parse, value, p),
            Self::Range => run(constraint::Range::parse, value, p),
            Self::RequestCompression => run(checksum::encodings, value, p),
            Self::Retryable => run(behavior::Retryable::parse, value, p),
            Self::Sigv4 => run(aws::sigv4_name, value, p),
            Self::StaticContextParams => run(endpoint::static_context_params, value, p),
            Self::TimestampFormat => run(behavior::TimestampFormat::parse, value, p),
            Self::Waitable => run(waiter::parse, value, p),
        }
    }
}

/// Runs `parse` for the problems alone.
fn run<'a, T>(parse: fn(&'a Value, &mut Problems) -> Option<T>, value: &'a Value, problems: &mut Problems) {
    parse(value, problems);
}

fn enum_value(value: &Value, problems: &mut Problems) {
    match value {
        Value::String(text) if text.is_empty() => problems.add("must not be empty", ""),
        Value::String(_) | Value::Number(_) => {}
        _ => problems.add(format!("must be a string or a whole number, but is {}", form::kind_of(value)), ""),
    }
}

/// `@httpHeader`: a field name as RFC 9110 (5.1) has it.
fn header_name(value: &Value, problems: &mut Problems) {
    if let Some(name) = form::non_empty_string(value, problems)
        && !name.bytes().all(is_token_byte)
    {
        problems.add(format!("is `{name}`, which is no header's name"), "only letters, digits and !#$%&'*+-.^_`|~");
    }
}

fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// `@enum` of Smithy 1.0: a list of objects with a `value` each.
fn enum_definitions(value: &Value, problems: &mut Problems) {
    let Some(definitions) = value.as_array() else {
        problems.add(format!("must be a list, but is {}", form::kind_of(value)), "");
        return;
    };
    let known = ["value", "name", "documentation", "tags", "deprecated"];
    for (i, definition) in definitions.iter().enumerate() {
        if let Some(object) = form::Object::read_at(definition, &format!("[{i}]"), &known, problems) {
            object.required_string("value", problems);
            object.string("name", problems);
            object.string("documentation", problems);
            object.bool("deprecated", problems);
        }
    }
}
