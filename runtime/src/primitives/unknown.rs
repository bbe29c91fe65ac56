//! Values of enums that a client does not know.

use std::fmt;

/// A value that was added to an enum after this client was generated.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownVariantValue(Box<str>);

impl UnknownVariantValue {
    #[doc(hidden)]
    #[must_use]
    pub fn new(value: &str) -> Self {
        Self(value.into())
    }

    /// The value as the service gave it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UnknownVariantValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text is no value that the enum knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownVariantError(UnknownVariantValue);

impl From<UnknownVariantValue> for UnknownVariantError {
    fn from(value: UnknownVariantValue) -> Self {
        Self(value)
    }
}

impl UnknownVariantError {
    /// Of an enum whose values are sensitive (`smithy.api#sensitive`).
    #[doc(hidden)]
    #[must_use]
    pub fn hidden(_: UnknownVariantValue) -> Self {
        Self(UnknownVariantValue::new("** redacted **"))
    }
}

impl fmt::Display for UnknownVariantError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no known value", self.0)
    }
}

impl std::error::Error for UnknownVariantError {}
