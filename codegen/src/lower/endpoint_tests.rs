//! Tests of the endpoint rules (`smithy.rules#endpointTests`). A test that cannot be run says why; none is left out.

use serde_json::Value as Json;

use super::docs;
use super::endpoint::{Kind, Source, compile, expected, source};
use super::names::{Scope, module, variant};
use super::values::Values;
use crate::ir::{CallSetting, Client, Endpoint, EndpointCall, EndpointParam, EndpointRules, EndpointTest, Ident, Test};
use crate::model::Model;

/// Tests of the rules by themselves, and of calls.
pub(super) fn lower(model: &Model, client: &Client) -> (Vec<Test<EndpointTest>>, Vec<Test<EndpointCall>>) {
    let traits = &model.service.traits;
    let Some(rule_set) = traits.endpoint_rule_set() else {
        return Default::default();
    };
    // What is wrong with the rules is reported where they are lowered.
    let rules = compile(rule_set).unwrap_or_default();
    let cases = traits.endpoint_tests().and_then(|tests| tests.get("testCases")?.as_array());
    let mut scope = Scope::with(&["check"]);
    let (mut tests, mut calls) = (Vec::new(), Vec::new());
    for case in cases.into_iter().flatten() {
        let text = case.get("documentation").and_then(Json::as_str).unwrap_or("endpoint");
        let mut name = |operation: &str| scope.claim(&module(&format!("{text} {operation}")));
        tests.push(Test { name: name(""), docs: docs::markdown(text), body: body(case, rule_set, &rules) });
        for input in case.get("operationInputs").and_then(Json::as_array).into_iter().flatten() {
            let operation = input.get("operationName").and_then(Json::as_str).unwrap_or_default();
            let docs = docs::markdown(&format!("{text}, by `{operation}`"));
            let body = outcome(case, &rules).and_then(|(expected, older)| match older {
                false => call(input, operation, rule_set, client, expected),
                true => {
                    Err("a client knows today's partitions only, which have what this error says is lacking".to_owned())
                }
            });
            calls.push(Test { name: name(operation), docs, body });
        }
    }
    (tests, calls)
}

/// What is expected, and whether it is the error of a time when the partition lacked something.
fn outcome(case: &Json, rules: &EndpointRules) -> Result<(Result<Endpoint, String>, bool), String> {
    let expect = case.get("expect").ok_or("nothing is expected")?;
    match (expect.get("error").and_then(Json::as_str), expect.get("endpoint")) {
        (Some(error), _) => Ok((Err(error.to_owned()), rules.blames_partition(error))),
        (None, Some(endpoint)) => Ok((Ok(expected(endpoint)?), false)),
        (None, None) => Err("it expects neither an endpoint nor an error".to_owned()),
    }
}

fn body(case: &Json, rule_set: &Json, rules: &EndpointRules) -> Result<EndpointTest, String> {
    let (expected, older_partitions) = outcome(case, rules)?;
    let mut test = EndpointTest { fields: Vec::new(), operation: Vec::new(), older_partitions, expected };
    for (name, value) in case.get("params").and_then(Json::as_object).into_iter().flatten() {
        param(name, value, rule_set, &mut test)?;
    }
    Ok(test)
}

/// A call of an operation with this input.
fn call(
    test: &Json,
    operation: &str,
    rule_set: &Json,
    client: &Client,
    expected: Result<Endpoint, String>,
) -> Result<EndpointCall, String> {
    let found = client.operations.iter().find(|known| known.name == operation);
    let operation = found.ok_or_else(|| format!("the operation `{operation}` is not generated"))?;
    let no_params = Json::Object(serde_json::Map::new());
    let input = Values(client).input(operation, test.get("operationParams").unwrap_or(&no_params))?;
    let members = |key| test.get(key).and_then(Json::as_object).into_iter().flatten();
    let mut settings = Vec::new();
    for (id, value) in members("builtInParams") {
        settings.extend(built_in(id, value, rule_set)?);
    }
    for (name, value) in members("clientParams") {
        let declared = rule_set.get("parameters").and_then(|parameters| parameters.get(name));
        match declared.map(source) {
            Some(Ok(Source::Context(_))) => settings.push(CallSetting::Param(name.clone(), scalar(value)?)),
            Some(Ok(Source::Field(..))) => return Err(format!("its setting `{name}` is one of every client")),
            _ => return Err(format!("its setting `{name}` is not in the rules")),
        }
    }
    Ok(EndpointCall { input, settings, expected })
}

