//! Moments and periods: to the millisecond, in the Gregorian calendar, in UTC.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::protocol::timestamp::{civil, days};

const DAY: i64 = 86_400_000;

/// Milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Timestamp(i64);

impl Timestamp {
    pub(crate) fn from_system(time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    #[expect(clippy::cast_possible_truncation, reason = "`as` saturates, and no date is that far away")]
    pub(crate) fn from_seconds(seconds: f64) -> Self {
        Self((seconds * 1000.0).round() as i64)
    }

    /// As timestamps are written in a body.
    #[expect(clippy::cast_precision_loss, reason = "exact for a quarter of a million years")]
    pub(crate) fn seconds(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    pub(crate) fn plus(self, duration: std::time::Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    /// The moment at which something that is valid for a period from now on ends.
    pub(crate) fn after(self, validity: &Validity) -> Self {
        let value = i64::from(validity.value);
        let months = match validity.unit {
            Unit::Days => return Self(self.0.saturating_add(value * DAY)),
            Unit::Months => value,
            Unit::Years => value * 12,
        };
        let [year, month, day] = civil(self.0.div_euclid(DAY));
        let month = month - 1 + months;
        let (year, month) = (year + month.div_euclid(12), month.rem_euclid(12) + 1);
        // The 31st becomes the last of a shorter month.
        let first = days([year, month, 1]);
        let next = if month == 12 { days([year + 1, 1, 1]) } else { days([year, month + 1, 1]) };
        Self((first + day.min(next - first) - 1) * DAY + self.0.rem_euclid(DAY))
    }

    /// By RFC 3339, to the second: `2026-11-22T10:15:30Z`.
    pub(crate) fn rfc3339(self) -> String {
        let [year, month, day] = civil(self.0.div_euclid(DAY));
        let second = self.0.rem_euclid(DAY) / 1000;
        let (hour, minute) = (second / 3600, second / 60 % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z", second % 60)
    }
}

/// `SignatureValidityPeriod` of the model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Validity {
    #[serde(default)]
    pub(crate) value: i32,
    #[serde(rename = "type", default)]
    pub(crate) unit: Unit,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Unit {
    Days,
    #[default]
    Months,
    Years,
}

impl Validity {
    /// What Signer takes unless told otherwise, and the longest there is.
    pub(crate) const DEFAULT: Self = Self { value: 135, unit: Unit::Months };

    /// Whether it is a period, and no longer than the longest.
    pub(crate) fn is_allowed(&self) -> bool {
        let from = Timestamp(0);
        self.value > 0 && from.after(self) <= from.after(&Self::DEFAULT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: f64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        let dates = [
            (0.0, "1970-01-01T00:00:00Z"),
            (951_782_400.0, "2000-02-29T00:00:00Z"),
            (1_763_806_530.999, "2025-11-22T10:15:30Z"),
            (4_107_542_399.0, "2100-02-28T23:59:59Z"),
            (4_107_542_400.0, "2100-03-01T00:00:00Z"),
        ];
        for (seconds, text) in dates {
            assert_eq!(at(seconds).rfc3339(), text);
        }
        for number in (-200_000..200_000).step_by(17) {
            assert_eq!(days(civil(number)), number);
        }
    }

    #[test]
    fn periods_follow_the_calendar() {
        let end = |value, unit, from: f64| at(from).after(&Validity { value, unit }).rfc3339();
        // 31 January 2024.
        let january = 1_706_659_200.0;
        assert_eq!(end(1, Unit::Months, january), "2024-02-29T00:00:00Z");
        assert_eq!(end(13, Unit::Months, january), "2025-02-28T00:00:00Z");
        assert_eq!(end(1, Unit::Years, january), "2025-01-31T00:00:00Z");
        assert_eq!(end(11, Unit::Months, january), "2024-12-31T00:00:00Z");
        assert_eq!(end(30, Unit::Days, january), "2024-03-01T00:00:00Z");
        assert_eq!(at(january + 0.5).after(&Validity::DEFAULT).seconds(), 2_061_504_000.5);
    }

    #[test]
    fn the_longest_period_is_135_months() {
        let allowed = |value, unit| Validity { value, unit }.is_allowed();
        assert!(allowed(135, Unit::Months) && allowed(11, Unit::Years) && allowed(1, Unit::Days));
        assert!(!allowed(136, Unit::Months) && !allowed(12, Unit::Years) && !allowed(5_000, Unit::Days));
        assert!(!allowed(0, Unit::Days) && !allowed(-1, Unit::Months));
    }
}
