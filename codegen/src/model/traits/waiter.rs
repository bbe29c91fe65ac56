//! `smithy.waiters#waitable`.

use serde_json::Value;

use super::form::{Object, Problems, one_of};

/// A named waiter: call the operation until an acceptor says that it is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiter {
    /// The waiter's name, in upper camel case.
    pub name: String,
    /// What it waits for.
    pub documentation: Option<String>,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// Tried in order; the first that matches decides.
    pub acceptors: Vec<Acceptor>,
    /// The least seconds between calls.
    pub min_delay: u32,
    /// The most seconds between calls.
    pub max_delay: u32,
}

/// What a result means for the waiter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptor {
    /// The state into which the waiter goes.
    pub state: AcceptorState,
    /// The results for which it does.
    pub matcher: Matcher,
}

/// The state of a waiter after a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptorState {
    /// What was waited for has come.
    Success,
    /// It will never come.
    Failure,
    /// Call again.
    Retry,
}

/// Which results an acceptor takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matcher {
    /// A successful call whose output has the expected value.
    Output(PathMatcher),
    /// The same, where the path starts at an object of `input` and `output`.
    InputOutput(PathMatcher),
    /// A call that failed with this error, by shape name or id.
    ErrorType(String),
    /// Any success (`true`), or any error (`false`).
    Success(bool),
}

/// A value inside a result, and what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathMatcher {
    /// A JMESPath expression.
    pub path: String,
    /// The expected value as text; `true` or `false` for [`Comparator::BooleanEquals`].
    pub expected: String,
    /// How to compare.
    pub comparator: Comparator,
}

/// How a value is compared with the expected one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparator {
    /// A string that is the same.
    StringEquals,
    /// A boolean that is the same.
    BooleanEquals,
    /// A list of at least one item, all of them the expected string.
    AllStringEquals,
    /// A list with the expected string among its items.
    AnyStringEquals,
}

const WAITER: [&str; 6] = ["documentation", "acceptors", "minDelay", "maxDelay", "deprecated", "tags"];
const STATES: [(&str, AcceptorState); 3] =
    [("success", AcceptorState::Success), ("failure", AcceptorState::Failure), ("retry", AcceptorState::Retry)];
const COMPARATORS: [(&str, Comparator); 4] = [
    ("stringEquals", Comparator::StringEquals),
    ("booleanEquals", Comparator::BooleanEquals),
    ("allStringEquals", Comparator::AllStringEquals),
    ("anyStringEquals", Comparator::AnyStringEquals),
];

/// All waiters of an operation, in order of name.
pub(crate) fn parse(value: &Value, problems: &mut Problems) -> Option<Vec<Waiter>> {
    let Some(map) = value.as_object() else {
        problems.add("must be an object with a waiter for each name", "");
        return None;
    };
    let mut waiters: Vec<_> = map.iter().filter_map(|(name, value)| Waiter::parse(name, value, problems)).collect();
    waiters.sort_by(|a, b| a.name.cmp(&b.name));
    Some(waiters)
}

impl Waiter {
    fn parse(name: &str, value: &Value, problems: &mut Problems) -> Option<Self> {
        let upper = name.starts_with(|c: char| c.is_ascii_uppercase());
        if !upper || !name.bytes().all(|b| b.is_ascii_alphanumeric()) {
            problems.add(format!("has a waiter named `{name}`"), "a waiter's name is in upper camel case");
        }
        let object = Object::read_at(value, name, &WAITER, problems)?;
        let acceptors = object.list("acceptors", problems).map_or(&[][..], Vec::as_slice);
        if acceptors.is_empty() {
            problems.add(format!("has no acceptors in `{name}`"), "");
        }
        let at = |i| format!("{name}.acceptors[{i}]");
        let acceptors = acceptors.iter().enumerate();
        let acceptors: Vec<_> = acceptors.filter_map(|(i, a)| Acceptor::parse(a, &at(i), problems)).collect();
        if !acceptors.is_empty() && !acceptors.iter().any(|acceptor| acceptor.state == AcceptorState::Success) {
            problems.add(format!("has no acceptor with state `success` in `{name}`"), "the waiter could only fail");
        }
        let min_delay = delay(&object, "minDelay", 2, problems);
        let max_delay = delay(&object, "maxDelay", 120, problems);
        if min_delay > max_delay {
            let message = format!("has `minDelay` {min_delay} greater than `maxDelay` {max_delay} in `{name}`");
            problems.add(message, "`minDelay` is 2 and `maxDelay` 120 where they are not given");
        }
        Some(Self {
            name: name.to_owned(),
            documentation: object.string("documentation", problems).map(str::to_owned),
            deprecated: object.bool("deprecated", problems).unwrap_or(false),
            acceptors,
            min_delay,
            max_delay,
        })
    }
}

/// A delay in seconds, at least 1.
fn delay(object: &Object<'_>, key: &str, default: u32, problems: &mut Problems) -> u32 {
    let Some(seconds) = object.unsigned(key, problems) else {
        return default;
    };
    match u32::try_from(seconds) {
        Ok(seconds) if seconds > 0 => seconds,
        _ => {
            problems.add(format!("has `{key}` {seconds}"), "a delay is at least 1 second");
            default
        }
    }
}

