//! From a response to members: headers, status and body.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::error::DecodeError;
use crate::http::HttpResponse;
use crate::json::{FromJson, JsonDocument, JsonValue, Timestamps};
use crate::primitives::date_time::Format;
use crate::primitives::{Blob, ByteStream, DateTime};
use crate::text::FromText;

/// Reads the parts of a response that members are bound to. Generated code calls it, a line per member.
///
/// The first part that cannot be read is kept and reported by [`read_parts`], so that the lines need no `?`; what cannot be
/// read counts as missing.
pub struct ResponseParts<'a> {
    response: &'a HttpResponse,
    error: OnceCell<DecodeError>,
}

/// What `read` makes of a response's headers, status and body.
///
/// # Errors
///
/// A part is not what the model says; which one, the error says.
pub fn read_parts<T>(response: &HttpResponse, read: impl FnOnce(&ResponseParts<'_>) -> T) -> Result<T, DecodeError> {
    let parts = ResponseParts::new(response);
    let value = read(&parts);
    parts.finish()?;
    Ok(value)
}

/// What `read` makes of a response's headers, status and JSON body, which may be empty.
///
/// # Errors
///
/// A part is not what the model says, or the body is not JSON; which one, the error says.
pub fn read_parts_and_json<T>(
    response: &HttpResponse,
    read: impl FnOnce(&ResponseParts<'_>, JsonValue<'_>) -> T,
) -> Result<T, DecodeError> {
    read_json(response, |json| read_parts(response, |parts| read(parts, json)))?
}

/// What `read` makes of a response's JSON body, which may be empty.
///
/// # Errors
///
/// The body is not JSON, or holds a value of the wrong type; which one, the error says.
pub fn read_json<T>(response: &HttpResponse, read: impl FnOnce(JsonValue<'_>) -> T) -> Result<T, DecodeError> {
    Ok(JsonDocument::parse(bytes(response))?.read(read)?)
}

/// Takes the body of a response (`smithy.api#httpPayload` on a stream), to be read by the caller.
pub fn take_stream(response: &mut HttpResponse) -> ByteStream {
    ByteStream::new(std::mem::take(response.body_mut()))
}

/// The zero value of a type where there is none (Smithy's client error correction).
pub fn or_zero<T: FromJson>(value: Option<T>) -> T {
    value.unwrap_or_else(|| T::from_json(JsonValue::missing()))
}

impl<'a> ResponseParts<'a> {
    pub(crate) fn new(response: &'a HttpResponse) -> Self {
        Self { response, error: OnceCell::new() }
    }

    fn finish(self) -> Result<(), DecodeError> {
        self.error.into_inner().map_or(Ok(()), Err)
    }

    /// `smithy.api#httpResponseCode`.
    #[must_use]
    pub fn status<T: FromText>(&self) -> Option<T> {
        let status = T::from_text(self.response.status().as_str());
        if status.is_none() {
            self.fail(|| format!("the status is not {}", T::EXPECTED));
        }
        status
    }

    /// `smithy.api#httpHeader` on a single value.
    #[must_use]
    pub fn header<T: FromText>(&self, name: &'static str) -> Option<T> {
        self.parse(name, T::EXPECTED, self.text(name), T::from_text)
    }

    /// `smithy.api#httpHeader` on a list: its elements, parted by commas, in one header or several.
    #[must_use]
    pub fn header_list<T: FromText>(&self, name: &'static str) -> Option<Vec<T>> {
        self.list(name, T::EXPECTED, T::HOLDS_COMMA, T::from_text)
    }

    /// A header with a timestamp in another format than that of HTTP.
    #[must_use]
    pub fn timestamp(&self, name: &'static str, format: Format) -> Option<DateTime> {
        self.parse(name, "a timestamp", self.text(name), |text| DateTime::from_str(text, format).ok())
    }

    /// A header with a list of timestamps in another format than that of HTTP.
    #[must_use]
    pub fn timestamp_list<T: From<DateTime>>(&self, name: &'static str, format: Format) -> Option<Vec<T>> {
        let read = |text: &str| DateTime::from_str(text, format).ok().map(T::from);
        self.list(name, "timestamps", format == Format::HttpDate, read)
    }

    /// A header with a string of a media type, which stands there in base64.
    #[must_use]
    pub fn base64(&self, name: &'static str) -> Option<String> {
        self.parse(name, "base64", self.text(name), decode_base64)
    }

    /// A header with a list of strings of a media type, each in base64.
    #[must_use]
    pub fn base64_list<T: From<String>>(&self, name: &'static str) -> Option<Vec<T>> {
        self.list(name, "base64", false, |text| decode_base64(text).map(T::from))
    }

    /// `smithy.api#httpPrefixHeaders`: all headers whose names start so, by the rest of their names, in lowercase.
    #[must_use]
    pub fn prefix_headers<T: FromText>(&self, prefix: &str) -> Option<HashMap<String, T>> {
        let prefix = prefix.to_ascii_lowercase();
        let mut map = HashMap::new();
        for name in self.response.headers().keys() {
            if let Some(key) = name.as_str().strip_prefix(&*prefix)
                && let Some(value) = self.parse(name.as_str(), T::EXPECTED, self.text(name.as_str()), T::from_text)
            {
                map.insert(key.to_owned(), value);
            }
        }
        Some(map)
    }

    /// `smithy.api#httpPayload` on a blob: the body, unless it is empty.
    #[must_use]
    pub fn blob(&self) -> Option<Blob> {
        self.body().map(Blob::from)
    }

    /// `smithy.api#httpPayload` on a string or enum: the body, unless it is empty.
    #[must_use]
    pub fn string<T: FromText>(&self) -> Option<T> {
        let text = std::str::from_utf8(self.body()?).ok().and_then(T::from_text);
        if text.is_none() {
            self.fail(|| "the body is no text in UTF-8".to_owned());
        }
        text
    }

    /// `smithy.api#httpPayload` on anything else: the body as JSON, unless it is empty.
    #[must_use]
    pub fn json<T: FromJson>(&self) -> Option<T> {
        self.json_with(T::from_json)
    }

    /// The same of a list or map of timestamps that are not in JSON's usual format.
    #[must_use]
    pub fn json_timestamps<T: Timestamps>(&self, format: Format) -> Option<T> {
        self.json_with(|json| T::read(json, format))
    }

    fn json_with<T>(&self, read: impl FnOnce(JsonValue<'_>) -> T) -> Option<T> {
        let value = JsonDocument::parse(self.body()?).and_then(|document| document.read(read));
        value.map_err(|error| self.error.get_or_init(|| error.into())).ok()
    }

    fn body(&self) -> Option<&'a [u8]> {
        Some(bytes(self.response)).filter(|bytes| !bytes.is_empty())
    }

    /// The text of a header; of the first, where there are several.
    fn text(&self, name: &str) -> Option<&'a str> {
        let text = std::str::from_utf8(self.response.headers().get(name)?.as_bytes());
        if text.is_err() {
            self.fail(|| format!("the header `{name}` is no text in UTF-8"));
        }
        text.ok().map(str::trim)
    }

    fn parse<T>(&self, name: &str, expected: &str, text: Option<&str>, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = parse(text?);
        if value.is_none() {
            self.fail(|| format!("the header `{name}` does not hold {expected}"));
        }
        value
    }

    /// The elements of a list; there is no list where all headers are empty.
    fn list<T>(
        &self,
        name: &str,
        expected: &str,
        holds_comma: bool,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<Vec<T>> {
        let mut list = Vec::new();
        for header in self.response.headers().get_all(name) {
            let elements = std::str::from_utf8(header.as_bytes()).ok().and_then(|text| elements(text, holds_comma));
            if elements.is_none() {
                self.fail(|| format!("the header `{name}` does not hold a list"));
            }
            for element in elements.unwrap_or_default() {
                list.extend(self.parse(name, expected, Some(&element), &parse));
            }
        }
        Some(list).filter(|list| !list.is_empty())
    }

    #[cold]
    fn fail(&self, reason: impl FnOnce() -> String) {
        self.error.get_or_init(|| DecodeError::new(reason()));
    }
}

/// The body of a response, which the client has read into memory.
fn bytes(response: &HttpResponse) -> &[u8] {
    response.body().bytes().unwrap_or_default()
}

fn decode_base64(text: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(text).ok()?).ok()
}

/// The elements of a list in a header, without the quotes of those that have any; `None` when a quote is not closed. Where
/// each element holds a comma (the dates of HTTP), every second one parts elements.
fn elements(text: &str, holds_comma: bool) -> Option<Vec<Cow<'_, str>>> {
    let mut elements = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (element, behind) = match rest.strip_prefix('"') {
            Some(quoted) => unquote(quoted)?,
            None => {
                let mut commas = rest.match_indices(',').map(|(index, _)| index);
                let end = commas.nth(usize::from(holds_comma)).unwrap_or(rest.len());
                let (element, behind) = rest.split_at(end);
                (Cow::Borrowed(element.trim()), behind)
            }
        };
        elements.push(element);
        rest = match behind.trim_start() {
            "" => "",
            behind => behind.strip_prefix(',')?.trim_start(),
        };
    }
    Some(elements)
}

/// The text up to a closing quote, without its backslashes, and what is behind the quote.
fn unquote(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let mut element = String::new();
    let mut chars = text.chars();
    loop {
        match chars.next()? {
            '"' => return Some((Cow::Owned(element), chars.as_str())),
            '\\' => element.push(chars.next()?),
            other => element.push(other),
        }
    }
}

#[cfg(test)]
mod tests;
