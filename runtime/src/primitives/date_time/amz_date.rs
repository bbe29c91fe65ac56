//! The time stamp of AWS Signature Version 4.

use std::time::SystemTime;

use super::format::push_digits;
use super::{DateTime, DateTimeError};

/// A time as `20150830T123600Z`.
pub(crate) struct AmzDate(String);

impl AmzDate {
    /// The whole second that `time` lies in.
    ///
    /// # Errors
    ///
    /// When `time` is outside of the years 0 to 9999.
    pub(crate) fn new(time: SystemTime) -> Result<Self, DateTimeError> {
        let (date, time_of_day) = DateTime::from(time).to_text_fields()?;
        let mut text = String::with_capacity(16);
        push_digits(date.year as u32, 4, &mut text);
        push_digits(date.month, 2, &mut text);
        push_digits(date.day, 2, &mut text);
        text.push('T');
        push_digits(time_of_day.hour, 2, &mut text);
        push_digits(time_of_day.minute, 2, &mut text);
        push_digits(time_of_day.second, 2, &mut text);
        text.push('Z');
        Ok(Self(text))
    }

    /// The date and the time: `20150830T123600Z`.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The date alone: `20150830`.
    pub(crate) fn day(&self) -> &str {
        self.0.get(..8).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    #[test]
    fn a_time_is_written_in_utc_without_its_fraction() {
        let date = AmzDate::new(UNIX_EPOCH + Duration::from_millis(1_440_938_160_999)).unwrap();
        assert_eq!((date.as_str(), date.day()), ("20150830T123600Z", "20150830"));
        let date = AmzDate::new(UNIX_EPOCH - Duration::from_millis(1)).unwrap();
        assert_eq!(date.as_str(), "19691231T235959Z");
    }

    #[test]
    fn a_year_of_five_digits_is_an_error() {
        let end = UNIX_EPOCH + Duration::from_secs(253_402_300_799);
        assert_eq!(AmzDate::new(end).unwrap().as_str(), "99991231T235959Z");
        assert!(AmzDate::new(end + Duration::from_secs(1)).is_err());
    }
}
