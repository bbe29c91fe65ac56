//! Shapes as Rust types.

use super::Lowering;
use crate::ir::Type;
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
}
