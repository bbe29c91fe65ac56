//! How the types of the Smithy model are written.

use std::collections::HashMap;

use super::JsonWriter;
use crate::primitives::date_time::Format;
use crate::primitives::{BigDecimal, BigInteger, Blob, DateTime, Document, Number};

/// What can be written as JSON.
pub trait ToJson {
    /// Writes the value.
    fn to_json(&self, json: &mut JsonWriter);

    /// Whether a member with this value is left out of its object.
    fn is_absent(&self) -> bool {
        false
    }
}

impl ToJson for str {
    fn to_json(&self, json: &mut JsonWriter) {
        json.string(self);
    }
}

impl ToJson for String {
    fn to_json(&self, json: &mut JsonWriter) {
        json.string(self);
    }
}

impl ToJson for bool {
    fn to_json(&self, json: &mut JsonWriter) {
        json.boolean(*self);
    }
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl ToJson for $integer {
            fn to_json(&self, json: &mut JsonWriter) {
                json.integer(i64::from(*self));
            }
        }
    )*};
}

integers!(i8 i16 i32 i64);

impl ToJson for f32 {
    fn to_json(&self, json: &mut JsonWriter) {
        json.float(*self);
    }
}

impl ToJson for f64 {
    fn to_json(&self, json: &mut JsonWriter) {
        json.double(*self);
    }
}

/// Base64, with padding.
impl ToJson for Blob {
    fn to_json(&self, json: &mut JsonWriter) {
        json.bytes(self.as_ref());
    }
}

/// Epoch seconds, the default format in a JSON body.
impl ToJson for DateTime {
    fn to_json(&self, json: &mut JsonWriter) {
        json.date_time(self, Format::EpochSeconds);
    }
}

impl ToJson for BigInteger {
    fn to_json(&self, json: &mut JsonWriter) {
        json.number(self.as_ref());
    }
}

impl ToJson for BigDecimal {
    fn to_json(&self, json: &mut JsonWriter) {
        json.number(self.as_ref());
    }
}

impl ToJson for Document {
    fn to_json(&self, json: &mut JsonWriter) {
        match self {
            Self::Object(members) => members.to_json(json),
            Self::Array(elements) => elements.to_json(json),
            Self::Number(Number::PosInt(value)) => json.number(&value.to_string()),
            Self::Number(Number::NegInt(value)) => json.integer(*value),
            Self::Number(Number::Float(value)) => json.double(*value),
            Self::String(text) => json.string(text),
            Self::Bool(value) => json.boolean(*value),
            Self::Null => json.null(),
        }
    }
}

/// Left out as a member, null in a list or map.
impl<T: ToJson> ToJson for Option<T> {
    fn to_json(&self, json: &mut JsonWriter) {
        match self {
            Some(value) => value.to_json(json),
            None => json.null(),
        }
    }

    fn is_absent(&self) -> bool {
        self.as_ref().is_none_or(ToJson::is_absent)
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn to_json(&self, json: &mut JsonWriter) {
        json.list_with(self, |json, element| element.to_json(json));
    }
}

impl<T: ToJson> ToJson for HashMap<String, T> {
    fn to_json(&self, json: &mut JsonWriter) {
        json.map_with(self, |json, value| value.to_json(json));
    }
}

impl<T: ToJson + ?Sized> ToJson for Box<T> {
    fn to_json(&self, json: &mut JsonWriter) {
        (**self).to_json(json);
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl<T: ToJson + ?Sized> ToJson for &T {
    fn to_json(&self, json: &mut JsonWriter) {
        (**self).to_json(json);
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}
