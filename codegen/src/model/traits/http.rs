//! `@http` with its URI pattern, `@httpError`, and the host prefix of `@endpoint`.

use serde_json::Value;

use super::form::{Object, Problems, kind_of};
use crate::shape_id::is_identifier;

/// `@http`: method, URI pattern and status of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Http {
    /// One of [`METHODS`].
    pub method: String,
    /// The path, and what of the query is constant.
    pub uri: UriPattern,
    /// The status of a successful response; 200 where the model says nothing.
    pub code: u16,
}

/// The request methods of RFC 9110 and RFC 5789 that an operation can have.
pub const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// A URI pattern: `/path/{label}/{greedy+}?name=value`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UriPattern {
    /// The path's segments; a `/` stands before each, so `/` alone is one empty literal, and so is a trailing `/`.
    pub segments: Vec<Segment>,
    /// The constant part of the query.
    pub query: Vec<QueryLiteral>,
}

/// A segment of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Text as it stands.
    Literal(String),
    /// `{name}`: the member's value, one segment.
    Label(String),
    /// `{name+}`: the member's value, in which `/` parts segments.
    GreedyLabel(String),
}

/// A constant of the query: `name=value`, or `name` alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryLiteral {
    /// The key.
    pub name: String,
    /// What stands after `=`; `None` where there is no `=`.
    pub value: Option<String>,
}

impl Http {
    pub(crate) fn parse(value: &Value, problems: &mut Problems) -> Option<Self> {
        let object = Object::read(value, &["method", "uri", "code"], problems)?;
        let method = object.required_string("method", problems);
        if let Some(method) = method
            && !METHODS.contains(&method)
        {
            let hint = format!("it may be {}", METHODS.join(", "));
            problems.add(format!("has the method `{method}`, which is none of HTTP's"), &hint);
        }
        let uri = object.required_string("uri", problems).map(|uri| UriPattern::parse(uri, problems));
        let code = match object.value("code") {
            None => Some(200),
            Some(code) => status(code, "has a `code`", 100..=999, problems),
        };
        Some(Self { method: method?.to_owned(), uri: uri?, code: code? })
    }
}

impl UriPattern {
    fn parse(text: &str, problems: &mut Problems) -> Self {
        let (path, query) = match text.split_once('?') {
            Some((path, query)) => (path, query),
            None => (text, ""),
        };
        let Some(path) = path.strip_prefix('/') else {
            problems.add(format!("has the URI `{text}`, which does not start with `/`"), "");
            return Self::default();
        };
        if text.contains(['#', ' ']) || !text.is_ascii() {
            problems.add(format!("has the URI `{text}`, which holds characters that no URI pattern has"), "");
        }
        let last = path.split('/').count();
        let segments = path.split('/').enumerate();
        let segments = segments.filter_map(|(i, segment)| Segment::parse(segment, i + 1 == last, problems)).collect();
        let pattern = Self { segments, query: query_literals(query, problems) };
        pattern.check_labels(problems);
        pattern
    }

    /// The names of the labels, in order.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Literal(_) => None,
            Segment::Label(name) | Segment::GreedyLabel(name) => Some(name.as_str()),
        })
    }

    fn check_labels(&self, problems: &mut Problems) {
        let labels: Vec<&str> = self.labels().collect();
        for (i, label) in labels.iter().enumerate() {
            if labels.iter().take(i).any(|earlier| earlier == label) {
                problems.add(format!("has the label `{label}` twice in its URI"), "each label needs a name of its own");
            }
        }
        let last = labels.last().copied();
        for segment in &self.segments {
            if let Segment::GreedyLabel(name) = segment
                && last != Some(name.as_str())
            {
                let message = format!("has the greedy label `{name}` before another label");
                problems.add(message, "a greedy label must be the last label of the URI");
            }
        }
    }
}

impl Segment {
    fn parse(text: &str, last: bool, problems: &mut Problems) -> Option<Self> {
        if let Some(label) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            let (name, greedy) = match label.strip_suffix('+') {
                Some(name) => (name, true),
                None => (label, false),
            };
            if !is_identifier(name) {
                problems.add(format!("has the label `{text}`, which is no member's name"), "");
                return None;
            }
            return Some(if greedy { Self::GreedyLabel(name.to_owned()) } else { Self::Label(name.to_owned()) });
        }
        if text.contains(['{', '}']) {
            problems.add(
                format!("has the segment `{text}`, of which a label is only a part"),
                "a label has to fill its segment, from `/` to `/`",
            );
            return None;
        }
        if text.is_empty() && !last {
            problems.add("has an empty segment in its URI", "take one of the two `/` away");
        }
        Some(Self::Literal(text.to_owned()))
    }
}

fn query_literals(query: &str, problems: &mut Problems) -> Vec<QueryLiteral> {
    if query.contains(['{', '}']) {
        problems.add("has a label in the query of its URI", "bind the member with `@httpQuery`");
    }
    let parts = query.split('&').filter(|part| !part.is_empty());
    parts
        .map(|part| match part.split_once('=') {
            Some((name, value)) => QueryLiteral { name: name.to_owned(), value: Some(value.to_owned()) },
            None => QueryLiteral { name: part.to_owned(), value: None },
        })
        .collect()
}

/// `@httpError`: the status of an error, 100 to 599.
pub(crate) fn http_error(value: &Value, problems: &mut Problems) -> Option<u16> {
    status(value, "has a status", 100..=599, problems)
}

