//! Lists and maps within each other: not within themselves, and not too deep.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{Model, Shape, ShapeKind};
use crate::shape_id::ShapeId;

/// How many lists and maps may stand within each other. No service comes near; a compiler has its limits too.
const DEEPEST: usize = 32;

pub(super) fn check(model: &Model, problems: &mut Diagnostics) {
    let depths = depths(model);
    // Only the first that is too deep; those that hold it follow from it.
    for (id, _) in depths.iter().filter(|(_, depth)| **depth == DEEPEST + 1) {
        let problem = Diagnostic::error((*id).clone(), "lists and maps are nested too deep");
        problems.push(problem.help(format!("{DEEPEST} within each other are supported; put a structure between")));
    }
    circles(model, &depths, problems);
}

/// Smithy allows recursion through structures and unions only ("Recursive shape definitions").
fn circles(model: &Model, depths: &BTreeMap<&ShapeId, usize>, problems: &mut Diagnostics) {
    let unending = |shape: &&Shape| is_container(shape) && !depths.contains_key(&shape.id);
    let next = |shape: &Shape| shape.members.iter().filter_map(|member| model.find(&member.target)).find(unending);
    let mut walked = BTreeSet::new();
    for start in model.shapes.values().filter(unending) {
        let mut path = BTreeSet::new();
        let mut shape = Some(start);
        while let Some(at) = shape
            && walked.insert(&at.id)
        {
            path.insert(&at.id);
            shape = next(at);
        }
        // The walk has come round when it ends on its own path; else it ran into one that is already reported.
        if let Some(at) = shape.filter(|at| path.contains(&at.id)) {
            let problem = Diagnostic::error(at.id.clone(), format!("the {} holds itself", at.kind));
            problems.push(problem.help("put a structure or union between".to_owned()));
        }
    }
}

fn is_container(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeKind::List | ShapeKind::Map)
}

/// How deep each list and map is, itself included; those that lead to a circle have no depth.
fn depths(model: &Model) -> BTreeMap<&ShapeId, usize> {
    let mut depths: BTreeMap<&ShapeId, usize> = BTreeMap::new();
    let mut held_by: BTreeMap<&ShapeId, Vec<&Shape>> = BTreeMap::new();
    let mut waiting: Vec<&Shape> = Vec::new();
    for shape in model.shapes.values().filter(|shape| is_container(shape)) {
        shape.members.iter().for_each(|member| held_by.entry(&member.target).or_default().push(shape));
        waiting.push(shape);
    }
    while let Some(shape) = waiting.pop() {
        let inner = shape.members.iter().map(|member| match model.find(&member.target) {
            Some(target) if is_container(target) => depths.get(&target.id).copied(),
            _ => Some(0),
        });
        // Nothing is known of it before all that it holds is known.
        if let Some(inner) = inner.collect::<Option<Vec<_>>>()
            && !depths.contains_key(&shape.id)
        {
            depths.insert(&shape.id, inner.into_iter().max().unwrap_or_default() + 1);
            waiting.extend(held_by.remove(&shape.id).unwrap_or_default());
        }
    }
    depths
}
