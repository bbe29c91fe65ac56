//! `smithy.api#document`.

use std::collections::HashMap;
use std::fmt;

/// Data of no fixed type, as JSON has it.
///
/// ```
/// # use std::collections::HashMap;
/// # use tinsmith_runtime::primitives::Document;
/// let document = Document::from(HashMap::from([("sizes".to_owned(), Document::from(vec![1, 2]))]));
/// let sizes = document.as_object().and_then(|members| members.get("sizes")).and_then(Document::as_array);
/// assert_eq!(sizes.map(|sizes| sizes.len()), Some(2));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Document {
    /// Members by name.
    Object(HashMap<String, Document>),
    /// Elements.
    Array(Vec<Document>),
    /// A number.
    Number(Number),
    /// A text.
    String(String),
    /// `true` or `false`.
    Bool(bool),
    /// Nothing.
    #[default]
    Null,
}

/// A number of a [`Document`], whole or not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A whole number that is not negative.
    PosInt(u64),
    /// A whole number below zero.
    NegInt(i64),
    /// Any other number.
    Float(f64),
}

/// What a document is, if it is that, and whether it is.
macro_rules! kinds {
    ($($variant:ident($ty:ty), $as_name:ident, $as_mut:ident, $is_name:ident, $what:literal;)*) => {$(
        #[doc = concat!("The document as ", $what, ", if it is one.")]
        #[must_use]
        pub fn $as_name(&self) -> Option<&$ty> {
            if let Self::$variant(value) = self { Some(value) } else { None }
        }

        #[doc = concat!("The document as ", $what, " to change, if it is one.")]
        pub fn $as_mut(&mut self) -> Option<&mut $ty> {
            if let Self::$variant(value) = self { Some(value) } else { None }
        }

        #[doc = concat!("Whether the document is ", $what, ".")]
        #[must_use]
        pub fn $is_name(&self) -> bool {
            self.$as_name().is_some()
        }
    )*};
}

impl Document {
    kinds! {
        Object(HashMap<String, Document>), as_object, as_object_mut, is_object, "an object";
        Array(Vec<Document>), as_array, as_array_mut, is_array, "an array";
    }

    /// The document as a number, if it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<&Number> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }

    /// The document as a text, if it is one.
    #[must_use]
    pub fn as_string(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// The document as a boolean, if it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    /// `Some` if the document is null.
    #[must_use]
    pub fn as_null(&self) -> Option<()> {
        matches!(self, Self::Null).then_some(())
    }

    /// Whether the document is a number.
    #[must_use]
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Number(_))
    }

    /// Whether the document is a text.
    #[must_use]
    pub fn is_string(&self) -> bool {
        matches!(self, Self::String(_))
    }

    /// Whether the document is a boolean.
    #[must_use]
    pub fn is_bool(&self) -> bool {
        matches!(self, Self::Bool(_))
    }

    /// Whether the document is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl From<&str> for Document {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Document {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<bool> for Document {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Number> for Document {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

