//! `apply`: traits that stand apart from their shape.

use serde_json::Value;

use crate::ast::{Entries, Shape};
use crate::diagnostic::Diagnostic;
use crate::model::suggest::{did_you_mean, did_you_mean_shape};
use crate::shape_id::ShapeId;

use super::Resolver;

impl Resolver<'_> {
    /// Adds the traits that are applied to a shape or to its members.
    pub(super) fn apply_to(&mut self, id: &ShapeId) {
        let Some(shape) = self.shapes.get_mut(id) else {
            return;
        };
        for (target, traits) in self.applied.remove(id).unwrap_or_default() {
            match traits_of(shape, target.member()) {
                Some(into) => traits.0.into_iter().for_each(|(trait_id, value)| into.insert(&trait_id, value)),
                None => {
                    let names = shape.members.iter().map(|(name, _)| name);
                    let hint = did_you_mean(target.member().unwrap_or_default(), names);
                    let problem = Diagnostic::error(target, "`apply` to a member that does not exist");
                    self.problems.push(problem.help(hint));
                }
            }
        }
    }

    /// Reports what is applied to shapes that are not there. All others were taken out by `apply_to`.
    pub(super) fn report_lost_applies(&mut self) {
        for (id, applied) in std::mem::take(&mut self.applied) {
            let hint = did_you_mean_shape(id.as_str(), self.shapes.keys());
            for (target, _) in applied {
                let problem = Diagnostic::error(target, "`apply` to a shape that does not exist");
                self.problems.push(problem.help(hint.clone()));
            }
        }
    }
}

/// The traits of a shape, or of one of its members.
fn traits_of<'a>(shape: &'a mut Shape, member: Option<&str>) -> Option<&'a mut Entries<Value>> {
    let Some(name) = member else {
        return Some(&mut shape.traits);
    };
    let part = match name {
        "member" => shape.member.as_mut(),
        "key" => shape.key.as_mut(),
        "value" => shape.value.as_mut(),
        _ => None,
    };
    part.or(shape.members.get_mut(name)).map(|member| &mut member.traits)
}
