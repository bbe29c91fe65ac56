//! Shapes as Rust types.

use serde_json::Value;

use super::Lowering;
use crate::ir::{Literal, Presence, Type};
use crate::model::{Member, Shape, ShapeKind};

impl<'m> Lowering<'m> {
    /// The Rust type of a member's value; `None`, with a diagnostic, when there is no support for it.
    pub(super) fn member_type(&mut self, member: &'m Member) -> Option<Type> {
        let shape = self.shape(&member.target);
        let named = |lowering: &Self| lowering.types.get(&shape.id).map(|names| names.name.clone());
        Some(match shape.kind {
            ShapeKind::Boolean => Type::Bool,
            ShapeKind::Byte => Type::Number("i8"),
            ShapeKind::Short => Type::Number("i16"),
            ShapeKind::Integer => Type::Number("i32"),
            ShapeKind::Long => Type::Number("i64"),
            ShapeKind::Float => Type::Number("f32"),
            ShapeKind::Double => Type::Number("f64"),
            ShapeKind::String => Type::String,
            ShapeKind::Blob => Type::Blob,
            ShapeKind::Timestamp => self.timestamp(member, shape)?,
            ShapeKind::Enum => Type::Enum(named(self)?),
            ShapeKind::Structure if shape.traits.error().is_some() => {
                self.unsupported(&member.id, "an error as the value of a member");
                return None;
            }
            ShapeKind::Structure => Type::Structure(named(self)?),
            ShapeKind::List => Type::List(Box::new(self.element(shape, "member")?)),
            ShapeKind::Map => Type::Map(Box::new(self.element(shape, "value")?)),
            ShapeKind::IntEnum | ShapeKind::BigInteger | ShapeKind::BigDecimal | ShapeKind::Document => {
                self.unsupported(&member.id, &format!("a member of the type {}", shape.kind));
                return None;
            }
            ShapeKind::Union => {
                self.unsupported(&member.id, "a union");
                return None;
            }
        })
    }

    fn timestamp(&mut self, member: &Member, shape: &Shape) -> Option<Type> {
        if member.traits.timestamp_format().or(shape.traits.timestamp_format()).is_some() {
            self.unsupported(&member.id, "`@timestampFormat`");
            return None;
        }
        Some(Type::DateTime)
    }

    /// The elements of a list, or the values of a map.
    fn element(&mut self, shape: &'m Shape, name: &str) -> Option<Type> {
        let member = shape.members.iter().find(|member| member.name == name)?;
        let ty = self.member_type(member)?;
        Some(if shape.traits.sparse() { Type::Sparse(Box::new(ty)) } else { ty })
    }

    /// Whether a member of a structure may be missing. Inputs of operations leave everything optional: validation
    /// reports what is missing, and builders stay free of `Result`s.
    pub(super) fn presence(&self, member: &Member, in_input: bool) -> Presence {
        let traits = &member.traits;
        if in_input || traits.client_optional() {
            return Presence::Optional;
        }
        let target = self.shape(&member.target);
        let default = traits.default_value().or_else(|| target.traits.default_value()).filter(|value| !value.is_null());
        match default {
            Some(value) => Presence::Default(literal(value)),
            None if traits.required() => Presence::Required,
            None => Presence::Optional,
        }
    }
}

fn literal(value: &Value) -> Literal {
    match value {
        Value::Bool(false) => Literal::Zero,
        Value::Bool(true) => Literal::Bool(true),
        Value::Number(number) if number.as_f64() == Some(0.0) => Literal::Zero,
        Value::Number(number) => Literal::Number(number.to_string()),
        Value::String(text) if !text.is_empty() => Literal::String(text.clone()),
        _ => Literal::Zero,
    }
}
