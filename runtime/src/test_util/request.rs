//! `smithy.test#httpRequestTests`.

use std::cell::Cell;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::header::CONTENT_LENGTH;

use super::{block_on, json};
use crate::client::Client;
use crate::config::{Config, Credentials, Region, Token};
use crate::endpoint::{Endpoint, EndpointError, EndpointParams};
use crate::future::BoxFuture;
use crate::http::{Body, HttpClient, HttpRequest, HttpResponse, TransportError};
use crate::operation::{Operation, ServiceInfo};
use crate::random::{Random, RandomError};

/// How the request of an operation must look, as far as the test says anything about it.
///
/// ```
/// use tinsmith_runtime::error::DecodeError;
/// use tinsmith_runtime::prelude::*;
/// use tinsmith_runtime::test_util::ExpectedRequest;
/// # tinsmith_runtime::service_error! {
/// #     /// Nothing.
/// #     pub enum Error {}
/// # }
///
/// struct TagInput {
///     id: Option<String>,
/// }
///
/// impl Operation for TagInput {
///     const INFO: OperationInfo = OperationInfo::new("Tag", Method::POST, "/tags/{id}");
///     type Output = ();
///     type Error = Error;
///
///     fn encode(&mut self, request: &mut RequestBuilder) {
///         request.label("id", &self.id);
///     }
///
///     fn decode(_: &mut HttpResponse) -> Result<(), DecodeError> {
///         Ok(())
///     }
/// }
///
/// let expected = ExpectedRequest::new("POST", "/tags/a%3Ab").forbid_headers(&["Content-Type"]).body("");
/// expected.check(TagInput { id: Some("a:b".to_owned()) });
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "`check` does the work"]
pub struct ExpectedRequest {
    service: Option<&'static ServiceInfo>,
    method: String,
    path: String,
    host: Option<&'static str>,
    resolved_host: Option<&'static str>,
    query: Vec<String>,
    /// Whether there must be no other parameters.
    whole_query: bool,
    forbidden_query: &'static [&'static str],
    required_query: &'static [&'static str],
    headers: Vec<(String, String)>,
    forbidden_headers: &'static [&'static str],
    required_headers: &'static [&'static str],
    body: Option<ExpectedBody>,
    /// JSON pointers to what is not compared.
    ignored: Vec<String>,
}

#[derive(Clone, Debug)]
enum ExpectedBody {
    Json(String),
    Bytes(Bytes),
}

impl ExpectedRequest {
    /// A request with this method and this percent-encoded path; parameters behind a `?` have to be in the query, among others.
    pub fn new(method: impl Into<String>, path: impl Into<String>) -> Self {
        let mut path = path.into();
        let query = path.find('?').map(|at| path.split_off(at)).unwrap_or_default();
        let query = query.split(['?', '&']).filter(|param| !param.is_empty()).map(str::to_owned).collect();
        Self { method: method.into(), path, query, ..Self::default() }
    }

    /// A request to this service, but for its endpoint rules; without, to a service that speaks restJson1.
    pub fn of(mut self, service: &'static ServiceInfo) -> Self {
        self.service = Some(service);
        self
    }

    /// The host of the service's endpoint, which may be followed by a path: `example.com` unless set.
    pub fn host(mut self, host: &'static str) -> Self {
        self.host = Some(host);
        self
    }

    /// The host that the request must go to, host prefix included.
    pub fn resolved_host(mut self, host: &'static str) -> Self {
        self.resolved_host = Some(host);
        self
    }

    /// Percent-encoded query parameters that have to be there: `name=value`, or `name` alone. Those of one name must be
    /// all that there are of it, in this order.
    pub fn query(mut self, params: &[&str]) -> Self {
        self.query = params.iter().map(|param| (*param).to_owned()).collect();
        self
    }

    /// A percent-encoded query as a whole: all parameters, of which those of one name stand in this order.
    pub fn whole_query(mut self, query: &str) -> Self {
        self.query = query.split('&').filter(|param| !param.is_empty()).map(str::to_owned).collect();
        self.whole_query = true;
        self
    }

