use proptest::prelude::*;

use super::*;

const FORMATS: [Format; 3] = [Format::DateTime, Format::HttpDate, Format::EpochSeconds];

fn parse(text: &str, format: Format) -> Option<(i64, u32)> {
    DateTime::from_str(text, format).ok().map(|time| (time.secs(), time.subsec_nanos()))
}

fn rfc3339(text: &str) -> Option<(i64, u32)> {
    parse(text, Format::DateTime)
}

fn http_date(text: &str) -> Option<(i64, u32)> {
    parse(text, Format::HttpDate)
}

fn epoch_seconds(text: &str) -> Option<(i64, u32)> {
    parse(text, Format::EpochSeconds)
}

#[test]
fn rfc3339_is_read_with_offset_and_fraction() {
    assert_eq!(rfc3339("1970-01-01T00:00:00Z"), Some((0, 0)));
    assert_eq!(rfc3339("1985-04-12T23:20:50.52Z"), Some((482_196_050, 520_000_000)));
    assert_eq!(rfc3339("1985-04-12t23:20:50z"), Some((482_196_050, 0)));
    assert_eq!(rfc3339("2019-12-16T22:48:18-01:00"), Some((1_576_540_098, 0)));
    assert_eq!(rfc3339("2019-12-17T00:48:18+01:00"), Some((1_576_540_098, 0)));
    assert_eq!(rfc3339("2019-12-17T05:18:18.5+05:30"), Some((1_576_540_098, 500_000_000)));
    assert_eq!(rfc3339("2019-12-16T23:48:18-00:00"), Some((1_576_540_098, 0)));
    assert_eq!(rfc3339("2000-01-01T00:00:00.123456789Z"), Some((946_684_800, 123_456_789)));
    assert_eq!(rfc3339("2000-01-01T00:00:00.1234567899Z"), Some((946_684_800, 123_456_789)));
    assert_eq!(rfc3339("1969-12-31T23:59:59.25Z"), Some((-1, 250_000_000)));
    assert_eq!(rfc3339("0000-01-01T00:00:00Z"), Some((-62_167_219_200, 0)));
    assert_eq!(rfc3339("9999-12-31T23:59:59Z"), Some((253_402_300_799, 0)));
    assert_eq!(rfc3339("0000-01-01T00:00:00+23:59"), Some((-62_167_305_540, 0)));
    assert_eq!(DateTime::from_str("1970-01-01T01:00:00+01:00", Format::DateTimeWithOffset), Ok(DateTime::from_secs(0)));
}

#[test]
fn what_is_not_rfc3339_is_an_error() {
    let texts = [
        "",
        "1996",
        "1996-12-19",
        "1996-12-19T16:39",
        "1996-12-19T16:39:57",
        "1996-12-19 16:39:57Z",
        "1996-12-19T163957Z",
        "1996-12-19T16:39:57+00",
        "1996-12-19T16:39:57+0000",
        "1996-12-19T16:39:57+00:00Z",
        "1996-12-19T16:39:57ZZ",
        " 1996-12-19T16:39:57Z",
        "1996-12-19T16:39:57.Z",
        "1996-12-19T16:39:57,5Z",
        "1996-12-19T24:00:00Z",
        "1996-12-19T16:60:00Z",
        "1996-12-19T16:39:61Z",
        "1996-13-01T00:00:00Z",
        "1996-00-01T00:00:00Z",
        "1996-02-30T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "1996-12-19T16:39:57+24:00",
        "1996-12-19T16:39:57+00:60",
        "96-12-19T16:39:57Z",
        "+1996-12-19T16:39:57Z",
        "11996-12-19T16:39:57Z",
        "1996-12-19T16:39:57+01:00[Europe/Paris]",
        "１996-12-19T16:39:57Z",
        "1996-1 -19T16:39:57Z",
    ];
    for text in texts {
        assert_eq!(rfc3339(text), None, "{text}");
    }
    let error = DateTime::from_str("now", Format::DateTime).unwrap_err();
    assert_eq!(error, DateTimeError::Malformed(Format::DateTime));
    assert_eq!(error.to_string(), "not a date and time of RFC 3339, such as `2014-04-29T18:30:38Z`");
}

#[test]
fn a_leap_second_reads_as_the_last_nanosecond_of_its_day() {
    let end = Some((1_483_228_799, 999_999_999));
    assert_eq!(rfc3339("2016-12-31T23:59:60Z"), end);
    assert_eq!(rfc3339("2016-12-31T23:59:60.5Z"), end);
    assert_eq!(rfc3339("2017-01-01T00:59:60+01:00"), end);
    assert_eq!(http_date("Sat, 31 Dec 2016 23:59:60 GMT"), end);
    assert_eq!(rfc3339("2016-12-31T23:58:60Z"), None);
    assert_eq!(rfc3339("2016-12-31T23:59:60+01:00"), None);
}

