//! Smithy 1.0: numbers and booleans have the default zero or false unless they are boxed. Smithy 2.0 writes defaults out,
//! so a model of 1.0 gets them written out when it is loaded.

use std::collections::BTreeMap;

use serde_json::{Number, Value};

use crate::shape_id::ShapeId;

use super::prelude;
use super::traits::Traits;
use super::{Shape, ShapeKind};

/// Gives members the default that Smithy 1.0 does not write.
pub(super) fn add_defaults(shapes: &mut BTreeMap<ShapeId, Shape>) {
    let zeros: BTreeMap<ShapeId, Value> = shapes
        .values()
        .filter(|shape| has_zero(shape))
        .map(|shape| (shape.id.clone(), prelude::zero(shape.kind)))
        .collect();
    for structure in shapes.values_mut().filter(|shape| shape.kind == ShapeKind::Structure) {
        for member in &mut structure.members {
            if let Some(zero) = zeros.get(&member.target)
                && !member.traits.boxed()
                && admits_zero(&member.traits)
            {
                member.traits.insert("smithy.api#default", zero.clone());
            }
        }
    }
}

fn has_zero(shape: &Shape) -> bool {
    let fixed_size = !matches!(shape.kind, ShapeKind::BigInteger | ShapeKind::BigDecimal);
    let primitive = shape.kind == ShapeKind::Boolean || (shape.kind.is_number() && fixed_size);
    primitive && !shape.traits.boxed() && !is_boxed_prelude(shape) && admits_zero(&shape.traits)
}

/// `smithy.api#Integer` and the like, which are nullable, as opposed to `smithy.api#PrimitiveInteger`.
fn is_boxed_prelude(shape: &Shape) -> bool {
    shape.id.namespace() == prelude::NAMESPACE && !shape.id.name().starts_with("Primitive")
}

/// A default that breaks `@range` could never be sent, so it is none.
fn admits_zero(traits: &Traits) -> bool {
    traits.range().is_none_or(|range| range.admits(&Number::from(0)))
}
