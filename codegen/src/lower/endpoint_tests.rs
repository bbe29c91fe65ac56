//! Tests of the endpoint rules (`smithy.rules#endpointTests`). A test that cannot be run says why; none is left out.

use serde_json::Value as Json;

use super::docs;
use super::endpoint::{built_in, compile};
use super::names::{Scope, module};
use crate::ir::{EndpointParam, EndpointRules, EndpointTest, Ident, Test};
use crate::model::Model;

pub(super) fn lower(model: &Model) -> Vec<Test<EndpointTest>> {
    let traits = &model.service.traits;
    let Some(rule_set) = traits.endpoint_rule_set() else {
        return Vec::new();
    };
    // What is wrong with the rules is reported where they are lowered.
    let rules = compile(rule_set).unwrap_or_default();
    let cases = traits.endpoint_tests().and_then(|tests| tests.get("testCases")?.as_array());
    let mut scope = Scope::with(&["check"]);
    let test = |case: &Json| {
        let text = case.get("documentation").and_then(Json::as_str).unwrap_or("endpoint");
        Test { name: scope.claim(&module(text)), docs: docs::markdown(text), body: body(case, rule_set, &rules) }
    };
    cases.into_iter().flatten().map(test).collect()
}

fn body(case: &Json, rule_set: &Json, rules: &EndpointRules) -> Result<EndpointTest, String> {
    let params = case.get("params").and_then(Json::as_object);
    // Whatever is not set is false.
    let is_set = |(_, value): &(&String, &Json)| **value != Json::Bool(false);
    let params = params.into_iter().flatten().filter(is_set);
    let params: Result<_, String> = params.map(|(name, value)| param(name, value, rule_set)).collect();
    let expect = case.get("expect").ok_or("nothing is expected")?;
    let text = |value: Option<&Json>| value.and_then(Json::as_str).map(str::to_owned);
    let expected = match (text(expect.get("error")), expect.get("endpoint")) {
        (Some(error), _) if rules.blames_partition(&error) => {
            return Err("it depends on what a partition lacked when the model was written".to_owned());
        }
        (Some(error), _) => Err(error),
        (None, Some(endpoint)) => {
            for extra in ["headers", "properties"] {
                if endpoint.get(extra).and_then(Json::as_object).is_some_and(|object| !object.is_empty()) {
                    return Err(format!("it expects {extra} of the endpoint"));
                }
            }
            Ok(text(endpoint.get("url")).ok_or("it expects an endpoint without a URL")?)
        }
        (None, None) => return Err("it expects neither an endpoint nor an error".to_owned()),
    };
    Ok(EndpointTest { params: params?, expected })
}

/// A parameter by the field of the runtime's `EndpointParams` that its built-in value comes from.
fn param(name: &str, value: &Json, rule_set: &Json) -> Result<(Ident, EndpointParam), String> {
    let parameter = rule_set.get("parameters").and_then(|parameters| parameters.get(name));
    let built_in = parameter.and_then(built_in);
    let (field, is_text) = built_in.ok_or_else(|| format!("its parameter `{name}` is not built in"))?;
    let value = match value {
        Json::String(text) if is_text => EndpointParam::Text(text.clone()),
        Json::Bool(value) if !is_text => EndpointParam::Bool(*value),
        _ => return Err(format!("its parameter `{name}` is of another type")),
    };
    Ok((Ident(field.to_owned()), value))
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
    fn a_test_of_what_a_partition_lacks_is_ignored() {
        let expecting = |error: &str| json!({"params": {"Region": "us-iso-east-1"}, "expect": {"error": error}});
        assert!(lowered(&expecting("no FIPS there")).unwrap_err().contains("a partition lacked"));
        assert_eq!(lowered(&expecting("nowhere")).unwrap().expected, Err("nowhere".to_owned()));
    }

    #[test]
    fn a_test_that_cannot_be_run_says_why() {
        let expect = json!({"endpoint": {"url": "https://a"}});
        for (case, reason) in [
            (json!({}), "nothing is expected"),
            (json!({"expect": {}}), "it expects neither an endpoint nor an error"),
            (
                json!({"expect": {"endpoint": {"url": "a", "headers": {"b": ["c"]}}}}),
                "it expects headers of the endpoint",
            ),
            (json!({"params": {"Bucket": "a"}, "expect": expect}), "its parameter `Bucket` is not built in"),
            (json!({"params": {"Region": true}, "expect": expect}), "its parameter `Region` is of another type"),
        ] {
            assert_eq!(lowered(&case).unwrap_err(), reason);
        }
    }
}