    /// Names of query parameters that must not be there.
    pub fn forbid_query(mut self, names: &'static [&'static str]) -> Self {
        self.forbidden_query = names;
        self
    }

    /// Names of query parameters that have to be there, with any value.
    pub fn require_query(mut self, names: &'static [&'static str]) -> Self {
        self.required_query = names;
        self
    }

    /// A header that has to be there with this value.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Names of headers that must not be there.
    pub fn forbid_headers(mut self, names: &'static [&'static str]) -> Self {
        self.forbidden_headers = names;
        self
    }

    /// Names of headers that have to be there, with any value.
    pub fn require_headers(mut self, names: &'static [&'static str]) -> Self {
        self.required_headers = names;
        self
    }

    /// The body, byte for byte.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = Some(ExpectedBody::Bytes(body.into()));
        self
    }

    /// The body, as JSON that says the same.
    pub fn json(mut self, body: impl Into<String>) -> Self {
        self.body = Some(ExpectedBody::Json(body.into()));
        self
    }

    /// JSON pointers (RFC 6901) to what of a JSON body is not compared, such as `/clientRequestToken`. It may be missing, too.
    pub fn ignore_json(mut self, pointers: &[&str]) -> Self {
        self.ignored.extend(pointers.iter().map(|pointer| (*pointer).to_owned()));
        self
    }

    /// Compares with a request, such as one that a hook or a transport of a test has got. A body that is a stream counts as
    /// empty.
    ///
    /// # Panics
    ///
    /// When the request is not as expected; the message lists every difference.
    #[track_caller]
    pub fn assert_matches(&self, request: &HttpRequest) {
        let differences = self.differences(request);
        assert!(differences.is_empty(), "the request is not as expected:\n{differences}");
    }

    /// Calls the operation with this input over a transport that keeps the request, and compares.
    ///
    /// # Panics
    ///
    /// When nothing is sent, or the request is not as expected; the message lists every difference.
    #[track_caller]
    pub fn check<O: Operation>(&self, mut input: O) {
        let name = O::INFO.name();
        let transport = Capture::default();
        let config = Config::builder()
            .region(Region::from_static("us-east-1"))
            .credentials_provider(Credentials::from_keys("AKIDEXAMPLE", "secret", None))
            .token_provider(Token::new("token", None))
            .random(Zeros)
            .http_client(transport.clone())
            .build();
        HOST.set(self.host.unwrap_or(DEFAULT_HOST));
        let outcome = block_on(Client::new(self.service(), config).send(&mut input));
        let request = transport.take();
        let unsent = || outcome.err().map(|error| error.to_string()).unwrap_or_default();
        let differences = request.map_or_else(unsent, |request| self.differences(&request));
        assert!(differences.is_empty(), "the request of {name} is not as expected:\n{differences}");
    }

    /// The service with endpoint rules that give the test's host. It lives on, as the service of any client does.
    fn service(&self) -> &'static ServiceInfo {
        match self.service {
            Some(service) => Box::leak(Box::new(service.clone().with_endpoint_rules(test_endpoint))),
            None => &SERVICE,
        }
    }

    /// `POST /signing-jobs`.
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// A line for each difference.
    pub(super) fn differences(&self, request: &HttpRequest) -> String {
        let mut out = String::new();
        let uri = request.uri();
        compare("method", &self.method, request.method().as_str(), &mut out);
        compare("path", &self.path, uri.path(), &mut out);
        if let Some(host) = self.resolved_host {
            let actual = uri.authority().map_or("", |authority| authority.as_str());
            compare("host", host, actual, &mut out);
        }
        self.compare_query(uri.query().unwrap_or_default(), &mut out);
        self.compare_headers(request, &mut out);
        let body = request.body().bytes().unwrap_or_default();
        let (expected, difference) = match &self.body {
            Some(ExpectedBody::Json(expected)) => {
                (expected.as_bytes(), json::difference(expected, body, &self.ignored))
            }
            Some(ExpectedBody::Bytes(expected)) => (&expected[..], (expected != body).then(String::new)),
            None => return out,
        };
        if let Some(difference) = difference {
            let (expected, actual) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(body));
            let text = format!("body: expected `{expected}`, got `{actual}` {difference}");
            line(&mut out, format_args!("{}", text.trim_end()));
        }
        out
    }

    fn compare_query(&self, query: &str, out: &mut String) {
        let of = |name: &str, params: &mut dyn Iterator<Item = &str>| -> Vec<String> {
            params.filter(|param| name_of(param) == name).map(str::to_owned).collect()
        };
        for (index, param) in self.query.iter().enumerate() {
            let name = name_of(param);
            let seen = self.query.iter().take(index).any(|earlier| name_of(earlier) == name);
            let expected = of(name, &mut self.query.iter().map(String::as_str));
            let actual = of(name, &mut query.split('&'));
            if !seen && expected != actual {
                line(out, format_args!("query: expected {expected:?}, got {actual:?}"));
            }
        }
        let is_known = |param: &&str| self.query.iter().any(|known| name_of(known) == name_of(param));
        for param in query.split('&').filter(|param| self.whole_query && !param.is_empty() && !is_known(param)) {
            line(out, format_args!("query: `{param}` is not expected"));
        }
        let has = |name: &str| query.split('&').any(|param| name_of(param) == name);
        presence("query parameter", self.forbidden_query, self.required_query, has, out);
    }

    fn compare_headers(&self, request: &HttpRequest, out: &mut String) {
        // The transport takes the length from the body.
        let length = request.body().content_length().filter(|length| *length > 0).map(|length| length.to_string());
        let value = |name: &str| -> Option<String> {
            if CONTENT_LENGTH.as_str().eq_ignore_ascii_case(name) {
                return length.clone();
            }
            let values: Vec<_> = request.headers().get_all(name).iter().map(|value| value.as_bytes()).collect();
            (!values.is_empty()).then(|| String::from_utf8_lossy(&values.join(&b", "[..])).into_owned())
        };
        for (name, expected) in &self.headers {
            match value(name) {
                Some(actual) => compare(name, expected, &actual, out),
                None => line(out, format_args!("{name}: expected `{expected}`, but there is no such header")),
            }
        }
        let has = |name: &str| value(name).is_some();
        presence("header", self.forbidden_headers, self.required_headers, has, out);
    }
}

