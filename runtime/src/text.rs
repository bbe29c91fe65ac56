//! How values are written into labels, queries and headers, and read from headers.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::primitives::date_time::Format;
use crate::primitives::{BigDecimal, BigInteger, DateTime, DateTimeError};

/// Where in the request a text goes; it decides how a timestamp is written (Smithy HTTP bindings, `timestampFormat`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A label of the path.
    Label,
    /// A value in the query string.
    Query,
    /// A header.
    Header,
    /// An element of a list in a header.
    HeaderElement,
}

/// Appends a string. In a list, one that holds the list's own punctuation is quoted (restJson1, "httpHeader on lists"), and so
/// is one with spaces at its ends, which would be lost.
pub fn write_string(text: &str, place: Place, out: &mut String) {
    if place == Place::HeaderElement && (text.contains(['"', ',']) || text.trim() != text) {
        out.push('"');
        for char in text.chars() {
            if matches!(char, '\\' | '"') {
                out.push('\\');
            }
            out.push(char);
        }
        out.push('"');
    } else {
        out.push_str(text);
    }
}

/// The texts in one: what `[T]::concat` does, which would be compiled anew wherever it is called.
#[inline(never)]
pub(crate) fn concat(texts: &[&str]) -> String {
    let mut all = String::with_capacity(texts.iter().map(|text| text.len()).sum());
    push_all(texts, &mut all);
    all
}

/// Appends texts.
#[inline(never)]
pub(crate) fn push_all(texts: &[&str], out: &mut String) {
    texts.iter().for_each(|text| out.push_str(text));
}

/// Appends texts with a separator between them.
#[inline(never)]
pub(crate) fn push_joined(texts: &mut dyn Iterator<Item = &str>, separator: &str, out: &mut String) {
    if let Some(first) = texts.next() {
        out.push_str(first);
    }
    for text in texts {
        out.push_str(separator);
        out.push_str(text);
    }
}

/// Texts in one, with a separator between them.
pub(crate) fn joined(texts: &mut dyn Iterator<Item = &str>, separator: &str) -> String {
    let mut all = String::new();
    push_joined(texts, separator, &mut all);
    all
}

/// A digit of lowercase hexadecimal, for a number below 16.
pub(crate) fn hex_digit(nibble: u8) -> u8 {
    if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 }
}

/// A value that labels, queries and headers can carry.
pub trait HttpText {
    /// Appends the value as text, not yet percent-encoded.
    ///
    /// # Errors
    ///
    /// When a timestamp has no text form; what `out` holds then is unspecified.
    fn write(&self, place: Place, out: &mut String) -> Result<(), DateTimeError>;

    /// Whether there is no value: a null in a sparse list.
    fn is_null(&self) -> bool {
        false
    }
}

/// Null elements of a sparse list are left out: text has none for them.
impl<T: HttpText> HttpText for Option<T> {
    fn write(&self, place: Place, out: &mut String) -> Result<(), DateTimeError> {
        self.as_ref().map_or(Ok(()), |value| value.write(place, out))
    }

    fn is_null(&self) -> bool {
        self.is_none()
    }
}

impl HttpText for String {
    fn write(&self, place: Place, out: &mut String) -> Result<(), DateTimeError> {
        write_string(self, place, out);
        Ok(())
    }
}

/// RFC 3339 in labels and queries, HTTP-date in headers.
impl HttpText for DateTime {
    fn write(&self, place: Place, out: &mut String) -> Result<(), DateTimeError> {
        let in_header = matches!(place, Place::Header | Place::HeaderElement);
        let format = if in_header { Format::HttpDate } else { Format::DateTime };
        self.write(format, out)
    }
}

macro_rules! display_as_text {
    ($($type:ty)*) => {$(
        impl HttpText for $type {
            fn write(&self, _: Place, out: &mut String) -> Result<(), DateTimeError> {
                // Writing into a string does not fail.
                let _ = write!(out, "{self}");
                Ok(())
            }
        }
    )*};
}

display_as_text!(bool i8 i16 i32 i64 BigInteger BigDecimal);

/// With the fewest digits that read back as the same number, as in JSON; or one of the names of [`not_finite`].
macro_rules! float_as_text {
    ($($type:ty)*) => {$(
        impl HttpText for $type {
            fn write(&self, _: Place, out: &mut String) -> Result<(), DateTimeError> {
                match not_finite(f64::from(*self)) {
                    Some(name) => out.push_str(name),
                    // Debug, unlike Display, writes large and small numbers with an exponent.
                    None => drop(write!(out, "{self:?}")),
                }
                Ok(())
            }
        }
    )*};
}

float_as_text!(f32 f64);

/// A timestamp in the format that the model names (`smithy.api#timestampFormat`).
#[derive(Clone, Copy, Debug)]
pub struct Formatted(DateTime, Format);

impl HttpText for Formatted {
    fn write(&self, place: Place, out: &mut String) -> Result<(), DateTimeError> {
        let mut text = String::new();
        self.0.write(self.1, &mut text)?;
        // The commas of HTTP's dates are told from those of a list by their number.
        let place = if self.1 == Format::HttpDate { Place::Header } else { place };
        write_string(&text, place, out);
        Ok(())
    }
}

/// What holds timestamps: one, or a list.
pub trait Timestamps {
    /// The same with formatted ones.
    type Formatted;

    /// See [`in_format`].
    fn in_format(&self, format: Format) -> Self::Formatted;
}

impl Timestamps for DateTime {
    type Formatted = Formatted;

    fn in_format(&self, format: Format) -> Formatted {
        Formatted(*self, format)
    }
}

impl<T: Timestamps> Timestamps for Option<T> {
    type Formatted = Option<T::Formatted>;

