//! Reads the value of a trait and notes everything in it that breaks the trait's form.
//!
//! Each typed trait has one `parse` function. Loading runs it for the problems, the accessors of
//! [`Traits`](super::Traits) run it again for the result.

use serde_json::{Map, Value};

use crate::diagnostic::Severity;

/// What is wrong with a trait's value, worded to follow the trait's name: "`@http` lacks `uri`".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// A warning where the value still says all that is needed.
    pub severity: Severity,
    pub message: String,
    pub hint: Option<String>,
}

/// The problems of one trait's value.
#[derive(Debug, Default)]
pub(crate) struct Problems(Vec<Problem>);

impl Problems {
    pub(crate) fn add(&mut self, message: impl Into<String>, hint: &str) {
        self.push(Severity::Error, message.into(), hint);
    }

    fn push(&mut self, severity: Severity, message: String, hint: &str) {
        let hint = (!hint.is_empty()).then(|| hint.to_owned());
        self.0.push(Problem { severity, message, hint });
    }

    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Runs `parse` for its result alone: for values that were checked on load.
pub(super) fn parsed<'a, T>(value: &'a Value, parse: fn(&'a Value, &mut Problems) -> Option<T>) -> Option<T> {
    parse(value, &mut Problems::default())
}

/// A short name for what kind of JSON a value is.
pub(crate) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// A trait without members of its own: `{}`, or `true` as Smithy 1.0 also wrote it.
pub(crate) fn annotation(value: &Value, problems: &mut Problems) {
    match value {
        Value::Bool(true) => {}
        Value::Object(map) if map.is_empty() => {}
        _ => problems.add(format!("takes no value, but has {}", kind_of(value)), "write `{}`"),
    }
}

/// A trait whose value is any string.
pub(crate) fn string<'a>(value: &'a Value, problems: &mut Problems) -> Option<&'a str> {
    if value.as_str().is_none() {
        problems.add(format!("must be a string, but is {}", kind_of(value)), "");
    }
    value.as_str()
}

/// A trait whose value is a string of at least one character.
pub(crate) fn non_empty_string<'a>(value: &'a Value, problems: &mut Problems) -> Option<&'a str> {
    let text = string(value, problems)?;
    if text.is_empty() {
        problems.add("must not be empty", "");
        return None;
    }
    Some(text)
}

/// A trait whose value is a list of strings.
pub(crate) fn strings<'a>(value: &'a Value, problems: &mut Problems) -> Option<Vec<&'a str>> {
    let strings = value.as_array().and_then(|items| items.iter().map(Value::as_str).collect());
    if strings.is_none() {
        problems.add("must be a list of strings", "");
    }
    strings
}

/// One of the words of `known`.
pub(crate) fn one_of<T: Copy>(text: &str, what: &str, known: &[(&str, T)], problems: &mut Problems) -> Option<T> {
    let found = known.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
    if found.is_none() {
        let words: Vec<_> = known.iter().map(|(word, _)| format!("`{word}`")).collect();
        problems.add(format!("{what} `{text}`, which is unknown"), &format!("it may be {}", words.join(", ")));
    }
    found
}

/// An object inside a trait's value, read property by property.
pub(crate) struct Object<'a> {
    map: &'a Map<String, Value>,
    /// Where the object stands, for messages: empty for the value itself, else ` in acceptors[0]`.
    place: String,
}

impl<'a> Object<'a> {
    /// Reads an object that has no properties but `known`.
    pub(crate) fn read(value: &'a Value, known: &[&str], problems: &mut Problems) -> Option<Self> {
        Self::read_at(value, "", known, problems)
    }

    /// The same for an object at `path` inside the trait's value.
    pub(crate) fn read_at(value: &'a Value, path: &str, known: &[&str], problems: &mut Problems) -> Option<Self> {
        let place = if path.is_empty() { String::new() } else { format!(" in `{path}`") };
        let Some(map) = value.as_object() else {
            problems.add(format!("must hold an object{place}, but holds {}", kind_of(value)), "");
            return None;
        };
        for key in map.keys().filter(|key| !known.contains(&key.as_str())) {
            let known: Vec<String> = known.iter().map(|key| format!("`{key}`")).collect();
            let message = format!("has the unknown property `{key}`{place}");
            problems.push(Severity::Warning, message, &format!("it may have {}", known.join(", ")));
        }
        Some(Self { map, place })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.map.is_empty()
    }

    pub(crate) fn value(&self, key: &str) -> Option<&'a Value> {
        self.map.get(key)
    }

    /// The string at `key`, which has to be there and not be empty.
    pub(crate) fn required_string(&self, key: &str, problems: &mut Problems) -> Option<&'a str> {
        if !self.map.contains_key(key) {
            problems.add(format!("lacks `{key}`{}", self.place), "");
            return None;
        }
        let text = self.string(key, problems)?;
        if text.is_empty() {
            problems.add(format!("has an empty `{key}`{}", self.place), "");
            return None;
        }
        Some(text)
    }

    pub(crate) fn string(&self, key: &str, problems: &mut Problems) -> Option<&'a str> {
        self.typed(key, "a string", Value::as_str, problems)
    }

    pub(crate) fn bool(&self, key: &str, problems: &mut Problems) -> Option<bool> {
        self.typed(key, "a boolean", Value::as_bool, problems)
    }

    /// A whole number that is not negative.
    pub(crate) fn unsigned(&self, key: &str, problems: &mut Problems) -> Option<u64> {
        self.typed(key, "a whole number, not negative", Value::as_u64, problems)
    }

    pub(crate) fn list(&self, key: &str, problems: &mut Problems) -> Option<&'a Vec<Value>> {
        self.typed(key, "a list", Value::as_array, problems)
    }

    /// The list of strings at `key`, empty when it is not there.
    pub(crate) fn strings(&self, key: &str, problems: &mut Problems) -> Vec<String> {
        let items = self.list(key, problems).into_iter().flatten();
        let strings: Option<Vec<String>> = items.map(|item| item.as_str().map(str::to_owned)).collect();
        strings.unwrap_or_else(|| {
            problems.add(format!("has `{key}`{} that must be a list of strings", self.place), "");
            Vec::new()
        })
    }

    fn typed<T>(&self, key: &str, form: &str, read: fn(&'a Value) -> Option<T>, problems: &mut Problems) -> Option<T> {
        let value = self.map.get(key)?;
        let typed = read(value);
        if typed.is_none() {
            let shown = match value {
                Value::Number(number) => number.to_string(),
                _ => kind_of(value).to_owned(),
            };
            problems.add(format!("has `{key}`{} that must be {form}, but is {shown}", self.place), "");
        }
        typed
    }
}
