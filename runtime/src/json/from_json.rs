//! How the types of the Smithy model are read.

use std::collections::HashMap;

use super::{JsonError, JsonKind, JsonValue};
use crate::primitives::date_time::Format;
use crate::primitives::{Blob, DateTime};

/// What can be read from JSON.
pub trait FromJson: Sized {
    /// Whether lists and maps of this type are sparse, so that their null values count.
    const NULLABLE: bool = false;

    /// Reads the value; the zero value of the type if it is missing or null.
    ///
    /// # Errors
    ///
    /// The value is of another type.
    fn from_json(value: JsonValue<'_>) -> Result<Self, JsonError>;
}

impl FromJson for String {
    fn from_json(value: JsonValue<'_>) -> Result<Self, JsonError> {
        Ok(value.as_str()?.into_owned())
    }
}

impl FromJson for bool {
    fn from_json(value: JsonValue<'_>) -> Result<Self, JsonError> {
        value.boolean()
    }
}

impl FromJson for i64 {
    fn from_json(value: JsonValue<'_>) -> Result<Self, JsonError> {
        value.integer()
    }
}

macro_rules! small_integers {
    ($($integer:ty, $expected:literal;)*) => {$(
        impl FromJson for $integer {
            fn from_json(value: JsonValue<'_>) -> Result<Self, JsonError> {
                Self::try_from(value.integer()?).map_err(|_| value.out_of_range($expected))
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
            fn from_json(value: JsonValue<'_>) -> Result<Self, JsonError> {
                let float: Option<Self> = value.float_text()?.parse().ok();
                // A number that is too large would become infinite, which only a string may say.
                let float = float.filter(|float| float.is_finite() || value.kind() != JsonKind::Number);
                float.ok_or_else(|| value.out_of_range($expected))
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
    fn from_json(value: JsonValue<'_>) -> Result<Self, JsonError> {
        value.bytes().map(Self::new)
    }
}

/// From epoch seconds, the default format in a JSON body.
impl FromJson for DateTime {
    fn from_json(value: JsonValue<'_>) -> Result<Self, JsonError> {
        value.date_time(Format::EpochSeconds)
    }
}

impl<T: FromJson> FromJson for Option<T> {
    const NULLABLE: bool = true;

    fn from_json(value: JsonValue<'_>) -> Result<Self, JsonError> {
        if value.is_null() {
            Ok(None)
        } else {
            T::from_json(value).map(Some)
        }
    }
}

impl<T: FromJson> FromJson for Box<T> {
    const NULLABLE: bool = T::NULLABLE;

    fn from_json(value: JsonValue<'_>) -> Result<Self, JsonError> {
        T::from_json(value).map(Self::new)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: JsonValue<'_>) -> Result<Self, JsonError> {
        value.list_with(T::NULLABLE, T::from_json)
    }
}

impl<T: FromJson> FromJson for HashMap<String, T> {
    fn from_json(value: JsonValue<'_>) -> Result<Self, JsonError> {
        value.map_with(T::NULLABLE, T::from_json)
    }
}
