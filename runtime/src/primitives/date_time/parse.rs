//! Reads a time from text.

use super::civil::Date;
use super::format::{MONTHS, WEEKDAYS};
use super::{DateTime, DateTimeError, Format, NANOS_PER_SEC, SECS_PER_DAY};

/// RFC 3339, section 5.6; `T` and `Z` may be lowercase.
pub(super) fn rfc3339(text: &str) -> Result<DateTime, DateTimeError> {
    let mut input = Scanner { rest: text.as_bytes() };
    rfc3339_fields(&mut input)
        .filter(|_| input.rest.is_empty())
        .and_then(Fields::resolve)
        .ok_or(DateTimeError::Malformed(Format::DateTime))
}

fn rfc3339_fields(input: &mut Scanner<'_>) -> Option<Fields> {
    let year = i64::from(input.digits(4)?);
    input.expect(b"-")?;
    let month = input.digits(2)?;
    input.expect(b"-")?;
    let day = input.digits(2)?;
    input.expect(b"T").or_else(|| input.expect(b"t"))?;
    let (second_of_day, nanos) = time_of_day(input)?;
    let offset = match input.next()? {
        b'Z' | b'z' => 0,
        b'+' => offset(input)?,
        b'-' => -offset(input)?,
        _ => return None,
    };
    Some(Fields { date: Date { year, month, day }, second_of_day, nanos, offset })
}

/// `hh:mm` in seconds.
fn offset(input: &mut Scanner<'_>) -> Option<i64> {
    let hours = input.digits(2).filter(|hours| *hours < 24)?;
    input.expect(b":")?;
    let minutes = input.digits(2).filter(|minutes| *minutes < 60)?;
    Some(i64::from(hours * 3_600 + minutes * 60))
}

/// IMF-fixdate: RFC 9110, section 5.6.7, plus the fraction that some services send. The weekday has to be one, but not to
/// be right.
pub(super) fn http_date(text: &str) -> Result<DateTime, DateTimeError> {
    let mut input = Scanner { rest: text.as_bytes() };
    http_date_fields(&mut input)
        .filter(|_| input.rest.is_empty())
        .and_then(Fields::resolve)
        .ok_or(DateTimeError::Malformed(Format::HttpDate))
}

fn http_date_fields(input: &mut Scanner<'_>) -> Option<Fields> {
    input.name(&WEEKDAYS)?;
    input.expect(b", ")?;
    let day = input.digits(2)?;
    input.expect(b" ")?;
    let month = input.name(&MONTHS)? + 1;
    input.expect(b" ")?;
    let year = i64::from(input.digits(4)?);
    input.expect(b" ")?;
    let (second_of_day, nanos) = time_of_day(input)?;
    input.expect(b" GMT")?;
    Some(Fields { date: Date { year, month, day }, second_of_day, nanos, offset: 0 })
}

/// `hh:mm:ss`, with a fraction if there is one: the second of the day, up to 86,400 for a leap second, and nanoseconds.
fn time_of_day(input: &mut Scanner<'_>) -> Option<(u32, u32)> {
    let hour = input.digits(2).filter(|hour| *hour < 24)?;
    input.expect(b":")?;
    let minute = input.digits(2).filter(|minute| *minute < 60)?;
    input.expect(b":")?;
    let second = input.digits(2).filter(|second| *second <= 60)?;
    let nanos = if input.expect(b".").is_some() { input.fraction()? } else { 0 };
    // Marked by nanoseconds past the end of the second before, so that `Fields` can tell it from the minute's start.
    let (second, nanos) = if second == 60 { (59, NANOS_PER_SEC) } else { (second, nanos) };
    Some((hour * 3_600 + minute * 60 + second, nanos))
}

/// What a text says, before it is known whether there is such a time.
struct Fields {
    date: Date,
    second_of_day: u32,
    /// `NANOS_PER_SEC` stands for a leap second.
    nanos: u32,
    offset: i64,
}

impl Fields {
    fn resolve(self) -> Option<DateTime> {
        if !self.date.is_valid() {
            return None;
        }
        let secs = self.date.to_days() * SECS_PER_DAY + i64::from(self.second_of_day) - self.offset;
        if self.nanos < NANOS_PER_SEC {
            return Some(DateTime { secs, subsec_nanos: self.nanos });
        }
        // A leap second is the last one of a day in UTC.
        let ends_a_day = secs.rem_euclid(SECS_PER_DAY) == SECS_PER_DAY - 1;
        ends_a_day.then_some(DateTime { secs, subsec_nanos: NANOS_PER_SEC - 1 })
    }
}

