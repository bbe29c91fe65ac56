//! No text of a member becomes more than the part of a request that it is bound to.

use super::*;
use crate::primitives::DateTime;

/// What ends a line or a text, for some reader on the way.
const BREAKS: [&str; 6] = ["a\r\nx-admin: 1", "a\r", "\na", "a\0b", "\r\n\r\nGET / HTTP/1.1", "a\u{7f}"];

type Encode = fn(&mut RequestBuilder, Option<String>);

fn encoded(uri: &'static str, encode: Encode, text: &str) -> Result<EncodedRequest, EncodeError> {
    let mut request = RequestBuilder::new(&OperationInfo::new("Do", Method::GET, uri));
    encode(&mut request, Some(text.to_owned()));
    request.finish()
}

fn map<T>(key: Option<String>, value: T) -> Option<HashMap<String, T>> {
    key.map(|key| HashMap::from([(key, value)]))
}

#[test]
fn every_header_refuses_what_would_end_it() {
    let ways: [Encode; 6] = [
        |request, text| request.header("x-note", &text),
        |request, text| request.header_list("x-notes", &text.map(|text| vec!["b".to_owned(), text])),
        |request, text| request.header_list("x-notes", &text.map(|text| vec![Some(text), None])),
        |request, text| request.prefix_headers("x-meta-", &text.map(|text| HashMap::from([("a".to_owned(), text)]))),
        |request, text| request.prefix_headers("x-meta-", &map(text, "a".to_owned())),
        |request, text| request.prefix_headers("x-meta-", &map(text, Some("a".to_owned()))),
    ];
    for encode in ways {
        for text in BREAKS {
            let error = encoded("/", encode, text).unwrap_err().to_string();
            assert!(!error.chars().any(char::is_control), "{error:?}");
        }
        encoded("/", encode, "fine").unwrap();
    }
}

#[test]
fn every_part_of_path_and_query_is_encoded_but_for_what_separates() {
    let ways: [(&'static str, Encode); 6] = [
        ("/a/{x}/b", |request, text| request.label("x", &text)),
        ("/a/{x+}/b", |request, text| request.greedy_label("x", &text)),
        ("/a", |request, text| request.query("x", &text)),
        ("/a", |request, text| request.query_list("x", &text.map(|text| vec![text]))),
        ("/a", |request, text| request.query_params("x", &map(text, "v".to_owned()))),
        ("/a", |request, text| {
            request.query_params_list("x", &text.map(|text| HashMap::from([("k".to_owned(), vec![text])])))
        }),
    ];
    for (uri, encode) in ways {
        for text in BREAKS.into_iter().chain(["?a=b", "a&b=c", "#a", "%2e%2e", "%0d%0a", "é", " ", "a=b", "+", "\\"]) {
            let request = encoded(uri, encode, text).unwrap();
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%/".contains(&byte);
            assert!(request.path.bytes().all(is_plain), "{}", request.path);
            let (names, values) = request.query.split_once('=').unwrap_or_default();
            assert!(
                [names, values].iter().all(|part| part.bytes().all(|byte| is_plain(byte) && byte != b'/')),
                "{}",
                request.query
            );
        }
    }
}

#[test]
fn no_label_leaves_its_place_in_the_path() {
    let refused = |uri, encode: Encode, text| encoded(uri, encode, text).is_err();
    for text in ["", ".", ".."] {
        assert!(refused("/a/{x}/b", |request, text| request.label("x", &text), text), "{text}");
    }
    for text in ["", ".", "..", "../a", "a/..", "a/./b", "/..", "../"] {
        assert!(refused("/a/{x+}/b", |request, text| request.greedy_label("x", &text), text), "{text}");
    }
    for text in ["...", ".a", "a..", "..a", "%2e"] {
        let request = encoded("/a/{x}/b", |request, text| request.label("x", &text), text).unwrap();
        assert_eq!(request.path, format!("/a/{}/b", text.replace('%', "%25")));
    }
}

#[test]
fn no_label_of_a_host_names_another_host() {
    const HOST: OperationInfo = OperationInfo::new("Do", Method::GET, "/").with_host_prefix("{x}.data.");
    for text in
        BREAKS.into_iter().chain(["", ".", "..", "a.b", "evil.com/", "a@b", "a:1", "a?b", "a#b", "a b", "%2e", "é"])
    {
        let mut request = RequestBuilder::new(&HOST);
        request.host_label("x", &Some(text.to_owned()));
        assert!(request.finish().is_err(), "{text:?}");
    }
}

#[test]
fn what_is_no_text_breaks_nothing_either() {
    let mut request = RequestBuilder::new(&OperationInfo::new("Do", Method::GET, "/{x}"));
    request.label("x", &Some(DateTime::from_secs(0)));
    request.header("x-at", &Some(DateTime::from_secs(0)));
    request.query("number", &Some(f64::NEG_INFINITY));
    let request = request.finish().unwrap();
    assert_eq!((&*request.path, &*request.query), ("/1970-01-01T00%3A00%3A00Z", "number=-Infinity"));
}