#[test]
fn an_http_date_is_read_with_a_fraction_too() {
    assert_eq!(http_date("Sun, 02 Jan 2000 20:34:56 GMT"), Some((946_845_296, 0)));
    assert_eq!(http_date("Sun, 02 Jan 2000 20:34:56.000 GMT"), Some((946_845_296, 0)));
    assert_eq!(http_date("Sun, 02 Jan 2000 20:34:56.456 GMT"), Some((946_845_296, 456_000_000)));
    assert_eq!(http_date("Thu, 01 Jan 1970 00:00:00 GMT"), Some((0, 0)));
    // A wrong weekday tells nothing that the date does not.
    assert_eq!(http_date("Mon, 02 Jan 2000 20:34:56 GMT"), Some((946_845_296, 0)));
}

#[test]
fn what_is_not_an_http_date_is_an_error() {
    let texts = [
        "",
        "Sun",
        "Sun, 2 Jan 2000 20:34:56 GMT",
        "Sun, 02 Jan 00 20:34:56 GMT",
        "Sun, 02 jan 2000 20:34:56 GMT",
        "Sun, 02 Jan 2000 20:34:56",
        "Sun, 02 Jan 2000 20:34:56 UTC",
        "Sun, 02 Jan 2000 20:34:56 GMT+1",
        "Sun, 32 Jan 2000 20:34:56 GMT",
        "Sun, 02 Jan 2000 24:34:56 GMT",
        "Sunday, 02-Jan-00 20:34:56 GMT",
        "Sun Jan  2 20:34:56 2000",
        "Xyz, 02 Jan 2000 20:34:56 GMT",
        "Sun, 02 Jan 2000 20:34:56. GMT",
    ];
    for text in texts {
        assert_eq!(http_date(text), None, "{text}");
    }
}

#[test]
fn epoch_seconds_are_read_to_the_nanosecond_in_any_notation() {
    let cases = [
        ("0", (0, 0)),
        ("-0", (0, 0)),
        ("1398796238", (1_398_796_238, 0)),
        ("1515531081.123", (1_515_531_081, 123_000_000)),
        ("1515531081.1230", (1_515_531_081, 123_000_000)),
        ("1515531081.123456789", (1_515_531_081, 123_456_789)),
        ("1515531081.1234567899", (1_515_531_081, 123_456_789)),
        ("0.000000001", (0, 1)),
        ("0.0000000001", (0, 0)),
        ("-1.5", (-2, 500_000_000)),
        ("-0.000000001", (-1, 999_999_999)),
        ("1.5e9", (1_500_000_000, 0)),
        ("1.5E+9", (1_500_000_000, 0)),
        ("1515531081123e-3", (1_515_531_081, 123_000_000)),
        ("1e-9", (0, 1)),
        ("1e-1000000000000000000000", (0, 0)),
        ("0e1000000000000000000000", (0, 0)),
        ("0.00000000000000000000000000000000000000000000015e46", (1, 500_000_000)),
        ("+7", (7, 0)),
        ("007", (7, 0)),
        ("9223372036854775807.999999999", (i64::MAX, 999_999_999)),
        ("-9223372036854775808", (i64::MIN, 0)),
    ];
    for (text, expected) in cases {
        assert_eq!(epoch_seconds(text), Some(expected), "{text}");
    }
}

#[test]
fn epoch_seconds_that_are_no_number_or_too_large_are_told_apart() {
    for text in ["", "-", "+", ".5", "1.", "1e", "1e+", "1.5.5", "0x1", "NaN", "inf", "1 ", " 1", "1_0", "--1", "1e1.5"]
    {
        let error = DateTime::from_str(text, Format::EpochSeconds).unwrap_err();
        assert_eq!(error, DateTimeError::Malformed(Format::EpochSeconds), "{text}");
    }
    let long = "9".repeat(10_000);
    for text in ["9223372036854775808", "-9223372036854775808.1", "1e19", "1e1000000000000000000000", &long] {
        assert_eq!(DateTime::from_str(text, Format::EpochSeconds), Err(DateTimeError::OutOfRange), "{text}");
    }
}

#[test]
fn every_format_is_written_as_it_is_read() {
    let time = DateTime::from_secs_and_nanos(946_845_296, 456_700_000);
    assert_eq!(time.fmt(Format::DateTime).unwrap(), "2000-01-02T20:34:56.4567Z");
    assert_eq!(time.fmt(Format::HttpDate).unwrap(), "Sun, 02 Jan 2000 20:34:56 GMT");
    assert_eq!(time.fmt(Format::EpochSeconds).unwrap(), "946845296.4567");
    assert_eq!(DateTime::from_secs(0).fmt(Format::DateTime).unwrap(), "1970-01-01T00:00:00Z");
    assert_eq!(DateTime::from_millis(1).fmt(Format::EpochSeconds).unwrap(), "0.001");
    assert_eq!(DateTime::from_millis(-1).fmt(Format::EpochSeconds).unwrap(), "-0.001");
    assert_eq!(DateTime::from_millis(-1_500).fmt(Format::EpochSeconds).unwrap(), "-1.5");
    assert_eq!(DateTime::from_millis(-1_500).fmt(Format::DateTime).unwrap(), "1969-12-31T23:59:58.5Z");
    assert_eq!(DateTime::from_secs(i64::MIN).fmt(Format::EpochSeconds).unwrap(), "-9223372036854775808");
}

