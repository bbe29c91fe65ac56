//! The functions of endpoint rules: the standard library of Smithy's rules engine and what AWS adds to it.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::region::is_host_label;
use crate::text::concat;
use crate::uri;

/// What `parseURL` makes of a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url<'a> {
    /// `http` or `https`.
    pub scheme: &'a str,
    /// Host and port, as they stand there.
    pub authority: &'a str,
    /// The path as it stands there: empty, or with a slash in front.
    pub path: &'a str,
    /// The path with a slash in front and at its end.
    pub normalized_path: String,
    /// Whether the host is an address of IP.
    pub is_ip: bool,
}

/// What `aws.parseArn` makes of an Amazon Resource Name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `aws`, `aws-cn`, ...
    pub partition: &'a str,
    /// `s3`, ...
    pub service: &'a str,
    /// May be empty.
    pub region: &'a str,
    /// May be empty.
    pub account_id: &'a str,
    /// What follows, parted at `:` and `/`.
    pub resource_id: Vec<&'a str>,
}

/// `parseURL`: the parts of an absolute URL of HTTP; nothing when it is none, or has a query or a fragment. A user name is
/// left out.
#[must_use]
pub fn parse_url(url: &str) -> Option<Url<'_>> {
    let (scheme, rest) = url.split_once("://")?;
    if !matches!(scheme, "http" | "https") || rest.contains(['?', '#', ' ']) {
        return None;
    }
    let (authority, path) = rest.find('/').and_then(|slash| rest.split_at_checked(slash)).unwrap_or((rest, ""));
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let is_ip = check_authority(authority)?;
    let normalized_path = concat(&[path, if path.ends_with('/') { "" } else { "/" }]);
    Some(Url { scheme, authority, path, normalized_path, is_ip })
}

/// Whether the host is an address of IP; nothing when it is no host with, perhaps, a port.
fn check_authority(authority: &str) -> Option<bool> {
    let is_port = |port: &str| port.parse::<u16>().is_ok() && port.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(rest) = authority.strip_prefix('[') {
        let (address, port) = rest.split_once(']')?;
        let fits = address.parse::<Ipv6Addr>().is_ok();
        return (fits && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))).then_some(true);
    }
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    let fits = !host.is_empty() && port.is_none_or(is_port);
    fits.then(|| host.parse::<Ipv4Addr>().is_ok())
}

/// `aws.parseArn`: the parts of an ARN; nothing when it has not all six, or names no partition, service or resource.
#[must_use]
pub fn parse_arn(arn: &str) -> Option<Arn<'_>> {
    let mut parts = arn.splitn(6, ':');
    let mut next = || parts.next();
    let (prefix, partition, service, region, account_id, resource) =
        (next()?, next()?, next()?, next()?, next()?, next()?);
    if prefix != "arn" || [partition, service, resource].contains(&"") {
        return None;
    }
    Some(Arn { partition, service, region, account_id, resource_id: resource.split([':', '/']).collect() })
}

/// `substring`: the characters from `start` up to `stop`, counted from the end when `reverse`. Nothing when the text is not
/// ASCII or not so long.
#[must_use]
pub fn substring(text: &str, start: usize, stop: usize, reverse: bool) -> Option<&str> {
    if !text.is_ascii() || start >= stop {
        return None;
    }
    if reverse {
        return text.get(text.len().checked_sub(stop)?..text.len().checked_sub(start)?);
    }
    text.get(start..stop)
}

/// `uriEncode`: all but the unreserved characters of RFC 3986 percent-encoded.
#[must_use]
pub fn uri_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    uri::encode(text.as_bytes(), &mut encoded);
    encoded
}

/// `split`: the parts of a text between delimiters, into no more than `limit` parts unless that is 0.
#[must_use]
pub fn split<'a>(text: &'a str, delimiter: &str, limit: usize) -> Vec<&'a str> {
    if limit == 0 { text.split(delimiter).collect() } else { text.splitn(limit, delimiter).collect() }
}

/// `getAttr` with an index: the element there, counted from the end when negative.
#[must_use]
pub fn element<'a>(elements: &[&'a str], index: isize) -> Option<&'a str> {
    let from_end = || elements.len().checked_sub(index.unsigned_abs());
    let index = usize::try_from(index).ok().or_else(from_end)?;
    elements.get(index).copied()
}

/// `isValidHostLabel`: whether the text is a label of a host (RFC 1123, 2.1), or labels joined by dots where that is allowed.
#[must_use]
pub fn is_valid_host_label(text: &str, allow_sub_domains: bool) -> bool {
    if allow_sub_domains { text.split('.').all(is_host_label) } else { is_host_label(text) }
}

