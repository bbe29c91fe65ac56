//! The paths of `smithy.rules#operationContextParams`: a subset of JMESPath.

/// How long a path may be, in bytes; services need about a hundred. It bounds how deep `keys(..)` and `[..]` are nested, which
/// are read by recursion, and how long the chain of calls is that the path becomes.
const MAX_LENGTH: usize = 1_000;

/// The way from an operation's input to a parameter of the endpoint rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParamPath(pub Vec<PathSegment>);

/// A step of a [`ParamPath`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathSegment {
    /// `name`: to a member.
    Member(String),
    /// `[*]`: to each element of a list.
    Elements,
    /// `[]`: the same, after lists within were joined.
    Flatten,
    /// `.*`: to each value of a map.
    Values,
    /// `keys(..)`: to each key of a map.
    Keys,
    /// `[a.b, c]`: to several values.
    Several(Vec<ParamPath>),
}

impl ParamPath {
    /// Reads a path; nothing when it is none, or holds more than the subset does.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut rest = Some(text).filter(|text| text.len() <= MAX_LENGTH)?;
        let path = path(&mut rest)?;
        rest.trim().is_empty().then_some(path)
    }
}

fn path(rest: &mut &str) -> Option<ParamPath> {
    let mut segments = Vec::new();
    first(rest, &mut segments)?;
    loop {
        if eat(rest, "[*]") {
            segments.push(PathSegment::Elements);
        } else if eat(rest, "[]") {
            segments.push(PathSegment::Flatten);
        } else if eat(rest, ".*") {
            segments.push(PathSegment::Values);
        } else if eat(rest, ".[") || eat(rest, "[") {
            segments.push(several(rest)?);
        } else if eat(rest, ".") {
            first(rest, &mut segments)?;
        } else {
            return Some(ParamPath(segments));
        }
    }
}

/// A member, the value itself (`@`), or the keys of what a path leads to.
fn first(rest: &mut &str, segments: &mut Vec<PathSegment>) -> Option<()> {
    if eat(rest, "@") {
        return Some(());
    }
    if eat(rest, "keys(") {
        segments.extend(path(rest)?.0);
        segments.push(PathSegment::Keys);
        return eat(rest, ")").then_some(());
    }
    segments.push(PathSegment::Member(member(rest)?));
    Some(())
}

fn several(rest: &mut &str) -> Option<PathSegment> {
    let mut paths = vec![path(rest)?];
    while eat(rest, ",") {
        paths.push(path(rest)?);
    }
    eat(rest, "]").then_some(PathSegment::Several(paths))
}

/// A name, in quotes or not.
fn member(rest: &mut &str) -> Option<String> {
    let text = rest.trim_start();
    let (name, after) = match text.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?,
        None => {
            let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
            text.split_at_checked(end)?
        }
    };
    *rest = after;
    (!name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit())).then(|| name.to_owned())
}

fn eat(rest: &mut &str, token: &str) -> bool {
    let after = rest.trim_start().strip_prefix(token);
    *rest = after.unwrap_or(rest);
    after.is_some()
}

#[cfg(test)]
mod tests {
    use super::PathSegment::{Elements, Flatten, Keys, Member, Several, Values};
    use super::*;

    fn member(name: &str) -> PathSegment {
        Member(name.to_owned())
    }

    fn parsed(text: &str) -> Vec<PathSegment> {
        ParamPath::parse(text).unwrap().0
    }

    #[test]
    fn paths_that_services_use() {
        assert_eq!(parsed("TableName"), [member("TableName")]);
        assert_eq!(parsed("A.B.C"), [member("A"), member("B"), member("C")]);
        assert_eq!(parsed("Delete.Objects[*].Key"), [member("Delete"), member("Objects"), Elements, member("Key")]);
        assert_eq!(parsed("keys(RequestItems)"), [member("RequestItems"), Keys]);
        assert_eq!(parsed("Items.keys(@)"), [member("Items"), Keys]);
        assert_eq!(parsed("A.*.B"), [member("A"), Values, member("B")]);
        let several = Several(vec![
            ParamPath(vec![member("Put"), member("Name")]),
            ParamPath(vec![member("Delete"), member("Name")]),
        ]);
        assert_eq!(parsed("Items[*].[Put.Name, Delete.Name][]"), [member("Items"), Elements, several, Flatten]);
    }

    #[test]
    fn what_is_not_in_the_subset_is_no_path() {
        for text in ["", ".", "A.", "A[0]", "A[*", "length(A)", "A | B", "keys(A", "A[?B]", "A.[B", "A == B", "A\"B"] {
            assert_eq!(ParamPath::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_path_of_any_length_is_read_without_overflow() {
        let nested = |depth: usize| format!("{}A{}", "keys(".repeat(depth), ")".repeat(depth));
        assert!(ParamPath::parse(&nested(MAX_LENGTH / 6 - 1)).is_some());
        for text in [nested(200_000), "keys(".repeat(200_000), "A[".repeat(200_000), "A.".repeat(200_000) + "A"] {
            assert_eq!(ParamPath::parse(&text), None);
        }
    }
}