fn compare(what: &str, expected: &str, actual: &str, out: &mut String) {
    if expected != actual {
        line(out, format_args!("{what}: expected `{expected}`, got `{actual}`"));
    }
}

fn presence(what: &str, forbidden: &[&str], required: &[&str], has: impl Fn(&str) -> bool, out: &mut String) {
    for name in forbidden.iter().filter(|name| has(name)) {
        line(out, format_args!("the {what} `{name}` must not be there"));
    }
    for name in required.iter().filter(|name| !has(name)) {
        line(out, format_args!("the {what} `{name}` has to be there"));
    }
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "  {text}");
}

/// The name of `name=value`.
fn name_of(param: &str) -> &str {
    param.split_once('=').map_or(param, |(name, _)| name)
}

static SERVICE: ServiceInfo = ServiceInfo::new("test", "test", "2020-01-01", test_endpoint);

/// The only endpoint rule: a test names the host without giving a custom endpoint, which would keep the host prefix away.
fn test_endpoint(_: &EndpointParams<'_>) -> Result<Endpoint, EndpointError> {
    Ok(Endpoint::new(format!("https://{}", HOST.get())))
}

/// The host of a case that names none.
const DEFAULT_HOST: &str = "example.com";

thread_local! {
    /// The host that the case at hand asks for: endpoint rules are a plain function, which cannot hold it.
    static HOST: Cell<&'static str> = const { Cell::new(DEFAULT_HOST) };
}

/// Keeps the request and answers with an empty object.
#[derive(Clone, Debug, Default)]
struct Capture(Arc<Mutex<Option<HttpRequest>>>);

impl Capture {
    fn take(&self) -> Option<HttpRequest> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl HttpClient for Capture {
    fn call(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(request);
        Box::pin(async { Ok(HttpResponse::new(Body::from("{}"))) })
    }
}

/// Gives the idempotency token that Smithy's tests expect, `00000000-0000-4000-8000-000000000000`.
#[derive(Debug)]
struct Zeros;

impl Random for Zeros {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        bytes.fill(0);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::DecodeError;
    use crate::operation::OperationInfo;
    use crate::request::RequestBuilder;
    use crate::validation::Validator;
    use http::Method;

