//! Enums: values of members that have none of their own, and members of Smithy 1.0's `@enum` strings.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::shape_id::{ShapeId, is_identifier};

use super::traits::Traits;
use super::{Member, Shape, ShapeKind};

const ENUM: &str = "smithy.api#enum";
const ENUM_VALUE: &str = "smithy.api#enumValue";

/// Makes an enum of a string with `@enum`, and gives an enum's members the values that they have by default.
pub(super) fn complete(shape: &mut Shape) {
    if shape.kind == ShapeKind::String
        && let Some(definitions) = shape.traits.get(ENUM).and_then(Value::as_array)
    {
        shape.members = members(&shape.id, definitions);
        shape.kind = ShapeKind::Enum;
    }
    if shape.kind == ShapeKind::Enum {
        for member in shape.members.iter_mut().filter(|member| !member.traits.has(ENUM_VALUE)) {
            member.traits.insert(ENUM_VALUE, json!(member.name));
        }
    }
}

/// The members of an enum that `@enum` describes. Definitions without a value are reported with the trait's form.
fn members(id: &ShapeId, definitions: &[Value]) -> Vec<Member> {
    let mut taken = BTreeSet::new();
    let mut members = Vec::new();
    for definition in definitions {
        let Some(value) = definition.get("value").and_then(Value::as_str) else {
            continue;
        };
        let given = definition.get("name").and_then(Value::as_str).filter(|name| is_identifier(name));
        let name = unique(given.map_or_else(|| name_of(value), str::to_owned), &mut taken);
        let mut traits = Traits::default();
        traits.insert(ENUM_VALUE, json!(value));
        if let Some(documentation) = definition.get("documentation") {
            traits.insert("smithy.api#documentation", documentation.clone());
        }
        let tags = definition.get("tags").and_then(Value::as_array);
        if tags.is_some_and(|tags| tags.contains(&json!("internal"))) {
            traits.insert("smithy.api#internal", json!({}));
        }
        if definition.get("deprecated") == Some(&Value::Bool(true)) {
            traits.insert("smithy.api#deprecated", json!({}));
        }
        members.push(Member { id: id.with_member(&name), name, target: ShapeId::prelude("Unit"), traits });
    }
    members
}

/// A member's name made of its value: `us-east-1` becomes `us_east_1`, and `2.0` becomes `_2_0`.
fn name_of(value: &str) -> String {
    let name: String = value.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    match name.chars().next() {
        Some(first) if first.is_ascii_digit() => format!("_{name}"),
        _ if is_identifier(&name) => name,
        _ => format!("VALUE{name}"),
    }
}

/// `name`, with a number behind it when it is taken.
fn unique(name: String, taken: &mut BTreeSet<String>) -> String {
    let mut unique = name.clone();
    let mut count = 1;
    while !taken.insert(unique.clone()) {
        count += 1;
        unique = format!("{name}_{count}");
    }
    unique
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(kind: ShapeKind, members: Vec<Member>, traits: Traits) -> Shape {
        let mut shape = Shape { id: ShapeId::parse("a#E").unwrap(), kind, members, traits };
        complete(&mut shape);
        shape
    }

    #[test]
    fn an_enum_string_becomes_an_enum() {
        let definitions = json!([
            {"value": "a-b", "name": "AB", "documentation": "Both.", "deprecated": true},
            {"value": "c.d"}, {"value": "c-d"}, {"value": "1x"}, {"value": "*"},
        ]);
        let shape = completed(ShapeKind::String, Vec::new(), Traits::from_iter([(ENUM.to_owned(), definitions)]));
        assert_eq!(shape.kind, ShapeKind::Enum);
        let names: Vec<_> = shape.members.iter().map(|member| member.name.as_str()).collect();
        assert_eq!(names, ["AB", "c_d", "c_d_2", "_1x", "VALUE_"]);
        let first = &shape.members[0];
        assert_eq!((first.id.as_str(), first.traits.enum_value()), ("a#E$AB", Some(&json!("a-b"))));
        assert!(first.traits.deprecated().is_some());
        assert_eq!(first.traits.documentation(), Some("Both."));
    }

    #[test]
    fn a_member_without_value_has_its_name() {
        let id = ShapeId::parse("a#E$X").unwrap();
        let member = Member { name: "X".to_owned(), id, target: ShapeId::prelude("Unit"), traits: Traits::default() };
        let shape = completed(ShapeKind::Enum, vec![member], Traits::default());
        assert_eq!(shape.members[0].traits.enum_value(), Some(&json!("X")));
    }
}
