//! Numbers that stand in generated code.

/// A number as a literal.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// Of any type of integer.
    Integer(i128),
    /// A 32-bit float.
    F32(f32),
    /// A 64-bit float.
    F64(f64),
    /// The digits of a `BigInteger` or `BigDecimal`, written as a string.
    Digits(String),
}

impl Number {
    /// A number of a Rust type (`i8`, `i16`, `i32`, `i64`, `usize`, `f32`, `f64`), or Smithy's name of a float that has no
    /// digits (`NaN`, `Infinity`, `-Infinity`); `None` when the type cannot hold it.
    #[must_use]
    pub fn parse(ty: &str, text: &str) -> Option<Self> {
        let named = matches!(text, "NaN" | "Infinity" | "-Infinity");
        let integer = || text.parse().ok();
        match ty {
            "f32" => text.parse().ok().filter(|value: &f32| value.is_finite() || named).map(Self::F32),
            "f64" => text.parse().ok().filter(|value: &f64| value.is_finite() || named).map(Self::F64),
            "i8" => integer().filter(|value| i8::try_from(*value).is_ok()).map(Self::Integer),
            "i16" => integer().filter(|value| i16::try_from(*value).is_ok()).map(Self::Integer),
            "i32" => integer().filter(|value| i32::try_from(*value).is_ok()).map(Self::Integer),
            "i64" => integer().filter(|value| i64::try_from(*value).is_ok()).map(Self::Integer),
            "usize" => integer().filter(|value| u64::try_from(*value).is_ok()).map(Self::Integer),
            _ => None,
        }
    }

    /// Whether it does not even equal itself.
    #[must_use]
    pub fn is_nan(&self) -> bool {
        matches!(self, Self::F32(value) if value.is_nan()) || matches!(self, Self::F64(value) if value.is_nan())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_as_wide_as_its_type() {
        for (ty, text, fits) in [
            ("i8", "127", true),
            ("i8", "-129", false),
            ("i16", "40000", false),
            ("i32", "2147483648", false),
            ("i64", "18446744073709551615", false),
            ("usize", "18446744073709551615", true),
            ("i32", "1.5", false),
            ("f32", "1e40", false),
            ("f32", "7", true),
            ("f64", "1e40", true),
            ("f64", "NaN", true),
            ("f64", "nan", false),
            ("f64", "inf", false),
            ("i8", "NaN", false),
        ] {
            assert_eq!(Number::parse(ty, text).is_some(), fits, "{ty} {text}");
        }
    }
}