    crate::service_error! {
        /// Nothing that the model names.
        pub enum Error {}
    }

    struct Input {
        id: Option<String>,
        tags: Option<Vec<String>>,
    }

    impl Operation for Input {
        const INFO: OperationInfo = OperationInfo::new("Tag", Method::POST, "/a/{id}").with_host_prefix("data-");
        type Output = ();
        type Error = Error;

        fn fill_idempotency_token(&mut self, token: &mut dyn FnMut() -> String) {
            self.id.get_or_insert_with(token);
        }

        fn validate(&self, validator: &mut Validator<'_>) {
            validator.not_null("tags", &self.tags);
        }

        fn encode(&mut self, request: &mut RequestBuilder) {
            request.label("id", &self.id);
            request.query_list("tag", &self.tags);
            request.json_body(|json| json.member("tags", &self.tags));
        }

        fn decode(_: &mut HttpResponse) -> Result<(), DecodeError> {
            Ok(())
        }
    }

    fn input() -> Input {
        Input { id: Some("1".to_owned()), tags: Some(vec!["b".to_owned(), "a".to_owned()]) }
    }

    fn expected() -> ExpectedRequest {
        ExpectedRequest::new("POST", "/a/1")
    }

    #[test]
    fn what_is_as_expected_passes() {
        expected()
            .host("example.com:8443")
            .resolved_host("data-example.com:8443")
            .query(&["tag=b", "tag=a"])
            .forbid_query(&["id"])
            .require_query(&["tag"])
            .header("content-type", "application/json")
            .header("Content-Length", "18")
            .forbid_headers(&["X-Other"])
            .require_headers(&["Authorization"])
            .json(r#"{"tags": ["b", "a"]}"#)
            .check(input());
        ExpectedRequest::new("POST", "/a/1?tag=b&tag=a").host("example.com:8443").check(input());
        let token = ExpectedRequest::new("POST", "/b/a/00000000-0000-4000-8000-000000000000").host("example.com/b");
        token.check(Input { id: None, ..input() });
    }

    #[test]
    #[should_panic(expected = "query: expected [\"tag=c\"], got [\"tag=b\", \"tag=a\"]")]
    fn a_query_behind_the_path_is_compared() {
        ExpectedRequest::new("POST", "/a/1?tag=c").check(input());
    }

    #[test]
    fn every_difference_is_listed() {
        let sent = |mut input: Input| {
            let transport = Capture::default();
            let config = Config::builder().region(Region::from_static("us-east-1")).http_client(transport.clone());
            let config = config.credentials_provider(Credentials::from_keys("a", "b", None)).build();
            block_on(Client::new(&SERVICE, config).send(&mut input)).unwrap();
            transport.take().unwrap()
        };
        let expected = ExpectedRequest::new("PUT", "/a/2")
            .resolved_host("example.com")
            .query(&["tag=a", "tag=b", "x"])
            .forbid_query(&["tag"])
            .require_query(&["id"])
            .header("Content-Type", "text/plain")
            .header("X-Other", "1")
            .forbid_headers(&["Content-Length"])
            .require_headers(&["X-More"])
            .body("text");
        let lines = "  method: expected `PUT`, got `POST`
  path: expected `/a/2`, got `/a/1`
  host: expected `example.com`, got `data-example.com`
  query: expected [\"tag=a\", \"tag=b\"], got [\"tag=b\", \"tag=a\"]
  query: expected [\"x\"], got []
  the query parameter `tag` must not be there
  the query parameter `id` has to be there
  Content-Type: expected `text/plain`, got `application/json`
  X-Other: expected `1`, but there is no such header
  the header `Content-Length` must not be there
  the header `X-More` has to be there
  body: expected `text`, got `{\"tags\":[\"b\",\"a\"]}`
";
        assert_eq!(expected.differences(&sent(input())), lines);
    }

    #[test]
    #[should_panic(expected = "Tag was not sent: 1 validation error detected")]
    fn a_request_that_is_not_sent_is_a_failure() {
        expected().check(Input { id: None, tags: None });
    }
}
