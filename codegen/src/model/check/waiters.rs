//! `@waitable`: that the paths of its acceptors are JMESPath.
//!
//! What they lead to is a matter of lowering, which reports paths that cannot be read as well, but only comes to a model in
//! which nothing else is wrong.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::jmespath;
use crate::model::Model;
use crate::model::traits::{Matcher, Waiter};

/// Reports paths beside the errors that keep lowering from doing it.
pub(super) fn check(model: &Model, problems: &mut Diagnostics) {
    if !problems.has_errors() {
        return;
    }
    for operation in model.operations() {
        for waiter in operation.traits.waitable() {
            for message in unreadable(&waiter) {
                let problem = Diagnostic::error(operation.id.clone(), message);
                problems.push(problem.about_trait("smithy.waiters#waitable"));
            }
        }
    }
}

fn unreadable(waiter: &Waiter) -> impl Iterator<Item = String> {
    waiter.acceptors.iter().filter_map(|acceptor| {
        let (Matcher::Output(matcher) | Matcher::InputOutput(matcher)) = &acceptor.matcher else { return None };
        let error = jmespath::parse(&matcher.path).err()?;
        Some(format!("waiter `{}`, {}: {}", waiter.name, error.place(&matcher.path), error.message))
    })
}
