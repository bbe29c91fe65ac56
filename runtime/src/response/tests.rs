use super::*;
use crate::http::{Body, HeaderName, HeaderValue};

/// A response with these headers.
fn response(headers: &[(&'static str, &[u8])], body: &'static str) -> HttpResponse {
    let mut response = HttpResponse::new(Body::from(body));
    for (name, value) in headers {
        response.headers_mut().append(HeaderName::from_static(name), HeaderValue::from_bytes(value).unwrap());
    }
    response
}

fn read<T>(
    headers: &[(&'static str, &str)],
    body: &'static str,
    read: impl FnOnce(&ResponseParts<'_>) -> T,
) -> Result<T, String> {
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
    read_parts(&response(&headers, body), read).map_err(|error| error.to_string())
}

/// The header `a` of this text.
fn header<T: FromText>(text: &str) -> Result<Option<T>, String> {
    read(&[("a", text)], "", |parts| parts.header("a"))
}

fn list<T: FromText>(text: &str) -> Result<Option<Vec<T>>, String> {
    read(&[("a", text)], "", |parts| parts.header_list("A"))
}

#[test]
fn a_header_is_read_as_its_type_says() {
    assert_eq!(header::<String>(" x, y "), Ok(Some("x, y".to_owned())));
    assert_eq!(header::<String>(""), Ok(Some(String::new())));
    assert_eq!(header::<bool>("true"), Ok(Some(true)));
    assert_eq!(header::<i8>("-128"), Ok(Some(-128)));
    assert_eq!(header::<f32>("1.5"), Ok(Some(1.5)));
    assert_eq!(header::<f64>("-Infinity"), Ok(Some(f64::NEG_INFINITY)));
    assert!(header::<f64>("NaN").unwrap().unwrap().is_nan());
    let date = "Mon, 16 Dec 2019 23:48:18 GMT";
    assert_eq!(header::<DateTime>(date), Ok(Some(DateTime::from_secs(1_576_540_098))));
    assert_eq!(read(&[], "", |parts| parts.header::<i32>("a")), Ok(None));
}

#[test]
fn a_header_of_another_type_is_an_error_that_names_it() {
    assert_eq!(header::<bool>("True"), Err("the header `a` does not hold a boolean".to_owned()));
    assert_eq!(header::<i8>("128"), Err("the header `a` does not hold an 8-bit integer".to_owned()));
    for text in ["inf", "1,5", "1e400", ""] {
        assert_eq!(header::<f64>(text), Err("the header `a` does not hold a number".to_owned()), "{text}");
    }
    assert_eq!(header::<DateTime>("1"), Err("the header `a` does not hold a date of HTTP".to_owned()));
    let bytes = read_parts(&response(&[("a", b"\xff")], ""), |parts| parts.header::<String>("a"));
    assert_eq!(bytes.unwrap_err().to_string(), "the header `a` is no text in UTF-8");
}

#[test]
fn the_first_of_several_errors_is_reported() {
    let error = read(&[("a", "x"), ("b", "y")], "", |parts| (parts.header::<i32>("b"), parts.header::<i32>("a")));
    assert_eq!(error.unwrap_err(), "the header `b` does not hold a 32-bit integer");
}

#[test]
fn lists_are_parted_by_commas_outside_of_quotes() {
    let strings = |text| list::<String>(text).map(|list| list.map(|list| list.join("|")));
    for (text, expected) in [
        ("a, b,c ,  d", "a|b|c|d"),
        (r#""b,c", "\"def\"", a"#, r#"b,c|"def"|a"#),
        (r#""a\\b""#, r"a\b"),
        (r#"a"b, c"#, r#"a"b|c"#),
        ("a,,b", "a||b"),
        ("a,", "a"),
    ] {
        assert_eq!(strings(text), Ok(Some(expected.to_owned())), "{text}");
    }
    assert_eq!(strings(""), Ok(None));
    for text in [r#""a"#, r#""a" b"#, r#""a\"#] {
        assert_eq!(strings(text), Err("the header `A` does not hold a list".to_owned()), "{text}");
    }
    assert_eq!(list::<i32>("1, 2,3"), Ok(Some(vec![1, 2, 3])));
    assert_eq!(list::<i32>("1, x"), Err("the header `A` does not hold a 32-bit integer".to_owned()));
    assert_eq!(list::<Option<i32>>("1, 2"), Ok(Some(vec![Some(1), Some(2)])));
    let several = read(&[("a", "1, 2"), ("a", "3")], "", |parts| parts.header_list::<i64>("a"));
    assert_eq!(several, Ok(Some(vec![1, 2, 3])));
}

#[test]
fn dates_of_http_keep_their_comma_in_a_list() {
    let text = "Mon, 16 Dec 2019 23:48:18 GMT, Thu, 01 Jan 1970 00:00:00 GMT";
    let times = vec![DateTime::from_secs(1_576_540_098), DateTime::from_secs(0)];
    assert_eq!(list::<DateTime>(text), Ok(Some(times.clone())));
    let as_list = |text: &str, format| read(&[("a", text)], "", |parts| parts.timestamp_list::<DateTime>("a", format));
    assert_eq!(as_list(text, Format::HttpDate), Ok(Some(times.clone())));
    assert_eq!(as_list("1576540098, 0", Format::EpochSeconds), Ok(Some(times)));
    let quoted = r#""Thu, 01 Jan 1970 00:00:00 GMT""#;
    assert_eq!(list::<DateTime>(quoted), Ok(Some(vec![DateTime::from_secs(0)])));
    let one = read(&[("a", "1970-01-01T00:00:00Z")], "", |parts| parts.timestamp("a", Format::DateTime));
    assert_eq!(one, Ok(Some(DateTime::from_secs(0))));
}

#[test]
fn strings_of_a_media_type_stand_in_base64() {
    assert_eq!(read(&[("a", "dHJ1ZQ==")], "", |parts| parts.base64("a")), Ok(Some("true".to_owned())));
    let list = read(&[("a", "dHJ1ZQ==, Zm9v")], "", |parts| parts.base64_list::<String>("a"));
    assert_eq!(list, Ok(Some(vec!["true".to_owned(), "foo".to_owned()])));
    let error = read(&[("a", "!")], "", |parts| parts.base64("a"));
    assert_eq!(error.unwrap_err(), "the header `a` does not hold base64");
}

#[test]
fn headers_of_a_prefix_become_a_map() {
    let headers = [("x-foo", "1"), ("x-foo-abc", "2"), ("x-foo-def", ""), ("y", "4")];
    let map = |prefix: &str| {
        let map = read(&headers, "", |parts| parts.prefix_headers::<String>(prefix)).unwrap().unwrap();
        let mut entries: Vec<_> = map.into_iter().map(|(key, value)| format!("{key}={value}")).collect();
        entries.sort();
        entries.join(" ")
    };
    assert_eq!(map("X-Foo-"), "abc=2 def=");
    assert_eq!(map(""), "x-foo-abc=2 x-foo-def= x-foo=1 y=4");
    assert_eq!(map("none-"), "");
}

#[test]
fn a_payload_is_the_whole_body_and_none_when_that_is_empty() {
    assert_eq!(read(&[], "ab", |parts| parts.blob()), Ok(Some(Blob::new("ab"))));
    assert_eq!(read(&[], "ab", |parts| parts.string()), Ok(Some("ab".to_owned())));
    assert_eq!(read(&[], "[1]", |parts| parts.json()), Ok(Some(vec![1_i32])));
    let times = read(&[], r#"["1970-01-01T00:00:00Z"]"#, |parts| parts.json_timestamps(Format::DateTime));
    assert_eq!(times, Ok(Some(vec![DateTime::from_secs(0)])));
    assert_eq!(read(&[], "", |parts| parts.blob()), Ok(None));
    assert_eq!(read(&[], "", |parts| parts.string::<String>()), Ok(None));
    assert_eq!(read(&[], "", |parts| parts.json::<i32>()), Ok(None));
    assert_eq!(read(&[], "[", |parts| parts.json::<i32>()).unwrap_err(), "invalid JSON at byte 1: unexpected end");
    assert_eq!(read(&[], "", |parts| parts.status()), Ok(Some(200_i32)));
    let error = read(&[], "", |parts| parts.status::<i8>());
    assert_eq!(error.unwrap_err(), "the status is not an 8-bit integer");
}

#[test]
fn what_is_required_has_a_zero_value() {
    assert_eq!(read(&[], "", |parts| or_zero(parts.header::<i32>("a"))), Ok(0));
    assert_eq!(or_zero(Some(1)), 1);
    assert_eq!(or_zero(None::<DateTime>), DateTime::from_secs(0));
}

#[test]
fn parts_and_json_are_read_together() {
    let read = |header: &'static str, body| {
        let response = response(&[("a", header.as_bytes())], body);
        let read = |parts: &ResponseParts<'_>, json: JsonValue<'_>| (parts.header::<i32>("a"), json.get::<i32>("b"));
        read_parts_and_json(&response, read).map_err(|error| error.to_string())
    };
    assert_eq!(read("1", r#"{"b":2}"#), Ok((Some(1), Some(2))));
    assert_eq!(read("1", ""), Ok((Some(1), None)));
    assert_eq!(read("x", "{}").unwrap_err(), "the header `a` does not hold a 32-bit integer");
    assert_eq!(read("1", r#"{"b":"x"}"#).unwrap_err(), "expected an integer at '/b', found a string");
}

#[test]
fn a_body_is_read_whole_or_not_at_all() {
    let read = |body: &'static str| {
        let response = HttpResponse::new(Body::from(body));
        let pair = |json: JsonValue<'_>| (json.get::<String>("a"), json.required::<i32>("b"));
        read_json(&response, pair).map_err(|error| error.to_string())
    };
    assert_eq!(read(r#"{"a":"x","b":1}"#), Ok((Some("x".to_owned()), 1)));
    assert_eq!(read(""), Ok((None, 0)));
    assert_eq!(read(r#"{"a":"x","b":"y"}"#), Err("expected an integer at '/b', found a string".to_owned()));
    assert_eq!(read("{"), Err("invalid JSON at byte 1: unexpected end".to_owned()));
}

proptest::proptest! {
    #[test]
    fn a_list_that_was_written_is_read_as_it_was(list in proptest::collection::vec("[ -~]{1,6}", 1..5)) {
        let info = crate::operation::OperationInfo::new("Op", http::Method::GET, "/");
        let mut request = crate::request::RequestBuilder::new(&info);
        request.header_list("a", &Some(list.clone()));
        let mut response = HttpResponse::default();
        *response.headers_mut() = request.finish().unwrap().headers;
        let read = read_parts(&response, |parts| parts.header_list::<String>("a")).unwrap();
        proptest::prop_assert_eq!(read, Some(list));
    }
}
