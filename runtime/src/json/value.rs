//! A view of one value.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::document::{EMPTY, JsonDocument};
use super::number::{Integer, integer};
use super::{JsonElements, JsonError, JsonObject};
use crate::primitives::DateTime;
use crate::primitives::date_time::Format;

/// Standard base64, with its padding or without.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What is found when a string does not hold what it should.
const OTHER_FORM: &str = "a string of another form";

/// A value of a [`JsonDocument`], or a missing one.
///
/// Accessors give the zero value of their type when the value is missing or null, and an error that names the path
/// when it is of another type.
#[derive(Clone, Copy)]
pub struct JsonValue<'a> {
    document: &'a JsonDocument<'a>,
    index: usize,
}

/// The type of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonKind {
    /// `null`, or no value at all.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl JsonKind {
    /// The kind with its article, for messages.
    fn described(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

impl<'a> JsonValue<'a> {
    pub(super) fn new(document: &'a JsonDocument<'a>, index: usize) -> Self {
        Self { document, index }
    }

    /// The value of a member that is absent; whatever is read from it is the zero value of its type.
    #[must_use]
    pub fn missing() -> Self {
        Self::new(&EMPTY, 0)
    }

    pub(super) fn position(self) -> (&'a JsonDocument<'a>, usize) {
        (self.document, self.index)
    }

    pub(super) fn index(self) -> usize {
        self.index
    }

    /// The type of the value.
    #[must_use]
    pub fn kind(self) -> JsonKind {
        self.document
            .node(self.index)
            .map_or(JsonKind::Null, |node| node.kind.public())
    }

    /// Whether the value is null or missing.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.kind() == JsonKind::Null
    }

    /// A boolean; `false` if missing.
    ///
    /// # Errors
    ///
    /// The value is of another type.
    pub fn boolean(self) -> Result<bool, JsonError> {
        Ok(self
            .expect(JsonKind::Bool, "a boolean")?
            .is_some_and(|text| text == "true"))
    }

    /// A string, without its escapes; empty if missing.
    ///
    /// # Errors
    ///
    /// The value is of another type.
    pub fn as_str(self) -> Result<Cow<'a, str>, JsonError> {
        self.string("a string")
    }

    /// A number as it stands in the text; `0` if missing.
    ///
    /// # Errors
    ///
    /// The value is of another type.
    pub fn number_text(self) -> Result<&'a str, JsonError> {
        self.number("a number")
    }

    /// A whole number; 0 if missing. `2.0` and `2e3` are whole numbers.
    ///
    /// # Errors
    ///
    /// The value is of another type, has a fraction or does not fit in 64 bits.
    pub fn integer(self) -> Result<i64, JsonError> {
        const EXPECTED: &str = "an integer";
        match integer(self.number(EXPECTED)?) {
            Integer::Exact(value) => Ok(value),
            Integer::Fraction => Err(self.error(EXPECTED, "a number with a fraction")),
            Integer::OutOfRange => Err(self.out_of_range(EXPECTED)),
        }
    }

    /// The text of a number, or one of the strings `NaN`, `Infinity` and `-Infinity`; `0` if missing.
    pub(super) fn float_text(self) -> Result<&'a str, JsonError> {
        const EXPECTED: &str = "a number";
        if self.kind() != JsonKind::String {
            return self.number(EXPECTED);
        }
        let text = self.as_str()?;
        let named = ["NaN", "Infinity", "-Infinity"].into_iter().find(|name| *name == text);
        named.ok_or_else(|| self.unexpected(EXPECTED))
    }

    /// Bytes from a base64 string, padded or not; none if missing.
    ///
    /// # Errors
    ///
    /// The value is of another type or not base64.
    pub fn bytes(self) -> Result<Vec<u8>, JsonError> {
        const EXPECTED: &str = "a base64 string";
        BASE64
            .decode(&*self.string(EXPECTED)?)
            .map_err(|_| self.error(EXPECTED, OTHER_FORM))
    }

    /// A timestamp in the given format: epoch seconds are a number, kept to the nanosecond, the other formats strings;
    /// epoch 0 if missing.
    ///
    /// # Errors
    ///
    /// The value is of another type or not in this format.
    pub fn date_time(self, format: Format) -> Result<DateTime, JsonError> {
        let (expected, found) = match format {
            Format::EpochSeconds => ("a number of epoch seconds", "a number out of range"),
            Format::DateTime => ("a date-time string", OTHER_FORM),
            Format::HttpDate => ("an http-date string", OTHER_FORM),
        };
        if self.is_null() {
            return Ok(DateTime::from_secs(0));
        }
        let text = match format {
            Format::EpochSeconds => Cow::Borrowed(self.number(expected)?),
            _ => self.string(expected)?,
        };
        DateTime::from_str(&text, format).map_err(|_| self.error(expected, found))
    }

    /// A value that may be missing or null, read by `read` if it is not.
    ///
    /// # Errors
    ///
    /// Whatever `read` returns.
    pub fn nullable_with<T>(
        self,
        read: impl FnOnce(JsonValue<'a>) -> Result<T, JsonError>,
    ) -> Result<Option<T>, JsonError> {
        if self.is_null() { Ok(None) } else { read(self).map(Some) }
    }

    /// A list, each element read by `read`; empty if missing. Null elements are kept if the list is sparse, else
    /// skipped.
    ///
    /// # Errors
    ///
    /// The value is no array, or whatever `read` returns.
    pub fn list_with<T>(
        self,
        sparse: bool,
        read: impl Fn(JsonValue<'a>) -> Result<T, JsonError>,
    ) -> Result<Vec<T>, JsonError> {
        let elements = self.elements()?;
        let mut list = Vec::with_capacity(elements.reservation());
        for element in elements {
            if sparse || !element.is_null() {
                list.push(read(element)?);
            }
        }
        Ok(list)
    }

    /// A map, each value read by `read`; empty if missing. Null values are kept if the map is sparse, else skipped.
    ///
    /// # Errors
    ///
    /// The value is no object, or whatever `read` returns.
    pub fn map_with<T>(
        self,
        sparse: bool,
        read: impl Fn(JsonValue<'a>) -> Result<T, JsonError>,
    ) -> Result<HashMap<String, T>, JsonError> {
        let entries = self.object()?.entries();
        let mut map = HashMap::with_capacity(entries.reservation());
        for (name, value) in entries {
            if sparse || !value.is_null() {
                map.insert(name.into_owned(), read(value)?);
            } else {
                // Of duplicate names the last one counts, also when it is null.
                map.remove(&*name);
            }
        }
        Ok(map)
    }

    /// The elements of an array; none if missing.
    ///
    /// # Errors
    ///
    /// The value is of another type.
    pub fn elements(self) -> Result<JsonElements<'a>, JsonError> {
        self.expect(JsonKind::Array, "an array")?;
        Ok(JsonElements::new(self))
    }

    /// The members of an object; none if missing.
    ///
    /// # Errors
    ///
    /// The value is of another type.
    pub fn object(self) -> Result<JsonObject<'a>, JsonError> {
        self.expect(JsonKind::Object, "an object")?;
        Ok(JsonObject::new(self))
    }

    /// An error that says what was expected instead of this value.
    #[must_use]
    pub fn unexpected(self, expected: &'static str) -> JsonError {
        self.error(expected, self.kind().described())
    }

    fn string(self, expected: &'static str) -> Result<Cow<'a, str>, JsonError> {
        self.expect(JsonKind::String, expected)?;
        Ok(self
            .document
            .node(self.index)
            .map(|node| self.document.string(node))
            .unwrap_or_default())
    }

    fn number(self, expected: &'static str) -> Result<&'a str, JsonError> {
        Ok(self.expect(JsonKind::Number, expected)?.unwrap_or("0"))
    }

    /// The text of a value of this kind; `None` if it is missing or null.
    fn expect(self, kind: JsonKind, expected: &'static str) -> Result<Option<&'a str>, JsonError> {
        match self.document.node(self.index) {
            Some(node) if node.kind.public() == kind => Ok(Some(self.document.node_text(node))),
            Some(node) if node.kind.public() != JsonKind::Null => Err(self.unexpected(expected)),
            _ => Ok(None),
        }
    }

    pub(super) fn out_of_range(self, expected: &'static str) -> JsonError {
        self.error(expected, "a number out of range")
    }

    fn error(self, expected: &'static str, found: &'static str) -> JsonError {
        JsonError::type_mismatch(self.document.path(self.index), expected, found)
    }
}

/// Without what it holds, which may be secret.
impl fmt::Debug for JsonValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JsonValue").field(&self.kind()).finish()
    }
}
