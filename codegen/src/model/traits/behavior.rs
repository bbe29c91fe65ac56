//! Traits of errors, pages, time and age: `@error`, `@retryable`, `@paginated`, `@timestampFormat`, `@deprecated`.

use serde_json::Value;

use super::form::{Object, Problems, one_of, string};

/// `@deprecated`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deprecated {
    /// Why, or what to use.
    pub message: Option<String>,
    /// The version or date.
    pub since: Option<String>,
}

impl Deprecated {
    pub(crate) fn parse(value: &Value, problems: &mut Problems) -> Option<Self> {
        if *value == Value::Bool(true) {
            return Some(Self { message: None, since: None });
        }
        let object = Object::read(value, &["message", "since"], problems)?;
        let text = |key, problems: &mut Problems| object.string(key, problems).map(str::to_owned);
        Some(Self { message: text("message", problems), since: text("since", problems) })
    }
}

/// `@error`: whose fault it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The client's.
    Client,
    /// The server's.
    Server,
}

impl ErrorKind {
    pub(crate) fn parse(value: &Value, problems: &mut Problems) -> Option<Self> {
        let known = [("client", Self::Client), ("server", Self::Server)];
        one_of(string(value, problems)?, "is", &known, problems)
    }
}

/// `@retryable`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retryable {
    /// Whether the error says that the client asks too often.
    pub throttling: bool,
}

impl Retryable {
    pub(crate) fn parse(value: &Value, problems: &mut Problems) -> Option<Self> {
        if *value == Value::Bool(true) {
            return Some(Self { throttling: false });
        }
        let object = Object::read(value, &["throttling"], problems)?;
        Some(Self { throttling: object.bool("throttling", problems).unwrap_or(false) })
    }
}

/// `@timestampFormat`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampFormat {
    /// RFC 3339, in UTC.
    DateTime,
    /// Seconds since 1970, with a fraction.
    EpochSeconds,
    /// RFC 9110's IMF-fixdate.
    HttpDate,
}

impl TimestampFormat {
    pub(crate) fn parse(value: &Value, problems: &mut Problems) -> Option<Self> {
        let known =
            [("date-time", Self::DateTime), ("epoch-seconds", Self::EpochSeconds), ("http-date", Self::HttpDate)];
        one_of(string(value, problems)?, "is", &known, problems)
    }
}

/// `@paginated` of an operation, completed by its service's. Paths are member names from the outside in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paginated {
    /// The input member that takes the token. Always there on an operation of a loaded model.
    pub input_token: Option<String>,
    /// The path of the next token in the output. Always there on an operation of a loaded model.
    pub output_token: Option<Vec<String>>,
    /// The path of the output's list or map that is spread over pages.
    pub items: Option<Vec<String>>,
    /// The input member that limits a page's size.
    pub page_size: Option<String>,
}

impl Paginated {
    pub(crate) const PROPERTIES: [&'static str; 4] = ["inputToken", "outputToken", "items", "pageSize"];

    pub(crate) fn parse(value: &Value, problems: &mut Problems) -> Option<Self> {
        let object = Object::read(value, &Self::PROPERTIES, problems)?;
        let mut text = |key| object.string(key, problems).map(str::to_owned);
        let path = |text: String| text.split('.').map(str::to_owned).collect();
        Some(Self {
            input_token: text("inputToken"),
            output_token: text("outputToken").map(path),
            items: text("items").map(path),
            page_size: text("pageSize"),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_values() {
        let p = &mut Problems::default();
        assert_eq!(ErrorKind::parse(&json!("client"), p), Some(ErrorKind::Client));
        assert_eq!(TimestampFormat::parse(&json!("http-date"), p), Some(TimestampFormat::HttpDate));
        assert_eq!(Retryable::parse(&json!({"throttling": true}), p), Some(Retryable { throttling: true }));
        let deprecated = Deprecated::parse(&json!({"since": "2.0"}), p).unwrap();
        assert_eq!((deprecated.message, deprecated.since.as_deref()), (None, Some("2.0")));
        let paginated = Paginated::parse(&json!({"inputToken": "next", "outputToken": "page.next"}), p).unwrap();
        assert_eq!(paginated.output_token, Some(vec!["page".to_owned(), "next".to_owned()]));
        assert!(p.is_empty());
    }

    #[test]
    fn names_what_may_stand() {
        let mut problems = Problems::default();
        assert_eq!(TimestampFormat::parse(&json!("iso"), &mut problems), None);
        let problem = problems.into_iter().next().unwrap();
        assert_eq!(problem.message, "is `iso`, which is unknown");
        assert_eq!(problem.hint.as_deref(), Some("it may be `date-time`, `epoch-seconds`, `http-date`"));
    }
}
