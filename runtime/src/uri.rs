//! Percent-encoding of what goes into a request's path and query.
//!
//! Smithy's HTTP bindings keep the unreserved characters of RFC 3986 (`A-Z a-z 0-9 - . _ ~`) and encode every other byte
//! of the UTF-8 text as `%XX`; so does AWS Signature Version 4.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::percent_encode_byte;

/// Why a value cannot be put into a path, said of the value: `must not be empty`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LabelError {
    /// The label is empty, so the path would name another resource.
    Empty,
    /// The label, or a segment of a greedy one, is `.` or `..`, which URL parsing takes out of the path (RFC 3986, 5.2.4).
    DotSegment,
}

impl fmt::Display for LabelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "must not be empty",
            Self::DotSegment => "must not hold `.` or `..` as a segment",
        })
    }
}

impl std::error::Error for LabelError {}

/// Appends one path segment (`smithy.api#httpLabel`), with `/` encoded too.
///
/// # Errors
///
/// When `label` would come out as an empty or a dot segment; `out` is then unchanged.
pub fn encode_label(label: &str, out: &mut String) -> Result<(), LabelError> {
    check_label(label, [label])?;
    encode(label.as_bytes(), out);
    Ok(())
}

/// Appends the segments of a greedy label (`{label+}`), with `/` kept.
///
/// # Errors
///
/// When `label` is empty or any segment of it is a dot segment; `out` is then unchanged.
pub fn encode_greedy_label(label: &str, out: &mut String) -> Result<(), LabelError> {
    check_label(label, label.split('/'))?;
    for byte in label.bytes() {
        if byte == b'/' { out.push('/') } else { encode_byte(byte, out) }
    }
    Ok(())
}

/// Appends a key or a value of the query (`smithy.api#httpQuery`).
pub fn encode_query(text: &str, out: &mut String) {
    encode(text.as_bytes(), out);
}

/// Appends `bytes`, all but unreserved ones encoded.
pub(crate) fn encode(bytes: &[u8], out: &mut String) {
    out.reserve(bytes.len());
    for &byte in bytes {
        encode_byte(byte, out);
    }
}

/// Appends `byte`, encoded unless it is unreserved.
pub(crate) fn encode_byte(byte: u8, out: &mut String) {
    if is_unreserved(byte) { out.push(char::from(byte)) } else { out.push_str(percent_encode_byte(byte)) }
}

/// Whether `byte` is an unreserved character of RFC 3986, section 2.3.
pub(crate) fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// A URL for people to read, without what may be secret: the user name and password before its host, and query and fragment.
pub(crate) fn without_user(url: &str) -> Cow<'_, str> {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let (place, rest) = url.split_at_checked(end).unwrap_or((url, ""));
    let hidden = if rest.is_empty() { "" } else { "?**" };
    let scheme = place.split_once("://").map_or("", |(scheme, _)| scheme);
    match place.rsplit_once('@') {
        // It may be part of a password that is not encoded, or of the query.
        _ if rest.contains('@') => Cow::Owned([scheme, "://**"].concat()),
        Some((_, host)) => Cow::Owned([scheme, "://**@", host, hidden].concat()),
        None if rest.is_empty() => Cow::Borrowed(url),
        None => Cow::Owned([place, hidden].concat()),
    }
}

fn check_label<'a>(label: &str, segments: impl IntoIterator<Item = &'a str>) -> Result<(), LabelError> {
    if label.is_empty() {
        return Err(LabelError::Empty);
    }
    if segments.into_iter().any(|segment| matches!(segment, "." | "..")) {
        return Err(LabelError::DotSegment);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(text: &str) -> Result<String, LabelError> {
        let mut out = String::from("/");
        encode_label(text, &mut out).map(|()| out)
    }

    fn greedy(text: &str) -> Result<String, LabelError> {
        let mut out = String::from("/");
        encode_greedy_label(text, &mut out).map(|()| out)
    }

    #[test]
    fn every_ascii_byte_but_the_unreserved_ones_is_encoded() {
        for byte in 0..128_u8 {
            let mut out = String::new();
            encode_query(&String::from(char::from(byte)), &mut out);
            let kept = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".contains(&byte);
            let expected = if kept { String::from(char::from(byte)) } else { format!("%{byte:02X}") };
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn other_characters_are_encoded_by_their_utf8_bytes() {
        let mut out = String::from("q=");
        encode_query("a b+ü☃", &mut out);
        assert_eq!(out, "q=a%20b%2B%C3%BC%E2%98%83");
    }

    #[test]
    fn only_a_greedy_label_keeps_its_slashes() {
        assert_eq!(label("a/b:c").unwrap(), "/a%2Fb%3Ac");
        assert_eq!(greedy("a/b:c//d/").unwrap(), "/a/b%3Ac//d/");
    }

    #[test]
    fn labels_that_url_parsing_would_collapse_are_rejected() {
        for text in [".", ".."] {
            assert_eq!(label(text), Err(LabelError::DotSegment));
            assert_eq!(greedy(text), Err(LabelError::DotSegment));
        }
        for text in ["a/../b", "../a", "a/..", "./a", "a/.", "a/./b"] {
            assert_eq!(greedy(text), Err(LabelError::DotSegment), "{text}");
        }
        assert_eq!(label(""), Err(LabelError::Empty));
        assert_eq!(greedy(""), Err(LabelError::Empty));
    }

    #[test]
    fn dots_that_are_not_a_whole_segment_are_kept() {
        assert_eq!(label("a/../b").unwrap(), "/a%2F..%2Fb");
        assert_eq!(label("...").unwrap(), "/...");
        assert_eq!(label(".a").unwrap(), "/.a");
        assert_eq!(label("%2E").unwrap(), "/%252E");
        assert_eq!(greedy("a/.../..b").unwrap(), "/a/.../..b");
    }

    #[test]
    fn user_and_password_are_taken_out_of_a_url() {
        assert_eq!(without_user("http://h:80/a"), "http://h:80/a");
        assert_eq!(without_user("https://user:p@ss@h/a"), "https://**@h/a");
        assert_eq!(without_user("user:pass@h"), "://**@h");
        assert_eq!(without_user(""), "");
        assert_eq!(without_user("http://u:HU/SH@h"), "http://**@h");
    }

    #[test]
    fn query_and_fragment_are_taken_out_of_a_url() {
        assert_eq!(without_user("http://h:80/a?token=HUSH"), "http://h:80/a?**");
        assert_eq!(without_user("http://u:HUSH@h#HUSH?HUSH"), "http://**@h?**");
        for url in ["http://u:HU?SH@h", "http://u:HU#SH@h/a", "http://h?a=b@HUSH", "http://u@h?a=b@HUSH"] {
            assert_eq!(without_user(url), "http://**");
        }
        assert_eq!(without_user("ftp://?a@b://c"), "ftp://**");
        assert_eq!(without_user("a@h?HUSH://c"), "://**@h?**");
    }

    #[test]
    fn a_rejected_label_leaves_the_output_alone() {
        let mut out = String::from("/x/");
        assert!(encode_greedy_label("a/..", &mut out).is_err());
        assert_eq!(out, "/x/");
    }
}
