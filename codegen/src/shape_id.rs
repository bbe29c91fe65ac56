//! Shape ids: `namespace#Name`, or `namespace#Name$member`.

use std::fmt;

/// The absolute id of a shape or of a member.
///
/// The grammar is the [Smithy specification's](https://smithy.io/2.0/spec/model.html#shape-id-abnf).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShapeId(String);

impl ShapeId {
    /// Reads an absolute shape id; `None` when `text` breaks the grammar or has no namespace.
    pub fn parse(text: &str) -> Option<Self> {
        let (namespace, rest) = text.split_once('#')?;
        let (name, member) = match rest.split_once('$') {
            Some((name, member)) => (name, Some(member)),
            None => (rest, None),
        };
        let valid = namespace.split('.').all(is_identifier) && is_identifier(name) && member.is_none_or(is_identifier);
        valid.then(|| Self(text.to_owned()))
    }

    /// A shape of the prelude, `smithy.api`. `name` is one of ours, so it is not checked.
    pub(crate) fn prelude(name: &str) -> Self {
        Self(format!("smithy.api#{name}"))
    }

    /// The whole id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before `#`.
    pub fn namespace(&self) -> &str {
        self.0.split_once('#').map_or("", |(namespace, _)| namespace)
    }

    /// The shape's name, without namespace and member.
    pub fn name(&self) -> &str {
        let relative = self.0.split_once('#').map_or(self.0.as_str(), |(_, rest)| rest);
        relative.split_once('$').map_or(relative, |(name, _)| name)
    }

    /// What stands after `$`, when this is the id of a member.
    pub fn member(&self) -> Option<&str> {
        self.0.split_once('$').map(|(_, member)| member)
    }

    /// The id of this shape's member `name`.
    pub fn with_member(&self, name: &str) -> Self {
        Self(format!("{}${name}", self.shape_part()))
    }

    /// The id of the shape that holds this member; of the shape itself when this is no member.
    pub fn container(&self) -> Self {
        Self(self.shape_part().to_owned())
    }

    fn shape_part(&self) -> &str {
        self.0.split_once('$').map_or(self.0.as_str(), |(shape, _)| shape)
    }
}

/// Whether `text` is a Smithy identifier: a letter, or underscores before a letter or digit, then letters, digits, `_`.
pub(crate) fn is_identifier(text: &str) -> bool {
    let body = text.trim_start_matches('_');
    let start = match body.chars().next() {
        Some(first) if body.len() == text.len() => first.is_ascii_alphabetic(),
        Some(first) => first.is_ascii_alphanumeric(),
        None => false,
    };
    start && body.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

impl fmt::Display for ShapeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_an_id_into_its_parts() {
        let id = ShapeId::parse("com.example#Foo$bar").unwrap();
        assert_eq!((id.namespace(), id.name(), id.member()), ("com.example", "Foo", Some("bar")));
        assert_eq!(id.container().as_str(), "com.example#Foo");
        assert_eq!(id.with_member("baz").as_str(), "com.example#Foo$baz");
        let id = ShapeId::parse("ns#Foo").unwrap();
        assert_eq!((id.namespace(), id.name(), id.member()), ("ns", "Foo", None));
        assert_eq!(id.to_string(), "ns#Foo");
    }

    #[test]
    fn takes_what_the_grammar_allows() {
        for good in ["a#B", "a.b_c.d1#_1", "__a#b", "_1#b", "a#B$c_d"] {
            assert!(ShapeId::parse(good).is_some(), "{good}");
        }
    }

    #[test]
    fn refuses_what_the_grammar_does_not_allow() {
        for bad in ["", "Foo", "#Foo", "a#", "a..b#C", "a#1", "a#_", "a#B$", "a#B$c$d", "a#B#C", "a b#C", "a#Ü", "1a#B"]
        {
            assert!(ShapeId::parse(bad).is_none(), "{bad}");
        }
    }
}
