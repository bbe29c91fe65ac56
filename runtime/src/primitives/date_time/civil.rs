//! Days and dates of the proleptic Gregorian calendar.
//!
//! Years are counted from 1 March here, so that the leap day comes last and the lengths of the months before it follow a
//! rule; 400 years are one period of 146,097 days.

const DAYS_PER_PERIOD: i64 = 146_097;
/// Days from 1 March of year 0 to 1 January 1970.
const EPOCH: i64 = 719_468;

/// A day of the calendar: the year, the month from 1, the day from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) year: i64,
    pub(super) month: u32,
    pub(super) day: u32,
}

impl Date {
    /// The date that lies `days` after 1 January 1970. `days` is at most `i64::MAX / 86_400`.
    pub(super) fn from_days(days: i64) -> Self {
        let days = days + EPOCH;
        let (period, day_of_period) = (days.div_euclid(DAYS_PER_PERIOD), days.rem_euclid(DAYS_PER_PERIOD));
        // Leave out the leap days gone by; what remains is a whole number of common years.
        let leap_days = day_of_period / 1_460 - day_of_period / 36_524 + day_of_period / (DAYS_PER_PERIOD - 1);
        let year_of_period = (day_of_period - leap_days) / 365;
        let day_of_year = day_of_period - days_before_year(year_of_period);
        // 153 days are five months from March on: 31, 30, 31, 30, 31.
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - days_before_month(month_from_march) + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = 400 * period + year_of_period + i64::from(month <= 2);
        Self { year, month: month as u32, day: day as u32 }
    }

    /// The days from 1 January 1970 to this date.
    pub(super) fn to_days(self) -> i64 {
        let (month, year) = (i64::from(self.month), self.year - i64::from(self.month <= 2));
        let (period, year_of_period) = (year.div_euclid(400), year.rem_euclid(400));
        let month_from_march = if month > 2 { month - 3 } else { month + 9 };
        let day_of_year = days_before_month(month_from_march) + i64::from(self.day) - 1;
        period * DAYS_PER_PERIOD + days_before_year(year_of_period) + day_of_year - EPOCH
    }

    /// Whether the calendar has such a day.
    pub(super) fn is_valid(self) -> bool {
        let february = if is_leap_year(self.year) { 29 } else { 28 };
        let days = match self.month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => february,
            _ => 0,
        };
        (1..=days).contains(&self.day)
    }
}

fn days_before_year(year_of_period: i64) -> i64 {
    365 * year_of_period + year_of_period / 4 - year_of_period / 100
}

fn days_before_month(month_from_march: i64) -> i64 {
    (153 * month_from_march + 2) / 5
}

fn is_leap_year(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The next day, by the calendar's plain rules.
    fn next(date: Date) -> Date {
        let lengths = [31, if is_leap_year(date.year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        if date.day < lengths[date.month as usize - 1] {
            Date { day: date.day + 1, ..date }
        } else if date.month < 12 {
            Date { month: date.month + 1, day: 1, ..date }
        } else {
            Date { year: date.year + 1, month: 1, day: 1 }
        }
    }

    #[test]
    fn every_day_from_year_minus_400_to_10400_agrees_with_counting() {
        let first = Date { year: -400, month: 1, day: 1 };
        let (mut date, mut days) = (first, first.to_days());
        while date.year <= 10_400 {
            assert_eq!(Date::from_days(days), date);
            assert_eq!(date.to_days(), days);
            assert!(date.is_valid());
            (date, days) = (next(date), days + 1);
        }
    }

    #[test]
    fn known_days_have_known_numbers() {
        let days = |year, month, day| Date { year, month, day }.to_days();
        assert_eq!(days(1970, 1, 1), 0);
        assert_eq!(days(2000, 2, 29), 11_016);
        assert_eq!(days(1, 1, 1), -719_162);
        assert_eq!(days(9999, 12, 31), 2_932_896);
    }

    #[test]
    fn days_that_do_not_exist_are_not_valid() {
        for (year, month, day) in [(2023, 2, 29), (1900, 2, 29), (2024, 2, 30), (2024, 4, 31), (2024, 1, 0)] {
            assert!(!Date { year, month, day }.is_valid(), "{year}-{month}-{day}");
        }
        assert!(
            !Date { year: 2024, month: 0, day: 1 }.is_valid() && !Date { year: 2024, month: 13, day: 1 }.is_valid()
        );
        assert!(Date { year: 2000, month: 2, day: 29 }.is_valid() && Date { year: 2024, month: 2, day: 29 }.is_valid());
    }

    #[test]
    fn the_furthest_days_a_date_time_can_hold_survive_a_round_trip() {
        for days in [i64::MIN.div_euclid(86_400), i64::MAX / 86_400] {
            assert_eq!(Date::from_days(days).to_days(), days);
        }
    }
}
