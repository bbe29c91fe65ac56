//! Tests of the endpoint rules (`smithy.rules#endpointTests`). A test that cannot be run says why; none is left out.

use serde_json::Value as Json;

use super::docs;
use super::endpoint::{Kind, Source, compile, expected, source};
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
    let expect = case.get("expect").ok_or("nothing is expected")?;
    let error = expect.get("error").and_then(Json::as_str);
    let expected = match (error, expect.get("endpoint")) {
        (Some(error), _) => Err(error.to_owned()),
        (None, Some(endpoint)) => Ok(expected(endpoint)?),
        (None, None) => return Err("it expects neither an endpoint nor an error".to_owned()),
    };
    let older_partitions = error.is_some_and(|error| rules.blames_partition(error));
    let mut test = EndpointTest { fields: Vec::new(), operation: Vec::new(), older_partitions, expected };
    for (name, value) in case.get("params").and_then(Json::as_object).into_iter().flatten() {
        param(name, value, rule_set, &mut test)?;
    }
    Ok(test)
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