    fn in_format(&self, format: Format) -> Self::Formatted {
        self.as_ref().map(|value| value.in_format(format))
    }
}

impl<T: Timestamps> Timestamps for Vec<T> {
    type Formatted = Vec<T::Formatted>;

    fn in_format(&self, format: Format) -> Self::Formatted {
        self.iter().map(|value| value.in_format(format)).collect()
    }
}

/// The timestamps, to be written in this format rather than the one that is usual in their place.
pub fn in_format<T: Timestamps>(value: &T, format: Format) -> T::Formatted {
    value.in_format(format)
}

/// What holds strings: one, or a list.
pub trait Strings {
    /// See [`base64()`].
    fn base64(&self) -> Self;
}

impl Strings for String {
    fn base64(&self) -> Self {
        STANDARD.encode(self)
    }
}

impl<T: Strings> Strings for Option<T> {
    fn base64(&self) -> Self {
        self.as_ref().map(T::base64)
    }
}

impl<T: Strings> Strings for Vec<T> {
    fn base64(&self) -> Self {
        self.iter().map(T::base64).collect()
    }
}

/// The strings in base64, as those of a media type (`smithy.api#mediaType`) stand in headers.
pub fn base64<T: Strings>(value: &T) -> T {
    value.base64()
}

/// A value that headers and text payloads carry.
pub trait FromText: Sized {
    /// What is read, for errors: `an integer`.
    const EXPECTED: &'static str;
    /// Whether each value has a comma, so that every second one parts the elements of a list.
    const HOLDS_COMMA: bool = false;

    /// Reads the value; `None` when the text does not hold one.
    fn from_text(text: &str) -> Option<Self>;
}

impl FromText for String {
    const EXPECTED: &'static str = "a string";

    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

/// An element of a sparse list, or a value of a sparse map. Text has none for null.
impl<T: FromText> FromText for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;
    const HOLDS_COMMA: bool = T::HOLDS_COMMA;

    fn from_text(text: &str) -> Option<Self> {
        T::from_text(text).map(Some)
    }
}

/// A date of HTTP, the default format in a header.
impl FromText for DateTime {
    const EXPECTED: &'static str = "a date of HTTP";
    const HOLDS_COMMA: bool = true;

    fn from_text(text: &str) -> Option<Self> {
        Self::from_str(text, Format::HttpDate).ok()
    }
}

macro_rules! from_text {
    ($($type:ty, $expected:literal;)*) => {$(
        impl FromText for $type {
            const EXPECTED: &'static str = $expected;

            fn from_text(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        }
    )*};
}

from_text! {
    bool, "a boolean";
    i8, "an 8-bit integer";
    i16, "a 16-bit integer";
    i32, "a 32-bit integer";
    i64, "a 64-bit integer";
    BigInteger, "an integer";
    BigDecimal, "a number";
}

macro_rules! float_from_text {
    ($($type:ty)*) => {$(
        impl FromText for $type {
            const EXPECTED: &'static str = "a number";

            fn from_text(text: &str) -> Option<Self> {
                let value: Self = text.parse().ok()?;
                // Rust has more names for what has no digits, and takes numbers that are too large for infinite.
                (value.is_finite() || not_finite(f64::from(value)) == Some(text)).then_some(value)
            }
        }
    )*};
}

float_from_text!(f32 f64);

/// Smithy's names of the numbers that have no digits: `NaN`, `Infinity` and `-Infinity`.
pub(crate) fn not_finite(value: f64) -> Option<&'static str> {
    if value.is_finite() {
        None
    } else if value.is_nan() {
        Some("NaN")
    } else {
        Some(if value > 0.0 { "Infinity" } else { "-Infinity" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: impl HttpText) -> String {
        let mut out = String::new();
        value.write(Place::Query, &mut out).unwrap();
        out
    }

    #[test]
    fn big_numbers_are_their_digits() {
        let long = "123456789012345678901234567890";
        assert_eq!(BigInteger::from_text(long).map(text).as_deref(), Some(long));
        assert_eq!(BigDecimal::from_text("-1.50e400").map(text).as_deref(), Some("-1.50e400"));
        assert!(BigInteger::from_text("1.5").is_none() && BigDecimal::from_text("NaN").is_none());
    }

    #[test]
    fn floats_are_written_as_json_writes_them() {
        let cases = [
            (text(0.1_f32), "0.1"),
            (text(0.1_f64), "0.1"),
            (text(3.0_f32), "3.0"),
            (text(-0.0_f64), "-0.0"),
            (text(1e300_f64), "1e300"),
            (text(f32::MIN_POSITIVE), "1.1754944e-38"),
            (text(f64::NAN), "NaN"),
            (text(f32::INFINITY), "Infinity"),
            (text(f64::NEG_INFINITY), "-Infinity"),
        ];
        for (text, expected) in cases {
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn a_timestamp_is_a_date_of_http_in_headers_only() {
        let write = |place| {
            let mut out = String::new();
            HttpText::write(&DateTime::from_secs(0), place, &mut out).map(|()| out)
        };
        assert_eq!(write(Place::Label).as_deref(), Ok("1970-01-01T00:00:00Z"));
        assert_eq!(write(Place::Query).as_deref(), Ok("1970-01-01T00:00:00Z"));
        assert_eq!(write(Place::Header).as_deref(), Ok("Thu, 01 Jan 1970 00:00:00 GMT"));
    }

    #[test]
    fn a_year_past_9999_has_no_text() {
        for place in [Place::Label, Place::Query, Place::Header] {
            let time = DateTime::from_secs(253_402_300_800);
            assert_eq!(HttpText::write(&time, place, &mut String::new()), Err(DateTimeError::OutOfRange));
        }
    }
}
