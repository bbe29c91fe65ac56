//! Constraint traits as tables, one for each constrained shape.
//!
//! Enum values are not checked: Smithy lets services add values, so a client must be able to send those that its model
//! does not know yet.

use super::types::number_type;
use super::{Lowering, names};
use crate::diagnostic::Diagnostic;
use crate::ir::{Constraint, ConstraintKind, Number, Rule};
use crate::model::{Member, Shape, ShapeKind, Traits};
use crate::pattern;
use crate::shape_id::ShapeId;

impl<'m> Lowering<'m> {
    /// The constraint on a member's value; what the member says overrides what its target says.
    pub(super) fn rule(&mut self, member: &'m Member) -> Option<Rule> {
        let target = self.shape(&member.target);
        if matches!(target.kind, ShapeKind::Structure | ShapeKind::Union) {
            return self.constrained.contains(&target.id).then_some(Rule::Nested);
        }
        let traits = &member.traits;
        let own = traits.length().is_some() || traits.range().is_some() || traits.pattern().is_some();
        let owner = if own { &member.id } else { &target.id };
        if let Some(name) = self.constraint_names.get(owner) {
            return Some(Rule::Named(name.clone()));
        }
        let kind = self.constraint_kind(member, target)?;
        let (min, max) = bounds(member, target);
        let label = member_label(owner);
        let name = self.constraint_scope.claim(&names::constant(&label.replace('$', "_")));
        self.constraint_names.insert(owner.clone(), name.clone());
        self.constraints.insert(name.clone(), Constraint { shape: label, kind, min, max });
        Some(Rule::Named(name))
    }

    /// What is constrained, or `None` when nothing is.
    fn constraint_kind(&mut self, member: &'m Member, target: &'m Shape) -> Option<ConstraintKind> {
        let bounded = bounds(member, target) != (None, None);
        match target.kind {
            ShapeKind::String | ShapeKind::Enum => {
                let pattern = member.traits.pattern().or_else(|| target.traits.pattern());
                let at = if member.traits.pattern().is_some() { &member.id } else { &target.id };
                let pattern = pattern.map(|pattern| self.pattern(at, pattern));
                (bounded || pattern.is_some()).then(|| ConstraintKind::Text(pattern.flatten()))
            }
            ShapeKind::Blob => bounded.then_some(ConstraintKind::Blob),
            ShapeKind::List => {
                let element = target.members.first().and_then(|element| self.element_rule(target, element));
                let unique = target.traits.unique_items();
                (bounded || unique || element.is_some())
                    .then(|| ConstraintKind::List(element.unwrap_or(Rule::Free), unique))
            }
            ShapeKind::Map => {
                let [key, value] = target.members.as_slice() else {
                    return None;
                };
                let traits = [&member.traits, &target.traits, &key.traits, &self.shape(&key.target).traits];
                let sensitive = traits.into_iter().any(Traits::sensitive);
                let (key, value) = (self.rule(key), self.element_rule(target, value));
                let free = |rule: Option<Rule>| rule.unwrap_or(Rule::Free);
                (bounded || key.is_some() || value.is_some())
                    .then(|| ConstraintKind::Map(free(key), free(value), sensitive))
            }
            ShapeKind::BigInteger | ShapeKind::BigDecimal => bounded.then_some(ConstraintKind::BigNumber),
            kind => number_type(kind).filter(|_| bounded).map(ConstraintKind::Number),
        }
    }

    /// The rule of a list's elements or a map's values; those of sparse ones may be null.
    fn element_rule(&mut self, container: &Shape, element: &'m Member) -> Option<Rule> {
        let rule = self.rule(element)?;
        Some(if container.traits.sparse() { Rule::Nullable(Box::new(rule)) } else { rule })
    }

    fn pattern(&mut self, at: &ShapeId, source: &str) -> Option<pattern::Automaton> {
        match self.model.patterns.compile(source).as_ref() {
            Ok(automaton) => Some(automaton.clone()),
            Err(error) => {
                let message = format!("`@pattern` `{source}` is not enforced: {error}");
                self.diagnostics.push(Diagnostic::warning(at.clone(), message).about_trait("smithy.api#pattern"));
                None
            }
        }
    }
}

/// `ProfileName`, or `Request$member` for a member with a constraint of its own.
fn member_label(owner: &ShapeId) -> String {
    match owner.member() {
        Some(member) => format!("{}${member}", owner.name()),
        None => owner.name().to_owned(),
    }
}

/// The inclusive bounds of length or value.
fn bounds(member: &Member, target: &Shape) -> (Option<Number>, Option<Number>) {
    let length = member.traits.length().or_else(|| target.traits.length());
    let range = member.traits.range().or_else(|| target.traits.range());
    let count = |bound: u64| Number::Integer(bound.into());
    let value = |bound: String| match number_type(target.kind) {
        Some(ty) => Number::parse(ty, &bound),
        None => Some(Number::Digits(bound)),
    };
    match (length, range) {
        (Some(length), _) => (length.min.map(count), length.max.map(count)),
        (None, Some(range)) => (range.min.and_then(value), range.max.and_then(value)),
        (None, None) => (None, None),
    }
}
