//! Mixins.

use std::collections::BTreeSet;

use crate::ast::{Entries, Member, Reference, Shape};
use crate::diagnostic::Diagnostic;
use crate::model::suggest::did_you_mean_shape;
use crate::shape_id::ShapeId;

use super::Resolver;

const MIXIN: &str = "smithy.api#mixin";

/// A member that comes with different targets.
struct Conflict {
    member: String,
    targets: [String; 2],
}

impl Resolver<'_> {
    /// Replaces a shape by itself with its mixins' traits, members and other properties. The mixins are already whole.
    pub(super) fn fold_mixins(&mut self, id: &ShapeId) {
        let Some(shape) = self.shapes.get_mut(id).filter(|shape| !shape.mixins.is_empty()) else {
            return;
        };
        let mut own = std::mem::take(shape);
        let mixins = std::mem::take(&mut own.mixins);
        let mut folded = Shape { r#type: own.r#type.clone(), ..Shape::default() };
        for mixin in &mixins {
            if let Some(mixin) = self.mixin(id, &own, &mixin.target) {
                self.absorb(id, &mut folded, mixin);
            }
        }
        self.absorb(id, &mut folded, own);
        self.shapes.insert(id.clone(), folded);
    }

    /// What the mixin `target` gives to a shape; reports a target that is no mixin for it.
    fn mixin(&mut self, id: &ShapeId, own: &Shape, target: &str) -> Option<Shape> {
        let Some(mixin) = ShapeId::parse(target).and_then(|target| self.shapes.get(&target)) else {
            let hint = did_you_mean_shape(target, self.shapes.keys());
            self.problems
                .push(Diagnostic::error(id.clone(), format!("the mixin `{target}` does not exist")).help(hint));
            return None;
        };
        let Some(trait_value) = mixin.traits.get(MIXIN) else {
            let problem = Diagnostic::error(id.clone(), format!("`{target}` is used as a mixin, but is none"));
            let problem = problem.about_trait(MIXIN).help(format!("give `{target}` the trait `@mixin`"));
            self.problems.push(problem);
            return None;
        };
        if mixin.r#type != own.r#type {
            let kind = |shape: &Shape| shape.r#type.clone().unwrap_or_default();
            let message = format!("the mixin `{target}` is of type {}, this shape of type {}", kind(mixin), kind(own));
            self.problems.push(Diagnostic::error(id.clone(), message));
            return None;
        }
        let local: BTreeSet<&str> = match trait_value.get("localTraits").and_then(|traits| traits.as_array()) {
            Some(traits) => traits.iter().filter_map(|id| id.as_str()).collect(),
            None => BTreeSet::new(),
        };
        let mut given = mixin.clone();
        given.traits.0.retain(|(trait_id, _)| trait_id != MIXIN && !local.contains(trait_id.as_str()));
        Some(given)
    }

    fn absorb(&mut self, id: &ShapeId, into: &mut Shape, from: Shape) {
        for Conflict { member, targets: [earlier, later] } in absorb(into, from) {
            let message = format!("conflicting definitions: one targets `{earlier}`, another `{later}`");
            let problem = Diagnostic::error(id.with_member(&member), message);
            self.problems.push(problem.help("a member that several mixins bring must have one target".to_owned()));
        }
    }
}

/// Adds to `into` all that `from` says, which wins over what is there.
fn absorb(into: &mut Shape, from: Shape) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    insert_all(&mut into.traits, from.traits);
    for (name, member) in from.members.0 {
        match into.members.get_mut(&name) {
            Some(earlier) => conflicts.extend(absorb_member(&name, earlier, member)),
            None => into.members.0.push((name, member)),
        }
    }
    let parts = [
        ("member", &mut into.member, from.member),
        ("key", &mut into.key, from.key),
        ("value", &mut into.value, from.value),
    ];
    for (name, earlier, later) in parts {
        match (earlier.as_mut(), later) {
            (Some(earlier), Some(later)) => conflicts.extend(absorb_member(name, earlier, later)),
            (None, later @ Some(_)) => *earlier = later,
            (_, None) => {}
        }
    }
    append(&mut into.operations, from.operations);
    append(&mut into.collection_operations, from.collection_operations);
    append(&mut into.resources, from.resources);
    append(&mut into.errors, from.errors);
    append(&mut into.shapes, from.shapes);
    insert_all(&mut into.rename, from.rename);
    insert_all(&mut into.identifiers, from.identifiers);
    insert_all(&mut into.properties, from.properties);
    replace(&mut into.version, from.version);
    replace(&mut into.input, from.input);
    replace(&mut into.output, from.output);
    replace(&mut into.create, from.create);
    replace(&mut into.put, from.put);
    replace(&mut into.read, from.read);
    replace(&mut into.update, from.update);
    replace(&mut into.delete, from.delete);
    replace(&mut into.list, from.list);
    conflicts
}

fn absorb_member(name: &str, into: &mut Member, from: Member) -> Option<Conflict> {
    insert_all(&mut into.traits, from.traits);
    let same = into.target == from.target;
    (!same).then(|| Conflict { member: name.to_owned(), targets: [into.target.clone(), from.target] })
}

fn insert_all<T>(into: &mut Entries<T>, from: Entries<T>) {
    for (key, value) in from.0 {
        into.insert(&key, value);
    }
}

fn append(into: &mut Vec<Reference>, from: Vec<Reference>) {
    for reference in from {
        if !into.contains(&reference) {
            into.push(reference);
        }
    }
}

fn replace<T>(into: &mut Option<T>, from: Option<T>) {
    if from.is_some() {
        *into = from;
    }
}
