//! Protocol tests that a model carries (`smithy.test`). A test that cannot be run says why; none is left out.

use std::collections::BTreeMap;

use super::docs;
use super::names::{Scope, module};
use super::operation::auth;
use super::values::Values;
use crate::ir::{
    Body, Client, ExpectedError, ExpectedOutput, ExpectedRequest, Field, Ident, Operation, OperationTypes,
    ProtocolTest, Response, Structure, Test,
};
use crate::model::Model;
use crate::model::traits::{AppliesTo, HttpRequestTest, HttpResponseTest};

/// The tests of operations, then those of errors.
pub(super) fn lower(model: &Model, client: &Client) -> Vec<Test<ProtocolTest>> {
    let mut scope = Scope::default();
    let mut tests = Vec::new();
    let values = Values(client);
    for operation in &client.operations {
        let Some(source) = model.operation(&operation.name) else {
            continue;
        };
        for case in source.traits.http_request_tests() {
            let body = request(model, values, operation, &case);
            tests.push(test(&case.id, case.documentation.as_deref(), body, &mut scope));
        }
        for case in source.traits.http_response_tests() {
            let body = output(model, values, operation, &case);
            tests.push(test(&case.id, case.documentation.as_deref(), body, &mut scope));
        }
    }
    for left_out in &model.left_out {
        let traits = &left_out.operation.traits;
        let reason = || Err(format!("`{}` is left out: {}", left_out.operation.id.name(), left_out.reasons.join("; ")));
        for case in traits.http_request_tests() {
            tests.push(test(&case.id, case.documentation.as_deref(), reason(), &mut scope));
        }
        for case in traits.http_response_tests() {
            tests.push(test(&case.id, case.documentation.as_deref(), reason(), &mut scope));
        }
    }
    for error in &client.errors {
        let source = model.shapes().find(|shape| shape.id.name() == error.shape && shape.traits.error().is_some());
        for case in source.into_iter().flat_map(|shape| shape.traits.http_response_tests()) {
            let body = failure(model, values, error, &case);
            tests.push(test(&case.id, case.documentation.as_deref(), body, &mut scope));
        }
    }
    tests
}

fn test(id: &str, text: Option<&str>, body: Result<ProtocolTest, String>, scope: &mut Scope) -> Test<ProtocolTest> {
    let text = text.map_or_else(|| format!("`{id}`."), |text| format!("`{id}`: {}", text.trim()));
    Test { name: scope.claim(&module(id)), docs: docs::markdown(&text), body }
}

fn request(
    model: &Model,
    values: Values<'_>,
    operation: &Operation,
    case: &HttpRequestTest,
) -> Result<ProtocolTest, String> {
    runnable(model, &case.protocol, case.applies_to, !case.vendor_params.is_null())?;
    if let Some(scheme) = case.auth_scheme.as_deref().filter(|scheme| auth(scheme) != operation.auth.first().copied()) {
        return Err(format!("it needs the auth scheme `{scheme}`, which is not the operation's first"));
    }
    let input = values.input(operation, &case.params)?;
    let body = case.body.clone().map(|text| match case.body_media_type.as_deref() {
        Some(media_type) if is_json(media_type) && !text.is_empty() => Body::Json(text),
        _ => Body::Text(text),
    });
    let expected = ExpectedRequest {
        method: case.method.clone(),
        path: case.uri.clone(),
        host: case.host.clone(),
        resolved_host: case.resolved_host.clone(),
        query: case.query_params.clone(),
        forbidden_query: case.forbid_query_params.clone(),
        required_query: case.require_query_params.clone(),
        headers: pairs(&case.headers),
        forbidden_headers: case.forbid_headers.clone(),
        required_headers: case.require_headers.clone(),
        body,
    };
    Ok(ProtocolTest::Request(input, Box::new(expected)))
}

fn output(
    model: &Model,
    values: Values<'_>,
    operation: &Operation,
    case: &HttpResponseTest,
) -> Result<ProtocolTest, String> {
    let response = response(model, case, false)?;
    let names = |stream: &Field| {
        let others = operation.output.fields.iter().filter(|field| field.name != stream.name);
        (stream.name.clone(), others.map(|field| field.name.clone()).collect())
    };
    let expected =
        ExpectedOutput { value: values.output(operation, &case.params)?, stream: operation.output.stream().map(names) };
    Ok(ProtocolTest::Output(types(operation), response, expected))
}