fn status(value: &Value, what: &str, known: std::ops::RangeInclusive<u64>, problems: &mut Problems) -> Option<u16> {
    let Some(number) = value.as_number() else {
        problems.add(format!("{what} that must be a number, but is {}", kind_of(value)), "");
        return None;
    };
    let code = number.as_u64().filter(|code| known.contains(code)).and_then(|code| u16::try_from(code).ok());
    if code.is_none() {
        problems.add(format!("{what} {number} outside {} to {}", known.start(), known.end()), "");
    }
    code
}

/// The host prefix of `@endpoint`: `foo.{label}.`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPrefix {
    /// Its parts, to be joined with nothing between them.
    pub segments: Vec<HostSegment>,
}

/// A part of a host prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostSegment {
    /// Text as it stands.
    Literal(String),
    /// `{name}`: the member's value.
    Label(String),
}

impl HostPrefix {
    pub(crate) fn parse(value: &Value, problems: &mut Problems) -> Option<Self> {
        let object = Object::read(value, &["hostPrefix"], problems)?;
        let mut rest = object.required_string("hostPrefix", problems)?;
        let mut segments = Vec::new();
        while let Some((literal, tail)) = rest.split_once('{') {
            let Some((label, tail)) = tail.split_once('}').filter(|(label, _)| is_identifier(label)) else {
                problems.add("has a `hostPrefix` with a label that is no member's name", "write `{member}`");
                return None;
            };
            push_literal(&mut segments, literal, problems);
            segments.push(HostSegment::Label(label.to_owned()));
            rest = tail;
        }
        push_literal(&mut segments, rest, problems);
        Some(Self { segments })
    }

    /// The names of the labels, in order.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            HostSegment::Literal(_) => None,
            HostSegment::Label(name) => Some(name.as_str()),
        })
    }
}

fn push_literal(segments: &mut Vec<HostSegment>, literal: &str, problems: &mut Problems) {
    if !literal.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.') {
        let message = format!("has a `hostPrefix` part `{literal}` with characters that no host name has");
        problems.add(message, "only letters, digits, `-` and `.` may stand outside labels");
    }
    if !literal.is_empty() {
        segments.push(HostSegment::Literal(literal.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problems(uri: &str) -> Vec<String> {
        let mut problems = Problems::default();
        UriPattern::parse(uri, &mut problems);
        problems.into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn reads_a_uri_with_labels_and_query() {
        let value = json!({"method": "PUT", "uri": "/a/{b}/{c+}?x=1&y&z=", "code": 201});
        let http = Http::parse(&value, &mut Problems::default()).unwrap();
        assert_eq!((http.method.as_str(), http.code), ("PUT", 201));
        let literal =
            |name: &str, value: Option<&str>| QueryLiteral { name: name.to_owned(), value: value.map(str::to_owned) };
        assert_eq!(
            http.uri,
            UriPattern {
                segments: vec![
                    Segment::Literal("a".to_owned()),
                    Segment::Label("b".to_owned()),
                    Segment::GreedyLabel("c".to_owned()),
                ],
                query: vec![literal("x", Some("1")), literal("y", None), literal("z", Some(""))],
            }
        );
    }

    #[test]
    fn a_trailing_slash_is_kept() {
        let uri = UriPattern::parse("/functions/", &mut Problems::default());
        assert_eq!(uri.segments, [Segment::Literal("functions".to_owned()), Segment::Literal(String::new())]);
        let root = UriPattern::parse("/", &mut Problems::default());
        assert_eq!(root.segments, [Segment::Literal(String::new())]);
    }

    #[test]
    fn code_is_200_unless_given() {
        let http = Http::parse(&json!({"method": "GET", "uri": "/"}), &mut Problems::default()).unwrap();
        assert_eq!(http.code, 200);
    }

    #[test]
    fn refuses_broken_patterns() {
        for good in ["/", "/a", "/a/", "/{a}", "/{a}/b", "/{a+}/b", "/?a", "/{a}/{b+}"] {
            assert_eq!(problems(good), [""; 0], "{good}");
        }
        for bad in ["a", "", "//", "/a//b", "/{a}/{a}", "/{a+}/{b}", "/x{a}", "/{}", "/{a b}", "/?{a}", "/a#b", "/é"] {
            assert!(!problems(bad).is_empty(), "{bad}");
        }
    }

    #[test]
    fn a_status_has_three_digits() {
        assert_eq!(http_error(&json!(404), &mut Problems::default()), Some(404));
        for bad in [json!(99), json!(600), json!(-1), json!(404.5), json!("404"), json!(70000)] {
            assert_eq!(http_error(&bad, &mut Problems::default()), None, "{bad}");
        }
    }

    #[test]
    fn reads_a_host_prefix() {
        let prefix = HostPrefix::parse(&json!({"hostPrefix": "foo.{label}."}), &mut Problems::default()).unwrap();
        let literal = |text: &str| HostSegment::Literal(text.to_owned());
        assert_eq!(prefix.segments, [literal("foo."), HostSegment::Label("label".to_owned()), literal(".")]);
        for bad in ["{a", "{}", "a_b.", "a}."] {
            let mut problems = Problems::default();
            HostPrefix::parse(&json!({"hostPrefix": bad}), &mut problems);
            assert!(!problems.is_empty(), "{bad}");
        }
    }
}