impl Acceptor {
    fn parse(value: &Value, path: &str, problems: &mut Problems) -> Option<Self> {
        let object = Object::read_at(value, path, &["state", "matcher"], problems)?;
        let state = object.required_string("state", problems);
        let state = state.and_then(|state| one_of(state, &format!("has in `{path}` the state"), &STATES, problems));
        let Some(matcher) = object.value("matcher") else {
            problems.add(format!("lacks `matcher` in `{path}`"), "");
            return None;
        };
        let matcher = Matcher::parse(matcher, &format!("{path}.matcher"), problems);
        Some(Self { state: state?, matcher: matcher? })
    }
}

impl Matcher {
    fn parse(value: &Value, path: &str, problems: &mut Problems) -> Option<Self> {
        let known = ["output", "inputOutput", "errorType", "success"];
        let object = Object::read_at(value, path, &known, problems)?;
        let mut given = known.iter().filter(|key| object.value(key).is_some());
        let (Some(key), None) = (given.next(), given.next()) else {
            let message = format!("must have one matcher in `{path}`");
            problems.add(message, "it may be `output`, `inputOutput`, `errorType` or `success`");
            return None;
        };
        match *key {
            "success" => object.bool(key, problems).map(Self::Success),
            "errorType" => object.required_string(key, problems).map(|error| Self::ErrorType(error.to_owned())),
            "output" => PathMatcher::parse(object.value(key)?, path, problems).map(Self::Output),
            _ => PathMatcher::parse(object.value(key)?, path, problems).map(Self::InputOutput),
        }
    }
}

impl PathMatcher {
    fn parse(value: &Value, path: &str, problems: &mut Problems) -> Option<Self> {
        let object = Object::read_at(value, path, &["path", "expected", "comparator"], problems)?;
        let jmespath = object.required_string("path", problems);
        if object.value("expected").is_none() {
            problems.add(format!("lacks `expected` in `{path}`"), "");
        }
        let expected = object.string("expected", problems);
        let comparator = object.required_string("comparator", problems)?;
        let comparator = one_of(comparator, &format!("has in `{path}` the comparator"), &COMPARATORS, problems)?;
        if comparator == Comparator::BooleanEquals && expected.is_some_and(|e| e != "true" && e != "false") {
            problems.add(format!("expects no boolean in `{path}`"), "`booleanEquals` takes `true` or `false`");
        }
        Some(Self { path: jmespath?.to_owned(), expected: expected?.to_owned(), comparator })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problems(value: &Value) -> Vec<String> {
        let mut problems = Problems::default();
        parse(value, &mut problems);
        problems.into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn reads_a_waiter() {
        let matcher = json!({"output": {"path": "status", "expected": "Done", "comparator": "stringEquals"}});
        let value = json!({
            "Gone": {"acceptors": [{"state": "success", "matcher": {"errorType": "NotFound"}}], "maxDelay": 9},
            "Done": {"acceptors": [{"state": "success", "matcher": matcher}], "minDelay": 20},
        });
        let waiters = parse(&value, &mut Problems::default()).unwrap();
        assert_eq!(waiters.iter().map(|w| w.name.as_str()).collect::<Vec<_>>(), ["Done", "Gone"]);
        assert_eq!((waiters[0].min_delay, waiters[0].max_delay), (20, 120));
        assert_eq!((waiters[1].min_delay, waiters[1].max_delay), (2, 9));
        assert_eq!(waiters[1].acceptors[0].matcher, Matcher::ErrorType("NotFound".to_owned()));
        let expected = PathMatcher {
            path: "status".to_owned(),
            expected: "Done".to_owned(),
            comparator: Comparator::StringEquals,
        };
        assert_eq!(waiters[0].acceptors[0].matcher, Matcher::Output(expected));
    }

    #[test]
    fn tells_where_an_acceptor_is_wrong() {
        let acceptor = json!({"state": "succes", "matcher": {"output": {"path": "a", "comparator": "equals"}}});
        assert_eq!(
            problems(&json!({"Done": {"acceptors": [acceptor]}})),
            [
                "has in `Done.acceptors[0]` the state `succes`, which is unknown",
                "lacks `expected` in `Done.acceptors[0].matcher`",
                "has in `Done.acceptors[0].matcher` the comparator `equals`, which is unknown",
            ]
        );
        let two = json!({"success": true, "errorType": "E"});
        assert_eq!(
            problems(&json!({"Done": {"acceptors": [{"state": "success", "matcher": two}]}})),
            ["must have one matcher in `Done.acceptors[0].matcher`"]
        );
        assert_eq!(problems(&json!({"Done": {}})), ["has no acceptors in `Done`"]);
        assert_eq!(problems(&json!([])), ["must be an object with a waiter for each name"]);
    }

    #[test]
    fn delays_have_to_fit_together() {
        let acceptors = json!([{"state": "success", "matcher": {"success": true}}]);
        let message = problems(&json!({"Done": {"acceptors": acceptors, "minDelay": 130}}));
        assert_eq!(message, ["has `minDelay` 130 greater than `maxDelay` 120 in `Done`"]);
    }
}
