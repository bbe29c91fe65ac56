//! Timestamps in the formats of Smithy, and in that of signatures.

use serde_json::Value;
use tinsmith_codegen::model::traits::TimestampFormat;

const SECONDS_PER_DAY: i64 = 86_400;
/// Milliseconds that can be counted, as whole numbers and as floating point alike.
const MOST: i64 = 9_000_000_000_000_000_000;
const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A moment, to the millisecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    millis: i64,
}

impl Timestamp {
    /// So many seconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn from_secs(secs: i64) -> Self {
        Self { millis: secs.saturating_mul(1000) }
    }

    /// The whole seconds since 1970-01-01T00:00:00Z, rounded down.
    #[must_use]
    pub fn secs(self) -> i64 {
        self.millis.div_euclid(1000)
    }

    /// Reads text in this format.
    pub(super) fn parse(text: &str, format: TimestampFormat) -> Option<Self> {
        match format {
            TimestampFormat::DateTime => date_time(text),
            TimestampFormat::HttpDate => http_date(text),
            TimestampFormat::EpochSeconds => {
                let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b'e' | b'E'));
                plain.then(|| text.parse().ok()).flatten().and_then(Self::from_number)
            }
        }
    }

    /// Reads `20150830T123600Z`.
    #[must_use]
    pub fn parse_basic(text: &str) -> Option<Self> {
        let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
        let number = |text: &str, from, to| digits(text.get(from..to)?, to - from);
        if date.len() != 8 || time.len() != 6 {
            return None;
        }
        let date = [number(date, 0, 4)?, number(date, 4, 6)?, number(date, 6, 8)?];
        moment(date, [number(time, 0, 2)?, number(time, 2, 4)?, number(time, 4, 6)?], 0)
    }

    /// `20150830T123600Z`
    #[must_use]
    pub fn basic(self) -> String {
        let ([year, month, day], [hour, minute, second]) = self.parts();
        format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
    }

    /// Reads seconds, as JSON has them.
    pub(super) fn from_value(value: &Value) -> Option<Self> {
        match value.as_i64() {
            Some(secs) => Some(Self { millis: secs.checked_mul(1000)? }).filter(|it| it.millis.abs() < MOST),
            None => value.as_f64().and_then(Self::from_number),
        }
    }

    fn from_number(secs: f64) -> Option<Self> {
        let millis = (secs * 1000.0).round();
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "it is in range")]
        (millis.abs() < MOST as f64).then_some(Self { millis: millis as i64 })
    }

    /// Seconds, with a fraction where there is one.
    #[must_use]
    pub fn value(self) -> Value {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds are whole up to the year 287396")]
        if self.millis % 1000 == 0 { Value::from(self.secs()) } else { Value::from(self.millis as f64 / 1000.0) }
    }

    /// `Tue, 29 Apr 2014 18:30:38 GMT`
    #[must_use]
    pub fn http_date(self) -> String {
        self.format(TimestampFormat::HttpDate)
    }

    /// Text in this format.
    pub(super) fn format(self, format: TimestampFormat) -> String {
        let ([year, month, day], [hour, minute, second]) = self.parts();
        let fraction = match self.millis.rem_euclid(1000) {
            0 => String::new(),
            millis => format!(".{millis:03}").trim_end_matches('0').to_owned(),
        };
        match format {
            TimestampFormat::EpochSeconds => self.value().to_string(),
            TimestampFormat::DateTime => {
                format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
            }
            TimestampFormat::HttpDate => {
                let of = |names: &[&'static str], index: i64| {
                    usize::try_from(index).ok().and_then(|index| names.get(index).copied()).unwrap_or_default()
                };
                let day_name = of(&DAYS, self.secs().div_euclid(SECONDS_PER_DAY).rem_euclid(7));
                let month = of(&MONTHS, month - 1);
                format!("{day_name}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02}{fraction} GMT")
            }
        }
    }

    /// Year, month and day; hour, minute and second.
    fn parts(self) -> ([i64; 3], [i64; 3]) {
        let (days, time) = (self.secs().div_euclid(SECONDS_PER_DAY), self.secs().rem_euclid(SECONDS_PER_DAY));
        (civil(days), [time / 3600, time / 60 % 60, time % 60])
    }
}

/// `1985-04-12T23:20:50.52Z`
fn date_time(text: &str) -> Option<Timestamp> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let (time, millis) = with_fraction(time)?;
    moment(numbers(date, '-', [4, 2, 2])?, numbers(time, ':', [2, 2, 2])?, millis)
}

