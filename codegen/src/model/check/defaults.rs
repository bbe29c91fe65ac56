//! `@default`: that the value has the type of its shape and keeps the shape's constraints.

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::kind::Kinds;
use crate::model::traits::Traits;
use crate::model::{Model, Shape, ShapeKind};
use crate::shape_id::ShapeId;
use crate::timestamp;

const DEFAULT: &str = "smithy.api#default";

pub(super) fn check(model: &Model, problems: &mut Diagnostics) {
    for shape in model.shapes() {
        if let Some(value) = shape.traits.default_value() {
            default(&shape.id, value, shape, &[&shape.traits], problems);
        }
        for member in shape.members.iter().filter(|_| shape.kind == ShapeKind::Structure) {
            // Null takes the default of the target away.
            if let Some(value) = member.traits.default_value().filter(|value| !value.is_null()) {
                let target = model.target(member);
                default(&member.id, value, target, &[&member.traits, &target.traits], problems);
            }
        }
    }
}

fn default(owner: &ShapeId, value: &Value, shape: &Shape, traits: &[&Traits], problems: &mut Diagnostics) {
    let mut report = |message: String, hint: Option<String>| {
        problems.push(Diagnostic::error(owner.clone(), message).about_trait(DEFAULT).help(hint));
    };
    if let Err(wanted) = fits(value, shape) {
        report(format!("`@default` {value} does not fit a shape of type {}", shape.kind), Some(wanted));
        return;
    }
    let length = traits.iter().find_map(|traits| traits.length());
    if let (Some(length), Some(size)) = (length, size(value, shape.kind))
        && !length.admits(size)
    {
        report(format!("`@default` {value} has length {size}, which `@length` does not allow"), None);
    }
    let range = traits.iter().find_map(|traits| traits.range());
    // Models older than Smithy 2.0 gave every number the default zero, in range or not.
    if let (Some(range), Value::Number(number)) = (range, value)
        && number.as_f64() != Some(0.0)
        && !range.admits(number)
    {
        report(format!("`@default` {value} is out of `@range`"), None);
    }
}

/// Whether `value` is one of `shape`; otherwise what it should be.
fn fits(value: &Value, shape: &Shape) -> Result<(), String> {
    let (fits, wanted) = match shape.kind {
        ShapeKind::Boolean => (value.is_boolean(), "true or false"),
        ShapeKind::String => (value.is_string(), "a string"),
        ShapeKind::Enum | ShapeKind::IntEnum => {
            let known = shape.members.iter().filter_map(|member| member.traits.enum_value());
            let values: Vec<String> = known.clone().map(|value| format!("`{value}`")).collect();
            let found = known.into_iter().any(|known| known == value);
            return found.then_some(()).ok_or_else(|| format!("it may be {}", values.join(", ")));
        }
        ShapeKind::Byte => (is_integer_of(value, 8), "a whole number of 8 bits"),
        ShapeKind::Short => (is_integer_of(value, 16), "a whole number of 16 bits"),
        ShapeKind::Integer => (is_integer_of(value, 32), "a whole number of 32 bits"),
        ShapeKind::Long => (is_integer_of(value, 64), "a whole number of 64 bits"),
        ShapeKind::BigInteger => (value.is_i64() || value.is_u64(), "a whole number"),
        ShapeKind::BigDecimal => (value.is_number(), "a number"),
        ShapeKind::Float | ShapeKind::Double => {
            let named = value.as_str().is_some_and(|text| ["NaN", "Infinity", "-Infinity"].contains(&text));
            let finite = match shape.kind {
                ShapeKind::Float => value.to_string().parse::<f32>().is_ok_and(f32::is_finite),
                _ => value.is_number(),
            };
            (finite || named, "a number that the type can hold")
        }
        ShapeKind::Timestamp => (timestamp::read(value).is_some(), "seconds since 1970 or RFC 3339 text in UTC"),
        ShapeKind::Blob => (value.as_str().is_some_and(|text| decoded_length(text).is_some()), "base64 text"),
        ShapeKind::Document => (!holds_items(value), "no list or object that holds anything"),
        ShapeKind::List => (value.as_array().is_some_and(Vec::is_empty), "an empty list"),
        ShapeKind::Map => (value.as_object().is_some_and(serde_json::Map::is_empty), "an empty object"),
        ShapeKind::Structure | ShapeKind::Union => (false, "absent: such shapes have no defaults"),
    };
    fits.then_some(()).ok_or_else(|| format!("it has to be {wanted}"))
}

fn is_integer_of(value: &Value, bits: u32) -> bool {
    let limit = 1_i128 << (bits - 1);
    value.as_number().and_then(serde_json::Number::as_i128).is_some_and(|number| (-limit..limit).contains(&number))
}

fn holds_items(value: &Value) -> bool {
    match value {
        Value::Array(items) => !items.is_empty(),
        Value::Object(map) => !map.is_empty(),
        _ => false,
    }
}

/// What `@length` counts of a default that fits its shape.
fn size(value: &Value, kind: ShapeKind) -> Option<u64> {
    let size = match value {
        Value::String(text) if kind == ShapeKind::Blob => decoded_length(text)?,
        Value::String(text) if Kinds::STRINGS.has(kind.set()) => text.chars().count(),
        Value::Array(items) => items.len(),
        Value::Object(map) => map.len(),
        _ => return None,
    };
    u64::try_from(size).ok()
}

/// How many bytes base64 text stands for (RFC 4648, section 4); `None` when it is none.
fn decoded_length(text: &str) -> Option<usize> {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    let valid = digits.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/');
    (valid && padding <= 2 && text.len().is_multiple_of(4)).then(|| digits.len() * 3 / 4)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shape(kind: ShapeKind) -> Shape {
        Shape { id: ShapeId::parse("a#S").unwrap(), kind, members: Vec::new(), traits: Traits::default() }
    }

    #[test]
    fn a_default_has_the_type_of_its_shape() {
        let good = [
            (ShapeKind::Boolean, json!(true)),
            (ShapeKind::Byte, json!(-128)),
            (ShapeKind::Long, json!(i64::MAX)),
            (ShapeKind::Double, json!("NaN")),
            (ShapeKind::Blob, json!("aGk=")),
            (ShapeKind::Document, json!([])),
            (ShapeKind::List, json!([])),
            (ShapeKind::Map, json!({})),
            (ShapeKind::Timestamp, json!(0)),
        ];
        for (kind, value) in good {
            assert_eq!(fits(&value, &shape(kind)), Ok(()), "{kind} {value}");
        }
        let bad = [
            (ShapeKind::Boolean, json!("true")),
            (ShapeKind::Byte, json!(128)),
            (ShapeKind::Long, json!(u64::MAX)),
            (ShapeKind::Integer, json!(1.5)),
            (ShapeKind::Blob, json!("h")),
            (ShapeKind::Document, json!([1])),
            (ShapeKind::List, json!([1])),
            (ShapeKind::Map, json!({"a": 1})),
            (ShapeKind::Enum, json!("X")),
            (ShapeKind::Structure, json!({})),
        ];
        for (kind, value) in bad {
            assert!(fits(&value, &shape(kind)).is_err(), "{kind} {value}");
        }
    }

    #[test]
    fn base64_tells_its_length() {
        assert_eq!(decoded_length(""), Some(0));
        assert_eq!(decoded_length("aGk="), Some(2));
        assert_eq!(decoded_length("aGkh"), Some(3));
        assert_eq!(decoded_length("aGk"), None);
        assert_eq!(decoded_length("===="), None);
    }
}
