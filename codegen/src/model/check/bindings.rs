//! HTTP bindings of members: one for each member, and on what can be written in that place.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::kind::Kinds;
use crate::model::{Member, Model, ShapeKind, Traits};

/// The places in a request or response that a member can be bound to.
const BINDINGS: [&str; 7] = [
    "smithy.api#httpLabel",
    "smithy.api#httpQuery",
    "smithy.api#httpQueryParams",
    "smithy.api#httpHeader",
    "smithy.api#httpPrefixHeaders",
    "smithy.api#httpPayload",
    "smithy.api#httpResponseCode",
];

/// The bindings that a member has.
pub(super) fn of(traits: &Traits) -> impl Iterator<Item = &'static str> {
    BINDINGS.into_iter().filter(|id| traits.has(id))
}

pub(super) fn check(model: &Model, problems: &mut Diagnostics) {
    for shape in model.shapes().filter(|shape| shape.kind == ShapeKind::Structure) {
        for member in &shape.members {
            let bindings: Vec<String> = of(&member.traits).map(|id| id.replace("smithy.api#", "`@") + "`").collect();
            if bindings.len() > 1 {
                let problem = Diagnostic::error(member.id.clone(), format!("has {}", bindings.join(" and ")));
                problems.push(problem.help("a member goes to one place; take all but one away".to_owned()));
            }
            items(model, member, problems);
        }
    }
}

/// Lists and maps in headers and the query hold what can be written as text.
fn items(model: &Model, member: &Member, problems: &mut Diagnostics) {
    let target = model.target(member);
    let traits = &member.traits;
    let item = |name| target.member(name).map(|item| model.target(item));
    let (id, item, allowed) = match target.kind {
        ShapeKind::List if traits.http_header().is_some() => ("httpHeader", item("member"), Kinds::SCALARS),
        ShapeKind::List if traits.http_query().is_some() => ("httpQuery", item("member"), Kinds::SCALARS),
        ShapeKind::Map if traits.http_prefix_headers().is_some() => {
            ("httpPrefixHeaders", item("value"), Kinds::STRINGS)
        }
        ShapeKind::Map if traits.http_query_params() => {
            ("httpQueryParams", item("value"), Kinds::STRINGS.or(Kinds::LIST))
        }
        _ => return,
    };
    if let Some(item) = item
        && !allowed.has(item.kind.set())
    {
        let message = format!("`@{id}` is on a {} of values of type {}", target.kind, item.kind);
        let problem = Diagnostic::error(member.id.clone(), message).about_trait(format!("smithy.api#{id}"));
        problems.push(problem.help(format!("they may be of type {}", allowed.names().join(", "))));
    }
}
