//! Shapes as Rust types.

use super::Lowering;
use crate::ir::Type;
use crate::model::{Member, Shape, ShapeKind};

impl<'m> Lowering<'m> {
    /// The Rust type of a member's value; `None` for those that are refused when the model is loaded.
    pub(super) fn member_type(&self, member: &'m Member) -> Option<Type> {
        let shape = self.shape(&member.target);
        let named = || self.types.get(&shape.id).map(|names| names.name.clone());
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
            ShapeKind::Timestamp => Type::DateTime,
            ShapeKind::Enum => Type::Enum(named()?),
            ShapeKind::Structure => Type::Structure(named()?),
            ShapeKind::List => Type::List(Box::new(self.element(shape, "member")?)),
            ShapeKind::Map => Type::Map(Box::new(self.element(shape, "value")?)),
            ShapeKind::IntEnum
            | ShapeKind::BigInteger
            | ShapeKind::BigDecimal
            | ShapeKind::Document
            | ShapeKind::Union => return None,
        })
    }

    /// The elements of a list, or the values of a map.
    fn element(&self, shape: &'m Shape, name: &str) -> Option<Type> {
        let member = shape.members.iter().find(|member| member.name == name)?;
        let ty = self.member_type(member)?;
        Some(if shape.traits.sparse() { Type::Sparse(Box::new(ty)) } else { ty })
    }
}
