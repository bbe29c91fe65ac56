//! Kinds of values that there is no code for.

use super::Lack;
use crate::model::{Member, Model, Shape, ShapeKind};

pub(super) fn of_shape(model: &Model, shape: &Shape, lacks: &mut Vec<Lack>) {
    if matches!(shape.kind, ShapeKind::Enum | ShapeKind::IntEnum) {
        return;
    }
    for member in &shape.members {
        of_member(model, member, lacks);
        if shape.traits.error().is_some() && is_message(member) {
            of_message(model, member, lacks);
        }
    }
}

fn of_member(model: &Model, member: &Member, lacks: &mut Vec<Lack>) {
    let target = model.target(member);
    let mut lack = |trait_id, what: &str| {
        lacks.push(Lack { shape: member.id.clone(), trait_id, message: format!("{what} is not supported") });
    };
    match target.kind {
        // An event stream is reported as such.
        ShapeKind::Union if target.traits.streaming() => {}
        ShapeKind::Union | ShapeKind::IntEnum | ShapeKind::BigInteger | ShapeKind::BigDecimal | ShapeKind::Document => {
            lack(None, &format!("a member of type {}", target.kind))
        }
        ShapeKind::Structure if target.traits.error().is_some() => {
            lack(Some("smithy.api#error"), "an error as the value of a member");
        }
        ShapeKind::Timestamp => {
            if [&member.traits, &target.traits].into_iter().any(|traits| traits.timestamp_format().is_some()) {
                lack(Some("smithy.api#timestampFormat"), "`@timestampFormat`");
            }
            let default = member.traits.default_value().or_else(|| target.traits.default_value());
            if default.is_some_and(serde_json::Value::is_string) {
                lack(Some("smithy.api#default"), "a timestamp's default in text");
            }
        }
        _ => {}
    }
}

/// Whether the member becomes the field `message` of an error.
fn is_message(member: &Member) -> bool {
    member.name.trim_matches('_').eq_ignore_ascii_case("message")
}

/// Every error has a message that is shown with it.
fn of_message(model: &Model, member: &Member, lacks: &mut Vec<Lack>) {
    let target = model.target(member);
    let mut lack = |trait_id, what: &str| {
        lacks.push(Lack { shape: member.id.clone(), trait_id, message: format!("{what} is not supported") });
    };
    if target.kind != ShapeKind::String && !target.is_unit() {
        lack(None, "an error with a `message` that is no string");
    }
    if member.traits.sensitive() || target.traits.sensitive() {
        lack(Some("smithy.api#sensitive"), "an error with a `message` that must not be shown");
    }
}
