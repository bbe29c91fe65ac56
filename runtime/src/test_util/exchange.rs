//! Requests and responses as JSON.
//!
//! ```text
//! {"exchanges": [{
//!   "request": {"method": "GET", "uri": "https://host/path?a=b", "headers": {"accept": "*/*"}},
//!   "response": {"status": 200, "headers": {"content-type": "application/json"}, "json": {"jobs": []}}
//! }]}
//! ```

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use serde_json::{Map, Value, json};

use super::{ExpectedRequest, Response};
use crate::http::{HttpRequest, HttpResponse};

/// Headers that are never written down.
const SECRET: [&str; 10] = [
    "authorization",
    "cookie",
    "proxy-authorization",
    "set-cookie",
    "x-amz-copy-source-server-side-encryption-customer-key",
    "x-amz-s3session-token",
    "x-amz-security-token",
    "x-amz-server-side-encryption-customer-key",
    "x-amz-sso_bearer_token",
    "x-api-key",
];
/// Headers of an attempt, or of who makes it, which are different each time.
const OF_ATTEMPT: [&str; 7] = [
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "host",
    "user-agent",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-user-agent",
];
/// Stands in a secret's place.
const REDACTED: &str = "REDACTED";

/// A text that is no file of recorded exchanges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidExchanges(String);

impl fmt::Display for InvalidExchanges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no recorded exchanges: {}", self.0)
    }
}

impl std::error::Error for InvalidExchanges {}

/// The text of a file.
pub(super) fn file(exchanges: &[Value]) -> String {
    format!("{:#}\n", json!({ "exchanges": exchanges }))
}

pub(super) fn exchange(request: Value, response: &HttpResponse) -> Value {
    let mut answered = Map::new();
    answered.insert("status".to_owned(), response.status().as_u16().into());
    answered.insert("headers".to_owned(), headers(response.headers()));
    let bytes = response.body().bytes().unwrap_or_default();
    // Only where it comes out as it went in: a checksum may be of the bytes.
    put_body(&mut answered, bytes, |value| value.to_string().as_bytes() == bytes);
    json!({ "request": request, "response": answered })
}

pub(super) fn request(request: &HttpRequest) -> Value {
    let mut asked = Map::new();
    asked.insert("method".to_owned(), request.method().as_str().into());
    asked.insert("uri".to_owned(), without_user(request.uri()).into());
    asked.insert("headers".to_owned(), headers(request.headers()));
    put_body(&mut asked, request.body().bytes().unwrap_or_default(), |_| true);
    asked.into()
}

fn without_user(uri: &Uri) -> String {
    let port = uri.port().map(|port| format!(":{port}")).unwrap_or_default();
    let (scheme, host) = (uri.scheme_str().unwrap_or("http"), uri.host().unwrap_or_default());
    format!("{scheme}://{host}{port}{}", uri.path_and_query().map_or("/", |rest| rest.as_str()))
}

/// Several values of one name are an array.
fn headers(headers: &HeaderMap) -> Value {
    let values = |name: &HeaderName| -> Value {
        if SECRET.contains(&name.as_str()) {
            return REDACTED.into();
        }
        let text = |value: &HeaderValue| Value::from(String::from_utf8_lossy(value.as_bytes()).into_owned());
        let mut values: Vec<Value> = headers.get_all(name).iter().map(text).collect();
        if values.len() == 1 { values.remove(0) } else { values.into() }
    };
    headers.keys().map(|name| (name.as_str().to_owned(), values(name))).collect::<Map<_, _>>().into()
}

fn put_body(object: &mut Map<String, Value>, bytes: &[u8], keeps: impl Fn(&Value) -> bool) {
    let json = serde_json::from_slice::<Value>(bytes).ok();
    let json = json.filter(|value| (value.is_object() || value.is_array()) && keeps(value));
    let (key, value) = match (json, std::str::from_utf8(bytes)) {
        _ if bytes.is_empty() => return,
        (Some(value), _) => ("json", value),
        (None, Ok(text)) => ("text", text.into()),
        (None, Err(_)) => ("base64", STANDARD.encode(bytes).into()),
    };
    object.insert(key.to_owned(), value);
}

/// The exchanges of a file's text.
pub(super) fn parse(text: &str) -> Result<Vec<(ExpectedRequest, Response)>, InvalidExchanges> {
    let file: Value = serde_json::from_str(text).map_err(|error| InvalidExchanges(error.to_string()))?;
    let file = Place { path: String::new(), value: &file };
    let exchanges = file.member("exchanges")?;
    let list = exchanges.value.as_array().ok_or_else(|| exchanges.error("is no array"))?;
    let parsed = list.iter().enumerate().map(|(index, value)| {
        let exchange = Place { path: format!("/exchanges/{index}"), value };
        Ok((expected(&exchange.member("request")?)?, answer(&exchange.member("response")?)?))
    });
    parsed.collect()
}

fn expected(place: &Place<'_>) -> Result<ExpectedRequest, InvalidExchanges> {
    let uri = place.member("uri")?;
    let parsed: Uri = uri.text()?.parse().map_err(|error| uri.error(&format!("is no URI: {error}")))?;
    let expected = ExpectedRequest::new(place.member("method")?.text()?, parsed.path());
    let mut expected = expected.whole_query(parsed.query().unwrap_or_default());
    for (name, values) in place.headers()? {
        if !SECRET.contains(&name.as_str()) && !OF_ATTEMPT.contains(&name.as_str()) {
            expected = expected.header(name.as_str(), values.join(", "));
        }
    }
    Ok(match place.value.get("json") {
        Some(json) => expected.json(json.to_string()),
        None => expected.body(place.body()?),
    })
}

