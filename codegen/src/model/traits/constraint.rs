//! `@length` and `@range`.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::form::{Object, Problems};

/// `@length`: how many characters (Unicode scalar values), bytes, list items or map entries, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// The least allowed.
    pub min: Option<u64>,
    /// The most allowed.
    pub max: Option<u64>,
}

impl Length {
    pub(crate) fn parse(value: &Value, problems: &mut Problems) -> Option<Self> {
        let object = Object::read(value, &["min", "max"], problems)?;
        let length = Self { min: object.unsigned("min", problems), max: object.unsigned("max", problems) };
        if object.is_empty() {
            problems.add("has neither `min` nor `max`", "give one of them, or take the trait away");
        }
        if let (Some(min), Some(max)) = (length.min, length.max)
            && min > max
        {
            problems.add(format!("has `min` {min} greater than `max` {max}"), "no value could satisfy it");
        }
        Some(length)
    }

    /// Whether a value of `length` items satisfies the constraint.
    pub(crate) fn admits(&self, length: u64) -> bool {
        self.min.is_none_or(|min| length >= min) && self.max.is_none_or(|max| length <= max)
    }
}

/// `@range`: the least and greatest number allowed, both included, as decimal text so that no digit is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// The least allowed.
    pub min: Option<String>,
    /// The greatest allowed.
    pub max: Option<String>,
}

impl Range {
    pub(crate) fn parse(value: &Value, problems: &mut Problems) -> Option<Self> {
        let object = Object::read(value, &["min", "max"], problems)?;
        let min = bound(&object, "min", problems);
        let max = bound(&object, "max", problems);
        if object.is_empty() {
            problems.add("has neither `min` nor `max`", "give one of them, or take the trait away");
        }
        if let (Some(min), Some(max)) = (min, max)
            && compare(min, max) == Ordering::Greater
        {
            problems.add(format!("has `min` {min} greater than `max` {max}"), "no value could satisfy it");
        }
        Some(Self { min: min.map(decimal_text), max: max.map(decimal_text) })
    }

    /// Whether `number` satisfies the constraint.
    pub(crate) fn admits(&self, number: &Number) -> bool {
        let bound = |text: &Option<String>| text.as_ref().and_then(|text| text.parse::<Number>().ok());
        bound(&self.min).is_none_or(|min| compare(number, &min) != Ordering::Less)
            && bound(&self.max).is_none_or(|max| compare(number, &max) != Ordering::Greater)
    }
}

fn bound<'a>(object: &Object<'a>, key: &str, problems: &mut Problems) -> Option<&'a Number> {
    match object.value(key)? {
        Value::Number(number) => Some(number),
        _ => {
            problems.add(format!("has `{key}` that is no number"), "");
            None
        }
    }
}

/// Compares exactly where both are whole, else as floating point.
fn compare(a: &Number, b: &Number) -> Ordering {
    match (a.as_i128(), b.as_i128()) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => as_f64(a).total_cmp(&as_f64(b)),
    }
}

fn as_f64(number: &Number) -> f64 {
    number.as_f64().unwrap_or(0.0)
}

/// A number in decimal digits; `1.0` becomes `1`.
fn decimal_text(number: &Number) -> String {
    let text = number.to_string();
    match text.strip_suffix(".0") {
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problems<T>(value: &Value, parse: fn(&Value, &mut Problems) -> Option<T>) -> Vec<String> {
        let mut problems = Problems::default();
        parse(value, &mut problems);
        problems.into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn reads_a_length() {
        let length = Length::parse(&json!({"min": 1, "max": 5}), &mut Problems::default()).unwrap();
        assert_eq!(length, Length { min: Some(1), max: Some(5) });
        assert!(length.admits(1) && length.admits(5) && !length.admits(0) && !length.admits(6));
    }

    #[test]
    fn refuses_lengths_that_make_no_sense() {
        assert_eq!(problems(&json!({"min": 3, "max": 2}), Length::parse), ["has `min` 3 greater than `max` 2"]);
        assert_eq!(
            problems(&json!({"min": -1}), Length::parse),
            ["has `min` that must be a whole number, not negative, but is -1"]
        );
        assert_eq!(problems(&json!({}), Length::parse), ["has neither `min` nor `max`"]);
        assert_eq!(problems(&json!(7), Length::parse), ["must hold an object, but holds a number"]);
        assert_eq!(problems(&json!({"minn": 1, "max": 1}), Length::parse), ["has the unknown property `minn`"]);
    }

    #[test]
    fn keeps_the_digits_of_a_range() {
        let value: Value = serde_json::from_str(r#"{"min": -0.1, "max": 18446744073709551615}"#).unwrap();
        let range = Range::parse(&value, &mut Problems::default()).unwrap();
        assert_eq!((range.min.as_deref(), range.max.as_deref()), (Some("-0.1"), Some("18446744073709551615")));
        let range = Range::parse(&json!({"min": 1.0}), &mut Problems::default()).unwrap();
        assert_eq!((range.min.as_deref(), range.max), (Some("1"), None));
    }

    #[test]
    fn refuses_ranges_that_make_no_sense() {
        assert_eq!(problems(&json!({"min": 0.5, "max": 0}), Range::parse), ["has `min` 0.5 greater than `max` 0"]);
        assert_eq!(problems(&json!({"min": "1"}), Range::parse), ["has `min` that is no number"]);
    }
}
