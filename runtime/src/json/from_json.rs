//! How the types of the Smithy model are read.

use std::collections::HashMap;

use super::{JsonKind, JsonValue};
use crate::primitives::date_time::Format;
use crate::primitives::{BigDecimal, BigInteger, Blob, DateTime, Document};

/// What can be read from JSON.
pub trait FromJson: Sized {
    /// Whether lists and maps of this type are sparse, so that their null values count.
    const NULLABLE: bool = false;

    /// Reads the value; the zero value of the type if it is missing or null, or of another type, which
    /// [`JsonDocument::read`](super::JsonDocument::read) reports.
    fn from_json(json: JsonValue<'_>) -> Self;
}

impl FromJson for String {
    fn from_json(json: JsonValue<'_>) -> Self {
        json.as_str().into_owned()
    }
}

impl FromJson for bool {
    fn from_json(json: JsonValue<'_>) -> Self {
        json.boolean()
    }
}

impl FromJson for i64 {
    fn from_json(json: JsonValue<'_>) -> Self {
        json.integer()
    }
}

macro_rules! small_integers {
    ($($integer:ty, $expected:literal;)*) => {$(
        impl FromJson for $integer {
            fn from_json(json: JsonValue<'_>) -> Self {
                Self::try_from(json.integer()).unwrap_or_else(|_| {
                    json.out_of_range($expected);
                    0
                })
            }
        }
    )*};
}

small_integers! {
    i8, "an 8-bit integer";
    i16, "a 16-bit integer";
    i32, "a 32-bit integer";
}

macro_rules! floats {
    ($($float:ty, $expected:literal;)*) => {$(
        impl FromJson for $float {
            fn from_json(json: JsonValue<'_>) -> Self {
                let float: Option<Self> = json.float_text().parse().ok();
                // A number that is too large would become infinite, which only a string may say.
                let float = float.filter(|float| float.is_finite() || json.kind() != JsonKind::Number);
                float.unwrap_or_else(|| {
                    json.out_of_range($expected);
                    0.0
                })
            }
        }
    )*};
}

floats! {
    f32, "a 32-bit float";
    f64, "a 64-bit float";
}

/// From base64.
impl FromJson for Blob {
    fn from_json(json: JsonValue<'_>) -> Self {
        Self::new(json.bytes())
    }
}

/// From epoch seconds, the default format in a JSON body.
impl FromJson for DateTime {
    fn from_json(json: JsonValue<'_>) -> Self {
        json.date_time(Format::EpochSeconds)
    }
}

/// From a number, or from a string of its digits.
impl FromJson for BigInteger {
    fn from_json(json: JsonValue<'_>) -> Self {
        json.big_integer()
    }
}

/// From a number, or from a string of its digits.
impl FromJson for BigDecimal {
    fn from_json(json: JsonValue<'_>) -> Self {
        json.big_decimal()
    }
}

/// Null is a document too, so that no list or map of documents skips it.
impl FromJson for Document {
    const NULLABLE: bool = true;

    fn from_json(json: JsonValue<'_>) -> Self {
        json.document()
    }
}

impl<T: FromJson> FromJson for Option<T> {
    const NULLABLE: bool = true;

    fn from_json(json: JsonValue<'_>) -> Self {
        json.nullable_with(T::from_json)
    }
}

impl<T: FromJson> FromJson for Box<T> {
    const NULLABLE: bool = T::NULLABLE;

    fn from_json(json: JsonValue<'_>) -> Self {
        Self::new(T::from_json(json))
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(json: JsonValue<'_>) -> Self {
        json.list_with(T::NULLABLE, T::from_json)
    }
}

impl<T: FromJson> FromJson for HashMap<String, T> {
    fn from_json(json: JsonValue<'_>) -> Self {
        json.map_with(T::NULLABLE, T::from_json)
    }
}
