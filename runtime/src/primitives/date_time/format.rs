//! Writes a time as text.

use std::fmt::Write;

use super::{DateTime, DateTimeError, NANOS_PER_SEC, SECS_PER_DAY, TimeOfDay};

pub(super) const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
pub(super) const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// RFC 3339, section 5.6, in UTC, with as many digits of the fraction as it needs.
pub(super) fn rfc3339(time: DateTime, out: &mut String) -> Result<(), DateTimeError> {
    let (date, time_of_day) = time.to_text_fields()?;
    push_digits(date.year as u32, 4, out);
    out.push('-');
    push_digits(date.month, 2, out);
    out.push('-');
    push_digits(date.day, 2, out);
    out.push('T');
    push_time_of_day(time_of_day, out);
    push_fraction(time.subsec_nanos, out);
    out.push('Z');
    Ok(())
}

/// IMF-fixdate: RFC 9110, section 5.6.7. Its grammar has no fraction, so that is left out.
pub(super) fn http_date(time: DateTime, out: &mut String) -> Result<(), DateTimeError> {
    let (date, time_of_day) = time.to_text_fields()?;
    // 1 January 1970 was a Thursday.
    let weekday = (time.secs.div_euclid(SECS_PER_DAY) + 4).rem_euclid(7);
    out.push_str(WEEKDAYS.get(weekday as usize).copied().unwrap_or_default());
    out.push_str(", ");
    push_digits(date.day, 2, out);
    out.push(' ');
    out.push_str(MONTHS.get(date.month as usize - 1).copied().unwrap_or_default());
    out.push(' ');
    push_digits(date.year as u32, 4, out);
    out.push(' ');
    push_time_of_day(time_of_day, out);
    out.push_str(" GMT");
    Ok(())
}

/// A decimal number of seconds, with as many digits of the fraction as it needs.
pub(super) fn epoch_seconds(time: DateTime, out: &mut String) {
    let nanos = time.as_nanos();
    if nanos < 0 {
        out.push('-');
    }
    let magnitude = nanos.unsigned_abs();
    let per_sec = u128::from(NANOS_PER_SEC);
    // Writing into a string does not fail.
    let _ = write!(out, "{}", magnitude / per_sec);
    push_fraction((magnitude % per_sec) as u32, out);
}

/// Appends the last `width` digits of `value`, zeros in front.
pub(super) fn push_digits(value: u32, width: u32, out: &mut String) {
    for place in (0..width).rev() {
        out.extend(char::from_digit(value / 10_u32.pow(place) % 10, 10));
    }
}

fn push_time_of_day(time: TimeOfDay, out: &mut String) {
    push_digits(time.hour, 2, out);
    out.push(':');
    push_digits(time.minute, 2, out);
    out.push(':');
    push_digits(time.second, 2, out);
}

/// Appends `.` and the digits of the fraction without its closing zeros, or nothing when it is zero.
fn push_fraction(mut nanos: u32, out: &mut String) {
    if nanos == 0 {
        return;
    }
    let mut width = 9;
    while nanos.is_multiple_of(10) {
        nanos /= 10;
        width -= 1;
    }
    out.push('.');
    push_digits(nanos, width, out);
}
