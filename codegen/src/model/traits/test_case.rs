//! Examples and protocol tests that a model carries: `@examples`, `smithy.test#httpRequestTests`, `httpResponseTests` and
//! `httpMalformedRequestTests`.

use std::collections::BTreeMap;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::form::Problems;

/// One of the examples of `@examples`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Example {
    /// What it shows, in a few words.
    pub title: String,
    /// What it shows.
    pub documentation: Option<String>,
    /// The input's members.
    #[serde(default)]
    pub input: Value,
    /// The output's members; null when there are none or the call fails.
    #[serde(default)]
    pub output: Value,
    /// The error, when the call fails.
    pub error: Option<ExampleError>,
    /// Whether the input breaks constraints on purpose.
    #[serde(default)]
    pub allow_constraint_errors: bool,
}

/// The error of an example.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExampleError {
    /// The error's shape id.
    pub shape_id: String,
    /// The error's members.
    #[serde(default)]
    pub content: Value,
}

/// For whom a protocol test is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AppliesTo {
    /// Clients only.
    Client,
    /// Servers only.
    Server,
}

/// A test of how a request looks on the wire.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpRequestTest {
    /// The test's name.
    pub id: String,
    /// The id of the protocol that is tested.
    pub protocol: String,
    /// The expected method.
    pub method: String,
    /// The expected path, encoded, without query.
    pub uri: String,
    /// The endpoint's host, which may end in a path.
    pub host: Option<String>,
    /// The host expected after host prefixes.
    pub resolved_host: Option<String>,
    /// The id of the auth scheme to use.
    pub auth_scheme: Option<String>,
    /// Query parameters that have to be there, encoded: `name=value` or `name`.
    #[serde(default)]
    pub query_params: Vec<String>,
    /// Query parameters that must not be there.
    #[serde(default)]
    pub forbid_query_params: Vec<String>,
    /// Query parameters that have to be there with any value.
    #[serde(default)]
    pub require_query_params: Vec<String>,
    /// Headers that have to be there.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Headers that must not be there.
    #[serde(default)]
    pub forbid_headers: Vec<String>,
    /// Headers that have to be there with any value.
    #[serde(default)]
    pub require_headers: Vec<String>,
    /// The expected body; `None` when the test says nothing of it.
    pub body: Option<String>,
    /// How to compare the body.
    pub body_media_type: Option<String>,
    /// The input's members.
    #[serde(default)]
    pub params: Value,
    /// Configuration that only some vendor's clients have.
    #[serde(default)]
    pub vendor_params: Value,
    /// The shape of `vendor_params`.
    pub vendor_params_shape: Option<String>,
    /// What is tested.
    pub documentation: Option<String>,
    /// Words to select tests by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// For whom it is meant; `None` for both.
    pub applies_to: Option<AppliesTo>,
}

/// A test of how a response is read.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpResponseTest {
    /// The test's name.
    pub id: String,
    /// The id of the protocol that is tested.
    pub protocol: String,
    /// The response's status.
    pub code: u16,
    /// The id of the auth scheme to use.
    pub auth_scheme: Option<String>,
    /// The response's headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Headers that servers must not send.
    #[serde(default)]
    pub forbid_headers: Vec<String>,
    /// Headers that servers have to send.
    #[serde(default)]
    pub require_headers: Vec<String>,
    /// The response's body.
    pub body: Option<String>,
    /// What the body is.
    pub body_media_type: Option<String>,
    /// The members of the expected output or error.
    #[serde(default)]
    pub params: Value,
    /// Configuration that only some vendor's clients have.
    #[serde(default)]
    pub vendor_params: Value,
    /// The shape of `vendor_params`.
    pub vendor_params_shape: Option<String>,
    /// What is tested.
    pub documentation: Option<String>,
    /// Words to select tests by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// For whom it is meant; `None` for both.
    pub applies_to: Option<AppliesTo>,
}

/// A test of how a server refuses a request.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MalformedRequestTest {
    /// The test's name.
    pub id: String,
    /// The id of the protocol that is tested.
    pub protocol: String,
    /// The request.
    pub request: MalformedRequest,
    /// What the server answers; where bodies are compared, `/body/assertion/contents` is the body.
    pub response: Value,
    /// Values for what request and response leave open: `$name:S` and `$name:L`. The test is one for each.
    #[serde(default)]
    pub test_parameters: BTreeMap<String, Vec<String>>,
    /// What is tested.
    pub documentation: Option<String>,
}

/// A request that a server refuses.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MalformedRequest {
    /// The body.
    pub body: Option<String>,
    /// Headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Query parameters, encoded: `name=value` or `name`.
    #[serde(default)]
    pub query_params: Vec<String>,
}

/// Reads a list of cases; the first that cannot be read is a problem.
pub(crate) fn cases<T: DeserializeOwned>(value: &Value, problems: &mut Problems) -> Option<Vec<T>> {
    match Vec::<T>::deserialize(value) {
        Ok(cases) => Some(cases),
        Err(error) => {
            problems.add(format!("cannot be read: {error}"), "");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_a_request_test() {
        let value = json!([{"id": "A", "protocol": "p#P", "method": "GET", "uri": "/", "appliesTo": "client"}]);
        let cases: Vec<HttpRequestTest> = cases(&value, &mut Problems::default()).unwrap();
        assert_eq!((cases[0].id.as_str(), cases[0].applies_to), ("A", Some(AppliesTo::Client)));
        assert_eq!((cases[0].body.as_deref(), &cases[0].params), (None, &Value::Null));
    }

    #[test]
    fn a_broken_case_is_a_problem() {
        let mut problems = Problems::default();
        assert_eq!(cases::<Example>(&json!([{"input": {}}]), &mut problems), None);
        assert_eq!(problems.into_iter().next().unwrap().message, "cannot be read: missing field `title`");
    }
}
