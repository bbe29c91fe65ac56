//! What the model allows: required members, lengths, ranges, patterns, enums and unique items, on every value in an input.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};
use std::fmt;

use regress::Regex;
use serde_json::{Number, Value};
use tinsmith_codegen::model::traits::{Length, Range};
use tinsmith_codegen::model::{Member, Model, Shape, ShapeKind, Traits};
use tinsmith_codegen::shape_id::ShapeId;

use super::text::from_base64;
use super::{ModelError, Object};

/// The patterns of a model, compiled.
#[derive(Debug)]
pub(super) struct Patterns(BTreeMap<String, Regex>);

impl Patterns {
    pub(super) fn of(model: &Model) -> Result<Self, ModelError> {
        let traits = model.shapes().flat_map(|shape| {
            std::iter::once((&shape.id, &shape.traits)).chain(shape.members.iter().map(|m| (&m.id, &m.traits)))
        });
        let patterns = traits.filter_map(|(id, traits)| Some((id, traits.pattern()?)));
        let compiled = patterns.map(|(id, pattern)| {
            // Patterns that are older than the flag break its stricter rules.
            let regex = Regex::with_flags(pattern, "u").or_else(|_| Regex::new(pattern));
            let regex =
                regex.map_err(|error| ModelError(format!("the pattern of {id} cannot be compiled: {error}")))?;
            Ok((pattern.to_owned(), regex))
        });
        compiled.collect::<Result<_, _>>().map(Self)
    }

    fn admits(&self, pattern: &str, text: &str) -> bool {
        self.0.get(pattern).is_none_or(|regex| regex.find(text).is_some())
    }
}

/// A constraint that a value does not satisfy, without the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Violation {
    path: String,
    length: Option<u64>,
    /// What is wanted: `not be null`.
    must: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value")?;
        if let Some(length) = self.length {
            write!(f, " with length {length}")?;
        }
        write!(f, " at '{}' failed to satisfy constraint: Member must {}", self.path, self.must)
    }
}

/// Everything in an input that the model does not allow, in the model's order.
pub(super) fn check(model: &Model, patterns: &Patterns, input: &ShapeId, value: &Object) -> Vec<Violation> {
    let mut checker = Checker { model, patterns, violations: Vec::new() };
    checker.members(model.shape(input), value, "");
    checker.violations
}

struct Checker<'a> {
    model: &'a Model,
    patterns: &'a Patterns,
    violations: Vec<Violation>,
}

/// What holds for a member's values: its own traits before those of its target.
struct Rules<'a> {
    shape: &'a Shape,
    member: &'a Traits,
}

impl<'a> Rules<'a> {
    fn find<T>(&self, of: impl Fn(&'a Traits) -> Option<T>) -> Option<T> {
        of(self.member).or_else(|| of(&self.shape.traits))
    }
}

impl Checker<'_> {
    fn violation(&mut self, path: &str, must: impl Into<String>) {
        self.violations.push(Violation { path: path.to_owned(), length: None, must: must.into() });
    }

    fn members(&mut self, shape: &Shape, value: &Object, path: &str) {
        for member in &shape.members {
            let path = format!("{path}/{}", member.name);
            match value.get(&member.name) {
                Some(value) => self.member(member, value, &path),
                None if member.traits.required() => self.violation(&path, "not be null"),
                None => {}
            }
        }
    }

    fn member(&mut self, member: &Member, value: &Value, path: &str) {
        let shape = self.model.target(member);
        let rules = Rules { shape, member: &member.traits };
        match value {
            Value::String(text) => self.string(&rules, text, path),
            Value::Number(number) => self.number(&rules, number, path),
            Value::Array(items) => {
                self.length(&rules, items.len(), path);
                if rules.shape.traits.unique_items() && repeats(items) {
                    self.violation(path, "have unique values");
                }
                let Some(member) = shape.member("member") else { return };
                for (index, item) in items.iter().enumerate() {
                    self.member(member, item, &format!("{path}/{index}"));
                }
            }
            Value::Object(entries) if shape.kind == ShapeKind::Map => self.map(&rules, entries, path),
            Value::Object(members) if shape.kind == ShapeKind::Structure => self.members(shape, members, path),
            Value::Object(members) if shape.kind == ShapeKind::Union => {
                for (name, value) in members {
                    let Some(member) = shape.member(name) else { continue };
                    self.member(member, value, &format!("{path}/{name}"));
                }
            }
            Value::Null | Value::Bool(_) | Value::Object(_) => {}
        }
    }

