//! Integers in every notation of JSON.

/// What the text of a number stands for.
#[derive(Debug, PartialEq)]
pub(super) enum Integer {
    /// An integer.
    Exact(i64),
    /// A number with a fraction.
    Fraction,
    /// An integer of more than 64 bits.
    OutOfRange,
}

/// Reads a JSON number as an integer; `2.0`, `2e3` and `200e-2` are integers too.
pub(super) fn integer(text: &str) -> Integer {
    match text.parse() {
        Ok(value) => Integer::Exact(value),
        Err(_) => from_decimal(text),
    }
}

/// Reads a number with a fraction or an exponent, digit by digit, since floats are not exact.
fn from_decimal(text: &str) -> Integer {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let (negative, whole) = whole.strip_prefix('-').map_or((false, whole), |whole| (true, whole));
    // How many digits stand before the decimal point once the exponent has moved it.
    let before = saturating_exponent(exponent).saturating_add(whole.len() as i64);

    let mut value: i64 = 0;
    let push = |value: i64, digit: i64| value.checked_mul(10)?.checked_add(if negative { -digit } else { digit });
    for (position, digit) in (0..).zip(whole.bytes().chain(fraction.bytes())) {
        let digit = i64::from(digit.saturating_sub(b'0'));
        if position >= before {
            if digit != 0 {
                return Integer::Fraction;
            }
        } else if let Some(pushed) = push(value, digit) {
            value = pushed;
        } else {
            return Integer::OutOfRange;
        }
    }
    let mut zeros = before.saturating_sub((whole.len() + fraction.len()) as i64);
    // Ends soon: 64 bits hold no more than 19 digits.
    while value != 0 && zeros > 0 {
        let Some(pushed) = push(value, 0) else {
            return Integer::OutOfRange;
        };
        value = pushed;
        zeros -= 1;
    }
    Integer::Exact(value)
}

/// The exponent of a number, or the nearest that 64 bits can hold.
fn saturating_exponent(text: &str) -> i64 {
    text.parse().unwrap_or(if text.starts_with('-') { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_in_every_notation() {
        for (text, value) in [
            ("0", 0),
            ("-0", 0),
            ("0.000", 0),
            ("-0.0e5", 0),
            ("0e999999999999999999999", 0),
            ("0.0e-999999999999999999999", 0),
            ("12", 12),
            ("-12", -12),
            ("12.0", 12),
            ("12e3", 12_000),
            ("12E+3", 12_000),
            ("1200e-2", 12),
            ("1.25e2", 125),
            ("-0.00125e5", -125),
            ("9223372036854775807", i64::MAX),
            ("9223372036854775807.000", i64::MAX),
            ("-922337203685477580.8e1", i64::MIN),
            ("9000000000000000000000e-3", 9_000_000_000_000_000_000),
        ] {
            assert_eq!(integer(text), Integer::Exact(value), "{text}");
        }
    }

    #[test]
    fn fractions_are_told() {
        for text in ["1.5", "-1.5", "1e-1", "125e-2", "0.00000000000000000001", "1e-99999999999999999999"] {
            assert_eq!(integer(text), Integer::Fraction, "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_out_of_range() {
        for text in ["9223372036854775808", "-9223372036854775809", "1e19", "9.3e18", "1e99999999999999999999"] {
            assert_eq!(integer(text), Integer::OutOfRange, "{text}");
        }
        assert_eq!(integer(&"9".repeat(100_000)), Integer::OutOfRange);
    }
}
