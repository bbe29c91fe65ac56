//! Questions about which shapes reach which.

use std::collections::{BTreeMap, BTreeSet};

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
    let mut holders: BTreeMap<&ShapeId, Vec<&ShapeId>> = BTreeMap::new();
    let mut open = Vec::new();
    for shape in model.shapes().filter(|shape| shape_has_members(shape)) {
        for member in &shape.members {
            holders.entry(&member.target).or_default().push(&shape.id);
        }
        let holds = |member: &Member| {
            is_constrained(member)
                || (shape.kind == ShapeKind::Structure && may_be_null(model, member))
                || shape_is_constrained(model.shape(&member.target))
        };
        if shape.members.iter().any(holds) {
            open.push(&shape.id);
        }
    }
    // From the constraints up to all that hold them.
    let mut constrained = BTreeSet::new();
    while let Some(id) = open.pop() {
        if constrained.insert(id.clone()) {
            open.extend(holders.get(id).into_iter().flatten());
        }
    }
    constrained
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

/// Structures, or structures and unions, that hold values of each other in themselves, rather than behind a list or map: each
/// with a number that those in one circle share.
pub(super) struct Circles(BTreeMap<ShapeId, usize>);

impl Circles {
    /// The circles through structures, and through unions if these count: for a structure's member they do not, since
    /// variants of unions that lead back are boxed, so the member need not be.
    pub(super) fn new(model: &Model, in_unions: bool) -> Self {
        let inline =
            |shape: &&Shape| shape.kind == ShapeKind::Structure || (in_unions && shape.kind == ShapeKind::Union);
        let shapes: BTreeMap<&ShapeId, &Shape> =
            model.shapes().filter(inline).map(|shape| (&shape.id, shape)).collect();
        let mut holders: BTreeMap<&ShapeId, Vec<&ShapeId>> = BTreeMap::new();
        for (id, shape) in &shapes {
            for member in &shape.members {
                holders.entry(&member.target).or_default().push(id);
            }
        }
        // Kosaraju's algorithm: what holds a shape, asked in the reverse of the order in which shapes were left, is of its
        // circle.
        let mut circles = BTreeMap::new();
        for root in left(&shapes).into_iter().rev() {
            let circle = circles.len();
            let mut open = vec![root];
            while let Some(id) = open.pop() {
                if !circles.contains_key(id) {
                    circles.insert(id.clone(), circle);
                    open.extend(holders.get(id).into_iter().flatten());
                }
            }
        }
        Self(circles)
    }

    /// Whether a value of the shape `holder`, which has a member of the shape `target`, holds in that a value of its own
    /// shape.
    pub(super) fn lead_back(&self, holder: &ShapeId, target: &ShapeId) -> bool {
        self.0.get(target).is_some_and(|circle| self.0.get(holder) == Some(circle))
    }
}

/// The shapes in the order in which a walk down their members leaves them for the last time.
fn left<'m>(shapes: &BTreeMap<&'m ShapeId, &'m Shape>) -> Vec<&'m ShapeId> {
    let (mut seen, mut left) = (BTreeSet::new(), Vec::new());
    for root in shapes.values() {
        if !seen.insert(&root.id) {
            continue;
        }
        let mut open = vec![(&root.id, root.members.iter())];
        while let Some((id, members)) = open.last_mut() {
            match members.next().map(|member| shapes.get(&member.target)) {
                Some(Some(next)) if seen.insert(&next.id) => open.push((&next.id, next.members.iter())),
                Some(_) => {}
                None => {
                    left.push(*id);
                    open.pop();
                }
            }
        }
    }
    left
}
