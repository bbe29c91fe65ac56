//! Enums, unions and members: what a shape of a kind must and must not hold.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::prelude;
use crate::model::{Model, Shape, ShapeKind, Traits};
use crate::shape_id::ShapeId;

/// Traits that only one member of a structure may have.
const EXCLUSIVE: [&str; 5] = [
    "smithy.api#httpPayload",
    "smithy.api#httpPrefixHeaders",
    "smithy.api#httpQueryParams",
    "smithy.api#httpResponseCode",
    "smithy.api#idempotencyToken",
];

pub(super) fn check(model: &Model, problems: &mut Diagnostics) {
    for shape in model.shapes() {
        match shape.kind {
            ShapeKind::Enum | ShapeKind::IntEnum => enum_values(shape, problems),
            ShapeKind::Structure | ShapeKind::Union => {
                alike_names(shape, problems);
                exclusive_traits(shape, problems);
                streams(model, shape, problems);
            }
            _ => {}
        }
        if matches!(shape.kind, ShapeKind::Structure | ShapeKind::List | ShapeKind::Map) {
            units(shape, problems);
        }
        if matches!(shape.kind, ShapeKind::Enum | ShapeKind::IntEnum | ShapeKind::Union) && shape.members.is_empty() {
            let problem = Diagnostic::error(shape.id.clone(), format!("the {} has no members", shape.kind));
            problems.push(problem.help("it needs at least one".to_owned()));
        }
        bounds(shape.kind, &shape.id, &shape.traits, problems);
        for member in &shape.members {
            bounds(model.target(member).kind, &member.id, &member.traits, problems);
        }
    }
    shape_names(model, problems);
}

/// `smithy.api#Unit` says that there is nothing beside a union's choice; elsewhere it would be a value of no type.
fn units(shape: &Shape, problems: &mut Diagnostics) {
    for member in shape.members.iter().filter(|member| member.target.as_str() == prelude::UNIT) {
        let message = format!("a member of a {} targets `smithy.api#Unit`", shape.kind);
        let problem = Diagnostic::error(member.id.clone(), message);
        problems.push(problem.help("only members of unions may; target a shape that holds data".to_owned()));
    }
}

fn enum_values(shape: &Shape, problems: &mut Diagnostics) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for member in &shape.members {
        let Some(value) = member.traits.enum_value() else {
            let problem = Diagnostic::error(member.id.clone(), "the member has no `@enumValue`");
            problems.push(problem.about_trait("smithy.api#enumValue").help("give it a whole number".to_owned()));
            continue;
        };
        let (fits, wanted) = match shape.kind {
            ShapeKind::Enum => (value.is_string(), "a string"),
            _ => (value.as_i64().is_some_and(|value| i32::try_from(value).is_ok()), "a whole number of 32 bits"),
        };
        if !fits {
            let message = format!("`@enumValue` is {value}, but has to be {wanted}");
            problems.push(Diagnostic::error(member.id.clone(), message).about_trait("smithy.api#enumValue"));
        }
        if let Some(earlier) = seen.insert(value.to_string(), &member.name) {
            let message = format!("has the value {value}, as `{earlier}` has");
            let problem = Diagnostic::error(member.id.clone(), message).about_trait("smithy.api#enumValue");
            problems.push(problem.help("values have to differ".to_owned()));
        }
    }
}

/// Names that differ in case only, which no language could tell apart after its own casing.
fn alike_names(shape: &Shape, problems: &mut Diagnostics) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for member in &shape.members {
        if let Some(earlier) = seen.insert(member.name.to_lowercase(), &member.name) {
            let message = format!("differs from `{earlier}` in case only");
            problems.push(Diagnostic::error(member.id.clone(), message));
        }
    }
}

fn exclusive_traits(shape: &Shape, problems: &mut Diagnostics) {
    for id in EXCLUSIVE {
        let mut members = shape.members.iter().filter(|member| member.traits.has(id));
        let Some(first) = members.next() else {
            continue;
        };
        for member in members {
            let short = id.trim_start_matches("smithy.api#");
            let problem = Diagnostic::error(member.id.clone(), format!("`{}` has `@{short}` already", first.name));
            problems.push(problem.about_trait(id).help("only one member of a structure may have it".to_owned()));
        }
    }
}

/// A stream is the payload of a request or response, or nothing.
fn streams(model: &Model, shape: &Shape, problems: &mut Diagnostics) {
    let top = |operation: &crate::model::Operation| operation.input == shape.id || operation.output == shape.id;
    for member in &shape.members {
        let target = model.target(member);
        if target.kind != ShapeKind::Blob || !target.traits.streaming() {
            continue;
        }
        let message = match shape.kind == ShapeKind::Structure && model.operations().any(top) {
            true if member.traits.http_payload() => continue,
            true => "a stream has to be the whole body",
            false => "a stream can only stand at the top of an input or output",
        };
        let problem = Diagnostic::error(member.id.clone(), message).about_trait("smithy.api#streaming");
        problems.push(problem.help(format!("give the member `@httpPayload`, or `{}` no `@streaming`", target.id)));
    }
}

/// The bounds of a range are numbers of the shape's own type.
fn bounds(kind: ShapeKind, owner: &ShapeId, traits: &Traits, problems: &mut Diagnostics) {
    let Some(range) = traits.range() else {
        return;
    };
    for (name, bound) in [("min", range.min), ("max", range.max)] {
        let hint = bound.as_deref().and_then(|bound| misfit(kind, bound));
        if let (Some(hint), Some(bound)) = (hint, bound) {
            let message = format!("`@range` has `{name}` {bound} on a shape of type {kind}");
            let problem = Diagnostic::error(owner.clone(), message).about_trait("smithy.api#range");
            problems.push(problem.help(hint.to_owned()));
        }
    }
}

/// What a bound has to be that is no number of this kind.
fn misfit(kind: ShapeKind, bound: &str) -> Option<&'static str> {
    if kind.is_integer() && bound.contains(['.', 'e', 'E']) {
        return Some("the bounds of whole numbers are whole numbers");
    }
    let fits = match kind {
        ShapeKind::Byte => bound.parse::<i8>().is_ok(),
        ShapeKind::Short => bound.parse::<i16>().is_ok(),
        ShapeKind::Integer | ShapeKind::IntEnum => bound.parse::<i32>().is_ok(),
        ShapeKind::Long => bound.parse::<i64>().is_ok(),
        ShapeKind::Float => bound.parse::<f32>().is_ok_and(f32::is_finite),
        ShapeKind::Double => bound.parse::<f64>().is_ok_and(f64::is_finite),
        _ => true,
    };
    (!fits).then_some("no value of this type reaches it; take the bound away, or target a wider type")
}

/// Shapes that become types need names of their own in the service, whatever their namespaces.
fn shape_names(model: &Model, problems: &mut Diagnostics) {
    let mut seen: BTreeMap<String, &ShapeId> = BTreeMap::new();
    let typed = [ShapeKind::Structure, ShapeKind::Union, ShapeKind::Enum, ShapeKind::IntEnum];
    for shape in model.shapes().filter(|shape| typed.contains(&shape.kind)) {
        let name = model.service.rename.get(&shape.id).map_or(shape.id.name(), String::as_str);
        if let Some(earlier) = seen.insert(name.to_lowercase(), &shape.id) {
            let message = format!("has the same name in the service as `{earlier}`");
            let hint = format!("`rename` one of them on `{}`", model.service.id);
            problems.push(Diagnostic::error(shape.id.clone(), message).help(hint));
        }
    }
}
