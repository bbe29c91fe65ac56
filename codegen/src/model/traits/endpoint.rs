//! Traits of endpoint rules: what binds their parameters, and the outermost form of the rules.
//! Rules themselves are read where they are compiled.

use serde_json::Value;

use super::form::{Object, Problems, kind_of, one_of};

/// A parameter that `smithy.rules#clientContextParams` adds to a client's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientContextParam {
    /// The endpoint parameter.
    pub name: String,
    /// Its type.
    pub kind: ParamKind,
    /// What it does.
    pub documentation: Option<String>,
}

/// The type of an endpoint parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// A string.
    String,
    /// A boolean.
    Boolean,
    /// A list of strings.
    StringArray,
}

const KINDS: [(&str, ParamKind); 3] = [
    ("string", ParamKind::String),
    ("boolean", ParamKind::Boolean),
    ("stringArray", ParamKind::StringArray),
];

/// `smithy.rules#clientContextParams`, in order of name.
pub(crate) fn client_context_params(value: &Value, problems: &mut Problems) -> Option<Vec<ClientContextParam>> {
    let entries = entries(value, problems)?.into_iter();
    entries
        .map(|(name, value)| client_context_param(name, value, problems))
        .collect()
}

fn client_context_param(name: &str, value: &Value, problems: &mut Problems) -> Option<ClientContextParam> {
    let object = Object::read_at(value, name, &["type", "documentation"], problems)?;
    let kind = object.required_string("type", problems)?;
    let kind = one_of(kind, &format!("gives `{name}` the type"), &KINDS, problems)?;
    let documentation = object.string("documentation", problems).map(str::to_owned);
    Some(ClientContextParam {
        name: name.to_owned(),
        kind,
        documentation,
    })
}

/// `smithy.rules#contextParam`: the endpoint parameter that a member gives its value to.
pub(crate) fn context_param<'a>(value: &'a Value, problems: &mut Problems) -> Option<&'a str> {
    Object::read(value, &["name"], problems)?.required_string("name", problems)
}

/// `smithy.rules#staticContextParams`: values of endpoint parameters, in order of name.
pub(crate) fn static_context_params<'a>(
    value: &'a Value,
    problems: &mut Problems,
) -> Option<Vec<(&'a str, &'a Value)>> {
    let mut params = Vec::new();
    for (name, value) in entries(value, problems)? {
        let object = Object::read_at(value, name, &["value"], problems)?;
        match object.value("value") {
            Some(value @ (Value::String(_) | Value::Bool(_) | Value::Array(_))) => params.push((name, value)),
            Some(other) => {
                let message = format!("gives `{name}` {}", kind_of(other));
                problems.add(message, "it may be a string, a boolean or a list of strings");
            }
            None => problems.add(format!("lacks `value` in `{name}`"), ""),
        }
    }
    Some(params)
}

/// `smithy.rules#operationContextParams`: JMESPaths into the input by endpoint parameter, in order of name.
pub(crate) fn operation_context_params<'a>(
    value: &'a Value,
    problems: &mut Problems,
) -> Option<Vec<(&'a str, &'a str)>> {
    let mut params = Vec::new();
    for (name, value) in entries(value, problems)? {
        let object = Object::read_at(value, name, &["path"], problems)?;
        params.push((name, object.required_string("path", problems)?));
    }
    Some(params)
}

/// Keys and values in order of key.
fn entries<'a>(value: &'a Value, problems: &mut Problems) -> Option<Vec<(&'a str, &'a Value)>> {
    let Some(map) = value.as_object() else {
        problems.add(format!("must hold an object, but holds {}", kind_of(value)), "");
        return None;
    };
    let mut entries: Vec<_> = map.iter().map(|(name, value)| (name.as_str(), value)).collect();
    entries.sort_by_key(|(name, _)| *name);
    Some(entries)
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
    if object.list("rules", problems).is_none_or(Vec::is_empty) {
        problems.add("lacks `rules`, a list of at least one rule", "");
    }
}

/// `smithy.rules#endpointTests`: that it has test cases.
pub(crate) fn tests(value: &Value, problems: &mut Problems) {
    let Some(object) = Object::read(value, &["version", "testCases"], problems) else {
        return;
    };
    let objects = object
        .list("testCases", problems)
        .is_some_and(|cases| cases.iter().all(Value::is_object));
    if !objects {
        problems.add("lacks `testCases`, a list of objects", "");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_parameters_in_order_of_name() {
        let p = &mut Problems::default();
        let value = json!({"B": {"value": true}, "A": {"value": "x"}});
        assert_eq!(
            static_context_params(&value, p).unwrap(),
            [("A", &json!("x")), ("B", &json!(true))]
        );
        let value = json!({"B": {"path": "b"}, "A": {"path": "a[*]"}});
        assert_eq!(
            operation_context_params(&value, p).unwrap(),
            [("A", "a[*]"), ("B", "b")]
        );
        let params = client_context_params(&json!({"A": {"type": "boolean"}}), p).unwrap();
        assert_eq!((params[0].name.as_str(), params[0].kind), ("A", ParamKind::Boolean));
        assert!(p.is_empty());
    }

    #[test]
    fn a_rule_set_needs_rules_and_parameters() {
        let mut problems = Problems::default();
        rule_set(&json!({"version": "1.0", "rules": []}), &mut problems);
        let messages: Vec<_> = problems.into_iter().map(|problem| problem.message).collect();
        assert_eq!(
            messages,
            [
                "lacks `parameters`, an object",
                "lacks `rules`, a list of at least one rule"
            ]
        );
    }
}
