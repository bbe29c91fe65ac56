//! Endpoint rules and their tests, read at their outermost level only: rules are read where they are compiled.

use serde_json::Value;

use super::form::{Object, Problems};

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
