use crate::json::{JsonDocument, JsonKind, MAX_DEPTH};

fn parse_error(text: impl AsRef<[u8]>) -> String {
    JsonDocument::parse(text.as_ref()).unwrap_err().to_string()
}

#[test]
fn every_kind_of_value_is_accepted_at_the_top_level() {
    for (text, kind) in [
        ("null", JsonKind::Null),
        (" true ", JsonKind::Bool),
        ("\r\n\tfalse", JsonKind::Bool),
        ("-0.0e-0", JsonKind::Number),
        ("\"\"", JsonKind::String),
        ("[ ]", JsonKind::Array),
        ("{ }", JsonKind::Object),
        ("[ [ ] , { } , [ 1 , 2 ] ]", JsonKind::Array),
        ("{ \"a\" : { \"b\" : [ ] } , \"\" : 1 }", JsonKind::Object),
    ] {
        let document = JsonDocument::parse(text.as_bytes()).unwrap();
        assert_eq!(document.read(|json| json.kind()).unwrap(), kind, "{text}");
    }
}

#[test]
fn what_is_not_json_is_refused_where_it_goes_wrong() {
    for (text, offset, problem) in [
        ("[", 1, "unexpected end"),
        ("[ ", 2, "unexpected end"),
        ("{} {}", 3, "expected the end of the document"),
        ("1 2", 2, "expected the end of the document"),
        ("[1}", 2, "expected ',' or ']'"),
        ("{\"a\":1]", 6, "expected ',' or '}'"),
        ("[1,]", 3, "expected a value"),
        ("[,1]", 1, "expected a value"),
        ("{\"a\":1,}", 7, "expected a member name"),
        ("{a:1}", 1, "expected a member name"),
        ("{\"a\" 1}", 5, "expected ':'"),
        ("{\"a\":}", 5, "expected a value"),
        ("'a'", 0, "expected a value"),
        ("nul!", 3, "expected a value"),
        ("nulll", 4, "expected the end of the document"),
        ("True", 0, "expected a value"),
        ("// x\n1", 0, "expected a value"),
        ("\u{feff}1", 0, "expected a value"),
        ("\u{c}1", 0, "expected a value"),
        ("]", 0, "expected a value"),
    ] {
        assert_eq!(parse_error(text), format!("invalid JSON at byte {offset}: {problem}"), "{text}");
    }
}

#[test]
fn numbers_follow_the_grammar() {
    for good in ["0", "-0", "10", "0.0", "1.25", "1e5", "1E+5", "1e-05", "-1.5e10"] {
        assert!(JsonDocument::parse(good.as_bytes()).is_ok(), "{good}");
    }
    for (bad, offset) in [("[+1]", 1), ("[.5]", 1), ("[1.]", 3), ("[1.e1]", 3), ("[1e]", 3), ("[1e+]", 4), ("[-]", 2)] {
        assert!(parse_error(bad).starts_with(&format!("invalid JSON at byte {offset}:")), "{bad}");
    }
    for bad in ["[01]", "[-01]", "[1a]", "[0x1]", "[NaN]", "[Infinity]", "[-Infinity]", "[1_0]", "[1 0]"] {
        parse_error(bad);
    }
}

#[test]
fn strings_follow_the_grammar() {
    for (text, offset, problem) in [
        (r#"["\x"]"#, 2, "invalid escape"),
        (r#"["ab\u12g4"]"#, 4, "invalid escape"),
        (r#"["\u123"]"#, 2, "invalid escape"),
        (r#"["\'"]"#, 2, "invalid escape"),
        ("[\"a\nb\"]", 3, "control character in a string"),
        ("[\"\0\"]", 2, "control character in a string"),
        ("[\"12345678\u{1f}\"]", 10, "control character in a string"),
        ("[\"abc", 5, "unexpected end"),
    ] {
        assert_eq!(parse_error(text), format!("invalid JSON at byte {offset}: {problem}"), "{text}");
    }
    assert!(JsonDocument::parse("\"\u{7f}\u{2028}\"".as_bytes()).is_ok());
}

#[test]
fn invalid_utf8_is_refused() {
    assert_eq!(parse_error(b"{\"a\":\"\xff\"}"), "invalid JSON at byte 6: invalid UTF-8");
    assert_eq!(parse_error(b"\"\xed\xa0\x80\""), "invalid JSON at byte 1: invalid UTF-8");
    assert_eq!(parse_error(b"\"\xc3"), "invalid JSON at byte 1: invalid UTF-8");
}

#[test]
fn a_body_cut_off_anywhere_is_refused() {
    let whole =
        r#"{"jobs":[{"id":"a\u00e9\n\ud83d\ude00ü","n":-1.5e+10,"t":true,"f":false,"z":null,"e":[],"o":{}}, 12 ]}"#;
    assert!(JsonDocument::parse(whole.as_bytes()).is_ok());
    for end in 1..whole.len() {
        let error = parse_error(&whole.as_bytes()[..end]);
        assert!(error.starts_with("invalid JSON at byte "), "{end}: {error}");
    }
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(JsonDocument::parse(nested(MAX_DEPTH).as_bytes()).is_ok());
    assert_eq!(parse_error(nested(MAX_DEPTH + 1)), "invalid JSON at byte 128: nested deeper than 128 levels");
    assert_eq!(parse_error("[".repeat(200 * 1024)), "invalid JSON at byte 128: nested deeper than 128 levels");
    assert_eq!(parse_error("{\"a\":".repeat(1000)), "invalid JSON at byte 640: nested deeper than 128 levels");
    // Beside one another there may be any number.
    assert!(JsonDocument::parse(format!("[{}[]]", "[[]],".repeat(1000)).as_bytes()).is_ok());
}