impl<T: Into<Self>> From<Vec<T>> for Document {
    fn from(elements: Vec<T>) -> Self {
        Self::Array(elements.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Self>> From<HashMap<String, T>> for Document {
    fn from(members: HashMap<String, T>) -> Self {
        Self::Object(members.into_iter().map(|(name, value)| (name, value.into())).collect())
    }
}

/// `None` is null.
impl<T: Into<Self>> From<Option<T>> for Document {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => {$(
        impl From<$integer> for Document {
            fn from(value: $integer) -> Self {
                Self::Number(value.into())
            }
        }

        impl From<$integer> for Number {
            fn from(value: $integer) -> Self {
                match u64::try_from(value) {
                    Ok(value) => Self::PosInt(value),
                    // Whatever is not negative fits above.
                    Err(_) => Self::NegInt(value as i64),
                }
            }
        }
    )*};
}

from_integers!(i8 i16 i32 i64 u8 u16 u32 u64);

macro_rules! from_floats {
    ($($float:ty)*) => {$(
        impl From<$float> for Document {
            fn from(value: $float) -> Self {
                Self::Number(value.into())
            }
        }

        impl From<$float> for Number {
            fn from(value: $float) -> Self {
                Self::Float(value.into())
            }
        }
    )*};
}

from_floats!(f32 f64);

impl Number {
    /// The number, or the nearest that 64 bits can hold.
    #[must_use]
    pub fn to_f64_lossy(self) -> f64 {
        match self {
            Self::PosInt(value) => value as f64,
            Self::NegInt(value) => value as f64,
            Self::Float(value) => value,
        }
    }

    /// The number, or the nearest that 32 bits can hold.
    #[must_use]
    pub fn to_f32_lossy(self) -> f32 {
        match self {
            Self::PosInt(value) => value as f32,
            Self::NegInt(value) => value as f32,
            Self::Float(value) => value as f32,
        }
    }
}

/// A [`Number`] is beyond the integer type that was asked for, or no whole number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TryFromNumberError(Number);

impl fmt::Display for TryFromNumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, kind): (&dyn fmt::Display, _) = match &self.0 {
            Number::PosInt(value) => (value, "is out of range"),
            Number::NegInt(value) => (value, "is out of range"),
            Number::Float(value) => (value, "is no whole number"),
        };
        write!(f, "{number} {kind}")
    }
}

impl std::error::Error for TryFromNumberError {}

macro_rules! to_integers {
    ($($integer:ty)*) => {$(
        impl TryFrom<Number> for $integer {
            type Error = TryFromNumberError;

            fn try_from(number: Number) -> Result<Self, TryFromNumberError> {
                let value = match number {
                    Number::PosInt(value) => value.try_into().ok(),
                    Number::NegInt(value) => value.try_into().ok(),
                    Number::Float(_) => None,
                };
                value.ok_or(TryFromNumberError(number))
            }
        }
    )*};
}

to_integers!(i8 i16 i32 i64 u8 u16 u32 u64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_documents() {
        assert_eq!(Document::from("a"), Document::String("a".to_owned()));
        assert_eq!(Document::from(true).as_bool(), Some(true));
        assert_eq!(Document::from(-1_i8).as_number(), Some(&Number::NegInt(-1)));
        assert_eq!(Document::from(u64::MAX).as_number(), Some(&Number::PosInt(u64::MAX)));
        assert_eq!(Document::from(i64::MIN).as_number(), Some(&Number::NegInt(i64::MIN)));
        assert_eq!(Document::from(0.5).as_number(), Some(&Number::Float(0.5)));
        assert_eq!(Document::from(vec!["a", "b"]).as_array().map(Vec::len), Some(2));
        assert_eq!(Document::from(None::<&str>), Document::default());
    }

    #[test]
    fn a_document_is_of_one_kind() {
        let mut document = Document::from(HashMap::from([("a".to_owned(), 1)]));
        assert!(document.is_object() && !document.is_array() && !document.is_number() && !document.is_string());
        assert!(!document.is_bool() && !document.is_null() && document.as_null().is_none());
        assert_eq!((document.as_string(), document.as_bool(), document.as_array()), (None, None, None));
        document.as_object_mut().unwrap().clear();
        assert_eq!(document, Document::Object(HashMap::new()));
    }

    #[test]
    fn numbers_become_integers_that_hold_them() {
        assert_eq!(u8::try_from(Number::PosInt(255)), Ok(255));
        assert_eq!(i64::try_from(Number::NegInt(i64::MIN)), Ok(i64::MIN));
        let error = |result: Result<u8, TryFromNumberError>| result.unwrap_err().to_string();
        assert_eq!(error(Number::PosInt(256).try_into()), "256 is out of range");
        assert_eq!(error(Number::NegInt(-1).try_into()), "-1 is out of range");
        assert_eq!(error(Number::Float(1.0).try_into()), "1 is no whole number");
        assert_eq!((Number::NegInt(-2).to_f64_lossy(), Number::PosInt(3).to_f32_lossy()), (-2.0, 3.0));
    }
}
