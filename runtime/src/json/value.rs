//! A view of one value.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::container::{Elements, Entries};
use super::document::{EMPTY, JsonDocument, Node};
use super::number::{Integer, integer};
use super::{FromJson, Timestamps};
use crate::primitives::date_time::Format;
use crate::primitives::{BigDecimal, BigInteger, DateTime, Document, Number};

/// Standard base64, with its padding or without.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The zero value of a timestamp.
const EPOCH: DateTime = DateTime::from_secs(0);

/// What is found when a string does not hold what it should.
const OTHER_FORM: &str = "a string of another form";

/// What is found when a number is not whole.
const FRACTION: &str = "a number with a fraction";

/// A value of a [`JsonDocument`], or a missing one.
///
/// Accessors give the zero value of their type when the value is missing or null. They do the same when it is of another
/// type, and [`JsonDocument::read`] then returns an error that names its path.
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
        self.document.node(self.index).map_or(JsonKind::Null, |node| node.kind.public())
    }

    /// Whether the value is null or missing.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.kind() == JsonKind::Null
    }

    /// An optional member of an object: `None` if it is absent or null.
    #[must_use]
    pub fn get<T: FromJson>(self, name: &str) -> Option<T> {
        Some(T::from_json(self.set_member(name)?))
    }

    /// A required member of an object; the zero value of its type if it is absent or null, which is never an error.
    #[must_use]
    pub fn required<T: FromJson>(self, name: &str) -> T {
        T::from_json(self.member(name))
    }

    /// An optional member that holds timestamps in the given format: `None` if it is absent or null.
    #[must_use]
    pub fn get_timestamp<T: Timestamps>(self, name: &str, format: Format) -> Option<T> {
        Some(T::read(self.set_member(name)?, format))
    }

    /// A required member that holds timestamps in the given format; the zero value of its type if it is absent or null.
    #[must_use]
    pub fn required_timestamp<T: Timestamps>(self, name: &str, format: Format) -> T {
        T::read(self.member(name), format)
    }

    /// A member of an object; a missing value if there is no such member, the last one if there are several.
    #[must_use]
    pub fn member(self, name: &str) -> JsonValue<'a> {
        let object = self.expect(JsonKind::Object, "an object");
        let member = object.and_then(|_| self.document.find_member(self.index, name));
        member.map_or(Self::missing(), |index| Self::new(self.document, index))
    }

    /// A member that is neither absent nor null.
    fn set_member(self, name: &str) -> Option<JsonValue<'a>> {
        Some(self.member(name)).filter(|member| !member.is_null())
    }

    /// The name of the member that is set in a union, which is the only one that is neither null nor `__type`; empty if
    /// there is none.
    #[must_use]
    pub fn variant(self) -> Cow<'a, str> {
        let mut set = self.entries().filter(|(name, value)| name != "__type" && !value.is_null());
        let Some((variant, _)) = set.next() else { return Cow::Borrowed("") };
        if set.any(|(name, _)| name != variant) {
            self.fail("a union", "an object with several members");
        }
        variant
    }

    /// A boolean; `false` if missing.
    #[must_use]
    pub fn boolean(self) -> bool {
        let node = self.expect(JsonKind::Bool, "a boolean");
        node.is_some_and(|node| self.document.node_text(node) == "true")
    }

    /// A string, without its escapes; empty if missing.
    #[must_use]
    pub fn as_str(self) -> Cow<'a, str> {
        self.string("a string").unwrap_or_default()
    }

    /// A whole number; 0 if missing. `2.0` and `2e3` are whole numbers, one with a fraction or beyond 64 bits is wrong.
    #[must_use]
    pub fn integer(self) -> i64 {
        const EXPECTED: &str = "an integer";
        match integer(self.number(EXPECTED).unwrap_or("0")) {
            Integer::Exact(value) => return value,
            Integer::Fraction => self.fail(EXPECTED, FRACTION),
            Integer::OutOfRange => self.out_of_range(EXPECTED),
        }
        0
    }

    /// A whole number of any size, its digits in JSON or in a string; 0 if missing.
    pub(super) fn big_integer(self) -> BigInteger {
        const EXPECTED: &str = "an integer";
        let text = self.digits(EXPECTED);
        if let Ok(number) = text.parse() {
            return number;
        }
        match (self.kind(), integer(&text)) {
            (JsonKind::Number, Integer::Exact(value)) => return value.into(),
            (JsonKind::Number, Integer::Fraction) => self.fail(EXPECTED, FRACTION),
            (JsonKind::Number, Integer::OutOfRange) => self.out_of_range(EXPECTED),
            _ => self.fail(EXPECTED, OTHER_FORM),
        }
        BigInteger::default()
    }

    /// A decimal number of any size, in JSON or in a string; 0 if missing.
    pub(super) fn big_decimal(self) -> BigDecimal {
        const EXPECTED: &str = "a number";
        self.digits(EXPECTED).parse().unwrap_or_else(|_| {
            self.fail(EXPECTED, OTHER_FORM);
            BigDecimal::default()
        })
    }

    /// The text of a number that may stand in a string, as some services send those that are too big for most readers.
    fn digits(self, expected: &'static str) -> Cow<'a, str> {
        let text = match self.kind() {
            JsonKind::String => self.string(expected),
            _ => self.number(expected).map(Cow::Borrowed),
        };
        text.unwrap_or(Cow::Borrowed("0"))
    }

    /// Whatever there is.
    pub(super) fn document(self) -> Document {
        match self.kind() {
            JsonKind::Null => Document::Null,
            JsonKind::Bool => Document::Bool(self.boolean()),
            JsonKind::String => Document::String(self.as_str().into_owned()),
            JsonKind::Number => Document::Number(self.document_number()),
            JsonKind::Array => Document::Array(self.list_with(true, JsonValue::document)),
            JsonKind::Object => Document::Object(self.map_with(true, JsonValue::document)),
        }
    }

    /// A number of a document: an integer if it is written as one and fits.
    fn document_number(self) -> Number {
        let text = self.number("a number").unwrap_or("0");
        // `-0` is below zero only as a float.
        let negative = || text.parse().ok().filter(|value| *value < 0).map(Number::NegInt);
        let whole = text.parse().ok().map(Number::PosInt).or_else(negative);
        whole.unwrap_or_else(|| Number::Float(f64::from_json(self)))
    }

    /// The text of a number, or one of the strings `NaN`, `Infinity` and `-Infinity`; `0` if missing.
    pub(super) fn float_text(self) -> &'a str {
        const EXPECTED: &str = "a number";
        let named = ["NaN", "Infinity", "-Infinity"];
        let node = self.document.node(self.index);
        match named.into_iter().find(|name| node.is_some_and(|node| self.document.is_string(node, name))) {
            Some(name) => name,
            None => self.number(EXPECTED).unwrap_or("0"),
        }
    }

    /// Bytes from a base64 string, padded or not; none if missing.
    #[must_use]
    pub fn bytes(self) -> Vec<u8> {
        const EXPECTED: &str = "a base64 string";
        let text = self.string(EXPECTED).unwrap_or_default();
        BASE64.decode(&*text).unwrap_or_else(|_| {
            self.fail(EXPECTED, OTHER_FORM);
            Vec::new()
        })
    }

    /// A timestamp in the given format: epoch seconds are a number, kept to the nanosecond, the other formats strings;
    /// epoch 0 if missing.
    #[must_use]
    pub fn date_time(self, format: Format) -> DateTime {
        let (expected, found) = match format {
            Format::EpochSeconds => ("a number of epoch seconds", "a number out of range"),
            Format::DateTime => ("a date-time string", OTHER_FORM),
            Format::HttpDate => ("an http-date string", OTHER_FORM),
        };
        let text = match format {
            Format::EpochSeconds => self.number(expected).map(Cow::Borrowed),
            Format::DateTime | Format::HttpDate => self.string(expected),
        };
        let Some(text) = text else { return EPOCH };
        DateTime::from_str(&text, format).unwrap_or_else(|_| {
            self.fail(expected, found);
            EPOCH
        })
    }

    /// A value that may be missing or null, read by `read` if it is not: an element of a sparse list or map.
    #[must_use]
    pub fn nullable_with<T>(self, read: impl FnOnce(JsonValue<'a>) -> T) -> Option<T> {
        if self.is_null() { None } else { Some(read(self)) }
    }

    /// A list, each element read by `read`; empty if missing. Null elements are kept if the list is sparse, else
    /// skipped.
    #[must_use]
    pub fn list_with<T>(self, sparse: bool, read: impl Fn(JsonValue<'a>) -> T) -> Vec<T> {
        let elements = self.elements();
        let mut list = Vec::with_capacity(elements.reservation());
        for element in elements {
            if sparse || !element.is_null() {
                list.push(read(element));
            }
        }
        list
    }

    /// A map, each value read by `read`; empty if missing. Null values are kept if the map is sparse, else skipped.
    #[must_use]
    pub fn map_with<T>(self, sparse: bool, read: impl Fn(JsonValue<'a>) -> T) -> HashMap<String, T> {
        let entries = self.entries();
        let mut map = HashMap::with_capacity(entries.reservation());
        for (name, value) in entries {
            if sparse || !value.is_null() {
                map.insert(name.into_owned(), read(value));
            } else {
                // Of duplicate names the last one counts, also when it is null.
                map.remove(&*name);
            }
        }
        self.document.note_map(self.index);
        map
    }

    /// The elements of an array; none if missing.
    fn elements(self) -> Elements<'a> {
        let array = self.expect(JsonKind::Array, "an array");
        Elements::new(array.map_or(Self::missing(), |_| self))
    }

    /// The members of an object; none if missing.
    fn entries(self) -> Entries<'a> {
        let object = self.expect(JsonKind::Object, "an object");
        Entries::new(object.map_or(Self::missing(), |_| self))
    }

    fn string(self, expected: &'static str) -> Option<Cow<'a, str>> {
        let node = self.expect(JsonKind::String, expected)?;
        Some(self.document.string(node))
    }

    /// A number as it stands in the text.
    pub(super) fn number(self, expected: &'static str) -> Option<&'a str> {
        let node = self.expect(JsonKind::Number, expected)?;
        Some(self.document.node_text(node))
    }

    /// The node of a value of this kind. Another kind is an error, but for null, which counts as missing.
    fn expect(self, kind: JsonKind, expected: &'static str) -> Option<&'a Node> {
        let node = self.document.node(self.index)?;
        let found = node.kind.public();
        if found == kind {
            return Some(node);
        }
        if found != JsonKind::Null {
            self.fail(expected, found.described());
        }
        None
    }

    pub(super) fn out_of_range(self, expected: &'static str) {
        self.fail(expected, "a number out of range");
    }

    fn fail(self, expected: &'static str, found: &'static str) {
        self.document.fail(self.index, expected, found);
    }
}

/// Without what it holds, which may be secret.
impl fmt::Debug for JsonValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JsonValue").field(&self.kind()).finish()
    }
}
