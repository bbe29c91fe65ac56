//! JSON compared by what it says: the order of members and the spelling of numbers and strings do not count.

use serde_json::{Number, Value};

/// Where and how two JSON texts first differ, or `None` when they say the same. Of what JSON pointers name nothing is compared.
pub(super) fn difference(expected: &str, actual: &[u8], ignored: &[String]) -> Option<String> {
    let expected: Value = match serde_json::from_str(expected) {
        Ok(expected) => expected,
        Err(error) => return Some(format!("the expected body is no JSON: {error}")),
    };
    match serde_json::from_slice(actual) {
        Ok(actual) => values(&expected, &actual, &mut String::new(), ignored),
        Err(error) => Some(format!("it is no JSON: {error}")),
    }
}

/// `path` is the JSON pointer of the two values.
fn values(expected: &Value, actual: &Value, path: &mut String, ignored: &[String]) -> Option<String> {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            let names = actual.keys().filter(|name| !expected.contains_key(*name));
            let missing = &Value::Null;
            expected.keys().chain(names).find_map(|name| {
                let (one, other) = (expected.get(name), actual.get(name));
                let key = name.replace('~', "~0").replace('/', "~1");
                if one.is_some() != other.is_some() && ignored.contains(&format!("{path}/{key}")) {
                    return None;
                }
                if one.is_some() != other.is_some() {
                    let what = if one.is_some() { "is missing" } else { "is not expected" };
                    return Some(format!("'{path}/{key}' {what}"));
                }
                below(path, &key, one.unwrap_or(missing), other.unwrap_or(missing), ignored)
            })
        }
        (Value::Array(expected), Value::Array(actual)) if expected.len() == actual.len() => {
            let mut pairs = expected.iter().zip(actual).enumerate();
            pairs.find_map(|(index, (expected, actual))| below(path, &index.to_string(), expected, actual, ignored))
        }
        (Value::Number(expected), Value::Number(actual)) if same_number(expected, actual) => None,
        _ if expected == actual => None,
        _ => Some(format!("'{path}' is {actual} rather than {expected}")),
    }
}

fn below(path: &mut String, key: &str, expected: &Value, actual: &Value, ignored: &[String]) -> Option<String> {
    let length = path.len();
    path.push('/');
    path.push_str(key);
    let difference = if ignored.contains(path) { None } else { values(expected, actual, path, ignored) };
    path.truncate(length);
    difference
}

/// `1`, `1.0` and `1e0` are one number.
fn same_number(a: &Number, b: &Number) -> bool {
    match (a.as_i128(), b.as_i128()) {
        (Some(a), Some(b)) => a == b,
        _ => a.as_f64() == b.as_f64(),
    }
}

#[cfg(test)]
mod tests {
    fn difference(expected: &str, actual: &str) -> Option<String> {
        super::difference(expected, actual.as_bytes(), &[])
    }

    #[test]
    fn what_is_ignored_may_differ_or_be_missing() {
        let ignored = ["/a/0".to_owned(), "/b~1c".to_owned()];
        let difference = |expected: &str, actual: &str| super::difference(expected, actual.as_bytes(), &ignored);
        assert_eq!(difference(r#"{"a": [1, 2], "b/c": 1}"#, r#"{"a": [3, 2]}"#), None);
        assert_eq!(difference(r#"{"a": [1, 2]}"#, r#"{"a": [3, 4], "b/c": 1}"#).unwrap(), "'/a/1' is 4 rather than 2");
    }

    #[test]
    fn spelling_and_order_do_not_count() {
        let expected = r#"{"a": [1, 2.50, "\u00e9/"], "b": {"c": null}}"#;
        assert_eq!(difference(expected, r#"{"b":{"c":null},"a":[1.0,2.5,"é\/"]}"#), None);
    }

    #[test]
    fn large_integers_are_not_rounded() {
        assert_eq!(difference("9007199254740993", "9007199254740993"), None);
        assert_eq!(
            difference("9007199254740993", "9007199254740992").unwrap(),
            "'' is 9007199254740992 rather than 9007199254740993"
        );
    }

    #[test]
    fn the_first_difference_is_named_with_its_path() {
        for (expected, actual, difference) in [
            (r#"{"a": {"b": 1}}"#, r#"{"a":{}}"#, "'/a/b' is missing"),
            (r#"{"a": {}}"#, r#"{"a":{"b":null}}"#, "'/a/b' is not expected"),
            ("[1, [2]]", "[1,[3]]", "'/1/0' is 3 rather than 2"),
            ("[1]", "[1,1]", "'' is [1,1] rather than [1]"),
            ("[1]", r#"["1"]"#, r#"'/0' is "1" rather than 1"#),
        ] {
            assert_eq!(super::difference(expected, actual.as_bytes(), &[]).as_deref(), Some(difference));
        }
    }

    #[test]
    fn what_is_no_json_is_a_difference() {
        assert!(difference("{}", "").unwrap().starts_with("it is no JSON"));
        assert!(difference("{", "{}").unwrap().starts_with("the expected body is no JSON"));
    }
}
