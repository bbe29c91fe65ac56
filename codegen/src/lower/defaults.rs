//! Whether members may be missing, and what they are then.

use serde_json::Value;

use super::Lowering;
use super::types::number_type;
use crate::ir::{Literal, Number, Presence};
use crate::model::{Member, Shape, ShapeKind};
use crate::timestamp;

impl Lowering<'_> {
    /// Whether a member of a structure may be missing. Inputs of operations leave everything optional: validation
    /// reports what is missing, and builders stay free of `Result`s.
    pub(super) fn presence(&mut self, member: &Member, in_input: bool) -> Presence {
        let traits = &member.traits;
        if in_input || traits.client_optional() {
            return Presence::Optional;
        }
        let target = self.shape(&member.target);
        let default = default(member, target);
        match default.map(|value| literal(value, target)) {
            // What breaks its own constraint could never be sent: services put their default in its place.
            Some(_) if default.is_some_and(|value| !self.is_valid(value, member, target)) => Presence::Optional,
            Some(Some(literal)) => Presence::Default(literal),
            Some(None) => Presence::Optional,
            // There is no zero value of a structure, so that a response could leave one out: it stays optional in Rust.
            None if traits.required() && !holds_members(target) => Presence::Required,
            None => Presence::Optional,
        }
    }

    /// Whether a default keeps the range and the pattern that hold for it. Its length was checked when the model was loaded.
    fn is_valid(&self, value: &Value, member: &Member, target: &Shape) -> bool {
        let range = member.traits.range().or_else(|| target.traits.range());
        let pattern = member.traits.pattern().or_else(|| target.traits.pattern());
        match value {
            Value::Number(number) => range.is_none_or(|range| range.admits(number)),
            Value::String(text) => {
                let compiled = pattern.map(|pattern| self.model.patterns.compile(pattern));
                compiled.is_none_or(|compiled| {
                    compiled.as_ref().as_ref().map_or(true, |automaton| automaton.is_match(text))
                })
            }
            _ => true,
        }
    }
}

/// Whether a value has to be given: one without a default, or a part of the URI.
pub(super) fn is_demanded(member: &Member, target: &Shape) -> bool {
    member.traits.required() && (member.traits.http_label() || default(member, target).is_none())
}

/// The default of a member; its own, which may be none, before its target's.
fn default<'m>(member: &'m Member, target: &'m Shape) -> Option<&'m Value> {
    let value = member.traits.default_value().or_else(|| target.traits.default_value());
    value.filter(|value| !value.is_null())
}

/// Whether values of the shape are structures or unions.
fn holds_members(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeKind::Structure | ShapeKind::Union)
}

/// The value of a default; `None` if it does not fit its shape, which is refused when the model is loaded.
fn literal(value: &Value, shape: &Shape) -> Option<Literal> {
    let is_zero = value.as_f64() == Some(0.0);
    Some(match (shape.kind, value) {
        (ShapeKind::Document, value) => document(value)?,
        (ShapeKind::Timestamp, value) => Literal::Timestamp(timestamp::read(value)?),
        (ShapeKind::Boolean, Value::Bool(true)) => Literal::Bool(true),
        (ShapeKind::Boolean, _) => Literal::Zero,
        (ShapeKind::Enum, Value::String(text)) => Literal::String(text.clone()),
        (ShapeKind::Blob, Value::String(text)) if !text.is_empty() => Literal::Bytes(base64(text)),
        (ShapeKind::String, Value::String(text)) if !text.is_empty() => Literal::String(text.clone()),
        (kind, Value::String(text)) if number_type(kind).is_some() => {
            Literal::Number(Number::parse(number_type(kind)?, text)?)
        }
        (kind, Value::Number(number)) if !is_zero => Literal::Number(match number_type(kind) {
            Some(ty) => Number::parse(ty, &number.to_string())?,
            None => Number::Digits(number.to_string()),
        }),
        _ => Literal::Zero,
    })
}

/// A document that is not null: that would be no default.
fn document(value: &Value) -> Option<Literal> {
    let integer = |number: &serde_json::Number| number.as_i128().map(Number::Integer);
    Some(match value {
        Value::Null => return None,
        Value::Bool(value) => Literal::Bool(*value),
        Value::Number(number) => Literal::Number(integer(number).or_else(|| number.as_f64().map(Number::F64))?),
        Value::String(text) => Literal::String(text.clone()),
        Value::Array(_) => Literal::EmptyArray,
        Value::Object(_) => Literal::EmptyObject,
    })
}

/// The bytes that base64 text stands for (RFC 4648, section 4).
pub(super) fn base64(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let (mut bytes, mut buffer, mut bits) = (Vec::new(), 0_u32, 0);
    for six in text.bytes().filter_map(digit) {
        buffer = (buffer << 6 | u32::from(six)) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.extend(u8::try_from(buffer >> bits & 0xff));
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_the_vectors_of_rfc_4648() {
        for (text, bytes) in [("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYmFy", "foobar")] {
            assert_eq!(base64(text), bytes.as_bytes());
        }
        assert_eq!(base64("+/8="), [0xfb, 0xff]);
    }
}
