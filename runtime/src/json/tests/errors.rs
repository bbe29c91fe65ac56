//! What reading does about values of the wrong type.

use std::collections::HashMap;

use super::{Job, Source, read_with, refusal, written};
use crate::json::{FromJson, JsonDocument, JsonKind, JsonValue};
use crate::primitives::date_time::Format;
use crate::primitives::{BigDecimal, BigInteger, Blob, DateTime, Document};

/// The message of the error that reading member `x` of `text` in this way gives.
fn refusal_of<T>(text: &str, read: impl FnOnce(JsonValue<'_>) -> T) -> String {
    let result = read_with(text, |json| read(json.member("x")));
    result.map(drop).unwrap_err().to_string()
}

#[test]
fn the_first_error_counts() {
    let text = r#"{"isRevoked":1,"source":{"bucket":"b","tags":[1,{}]},"size":"1","jobId":[]}"#;
    assert_eq!(refusal::<Job>(text), "expected a string at '/jobId', found an array");
    let tags_then_size = |json: JsonValue<'_>| {
        let source: Option<Source> = json.get("source");
        (source, json.required::<i32>("size"))
    };
    let error = read_with(text, tags_then_size).unwrap_err().to_string();
    assert_eq!(error, "expected a string at '/source/tags/0', found a number");
}

