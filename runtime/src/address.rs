//! The address of a request: endpoint, host prefix, path and query in one URI.
//!
//! What is signed must be what is sent, but an HTTP library parses the URI anew and mends what it finds odd (the URL standard
//! of WHATWG): it resolves dot segments, encodes characters, turns `\\` into `/`. So an endpoint is refused unless nothing is
//! left to mend.

use std::net::{Ipv4Addr, Ipv6Addr};

use http::Uri;
use http::uri::Authority;
use percent_encoding::percent_decode_str;

use crate::error::BoxError;
use crate::request::EncodedRequest;
use crate::text::push_all;
use crate::uri::{is_unreserved, without_user};

/// The URI of a request and its authority, which is the value of the header `host`.
pub(crate) fn absolute_uri(
    endpoint: &str,
    prefix: &str,
    request: &EncodedRequest,
) -> Result<(Uri, Authority), BoxError> {
    let bad = |reason: &str| -> BoxError { format!("endpoint `{}` {reason}", without_user(endpoint)).into() };
    let base: Uri = endpoint.trim().parse().map_err(|_| bad("is no URL, such as https://localhost:8000"))?;
    let scheme = base.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"));
    let scheme = scheme.ok_or_else(|| bad("must start with https:// or http://"))?;
    let host = base.authority().ok_or_else(|| bad("names no host"))?;
    // The fragment is not part of a `Uri`.
    if host.as_str().contains('@') || base.query().is_some() || endpoint.contains('#') {
        return Err(bad("must not hold a user name, a query or a fragment"));
    }
    check_host(host).and_then(|()| check_path(base.path())).map_err(bad)?;
    // A port that goes without saying is not sent, so it must not be signed.
    let is_default = matches!((scheme, base.port_u16()), ("https", Some(443)) | ("http", Some(80)));
    let host = if is_default { host.host() } else { host.as_str() };
    let mut uri = String::with_capacity(endpoint.len() + prefix.len() + request.path.len() + request.query.len() + 8);
    push_all(&[scheme, "://", prefix, host, base.path().trim_end_matches('/'), &request.path], &mut uri);
    if !request.query.is_empty() {
        push_all(&["?", &request.query], &mut uri);
    }
    let uri: Uri = uri.try_into().map_err(|_| bad("and the operation's path make no URL"))?;
    let authority = uri.authority().cloned().ok_or_else(|| bad("names no host"))?;
    Ok((uri, authority))
}

/// A name, or an address of IP version 4, or one of version 6 in brackets and without a zone (RFC 3986, 3.2.2); then perhaps a
/// port.
fn check_host(authority: &Authority) -> Result<(), &'static str> {
    let host = authority.host();
    if host.is_empty() {
        return Err("names no host");
    }
    if let Some(address) = host.strip_prefix('[') {
        let address = address.strip_suffix(']').and_then(|address| address.parse::<Ipv6Addr>().ok());
        address.ok_or("has no IPv6 address within its brackets")?;
    } else if !host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte)) {
        return Err("has a host with other characters than letters, digits, `-`, `.` and `_`");
    } else if ends_in_number(host) && host.parse::<Ipv4Addr>().is_err() {
        return Err("has a host that is no name and not quite an IPv4 address");
    }
    if authority.port_u16().is_none() && authority.as_str() != host {
        return Err("has a port that is no number up to 65535");
    }
    Ok(())
}

/// Whether HTTP libraries would read the host as an IPv4 address, of which they take many forms: `127.1`, `0x7f.0.0.1`.
fn ends_in_number(host: &str) -> bool {
    let last = host.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    last.starts_with(|first: char| first.is_ascii_digit())
        && (last.bytes().all(|byte| byte.is_ascii_digit()) || last.starts_with("0x") || last.starts_with("0X"))
}

/// Segments of `pchar` (RFC 3986, 3.3), none of which is a dot segment, encoded or not (5.2.4).
fn check_path(path: &str) -> Result<(), &'static str> {
    for segment in path.split('/') {
        if !is_encoded(segment) {
            return Err("has a path with characters that must be percent-encoded");
        }
        if matches!(&*percent_decode_str(segment).collect::<Vec<u8>>(), b"." | b"..") {
            return Err("has a path with `.` or `..` as a segment");
        }
    }
    Ok(())
}

