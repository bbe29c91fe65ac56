//! From an operation's input to an unsigned request: path, query, headers and body.

use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, Method};

use crate::error::EncodeError;
use crate::json::JsonWriter;
use crate::operation::OperationInfo;
use crate::text::{HttpText, Place};
use crate::uri;

/// Collects what an operation's input puts where. Generated code calls it, a line per member.
///
/// The first thing that cannot be encoded is kept and reported by [`finish`](Self::finish), so that the lines need no `?`.
pub struct RequestBuilder {
    method: Method,
    /// What is left of the URI pattern.
    pattern: &'static str,
    path: String,
    query: String,
    headers: HeaderMap,
    body: Bytes,
    error: Option<EncodeError>,
}

/// A request without host and signature.
#[derive(Debug)]
pub struct EncodedRequest {
    pub(crate) method: Method,
    /// Percent-encoded, starting with `/`.
    pub(crate) path: String,
    /// Percent-encoded, without `?`.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl RequestBuilder {
    /// Starts the request of an operation.
    #[must_use]
    pub fn new(info: &OperationInfo) -> Self {
        let (pattern, query) = info.uri.split_once('?').unwrap_or((info.uri, ""));
        Self {
            method: info.method.clone(),
            pattern,
            path: String::with_capacity(64),
            query: query.to_owned(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            error: None,
        }
    }

    /// `smithy.api#httpLabel`: the next label of the URI pattern, percent-encoded.
    pub fn label<T: HttpText>(&mut self, member: &'static str, value: &Option<T>) {
        self.put_label(member, value, uri::encode_label);
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
        self.path.push_str(literal);
        self.pattern = rest.split_once('}').map_or("", |(_, rest)| rest);
        let mut text = String::new();
        match value {
            Some(value) => value.write(Place::Label, &mut text),
            None => return self.fail(EncodeError::new(member, "is part of the path and must be set")),
        }
        if let Err(error) = encode(&text, &mut self.path) {
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

    fn push_query(&mut self, key: &str, value: &dyn HttpText) {
        let mut text = String::new();
        value.write(Place::Query, &mut text);
        if !self.query.is_empty() {
            self.query.push('&');
        }
        uri::encode_query(key, &mut self.query);
        self.query.push('=');
        uri::encode_query(&text, &mut self.query);
    }

    /// `smithy.api#httpHeader` on a single value: nothing when unset.
    pub fn header<T: HttpText>(&mut self, name: &'static str, value: &Option<T>) {
        let Some(value) = value else { return };
        let mut text = String::new();
        value.write(Place::Header, &mut text);
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&text)) {
            (Ok(name), Ok(value)) => {
                self.headers.insert(name, value);
            }
            _ => self.fail(EncodeError::new(name, "holds a control character, which a header cannot carry")),
        }
    }

    /// The members that are bound to nothing else, as one JSON object.
    pub fn json_body(&mut self, members: impl FnOnce(&mut JsonWriter)) {
        let mut json = JsonWriter::with_capacity(256);
        json.object(members);
        self.body = json.into_bytes().into();
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
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
        self.path.push_str(self.pattern);
        match self.error {
            Some(error) => Err(error),
            None => Ok(EncodedRequest {
                method: self.method,
                path: self.path,
                query: self.query,
                headers: self.headers,
                body: self.body,
            }),
        }
    }
}

/// A body may hold secrets: only its length is shown.
impl fmt::Debug for RequestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBuilder")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("body_length", &self.body.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn refuses_labels_that_url_parsing_would_collapse() {
        let mut request = RequestBuilder::new(&INFO);
        request.label("arn", &text(".."));
        assert!(request.finish().unwrap_err().to_string().contains("'/arn'"));
    }

    #[test]
    fn a_header_cannot_smuggle_in_another() {
        let mut request = RequestBuilder::new(&INFO);
        request.header("x-note", &text("a\r\nx-admin: 1"));
        assert!(request.finish().unwrap_err().to_string().contains("control character"));
    }
}