/// `aws.isVirtualHostableS3Bucket`: whether the name of a bucket can stand in a host. It has 3 to 63 characters, no capitals,
/// and is no address of IP.
#[must_use]
pub fn is_virtual_hostable_s3_bucket(bucket: &str, allow_sub_domains: bool) -> bool {
    (3..=63).contains(&bucket.len())
        && !bucket.bytes().any(|byte| byte.is_ascii_uppercase())
        && !looks_like_ipv4(bucket)
        && is_valid_host_label(bucket, allow_sub_domains)
}

/// Four numbers with dots between, be they too large for an address.
fn looks_like_ipv4(text: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split('.').count() == 4 && text.split('.').all(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Option<(&str, &str, &str, String, bool)> {
        parse_url(text).map(|url| (url.scheme, url.authority, url.path, url.normalized_path, url.is_ip))
    }

    #[test]
    fn urls_are_taken_apart() {
        let parts = |scheme, authority, path, normalized: &str, is_ip| {
            Some((scheme, authority, path, normalized.to_owned(), is_ip))
        };
        assert_eq!(url("https://example.com"), parts("https", "example.com", "", "/", false));
        assert_eq!(url("https://example.com/"), parts("https", "example.com", "/", "/", false));
        assert_eq!(
            url("http://example.com:80/foo/bar"),
            parts("http", "example.com:80", "/foo/bar", "/foo/bar/", false)
        );
        assert_eq!(url("https://a/b//c/"), parts("https", "a", "/b//c/", "/b//c/", false));
        assert_eq!(url("https://127.0.0.1"), parts("https", "127.0.0.1", "", "/", true));
        assert_eq!(url("https://127.0.0.1:8443/x"), parts("https", "127.0.0.1:8443", "/x", "/x/", true));
        assert_eq!(url("https://[fe80::1]"), parts("https", "[fe80::1]", "", "/", true));
        assert_eq!(url("https://[fe80::1]:443"), parts("https", "[fe80::1]:443", "", "/", true));
        assert_eq!(url("https://user:secret@example.com/a"), parts("https", "example.com", "/a", "/a/", false));
        assert_eq!(url("https://1.2.3.4.example"), parts("https", "1.2.3.4.example", "", "/", false));
    }

    #[test]
    fn what_is_no_url_gives_nothing() {
        let wrong = [
            "",
            "example.com",
            "https:example.com",
            "https://",
            "https:///path",
            "ftp://example.com",
            "https://example.com:8443?foo=bar&faz=baz",
            "https://example.com/?",
            "https://example.com/a#b",
            "https://exam ple.com",
            "https://example.com:",
            "https://example.com:+80",
            "https://example.com:65536",
            "https://[::1",
            "https://[::1]x",
            "https://[1.2.3.4]",
        ];
        for text in wrong {
            assert_eq!(parse_url(text), None, "{text}");
        }
    }

    #[test]
    fn arns_are_taken_apart() {
        let arn = parse_arn("arn:aws:sns:us-west-2:012345678910:topic").unwrap();
        assert_eq!((arn.partition, arn.service, arn.region), ("aws", "sns", "us-west-2"));
        assert_eq!((arn.account_id, arn.resource_id), ("012345678910", vec!["topic"]));
        let resource = |arn| parse_arn(arn).map(|arn: Arn<'static>| arn.resource_id);
        assert_eq!(resource("arn:aws:ec2:us-east-1:1:vpc/vpc-1"), Some(vec!["vpc", "vpc-1"]));
        assert_eq!(resource("arn:aws:iam::1:user/johndoe"), Some(vec!["user", "johndoe"]));
        assert_eq!(resource("arn:aws:s3:::bucket_name"), Some(vec!["bucket_name"]));
        assert_eq!(
            resource("arn:aws:s3:us-east-1:1:accesspoint:name/a:b"),
            Some(vec!["accesspoint", "name", "a", "b"])
        );
        assert_eq!(resource("arn:aws:s3:::a/"), Some(vec!["a", ""]));
    }

    #[test]
    fn what_is_no_arn_gives_nothing() {
        let wrong = [
            "",
            "11111111-2222-3333-4444-555555555555",
            "arn:aws:sns:us-west-2:1",
            "arn:aws:sns:us-west-2:1:",
            "arn::sns:us-west-2:1:topic",
            "arn:aws::us-west-2:1:topic",
            "ARN:aws:sns:us-west-2:1:topic",
            "x:arn:aws:sns:us-west-2:1:topic",
        ];
        for text in wrong {
            assert_eq!(parse_arn(text), None, "{text}");
        }
    }

    #[test]
    fn a_substring_is_whole_or_nothing() {
        assert_eq!(substring("abcde", 0, 4, false), Some("abcd"));
        assert_eq!(substring("abcde", 1, 5, false), Some("bcde"));
        assert_eq!(substring("abcde", 0, 5, true), Some("abcde"));
        assert_eq!(substring("abcde", 0, 2, true), Some("de"));
        assert_eq!(substring("abcde", 1, 3, true), Some("cd"));
        for reverse in [false, true] {
            assert_eq!(substring("abcde", 0, 6, reverse), None);
            assert_eq!(substring("abcde", 5, 6, reverse), None);
            assert_eq!(substring("abcde", 2, 2, reverse), None);
            assert_eq!(substring("abcde", 3, 2, reverse), None);
            assert_eq!(substring("", 0, 1, reverse), None);
            assert_eq!(substring("abcdé", 0, 2, reverse), None);
        }
    }

    #[test]
    fn all_but_unreserved_characters_are_encoded() {
        assert_eq!(uri_encode("AZaz09-_.~"), "AZaz09-_.~");
        assert_eq!(uri_encode("/:,?#[]{}|@! "), "%2F%3A%2C%3F%23%5B%5D%7B%7D%7C%40%21%20");
        assert_eq!(uri_encode("$&'()*+;=%<>\"^`\\"), "%24%26%27%28%29%2A%2B%3B%3D%25%3C%3E%22%5E%60%5C");
        assert_eq!(uri_encode("é\u{7f}"), "%C3%A9%7F");
    }

    #[test]
    fn a_limit_bounds_the_parts() {
        assert_eq!(split("a--b--c", "--", 0), ["a", "b", "c"]);
        assert_eq!(split("a--b--c", "--", 1), ["a--b--c"]);
        assert_eq!(split("a--b--c", "--", 2), ["a", "b--c"]);
        assert_eq!(split("", "--", 0), [""]);
        assert_eq!(split("----", "--", 0), ["", "", ""]);
        assert_eq!(split("--x-s3--azid--suffix", "--", 2), ["", "x-s3--azid--suffix"]);
    }

    #[test]
    fn an_index_counts_from_either_end() {
        let elements = ["a", "b"];
        for (index, expected) in
            [(0, Some("a")), (1, Some("b")), (2, None), (-1, Some("b")), (-2, Some("a")), (-3, None)]
        {
            assert_eq!(element(&elements, index), expected, "{index}");
        }
        assert_eq!(element(&[], 0), None);
        assert_eq!(element(&[], isize::MIN), None);
    }

    #[test]
    fn labels_of_hosts() {
        let long = "a".repeat(63);
        for label in ["a", "A-1", "0", "a--b", &long] {
            assert!(is_valid_host_label(label, false), "{label}");
        }
        for label in ["", "-a", "a-", "a_b", "a.b", "é", "a b", &"a".repeat(64)] {
            assert!(!is_valid_host_label(label, false), "{label}");
        }
        assert!(is_valid_host_label("a.b-c.1", true));
        for labels in ["", "a.", ".a", "a..b", "a.-b", "a-.b"] {
            assert!(!is_valid_host_label(labels, true), "{labels}");
        }
        assert!(is_valid_host_label(&format!("{long}.{long}"), true));
    }

    #[test]
    fn buckets_that_can_stand_in_a_host() {
        let long = "a".repeat(63);
        for bucket in ["abc", "a-b", "123", "my-bucket--x", &long] {
            assert!(is_virtual_hostable_s3_bucket(bucket, false), "{bucket}");
        }
        for bucket in ["", "ab", "aBc", "a_b", "a.b", "-ab", "ab-", &"a".repeat(64)] {
            assert!(!is_virtual_hostable_s3_bucket(bucket, false), "{bucket}");
        }
        for bucket in ["a.b", "a.b.c-d", "1.2.3", "1.2.3.4a"] {
            assert!(is_virtual_hostable_s3_bucket(bucket, true), "{bucket}");
        }
        for bucket in ["192.168.5.4", "999.1.2.3", "a..b", "a.-b", "a-.b", ".ab", "ab.", "a.B"] {
            assert!(!is_virtual_hostable_s3_bucket(bucket, true), "{bucket}");
        }
    }
}