#[test]
fn weekdays_follow_one_another() {
    for (day, weekday) in (-7..7).zip(["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"].iter().cycle()) {
        let text = DateTime::from_secs(day * SECS_PER_DAY).fmt(Format::HttpDate).unwrap();
        assert!(text.starts_with(weekday), "{text}");
    }
}

#[test]
fn years_of_more_than_four_digits_have_no_text_but_display_shows_them() {
    for secs in [253_402_300_800, -62_167_219_201, i64::MAX, i64::MIN] {
        let time = DateTime::from_secs(secs);
        assert_eq!(time.fmt(Format::DateTime), Err(DateTimeError::OutOfRange));
        assert_eq!(time.fmt(Format::HttpDate), Err(DateTimeError::OutOfRange));
        assert_eq!(time.to_string(), secs.to_string());
    }
    assert_eq!(DateTime::from_secs(1_398_796_238).to_string(), "2014-04-29T18:30:38Z");
}

#[test]
fn floats_are_read_as_the_decimal_number_they_stand_for() {
    let cases = [
        (0.0, (0, 0)),
        (0.1, (0, 100_000_000)),
        (1_515_531_081.123, (1_515_531_081, 123_000_000)),
        (-1.5, (-2, 500_000_000)),
        (1e-10, (0, 0)),
        (f64::NAN, (0, 0)),
        (f64::INFINITY, (i64::MAX, 0)),
        (f64::NEG_INFINITY, (i64::MIN, 0)),
        (f64::MAX, (i64::MAX, 0)),
    ];
    for (float, (secs, nanos)) in cases {
        assert_eq!(DateTime::from_secs_f64(float), DateTime::from_secs_and_nanos(secs, nanos), "{float}");
    }
    assert_eq!(DateTime::from_millis(-1_500).as_secs_f64(), -1.5);
}

#[test]
fn units_convert_and_saturate_or_fail_at_their_ends() {
    assert_eq!(DateTime::from_millis(-1), DateTime::from_secs_and_nanos(-1, 999_000_000));
    assert_eq!(DateTime::from_millis(i64::MIN).to_millis(), Ok(i64::MIN));
    assert_eq!(DateTime::from_millis(i64::MAX).to_millis(), Ok(i64::MAX));
    assert_eq!(DateTime::from_secs(i64::MAX).to_millis(), Err(DateTimeError::OutOfRange));
    assert_eq!(DateTime::from_secs_and_nanos(1, 2_500_000_000), DateTime::from_secs_and_nanos(3, 500_000_000));
    assert_eq!(DateTime::from_secs_and_nanos(i64::MAX, u32::MAX).secs(), i64::MAX);
    assert_eq!(DateTime::from_secs_and_nanos(-1, 5).as_nanos(), -999_999_995);
    assert_eq!(DateTime::from_nanos(-999_999_995), Ok(DateTime::from_secs_and_nanos(-1, 5)));
    assert_eq!(DateTime::from_nanos(i128::MAX), Err(DateTimeError::OutOfRange));
}

#[test]
fn a_system_time_survives_a_round_trip() {
    for millis in [0, 1, -1, 1_500, -1_500, 1_440_938_160_000] {
        let time = DateTime::from_millis(millis);
        let system = SystemTime::try_from(time).unwrap();
        assert_eq!(DateTime::from(system), time);
    }
    let half = UNIX_EPOCH - Duration::from_millis(500);
    assert_eq!(DateTime::from(half), DateTime::from_secs_and_nanos(-1, 500_000_000));
}

#[test]
fn times_are_ordered() {
    let times = [i64::MIN, -1, 0, 1].map(DateTime::from_secs);
    assert!(times.is_sorted() && DateTime::from_millis(-1) < DateTime::from_secs(0));
}

proptest! {
    #[test]
    fn text_is_read_back_as_the_time_it_was_written_from(
        secs in -62_167_219_200_i64..=253_402_300_799,
        nanos in 0..1_000_000_000_u32,
    ) {
        let time = DateTime::from_secs_and_nanos(secs, nanos);
        for format in FORMATS {
            let expected = if format == Format::HttpDate { DateTime::from_secs(secs) } else { time };
            let text = time.fmt(format).unwrap();
            prop_assert_eq!(DateTime::from_str(&text, format).unwrap(), expected);
        }
    }

    #[test]
    fn epoch_seconds_hold_every_time(secs: i64, nanos in 0..1_000_000_000_u32) {
        let time = DateTime::from_secs_and_nanos(secs, nanos);
        let text = time.fmt(Format::EpochSeconds).unwrap();
        prop_assert_eq!(DateTime::from_str(&text, Format::EpochSeconds), Ok(time));
        prop_assert_eq!(DateTime::from_nanos(time.as_nanos()), Ok(time));
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "[-+0-9.eETZ: ,a-zA-Z]{0,40}") {
        for format in FORMATS {
            let _ = DateTime::from_str(&text, format);
        }
    }

    #[test]
    fn no_float_makes_the_conversion_panic(float: f64) {
        let _ = DateTime::from_secs_f64(float);
    }
}
