//! Typed access to traits. Values were checked when the model was loaded, so reading them cannot fail.

use std::collections::BTreeMap;

use serde_json::Value;

mod aws;
mod behavior;
mod checksum;
mod constraint;
mod endpoint;
pub(crate) mod form;
mod forms;
mod http;
mod param_path;
mod test_case;
mod waiter;

pub use aws::AwsService;
pub use behavior::{Deprecated, ErrorKind, Paginated, Retryable, TimestampFormat};
pub use checksum::HttpChecksum;
pub use constraint::{Length, Range};
pub use endpoint::{ClientContextParam, EndpointParamType};
pub(crate) use forms::Form;
pub use http::{HostPrefix, HostSegment, Http, METHODS, QueryLiteral, Segment, UriPattern};
pub use param_path::{ParamPath, PathSegment};
pub use test_case::{AppliesTo, Example, ExampleError, HttpRequestTest, HttpResponseTest, MalformedRequestTest};
pub use waiter::{Acceptor, AcceptorState, Comparator, Matcher, PathMatcher, Waiter};

use form::parsed;

/// The traits of a shape or member, by absolute trait id.
///
/// Accessors give what stands on this very shape or member, not what a member takes over from its target.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Traits(BTreeMap<String, Value>);

impl Traits {
    /// Whether the trait is there, by absolute id.
    pub fn has(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    /// The trait's value, by absolute id.
    pub fn get(&self, id: &str) -> Option<&Value> {
        self.0.get(id)
    }

    /// Ids and values in order of id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(id, value)| (id.as_str(), value))
    }

    pub(crate) fn insert(&mut self, id: &str, value: Value) {
        self.0.insert(id.to_owned(), value);
    }

    pub(crate) fn remove(&mut self, id: &str) {
        self.0.remove(id);
    }

    fn text(&self, id: &str) -> Option<&str> {
        self.get(id)?.as_str()
    }

    /// `@documentation`, in CommonMark, which may hold HTML.
    pub fn documentation(&self) -> Option<&str> {
        self.text("smithy.api#documentation")
    }

    /// `@title` of a service or resource.
    pub fn title(&self) -> Option<&str> {
        self.text("smithy.api#title")
    }

    /// `@deprecated`.
    pub fn deprecated(&self) -> Option<Deprecated> {
        parsed(self.get("smithy.api#deprecated")?, Deprecated::parse)
    }

    /// `@required`.
    pub fn required(&self) -> bool {
        self.has("smithy.api#required")
    }

    /// `@sensitive`: the value must not be shown or logged.
    pub fn sensitive(&self) -> bool {
        self.has("smithy.api#sensitive")
    }

    /// `@default`. JSON null on a member takes a default of its target away.
    pub fn default_value(&self) -> Option<&Value> {
        self.get("smithy.api#default")
    }

    /// `@clientOptional`: clients treat the member as optional, though it is required or has a default.
    pub fn client_optional(&self) -> bool {
        self.has("smithy.api#clientOptional")
    }

    /// `@input`: the structure is the input of one operation.
    pub fn input(&self) -> bool {
        self.has("smithy.api#input")
    }

    /// `@length`.
    pub fn length(&self) -> Option<Length> {
        parsed(self.get("smithy.api#length")?, Length::parse)
    }

    /// `@range`.
    pub fn range(&self) -> Option<Range> {
        parsed(self.get("smithy.api#range")?, Range::parse)
    }

    /// `@pattern`: an ECMA 262 regular expression, searched for.
    pub fn pattern(&self) -> Option<&str> {
        self.text("smithy.api#pattern")
    }

    /// `@uniqueItems` of a list.
    pub fn unique_items(&self) -> bool {
        self.has("smithy.api#uniqueItems")
    }

    /// `@sparse`: the list or map may hold null.
    pub fn sparse(&self) -> bool {
        self.has("smithy.api#sparse")
    }

    /// `@box` of Smithy 1.0.
    pub fn boxed(&self) -> bool {
        self.has("smithy.api#box")
    }

    /// `@enumValue`: a string or a whole number. Every member of an enum or intEnum of a loaded model has it.
    pub fn enum_value(&self) -> Option<&Value> {
        self.get("smithy.api#enumValue")
    }

    /// `@jsonName`: the member's name in JSON.
    pub fn json_name(&self) -> Option<&str> {
        self.text("smithy.api#jsonName")
    }

