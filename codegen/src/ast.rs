//! A serde view of the [Smithy JSON AST](https://smithy.io/2.0/spec/json-ast.html), nothing more: ids stay text and
//! are not looked up, and trait values stay JSON.

use std::collections::HashSet;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::Value;

/// A model file.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub struct Model {
    /// The version of the specification.
    #[serde(default)]
    pub smithy: Option<String>,
    /// Shapes by absolute id.
    #[serde(default)]
    pub shapes: Entries<Shape>,
}

/// A shape of any type: each type uses some of the properties.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Shape {
    /// The shape's type; `apply` adds traits to a shape that stands elsewhere.
    pub r#type: Option<String>,
    /// Values by absolute trait id.
    pub traits: Entries<Value>,
    /// Mixins, in the order in which they are added.
    pub mixins: Vec<Reference>,
    /// Members of a structure, union, enum or intEnum.
    pub members: Entries<Member>,
    /// The member of a list or set.
    pub member: Option<Member>,
    /// The keys of a map.
    pub key: Option<Member>,
    /// The values of a map.
    pub value: Option<Member>,
    /// The version of a service.
    pub version: Option<String>,
    /// Operations of a service or resource.
    pub operations: Vec<Reference>,
    /// Resources of a service or resource.
    pub resources: Vec<Reference>,
    /// Errors of an operation, or of all operations of a service.
    pub errors: Vec<Reference>,
    /// Names that a service gives to shapes of its closure, by shape id.
    pub rename: Entries<String>,
    /// Further shapes of a service's closure.
    pub shapes: Vec<Reference>,
    /// Input of an operation.
    pub input: Option<Reference>,
    /// Output of an operation.
    pub output: Option<Reference>,
    /// Identifiers of a resource.
    pub identifiers: Entries<Reference>,
    /// Properties of a resource.
    pub properties: Entries<Reference>,
    /// Lifecycle operation of a resource.
    pub create: Option<Reference>,
    /// Lifecycle operation of a resource.
    pub put: Option<Reference>,
    /// Lifecycle operation of a resource.
    pub read: Option<Reference>,
    /// Lifecycle operation of a resource.
    pub update: Option<Reference>,
    /// Lifecycle operation of a resource.
    pub delete: Option<Reference>,
    /// Lifecycle operation of a resource.
    pub list: Option<Reference>,
    /// Operations on all of a resource's instances.
    pub collection_operations: Vec<Reference>,
}

/// A member of a shape.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The id of the shape that the member's values have.
    pub target: String,
    /// Values by absolute trait id.
    #[serde(default)]
    pub traits: Entries<Value>,
}

/// A reference to a shape.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The id of the shape.
    pub target: String,
}

/// A JSON object in the order of the file. A key that stands twice is an error, for one of the two would be lost.
#[derive(Clone, Debug, PartialEq)]
pub struct Entries<T>(pub Vec<(String, T)>);

impl<T> Entries<T> {
    /// Keys and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.iter().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    /// The value of `key`, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut T> {
        self.0.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Sets the value of `key` where it stands, or adds it at the end.
    pub fn insert(&mut self, key: &str, value: T) {
        match self.get_mut(key) {
            Some(old) => *old = value,
            None => self.0.push((key.to_owned(), value)),
        }
    }
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

struct EntriesVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for EntriesVisitor<T> {
    type Value = Entries<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        let mut seen = HashSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if !seen.insert(key.clone()) {
                return Err(A::Error::custom(format_args!("key `{key}` stands twice in one object")));
            }
            entries.push((key, map.next_value()?));
        }
        Ok(Entries(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_order_of_the_file() {
        let entries: Entries<u8> = serde_json::from_str(r#"{"b": 1, "a": 2}"#).unwrap();
        assert_eq!(entries.0, [("b".to_owned(), 1), ("a".to_owned(), 2)]);
        assert_eq!(entries.get("a"), Some(&2));
    }

    #[test]
    fn refuses_a_key_that_stands_twice() {
        let error = serde_json::from_str::<Entries<u8>>(r#"{"b": 1, "b": 2}"#).unwrap_err();
        assert_eq!(error.to_string(), "key `b` stands twice in one object at line 1 column 12");
    }

    #[test]
    fn refuses_a_misspelt_property() {
        let json = r#"{"smithy": "2.0", "shapes": {"a#B": {"type": "structure", "memebrs": {}}}}"#;
        assert!(serde_json::from_str::<Model>(json).unwrap_err().to_string().starts_with("unknown field `memebrs`"));
    }
}
