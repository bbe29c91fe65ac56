//! Views of objects and arrays.

use std::borrow::Cow;

use super::document::{JsonDocument, NodeKind};
use super::{FromJson, JsonError, JsonValue};

/// A list or map is not given room for more than this many elements before they have been read.
const MAX_RESERVED: usize = 128;

/// The members of an object.
///
/// Looking up a name compares it with every name in the object, and that is quick: nearly all are told apart by their
/// length, and what stands inside the members is skipped.
#[derive(Clone, Copy, Debug)]
pub struct JsonObject<'a>(JsonValue<'a>);

impl<'a> JsonObject<'a> {
    pub(super) fn new(value: JsonValue<'a>) -> Self {
        Self(value)
    }

    /// An optional member: `None` if it is absent or null.
    ///
    /// # Errors
    ///
    /// The member is not what `T` expects.
    pub fn get<T: FromJson>(&self, name: &str) -> Result<Option<T>, JsonError> {
        Option::from_json(self.value(name))
    }

    /// A required member; the zero value of its type if it is absent or null, which is never an error.
    ///
    /// # Errors
    ///
    /// The member is not what `T` expects.
    pub fn required<T: FromJson>(&self, name: &str) -> Result<T, JsonError> {
        T::from_json(self.value(name))
    }

    /// An optional member that is not read as its type says, such as a timestamp in another format:
    /// `object.get_with("at", |value| value.date_time(Format::HttpDate))`.
    ///
    /// # Errors
    ///
    /// Whatever `read` returns.
    pub fn get_with<T>(
        &self,
        name: &str,
        read: impl FnOnce(JsonValue<'a>) -> Result<T, JsonError>,
    ) -> Result<Option<T>, JsonError> {
        self.value(name).nullable_with(read)
    }

    /// The value of a member; a missing value if there is no such member, the last one if there are several.
    #[must_use]
    pub fn value(&self, name: &str) -> JsonValue<'a> {
        let mut entries = self.entries();
        let mut found = JsonValue::missing();
        while let Some((at, value)) = entries.advance() {
            if is_name(entries.document, at, name) {
                found = value;
            }
        }
        found
    }

    /// The members with their names, in the order of the text; duplicates are not taken out.
    #[must_use]
    pub fn entries(&self) -> JsonEntries<'a> {
        JsonEntries::new(self.0)
    }

    /// The member that is set in a union, with its name: the first that is neither null nor `__type`.
    #[must_use]
    pub fn variant(&self) -> Option<(Cow<'a, str>, JsonValue<'a>)> {
        self.entries()
            .find(|(name, value)| name != "__type" && !value.is_null())
    }
}

/// Whether the node at `index` is the name `name`.
fn is_name(document: &JsonDocument<'_>, index: usize, name: &str) -> bool {
    document.node(index).is_some_and(|node| match node.kind {
        NodeKind::EscapedString => document.string(node) == name,
        // Lengths are compared first, as they stand in the node.
        _ => (node.end - node.start) as usize == name.len() && document.node_text(node) == name,
    })
}

/// The members of an object with their names, in the order of the text.
#[derive(Clone, Debug)]
pub struct JsonEntries<'a> {
    document: &'a JsonDocument<'a>,
    next: usize,
    end: usize,
}

impl<'a> JsonEntries<'a> {
    /// The members of `value`; none if it is not an object.
    pub(super) fn new(value: JsonValue<'a>) -> Self {
        let (document, index) = value.position();
        Self {
            document,
            next: index + 1,
            end: document.behind(index),
        }
    }

    /// How much room to give to a map of these members.
    pub(super) fn reservation(&self) -> usize {
        self.clone().take(MAX_RESERVED).count()
    }

    /// The index of the next name, and its value.
    fn advance(&mut self) -> Option<(usize, JsonValue<'a>)> {
        if self.next >= self.end {
            return None;
        }
        let name = self.next;
        self.next = self.document.behind(name + 1);
        Some((name, JsonValue::new(self.document, name + 1)))
    }
}

impl<'a> Iterator for JsonEntries<'a> {
    type Item = (Cow<'a, str>, JsonValue<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, value) = self.advance()?;
        let name = self
            .document
            .node(name)
            .map(|node| self.document.string(node))
            .unwrap_or_default();
        Some((name, value))
    }
}

/// The elements of an array.
#[derive(Clone, Debug)]
pub struct JsonElements<'a> {
    document: &'a JsonDocument<'a>,
    next: usize,
    end: usize,
}

impl<'a> JsonElements<'a> {
    /// The elements of `value`; none if it is not an array.
    pub(super) fn new(value: JsonValue<'a>) -> Self {
        let (document, index) = value.position();
        Self {
            document,
            next: index + 1,
            end: document.behind(index),
        }
    }

    /// How much room to give to a list of these elements.
    pub(super) fn reservation(&self) -> usize {
        self.clone().take(MAX_RESERVED).count()
    }
}

impl<'a> Iterator for JsonElements<'a> {
    type Item = JsonValue<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.end {
            return None;
        }
        let value = JsonValue::new(self.document, self.next);
        self.next = self.document.behind(self.next);
        Some(value)
    }
}
