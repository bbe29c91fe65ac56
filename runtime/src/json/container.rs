//! What stands in arrays and objects.

use std::borrow::Cow;

use super::JsonValue;
use super::document::JsonDocument;

/// A list or map is not given room for what more than this many nodes hold before they have been read.
const MAX_RESERVED: usize = 128;

/// The elements of an array.
#[derive(Clone)]
pub(super) struct Elements<'a> {
    document: &'a JsonDocument<'a>,
    next: usize,
    end: usize,
}

impl<'a> Elements<'a> {
    /// The elements of `value`; none if it is no container.
    pub(super) fn new(value: JsonValue<'a>) -> Self {
        let (document, index) = value.position();
        Self { document, next: index + 1, end: document.behind(index) }
    }

    /// How much room to give to a list of these elements.
    pub(super) fn reservation(&self) -> usize {
        self.clone().take(MAX_RESERVED).count()
    }
}

impl<'a> Iterator for Elements<'a> {
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

/// The members of an object with their names, in the order of the text; duplicates are not taken out.
///
/// Names and values take turns in the tape.
pub(super) struct Entries<'a>(Elements<'a>);

impl<'a> Entries<'a> {
    /// The members of `value`; none if it is no container.
    pub(super) fn new(value: JsonValue<'a>) -> Self {
        Self(Elements::new(value))
    }

    /// How much room to give to a map of these members.
    pub(super) fn reservation(&self) -> usize {
        self.0.reservation() / 2
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = (Cow<'a, str>, JsonValue<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let name = JsonValue::new(self.0.document, self.0.next);
        // A name is one node.
        self.0.next += 1;
        let value = self.0.next()?;
        Some((name.as_str(), value))
    }
}
