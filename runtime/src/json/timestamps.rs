//! Timestamps in another format than a body's usual one (`smithy.api#timestampFormat`).

use std::collections::HashMap;

use super::{JsonValue, JsonWriter, ToJson};
use crate::primitives::DateTime;
use crate::primitives::date_time::Format;

/// A timestamp, or lists and maps of timestamps: their elements share a format.
pub trait Timestamps: Sized + ToJson {
    /// Whether lists and maps of this type are sparse, so that their null values count.
    const NULLABLE: bool = false;

    /// Writes the value.
    fn write(&self, json: &mut JsonWriter, format: Format);

    /// Reads the value, as [`FromJson`](super::FromJson) does.
    fn read(json: JsonValue<'_>, format: Format) -> Self;
}

impl Timestamps for DateTime {
    fn write(&self, json: &mut JsonWriter, format: Format) {
        json.date_time(self, format);
    }

    fn read(json: JsonValue<'_>, format: Format) -> Self {
        json.date_time(format)
    }
}

impl<T: Timestamps> Timestamps for Option<T> {
    const NULLABLE: bool = true;

    fn write(&self, json: &mut JsonWriter, format: Format) {
        json.nullable_with(self.as_ref(), |json, value| value.write(json, format));
    }

    fn read(json: JsonValue<'_>, format: Format) -> Self {
        json.nullable_with(|json| T::read(json, format))
    }
}

impl<T: Timestamps> Timestamps for Vec<T> {
    fn write(&self, json: &mut JsonWriter, format: Format) {
        json.list_with(self, |json, element| element.write(json, format));
    }

    fn read(json: JsonValue<'_>, format: Format) -> Self {
        json.list_with(T::NULLABLE, |json| T::read(json, format))
    }
}

impl<T: Timestamps> Timestamps for HashMap<String, T> {
    fn write(&self, json: &mut JsonWriter, format: Format) {
        json.map_with(self, |json, value| value.write(json, format));
    }

    fn read(json: JsonValue<'_>, format: Format) -> Self {
        json.map_with(T::NULLABLE, |json| T::read(json, format))
    }
}
