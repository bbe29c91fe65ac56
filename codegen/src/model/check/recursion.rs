//! Structures that could never be built, because they require themselves.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{Member, Model, Shape, ShapeKind};
use crate::shape_id::ShapeId;

pub(super) fn check(model: &Model, problems: &mut Diagnostics) {
    let next = unbuildable(model);
    let mut walked = BTreeSet::new();
    for start in next.keys() {
        let mut path: Vec<(&ShapeId, &Member)> = Vec::new();
        let mut id = *start;
        while let Some(member) = next.get(id)
            && walked.insert(id)
        {
            path.push((id, member));
            id = &member.target;
        }
        // The walk has come round when it ends on its own path; else it ran into one that is already reported.
        if let Some(round) = path.iter().position(|(shape, _)| *shape == id) {
            let names: Vec<&str> = path.iter().skip(round).map(|(_, member)| member.name.as_str()).collect();
            let message =
                format!("can never be built: `{}` leads back to it, and all of it is required", names.join("."));
            let hint = "make a member on the way optional, or put a list or map between".to_owned();
            problems.push(Diagnostic::error(id.clone(), message).help(hint));
        }
    }
}

/// The structures and unions that no value can have, each with a member that keeps it from having one.
///
/// Starts from nothing that can be built, and adds shapes as long as all that they need can be built.
fn unbuildable(model: &Model) -> BTreeMap<&ShapeId, &Member> {
    let mut needed_by: BTreeMap<&ShapeId, Vec<&Shape>> = BTreeMap::new();
    let mut buildable: BTreeSet<&ShapeId> = BTreeSet::new();
    let mut waiting: Vec<&Shape> = Vec::new();
    for shape in model.shapes.values() {
        shape.members.iter().for_each(|member| needed_by.entry(&member.target).or_default().push(shape));
        waiting.push(shape);
    }
    while let Some(shape) = waiting.pop() {
        if !buildable.contains(&shape.id) && obstacle(model, shape, &buildable).is_none() {
            buildable.insert(&shape.id);
            waiting.extend(needed_by.remove(&shape.id).unwrap_or_default());
        }
    }
    let shapes = model.shapes.values().filter(|shape| !buildable.contains(&shape.id));
    shapes.filter_map(|shape| Some((&shape.id, obstacle(model, shape, &buildable)?))).collect()
}

/// The first member without which `shape` has no value, and whose target is not (yet) known to have one.
fn obstacle<'m>(model: &Model, shape: &'m Shape, buildable: &BTreeSet<&ShapeId>) -> Option<&'m Member> {
    let open = |member: &&Member| model.find(&member.target).is_some() && !buildable.contains(&member.target);
    match shape.kind {
        ShapeKind::Structure => shape.members.iter().filter(|member| member.traits.required()).find(open),
        ShapeKind::Union if shape.members.iter().all(|member| open(&member)) => shape.members.first(),
        _ => None,
    }
}
