//! Folds mixins and `apply` into the shapes that they are meant for.
//!
//! A shape's mixins come first, in their order; what the shape says itself comes after and wins. `apply` comes last,
//! for it may add to members that a mixin brought.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::ast::{self, Entries, Shape};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::shape_id::ShapeId;

mod apply;
mod mixins;

/// The shapes of a file by id, each complete in itself, without `apply` and mixins.
pub(super) fn shapes(ast: ast::Model, problems: &mut Diagnostics) -> BTreeMap<ShapeId, Shape> {
    let mut resolver = Resolver { shapes: BTreeMap::new(), applied: BTreeMap::new(), problems };
    for (text, shape) in ast.shapes.0 {
        resolver.add(&text, shape);
    }
    for id in resolver.mixins_first() {
        resolver.fold_mixins(&id);
        resolver.apply_to(&id);
    }
    resolver.report_lost_applies();
    resolver.shapes
}

struct Resolver<'p> {
    shapes: BTreeMap<ShapeId, Shape>,
    /// Traits to apply to a shape or a member, by the id of the shape that it belongs to.
    applied: BTreeMap<ShapeId, Vec<(ShapeId, Entries<Value>)>>,
    problems: &'p mut Diagnostics,
}

impl Resolver<'_> {
    fn add(&mut self, text: &str, shape: Shape) {
        let is_apply = shape.r#type.as_deref() == Some("apply");
        match ShapeId::parse(text) {
            Some(id) if is_apply => self.applied.entry(id.container()).or_default().push((id, shape.traits)),
            Some(id) if id.member().is_none() => {
                self.shapes.insert(id, shape);
            }
            _ => {
                let problem = Diagnostic::error(None, format!("`{text}` is no shape id"));
                self.problems.push(problem.help("a shape id is `namespace#Name`".to_owned()));
            }
        }
    }

    /// All ids, mixins before the shapes that use them. A shape whose mixins go in a circle is reported and loses them.
    fn mixins_first(&mut self) -> Vec<ShapeId> {
        let mut order = Vec::new();
        let mut done = BTreeSet::new();
        // Shapes that wait for their mixins: the way from the shape looked at back to where the walk began.
        let mut open = BTreeSet::new();
        let mut stack: Vec<ShapeId> = self.shapes.keys().rev().cloned().collect();
        while let Some(id) = stack.pop() {
            if done.contains(&id) {
                continue;
            }
            let missing: Vec<ShapeId> = self.mixins_of(&id).into_iter().filter(|mixin| !done.contains(mixin)).collect();
            if let Some(circular) = missing.iter().find(|mixin| open.contains(*mixin)) {
                self.cut_circle(&id, circular);
            } else if !missing.is_empty() {
                open.insert(id.clone());
                stack.push(id);
                stack.extend(missing.into_iter().rev());
                continue;
            }
            open.remove(&id);
            done.insert(id.clone());
            order.push(id);
        }
        order
    }

    /// The mixins of a shape that exist.
    fn mixins_of(&self, id: &ShapeId) -> Vec<ShapeId> {
        let mixins = self.shapes.get(id).map(|shape| shape.mixins.as_slice()).unwrap_or_default();
        let ids = mixins.iter().filter_map(|mixin| ShapeId::parse(&mixin.target));
        ids.filter(|mixin| self.shapes.contains_key(mixin)).collect()
    }

    fn cut_circle(&mut self, id: &ShapeId, circular: &ShapeId) {
        let message = format!("the mixin `{circular}` leads back to this shape");
        self.problems.push(Diagnostic::error(id.clone(), message).help("take one of the mixins away".to_owned()));
        if let Some(shape) = self.shapes.get_mut(id) {
            shape.mixins.clear();
        }
    }
}
