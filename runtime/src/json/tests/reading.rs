use std::borrow::Cow;
use std::collections::HashMap;

use super::{Job, Source, read, read_with, refusal};
use crate::json::document::EMPTY;
use crate::json::{FromJson, JsonDocument, JsonKind, JsonValue};
use crate::primitives::date_time::Format;
use crate::primitives::{BigDecimal, BigInteger, Blob, DateTime, Document, Number};

#[test]
fn null_absent_and_unknown_members() {
    let expected = Job { size: 3, ..Job::default() };
    assert_eq!(read::<Job>(r#"{"size":3}"#).unwrap(), expected);
    assert_eq!(read::<Job>(r#"{"jobId":null,"isRevoked":null,"size":3,"source":null}"#).unwrap(), expected);
    assert_eq!(read::<Job>(r#"{"new":{"size":9,"jobId":"x"},"size":3,"more":[{"size":4}]}"#).unwrap(), expected);
    assert_eq!(read::<Job>(r#"{"size":null}"#).unwrap(), Job::default());
    assert_eq!(read::<Job>("{}").unwrap(), Job::default());
}

#[test]
fn of_duplicate_names_the_last_counts() {
    assert_eq!(read::<Job>(r#"{"size":1,"jobId":"a","size":2}"#).unwrap().size, 2);
    assert_eq!(read::<Job>(r#"{"size":1,"\u0073ize":2}"#).unwrap().size, 2);
    assert_eq!(read::<Job>(r#"{"jobId":"a","jobId":null}"#).unwrap().id, None);
    assert_eq!(read::<HashMap<String, i32>>(r#"{"a":1,"a":2}"#).unwrap(), HashMap::from([("a".to_owned(), 2)]));
    assert_eq!(read::<HashMap<String, i32>>(r#"{"a":1,"a":null}"#).unwrap(), HashMap::new());
}

#[test]
fn names_are_compared_without_their_escapes() {
    let text = r#"{"a\"b":1,"\u0061":2,"\\u0061":3,"u0061":4}"#;
    for (name, expected) in [("a\"b", 1), ("a", 2), ("\\u0061", 3), ("u0061", 4), ("a\\\"b", 0), ("", 0)] {
        assert_eq!(read_with(text, |json| json.required::<i32>(name)).unwrap(), expected, "{name}");
    }
}

#[test]
fn a_missing_value_is_the_zero_of_every_type() {
    fn zero<T: FromJson>() -> T {
        T::from_json(JsonValue::missing())
    }
    assert_eq!(zero::<String>(), "");
    assert!(!zero::<bool>());
    assert_eq!((zero::<i8>(), zero::<i16>(), zero::<i32>(), zero::<i64>()), (0, 0, 0, 0));
    assert_eq!((zero::<f32>(), zero::<f64>()), (0.0, 0.0));
    assert_eq!(zero::<Blob>().as_ref(), b"");
    assert_eq!(zero::<DateTime>(), DateTime::from_secs_and_nanos(0, 0));
    assert_eq!(zero::<Vec<Job>>(), vec![]);
    assert_eq!(zero::<HashMap<String, Job>>(), HashMap::new());
    assert_eq!(zero::<Box<Source>>(), Box::default());
    assert_eq!(zero::<Option<Job>>(), None);
    for format in [Format::DateTime, Format::HttpDate, Format::EpochSeconds] {
        assert_eq!(JsonValue::missing().date_time(format), DateTime::from_secs_and_nanos(0, 0));
    }
    assert_eq!(JsonValue::missing().kind(), JsonKind::Null);
    assert!(JsonValue::missing().member("x").is_null());
    assert_eq!(JsonValue::missing().variant(), "");
    assert!(EMPTY.read(|_| ()).is_ok(), "nothing can be wrong with what is missing");
}

#[test]
fn dense_lists_and_maps_skip_null_and_sparse_ones_keep_it() {
    assert_eq!(read::<Vec<i32>>("[null,1,null,2]").unwrap(), [1, 2]);
    assert_eq!(read::<Vec<Option<i32>>>("[null,1]").unwrap(), [None, Some(1)]);
    assert_eq!(read::<Vec<Vec<Option<i32>>>>("[null,[null],[]]").unwrap(), [vec![None], vec![]]);
    assert_eq!(read::<Vec<Box<i32>>>("[null,1]").unwrap(), [Box::new(1)]);
    let text = r#"{"a":null,"b":1}"#;
    assert_eq!(read::<HashMap<String, i32>>(text).unwrap(), HashMap::from([("b".to_owned(), 1)]));
    let sparse = HashMap::from([("a".to_owned(), None), ("b".to_owned(), Some(1))]);
    assert_eq!(read::<HashMap<String, Option<i32>>>(text).unwrap(), sparse);
}

#[test]
fn integers_may_be_written_with_a_fraction_of_zero_or_an_exponent() {
    for (text, expected) in [("7", 7), ("-0", 0), ("7.0", 7), ("7e2", 700), ("70000e-4", 7), ("-0.7e1", -7)] {
        assert_eq!(read::<i32>(text).unwrap(), expected, "{text}");
    }
    assert_eq!(read::<i64>("-9223372036854775808").unwrap(), i64::MIN);
    assert_eq!(read::<i64>("9.223372036854775807e18").unwrap(), i64::MAX);
    assert_eq!(read::<i8>("-128").unwrap(), -128);
}

#[test]
fn floats_are_numbers_or_one_of_three_strings() {
    assert_eq!(read::<Vec<f64>>("[1,-0.5,1e3,5e-324,1e-999]").unwrap(), [1.0, -0.5, 1000.0, 5e-324, 0.0]);
    assert_eq!(read::<Vec<f32>>(r#"[0.1,"Infinity","-Infinity"]"#).unwrap(), [0.1, f32::INFINITY, f32::NEG_INFINITY]);
    assert!(read::<f64>(r#""NaN""#).unwrap().is_nan() && read::<f32>(r#""NaN""#).unwrap().is_nan());
    for text in [r#""nan""#, r#""inf""#, r#""1.5""#, r#""""#] {
        assert_eq!(refusal::<f64>(text), "expected a number at the top level, found a string", "{text}");
    }
    assert_eq!(refusal::<f64>("-1e999"), "expected a 64-bit float at the top level, found a number out of range");
    assert_eq!(refusal::<f32>("1e39"), "expected a 32-bit float at the top level, found a number out of range");
}

#[test]
fn blobs_are_base64_with_padding_or_without() {
    for text in [r#""+/8=""#, r#""+/8""#, r#""\u002b\/8=""#] {
        assert_eq!(read::<Blob>(text).unwrap().as_ref(), [0xfb, 0xff], "{text}");
    }
    assert_eq!(read::<Blob>(r#""""#).unwrap().as_ref(), b"");
    for text in [r#""-_8=""#, r#""+/8= ""#, r#""a""#, r#""ü""#, r#""====""#] {
        assert_eq!(refusal::<Blob>(text), "expected a base64 string at the top level, found a string of another form");
    }
    assert_eq!(refusal::<Blob>("1"), "expected a base64 string at the top level, found a number");
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
        assert_eq!(read::<DateTime>(text).unwrap(), DateTime::from_secs_and_nanos(seconds, nanoseconds), "{text}");
    }
    for text in ["9223372036854775808", "-1e30", "1e99"] {
        let expected = "expected a number of epoch seconds at the top level, found a number out of range";
        assert_eq!(refusal::<DateTime>(text), expected);
    }
}

#[test]
fn timestamps_in_other_formats() {
    let text = r#"{"a":"1970-01-01T00:00:01Z","b":["Thu, 01 Jan 1970 00:00:01 GMT",null],"c":{"k":1,"l":null}}"#;
    let moment = DateTime::from_secs_and_nanos(1, 0);
    let check = |json: JsonValue<'_>| {
        assert_eq!(json.get_timestamp("a", Format::DateTime), Some(moment));
        assert_eq!(json.required_timestamp::<DateTime>("a", Format::DateTime), moment);
        assert_eq!(json.get_timestamp::<DateTime>("none", Format::HttpDate), None);
        assert_eq!(json.required_timestamp::<DateTime>("none", Format::HttpDate), DateTime::from_secs(0));
        assert_eq!(json.get_timestamp("b", Format::HttpDate), Some(vec![Some(moment), None]));
        assert_eq!(json.get_timestamp("b", Format::HttpDate), Some(vec![moment]));
        let map = HashMap::from([("k".to_owned(), moment)]);
        assert_eq!(json.get_timestamp("c", Format::EpochSeconds), Some(map));
    };
    read_with(text, check).unwrap();
}

#[test]
fn strings_without_escapes_are_borrowed() {
    let check = |json: JsonValue<'_>| {
        assert!(matches!(json.member("a").as_str(), Cow::Owned(text) if text == "plain ü"));
        assert!(matches!(json.member("b").as_str(), Cow::Borrowed("plain")));
    };
    read_with(r#"{"a":"plain \u00fc","b":"plain"}"#, check).unwrap();
}

#[test]
fn kinds() {
    let text = r#"{"a":null,"b":true,"c":1.50,"d":"","e":[[],{}],"f":{"g":0}}"#;
    let kinds = read_with(text, |json| ["a", "b", "c", "d", "e", "f", "g"].map(|name| json.member(name).kind()));
    let expected = [
        JsonKind::Null,
        JsonKind::Bool,
        JsonKind::Number,
        JsonKind::String,
        JsonKind::Array,
        JsonKind::Object,
        JsonKind::Null,
    ];
    assert_eq!(kinds.unwrap(), expected);
}

#[test]
fn the_variant_of_a_union_is_the_member_that_is_set() {
    let variant = |text: &str| read_with(text, |json| json.variant().into_owned()).map_err(|error| error.to_string());
    assert_eq!(variant(r#"{"__type":"x#Y","a":null,"b":1,"c":null}"#).as_deref(), Ok("b"));
    assert_eq!(variant(r#"{"b":1,"b":2}"#).as_deref(), Ok("b"));
    assert_eq!(variant(r#"{"__type":"x#Y","a":null}"#).as_deref(), Ok(""));
    assert_eq!(variant("{}").as_deref(), Ok(""));
    let several = "expected a union at the top level, found an object with several members";
    assert_eq!(variant(r#"{"a":1,"b":2}"#), Err(several.to_owned()));
}

#[test]
fn big_numbers_keep_every_digit() {
    let long = "123456789012345678901234567890";
    assert_eq!(read::<BigInteger>(long).unwrap().as_ref(), long);
    for (text, number) in [("-7", "-7"), ("\"0012\"", "12"), ("2.0e3", "2000"), ("null", "0"), ("\"\\u0037\"", "7")] {
        assert_eq!(read::<BigInteger>(text).unwrap().as_ref(), number, "{text}");
    }
    for text in ["1.10", "1E400", "-0.1000000000000000055511151231257827"] {
        assert_eq!(read::<BigDecimal>(text).unwrap().as_ref(), text);
        assert_eq!(read::<BigDecimal>(&format!("\"{text}\"")).unwrap().as_ref(), text);
    }
    assert_eq!(read::<BigDecimal>("null").unwrap(), BigDecimal::default());
}

#[test]
fn a_document_holds_whatever_there_is() {
    let text = r#"{"a":[null,true,"x\n",{}],"n":[0,-1,18446744073709551615,-9223372036854775808,1.0,1e2,18446744073709551616]}"#;
    let numbers = [
        Number::PosInt(0),
        Number::NegInt(-1),
        Number::PosInt(u64::MAX),
        Number::NegInt(i64::MIN),
        Number::Float(1.0),
        Number::Float(100.0),
        Number::Float(18446744073709551616.0),
    ];
    let array = vec![Document::Null, true.into(), "x\n".into(), Document::Object(HashMap::new())];
    let expected = HashMap::from([
        ("a".to_owned(), Document::Array(array)),
        ("n".to_owned(), numbers.map(Document::Number).to_vec().into()),
    ]);
    assert_eq!(read::<Document>(text).unwrap(), Document::Object(expected));
    let is_minus_zero = |document| matches!(document, Document::Number(Number::Float(zero)) if zero.is_sign_negative());
    assert!(is_minus_zero(read::<Document>("-0").unwrap()));
    assert_eq!(read::<Vec<Document>>("[null,1]").unwrap(), [Document::Null, 1.into()]);
    let members = |json: JsonValue<'_>| (json.get::<Document>("a"), json.required::<Document>("a"));
    assert_eq!(read_with(r#"{"a":null}"#, members).unwrap(), (None, Document::Null));
}

#[test]
fn an_empty_body_counts_as_an_empty_object() {
    for body in ["", " \r\n\t", "{}"] {
        assert_eq!(read::<Job>(body).unwrap(), Job::default());
    }
    assert!(JsonDocument::parse(b" x").is_err());
}
