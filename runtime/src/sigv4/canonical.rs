//! The canonical request: one text for all requests that mean the same.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use http::header::{HOST, HeaderMap, HeaderValue};
use percent_encoding::percent_decode_str;

use super::{PayloadHash, RequestLine, Settings, SigningError};
use crate::text::{push_all, push_joined};
use crate::uri::{encode, encode_byte, is_unreserved};

/// The request in the form that is hashed.
///
/// Six lines or blocks: method, path, query, headers, names of the headers, hash of the body. `Debug` shows the names of
/// the signed headers only, since the session token is among the values.
pub struct CanonicalRequest {
    text: String,
    signed_headers: Range<usize>,
}

impl CanonicalRequest {
    /// Puts a request into canonical form. All of `headers` are part of it but those that are never signed.
    ///
    /// # Errors
    ///
    /// When `host` is missing or a header's value is not UTF-8.
    pub fn new(
        line: &RequestLine<'_>,
        headers: &HeaderMap,
        payload: &PayloadHash,
        settings: &Settings,
    ) -> Result<Self, SigningError> {
        let signed = headers_to_sign(headers)?;
        let mut text = String::with_capacity(capacity(line, headers));
        push_all(&[line.method.as_str(), "\n"], &mut text);
        push_path(line.path, settings, &mut text);
        push_all(&["\n"], &mut text);
        push_query(line.query, &mut text);
        push_all(&["\n"], &mut text);
        push_headers(&signed, &mut text)?;
        push_all(&["\n"], &mut text);
        let start = text.len();
        push_names(&signed, &mut text);
        let signed_headers = start..text.len();
        push_all(&["\n", payload.as_str()], &mut text);
        Ok(Self { text, signed_headers })
    }

    /// The text. It holds the session token, if that is signed: keep it out of logs.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The names of the headers that are signed, joined by `;`.
    pub fn signed_headers(&self) -> &str {
        self.text.get(self.signed_headers.clone()).unwrap_or_default()
    }
}

impl fmt::Debug for CanonicalRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CanonicalRequest").field("signed_headers", &self.signed_headers()).finish_non_exhaustive()
    }
}

/// The names of the headers to sign, joined by `;`.
pub(super) fn joined_names_to_sign(headers: &HeaderMap) -> Result<String, SigningError> {
    let mut names = String::new();
    push_names(&headers_to_sign(headers)?, &mut names);
    Ok(names)
}

/// The headers to sign in order of their names; values of one name stay in order.
fn headers_to_sign(headers: &HeaderMap) -> Result<Vec<(&str, &HeaderValue)>, SigningError> {
    if !headers.contains_key(&HOST) {
        return Err(SigningError::MissingHost);
    }
    let mut signed: Vec<(&str, &HeaderValue)> = Vec::with_capacity(headers.len());
    for (name, value) in headers {
        let name = name.as_str();
        if is_signed(name) {
            // A request has few headers, so this takes less than sorting them afterwards.
            signed.insert(signed.partition_point(|(other, _)| *other <= name), (name, value));
        }
    }
    Ok(signed)
}

/// Proxies and tracers add, change or drop the others on the way, which would break the signature.
fn is_signed(name: &str) -> bool {
    !matches!(name, "authorization" | "connection" | "expect" | "transfer-encoding" | "user-agent" | "x-amzn-trace-id")
}

/// Enough for most requests, so that the text grows in one allocation.
fn capacity(line: &RequestLine<'_>, headers: &HeaderMap) -> usize {
    let headers: usize = headers.iter().map(|(name, value)| 2 * name.as_str().len() + value.len() + 3).sum();
    128 + 2 * line.path.len() + 2 * line.query.len() + headers
}

/// An absolute path with no dot segment and no empty one, if so wanted, and each segment encoded.
fn push_path(path: &str, settings: &Settings, out: &mut String) {
    let segments = path.strip_prefix('/').unwrap_or(path).split('/');
    if !settings.normalize_path {
        for segment in segments {
            push_segment(segment, settings, out);
        }
        return;
    }
    let root = out.len();
    let mut ends_in_slash = true;
    for segment in segments {
        ends_in_slash = matches!(segment, "" | "." | "..");
        if segment == ".." {
            let parent = out.get(root..).and_then(|path| path.rfind('/')).unwrap_or(0);
            out.truncate(root + parent);
        } else if !ends_in_slash {
            push_segment(segment, settings, out);
        }
    }
    if ends_in_slash {
        out.push('/');
    }
}

fn push_segment(segment: &str, settings: &Settings, out: &mut String) {
    out.push('/');
    if settings.double_encode_path {
        encode(segment.as_bytes(), out);
    } else {
        push_encoded_once(segment, out);
    }
}

/// Encodes anew what may be encoded already, so that every spelling of a text comes out the same.
fn push_encoded_once(wire: &str, out: &mut String) {
    for byte in percent_decode_str(wire) {
        encode_byte(byte, out);
    }
}

/// The parameters, sorted by their encoded key, then their encoded value; each has a `=`.
fn push_query(query: &str, out: &mut String) {
    let mut pairs: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let pair = (encoded_once(key), encoded_once(value));
        pairs.insert(pairs.partition_point(|other| *other <= pair), pair);
    }
    for (index, (key, value)) in pairs.iter().enumerate() {
        push_all(&[if index > 0 { "&" } else { "" }, key, "=", value], out);
    }
}

fn encoded_once(wire: &str) -> Cow<'_, str> {
    if wire.bytes().all(is_unreserved) {
        return Cow::Borrowed(wire);
    }
    let mut encoded = String::with_capacity(wire.len());
    push_encoded_once(wire, &mut encoded);
    Cow::Owned(encoded)
}

/// A line for each header: `name:value`, values of one name joined by commas.
fn push_headers(signed: &[(&str, &HeaderValue)], out: &mut String) -> Result<(), SigningError> {
    let mut last = "";
    for (name, value) in signed {
        if *name == last {
            out.pop();
            out.push(',');
        } else {
            push_all(&[name, ":"], out);
        }
        push_header_value(value, out).map_err(|_| SigningError::InvalidHeaderValue((*name).to_owned()))?;
        out.push('\n');
        last = name;
    }
    Ok(())
}

/// The names, joined by `;`.
fn push_names(signed: &[(&str, &HeaderValue)], out: &mut String) {
    let mut last = "";
    for (name, _) in signed {
        if *name == last {
            continue;
        }
        if !last.is_empty() {
            out.push(';');
        }
        out.push_str(name);
        last = name;
    }
}

/// A header's value, trimmed, with every run of blanks within made one space.
fn push_header_value(value: &HeaderValue, out: &mut String) -> Result<(), std::str::Utf8Error> {
    let text = std::str::from_utf8(value.as_bytes())?;
    if text.bytes().all(|byte| byte > b' ') {
        out.push_str(text);
        return Ok(());
    }
    push_joined(&mut text.split([' ', '\t']).filter(|word| !word.is_empty()), " ", out);
    Ok(())
}