    /// `@mediaType` of a blob or string.
    pub fn media_type(&self) -> Option<&str> {
        self.text("smithy.api#mediaType")
    }

    /// `@timestampFormat`.
    pub fn timestamp_format(&self) -> Option<TimestampFormat> {
        parsed(self.get("smithy.api#timestampFormat")?, TimestampFormat::parse)
    }

    /// `@idempotencyToken`: filled in by the client when unset.
    pub fn idempotency_token(&self) -> bool {
        self.has("smithy.api#idempotencyToken")
    }

    /// `@http` of an operation.
    pub fn http(&self) -> Option<Http> {
        parsed(self.get("smithy.api#http")?, Http::parse)
    }

    /// `@httpLabel`.
    pub fn http_label(&self) -> bool {
        self.has("smithy.api#httpLabel")
    }

    /// `@httpQuery`: the key.
    pub fn http_query(&self) -> Option<&str> {
        self.text("smithy.api#httpQuery")
    }

    /// `@httpQueryParams`.
    pub fn http_query_params(&self) -> bool {
        self.has("smithy.api#httpQueryParams")
    }

    /// `@httpHeader`: the header's name as the model writes it.
    pub fn http_header(&self) -> Option<&str> {
        self.text("smithy.api#httpHeader")
    }

    /// `@httpPrefixHeaders`: the prefix, which may be empty.
    pub fn http_prefix_headers(&self) -> Option<&str> {
        self.text("smithy.api#httpPrefixHeaders")
    }

    /// `@httpPayload`.
    pub fn http_payload(&self) -> bool {
        self.has("smithy.api#httpPayload")
    }

    /// `@httpResponseCode`.
    pub fn http_response_code(&self) -> bool {
        self.has("smithy.api#httpResponseCode")
    }

    /// `@httpError`: the status of an error.
    pub fn http_error(&self) -> Option<u16> {
        parsed(self.get("smithy.api#httpError")?, http::http_error)
    }

    /// `@error`.
    pub fn error(&self) -> Option<ErrorKind> {
        parsed(self.get("smithy.api#error")?, ErrorKind::parse)
    }

    /// `@retryable` of an error.
    pub fn retryable(&self) -> Option<Retryable> {
        parsed(self.get("smithy.api#retryable")?, Retryable::parse)
    }

    /// `@readonly` of an operation.
    pub fn readonly(&self) -> bool {
        self.has("smithy.api#readonly")
    }

    /// `@idempotent` of an operation.
    pub fn idempotent(&self) -> bool {
        self.has("smithy.api#idempotent")
    }

    /// `@streaming`: a blob that is not held in memory, or a union of events.
    pub fn streaming(&self) -> bool {
        self.has("smithy.api#streaming")
    }

    /// `@requiresLength`: the stream's length has to be known before it is sent.
    pub fn requires_length(&self) -> bool {
        self.has("smithy.api#requiresLength")
    }

    /// `@hostLabel`.
    pub fn host_label(&self) -> bool {
        self.has("smithy.api#hostLabel")
    }

    /// `@endpoint` of an operation.
    pub fn endpoint_host_prefix(&self) -> Option<HostPrefix> {
        parsed(self.get("smithy.api#endpoint")?, HostPrefix::parse)
    }

    /// `@paginated`, on an operation already completed by what its service says.
    pub fn paginated(&self) -> Option<Paginated> {
        parsed(self.get("smithy.api#paginated")?, Paginated::parse)
    }

    /// `smithy.waiters#waitable`: the operation's waiters in order of name.
    pub fn waitable(&self) -> Vec<Waiter> {
        let waiters = self.get("smithy.waiters#waitable").and_then(|value| parsed(value, waiter::parse));
        waiters.unwrap_or_default()
    }

    /// `@httpChecksumRequired`: the request carries `Content-MD5`.
    pub fn http_checksum_required(&self) -> bool {
        self.has("smithy.api#httpChecksumRequired")
    }

    /// `aws.protocols#httpChecksum` of an operation.
    pub fn http_checksum(&self) -> Option<HttpChecksum> {
        parsed(self.get("aws.protocols#httpChecksum")?, HttpChecksum::parse)
    }

    /// `@requestCompression` of an operation: the encodings, the most wanted first.
    pub fn request_compression(&self) -> Vec<String> {
        let value = self.get("smithy.api#requestCompression");
        value.and_then(|value| parsed(value, checksum::encodings)).unwrap_or_default()
    }