/// A decimal number as JSON writes it, `-1.5e3`, read without going through a float. The sign may also be `+` and leading
/// zeros are read, since the same format stands in headers and queries.
pub(super) fn epoch_seconds(text: &str) -> Result<DateTime, DateTimeError> {
    // The way that services send them.
    if let Ok(whole) = text.parse() {
        return Ok(DateTime::from_secs(whole));
    }
    let malformed = || DateTimeError::Malformed(Format::EpochSeconds);
    let number = Decimal::read(text).ok_or_else(malformed)?;
    let nanos = number.times_ten_to_the(9).ok_or(DateTimeError::OutOfRange)?;
    DateTime::from_nanos(nanos)
}

/// The number `digits` (whole, then fraction) times ten to the power of `exponent`, which counts from the decimal point.
struct Decimal<'a> {
    negative: bool,
    whole: &'a [u8],
    fraction: &'a [u8],
    exponent: i64,
}

impl<'a> Decimal<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let mut input = Scanner { rest: text.as_bytes() };
        let negative = input.sign();
        let whole = input.digit_run()?;
        let fraction = if input.expect(b".").is_some() { input.digit_run()? } else { &[] };
        let mut exponent = 0;
        if input.expect(b"e").or_else(|| input.expect(b"E")).is_some() {
            let negative = input.sign();
            // So many digits are out of any range already; more of them change nothing.
            let magnitude = input
                .digit_run()?
                .iter()
                .fold(0_i64, |sum, digit| (sum * 10 + i64::from(digit - b'0')).min(1_000_000_000));
            exponent = if negative { -magnitude } else { magnitude };
        }
        input.rest.is_empty().then_some(Self { negative, whole, fraction, exponent })
    }

    /// This number times a power of ten, what is then behind the decimal point dropped; `None` when it does not fit.
    fn times_ten_to_the(&self, power: i64) -> Option<i128> {
        let digits = self.whole.iter().chain(self.fraction).skip_while(|digit| **digit == b'0');
        let leading_zeros = self.whole.iter().chain(self.fraction).take_while(|digit| **digit == b'0').count();
        let places =
            i64::try_from(self.whole.len()).ok()? + self.exponent + power - i64::try_from(leading_zeros).ok()?;
        let mut value = 0_i128;
        if places > 0 {
            let mut digits = digits.peekable();
            if digits.peek().is_none() {
                return Some(0);
            }
            for _ in 0..places {
                let digit = digits.next().map_or(0, |digit| i128::from(digit - b'0'));
                value = value.checked_mul(10)?.checked_add(digit)?;
            }
        }
        Some(if self.negative { -value } else { value })
    }
}

/// Takes pieces off the front of a text; one that does not fit is left there.
struct Scanner<'a> {
    rest: &'a [u8],
}

impl<'a> Scanner<'a> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn expect(&mut self, text: &[u8]) -> Option<()> {
        self.rest = self.rest.strip_prefix(text)?;
        Some(())
    }

    /// A number of exactly `width` digits.
    fn digits(&mut self, width: usize) -> Option<u32> {
        let (digits, rest) = self.rest.split_at_checked(width)?;
        let value = digits.iter().try_fold(0, |sum, digit| Some(sum * 10 + char::from(*digit).to_digit(10)?))?;
        self.rest = rest;
        Some(value)
    }

    /// One digit or more.
    fn digit_run(&mut self) -> Option<&'a [u8]> {
        let length = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.rest.split_at_checked(length).filter(|(digits, _)| !digits.is_empty())?;
        self.rest = rest;
        Some(digits)
    }

    /// The digits behind a decimal point, in nanoseconds.
    fn fraction(&mut self) -> Option<u32> {
        let digits = self.digit_run()?.iter().map(|digit| u32::from(digit - b'0'));
        Some(digits.chain(std::iter::repeat(0)).take(9).fold(0, |sum, digit| sum * 10 + digit))
    }

    /// Whether there is a minus; a plus is taken too.
    fn sign(&mut self) -> bool {
        let negative = self.expect(b"-").is_some();
        if !negative {
            let _plus = self.expect(b"+");
        }
        negative
    }

    /// The index of the name, all of them three letters long, that comes next.
    fn name(&mut self, names: &[&str]) -> Option<u32> {
        let (name, rest) = self.rest.split_at_checked(3)?;
        let index = names.iter().position(|candidate| candidate.as_bytes() == name)?;
        self.rest = rest;
        u32::try_from(index).ok()
    }
}
