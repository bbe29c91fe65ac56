use std::collections::HashMap;

use super::{Job, Source, written};
use crate::json::{JsonWriter, ToJson};
use crate::primitives::date_time::Format;
use crate::primitives::{BigDecimal, BigInteger, Blob, DateTime, Document};

fn text(write: impl FnOnce(&mut JsonWriter)) -> String {
    let mut json = JsonWriter::with_capacity(16);
    write(&mut json);
    String::from_utf8(json.into_bytes().unwrap()).unwrap()
}

#[test]
fn absent_members_are_left_out_and_commas_put_between_the_others() {
    assert_eq!(written(&Job::default()), r#"{"size":0,"isRevoked":false}"#);
    let job = Job { source: Some(Box::default()), id: Some("a".to_owned()), ..Job::default() };
    assert_eq!(written(&job), r#"{"jobId":"a","size":0,"isRevoked":false,"source":{"bucket":""}}"#);
    assert_eq!(text(|json| json.object(|_| {})), "{}");
    assert_eq!(text(|json| json.object(|json| json.member("x", &None::<Job>))), "{}");
}

#[test]
fn brackets_inside_strings_do_not_swallow_commas() {
    let source = Source { bucket: "{".to_owned(), tags: Some(vec!["[".to_owned(), "{".to_owned(), "[".to_owned()]) };
    assert_eq!(written(&source), r#"{"bucket":"{","tags":["[","{","["]}"#);
}

#[test]
fn scalars() {
    assert_eq!(written("a\"b"), r#""a\"b""#);
    assert_eq!(written(&true), "true");
    assert_eq!(written(&i8::MIN), "-128");
    assert_eq!(written(&i16::MAX), "32767");
    assert_eq!(written(&i32::MIN), "-2147483648");
    assert_eq!(written(&i64::MIN), "-9223372036854775808");
}

#[test]
fn floats_are_short_and_exact() {
    for (value, expected) in
        [(1.0, "1.0"), (-0.0, "-0.0"), (0.1, "0.1"), (1e300, "1e300"), (5e-324, "5e-324"), (1.5e-7, "1.5e-7")]
    {
        assert_eq!(written(&value), expected);
    }
    assert_eq!(written(&0.1_f32), "0.1");
    assert_eq!(written(&f32::MAX), "3.4028235e38");
}

#[test]
fn floats_that_are_no_numbers_are_strings() {
    assert_eq!(written(&[f64::NAN, f64::INFINITY, f64::NEG_INFINITY].to_vec()), r#"["NaN","Infinity","-Infinity"]"#);
    assert_eq!(written(&[f32::NAN, f32::INFINITY, f32::NEG_INFINITY].to_vec()), r#"["NaN","Infinity","-Infinity"]"#);
}

#[test]
fn lists_dense_and_sparse() {
    assert_eq!(written(&Vec::<String>::new()), "[]");
    assert_eq!(written(&vec![1, 2]), "[1,2]");
    assert_eq!(written(&vec![vec![Some(1), None], vec![]]), "[[1,null],[]]");
}

#[test]
fn maps_are_sorted_by_key() {
    let map: HashMap<String, i32> = (0..20).map(|i| (format!("k{i:02}"), i)).collect();
    let expected: Vec<String> = (0..20).map(|i| format!("\"k{i:02}\":{i}")).collect();
    assert_eq!(written(&map), format!("{{{}}}", expected.join(",")));
    assert_eq!(written(&HashMap::<String, i32>::new()), "{}");
    assert_eq!(written(&HashMap::from([("\n".to_owned(), None::<bool>)])), r#"{"\n":null}"#);
}

#[test]
fn blobs_are_base64() {
    assert_eq!(written(&Blob::new(vec![])), r#""""#);
    assert_eq!(written(&Blob::new(vec![0xfb, 0xff])), r#""+/8=""#);
}

#[test]
fn timestamps_are_epoch_seconds_with_the_fraction_they_have() {
    for (seconds, nanoseconds, expected) in [
        (0, 0, "0"),
        (1_398_796_238, 0, "1398796238"),
        (1_398_796_238, 123_000_000, "1398796238.123"),
        (1, 1, "1.000000001"),
        (10, 500_000_000, "10.5"),
        (-1, 0, "-1"),
        (-1, 500_000_000, "-0.5"),
        (-2, 750_000_000, "-1.25"),
        (i64::MIN, 0, "-9223372036854775808"),
        (i64::MAX, 999_999_999, "9223372036854775807.999999999"),
    ] {
        assert_eq!(written(&DateTime::from_secs_and_nanos(seconds, nanoseconds)), expected);
    }
}

#[test]
fn timestamps_in_other_formats() {
    let moment = DateTime::from_secs_and_nanos(1, 0);
    assert_eq!(text(|json| json.date_time(&moment, Format::DateTime)), r#""1970-01-01T00:00:01Z""#);
    assert_eq!(text(|json| json.date_time(&moment, Format::HttpDate)), r#""Thu, 01 Jan 1970 00:00:01 GMT""#);
    assert_eq!(text(|json| json.date_time(&moment, Format::EpochSeconds)), "1");
}

#[test]
fn the_first_member_with_a_time_that_has_no_text_is_reported() {
    let beyond = DateTime::from_secs_and_nanos(i64::MAX, 0);
    let mut json = JsonWriter::new();
    json.object(|json| {
        json.member("number", &beyond);
        json.timestamp("date", &beyond, Format::HttpDate);
        json.timestamp("time", &beyond, Format::DateTime);
        json.member("last", "x");
    });
    let error = json.into_bytes().unwrap_err().to_string();
    assert_eq!(error, "Value at '/date' cannot be written: the time is out of range");
}

#[test]
fn timestamps_are_members_elements_and_values() {
    let moment = DateTime::from_secs_and_nanos(1, 0);
    let map = HashMap::from([("k".to_owned(), moment)]);
    let written = text(|json| {
        json.object(|json| {
            json.timestamp("none", &None::<DateTime>, Format::DateTime);
            json.timestamp("one", &Some(moment), Format::DateTime);
            json.timestamp("list", &Some(vec![Some(moment), None]), Format::DateTime);
            json.timestamp("map", &map, Format::EpochSeconds);
        });
    });
    let date = "\"1970-01-01T00:00:01Z\"";
    assert_eq!(written, format!(r#"{{"one":{date},"list":[{date},null],"map":{{"k":1}}}}"#));
}

#[test]
fn an_unknown_variant_is_reported_with_its_member() {
    let mut json = JsonWriter::new();
    json.object(|json| {
        json.member("a", "x");
        json.begin("choice");
        json.object(JsonWriter::unknown_variant);
        json.unit("last");
    });
    let error = json.into_bytes().unwrap_err().to_string();
    assert_eq!(error, "Value at '/choice' cannot be written: this client does not know the variant of the union");
    assert_eq!(text(|json| json.object(|json| json.unit("nothing"))), r#"{"nothing":{}}"#);
}

#[test]
fn big_numbers_and_documents_are_written_as_they_are() {
    let number: BigDecimal = "-1.50e400".parse().unwrap();
    assert_eq!(text(|json| number.to_json(json)), "-1.50e400");
    assert_eq!(text(|json| BigInteger::from(u64::MAX).to_json(json)), "18446744073709551615");
    let members = HashMap::from([("b".to_owned(), Document::Null), ("a\"".to_owned(), vec![true].into())]);
    assert_eq!(text(|json| Document::from(members).to_json(json)), r#"{"a\"":[true],"b":null}"#);
    let numbers = vec![Document::from(u64::MAX), (-1).into(), 2.5.into(), f64::NAN.into()];
    assert_eq!(text(|json| Document::Array(numbers).to_json(json)), r#"[18446744073709551615,-1,2.5,"NaN"]"#);
    assert_eq!(text(|json| Document::from("x").to_json(json)), r#""x""#);
}

#[test]
fn references_and_boxes_are_written_as_what_they_hold() {
    let (none, some): (&Option<i32>, &Option<i32>) = (&None, &Some(1));
    assert!(none.is_absent() && Box::new(None::<i32>).is_absent());
    assert_eq!(text(|json| json.object(|json| json.member("a", &none))), "{}");
    assert_eq!(text(|json| json.object(|json| json.member("a", &Box::new(some)))), r#"{"a":1}"#);
}
