//! Smithy's tests of servers that refuse what breaks a constraint (`smithy.test#httpMalformedRequestTests`), as tests of this
//! client's validation: what a server says of a request, the client says of the same input.
//!
//! Tests of how servers refuse requests that cannot be read are not among them: no client sends such requests.

use serde_json::{Map, Value as Json};

use super::docs;
use super::names::{Scope, module};
use super::values::Values;
use super::wire::{Wire, plain};
use crate::ir::{Binding, Client, Field, Operation, Test, ValidationTest};
use crate::model::Model;
use crate::model::traits::MalformedRequestTest;

/// The tests of all operations.
pub(super) fn lower(model: &Model, client: &Client) -> Vec<Test<ValidationTest>> {
    let mut scope = Scope::default();
    let mut tests = Vec::new();
    let sources = client.operations.iter().filter_map(|operation| Some((operation, model.operation(&operation.name)?)));
    for (operation, source) in sources {
        for case in source.traits.http_malformed_request_tests() {
            tests.extend(cases(&case, &mut scope, |case| input(model, client, operation, case)));
        }
    }
    for left_out in &model.left_out {
        let name = left_out.operation.id.name();
        for case in left_out.operation.traits.http_malformed_request_tests() {
            let reason = |_: &Case| Err(format!("`{name}` is left out: {}", left_out.reasons.join("; ")));
            tests.extend(cases(&case, &mut scope, reason));
        }
    }
    tests
}

/// A test with its parameters put in.
struct Case {
    protocol: String,
    body: Option<String>,
    headers: Vec<(String, String)>,
    query: Vec<String>,
    /// What the server says.
    message: String,
}

/// A test for each value of the parameters, if it is one of a violated constraint.
fn cases(
    source: &MalformedRequestTest,
    scope: &mut Scope,
    body: impl Fn(&Case) -> Result<ValidationTest, String>,
) -> Vec<Test<ValidationTest>> {
    let count = source.test_parameters.values().map(Vec::len).max();
    let text = source.documentation.as_deref().map_or(String::new(), |text| format!(": {}", text.trim()));
    let mut tests = Vec::new();
    for index in 0..count.unwrap_or(1) {
        let Some(case) = case(source, index) else { continue };
        let id = if count.is_some() { format!("{}_case{index}", source.id) } else { source.id.clone() };
        let docs = docs::markdown(&format!("`{id}`{}.", text.trim_end_matches('.')));
        tests.push(Test { name: scope.claim(&module(&id)), docs, body: body(&case) });
    }
    tests
}

fn case(source: &MalformedRequestTest, index: usize) -> Option<Case> {
    let put_in = |text: &str| interpolated(text, source, index);
    let contents = source.response.pointer("/body/assertion/contents")?.as_str()?;
    let contents: Json = serde_json::from_str(&put_in(contents)).ok()?;
    let message = contents.get("message")?.as_str().filter(|message| message.contains("validation error"))?;
    Some(Case {
        protocol: source.protocol.clone(),
        body: source.request.body.as_deref().map(put_in),
        headers: source.request.headers.iter().map(|(name, value)| (name.clone(), put_in(value))).collect(),
        query: source.request.query_params.iter().map(|parameter| put_in(parameter)).collect(),
        message: message.to_owned(),
    })
}

/// `$name:S` is the parameter as a JSON string, `$name:L` its text, and `$$` a dollar sign, even in the text of a test without
/// parameters.
fn interpolated(text: &str, source: &MalformedRequestTest, index: usize) -> String {
    let mut text = text.to_owned();
    for (name, values) in &source.test_parameters {
        let value = values.get(index).map_or("", String::as_str);
        let quoted = Json::String(value.to_owned()).to_string();
        text = text.replace(&format!("${name}:S"), &quoted).replace(&format!("${name}:L"), value);
    }
    text.replace("$$", "$")
}

/// The input that the request stands for.
fn input(model: &Model, client: &Client, operation: &Operation, case: &Case) -> Result<ValidationTest, String> {
    let spoken = model.service.protocol.trait_id();
    if case.protocol != spoken {
        return Err(format!("it is for {}, and the client speaks {spoken}", case.protocol));
    }
    if case.message.contains("enum value set") {
        return Err(
            "values of enums are not checked: services add values, and a client must be able to send them".to_owned()
        );
    }
    let text = case.body.as_deref().filter(|text| !text.trim().is_empty()).unwrap_or("{}");
    let body: Map<String, Json> =
        serde_json::from_str(text).map_err(|error| format!("its body is no object: {error}"))?;
    let mut params = Map::new();
    for field in &operation.input.fields {
        if let Some(value) = member(client, field, &body, case)? {
            params.insert(field.member.clone(), value);
        }
    }
    let input = Values(client).input(operation, &Json::Object(params))?;
    Ok(ValidationTest { input, message: case.message.clone() })
}

/// The value of a member, from where it is bound to.
fn member(client: &Client, field: &Field, body: &Map<String, Json>, case: &Case) -> Result<Option<Json>, String> {
    let text = match &field.binding {
        Binding::Body => return Wire(client).member(field, body),
        Binding::Query(key) => {
            let pairs = case.query.iter().map(|pair| pair.split_once('=').unwrap_or((pair, "")));
            pairs.into_iter().find(|(name, _)| name == key).map(|(_, value)| value)
        }
        Binding::Header { name, base64: false } => {
            let header = case.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name));
            header.map(|(_, value)| value.as_str())
        }
        _ => return Err(format!("`{}` stands neither in a body nor in a plain header or query", field.member)),
    };
    text.map(|text| plain(&field.ty, text)).transpose()
}