    /// `smithy.rules#endpointRuleSet`, checked at its outermost level.
    pub fn endpoint_rule_set(&self) -> Option<&Value> {
        self.get("smithy.rules#endpointRuleSet")
    }

    /// `smithy.rules#endpointTests`, checked at its outermost level.
    pub fn endpoint_tests(&self) -> Option<&Value> {
        self.get("smithy.rules#endpointTests")
    }

    /// `smithy.rules#clientContextParams`: parameters of the endpoint rules that are settings of the client.
    pub fn client_context_params(&self) -> Vec<ClientContextParam<'_>> {
        let params = self.get("smithy.rules#clientContextParams");
        params.and_then(|value| parsed(value, endpoint::client_context_params)).unwrap_or_default()
    }

    /// `smithy.rules#contextParam` of a member: the parameter of the endpoint rules that it is.
    pub fn context_param(&self) -> Option<&str> {
        parsed(self.get("smithy.rules#contextParam")?, endpoint::context_param)
    }

    /// `smithy.rules#operationContextParams`: parameters of the endpoint rules, and where in the input they stand.
    pub fn operation_context_params(&self) -> Vec<(&str, ParamPath)> {
        let params = self.get("smithy.rules#operationContextParams");
        params.and_then(|value| parsed(value, endpoint::operation_context_params)).unwrap_or_default()
    }

    /// `smithy.rules#staticContextParams`: parameters of the endpoint rules that an operation fixes.
    pub fn static_context_params(&self) -> Vec<(&str, &Value)> {
        let params = self.get("smithy.rules#staticContextParams");
        params.and_then(|value| parsed(value, endpoint::static_context_params)).unwrap_or_default()
    }

    /// `aws.api#service`.
    pub fn aws_service(&self) -> Option<AwsService> {
        parsed(self.get("aws.api#service")?, AwsService::parse)
    }

    /// The signing name of `aws.auth#sigv4`.
    pub fn sigv4_name(&self) -> Option<&str> {
        parsed(self.get("aws.auth#sigv4")?, aws::sigv4_name)
    }

    /// `@auth`: ids of auth schemes by priority. An empty list says that requests are not authenticated.
    pub fn auth(&self) -> Option<Vec<&str>> {
        parsed(self.get("smithy.api#auth")?, form::strings)
    }

    /// `@optionalAuth`: the operation can be called without credentials.
    pub fn optional_auth(&self) -> bool {
        self.has("smithy.api#optionalAuth")
    }

    /// `aws.auth#unsignedPayload`: the body is left out of the signature.
    pub fn unsigned_payload(&self) -> bool {
        self.has("aws.auth#unsignedPayload")
    }

    /// `aws.api#clientDiscoveredEndpoint` with `required`: the endpoint has to be asked for before the call.
    pub fn discovered_endpoint(&self) -> bool {
        let value = self.get("aws.api#clientDiscoveredEndpoint");
        value.and_then(|value| parsed(value, aws::discovered_endpoint)).unwrap_or_default()
    }

    /// `@examples` of an operation.
    pub fn examples(&self) -> Vec<Example> {
        let examples = self.get("smithy.api#examples");
        examples.and_then(|value| parsed(value, test_case::cases)).unwrap_or_default()
    }

    /// `smithy.test#httpRequestTests` of an operation.
    pub fn http_request_tests(&self) -> Vec<HttpRequestTest> {
        let tests = self.get("smithy.test#httpRequestTests");
        tests.and_then(|value| parsed(value, test_case::cases)).unwrap_or_default()
    }

    /// `smithy.test#httpMalformedRequestTests` of an operation.
    pub fn http_malformed_request_tests(&self) -> Vec<MalformedRequestTest> {
        let tests = self.get("smithy.test#httpMalformedRequestTests");
        tests.and_then(|value| parsed(value, test_case::cases)).unwrap_or_default()
    }

    /// `smithy.test#httpResponseTests` of an operation or error.
    pub fn http_response_tests(&self) -> Vec<HttpResponseTest> {
        let tests = self.get("smithy.test#httpResponseTests");
        tests.and_then(|value| parsed(value, test_case::cases)).unwrap_or_default()
    }
}

impl FromIterator<(String, Value)> for Traits {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(traits: I) -> Self {
        Self(traits.into_iter().collect())
    }
}
