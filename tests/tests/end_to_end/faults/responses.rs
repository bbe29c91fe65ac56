//! Whole responses that are not what the model says.

use tinsmith_signer::error::SdkError;
use tinsmith_signer::operation::RequestId;

use super::{Kind, assert_fails, call};
use crate::server::{Answer, Server};
use crate::{REQUEST_ID, settings};

const PAGE: &[u8] = b"<!DOCTYPE html>\r\n<html>\n  <h1>Bad\tGateway</h1>\n</html>";

#[tokio::test]
async fn an_error_without_a_code_shows_the_start_of_its_body() {
    let page = "<!DOCTYPE html> <html> <h1>Bad Gateway</h1> </html>";
    let (brackets, excerpt) = ("[".repeat(200_000), "[".repeat(256));
    let cases: [(u16, &[u8], &str); 11] = [
        (502, PAGE, page),
        (503, PAGE, page),
        (502, b"", ""),
        (503, b"", ""),
        (400, b"", ""),
        (400, b" \n ", ""),
        (403, b"{}", "{}"),
        (400, b"{\"code\": 7}", "{\"code\": 7}"),
        (400, b"{\"code", "{\"code"),
        (400, b"\xFF\xFE\x00", "\u{FFFD}\u{FFFD}"),
        (400, brackets.as_bytes(), &excerpt),
    ];
    let server = Server::start(cases.map(|(status, body, _)| Answer::new(status, &[], body))).await;
    for (status, _, shown) in cases {
        let what = match shown {
            "" => "no error code and an empty body".to_owned(),
            shown => format!("no error code, but the body `{shown}`"),
        };
        let text = format!("ListTagsForResource failed: {what} (HTTP {status}, 1 attempt)");
        assert_fails(shown, settings().endpoint_url(server.url()).build(), Kind::Unhandled, &text).await;
    }
}

#[tokio::test]
async fn a_success_that_cannot_be_read_says_where_and_why() {
    let brackets = "[".repeat(200_000);
    let cases: [(&[u8], &str); 12] = [
        (PAGE, "invalid JSON at byte 0: expected a value"),
        (brackets.as_bytes(), "invalid JSON at byte 128: nested deeper than 128 levels"),
        (b"{\"tags\":{\"a\":\"b\"", "invalid JSON at byte 16: unexpected end"),
        (b"{\"tags\":{\"a\":\"b", "invalid JSON at byte 15: unexpected end"),
        (b"{\"tags\":{}} {}", "invalid JSON at byte 12: expected the end of the document"),
        (b"{\"tags\":{\"a\":\"\xFF\"}}", "invalid JSON at byte 14: invalid UTF-8"),
        (b"{\"tags\":[\"a\"]}", "expected an object at '/tags', found an array"),
        (b"{\"tags\":\"a\"}", "expected an object at '/tags', found a string"),
        // Keys of maps are data, which may be secret.
        (b"{\"tags\":{\"a/b\":1}}", "expected a string at '/tags/**', found a number"),
        (b"[]", "expected an object at the top level, found an array"),
        (b"\"done\"", "expected an object at the top level, found a string"),
        (b"true", "expected an object at the top level, found a boolean"),
    ];
    let server = Server::start(cases.map(|(body, _)| Answer::new(200, &[], body))).await;
    for (_, what) in cases {
        let text = format!("ListTagsForResource got a response that cannot be read: {what} (HTTP 200, 1 attempt)");
        assert_fails(what, settings().endpoint_url(server.url()).build(), Kind::Response, &text).await;
    }
}

/// The spec counts an absent body as an empty structure, and null as absent.
#[tokio::test]
async fn an_empty_success_is_an_output_without_members() {
    let server =
        Server::start(["", " \r\n", "{}", "null", "{\"tags\":null}"].map(|body| Answer::new(200, &[], body))).await;
    for _ in 0..5 {
        let output = call(settings().endpoint_url(server.url()).build()).await.unwrap();
        assert_eq!((output.tags(), output.request_id()), (None, None));
    }
}

#[tokio::test]
async fn a_response_that_cannot_be_read_is_kept_with_its_request_id() {
    let server = Server::start([Answer::new(200, &[("x-amzn-RequestId", REQUEST_ID)], "oops")]).await;
    let error = call(settings().endpoint_url(server.url()).build()).await.unwrap_err();
    assert_eq!(error.request_id(), Some(REQUEST_ID));
    let SdkError::ResponseError(response) = &error else { panic!("{error:?}") };
    assert_eq!((response.raw().status().as_u16(), response.raw().body().bytes()), (200, Some(&b"oops"[..])));
    assert!(error.to_string().ends_with(&format!("(HTTP 200, request id {REQUEST_ID}, 1 attempt)")), "{error}");
}

#[tokio::test]
async fn a_redirect_is_an_error_and_is_not_followed() {
    let other = Server::start([Answer::empty()]).await;
    let location = format!("{}/tags/arn", other.url());
    for status in [301, 302, 303, 307, 308] {
        let server = Server::start([Answer::new(status, &[("Location", &location)], "")]).await;
        let text = format!("ListTagsForResource failed: no error code and an empty body (HTTP {status}, 1 attempt)");
        assert_fails("a redirect", settings().endpoint_url(server.url()).build(), Kind::Unhandled, &text).await;
        assert_eq!(server.requests().len(), 1);
    }
    assert_eq!(other.requests().len(), 0);
}
