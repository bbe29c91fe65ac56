//! `smithy.api#timestamp`.
//!
//! Text is read and written here rather than by a library: three formats need less code than a dependency takes to build.

mod amz_date;
mod civil;
mod format;
mod parse;

pub(crate) use amz_date::AmzDate;

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use civil::Date;

const NANOS_PER_SEC: u32 = 1_000_000_000;
const SECS_PER_DAY: i64 = 86_400;

/// A moment in time, to the nanosecond: seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// `Display` is RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime {
    secs: i64,
    /// Counted forwards, before 1970 too; below 1,000,000,000.
    subsec_nanos: u32,
}

/// How a [`DateTime`] is written (`smithy.api#timestampFormat`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// RFC 3339. Written in UTC, `1985-04-12T23:20:50.52Z`; read with any offset.
    DateTime,
    /// The IMF-fixdate of RFC 9110, `Tue, 29 Apr 2014 18:30:38 GMT`. A fraction is read, but never written.
    HttpDate,
    /// Seconds since 1970, with a fraction if need be, `1515531081.123`. Scientific notation is read.
    EpochSeconds,
}

impl Format {
    /// Another name of [`Format::DateTime`], for programs that tell the two apart.
    #[allow(non_upper_case_globals, reason = "it is used like a variant")]
    pub const DateTimeWithOffset: Self = Self::DateTime;
}

/// A time cannot be read, written or converted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DateTimeError {
    /// The text is not of this format.
    Malformed(Format),
    /// The time is outside of what the text format (years 0 to 9999) or the type can hold.
    OutOfRange,
}

impl fmt::Display for DateTimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed(Format::DateTime) => "not a date and time of RFC 3339, such as `2014-04-29T18:30:38Z`",
            Self::Malformed(Format::HttpDate) => "not a date of HTTP, such as `Tue, 29 Apr 2014 18:30:38 GMT`",
            Self::Malformed(Format::EpochSeconds) => "not a number of seconds, such as `1398796238.5`",
            Self::OutOfRange => "the time is out of range",
        })
    }
}

impl std::error::Error for DateTimeError {}

impl DateTime {
    /// `epoch_seconds` after the start of 1970 (before it, if negative).
    pub const fn from_secs(epoch_seconds: i64) -> Self {
        Self { secs: epoch_seconds, subsec_nanos: 0 }
    }

    /// `seconds` after the start of 1970, and `subsec_nanos` after that. From 1,000,000,000 on they count as seconds too;
    /// the result stops at the last second that can be held.
    pub const fn from_secs_and_nanos(seconds: i64, subsec_nanos: u32) -> Self {
        let carry = (subsec_nanos / NANOS_PER_SEC) as i64;
        Self { secs: seconds.saturating_add(carry), subsec_nanos: subsec_nanos % NANOS_PER_SEC }
    }

    /// `epoch_millis` milliseconds after the start of 1970.
    pub const fn from_millis(epoch_millis: i64) -> Self {
        let nanos = epoch_millis.rem_euclid(1_000) as u32 * 1_000_000;
        Self { secs: epoch_millis.div_euclid(1_000), subsec_nanos: nanos }
    }

    /// `epoch_nanos` nanoseconds after the start of 1970.
    ///
    /// # Errors
    ///
    /// When the seconds do not fit into an `i64`.
    pub fn from_nanos(epoch_nanos: i128) -> Result<Self, DateTimeError> {
        let per_sec = i128::from(NANOS_PER_SEC);
        let secs = i64::try_from(epoch_nanos.div_euclid(per_sec)).map_err(|_| DateTimeError::OutOfRange)?;
        Ok(Self { secs, subsec_nanos: epoch_nanos.rem_euclid(per_sec) as u32 })
    }

    /// `epoch_seconds` after the start of 1970, read as the shortest decimal number that stands for this `f64`: so `0.1` is
    /// 100,000,000 nanoseconds. Values too large to hold give the first or last second; what is not a number gives 0.
    pub fn from_secs_f64(epoch_seconds: f64) -> Self {
        // A saturating cast is the right answer for what the text cannot give.
        Self::from_str(&epoch_seconds.to_string(), Format::EpochSeconds)
            .unwrap_or(Self::from_secs(epoch_seconds as i64))
    }

