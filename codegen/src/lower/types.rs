//! Shapes as Rust types.

use super::Lowering;
use crate::ir::{self, Type};
use crate::model::traits::TimestampFormat;
use crate::model::{Member, Shape, ShapeKind};

impl<'m> Lowering<'m> {
    /// The Rust type of a member's value; `None` if it has none, which a loaded model does not contain.
    pub(super) fn member_type(&self, member: &'m Member) -> Option<Type> {
        let shape = self.shape(&member.target);
        let named = || self.types.get(&shape.id).map(|names| names.name.clone());
        Some(match shape.kind {
            ShapeKind::Boolean => Type::Bool,
            ShapeKind::Byte
            | ShapeKind::Short
            | ShapeKind::Integer
            | ShapeKind::IntEnum
            | ShapeKind::Long
            | ShapeKind::Float
            | ShapeKind::Double => Type::Number(number_type(shape.kind)?),
            ShapeKind::String => Type::String,
            ShapeKind::Blob if self.is_stream(shape) => Type::ByteStream,
            ShapeKind::Blob => Type::Blob,
            ShapeKind::Timestamp => Type::DateTime(timestamp_format(member, shape)),
            ShapeKind::Enum => Type::Enum(named()?),
            ShapeKind::BigInteger => Type::BigInteger,
            ShapeKind::BigDecimal => Type::BigDecimal,
            ShapeKind::Document => Type::Document,
            ShapeKind::Structure if shape.traits.error().is_some() => Type::Error(named()?),
            ShapeKind::Structure => Type::Structure(named()?),
            ShapeKind::Union => Type::Union(named()?),
            ShapeKind::List => Type::List(Box::new(self.element(shape, "member")?)),
            ShapeKind::Map => Type::Map(Box::new(self.element(shape, "value")?)),
        })
    }

    /// Whether a blob is the body of a request or response, piece by piece. It is nowhere else, which is checked when the model
    /// is loaded; where there are no HTTP bindings, there is no such body.
    pub(super) fn is_stream(&self, shape: &Shape) -> bool {
        shape.kind == ShapeKind::Blob && shape.traits.streaming() && self.model.service.protocol.has_http_bindings()
    }

    /// The elements of a list, or the values of a map.
    fn element(&self, shape: &'m Shape, name: &str) -> Option<Type> {
        let member = shape.members.iter().find(|member| member.name == name)?;
        let ty = self.member_type(member)?;
        Some(if shape.traits.sparse() { Type::Sparse(Box::new(ty)) } else { ty })
    }
}

/// The Rust type of a number that has one. That of an enum is a plain integer, as in the official SDK, so that values which
/// services add later need no variant.
pub(super) fn number_type(kind: ShapeKind) -> Option<&'static str> {
    Some(match kind {
        ShapeKind::Byte => "i8",
        ShapeKind::Short => "i16",
        ShapeKind::Integer | ShapeKind::IntEnum => "i32",
        ShapeKind::Long => "i64",
        ShapeKind::Float => "f32",
        ShapeKind::Double => "f64",
        _ => return None,
    })
}

/// What the member says of its format, else what its target says.
fn timestamp_format(member: &Member, target: &Shape) -> Option<ir::TimestampFormat> {
    let format = member.traits.timestamp_format().or_else(|| target.traits.timestamp_format());
    Some(match format? {
        TimestampFormat::DateTime => ir::TimestampFormat::DateTime,
        TimestampFormat::HttpDate => ir::TimestampFormat::HttpDate,
        TimestampFormat::EpochSeconds => ir::TimestampFormat::EpochSeconds,
    })
}
