//! The writer: one buffer, no tree.

use std::collections::HashMap;
use std::fmt::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::escape::escape_into;
use super::{Timestamps, ToJson};
use crate::error::EncodeError;
use crate::order::sorted_entries;
use crate::primitives::DateTime;
use crate::primitives::date_time::Format;
use crate::text::not_finite;

/// Writes one JSON value into a buffer that grows.
///
/// Whether a comma is due shows from the text before it, so the text is all there is.
#[derive(Default)]
pub struct JsonWriter {
    out: String,
    /// The member that was begun last, in which an error is.
    at: &'static str,
    error: Option<EncodeError>,
}

impl JsonWriter {
    /// An empty writer.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty writer with room for this many bytes.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Self { out: String::with_capacity(bytes), ..Self::default() }
    }

    /// The text that has been written.
    ///
    /// # Errors
    ///
    /// The first value that has no text, by its member's name; so the lines that write members need no `?`.
    pub fn into_bytes(self) -> Result<Vec<u8>, EncodeError> {
        self.error.map_or_else(|| Ok(self.out.into_bytes()), Err)
    }

    /// Writes an object; `members` writes its members.
    pub fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.out.push('{');
        members(self);
        self.out.push('}');
    }

    /// Writes a member of the object at hand; nothing if the value is absent.
    pub fn member<T: ToJson + ?Sized>(&mut self, name: &'static str, value: &T) {
        if !value.is_absent() {
            self.begin(name);
            value.to_json(self);
        }
    }

    /// Writes a member that holds timestamps in the given format; nothing if the value is absent.
    pub fn timestamp<T: Timestamps>(&mut self, name: &'static str, value: &T, format: Format) {
        if !value.is_absent() {
            self.begin(name);
            value.write(self, format);
        }
    }

    /// Writes the member of a union that says everything by its name: an empty object.
    pub fn unit(&mut self, name: &'static str) {
        self.begin(name);
        self.out.push_str("{}");
    }

    /// Notes that a union holds what only a response can: [`into_bytes`](Self::into_bytes) reports it.
    pub fn unknown_variant(&mut self) {
        let what = "cannot be written: this client does not know the variant of the union";
        self.error.get_or_insert_with(|| EncodeError::new(self.at, what));
    }

    /// Writes an array, with `write` for each element.
    pub fn list_with<T>(&mut self, list: &[T], write: impl Fn(&mut Self, &T)) {
        self.out.push('[');
        for element in list {
            self.comma();
            write(self, element);
        }
        self.out.push(']');
    }

    /// Writes a map as an object, with `write` for each value. Keys are sorted, so that equal maps give equal texts.
    pub fn map_with<T>(&mut self, map: &HashMap<String, T>, write: impl Fn(&mut Self, &T)) {
        self.out.push('{');
        for (key, value) in sorted_entries(map) {
            self.name(key);
            write(self, value);
        }
        self.out.push('}');
    }

    /// Writes `null` for `None`, else what `write` writes: an element of a sparse list or map.
    pub fn nullable_with<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        match value {
            Some(value) => write(self, value),
            None => self.null(),
        }
    }

    /// Writes a string, with the escapes that RFC 8259 asks for.
    pub fn string(&mut self, value: &str) {
        self.out.push('"');
        escape_into(&mut self.out, value);
        self.out.push('"');
    }

    /// Writes `true` or `false`.
    pub fn boolean(&mut self, value: bool) {
        self.out.push_str(if value { "true" } else { "false" });
    }

    /// Writes `null`.
    pub fn null(&mut self) {
        self.out.push_str("null");
    }

    /// Writes a number that is JSON already.
    pub(super) fn number(&mut self, digits: &str) {
        self.out.push_str(digits);
    }

    /// Writes an integer.
    pub fn integer(&mut self, value: i64) {
        self.display(format_args!("{value}"));
    }

    /// Writes a number with the fewest digits that read back as the same 64-bit float, or one of the strings `NaN`,
    /// `Infinity` and `-Infinity`.
    pub fn double(&mut self, value: f64) {
        // Debug, unlike Display, writes large and small numbers with an exponent.
        self.finite_or_name(value, format_args!("{value:?}"));
    }

    /// As [`double`](Self::double), with the fewest digits that read back as the same 32-bit float.
    pub fn float(&mut self, value: f32) {
        self.finite_or_name(f64::from(value), format_args!("{value:?}"));
    }

    fn finite_or_name(&mut self, value: f64, text: fmt::Arguments<'_>) {
        match not_finite(value) {
            Some(name) => self.string(name),
            None => self.display(text),
        }
    }

    /// Writes bytes as a base64 string, with padding.
    pub fn bytes(&mut self, value: &[u8]) {
        // Four characters for each three bytes begun, and some for the members behind, lest the text doubles for them.
        const BEHIND: usize = 256;
        self.out.reserve(value.len().div_ceil(3) * 4 + BEHIND);
        self.out.push('"');
        STANDARD.encode_string(value, &mut self.out);
        self.out.push('"');
    }

    /// Writes a timestamp in the given format: epoch seconds as a number with as much of a fraction as there is, the
    /// others as strings.
    ///
    /// Years outside of 0 to 9999 have no string: [`into_bytes`](Self::into_bytes) reports them.
    pub fn date_time(&mut self, value: &DateTime, format: Format) {
        let quote = if format == Format::EpochSeconds { "" } else { "\"" };
        self.out.push_str(quote);
        if let Err(error) = value.write(format, &mut self.out) {
            self.error.get_or_insert_with(|| EncodeError::new(self.at, format!("cannot be written: {error}")));
        }
        self.out.push_str(quote);
    }

    pub(super) fn begin(&mut self, member: &'static str) {
        self.at = member;
        self.name(member);
    }

    /// The name of a member, with the comma before it and the colon behind it.
    fn name(&mut self, name: &str) {
        self.comma();
        self.string(name);
        self.out.push(':');
    }

    /// A comma, unless what comes next is the first in its container.
    fn comma(&mut self) {
        // A string that ends in a bracket ends in a quote here.
        if !matches!(self.out.as_bytes().last(), Some(b'{' | b'[')) {
            self.out.push(',');
        }
    }

    fn display(&mut self, text: fmt::Arguments<'_>) {
        // Writing into a string does not fail.
        let _ = self.out.write_fmt(text);
    }
}

/// Without the text, which may hold secrets.
impl fmt::Debug for JsonWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonWriter").field("bytes", &self.out.len()).finish_non_exhaustive()
    }
}