    /// Reads `text`.
    ///
    /// A leap second (`23:59:60`) reads as the last nanosecond before midnight, since this type has no place for it. Digits
    /// past the nanosecond are dropped.
    ///
    /// # Errors
    ///
    /// When `text` is not of this format, names a time that does not exist, or one that cannot be held.
    pub fn from_str(text: &str, format: Format) -> Result<Self, DateTimeError> {
        match format {
            Format::DateTime => parse::rfc3339(text),
            Format::HttpDate => parse::http_date(text),
            Format::EpochSeconds => parse::epoch_seconds(text),
        }
    }

    /// Writes the time as text.
    ///
    /// # Errors
    ///
    /// When the year is not within 0 and 9999; never as epoch seconds.
    pub fn fmt(&self, format: Format) -> Result<String, DateTimeError> {
        let mut text = String::with_capacity(32);
        self.write(format, &mut text)?;
        Ok(text)
    }

    /// Appends to `out` what [`Self::fmt`] gives.
    pub(crate) fn write(&self, format: Format, out: &mut String) -> Result<(), DateTimeError> {
        match format {
            Format::DateTime => format::rfc3339(*self, out),
            Format::HttpDate => format::http_date(*self, out),
            Format::EpochSeconds => {
                format::epoch_seconds(*self, out);
                Ok(())
            }
        }
    }

    /// Whole seconds since the start of 1970, rounded down.
    pub const fn secs(&self) -> i64 {
        self.secs
    }

    /// The nanoseconds since [`Self::secs`], below 1,000,000,000.
    pub const fn subsec_nanos(&self) -> u32 {
        self.subsec_nanos
    }

    /// Seconds since the start of 1970, as near as an `f64` comes.
    pub fn as_secs_f64(&self) -> f64 {
        self.secs as f64 + f64::from(self.subsec_nanos) / f64::from(NANOS_PER_SEC)
    }

    /// Nanoseconds since the start of 1970.
    pub const fn as_nanos(&self) -> i128 {
        self.secs as i128 * NANOS_PER_SEC as i128 + self.subsec_nanos as i128
    }

    /// Milliseconds since the start of 1970, rounded down.
    ///
    /// # Errors
    ///
    /// When they do not fit into an `i64`.
    pub fn to_millis(self) -> Result<i64, DateTimeError> {
        i64::try_from(self.as_nanos().div_euclid(1_000_000)).map_err(|_| DateTimeError::OutOfRange)
    }

    /// The parts of the text formats, whose years have four digits.
    fn to_text_fields(self) -> Result<(Date, TimeOfDay), DateTimeError> {
        let date = Date::from_days(self.secs.div_euclid(SECS_PER_DAY));
        if !(0..=9_999).contains(&date.year) {
            return Err(DateTimeError::OutOfRange);
        }
        let second_of_day = self.secs.rem_euclid(SECS_PER_DAY) as u32;
        let time_of_day =
            TimeOfDay { hour: second_of_day / 3_600, minute: second_of_day / 60 % 60, second: second_of_day % 60 };
        Ok((date, time_of_day))
    }
}

#[derive(Clone, Copy)]
struct TimeOfDay {
    hour: u32,
    minute: u32,
    second: u32,
}

/// RFC 3339; seconds since 1970 when the year has more than four digits.
impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        if self.write(Format::DateTime, &mut text).is_err() {
            format::epoch_seconds(*self, &mut text);
        }
        f.write_str(&text)
    }
}

/// A time too far off to hold gives the first or last second.
impl From<SystemTime> for DateTime {
    fn from(time: SystemTime) -> Self {
        let nanos = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => after.as_nanos() as i128,
            Err(before) => -(before.duration().as_nanos() as i128),
        };
        let last = if nanos < 0 { i64::MIN } else { i64::MAX };
        Self::from_nanos(nanos).unwrap_or(Self::from_secs(last))
    }
}

impl TryFrom<DateTime> for SystemTime {
    type Error = DateTimeError;

    fn try_from(time: DateTime) -> Result<Self, DateTimeError> {
        let seconds = Duration::from_secs(time.secs.unsigned_abs());
        let whole = if time.secs < 0 { UNIX_EPOCH.checked_sub(seconds) } else { UNIX_EPOCH.checked_add(seconds) };
        let nanos = Duration::from_nanos(u64::from(time.subsec_nanos));
        whole.and_then(|whole| whole.checked_add(nanos)).ok_or(DateTimeError::OutOfRange)
    }
}

#[cfg(test)]
mod tests;
