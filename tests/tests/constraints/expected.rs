//! What validation should report, in Smithy's words, worked out from the model's traits.

use std::cell::Cell;

use crate::model::{Bounds, Constraints, Place};
use crate::row::Probe;

/// What a place should report.
pub(crate) struct Expectation {
    required: bool,
    constraints: Constraints,
    pub(crate) pattern: Option<Pattern>,
    /// What holds for the keys of a map.
    keys: Constraints,
    key_pattern: Option<Pattern>,
}

/// A pattern, and what an engine for ECMA 262 makes of it.
pub(crate) struct Pattern {
    source: String,
    regex: regress::Regex,
    members: Cell<usize>,
    others: Cell<usize>,
}

impl Pattern {
    fn new(source: &str) -> Self {
        let regex = regress::Regex::with_flags(source, "u").or_else(|_| regress::Regex::new(source)).unwrap();
        Self { source: source.to_owned(), regex, members: Cell::new(0), others: Cell::new(0) }
    }

    /// Whether the pattern is found in the text.
    fn is_match(&self, text: &str) -> bool {
        let found = self.regex.find(text).is_some();
        let count = if found { &self.members } else { &self.others };
        count.set(count.get() + 1);
        found
    }

    /// Whether the generator takes the pattern to match every text, so that there may be none to refuse.
    pub(crate) fn is_universal(&self) -> bool {
        let automaton = tinsmith_codegen::pattern::compile(&self.source).unwrap();
        automaton.rows == [tinsmith_codegen::pattern::Row::Accept]
    }

    /// How many texts were members and how many were not.
    pub(crate) fn tried(&self) -> (usize, usize) {
        (self.members.get(), self.others.get())
    }
}

impl Expectation {
    pub(crate) fn of(place: &Place) -> Self {
        let pattern = |constraints: &Constraints| constraints.pattern.as_deref().map(Pattern::new);
        Self {
            required: place.required,
            pattern: pattern(&place.traits),
            key_pattern: pattern(&place.keys),
            constraints: place.traits.clone(),
            keys: place.keys.clone(),
        }
    }

    /// The violations of an otherwise valid input with this value at the pointer.
    pub(crate) fn violations(&self, probe: &Probe, pointer: &str) -> Vec<String> {
        let at = format!("at '{pointer}' failed to satisfy constraint: Member must");
        match probe {
            Probe::Nothing if self.required => vec![format!("Value {at} not be null")],
            Probe::Nothing => Vec::new(),
            Probe::Text(text) => {
                let mut violations = self.length(text.chars().count(), &at);
                if let Some(pattern) = self.pattern.as_ref().filter(|pattern| !pattern.is_match(text)) {
                    violations.push(format!("Value {at} satisfy regular expression pattern: {}", pattern.source));
                }
                violations
            }
            Probe::Bytes(length) => self.length(*length, &at),
            Probe::Elements(count) => {
                let mut violations = self.length(*count, &at);
                // The elements are all the same.
                if self.constraints.unique && *count > 1 {
                    violations.push(format!("Value {at} have unique values"));
                }
                violations
            }
            Probe::Entries(keys) => self.length(keys.len(), &at),
            Probe::Number(number) => match self.constraints.range.filter(|range| !range.hold(*number)) {
                Some(range) => vec![format!("Value {at} be {}", range.words())],
                None => Vec::new(),
            },
        }
    }

    fn length(&self, length: usize, at: &str) -> Vec<String> {
        match self.constraints.length.filter(|bounds| !bounds.hold(length as i64)) {
            Some(bounds) => vec![format!("Value with length {length} {at} have length {}", bounds.words())],
            None => Vec::new(),
        }
    }

    /// Whether a map may have this key.
    pub(crate) fn is_key(&self, key: &str) -> bool {
        let length = key.chars().count() as i64;
        self.keys.length.is_none_or(|bounds| bounds.hold(length))
            && self.key_pattern.as_ref().is_none_or(|pattern| pattern.is_match(key))
    }
}

impl Bounds {
    fn hold(self, value: i64) -> bool {
        self.min.is_none_or(|min| value >= min) && self.max.is_none_or(|max| value <= max)
    }

    fn words(self) -> String {
        match (self.min, self.max) {
            (Some(min), Some(max)) => format!("between {min} and {max}, inclusive"),
            (Some(min), None) => format!("greater than or equal to {min}"),
            (None, Some(max)) => format!("less than or equal to {max}"),
            (None, None) => String::new(),
        }
    }
}
