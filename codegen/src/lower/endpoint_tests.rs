//! Tests of the endpoint rules (`smithy.rules#endpointTests`). A test that cannot be run says why; none is left out.

use serde_json::Value as Json;

use super::docs;
use super::endpoint::built_in;
use super::names::{Scope, module};
use crate::ir::{EndpointParam, EndpointTest, Ident, Test};
use crate::model::Model;

pub(super) fn lower(model: &Model) -> Vec<Test<EndpointTest>> {
    let traits = &model.service.traits;
    let Some(rule_set) = traits.endpoint_rule_set() else {
        return Vec::new();
    };
    let cases = traits.endpoint_tests().and_then(|tests| tests.get("testCases")?.as_array());
    let mut scope = Scope::with(&["check"]);
    let test = |case: &Json| {
        let text = case.get("documentation").and_then(Json::as_str).unwrap_or("endpoint");
        Test { name: scope.claim(&module(text)), docs: docs::markdown(text), body: body(case, rule_set) }
    };
    cases.into_iter().flatten().map(test).collect()
}

fn body(case: &Json, rule_set: &Json) -> Result<EndpointTest, String> {
    let params = case.get("params").and_then(Json::as_object);
    // Whatever is not set is false.
    let is_set = |(_, value): &(&String, &Json)| **value != Json::Bool(false);
    let params = params.into_iter().flatten().filter(is_set);
    let params: Result<_, String> = params.map(|(name, value)| param(name, value, rule_set)).collect();
    let expect = case.get("expect").ok_or("nothing is expected")?;
    let text = |value: Option<&Json>| value.and_then(Json::as_str).map(str::to_owned);
    let expected = match (text(expect.get("error")), expect.get("endpoint")) {
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