/// An error is read by an operation that has it: errors are told apart by operations.
fn failure(
    model: &Model,
    values: Values<'_>,
    error: &Structure,
    case: &HttpResponseTest,
) -> Result<ProtocolTest, String> {
    let code = error_code(case);
    let response = response(model, case, code.is_some())?;
    let has_error = |operation: &&Operation| operation.errors.iter().any(|other| other.name == error.name);
    let operation = values.0.operations.iter().find(has_error);
    let operation = operation.ok_or("no operation has this error")?;
    let expected = ExpectedError {
        code,
        variant: error.name.clone(),
        value: values.error(error, &case.params)?,
        fields: error.fields.iter().map(|field| field.name.clone()).collect(),
    };
    Ok(ProtocolTest::Error(types(operation), response, expected))
}

/// The code of an error by vendor parameters of the AWS protocols' tests. The `type` beside it is sender or receiver, which
/// errors of this client do not tell.
fn error_code(case: &HttpResponseTest) -> Option<String> {
    let shape = case.vendor_params_shape.as_deref()?;
    let code = case.vendor_params.get("code").filter(|_| shape == "aws.protocoltests.config#ErrorCodeParams")?;
    code.as_str().map(str::to_owned)
}

fn response(model: &Model, case: &HttpResponseTest, vendor_params_known: bool) -> Result<Response, String> {
    let vendor_params = !case.vendor_params.is_null() && !vendor_params_known;
    runnable(model, &case.protocol, case.applies_to, vendor_params)?;
    Ok(Response { status: case.code, headers: pairs(&case.headers), body: case.body.clone().unwrap_or_default() })
}

/// Whether the test is one for this client.
fn runnable(model: &Model, protocol: &str, applies_to: Option<AppliesTo>, vendor_params: bool) -> Result<(), String> {
    let spoken = model.service.protocol.trait_id();
    if protocol != spoken {
        return Err(format!("it is for {protocol}, and the client speaks {spoken}"));
    }
    if applies_to == Some(AppliesTo::Server) {
        return Err("it is for servers".to_owned());
    }
    if vendor_params {
        return Err("it has vendor parameters".to_owned());
    }
    Ok(())
}

/// Whether two bodies of a media type are the same when they say the same: JSON, whatever it is used for (RFC 6839, 3.1).
fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.starts_with("application/x-amz-json-") || essence.ends_with("+json")
}

fn types(operation: &Operation) -> OperationTypes {
    OperationTypes {
        module: operation.method_name.clone(),
        input: operation.input.name.clone(),
        error: Ident(format!("{}Error", operation.prefix.as_str())),
    }
}

