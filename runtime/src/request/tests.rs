use super::*;
use crate::primitives::DateTime;
use crate::primitives::date_time::Format;

const INFO: OperationInfo = OperationInfo::new("Tag", Method::POST, "/tags/{arn}/x/{key+}?flag=1");

fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

#[test]
fn puts_labels_into_the_pattern_in_order() {
    let mut request = RequestBuilder::new(&INFO);
    request.label("arn", &text("arn:aws:s/é"));
    request.greedy_label("key", &text("a/b c"));
    request.query_list("k", &Some(vec!["1".to_owned(), "2&".to_owned()]));
    request.query("none", &None::<String>);
    let request = request.finish().unwrap();
    assert_eq!(request.path, "/tags/arn%3Aaws%3As%2F%C3%A9/x/a/b%20c");
    assert_eq!(request.query, "flag=1&k=1&k=2%26");
}

#[test]
fn reports_the_first_member_that_cannot_be_encoded() {
    let mut request = RequestBuilder::new(&INFO);
    request.label("arn", &None::<String>);
    request.greedy_label("key", &text(".."));
    let error = request.finish().unwrap_err().to_string();
    assert!(error.contains("'/arn'") && error.contains("must be set"), "{error}");
}

/// 1 January 10000.
const BEYOND: DateTime = DateTime::from_secs(253_402_300_800);

#[test]
fn a_time_that_has_no_text_is_an_error_wherever_it_stands() {
    const AT: OperationInfo = OperationInfo::new("At", Method::POST, "/{at}");
    let cases: [fn(&mut RequestBuilder); 6] = [
        |request| request.label("at", &Some(BEYOND)),
        |request| request.query("at", &Some(BEYOND)),
        |request| request.query_list("at", &Some(vec![DateTime::from_secs(0), BEYOND])),
        |request| request.header("at", &Some(BEYOND)),
        |request| request.json_body(|json| json.timestamp("at", &BEYOND, Format::HttpDate)),
        |request| {
            request.json_body(|json| {
                json.member("first", "1");
                json.timestamp("at", &vec![BEYOND], Format::HttpDate);
                json.member("last", "1");
            });
        },
    ];
    for encode in cases {
        let mut request = RequestBuilder::new(&AT);
        encode(&mut request);
        let error = request.finish().unwrap_err().to_string();
        assert_eq!(error, "Value at '/at' cannot be written: the time is out of range");
    }
}

#[test]
fn a_time_far_off_is_sent_as_a_number_where_the_model_says_so() {
    let mut request = RequestBuilder::new(&OperationInfo::new("At", Method::POST, "/"));
    request.json_body(|json| json.member("at", &BEYOND));
    assert_eq!(request.finish().unwrap().body.bytes(), Some(&br#"{"at":253402300800}"#[..]));
}

#[test]
fn debug_shows_nothing_that_a_member_holds() {
    let mut request = RequestBuilder::new(&INFO);
    request.label("arn", &text("hush"));
    request.query("key", &text("hush"));
    request.header("x-note", &text("hush"));
    request.json_body(|json| json.member("name", "hush"));
    let builder = format!("{request:?}");
    let request = format!("{:?}", request.finish().unwrap());
    for text in [builder, request] {
        assert!(text.contains("Body(15 bytes)") && !text.contains("hush") && !text.contains("104"), "{text}");
    }
}

#[test]
#[should_panic(expected = "in the order of the URI pattern")]
#[cfg(debug_assertions)]
fn labels_in_another_order_are_noticed() {
    RequestBuilder::new(&INFO).greedy_label("key", &text("a"));
}

#[test]
fn refuses_labels_that_url_parsing_would_collapse() {
    let mut request = RequestBuilder::new(&INFO);
    request.label("arn", &text(".."));
    assert!(request.finish().unwrap_err().to_string().contains("'/arn'"));
}

#[test]
fn a_list_in_a_header_quotes_what_its_own_punctuation_would_break() {
    let mut request = RequestBuilder::new(&INFO);
    request.label("arn", &text("a"));
    request.greedy_label("key", &text("k"));
    let values = ["a", "b,c", "d \"e\" \\", ""].map(str::to_owned).to_vec();
    request.header_list("x-list", &Some(values));
    let headers = request.finish().unwrap().headers;
    assert_eq!(headers["x-list"], r#"a, "b,c", "d \"e\" \\", "#);
}

#[test]
fn a_header_cannot_smuggle_in_another() {
    let mut request = RequestBuilder::new(&INFO);
    request.header("x-note", &text("a\r\nx-admin: 1"));
    assert!(request.finish().unwrap_err().to_string().contains("control character"));
}
