//! `smithy.api#bigInteger` and `smithy.api#bigDecimal`.
//!
//! Their digits are kept as text, so that nothing is lost on the way through a client. Programs that calculate with them
//! parse the text with a library of their choice.

mod compare;

use std::fmt;
use std::str::FromStr;

pub(crate) use compare::compare;

/// A whole number of any size.
///
/// ```
/// # use tinsmith_runtime::primitives::BigInteger;
/// let number: BigInteger = "-340282366920938463463374607431768211456".parse()?;
/// assert_eq!(number.as_ref(), "-340282366920938463463374607431768211456");
/// assert_eq!("+007".parse(), Ok(BigInteger::from(7)));
/// # Ok::<(), tinsmith_runtime::primitives::BigNumberError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BigInteger(String);

/// A decimal number of any size and precision, as a JSON number writes it: `-1.50`, `6.02e23`.
///
/// Two of them are equal when their texts are: `1.0` is not `1.00`, as trailing zeros say how precise a number is.
///
/// ```
/// # use tinsmith_runtime::primitives::BigDecimal;
/// let number: BigDecimal = "0.1000000000000000055511151231257827".parse()?;
/// assert_eq!(number.to_string(), "0.1000000000000000055511151231257827");
/// # Ok::<(), tinsmith_runtime::primitives::BigNumberError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BigDecimal(String);

/// A text is no number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BigNumberError(&'static str);

impl fmt::Display for BigNumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not {}", self.0)
    }
}

impl std::error::Error for BigNumberError {}

/// Digits behind an optional sign.
impl FromStr for BigInteger {
    type Err = BigNumberError;

    fn from_str(text: &str) -> Result<Self, BigNumberError> {
        let (sign, digits) = split_sign(text);
        let digits = leading_digits(digits).filter(|(_, rest)| rest.is_empty());
        let (digits, _) = digits.ok_or(BigNumberError("a whole number in digits"))?;
        Ok(Self(format!("{}{digits}", if digits == "0" { "" } else { sign })))
    }
}

/// Digits behind an optional sign, with a fraction and an exponent if need be.
impl FromStr for BigDecimal {
    type Err = BigNumberError;

    fn from_str(text: &str) -> Result<Self, BigNumberError> {
        let (sign, number) = split_sign(text);
        let (digits, rest) = leading_digits(number).ok_or(BigNumberError("a decimal number"))?;
        if !is_fraction_and_exponent(rest) {
            return Err(BigNumberError("a decimal number"));
        }
        Ok(Self(format!("{sign}{digits}{rest}")))
    }
}

/// The sign, empty unless it is a minus, and what is behind it.
fn split_sign(text: &str) -> (&'static str, &str) {
    match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    }
}

/// The digits that a text begins with, one at least, without needless zeros before them; and what is behind them.
fn leading_digits(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end).filter(|(digits, _)| !digits.is_empty())?;
    let significant = digits.trim_start_matches('0');
    Some((if significant.is_empty() { "0" } else { significant }, rest))
}

/// Whether a text is the end of a JSON number (RFC 8259, section 6).
fn is_fraction_and_exponent(text: &str) -> bool {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (fraction, exponent) = match text.split_once(['e', 'E']) {
        Some((fraction, exponent)) => (fraction, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (text, None),
    };
    let fraction_fits = fraction.is_empty() || fraction.strip_prefix('.').is_some_and(is_digits);
    fraction_fits && exponent.is_none_or(is_digits)
}

/// What both kinds have.
macro_rules! big_number {
    ($($name:ident)*) => {$(
        /// The number as JSON writes it.
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        /// Zero.
        impl Default for $name {
            fn default() -> Self {
                Self("0".to_owned())
            }
        }

        big_number!($name: i32 i64 u64);
    )*};
    ($name:ident: $($integer:ty)*) => {$(
        impl From<$integer> for $name {
            fn from(value: $integer) -> Self {
                Self(value.to_string())
            }
        }
    )*};
}

big_number!(BigInteger BigDecimal);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_digits_and_nothing_else() {
        let long = "9".repeat(1000);
        for (text, number) in
            [("0", "0"), ("-0", "0"), ("+00", "0"), ("-012", "-12"), ("340282366920938463463", "340282366920938463463")]
        {
            assert_eq!(text.parse().map(|number: BigInteger| number.to_string()).as_deref(), Ok(number));
        }
        assert_eq!(long.parse().map(|number: BigInteger| number.to_string()), Ok(long));
        for text in ["", "-", "--1", "+-1", "1.0", "1e3", " 1", "1 ", "0x1", "1_000", "1,\"a\":2", "١", "NaN"] {
            assert!(text.parse::<BigInteger>().is_err(), "{text}");
        }
    }

    #[test]
    fn decimals_are_numbers_of_json_and_nothing_else() {
        for (text, number) in [
            ("0", "0"),
            ("-0.0", "-0.0"),
            ("+01.50", "1.50"),
            ("1e5", "1e5"),
            ("1.25E-400", "1.25E-400"),
            ("12.0e+99999999999999999999", "12.0e+99999999999999999999"),
        ] {
            assert_eq!(text.parse().map(|number: BigDecimal| number.to_string()).as_deref(), Ok(number));
        }
        for text in ["", ".5", "5.", "1e", "1e+", "1.e5", "1e5.0", "1..2", "1,2", "1}", "NaN", "Infinity", "1 "] {
            assert!(text.parse::<BigDecimal>().is_err(), "{text}");
        }
    }

    #[test]
    fn small_integers_convert() {
        assert_eq!(BigInteger::from(-7), "-7".parse().unwrap());
        assert_eq!(BigInteger::from(u64::MAX).as_ref(), "18446744073709551615");
        assert_eq!(BigDecimal::from(7), "7".parse().unwrap());
        assert_eq!(BigDecimal::default().to_string(), "0");
    }

    #[test]
    fn an_error_says_what_was_wanted() {
        assert_eq!("a".parse::<BigInteger>().unwrap_err().to_string(), "not a whole number in digits");
        assert_eq!("a".parse::<BigDecimal>().unwrap_err().to_string(), "not a decimal number");
    }
}