/// `Tue, 29 Apr 2014 18:30:38 GMT`
fn http_date(text: &str) -> Option<Timestamp> {
    let mut words = text.strip_suffix(" GMT")?.split(' ');
    let mut word = || words.next();
    let (weekday, day, month, year, time) = (word()?, word()?, word()?, word()?, word()?);
    let (time, millis) = with_fraction(time)?;
    let month = MONTHS.iter().position(|name| *name == month)?;
    let date = [digits(year, 4)?, i64::try_from(month).ok()? + 1, digits(day, 2)?];
    let known = weekday.strip_suffix(',').is_some_and(|name| DAYS.contains(&name)) && word().is_none();
    moment(date, numbers(time, ':', [2, 2, 2])?, millis).filter(|_| known)
}

/// A time without its fraction, and that in milliseconds.
fn with_fraction(time: &str) -> Option<(&str, i64)> {
    let Some((time, fraction)) = time.split_once('.') else { return Some((time, 0)) };
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let millis: String = fraction.chars().chain("000".chars()).take(3).collect();
    Some((time, millis.parse().ok()?))
}

fn numbers(text: &str, separator: char, widths: [usize; 3]) -> Option<[i64; 3]> {
    let [a, b, c]: [&str; 3] = text.split(separator).collect::<Vec<_>>().try_into().ok()?;
    let [x, y, z] = widths;
    Some([digits(a, x)?, digits(b, y)?, digits(c, z)?])
}

fn digits(text: &str, width: usize) -> Option<i64> {
    (text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn moment(date: [i64; 3], [hour, minute, second]: [i64; 3], millis: i64) -> Option<Timestamp> {
    let days = days(date);
    let exists = civil(days) == date && hour < 24 && minute < 60 && second < 60;
    let secs = days * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second;
    exists.then_some(Timestamp { millis: secs * 1000 + millis })
}

/// Days since 1970-01-01. Years are counted from March, so that the leap day is a year's last.
pub(crate) fn days([year, month, day]: [i64; 3]) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (month * 153 + 2) / 5 + day - 719_469
}

/// Year, month and day of a day since 1970-01-01.
pub(crate) fn civil(days: i64) -> [i64; 3] {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let first = (153 * month + 2) / 5;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    [era * 400 + year + next, month, day - first + 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_is_read_and_written() {
        for (secs, basic, date_time, http_date) in [
            (0, "19700101T000000Z", "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
            (951_782_400, "20000229T000000Z", "2000-02-29T00:00:00Z", "Tue, 29 Feb 2000 00:00:00 GMT"),
            (1_440_938_160, "20150830T123600Z", "2015-08-30T12:36:00Z", "Sun, 30 Aug 2015 12:36:00 GMT"),
            (-1, "19691231T235959Z", "1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 GMT"),
        ] {
            let timestamp = Timestamp::from_secs(secs);
            assert_eq!(Timestamp::parse_basic(basic), Some(timestamp));
            assert_eq!(timestamp.basic(), basic);
            for (format, text) in [
                (TimestampFormat::DateTime, date_time),
                (TimestampFormat::HttpDate, http_date),
                (TimestampFormat::EpochSeconds, &secs.to_string()),
            ] {
                assert_eq!(Timestamp::parse(text, format), Some(timestamp), "{text}");
                assert_eq!(timestamp.format(format), text);
            }
        }
    }

    #[test]
    fn fractions_are_kept_to_the_millisecond() {
        let timestamp = Timestamp::parse("1985-04-12T23:20:50.5249Z", TimestampFormat::DateTime).unwrap();
        assert_eq!(timestamp.value(), Value::from(482_196_050.524));
        assert_eq!(Timestamp::from_value(&timestamp.value()), Some(timestamp));
        assert_eq!(timestamp.format(TimestampFormat::DateTime), "1985-04-12T23:20:50.524Z");
        assert_eq!(timestamp.format(TimestampFormat::HttpDate), "Fri, 12 Apr 1985 23:20:50.524 GMT");
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in
            ["2019-02-29T00:00:00Z", "2019-01-01T24:00:00Z", "2019-01-01T00:00:00", "2019-01-01T00:00:00.Z", "1"]
        {
            assert_eq!(Timestamp::parse(text, TimestampFormat::DateTime), None, "{text}");
        }
        for text in ["Tue, 29 Apr 2014 18:30:38", "29 Apr 2014 18:30:38 GMT", "Tue, 29 Abc 2014 18:30:38 GMT"] {
            assert_eq!(Timestamp::parse(text, TimestampFormat::HttpDate), None, "{text}");
        }
        for text in ["", "NaN", "1515531081.123.456", "0x42", "1e300"] {
            assert_eq!(Timestamp::parse(text, TimestampFormat::EpochSeconds), None, "{text}");
        }
        for beyond in [Value::from(-9_100_000_000_000_000_i64), Value::from(9e15), Value::from(i64::MIN)] {
            assert_eq!(Timestamp::from_value(&beyond), None, "{beyond}");
        }
        for text in ["20150830T123600", "2015830T123600Z", "20150830T1236Z", "é0150830T123600Z", "20151330T123600Z"] {
            assert_eq!(Timestamp::parse_basic(text), None, "{text}");
        }
    }
}
