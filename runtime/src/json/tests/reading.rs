use std::borrow::Cow;
use std::collections::HashMap;

use super::{Job, Source, read, refusal};
use crate::json::{FromJson, JsonDocument, JsonError, JsonKind, JsonValue};
use crate::primitives::date_time::Format;
use crate::primitives::{Blob, DateTime};

/// The message of the error that reading member `x` of `text` in this way gives.
fn refusal_of<T>(text: &str, read: impl FnOnce(JsonValue<'_>) -> Result<T, JsonError>) -> String {
    let document = JsonDocument::parse(text.as_bytes()).unwrap();
    let value = document.root().object().unwrap().value("x");
    read(value).map(drop).unwrap_err().to_string()
}

#[test]
fn null_absent_and_unknown_members() {
    let expected = Job {
        size: 3,
        ..Job::default()
    };
    assert_eq!(read::<Job>(r#"{"size":3}"#).unwrap(), expected);
    assert_eq!(
        read::<Job>(r#"{"jobId":null,"isRevoked":null,"size":3,"source":null}"#).unwrap(),
        expected
    );
    assert_eq!(
        read::<Job>(r#"{"new":{"size":9,"jobId":"x"},"size":3,"more":[{"size":4}]}"#).unwrap(),
        expected
    );
    assert_eq!(read::<Job>(r#"{"size":null}"#).unwrap(), Job::default());
    assert_eq!(read::<Job>("{}").unwrap(), Job::default());
}

#[test]
fn of_duplicate_names_the_last_counts() {
    assert_eq!(read::<Job>(r#"{"size":1,"jobId":"a","size":2}"#).unwrap().size, 2);
    assert_eq!(read::<Job>(r#"{"size":1,"\u0073ize":2}"#).unwrap().size, 2);
    assert_eq!(read::<Job>(r#"{"jobId":"a","jobId":null}"#).unwrap().id, None);
    assert_eq!(
        read::<HashMap<String, i32>>(r#"{"a":1,"a":2}"#).unwrap(),
        HashMap::from([("a".to_owned(), 2)])
    );
    assert_eq!(
        read::<HashMap<String, i32>>(r#"{"a":1,"a":null}"#).unwrap(),
        HashMap::new()
    );
}

#[test]
fn names_are_compared_without_their_escapes() {
    let document = JsonDocument::parse(br#"{"a\"b":1,"\u0061":2,"\\u0061":3,"u0061":4}"#).unwrap();
    let object = document.root().object().unwrap();
    for (name, expected) in [
        ("a\"b", 1),
        ("a", 2),
        ("\\u0061", 3),
        ("u0061", 4),
        ("a\\\"b", 0),
        ("", 0),
    ] {
        assert_eq!(object.required::<i32>(name).unwrap(), expected, "{name}");
    }
}

#[test]
fn a_missing_value_is_the_zero_of_every_type() {
    fn zero<T: FromJson>() -> T {
        T::from_json(JsonValue::missing()).unwrap()
    }
    assert_eq!(zero::<String>(), "");
    assert!(!zero::<bool>());
    assert_eq!(
        (zero::<i8>(), zero::<i16>(), zero::<i32>(), zero::<i64>()),
        (0, 0, 0, 0)
    );
    assert_eq!((zero::<f32>(), zero::<f64>()), (0.0, 0.0));
    assert_eq!(zero::<Blob>().as_ref(), b"");
    assert_eq!(zero::<DateTime>(), DateTime::from_secs_and_nanos(0, 0));
    assert_eq!(zero::<Vec<Job>>(), vec![]);
    assert_eq!(zero::<HashMap<String, Job>>(), HashMap::new());
    assert_eq!(zero::<Box<Source>>(), Box::default());
    assert_eq!(zero::<Option<Job>>(), None);
    for format in [Format::DateTime, Format::HttpDate, Format::EpochSeconds] {
        assert_eq!(
            JsonValue::missing().date_time(format).unwrap(),
            DateTime::from_secs_and_nanos(0, 0)
        );
    }
    assert_eq!(JsonValue::missing().kind(), JsonKind::Null);
    assert_eq!(JsonValue::missing().number_text().unwrap(), "0");
    assert_eq!(JsonValue::missing().elements().unwrap().count(), 0);
    assert_eq!(JsonValue::missing().object().unwrap().entries().count(), 0);
}

#[test]
fn dense_lists_and_maps_skip_null_and_sparse_ones_keep_it() {
    assert_eq!(read::<Vec<i32>>("[null,1,null,2]").unwrap(), [1, 2]);
    assert_eq!(read::<Vec<Option<i32>>>("[null,1]").unwrap(), [None, Some(1)]);
    assert_eq!(
        read::<Vec<Vec<Option<i32>>>>("[null,[null],[]]").unwrap(),
        [vec![None], vec![]]
    );
    assert_eq!(read::<Vec<Box<i32>>>("[null,1]").unwrap(), [Box::new(1)]);
    let text = r#"{"a":null,"b":1}"#;
    assert_eq!(
        read::<HashMap<String, i32>>(text).unwrap(),
        HashMap::from([("b".to_owned(), 1)])
    );
    let sparse = HashMap::from([("a".to_owned(), None), ("b".to_owned(), Some(1))]);
    assert_eq!(read::<HashMap<String, Option<i32>>>(text).unwrap(), sparse);
}

#[test]
fn integers_may_be_written_with_a_fraction_of_zero_or_an_exponent() {
    for (text, expected) in [
        ("7", 7),
        ("-0", 0),
        ("7.0", 7),
        ("7e2", 700),
        ("70000e-4", 7),
        ("-0.7e1", -7),
    ] {
        assert_eq!(read::<i32>(text).unwrap(), expected, "{text}");
    }
    assert_eq!(read::<i64>("-9223372036854775808").unwrap(), i64::MIN);
    assert_eq!(read::<i64>("9.223372036854775807e18").unwrap(), i64::MAX);
    assert_eq!(read::<i8>("-128").unwrap(), -128);
}

#[test]
fn integers_out_of_range_or_with_a_fraction_are_refused() {
    assert_eq!(
        refusal::<i8>("128"),
        "expected an 8-bit integer at the top level, found a number out of range"
    );
    assert_eq!(
        refusal::<i16>("-32769"),
        "expected a 16-bit integer at the top level, found a number out of range"
    );
    assert_eq!(
        refusal::<i32>("1e10"),
        "expected a 32-bit integer at the top level, found a number out of range"
    );
    for text in ["9223372036854775808", "1e19", "1e999999999999", "-1e400"] {
        assert_eq!(
            refusal::<i64>(text),
            "expected an integer at the top level, found a number out of range",
            "{text}"
        );
    }
    for text in ["1.5", "1e-1", "-0.1", "1e-999999999999999999999"] {
        assert_eq!(
            refusal::<i32>(text),
            "expected an integer at the top level, found a number with a fraction",
            "{text}"
        );
    }
}

#[test]
fn floats_are_numbers_or_one_of_three_strings() {
    assert_eq!(
        read::<Vec<f64>>("[1,-0.5,1e3,5e-324,1e-999]").unwrap(),
        [1.0, -0.5, 1000.0, 5e-324, 0.0]
    );
    assert_eq!(
        read::<Vec<f32>>(r#"[0.1,"Infinity","-Infinity"]"#).unwrap(),
        [0.1, f32::INFINITY, f32::NEG_INFINITY]
    );
    assert!(read::<f64>(r#""NaN""#).unwrap().is_nan() && read::<f32>(r#""NaN""#).unwrap().is_nan());
    for text in [r#""nan""#, r#""inf""#, r#""1.5""#, r#""""#] {
        assert_eq!(
            refusal::<f64>(text),
            "expected a number at the top level, found a string",
            "{text}"
        );
    }
    assert_eq!(
        refusal::<f64>("-1e999"),
        "expected a 64-bit float at the top level, found a number out of range"
    );
    assert_eq!(
        refusal::<f32>("1e39"),
        "expected a 32-bit float at the top level, found a number out of range"
    );
}

#[test]
fn blobs_are_base64_with_padding_or_without() {
    for text in [r#""+/8=""#, r#""+/8""#, r#""\u002b\/8=""#] {
        assert_eq!(read::<Blob>(text).unwrap().as_ref(), [0xfb, 0xff], "{text}");
    }
    assert_eq!(read::<Blob>(r#""""#).unwrap().as_ref(), b"");
    for text in [r#""-_8=""#, r#""+/8= ""#, r#""a""#, r#""ü""#, r#""====""#] {
        assert_eq!(
            refusal::<Blob>(text),
            "expected a base64 string at the top level, found a string of another form"
        );
    }
    assert_eq!(
        refusal::<Blob>("1"),
        "expected a base64 string at the top level, found a number"
    );
}

#[test]
fn epoch_seconds_are_exact() {
    for (text, seconds, nanoseconds) in [
        ("0", 0, 0),
        ("1398796238", 1_398_796_238, 0),
        ("1398796238.123", 1_398_796_238, 123_000_000),
        ("1.398796238123E9", 1_398_796_238, 123_000_000),
        ("1398796238.1234567899", 1_398_796_238, 123_456_789),
        ("-0.5", -1, 500_000_000),
        ("-1.25", -2, 750_000_000),
        ("9223372036854775807.999999999", i64::MAX, 999_999_999),
    ] {
        assert_eq!(
            read::<DateTime>(text).unwrap(),
            DateTime::from_secs_and_nanos(seconds, nanoseconds),
            "{text}"
        );
    }
    for text in ["9223372036854775808", "-1e30", "1e99"] {
        let expected = "expected a number of epoch seconds at the top level, found a number out of range";
        assert_eq!(refusal::<DateTime>(text), expected);
    }
}

#[test]
fn timestamps_in_other_formats() {
    let text = r#"{"a":"1970-01-01T00:00:01Z","b":["Thu, 01 Jan 1970 00:00:01 GMT",null],"c":{"k":1,"l":null}}"#;
    let document = JsonDocument::parse(text.as_bytes()).unwrap();
    let object = document.root().object().unwrap();
    let moment = DateTime::from_secs_and_nanos(1, 0);
    let http_date = |value: JsonValue<'_>| value.date_time(Format::HttpDate);
    assert_eq!(
        object.get_with("a", |value| value.date_time(Format::DateTime)).unwrap(),
        Some(moment)
    );
    assert_eq!(object.get_with("none", http_date).unwrap(), None);
    let sparse = object
        .value("b")
        .list_with(true, |value| value.nullable_with(http_date))
        .unwrap();
    assert_eq!(sparse, [Some(moment), None]);
    assert_eq!(object.value("b").list_with(false, http_date).unwrap(), [moment]);
    let map = object
        .value("c")
        .map_with(false, |value| value.date_time(Format::EpochSeconds))
        .unwrap();
    assert_eq!(map, HashMap::from([("k".to_owned(), moment)]));
}

#[test]
fn timestamps_in_the_wrong_format_are_refused() {
    let wrong = |text, format| refusal_of(text, |value| value.date_time(format));
    let form = "found a string of another form";
    assert_eq!(
        wrong(r#"{"x":"no"}"#, Format::DateTime),
        format!("expected a date-time string at '/x', {form}")
    );
    assert_eq!(
        wrong(r#"{"x":""}"#, Format::HttpDate),
        format!("expected an http-date string at '/x', {form}")
    );
    assert_eq!(
        wrong(r#"{"x":1}"#, Format::DateTime),
        "expected a date-time string at '/x', found a number"
    );
    assert_eq!(
        wrong(r#"{"x":"1"}"#, Format::EpochSeconds),
        "expected a number of epoch seconds at '/x', found a string"
    );
}

#[test]
fn the_wrong_type_is_told_with_its_path() {
    let jobs = r#"{"jobs":[{},{"source":{"bucket":"b","tags":["a","b",{}]}}],"k":{"a/b~":[1]}}"#;
    let document = JsonDocument::parse(jobs.as_bytes()).unwrap();
    let root = document.root().object().unwrap();
    let error = root.get::<Vec<Job>>("jobs").unwrap_err().to_string();
    assert_eq!(error, "expected a string at '/jobs/1/source/tags/2', found an object");
    let error = root.get::<HashMap<String, bool>>("k").unwrap_err().to_string();
    assert_eq!(error, "expected a boolean at '/k/a~1b~0', found an array");
    assert_eq!(
        refusal::<Job>("[]"),
        "expected an object at the top level, found an array"
    );
    assert_eq!(
        refusal::<Job>(r#"{"jobId":1}"#),
        "expected a string at '/jobId', found a number"
    );
    assert_eq!(
        refusal::<Job>(r#"{"size":"1"}"#),
        "expected an integer at '/size', found a string"
    );
    assert_eq!(
        refusal::<Job>(r#"{"isRevoked":{}}"#),
        "expected a boolean at '/isRevoked', found an object"
    );
    assert_eq!(
        refusal::<Vec<Vec<i32>>>("[[],true]"),
        "expected an array at '/1', found a boolean"
    );
    assert_eq!(
        refusal_of(r#"{"x":null}"#, |value| Err::<(), _>(value.unexpected("y"))),
        "expected y at '/x', found null"
    );
}

#[test]
fn long_and_strange_paths_are_cut_and_escaped() {
    let deep = format!("{}7{}", r#"{"name":["#.repeat(40), "]}".repeat(40));
    let document = JsonDocument::parse(deep.as_bytes()).unwrap();
    let mut value = document.root();
    for _ in 0..40 {
        value = value
            .object()
            .unwrap()
            .value("name")
            .elements()
            .unwrap()
            .next()
            .unwrap();
    }
    let error = value.as_str().unwrap_err().to_string();
    assert_eq!(
        error,
        format!("expected a string at '...0{}', found a number", "/name/0".repeat(9))
    );

    let long = "ü\n\u{202e}".repeat(100_000);
    let map = HashMap::from([(long, 1)]);
    let error = refusal::<HashMap<String, String>>(&super::written(&map));
    assert!(
        error.chars().count() < 130 && !error.contains(['\n', '\u{202e}']),
        "{error}"
    );
}

#[test]
fn strings_without_escapes_are_borrowed() {
    let document = JsonDocument::parse(br#"["plain \u00fc", "plain"]"#).unwrap();
    let strings: Vec<_> = document
        .root()
        .elements()
        .unwrap()
        .map(|value| value.as_str().unwrap())
        .collect();
    assert!(matches!(&strings[0], Cow::Owned(text) if text == "plain ü"));
    assert!(matches!(strings[1], Cow::Borrowed("plain")));
}

#[test]
fn entries_and_kinds() {
    let document = JsonDocument::parse(br#"{"a":null,"b":true,"c":1.50,"d":"","e":[[],{}],"f":{"g":0}}"#).unwrap();
    let object = document.root().object().unwrap();
    let kinds: Vec<_> = object
        .entries()
        .map(|(name, value)| (name.into_owned(), value.kind()))
        .collect();
    let kind = |name: &str, kind| (name.to_owned(), kind);
    let expected = [
        kind("a", JsonKind::Null),
        kind("b", JsonKind::Bool),
        kind("c", JsonKind::Number),
        kind("d", JsonKind::String),
        kind("e", JsonKind::Array),
        kind("f", JsonKind::Object),
    ];
    assert_eq!(kinds, expected);
    assert_eq!(object.value("c").number_text().unwrap(), "1.50");
}

#[test]
fn the_variant_of_a_union_is_its_first_member_that_is_set() {
    let variant = |text: &str| {
        let document = JsonDocument::parse(text.as_bytes()).unwrap();
        document
            .root()
            .object()
            .unwrap()
            .variant()
            .map(|(name, _)| name.into_owned())
    };
    assert_eq!(
        variant(r#"{"__type":"x#Y","a":null,"b":1,"c":2}"#).as_deref(),
        Some("b")
    );
    assert_eq!(variant(r#"{"__type":"x#Y","a":null}"#), None);
    assert_eq!(variant("{}"), None);
}

#[test]
fn an_empty_body_may_count_as_an_empty_object() {
    for body in ["", " \r\n\t", "{}"] {
        let document = JsonDocument::parse_or_empty_object(body.as_bytes()).unwrap();
        assert_eq!(Job::from_json(document.root()).unwrap(), Job::default());
    }
    assert!(JsonDocument::parse(b"").is_err());
    assert!(JsonDocument::parse_or_empty_object(b"x").is_err());
}
