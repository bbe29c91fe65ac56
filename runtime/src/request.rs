//! From an operation's input to an unsigned request: path, query, headers and body.

mod endpoint;

use std::collections::HashMap;
use std::fmt;

use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, Method};

use crate::endpoint::EndpointParam;
use crate::error::{BoxError, EncodeError};
use crate::http::{Body, MAX_HEADERS, put_header, put_header_if_absent};
use crate::json::{JsonWriter, Timestamps, ToJson};
use crate::operation::OperationInfo;
use crate::order::sorted_entries;
use crate::primitives::{Blob, ByteStream, DateTimeFormat};
use crate::region::is_host_label;
use crate::text::{HttpText, Place};
use crate::transform;
use crate::uri;

/// Headers that data cannot name, in lowercase: those that say who calls whom and where the message ends, and those of a
/// single connection (RFC 9110, 7.6.1).
const RESERVED: [&str; 11] = [
    "authorization",
    "connection",
    "content-length",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Whether only the client itself may set the header of this name in lowercase.
pub(crate) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

/// Collects what an operation's input puts where. Generated code calls it, a line per member.
///
/// The first thing that cannot be encoded is kept and reported by [`finish`](Self::finish), so that the lines need no `?`.
pub struct RequestBuilder {
    request: EncodedRequest,
    /// What is left of the URI pattern.
    pattern: &'static str,
    /// What is left of the host prefix's pattern.
    host_pattern: &'static str,
    error: Option<EncodeError>,
}

/// A request without host and signature.
pub struct EncodedRequest {
    pub(crate) method: Method,
    /// Percent-encoded, starting with `/`.
    pub(crate) path: String,
    /// Percent-encoded, without `?`.
    pub(crate) query: String,
    /// What the host starts with, unless the endpoint is a custom one.
    pub(crate) host_prefix: String,
    /// The URL to send the request to, where the input names it.
    pub(crate) endpoint: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    /// What the operation says to the endpoint rules.
    pub(crate) endpoint_params: Vec<EndpointParam>,
}

impl EncodedRequest {
    /// Sets a header that no member of the input has set.
    ///
    /// # Errors
    ///
    /// When name or value are none that a header can have.
    pub fn default_header(&mut self, name: &'static str, value: &'static str) -> Result<(), BoxError> {
        put_header_if_absent(&mut self.headers, HeaderName::try_from(name)?, HeaderValue::from_str(value)?);
        Ok(())
    }
}

impl RequestBuilder {
    /// Starts the request of an operation.
    #[must_use]
    pub fn new(info: &OperationInfo) -> Self {
        let (pattern, query) = info.uri.split_once('?').unwrap_or((info.uri, ""));
        let request = EncodedRequest {
            method: info.method.clone(),
            path: String::with_capacity(64),
            query: query.to_owned(),
            host_prefix: String::new(),
            endpoint: None,
            headers: HeaderMap::new(),
            body: Body::default(),
            endpoint_params: Vec::new(),
        };
        Self { request, pattern, host_pattern: info.host_prefix.unwrap_or_default(), error: None }
    }

    /// `smithy.api#httpLabel`: the next label of the URI pattern, percent-encoded.
    pub fn label<T: HttpText>(&mut self, member: &'static str, value: &Option<T>) {
        self.put_label(member, value, uri::encode_label);
    }

    /// The same, or `default` when the member is unset or empty.
    pub fn label_or(&mut self, member: &'static str, value: &Option<String>, default: &str) {
        let text = value.as_deref().filter(|text| !text.is_empty()).unwrap_or(default);
        self.label(member, &Some(text.to_owned()));
    }

    /// A greedy `smithy.api#httpLabel` (`{key+}`), which keeps its slashes.
    pub fn greedy_label<T: HttpText>(&mut self, member: &'static str, value: &Option<T>) {
        self.put_label(member, value, uri::encode_greedy_label);
    }

    fn put_label<T: HttpText>(
        &mut self,
        member: &'static str,
        value: &Option<T>,
        encode: fn(&str, &mut String) -> Result<(), uri::LabelError>,
    ) {
        let (literal, rest) = self.pattern.split_once('{').unwrap_or((self.pattern, ""));
        self.request.path.push_str(literal);
        let (label, rest) = rest.split_once('}').unwrap_or((rest, ""));
        debug_assert_eq!(label.trim_end_matches('+'), member, "labels are written in the order of the URI pattern");
        self.pattern = rest;
        let Some(value) = value else {
            return self.fail(EncodeError::new(member, "is part of the path and must be set"));
        };
        let text = self.text(member, value, Place::Label);
        if let Err(error) = encode(&text, &mut self.request.path) {
            self.fail(EncodeError::new(member, error.to_string()));
        }
    }

    /// `smithy.api#httpQuery` on a single value: nothing when unset.
    pub fn query<T: HttpText>(&mut self, key: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            self.push_query(key, value);
        }
    }

    /// `smithy.api#httpQuery` on a list: the key is repeated for each element.
    pub fn query_list<T: HttpText>(&mut self, key: &'static str, values: &Option<Vec<T>>) {
        for value in values.iter().flatten() {
            self.push_query(key, value);
        }
    }

    /// `smithy.api#httpQueryParams` on a map of strings: each entry, but for keys that other members or the URI have written
    /// before.
    pub fn query_params<T: HttpText>(&mut self, member: &'static str, map: &Option<HashMap<String, T>>) {
        for (key, value) in self.free_params(map) {
            self.push_param(member, key, value);
        }
    }

    /// `smithy.api#httpQueryParams` on a map of lists: the key is repeated for each element.
    pub fn query_params_list<T: HttpText>(&mut self, member: &'static str, map: &Option<HashMap<String, Vec<T>>>) {
        for (key, values) in self.free_params(map) {
            for value in values {
                self.push_param(member, key, value);
            }
        }
    }

    /// The entries of a map whose keys are not in the query yet, in order of their keys, so that requests do not differ by
    /// chance.
    fn free_params<'m, T>(&self, map: &'m Option<HashMap<String, T>>) -> Vec<(&'m str, &'m T)> {
        let is_taken = |key: &str| {
            let mut encoded = String::new();
            uri::encode_query(key, &mut encoded);
            self.request.query.split('&').any(|param| param.split('=').next() == Some(&encoded))
        };
        map.iter().flat_map(sorted_entries).filter(|(key, _)| !is_taken(key)).collect()
    }

    fn push_query(&mut self, key: &'static str, value: &dyn HttpText) {
        self.push_param(key, key, value);
    }

    fn push_param(&mut self, member: &'static str, key: &str, value: &dyn HttpText) {
        if value.is_null() {
            return;
        }
        let text = self.text(member, value, Place::Query);
        if !self.request.query.is_empty() {
            self.request.query.push('&');
        }
        uri::encode_query(key, &mut self.request.query);
        self.request.query.push('=');
        uri::encode_query(&text, &mut self.request.query);
    }

    /// `smithy.api#httpHeader` on a single value: nothing when unset.
    pub fn header<T: HttpText>(&mut self, name: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            let text = self.text(name, value, Place::Header);
            self.put_header(name, &text);
        }
    }

    /// The URL that a member names as the endpoint of this call.
    pub fn endpoint(&mut self, url: &Option<String>) {
        self.request.endpoint.clone_from(url);
    }

    /// The algorithm of the checksum that the caller chose (`requestAlgorithmMember` of `aws.protocols#httpChecksum`).
    pub fn checksum_algorithm<T: HttpText>(&mut self, choice: &Option<T>) {
        self.header(transform::CHOICE, choice);
    }

    /// `smithy.api#httpHeader` on a list: its elements, parted by commas; nothing when unset, an empty header when empty.
    pub fn header_list<T: HttpText>(&mut self, name: &'static str, values: &Option<Vec<T>>) {
        let Some(values) = values else { return };
        let values = values.iter().filter(|value| !value.is_null());
        let elements = values.map(|value| self.text(name, value, Place::HeaderElement));
        let text = elements.collect::<Vec<_>>().join(", ");
        self.put_header(name, &text);
    }

    /// `smithy.api#httpPrefixHeaders`: a header for each entry. Headers that other members are bound to are written after
    /// these, and so win. A key that makes a header of the connection's own or of the caller's identity is an error.
    pub fn prefix_headers<T: HttpText>(&mut self, prefix: &'static str, map: &Option<HashMap<String, T>>) {
        for (key, value) in map.iter().flatten().filter(|(_, value)| !value.is_null()) {
            let text = self.text(prefix, value, Place::Header);
            self.prefix_header(prefix, key, &text);
        }
    }

    fn prefix_header(&mut self, prefix: &'static str, key: &str, text: &str) {
        match HeaderName::from_bytes([prefix, key].concat().as_bytes()) {
            Ok(name) if is_reserved(name.as_str()) => {
                self.fail(EncodeError::new(prefix, "has a key that makes a header which is not the caller's to set"));
            }
            Ok(name) => self.insert_header(prefix, name, text),
            Err(_) => self.fail(EncodeError::new(prefix, "has a key that is no part of a header's name")),
        }
    }

    fn put_header(&mut self, name: &'static str, text: &str) {
        match HeaderName::from_bytes(name.as_bytes()) {
            Ok(header) => self.insert_header(name, header, text),
            Err(_) => self.fail(EncodeError::new(name, "is bound to a header that cannot be")),
        }
    }

    fn insert_header(&mut self, member: &'static str, name: HeaderName, text: &str) {
        match HeaderValue::from_str(text) {
            Ok(_) if self.request.headers.len() >= MAX_HEADERS => {
                self.fail(EncodeError::new(member, "brings more headers than a request can have (1000)"));
            }
            Ok(mut value) => {
                // Members may hold secrets: a transport that logs the request does not show them.
                value.set_sensitive(true);
                put_header(&mut self.request.headers, name, value);
            }
            Err(_) => self.fail(EncodeError::new(
                member,
                "holds a control character or what is not ASCII, which a header cannot carry",
            )),
        }
    }

    /// `smithy.api#hostLabel`: the next label of the host prefix.
    pub fn host_label<T: HttpText>(&mut self, member: &'static str, value: &Option<T>) {
        let (literal, rest) = self.host_pattern.split_once('{').unwrap_or((self.host_pattern, ""));
        self.request.host_prefix.push_str(literal);
        self.host_pattern = rest.split_once('}').map_or("", |(_, rest)| rest);
        let Some(value) = value else {
            return self.fail(EncodeError::new(member, "is part of the host and must be set"));
        };
        let text = self.text(member, value, Place::Label);
        if !is_host_label(&text) {
            let reason = "is part of the host: 1 to 63 letters, digits and hyphens, no hyphen first or last";
            self.fail(EncodeError::new(member, reason));
        }
        self.request.host_prefix.push_str(&text);
    }

    /// `smithy.api#httpPayload` on a blob: nothing when unset.
    pub fn payload_blob(&mut self, value: &Option<Blob>, content_type: &'static str) {
        if let Some(blob) = value {
            self.put_body(Body::from(blob.as_ref().to_vec()), content_type);
        }
    }

    /// `smithy.api#httpPayload` on a string or enum: nothing when unset.
    pub fn payload_text<T: AsRef<str>>(&mut self, value: &Option<T>, content_type: &'static str) {
        if let Some(text) = value {
            self.put_body(Body::from(text.as_ref().to_owned()), content_type);
        }
    }

    /// `smithy.api#httpPayload` on a structure, which is an empty object when unset.
    pub fn payload_structure<T: ToJson>(&mut self, value: &Option<T>, content_type: &'static str) {
        match value {
            Some(_) => self.payload_json(value, content_type),
            None => self.put_body(Body::from("{}"), content_type),
        }
    }

    /// `smithy.api#httpPayload` on a union or document: nothing when unset.
    pub fn payload_json<T: ToJson>(&mut self, value: &Option<T>, content_type: &'static str) {
        if let Some(value) = value {
            self.put_json(|json| value.to_json(json), content_type);
        }
    }

    /// `smithy.api#httpPayload` on a list or map of timestamps that are not in JSON's usual format: nothing when unset.
    pub fn payload_timestamps<T: Timestamps>(
        &mut self,
        value: &Option<T>,
        format: DateTimeFormat,
        content_type: &'static str,
    ) {
        if let Some(value) = value {
            self.put_json(|json| value.write(json, format), content_type);
        }
    }

    /// `smithy.api#httpPayload` on a stream: nothing when unset. A stream of unknown length is sent in chunks.
    pub fn payload_stream(&mut self, stream: Option<ByteStream>, content_type: &'static str) {
        if let Some(stream) = stream {
            self.put_body(stream.into_inner(), content_type);
        }
    }

    /// Like [`payload_stream`](Self::payload_stream), for a stream whose length has to be known (`smithy.api#requiresLength`).
    pub fn payload_sized_stream(
        &mut self,
        member: &'static str,
        stream: Option<ByteStream>,
        content_type: &'static str,
    ) {
        if stream.as_ref().is_some_and(|stream| !stream.is_sized()) {
            self.fail(EncodeError::new(
                member,
                "is a stream of unknown length, and the service needs to be told the length",
            ));
        }
        self.payload_stream(stream, content_type);
    }

    /// A body with its `content-type`, unless a member is bound to that header.
    fn put_body(&mut self, body: Body, content_type: &'static str) {
        self.request.body = body;
        put_header_if_absent(&mut self.request.headers, CONTENT_TYPE, HeaderValue::from_static(content_type));
    }

    fn put_json(&mut self, write: impl FnOnce(&mut JsonWriter), content_type: &'static str) {
        let mut json = JsonWriter::with_capacity(256);
        write(&mut json);
        match json.into_bytes() {
            Ok(bytes) => self.put_body(bytes.into(), content_type),
            Err(error) => self.fail(error),
        }
    }

    /// The members that are bound to nothing else, as one JSON object.
    pub fn json_body(&mut self, members: impl FnOnce(&mut JsonWriter)) {
        self.put_json(|json| json.object(members), "application/json");
    }

    /// The value's text, empty when it has none.
    fn text(&mut self, member: &'static str, value: &dyn HttpText, place: Place) -> String {
        let mut text = String::new();
        let written = value.write(place, &mut text);
        if let Err(error) = written {
            self.fail(EncodeError::new(member, format!("cannot be written: {error}")));
            text.clear();
        }
        text
    }

    /// What the body holds so far.
    #[cfg(feature = "test-util")]
    pub(crate) fn body(&self) -> &Body {
        &self.request.body
    }

    fn fail(&mut self, error: EncodeError) {
        self.error.get_or_insert(error);
    }

    /// The finished request.
    ///
    /// # Errors
    ///
    /// The first member that could not be encoded.
    pub fn finish(mut self) -> Result<EncodedRequest, EncodeError> {
        self.request.path.push_str(self.pattern);
        self.request.host_prefix.push_str(self.host_pattern);
        self.error.map_or(Ok(self.request), Err)
    }
}

/// Any part that members are bound to may hold secrets: of the body the length is shown, of the others nothing.
impl fmt::Debug for RequestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut builder = f.debug_struct("RequestBuilder");
        builder.field("method", &self.request.method).field("body", &self.request.body).finish_non_exhaustive()
    }
}

/// As of [`RequestBuilder`].
impl fmt::Debug for EncodedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut request = f.debug_struct("EncodedRequest");
        request.field("method", &self.method).field("body", &self.body).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod binding_tests;

#[cfg(test)]
mod injection_tests;

#[cfg(test)]
mod tests;
