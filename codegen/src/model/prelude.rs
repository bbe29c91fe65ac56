//! The shapes of Smithy's prelude: what every model may target without saying what it is.

use serde_json::{Value, json};

use crate::shape_id::ShapeId;

use super::traits::Traits;
use super::{Shape, ShapeKind};

/// The namespace of the prelude.
pub(crate) const NAMESPACE: &str = "smithy.api";

/// The shape that stands for no input or no output.
pub(crate) const UNIT: &str = "smithy.api#Unit";

const SIMPLE: [(&str, ShapeKind); 14] = [
    ("Blob", ShapeKind::Blob),
    ("Boolean", ShapeKind::Boolean),
    ("String", ShapeKind::String),
    ("Byte", ShapeKind::Byte),
    ("Short", ShapeKind::Short),
    ("Integer", ShapeKind::Integer),
    ("Long", ShapeKind::Long),
    ("Float", ShapeKind::Float),
    ("Double", ShapeKind::Double),
    ("BigInteger", ShapeKind::BigInteger),
    ("BigDecimal", ShapeKind::BigDecimal),
    ("Timestamp", ShapeKind::Timestamp),
    ("Document", ShapeKind::Document),
    ("Unit", ShapeKind::Structure),
];

/// Shapes with a default of their own.
const PRIMITIVES: [(&str, ShapeKind); 7] = [
    ("PrimitiveBoolean", ShapeKind::Boolean),
    ("PrimitiveByte", ShapeKind::Byte),
    ("PrimitiveShort", ShapeKind::Short),
    ("PrimitiveInteger", ShapeKind::Integer),
    ("PrimitiveLong", ShapeKind::Long),
    ("PrimitiveFloat", ShapeKind::Float),
    ("PrimitiveDouble", ShapeKind::Double),
];

/// All shapes of the prelude.
pub(crate) fn shapes() -> impl Iterator<Item = Shape> {
    let simple = SIMPLE.into_iter().map(|(name, kind)| shape(name, kind, Traits::default()));
    let primitives = PRIMITIVES.into_iter().map(|(name, kind)| {
        let default = ("smithy.api#default".to_owned(), zero(kind));
        shape(name, kind, Traits::from_iter([default]))
    });
    simple.chain(primitives)
}

/// `smithy.api#Unit`.
pub(crate) fn unit() -> Shape {
    shape("Unit", ShapeKind::Structure, Traits::default())
}

/// The default of the primitive of this kind.
pub(crate) fn zero(kind: ShapeKind) -> Value {
    if kind == ShapeKind::Boolean { json!(false) } else { json!(0) }
}

fn shape(name: &str, kind: ShapeKind, traits: Traits) -> Shape {
    Shape { id: ShapeId::prelude(name), kind, members: Vec::new(), traits }
}
