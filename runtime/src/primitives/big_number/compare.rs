//! Which of two numbers in digits is the larger one.

use std::cmp::Ordering;

/// Compares two JSON numbers by value: `1.50` equals `15e-1`.
pub(crate) fn compare(left: &str, right: &str) -> Ordering {
    let (left, right) = (Decimal::read(left), Decimal::read(right));
    let by_size = || left.magnitude.cmp(&right.magnitude).then_with(|| left.compare_digits(&right));
    match (left.sign, right.sign) {
        (Ordering::Less, Ordering::Less) => by_size().reverse(),
        (Ordering::Greater, Ordering::Greater) => by_size(),
        (left, right) => left.cmp(&right),
    }
}

/// A number as `0.digits * 10^magnitude`, the first digit not being 0.
struct Decimal<'a> {
    /// Which side of zero it is on.
    sign: Ordering,
    /// The digits, before and behind where the point stood.
    digits: (&'a str, &'a str),
    magnitude: i64,
}

impl<'a> Decimal<'a> {
    fn read(text: &'a str) -> Self {
        let (negative, text) = text.strip_prefix('-').map_or((false, text), |text| (true, text));
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let whole = whole.trim_start_matches('0');
        let significant = if whole.is_empty() { fraction.trim_start_matches('0') } else { fraction };
        let dropped = fraction.len() - significant.len();
        // An exponent beyond 64 bits is as good as one at their end.
        let end = if exponent.starts_with('-') { i64::MIN } else { i64::MAX };
        let exponent: i64 = exponent.parse().unwrap_or(end);
        let magnitude = exponent.saturating_add(whole.len() as i64).saturating_sub(dropped as i64);
        let sign = match (whole.is_empty() && significant.is_empty(), negative) {
            (true, _) => Ordering::Equal,
            (false, true) => Ordering::Less,
            (false, false) => Ordering::Greater,
        };
        Self { sign, digits: (whole, significant), magnitude }
    }

    /// Digit by digit; zeros at the end make no difference.
    fn compare_digits(&self, other: &Self) -> Ordering {
        let (mut left, mut right) = (self.digits(), other.digits());
        loop {
            match (left.next(), right.next()) {
                (None, None) => return Ordering::Equal,
                (left, right) => match left.unwrap_or(b'0').cmp(&right.unwrap_or(b'0')) {
                    Ordering::Equal => {}
                    different => return different,
                },
            }
        }
    }

    fn digits(&self) -> impl Iterator<Item = u8> {
        self.digits.0.bytes().chain(self.digits.1.bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_by_value() {
        let ascending = [
            "-1e99999999999999999999",
            "-340282366920938463463374607431768211457",
            "-340282366920938463463374607431768211456",
            "-2",
            "-1.5",
            "-0.001",
            "0",
            "1e-99999999999999999999",
            "0.00099",
            "0.001",
            "1",
            "1.0000000000000000000001",
            "15e-1",
            "9",
            "10",
            "1e2",
            "101",
            "1e99999999999999999999",
        ];
        for (i, left) in ascending.iter().enumerate() {
            for (j, right) in ascending.iter().enumerate() {
                assert_eq!(compare(left, right), i.cmp(&j), "{left} {right}");
            }
        }
    }

    #[test]
    fn one_value_has_many_texts() {
        for (left, right) in [
            ("0", "-0.00e5"),
            ("1.50", "15e-1"),
            ("100", "1E+2"),
            ("0.0010", "1e-3"),
            ("-12", "-1.2e1"),
            ("120", "12e1"),
        ] {
            assert_eq!(compare(left, right), Ordering::Equal, "{left} {right}");
        }
    }
}
