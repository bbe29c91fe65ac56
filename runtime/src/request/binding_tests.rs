//! What members are bound to beside labels and single values of the query.

use super::*;
use crate::primitives::DateTime;
use crate::primitives::date_time::Format;
use crate::text::{base64, in_format};

const INFO: OperationInfo =
    OperationInfo::new("Put", Method::PUT, "/?fixed=1").with_host_prefix("{account}.data-{zone}.");

fn encoded(encode: impl FnOnce(&mut RequestBuilder)) -> Result<EncodedRequest, String> {
    let mut request = RequestBuilder::new(&OperationInfo { host_prefix: None, ..INFO });
    encode(&mut request);
    request.finish().map_err(|error| error.to_string())
}

fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

fn map<T: Clone>(entries: &[(&str, T)]) -> Option<HashMap<String, T>> {
    Some(entries.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
}

/// `name: value` of each header, in order of the names.
fn headers(request: &EncodedRequest) -> Vec<String> {
    let header = |(name, value): (&HeaderName, &HeaderValue)| format!("{name}: {}", value.to_str().unwrap());
    let mut headers: Vec<_> = request.headers.iter().map(header).collect();
    headers.sort();
    headers
}

#[test]
fn a_map_in_the_query_gives_way_to_other_parameters() {
    let request = encoded(|request| {
        request.query("bar", &text("named"));
        request.query("a b", &text("named"));
        request.query("unset", &None::<String>);
        let entries =
            ["qux", "bar", "a b", "fixed", "unset", "null"].map(|key| (key, text("m n").filter(|_| key != "null")));
        request.query_params("params", &map(&entries));
        let lists =
            [("list", vec!["1".to_owned(), "2".to_owned()]), ("bar", vec!["3".to_owned()]), ("none", Vec::new())];
        request.query_params_list("lists", &map(&lists));
    });
    let query = "fixed=1&bar=named&a%20b=named&qux=m%20n&unset=m%20n&list=1&list=2";
    assert_eq!(request.unwrap().query, query);
}

#[test]
fn a_map_of_headers_has_its_bound() {
    let put = |entries: usize| {
        let map: HashMap<_, _> = (0..entries).map(|index| (index.to_string(), "a".to_owned())).collect();
        encoded(|request| request.prefix_headers("x-", &Some(map))).map(|request| request.headers.len())
    };
    assert_eq!(put(1_000), Ok(1_000));
    for entries in [1_001, 40_000] {
        assert!(put(entries).unwrap_err().contains("brings more headers than a request can have (1000)"));
    }
}

#[test]
fn null_elements_of_sparse_lists_are_left_out() {
    let request = encoded(|request| {
        request.query_list("q", &Some(vec![Some(1), None, Some(2)]));
        request.header_list("x-h", &Some(vec![text("a"), None, text("")]));
    });
    let request = request.unwrap();
    assert_eq!((request.query.as_str(), headers(&request)), ("fixed=1&q=1&q=2", vec!["x-h: a, ".to_owned()]));
}

#[test]
fn spaces_at_the_ends_of_an_element_are_kept() {
    let request = encoded(|request| request.header_list("x-h", &Some(vec![" a".to_owned(), "b c".to_owned()])));
    assert_eq!(headers(&request.unwrap()), ["x-h: \" a\", b c"]);
}

#[test]
fn what_is_empty_is_sent_and_what_is_unset_is_not() {
    let request = encoded(|request| {
        request.header("x-empty", &text(""));
        request.header_list("x-none", &Some(Vec::<String>::new()));
        request.header("x-unset", &None::<String>);
        request.header_list("x-unset", &None::<Vec<String>>);
        request.prefix_headers("x-p-", &map(&[("a", String::new())]));
    });
    assert_eq!(headers(&request.unwrap()), ["x-empty: ", "x-none: ", "x-p-a: "]);
}

#[test]
fn data_names_no_header_of_the_connection_or_the_callers_identity() {
    for key in ["host", "Authorization", "CONTENT-LENGTH", "transfer-encoding", "Connection", "te", "Upgrade"] {
        let error = encoded(|request| request.prefix_headers("", &map(&[(key, "a".to_owned())]))).unwrap_err();
        assert!(error.contains("not the caller's to set"), "{key}: {error}");
    }
    let split = encoded(|request| request.prefix_headers("transfer-", &map(&[("Encoding", "a".to_owned())])));
    assert!(split.is_err());
    let others = encoded(|request| request.prefix_headers("x-", &map(&[("host", "a".to_owned())])));
    assert_eq!(headers(&others.unwrap()), ["x-host: a"]);
}

#[test]
fn debug_of_headers_shows_no_member() {
    let request = encoded(|request| {
        request.header("x-a", &text("hunter"));
        request.prefix_headers("x-p-", &map(&[("a", "hunter".to_owned())]));
    });
    assert_eq!(format!("{:?}", request.unwrap().headers).matches("Sensitive").count(), 2);
}

#[test]
fn a_header_of_its_own_wins_over_one_with_a_prefix() {
    let request = encoded(|request| {
        request.prefix_headers("", &map(&[("x-foo", "Foo".to_owned()), ("Hello", "Hello".to_owned())]));
        request.header("hello", &text("There"));
    });
    assert_eq!(headers(&request.unwrap()), ["hello: There", "x-foo: Foo"]);
    let error = encoded(|request| request.prefix_headers("x-p-", &map(&[("a b", "1".to_owned())])));
    assert_eq!(error.unwrap_err(), "Value at '/x-p-' has a key that is no part of a header's name");
}

#[test]
fn timestamps_are_written_in_the_format_of_the_model() {
    let at = DateTime::from_secs(0);
    let request = encoded(|request| {
        request.query("at", &in_format(&Some(at), Format::EpochSeconds));
        request.query_list("list", &in_format(&Some(vec![at, at]), Format::HttpDate));
        request.header("x-at", &in_format(&Some(at), Format::DateTime));
        request.header_list("x-dates", &in_format(&Some(vec![at, at]), Format::HttpDate));
        request.header_list("x-numbers", &in_format(&Some(vec![Some(at), None]), Format::EpochSeconds));
    });
    let request = request.unwrap();
    let date = "Thu%2C%2001%20Jan%201970%2000%3A00%3A00%20GMT";
    assert_eq!(request.query, format!("fixed=1&at=0&list={date}&list={date}"));
    let dates = "x-dates: Thu, 01 Jan 1970 00:00:00 GMT, Thu, 01 Jan 1970 00:00:00 GMT";
    assert_eq!(headers(&request), ["x-at: 1970-01-01T00:00:00Z", dates, "x-numbers: 0"]);
}

#[test]
fn strings_of_a_media_type_are_sent_in_base64() {
    let request = encoded(|request| {
        request.header("x-json", &base64(&text("true")));
        request.header_list("x-list", &base64(&Some(vec!["a".to_owned(), "b".to_owned()])));
    });
    assert_eq!(headers(&request.unwrap()), ["x-json: dHJ1ZQ==", "x-list: YQ==, Yg=="]);
}

/// The body and its `content-type`.
fn body(encode: impl FnOnce(&mut RequestBuilder)) -> (String, Option<String>) {
    let request = encoded(encode).unwrap();
    let content_type = request.headers.get(CONTENT_TYPE).map(|value| value.to_str().unwrap().to_owned());
    (String::from_utf8(request.body.bytes().unwrap().to_vec()).unwrap(), content_type)
}

#[test]
fn a_payload_is_the_body_with_its_content_type() {
    let some = |body: &str, content_type: &str| (body.to_owned(), text(content_type));
    assert_eq!(body(|request| request.payload_blob(&Some(Blob::new("b")), "image/png")), some("b", "image/png"));
    assert_eq!(body(|request| request.payload_text(&text("t"), "text/plain")), some("t", "text/plain"));
    assert_eq!(body(|request| request.payload_json(&text("t"), "a/json")), some("\"t\"", "a/json"));
    assert_eq!(body(|request| request.payload_structure(&text("t"), "a/json")), some("\"t\"", "a/json"));
    assert_eq!(body(|request| request.payload_structure(&None::<String>, "a/json")), some("{}", "a/json"));
    let times = Some(vec![DateTime::from_secs(0)]);
    let times = body(|request| request.payload_timestamps(&times, Format::DateTime, "a/json"));
    assert_eq!(times, some("[\"1970-01-01T00:00:00Z\"]", "a/json"));
    let own = body(|request| {
        request.header("content-type", &text("image/jpg"));
        request.payload_blob(&Some(Blob::new("1")), "application/octet-stream");
    });
    assert_eq!(own, some("1", "image/jpg"));
}

#[test]
fn a_payload_that_is_unset_has_no_content_type() {
    let none = (String::new(), None);
    assert_eq!(body(|request| request.payload_blob(&None, "a")), none);
    assert_eq!(body(|request| request.payload_text(&None::<String>, "a")), none);
    assert_eq!(body(|request| request.payload_json(&None::<String>, "a")), none);
}

fn host(account: Option<String>, zone: &str) -> Result<String, String> {
    let mut request = RequestBuilder::new(&INFO);
    request.host_label("account", &account);
    request.host_label("zone", &text(zone));
    request.finish().map(|request| request.host_prefix).map_err(|error| error.to_string())
}

#[test]
fn labels_of_the_host_are_filled_in() {
    assert_eq!(host(text("a1"), "eu-1").as_deref(), Ok("a1.data-eu-1."));
    let plain = RequestBuilder::new(&OperationInfo::new("Op", Method::GET, "/").with_host_prefix("data-"));
    assert_eq!(plain.finish().unwrap().host_prefix, "data-");
}

#[test]
fn what_is_no_label_of_a_host_is_refused() {
    for label in ["", "a.b", "-a", "a-", "a/b", "é", &"a".repeat(64)] {
        let error = host(text("a"), label).unwrap_err();
        assert!(error.starts_with("Value at '/zone' is part of the host: 1 to 63 letters"), "{error}");
    }
    assert_eq!(host(None, "a").unwrap_err(), "Value at '/account' is part of the host and must be set");
}

#[test]
fn a_label_may_have_a_default() {
    const AT: OperationInfo = OperationInfo::new("At", Method::GET, "/{account}/x");
    for (value, path) in [(None, "/-/x"), (text(""), "/-/x"), (text("a b"), "/a%20b/x")] {
        let mut request = RequestBuilder::new(&AT);
        request.label_or("account", &value, "-");
        assert_eq!(request.finish().unwrap().path, path);
    }
}

#[test]
fn an_endpoint_and_a_checksum_algorithm_can_be_members() {
    let request = encoded(|request| {
        request.endpoint(&text("https://a.example.com"));
        request.checksum_algorithm(&text("SHA1"));
    });
    let request = request.unwrap();
    assert_eq!(request.endpoint.as_deref(), Some("https://a.example.com"));
    assert_eq!(headers(&request), ["x-amz-sdk-checksum-algorithm: SHA1"]);
}

#[test]
fn a_default_header_gives_way_to_a_member() {
    let mut request = encoded(|request| request.header("accept", &text("text/plain"))).unwrap();
    request.default_header("accept", "application/json").unwrap();
    request.default_header("x-version", "1").unwrap();
    assert_eq!(headers(&request), ["accept: text/plain", "x-version: 1"]);
    assert!(request.default_header("x-version-2", "\n").is_err());
}