#[test]
fn keys_of_maps_are_not_shown() {
    type Maps = HashMap<String, Vec<HashMap<String, String>>>;
    let text = r#"{"x":{"fine":[{"a":"b"}],"secret":[{},{"hidden":1,"b":2}],"later":[{"c":"d"}]}}"#;
    assert_eq!(refusal_of(text, Maps::from_json), "expected a string at '/x/**/1/**', found a number");
    let whole = r#"{"x":{"secret":[1]}}"#;
    assert_eq!(refusal_of(whole, Maps::from_json), "expected an object at '/x/**/0', found a number");
    assert_eq!(refusal_of(r#"{"x":[]}"#, Maps::from_json), "expected an object at '/x', found an array");
}

#[test]
fn a_document_with_an_error_gives_no_more_values() {
    let document = JsonDocument::parse(br#"{"jobId":"a","size":"1"}"#).unwrap();
    let id = |json: JsonValue<'_>| json.get::<String>("jobId");
    assert_eq!(document.read(id).unwrap().as_deref(), Some("a"));
    let first = document.read(Job::from_json).unwrap_err().to_string();
    let later = document.read(id).unwrap_err().to_string();
    assert_eq!((first.as_str(), later.as_str()), ("expected an integer at '/size', found a string", first.as_str()));
    // Also when the error came up in a reading within a reading.
    let document = JsonDocument::parse(br#"{"jobId":"a","size":"1"}"#).unwrap();
    let outer = document.read(|json| (document.read(Job::from_json).is_err(), id(json)));
    assert!(outer.is_err());
}

#[test]
fn a_value_of_the_wrong_type_counts_as_missing_while_reading_goes_on() {
    fn check<T: FromJson + PartialEq + std::fmt::Debug>(texts: &[&str]) {
        for text in texts {
            let check =
                |json: JsonValue<'_>| assert_eq!(T::from_json(json), T::from_json(JsonValue::missing()), "{text}");
            assert!(read_with(text, check).is_err(), "{text}");
        }
    }
    check::<String>(&["true", "1", "[]", "{}"]);
    check::<bool>(&["1", r#""true""#, "[]", "{}"]);
    check::<i8>(&["true", r#""1""#, "128", "1.5", "1e99", "[]", "{}"]);
    check::<i64>(&["true", r#""1""#, "9223372036854775808", "1.5", "[]", "{}"]);
    check::<f32>(&["true", r#""1""#, "1e39", "[]", "{}"]);
    check::<f64>(&["true", r#""1""#, "1e999", "[]", "{}"]);
    check::<Blob>(&["true", "1", r#""?""#, "[]", "{}"]);
    check::<DateTime>(&["true", r#""1""#, "1e99", "[]", "{}"]);
    check::<BigInteger>(&["true", "1.5", "1e20", r#""1e3""#, r#""x""#, "[]", "{}"]);
    check::<BigDecimal>(&["true", r#""""#, r#""NaN""#, "[]", "{}"]);
    check::<Vec<i32>>(&["true", "1", r#""1""#, r#"{"1":1}"#]);
    check::<HashMap<String, i32>>(&["true", "1", r#""1""#, r#"["1",1]"#]);
    check::<Job>(&["true", "1", r#""1""#, r#"["size",1]"#]);
}

#[test]
fn a_number_that_no_document_can_hold_is_refused() {
    assert_eq!(refusal::<Document>("[1e999]"), "expected a 64-bit float at '/0', found a number out of range");
}

#[test]
fn only_objects_have_members_and_variants() {
    let expected = "expected an object at '/x', found an array";
    let text = r#"{"x":["a",1]}"#;
    assert_eq!(refusal_of(text, |json| assert!(json.member("a").is_null())), expected);
    assert_eq!(refusal_of(text, |json| assert_eq!(json.get::<i32>("a"), None)), expected);
    let format = Format::HttpDate;
    assert_eq!(refusal_of(text, |json| assert_eq!(json.get_timestamp::<DateTime>("a", format), None)), expected);
    assert_eq!(refusal_of(text, |json| assert_eq!(json.variant(), "")), expected);
}

#[test]
fn integers_out_of_range_or_with_a_fraction_are_refused() {
    assert_eq!(refusal::<i8>("128"), "expected an 8-bit integer at the top level, found a number out of range");
    assert_eq!(refusal::<i16>("-32769"), "expected a 16-bit integer at the top level, found a number out of range");
    assert_eq!(refusal::<i32>("1e10"), "expected a 32-bit integer at the top level, found a number out of range");
    for text in ["9223372036854775808", "1e19", "1e999999999999", "-1e400"] {
        assert_eq!(refusal::<i64>(text), "expected an integer at the top level, found a number out of range", "{text}");
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
fn timestamps_in_the_wrong_format_are_refused() {
    let wrong = |text, format| refusal_of(text, |json| json.date_time(format));
    let form = "found a string of another form";
    assert_eq!(wrong(r#"{"x":"no"}"#, Format::DateTime), format!("expected a date-time string at '/x', {form}"));
    assert_eq!(wrong(r#"{"x":""}"#, Format::HttpDate), format!("expected an http-date string at '/x', {form}"));
    assert_eq!(wrong(r#"{"x":1}"#, Format::DateTime), "expected a date-time string at '/x', found a number");
    assert_eq!(
        wrong(r#"{"x":"1"}"#, Format::EpochSeconds),
        "expected a number of epoch seconds at '/x', found a string"
    );
}

#[test]
fn the_wrong_type_is_told_with_its_path() {
    let jobs = r#"{"jobs":[{},{"source":{"bucket":"b","tags":["a","b",{}]}}],"k":{"a/b~":[1]}}"#;
    let error = read_with(jobs, |json| json.get::<Vec<Job>>("jobs")).unwrap_err();
    assert_eq!(error.to_string(), "expected a string at '/jobs/1/source/tags/2', found an object");
    let error = read_with(jobs, |json| json.member("k").get::<bool>("a/b~")).unwrap_err();
    assert_eq!(error.to_string(), "expected a boolean at '/k/a~1b~0', found an array");
    assert_eq!(refusal::<Job>("[]"), "expected an object at the top level, found an array");
    assert_eq!(refusal::<Job>(r#"{"jobId":1}"#), "expected a string at '/jobId', found a number");
    assert_eq!(refusal::<Job>(r#"{"size":"1"}"#), "expected an integer at '/size', found a string");
    assert_eq!(refusal::<Job>(r#"{"isRevoked":{}}"#), "expected a boolean at '/isRevoked', found an object");
    assert_eq!(refusal::<Vec<Vec<i32>>>("[[],true]"), "expected an array at '/1', found a boolean");
}

#[test]
fn long_and_strange_paths_are_cut_and_escaped() {
    let deep = format!("{}7{}", r#"{"name":["#.repeat(40), "]}".repeat(40));
    /// Reads its way down to the number.
    fn descend(json: JsonValue<'_>) -> String {
        if json.kind() == JsonKind::Number {
            return json.as_str().into_owned();
        }
        json.member("name").list_with(false, descend).concat()
    }
    let error = read_with(&deep, descend).unwrap_err().to_string();
    assert_eq!(error, format!("expected a string at '...0{}', found a number", "/name/0".repeat(9)));

    let long = "ü\n\u{202e}".repeat(100_000);
    let map = HashMap::from([(long, 1)]);
    let error = refusal::<HashMap<String, String>>(&written(&map));
    assert!(error.chars().count() < 130 && !error.contains(['\n', '\u{202e}']), "{error}");
}
