//! Timestamps as models write them: seconds since 1970, or RFC 3339 text in UTC.

use serde_json::Value;

/// A moment in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timestamp {
    /// Seconds since 1970-01-01T00:00:00Z, rounded down.
    pub secs: i64,
    /// Nanoseconds since then, below 1,000,000,000.
    pub nanos: u32,
}

/// Reads a timestamp from a model's node value.
pub(crate) fn read(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Number(number) => seconds(&number.to_string()),
        Value::String(text) => date_time(text),
        _ => None,
    }
}

/// `1515531081.123`
fn seconds(text: &str) -> Option<Timestamp> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (secs, nanos) = match (whole.parse::<i64>(), nanos(fraction)) {
        (Ok(secs), Some(nanos)) => (secs, nanos),
        // With an exponent, it is beyond what needs a fraction or below what has one.
        _ => (text.parse::<f64>().ok().filter(|secs| secs.abs() < 9e18)?.abs() as i64, 0),
    };
    Some(match (negative, nanos) {
        (false, _) => Timestamp { secs, nanos },
        (true, 0) => Timestamp { secs: -secs, nanos },
        (true, _) => Timestamp { secs: -secs - 1, nanos: 1_000_000_000 - nanos },
    })
}

/// The digits of a fraction; those past the ninth are dropped.
fn nanos(fraction: &str) -> Option<u32> {
    let digits: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// `1985-04-12T23:20:50.52Z` (RFC 3339, section 5.6), without an offset, as Smithy's `date-time` demands.
fn date_time(text: &str) -> Option<Timestamp> {
    let (date, time) = text.strip_suffix(['Z', 'z'])?.split_once(['T', 't'])?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    let in_month = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    let in_day = hour < 24 && minute < 60 && second < 60 && !fraction.is_empty();
    let secs = (days(year, month, day) * 24 + hour) * 3600 + minute * 60 + second;
    (in_month && in_day).then(|| Some(Timestamp { secs, nanos: nanos(fraction)? }))?
}

/// Three numbers of so many digits.
fn numbers(text: &str, separator: char, digits: [usize; 3]) -> Option<[i64; 3]> {
    let parts: Vec<&str> = text.split(separator).collect();
    let [a, b, c] = parts.try_into().ok()?;
    let number = |(text, digits): (&str, usize)| {
        let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse().ok())?
    };
    let [x, y, z] = digits;
    Some([number((a, x))?, number((b, y))?, number((c, z))?])
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the Gregorian calendar. Years are counted from March, so that the leap day is the last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn seconds_and_dates_are_read() {
        for (value, secs, nanos) in [
            (json!(0), 0, 0),
            (json!(1_515_531_081.123), 1_515_531_081, 123_000_000),
            (json!(-1.25), -2, 750_000_000),
            (json!(-5), -5, 0),
            (json!(1e18), 1_000_000_000_000_000_000, 0),
            (json!("1970-01-01T00:00:00Z"), 0, 0),
            (json!("2019-12-16T23:48:18Z"), 1_576_540_098, 0),
            (json!("1985-04-12T23:20:50.52Z"), 482_196_050, 520_000_000),
            (json!("2000-02-29T00:00:00Z"), 951_782_400, 0),
            (json!("1969-12-31T23:59:59Z"), -1, 0),
            (json!("0000-03-01T00:00:00Z"), -62_162_035_200, 0),
        ] {
            assert_eq!(read(&value), Some(Timestamp { secs, nanos }), "{value}");
        }
    }

    #[test]
    fn what_is_no_moment_is_not_read() {
        for text in [
            "",
            "now",
            "2019-12-16",
            "2019-12-16T23:48:18",
            "2019-12-16T23:48:18+01:00",
            "2019-02-29T00:00:00Z",
            "2019-13-01T00:00:00Z",
            "2019-12-16T24:00:00Z",
            "2019-12-16T23:48:18.Z",
            "2019-12-16T23:48Z",
            "19-12-16T23:48:18Z",
            "+019-12-16T23:48:18Z",
        ] {
            assert_eq!(read(&json!(text)), None, "{text}");
        }
        assert_eq!((read(&json!(1e300)), read(&json!(true))), (None, None));
    }
}
