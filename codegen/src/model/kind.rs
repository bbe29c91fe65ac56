//! Kinds of shapes, and sets of them.

use std::fmt;

/// The kind of a shape that holds data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are Smithy's own")]
pub enum ShapeKind {
    Blob,
    Boolean,
    String,
    Enum,
    Byte,
    Short,
    Integer,
    IntEnum,
    Long,
    Float,
    Double,
    BigInteger,
    BigDecimal,
    Timestamp,
    Document,
    List,
    Map,
    Structure,
    Union,
}

/// The types of the AST that hold data; a `set` of Smithy 1.0 is a list of unique items.
const TYPES: [(&str, ShapeKind); 20] = [
    ("blob", ShapeKind::Blob),
    ("boolean", ShapeKind::Boolean),
    ("string", ShapeKind::String),
    ("enum", ShapeKind::Enum),
    ("byte", ShapeKind::Byte),
    ("short", ShapeKind::Short),
    ("integer", ShapeKind::Integer),
    ("intEnum", ShapeKind::IntEnum),
    ("long", ShapeKind::Long),
    ("float", ShapeKind::Float),
    ("double", ShapeKind::Double),
    ("bigInteger", ShapeKind::BigInteger),
    ("bigDecimal", ShapeKind::BigDecimal),
    ("timestamp", ShapeKind::Timestamp),
    ("document", ShapeKind::Document),
    ("list", ShapeKind::List),
    ("map", ShapeKind::Map),
    ("structure", ShapeKind::Structure),
    ("union", ShapeKind::Union),
    ("set", ShapeKind::List),
];

impl ShapeKind {
    /// The kind that the AST calls `name`.
    pub(crate) fn from_type(name: &str) -> Option<Self> {
        TYPES.iter().find(|(text, _)| *text == name).map(|(_, kind)| *kind)
    }

    /// The names of the AST for types that hold data.
    pub(crate) fn type_names() -> impl Iterator<Item = &'static str> {
        TYPES.iter().map(|(name, _)| *name)
    }

    /// Smithy's name of the kind.
    pub fn name(self) -> &'static str {
        TYPES
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("", |(name, _)| name)
    }

    /// The kind as a set of one.
    pub(crate) const fn set(self) -> Kinds {
        Kinds(1 << self as u32)
    }

    /// Whether values are numbers.
    pub fn is_number(self) -> bool {
        Kinds::NUMBERS.has(self.set())
    }
}

impl fmt::Display for ShapeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of kinds of shapes, service, operation and resource among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kinds(u32);

impl Kinds {
    pub const NONE: Self = Self(0);
    pub const BLOB: Self = ShapeKind::Blob.set();
    pub const BOOLEAN: Self = ShapeKind::Boolean.set();
    /// An enum is a string too.
    pub const STRINGS: Self = ShapeKind::String.set().or(Self::ENUM);
    pub const ENUM: Self = ShapeKind::Enum.set();
    pub const INT_ENUM: Self = ShapeKind::IntEnum.set();
    pub const INTEGERS: Self = ShapeKind::Byte
        .set()
        .or(ShapeKind::Short.set())
        .or(ShapeKind::Integer.set())
        .or(ShapeKind::Long.set())
        .or(Self::INT_ENUM);
    pub const NUMBERS: Self = Self::INTEGERS
        .or(ShapeKind::Float.set())
        .or(ShapeKind::Double.set())
        .or(ShapeKind::BigInteger.set())
        .or(ShapeKind::BigDecimal.set());
    pub const TIMESTAMP: Self = ShapeKind::Timestamp.set();
    pub const DOCUMENT: Self = ShapeKind::Document.set();
    pub const LIST: Self = ShapeKind::List.set();
    pub const MAP: Self = ShapeKind::Map.set();
    pub const STRUCTURE: Self = ShapeKind::Structure.set();
    pub const UNION: Self = ShapeKind::Union.set();
    /// What is written as text in a path, query or header.
    pub const SCALARS: Self = Self::STRINGS.or(Self::NUMBERS).or(Self::BOOLEAN).or(Self::TIMESTAMP);
    pub const SERVICE: Self = Self(1 << 29);
    pub const OPERATION: Self = Self(1 << 30);
    pub const RESOURCE: Self = Self(1 << 31);
    pub const DATA: Self = Self::SCALARS
        .or(Self::BLOB)
        .or(Self::DOCUMENT)
        .or(Self::LIST)
        .or(Self::MAP)
        .or(Self::STRUCTURE)
        .or(Self::UNION);
    pub const ANY: Self = Self(u32::MAX);

    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether any of `other` is in this set.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The names of the kinds, in the order of [`ShapeKind`].
    pub fn names(self) -> Vec<&'static str> {
        let data = TYPES
            .iter()
            .filter(|(name, _)| *name != "set")
            .map(|(name, kind)| (*name, kind.set()));
        let others = [
            ("service", Self::SERVICE),
            ("operation", Self::OPERATION),
            ("resource", Self::RESOURCE),
        ];
        data.chain(others)
            .filter(|(_, kind)| self.has(*kind))
            .map(|(name, _)| name)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_name_and_is_found_by_it() {
        for (name, kind) in TYPES.into_iter().filter(|(name, _)| *name != "set") {
            assert_eq!(ShapeKind::from_type(name), Some(kind));
            assert_eq!(kind.name(), name);
            assert!(Kinds::ANY.has(kind.set()) && Kinds::DATA.has(kind.set()));
        }
        assert_eq!(ShapeKind::from_type("set"), Some(ShapeKind::List));
        assert_eq!(ShapeKind::from_type("service"), None);
    }

    #[test]
    fn a_set_lists_its_kinds() {
        assert_eq!(Kinds::STRINGS.or(Kinds::SERVICE).names(), ["string", "enum", "service"]);
        assert!(ShapeKind::IntEnum.is_number() && !ShapeKind::Enum.is_number());
    }
}