fn answer(place: &Place<'_>) -> Result<Response, InvalidExchanges> {
    let status = place.member("status")?;
    let code = status.value.as_u64().and_then(|code| StatusCode::from_u16(u16::try_from(code).ok()?).ok());
    let mut response = Response::new(code.ok_or_else(|| status.error("is no HTTP status"))?.as_u16());
    for (name, values) in place.headers()? {
        for value in values {
            response = response.header(name.as_str(), value);
        }
    }
    Ok(response.body(place.body()?))
}

/// A value and where it stands, as a JSON pointer.
struct Place<'a> {
    path: String,
    value: &'a Value,
}

impl<'a> Place<'a> {
    fn error(&self, what: &str) -> InvalidExchanges {
        InvalidExchanges(format!("'{}' {what}", self.path))
    }

    fn member(&self, name: &str) -> Result<Self, InvalidExchanges> {
        let path = format!("{}/{name}", self.path);
        let value = self.value.get(name).ok_or_else(|| InvalidExchanges(format!("'{path}' is missing")))?;
        Ok(Self { path, value })
    }

    fn text(&self) -> Result<&'a str, InvalidExchanges> {
        self.value.as_str().ok_or_else(|| self.error("is no string"))
    }

    /// Names and values that headers can have.
    fn headers(&self) -> Result<Vec<(HeaderName, Vec<&'a str>)>, InvalidExchanges> {
        let all = self.member("headers")?;
        let names = all.value.as_object().ok_or_else(|| all.error("is no object"))?.keys();
        let header = |name: &String| {
            let place = all.member(name)?;
            let values: Vec<&Value> =
                place.value.as_array().map_or_else(|| vec![place.value], |list| list.iter().collect());
            let values = values
                .into_iter()
                .map(|value| value.as_str().filter(|text| HeaderValue::from_bytes(text.as_bytes()).is_ok()));
            let header = HeaderName::try_from(name).ok().zip(values.collect::<Option<Vec<&str>>>());
            header.ok_or_else(|| place.error("is no HTTP header"))
        };
        names.map(header).collect()
    }

    fn body(&self) -> Result<Vec<u8>, InvalidExchanges> {
        if let Some(json) = self.value.get("json") {
            return Ok(json.to_string().into_bytes());
        }
        if self.value.get("text").is_some() {
            return Ok(self.member("text")?.text()?.as_bytes().to_vec());
        }
        if self.value.get("base64").is_some() {
            let place = self.member("base64")?;
            return STANDARD.decode(place.text()?).map_err(|error| place.error(&format!("is no base64: {error}")));
        }
        Ok(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Body;

    fn round_trip(body: &'static [u8]) -> (Value, HttpResponse) {
        let mut asked = HttpRequest::new(Body::from(body));
        *asked.uri_mut() = "https://me:hush@a:8443/b?c=d&c=e".parse().unwrap();
        let mut answered = HttpResponse::new(Body::from(body));
        for value in ["1", "é"] {
            asked.headers_mut().append("x-a", HeaderValue::from_bytes(value.as_bytes()).unwrap());
            answered.headers_mut().append("x-a", HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        let exchange = exchange(request(&asked), &answered);
        let (expected, response) = parse(&file(std::slice::from_ref(&exchange))).unwrap().remove(0);
        expected.assert_matches(&asked);
        (exchange, response.into_http())
    }

    #[test]
    fn bodies_come_back_as_they_were() {
        let bodies: [(&[u8], &str); 7] = [
            (br#"{"a":[1]}"#, "json"),
            (br#"{ "a": [1] }"#, "text"),
            (b"{\"a\":1.50}", "text"),
            (b"7", "text"),
            ("é".as_bytes(), "text"),
            (b"\xFF\0", "base64"),
            (b"", "nothing"),
        ];
        for (body, kind) in bodies {
            let (exchange, response) = round_trip(body);
            assert_eq!(response.body().bytes(), Some(body));
            let of_response = exchange["response"].as_object().unwrap();
            let kinds = ["json", "text", "base64"].into_iter().find(|kind| of_response.contains_key(*kind));
            assert_eq!(kinds.unwrap_or("nothing"), kind);
        }
    }

    #[test]
    fn headers_keep_their_values_and_addresses_lose_their_user() {
        let (exchange, response) = round_trip(b"");
        assert_eq!(exchange["request"]["uri"], "https://a:8443/b?c=d&c=e");
        assert_eq!(response.headers().get_all("x-a").iter().collect::<Vec<_>>(), [&b"1"[..], "é".as_bytes()]);
    }

    #[test]
    fn keys_tokens_and_cookies_are_not_written_down() {
        for name in SECRET {
            let mut asked = HttpRequest::new(Body::default());
            asked.headers_mut().insert(name, HeaderValue::from_static("hush"));
            assert_eq!(request(&asked)["headers"][name], REDACTED);
        }
        assert!(SECRET.contains(&"x-amz-server-side-encryption-customer-key"));
    }
}
