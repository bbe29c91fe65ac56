//! Endpoint rules and their tests, read at their outermost level only: rules are read where they are compiled. And where
//! their parameters come from.

use serde_json::Value;

use super::form::{Object, Problems, kind_of};
use super::param_path::ParamPath;

/// A parameter of endpoint rules that is a setting of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientContextParam<'a> {
    /// Its name in the rules.
    pub name: &'a str,
    /// Its type.
    pub of: EndpointParamType,
    /// What it is for.
    pub documentation: Option<&'a str>,
}

/// The type of a parameter that a client can set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointParamType {
    /// `string`.
    String,
    /// `boolean`.
    Boolean,
}

/// `smithy.rules#clientContextParams`.
pub(crate) fn client_context_params<'a>(
    value: &'a Value,
    problems: &mut Problems,
) -> Option<Vec<ClientContextParam<'a>>> {
    let types = [("string", EndpointParamType::String), ("boolean", EndpointParamType::Boolean)];
    let param = |(name, param): (&'a String, &'a Value), problems: &mut Problems| {
        let object = Object::read_at(param, name, &["type", "documentation"], problems)?;
        let of = object.required_string("type", problems)?;
        let of = super::form::one_of(&of.to_ascii_lowercase(), "names the type", &types, problems)?;
        Some(ClientContextParam { name, of, documentation: object.string("documentation", problems) })
    };
    Some(members(value, problems)?.into_iter().filter_map(|member| param(member, problems)).collect())
}

/// `smithy.rules#contextParam`: the parameter's name.
pub(crate) fn context_param<'a>(value: &'a Value, problems: &mut Problems) -> Option<&'a str> {
    Object::read(value, &["name"], problems)?.required_string("name", problems)
}

/// `smithy.rules#operationContextParams`.
pub(crate) fn operation_context_params<'a>(
    value: &'a Value,
    problems: &mut Problems,
) -> Option<Vec<(&'a str, ParamPath)>> {
    let param = |(name, param): (&'a String, &'a Value), problems: &mut Problems| {
        let text = Object::read_at(param, name, &["path"], problems)?.required_string("path", problems)?;
        let path = ParamPath::parse(text);
        if path.is_none() {
            let hint = "names, `[*]`, `[]`, `.*`, `[a, b]` and `keys(..)` are possible";
            let shown: String = text.chars().take(100).collect();
            let more = if shown.len() < text.len() { "..." } else { "" };
            problems.add(format!("has the path `{shown}{more}` in `{name}`, which cannot be read"), hint);
        }
        Some((name.as_str(), path?))
    };
    Some(members(value, problems)?.into_iter().filter_map(|member| param(member, problems)).collect())
}

/// `smithy.rules#staticContextParams`.
pub(crate) fn static_context_params<'a>(
    value: &'a Value,
    problems: &mut Problems,
) -> Option<Vec<(&'a str, &'a Value)>> {
    let param = |(name, param): (&'a String, &'a Value), problems: &mut Problems| {
        let value = Object::read_at(param, name, &["value"], problems)?.value("value");
        let texts = |texts: &Vec<Value>| texts.iter().all(Value::is_string);
        let fits =
            value.is_some_and(|value| value.is_string() || value.is_boolean() || value.as_array().is_some_and(texts));
        if !fits {
            problems.add(format!("needs a `value` in `{name}`: a string, a boolean or a list of strings"), "");
        }
        Some((name.as_str(), value.filter(|_| fits)?))
    };
    Some(members(value, problems)?.into_iter().filter_map(|member| param(member, problems)).collect())
}

fn members<'a>(value: &'a Value, problems: &mut Problems) -> Option<Vec<(&'a String, &'a Value)>> {
    if !value.is_object() {
        problems.add(format!("must be an object, but is {}", kind_of(value)), "");
    }
    value.as_object().map(|object| object.iter().collect())
}

/// `smithy.rules#endpointRuleSet`: that it has a version, parameters and rules.
pub(crate) fn rule_set(value: &Value, problems: &mut Problems) {
    let Some(object) = Object::read(value, &["version", "serviceId", "parameters", "rules"], problems) else {
        return;
    };
    object.required_string("version", problems);
    if !object.value("parameters").is_some_and(Value::is_object) {
        problems.add("lacks `parameters`, an object", "");
    }
    let rules = object.value("rules").and_then(Value::as_array);
    if rules.is_none_or(Vec::is_empty) {
        problems.add("lacks `rules`, a list of at least one rule", "");
    }
}

/// `smithy.rules#endpointTests`: that it has test cases.
pub(crate) fn tests(value: &Value, problems: &mut Problems) {
    let Some(object) = Object::read(value, &["version", "testCases"], problems) else {
        return;
    };
    let cases = object.value("testCases").and_then(Value::as_array);
    if !cases.is_some_and(|cases| cases.iter().all(Value::is_object)) {
        problems.add("lacks `testCases`, a list of objects", "");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problems(check: fn(&Value, &mut Problems), value: &Value) -> Vec<String> {
        let mut problems = Problems::default();
        check(value, &mut problems);
        problems.into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn a_rule_set_needs_rules_and_parameters() {
        let value = json!({"version": "1.0", "rules": []});
        assert_eq!(
            problems(rule_set, &value),
            ["lacks `parameters`, an object", "lacks `rules`, a list of at least one rule"]
        );
        assert_eq!(problems(rule_set, &json!({"version": "1.0", "parameters": {}, "rules": [{}]})), [""; 0]);
    }

    #[test]
    fn endpoint_tests_need_cases() {
        assert_eq!(problems(tests, &json!({"testCases": [1]})), ["lacks `testCases`, a list of objects"]);
        assert_eq!(problems(tests, &json!({"version": "1.0", "testCases": []})), [""; 0]);
    }
}