/// The setting that a built-in parameter comes from; nothing for a switch that is off.
fn built_in(id: &str, value: &Json, rule_set: &Json) -> Result<Option<CallSetting>, String> {
    let switch = |name: &str| CallSetting::Switch(Ident(name.to_owned()));
    Ok(Some(match (id, scalar(value)?) {
        ("AWS::Region", EndpointParam::Text(text)) => CallSetting::Region(text),
        ("SDK::Endpoint", EndpointParam::Text(text)) => CallSetting::EndpointUrl(text),
        ("AWS::UseFIPS" | "AWS::UseDualStack", EndpointParam::Bool(false)) => return Ok(None),
        ("AWS::UseFIPS", EndpointParam::Bool(true)) => switch("use_fips"),
        ("AWS::UseDualStack", EndpointParam::Bool(true)) => switch("use_dual_stack"),
        ("AWS::Auth::AccountId", EndpointParam::Text(text)) => CallSetting::Account(text),
        ("AWS::Auth::AccountIdEndpointMode", EndpointParam::Text(text))
            if ["preferred", "disabled", "required"].contains(&text.as_str()) =>
        {
            CallSetting::AccountMode(Ident(variant(&text)))
        }
        (id, value) => {
            let parameters = rule_set.get("parameters").and_then(Json::as_object).into_iter().flatten();
            let mut named =
                parameters.filter(|(_, parameter)| parameter.get("builtIn").is_some_and(|known| known == id));
            let (name, _) = named.next().ok_or_else(|| format!("its built-in parameter `{id}` is not in the rules"))?;
            CallSetting::Param(name.clone(), value)
        }
    }))
}

fn scalar(value: &Json) -> Result<EndpointParam, String> {
    match value {
        Json::String(text) => Ok(EndpointParam::Text(text.clone())),
        Json::Bool(value) => Ok(EndpointParam::Bool(*value)),
        other => Err(format!("its setting `{other}` is neither a string nor a boolean")),
    }
}

/// Sets a parameter, in the runtime's `EndpointParams` or among those that the service has besides.
fn param(name: &str, value: &Json, rule_set: &Json, test: &mut EndpointTest) -> Result<(), String> {
    let parameter = rule_set.get("parameters").and_then(|parameters| parameters.get(name));
    let source = source(parameter.ok_or_else(|| format!("its parameter `{name}` is not in the rules"))?)?;
    let (Source::Field(_, kind) | Source::Context(kind)) = source;
    let texts = |texts: &Vec<Json>| texts.iter().map(|text| text.as_str().map(str::to_owned)).collect::<Option<_>>();
    let value = match (value, kind) {
        (Json::String(text), Kind::Text) => Some(EndpointParam::Text(text.clone())),
        (Json::Bool(value), Kind::Bool) => Some(EndpointParam::Bool(*value)),
        (Json::Array(values), Kind::Texts) => texts(values).map(EndpointParam::Texts),
        _ => None,
    };
    match (source, value.ok_or_else(|| format!("its parameter `{name}` is of another type"))?) {
        // Whatever is not set is false.
        (Source::Field(..), EndpointParam::Bool(false)) => {}
        (Source::Field(field, _), value) => test.fields.push((Ident(field.to_owned()), value)),
        (Source::Context(_), value) => test.operation.push((name.to_owned(), value)),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A rule set that gives an endpoint with FIPS where the partition has it.
    fn rule_set() -> Value {
        let name = |name: &str| json!({"ref": name});
        let call = |name: &str, arguments: Value| json!({"fn": name, "argv": arguments});
        let supports = call("getAttr", json!([name("P"), "supportsFIPS"]));
        json!({
            "version": "1.0",
            "parameters": {
                "Region": {"builtIn": "AWS::Region", "type": "string", "required": true},
                "UseFIPS": {"builtIn": "AWS::UseFIPS", "type": "boolean"},
            },
            "rules": [
                {"type": "tree", "conditions": [call("booleanEquals", json!([name("UseFIPS"), true])), {
                    "fn": "aws.partition", "argv": [name("Region")], "assign": "P",
                }], "rules": [
                    {"type": "endpoint", "conditions": [call("booleanEquals", json!([supports, true]))], "endpoint": {
                        "url": "https://fips",
                    }},
                    {"type": "error", "conditions": [], "error": "no FIPS there"},
                ]},
                {"type": "error", "conditions": [], "error": "nowhere"},
            ],
        })
    }

    fn lowered(case: &Value) -> Result<EndpointTest, String> {
        let rule_set = rule_set();
        body(case, &rule_set, &compile(&rule_set).unwrap())
    }

    #[test]
    fn a_test_of_what_a_partition_lacks_is_run_without_it() {
        let expecting = |error: &str| json!({"params": {"Region": "us-iso-east-1"}, "expect": {"error": error}});
        assert!(lowered(&expecting("no FIPS there")).unwrap().older_partitions);
        let elsewhere = lowered(&expecting("nowhere")).unwrap();
        assert!(!elsewhere.older_partitions);
        assert_eq!(elsewhere.expected, Err("nowhere".to_owned()));
    }

    #[test]
    fn a_test_that_cannot_be_run_says_why() {
        let expect = json!({"endpoint": {"url": "https://a"}});
        for (case, reason) in [
            (json!({}), "nothing is expected"),
            (json!({"expect": {}}), "it expects neither an endpoint nor an error"),
            (json!({"expect": {"endpoint": {}}}), "an endpoint without `url`"),
            (json!({"params": {"Bucket": "a"}, "expect": expect}), "its parameter `Bucket` is not in the rules"),
            (json!({"params": {"Region": true}, "expect": expect}), "its parameter `Region` is of another type"),
        ] {
            assert_eq!(lowered(&case).unwrap_err(), reason);
        }
    }
}