/// Whether the text is made of `pchar`: unreserved characters, `%` and two hexadecimal digits, `sub-delims`, `:` and `@`.
fn is_encoded(segment: &str) -> bool {
    let mut bytes = segment.bytes();
    let is_hex = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'%' => is_hex(bytes.next()) && is_hex(bytes.next()),
            byte => is_unreserved(byte) || b"!$&'()*+,;=:@".contains(&byte),
        };
        if !fits {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::OperationInfo;
    use crate::request::RequestBuilder;
    use http::Method;

    fn address(endpoint: &str) -> Result<String, String> {
        let request = RequestBuilder::new(&OperationInfo::new("Op", Method::GET, "/op")).finish().unwrap();
        absolute_uri(endpoint, "", &request).map(|(uri, _)| uri.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn paths_that_stay_as_they_are() {
        for path in
            ["", "/a%20b/c", "/a%2Fb", "/%C3%A9", "/!$&'()*+,;=:@-._~", "/...", "/.a", "/a.", "/%2e%2e%2e", "//a//b"]
        {
            assert_eq!(address(&format!("http://h{path}")), Ok(format!("http://h{path}/op")));
        }
        assert_eq!(address(" https://h:1/a/ ").as_deref(), Ok("https://h:1/a/op"));
    }

    #[test]
    fn paths_that_would_be_sent_otherwise_are_refused() {
        let encode = "has a path with characters that must be percent-encoded";
        let dots = "has a path with `.` or `..` as a segment";
        let cases = [
            ("/{x}", encode),
            ("/é", encode),
            ("/a\\b", encode),
            ("/a|b", encode),
            ("/a^b", encode),
            ("/a\"b", encode),
            ("/%", encode),
            ("/%2", encode),
            ("/%zz", encode),
            ("/%é", encode),
            ("/..", dots),
            ("/a/./b", dots),
            ("/a/../b", dots),
            ("/%2e%2E/x", dots),
            ("/.%2e/x", dots),
            ("/a/%2e", dots),
        ];
        for (path, reason) in cases {
            let endpoint = format!("http://h{path}");
            assert_eq!(address(&endpoint), Err(format!("endpoint `{endpoint}` {reason}")));
        }
    }

    #[test]
    fn hosts() {
        for host in ["h", "h:443", "127.0.0.1", "[::1]", "[::1]:8000", "[::ffff:127.0.0.1]", "a_b.c-d"] {
            assert_eq!(address(&format!("http://{host}")), Ok(format!("http://{host}/op")));
        }
        for host in
            ["127.0.0.", "127.1", "1", "a.1", "0x7f.1", "h.0X7F", "127.0.0.1.", "1.2.3.4.5", "256.0.0.1", "01.0.0.1"]
        {
            let reason = "has a host that is no name and not quite an IPv4 address";
            assert_eq!(address(&format!("http://{host}")), Err(format!("endpoint `http://{host}` {reason}")));
        }
        for host in ["%41", "a%2eb", "a!b", "a*", "a,b", "(a)"] {
            assert!(address(&format!("http://{host}")).is_err(), "{host}");
        }
        for (endpoint, without) in [("http://[::1]:80/a", "http://[::1]/a/op"), ("https://h:443", "https://h/op")] {
            assert_eq!(address(endpoint).as_deref(), Ok(without));
        }
        let brackets = "has no IPv6 address within its brackets";
        let port = "has a port that is no number up to 65535";
        let cases = [
            (":80", "names no host"),
            ("[::1%25eth0]", brackets),
            ("[]", brackets),
            ("[::1::]", brackets),
            ("[127.0.0.1]", brackets),
            ("h:", port),
            ("h:x", port),
            ("[::1]:65536", port),
        ];
        for (host, reason) in cases {
            let endpoint = format!("http://{host}");
            assert_eq!(address(&endpoint), Err(format!("endpoint `{endpoint}` {reason}")));
        }
    }

    #[cfg(feature = "default-https-client")]
    proptest::proptest! {
        /// The HTTP library parses the URI anew before it sends the request.
        #[test]
        fn what_is_signed_is_what_is_sent(path in r#"(/|\.|%2e|%2E|%|%25|[ -~é\\]|a){0,8}"#) {
            if let Ok(uri) = address(&format!("http://h/{path}")) {
                let sent = reqwest::Url::parse(&uri).unwrap().to_string();
                proptest::prop_assert_eq!(sent, uri);
            }
        }
    }
}