fn pairs(headers: &BTreeMap<String, String>) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::ir::{Home, Number, Timestamp, Value};

    /// A service with one operation, whose input has these members and these tests.
    fn tests(members: &Json, shapes: &Json, cases: &Json) -> Vec<Test<ProtocolTest>> {
        let rules = json!([{"type": "error", "conditions": [], "error": "nowhere"}]);
        let rules = json!({"version": "1.0", "parameters": {}, "rules": rules});
        let mut model = json!({"smithy": "2.0", "shapes": {
            "a#S": {"type": "service", "version": "1", "operations": [{"target": "a#Op"}], "traits": {
                "aws.protocols#restJson1": {},
                "aws.auth#sigv4": {"name": "s"},
                "smithy.rules#endpointRuleSet": rules,
            }},
            "a#Op": {"type": "operation", "input": {"target": "a#In"}, "traits": {
                "smithy.api#http": {"method": "POST", "uri": "/"},
                "smithy.test#httpRequestTests": cases,
            }},
            "a#In": {"type": "structure", "members": members},
        }});
        let all = model["shapes"].as_object_mut().unwrap();
        all.extend(shapes.as_object().unwrap().clone());
        let (model, _) = Model::load(&model.to_string(), &Default::default()).unwrap_or_else(|error| panic!("{error}"));
        crate::lower(&model).unwrap_or_else(|error| panic!("{error}")).0.tests.protocol
    }

    fn case(more: &Json) -> Json {
        let mut case = json!({"id": "A", "protocol": "aws.protocols#restJson1", "method": "POST", "uri": "/"});
        case.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        case
    }

    /// The values of a test's input, by setter, or why it is not run.
    fn input(members: &Json, shapes: &Json, params: &Json) -> Result<Vec<(String, Value)>, String> {
        let test = tests(members, shapes, &json!([case(&json!({"params": params}))])).remove(0);
        let Ok(ProtocolTest::Request(input, _)) = test.body else {
            return Err(test.body.unwrap_err());
        };
        assert_eq!((input.home, input.checked), (Home::Operation(Ident("op".into())), true));
        Ok(input.members.into_iter().map(|member| (member.name.0, member.value)).collect())
    }

    fn ident(name: &str) -> Ident {
        Ident(name.to_owned())
    }

    #[test]
    fn a_test_that_is_not_for_this_client_says_why() {
        for (more, reason) in [
            (json!({"appliesTo": "server"}), "it is for servers"),
            (
                json!({"authScheme": "aws.auth#sigv4a"}),
                "it needs the auth scheme `aws.auth#sigv4a`, which is not the operation's first",
            ),
            (json!({"vendorParams": {"a": 1}}), "it has vendor parameters"),
            (json!({"params": {"no": 1}}), "`no` is no member of `In`"),
            (json!({"params": 1}), "`1` is no structure"),
            (
                json!({"protocol": "aws.protocols#restXml"}),
                "it is for aws.protocols#restXml, and the client speaks aws.protocols#restJson1",
            ),
        ] {
            let test = tests(&json!({}), &json!({}), &json!([case(&more)])).remove(0);
            assert_eq!(test.body.err().as_deref(), Some(reason));
        }
    }

    #[test]
    fn bodies_of_json_are_compared_by_what_they_say() {
        for media_type in
            ["application/json", "Application/JSON; charset=utf-8", "application/x-amz-json-1.1", "a/b+json"]
        {
            assert!(is_json(media_type), "{media_type}");
        }
        assert!(!is_json("text/plain") && !is_json("application/jsonish"));
    }

    #[test]
    fn names_stay_apart_and_documentation_names_the_test() {
        let cases = json!([case(&json!({"id": "FooBar", "documentation": "Does."})), case(&json!({"id": "Foo_Bar"}))]);
        let tests = tests(&json!({}), &json!({}), &cases);
        let [one, other] = tests.as_slice() else { panic!("{tests:?}") };
        assert_eq!((one.name.as_str(), other.name.as_str()), ("foo_bar", "foo_bar_2"));
        assert_eq!((one.docs.0[0].as_str(), other.docs.0[0].as_str()), ("`FooBar`: Does.", "`Foo_Bar`."));
    }

    #[test]
    fn values_take_the_form_of_their_type() {
        let shapes = json!({
            "a#E": {"type": "enum", "members": {"ONE": {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": "one"}}}},
            "a#L": {"type": "list", "member": {"target": "a#E"}, "traits": {"smithy.api#sparse": {}}},
            "a#M": {"type": "map", "key": {"target": "smithy.api#String"}, "value": {"target": "smithy.api#Blob"}},
        });
        let members = json!({
            "f": {"target": "smithy.api#Float"}, "t": {"target": "smithy.api#Timestamp"},
            "l": {"target": "a#L"}, "m": {"target": "a#M"}, "n": {"target": "smithy.api#String"},
        });
        let params = json!({"f": "-Infinity", "t": 1.25, "l": ["one", "two", null], "m": {"k": "v"}, "n": null});
        let some = |value| Value::Optional(Some(Box::new(value)));
        let elements = vec![
            some(Value::Variant(ident("E"), ident("One"))),
            some(Value::Unknown(ident("E"), "two".into())),
            Value::Optional(None),
        ];
        let expected = vec![
            ("f".to_owned(), Value::Number(Number::F32(f32::NEG_INFINITY))),
            ("t".to_owned(), Value::DateTime(Timestamp { secs: 1, nanos: 250_000_000 })),
            ("l".to_owned(), Value::List(elements)),
            ("m".to_owned(), Value::Map(vec![("k".into(), Value::Blob("v".into()))])),
        ];
        assert_eq!(input(&members, &shapes, &params), Ok(expected));
        assert_eq!(input(&members, &shapes, &json!({"t": "now"})), Err("`\"now\"` is no value of its type".into()));
    }

    #[test]
    fn a_required_member_that_is_missing_is_the_zero_value() {
        let required = |target: &str| json!({"target": target, "traits": {"smithy.api#required": {}}});
        let shapes = json!({
            "a#N": {"type": "structure", "members": {"s": required("smithy.api#String"), "n": required("a#O")}},
            "a#O": {"type": "structure", "members": {"b": required("smithy.api#Boolean")}},
        });
        let values = input(&json!({"n": {"target": "a#N"}}), &shapes, &json!({"n": {}})).unwrap();
        let [(_, Value::Structure(nested))] = values.as_slice() else { panic!("{values:?}") };
        assert!(nested.checked && nested.home == Home::Types);
        let [text] = nested.members.as_slice() else { panic!("{nested:?}") };
        assert_eq!(text.value, Value::String(String::new()), "there is no zero value of the structure `n`");
    }
}
