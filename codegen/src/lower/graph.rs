//! Questions about which shapes reach which.

use std::collections::BTreeSet;

use super::defaults::is_demanded;
use crate::model::{Member, Model, Shape, ShapeKind};
use crate::shape_id::ShapeId;

/// The structures that can be part of a request, and those that can be part of a response.
pub(super) fn usage(model: &Model) -> (BTreeSet<ShapeId>, BTreeSet<ShapeId>) {
    let (mut written, mut read) = (BTreeSet::new(), BTreeSet::new());
    for operation in model.operations() {
        members(model, &operation.input).for_each(|member| reach(model, &member.target, &mut written));
        members(model, &operation.output).for_each(|member| reach(model, &member.target, &mut read));
        operation.errors.iter().for_each(|error| reach(model, error, &mut read));
    }
    (written, read)
}

fn members<'m>(model: &'m Model, id: &ShapeId) -> impl Iterator<Item = &'m Member> {
    model.shape(id).members.iter()
}

/// Adds the shape and everything below it.
fn reach(model: &Model, id: &ShapeId, reached: &mut BTreeSet<ShapeId>) {
    let mut open = vec![id.clone()];
    while let Some(id) = open.pop() {
        if reached.insert(id.clone()) {
            open.extend(members(model, &id).map(|member| member.target.clone()));
        }
    }
}

/// The structures and unions below which a constraint holds, their own members included.
pub(super) fn constrained(model: &Model) -> BTreeSet<ShapeId> {
    let mut constrained = BTreeSet::new();
    // Recursive shapes reach each other, so go round until nothing is added.
    loop {
        let before = constrained.len();
        for shape in model.shapes() {
            let holds = |member: &Member| {
                is_constrained(member)
                    || (shape.kind == ShapeKind::Structure && may_be_null(model, member))
                    || constrained.contains(&member.target)
                    || shape_is_constrained(model.shape(&member.target))
            };
            if shape_has_members(shape) && shape.members.iter().any(holds) {
                constrained.insert(shape.id.clone());
            }
        }
        if constrained.len() == before {
            return constrained;
        }
    }
}

/// Whether the model requires a member that Rust leaves optional.
fn may_be_null(model: &Model, member: &Member) -> bool {
    let target = model.shape(&member.target);
    let optional = member.traits.client_optional() || matches!(target.kind, ShapeKind::Structure | ShapeKind::Union);
    is_demanded(member, target) && optional
}

fn shape_has_members(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeKind::Structure | ShapeKind::Union | ShapeKind::List | ShapeKind::Map)
}

fn is_constrained(member: &Member) -> bool {
    let traits = &member.traits;
    traits.length().is_some() || traits.range().is_some() || traits.pattern().is_some()
}

fn shape_is_constrained(shape: &Shape) -> bool {
    let traits = &shape.traits;
    traits.length().is_some() || traits.range().is_some() || traits.pattern().is_some() || traits.unique_items()
}

/// Whether a value of the shape holds a value of the target in itself, rather than behind a list or map. Not in unions, if
/// it is for a structure's member: variants of unions that lead back are boxed, so the member need not be.
pub(super) fn holds_inline(model: &Model, shape: &ShapeId, target: &ShapeId, in_unions: bool) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![shape.clone()];
    while let Some(id) = open.pop() {
        if id == *target {
            return true;
        }
        let kind = model.shape(&id).kind;
        let inline = kind == ShapeKind::Structure || (in_unions && kind == ShapeKind::Union);
        if seen.insert(id.clone()) && inline {
            open.extend(members(model, &id).map(|member| member.target.clone()));
        }
    }
    false
}
