//! What the model demands of a member, in words.

use super::inline;
use crate::lower::defaults::is_demanded;
use crate::model::{Member, Model, ShapeKind};

/// What the model demands of a member, and of the elements, keys or values of what it holds, a line each:
/// `Required. 2 to 64 characters, matching ``^[a-z]+``.` `is_input` for members of an input itself, whose token the
/// client fills in.
pub(crate) fn demands(model: &Model, member: &Member, is_input: bool) -> Vec<String> {
    let target = model.target(member);
    let mut sentences = Vec::new();
    if is_input && member.traits.idempotency_token() {
        sentences.push("A UUID unless set.".to_owned());
    } else if is_demanded(member, target) {
        sentences.push("Required.".to_owned());
    }
    if let Some(own) = constraints(model, member) {
        let first = own.get(..1).map(str::to_uppercase).unwrap_or_default();
        sentences.push(format!("{first}{}.", own.get(1..).unwrap_or_default()));
    }
    let mut lines = Vec::new();
    if !sentences.is_empty() {
        lines.push(sentences.join(" "));
    }
    let subjects: &[&str] = match target.kind {
        ShapeKind::List => &["Each element"],
        ShapeKind::Map => &["Keys", "Values"],
        _ => &[],
    };
    for (subject, inner) in subjects.iter().zip(&target.members) {
        lines.extend(constraints(model, inner).map(|constraints| format!("{subject}: {constraints}.")));
    }
    lines
}

/// `2 to 64 characters, matching ``^[a-z]+`` `.
fn constraints(model: &Model, member: &Member) -> Option<String> {
    let target = model.target(member);
    let unit = match target.kind {
        ShapeKind::Blob => "bytes",
        ShapeKind::List => "elements",
        ShapeKind::Map => "entries",
        _ => "characters",
    };
    let mut parts = Vec::new();
    if let Some(length) = member.traits.length().or_else(|| target.traits.length()) {
        parts.extend(bounds(length.min.map(|min| min.to_string()), length.max.map(|max| max.to_string()), unit));
    }
    if let Some(range) = member.traits.range().or_else(|| target.traits.range()) {
        parts.extend(bounds(range.min, range.max, ""));
    }
    if target.traits.unique_items() {
        parts.push("all different".to_owned());
    }
    if let Some(source) = member.traits.pattern().or_else(|| target.traits.pattern()) {
        let unchecked = if model.patterns.compile(source).is_ok() { "" } else { " (which only the service checks)" };
        parts.push(format!("matching {}{unchecked}", inline::code(source)));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `2 to 64 characters`, `exactly 10 characters`, `at least 1`.
fn bounds(min: Option<String>, max: Option<String>, unit: &str) -> Option<String> {
    let text = match (min, max) {
        (Some(min), Some(max)) if min == max => format!("exactly {min}"),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => return None,
    };
    let single = ["exactly 1", "at least 1", "at most 1"].contains(&text.as_str());
    let unit = match (single, unit) {
        (true, "entries") => "entry",
        (true, plural) => plural.trim_end_matches('s'),
        (false, plural) => plural,
    };
    Some(format!("{text} {unit}").trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// What is demanded of each member of an input.
    fn all(members: &Value) -> Vec<String> {
        let text = |traits: Value| json!({"type": "string", "traits": traits});
        let mut model = json!({"smithy": "2.0", "shapes": {
            "a#S": {"type": "service", "version": "1", "operations": [{"target": "a#Op"}], "traits": {
                "aws.protocols#restJson1": {},
            }},
            "a#Op": {"type": "operation", "input": {"target": "a#In"}, "traits": {
                "smithy.api#http": {"method": "POST", "uri": "/"},
            }},
            "a#Key": text(json!({"smithy.api#length": {"min": 1, "max": 128}, "smithy.api#pattern": "^[a-z]+$"})),
            "a#Value": text(json!({"smithy.api#length": {"max": 256}})),
            "a#Keys": {"type": "list", "member": {"target": "a#Key"}, "traits": {
                "smithy.api#length": {"min": 1}, "smithy.api#uniqueItems": {},
            }},
            "a#Map": {"type": "map", "key": {"target": "a#Key"}, "value": {"target": "a#Value"}, "traits": {
                "smithy.api#length": {"min": 1},
            }},
        }});
        model["shapes"]["a#In"] = json!({"type": "structure", "members": members});
        let (model, _) = Model::load(&model.to_string(), &Default::default()).unwrap_or_else(|error| panic!("{error}"));
        let input = model.shape(&model.operation("Op").unwrap().input);
        input.members.iter().map(|member| demands(&model, member, true).join("\n")).collect()
    }

    fn string(traits: &Value) -> Value {
        json!({"target": "smithy.api#String", "traits": traits})
    }

    #[test]
    fn says_what_is_demanded() {
        let members = json!({
            "a": string(&json!({
                "smithy.api#required": {},
                "smithy.api#length": {"min": 10, "max": 10},
                "smithy.api#pattern": "^a$",
            })),
            "b": string(&json!({})),
            "c": {"target": "smithy.api#Integer", "traits": {"smithy.api#range": {"min": 1, "max": 25}}},
        });
        assert_eq!(all(&members), ["Required. Exactly 10 characters, matching `^a$`.", "", "1 to 25."]);
    }

    #[test]
    fn says_what_is_demanded_of_elements_keys_and_values() {
        let members = json!({"keys": {"target": "a#Keys"}, "map": {"target": "a#Map"}});
        let expected = [
            "At least 1 element, all different.\nEach element: 1 to 128 characters, matching `^[a-z]+$`.",
            "At least 1 entry.\nKeys: 1 to 128 characters, matching `^[a-z]+$`.\nValues: at most 256 characters.",
        ];
        assert_eq!(all(&members), expected);
    }

    #[test]
    fn says_what_is_filled_in_and_what_is_not_checked() {
        let members = json!({
            "token": string(&json!({"smithy.api#required": {}, "smithy.api#idempotencyToken": {}})),
            "text": string(&json!({"smithy.api#pattern": "^(a)\\1$"})),
        });
        let expected = ["A UUID unless set.", r"Matching `^(a)\1$` (which only the service checks)."];
        assert_eq!(all(&members), expected);
    }
}