    /// A key's violations are told of the map, as Smithy does.
    fn map(&mut self, rules: &Rules<'_>, entries: &Object, path: &str) {
        self.length(rules, entries.len(), path);
        let (Some(key), Some(value)) = (rules.shape.member("key"), rules.shape.member("value")) else { return };
        let keys = Rules { shape: self.model.target(key), member: &key.traits };
        for (key, entry) in entries {
            self.string(&keys, key, path);
            self.member(value, entry, &format!("{path}/{key}"));
        }
    }

    fn string(&mut self, rules: &Rules<'_>, text: &str, path: &str) {
        match rules.shape.kind {
            ShapeKind::Blob => self.length(rules, from_base64(text).map_or(0, |bytes| bytes.len()), path),
            ShapeKind::String | ShapeKind::Enum => {
                self.length(rules, text.chars().count(), path);
                if let Some(pattern) = rules.find(Traits::pattern).filter(|it| !self.patterns.admits(it, text)) {
                    self.violation(path, format!("satisfy regular expression pattern: {pattern}"));
                }
                if rules.shape.kind == ShapeKind::Enum {
                    self.value_of(rules.shape, |value| value.as_str() == Some(text), path);
                }
            }
            _ => {}
        }
    }

    fn number(&mut self, rules: &Rules<'_>, number: &Number, path: &str) {
        if !rules.shape.kind.is_number() {
            return;
        }
        if let Some(range) = rules.find(Traits::range).filter(|range| !is_in(range, number)) {
            self.violation(path, format!("be {}", bounds(range.min.as_ref(), range.max.as_ref())));
        }
        if rules.shape.kind == ShapeKind::IntEnum {
            self.value_of(rules.shape, |value| value.as_i64() == number.as_i64(), path);
        }
    }

    /// One of an enum's values. Internal ones are taken, but not told of.
    fn value_of(&mut self, shape: &Shape, is_given: impl Fn(&Value) -> bool, path: &str) {
        let values = || shape.members.iter().filter_map(|member| Some((member, member.traits.enum_value()?)));
        if values().any(|(_, value)| is_given(value)) {
            return;
        }
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let told = values().filter(|(member, _)| !member.traits.has("smithy.api#internal"));
        let told: Vec<String> = told.map(|(_, value)| text(value)).collect();
        self.violation(path, format!("satisfy enum value set: [{}]", told.join(", ")));
    }

    fn length(&mut self, rules: &Rules<'_>, length: usize, path: &str) {
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        let fits =
            |bounds: &Length| bounds.min.is_none_or(|min| length >= min) && bounds.max.is_none_or(|max| length <= max);
        if let Some(Length { min, max }) = rules.find(Traits::length).filter(|bounds| !fits(bounds)) {
            let must = format!("have length {}", bounds(min, max));
            self.violations.push(Violation { path: path.to_owned(), length: Some(length), must });
        }
    }
}

fn bounds<N: fmt::Display>(min: Option<N>, max: Option<N>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("between {min} and {max}, inclusive"),
        (Some(min), None) => format!("greater than or equal to {min}"),
        (None, Some(max)) => format!("less than or equal to {max}"),
        (None, None) => String::new(),
    }
}

fn is_in(range: &Range, number: &Number) -> bool {
    let ordering = |bound: &String| bound.parse::<Number>().map_or(Ordering::Equal, |bound| compare(number, &bound));
    range.min.as_ref().is_none_or(|min| ordering(min).is_ge())
        && range.max.as_ref().is_none_or(|max| ordering(max).is_le())
}

/// Compares exactly where both are whole, else as floating point.
fn compare(a: &Number, b: &Number) -> Ordering {
    match (a.as_i128(), b.as_i128()) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.as_f64().unwrap_or_default().total_cmp(&b.as_f64().unwrap_or_default()),
    }
}

fn repeats(items: &[Value]) -> bool {
    let mut seen = HashSet::new();
    items.iter().any(|item| !seen.insert(item))
}
