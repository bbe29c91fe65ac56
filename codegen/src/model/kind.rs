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

impl ShapeKind {
    const ALL: [Self; 19] = [
        Self::Blob,
        Self::Boolean,
        Self::String,
        Self::Enum,
        Self::Byte,
        Self::Short,
        Self::Integer,
        Self::IntEnum,
        Self::Long,
        Self::Float,
        Self::Double,
        Self::BigInteger,
        Self::BigDecimal,
        Self::Timestamp,
        Self::Document,
        Self::List,
        Self::Map,
        Self::Structure,
        Self::Union,
    ];

    /// The kind that the AST calls `name`. A `set` of Smithy 1.0 is a list, of unique items.
    pub(crate) fn from_type(name: &str) -> Option<Self> {
        let name = if name == "set" { "list" } else { name };
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The names of the AST for types that hold data.
    pub(crate) fn type_names() -> impl Iterator<Item = &'static str> {
        Self::ALL.into_iter().map(Self::name)
    }

    /// Smithy's name of the kind.
    pub fn name(self) -> &'static str {
        match self {
            Self::Blob => "blob",
            Self::Boolean => "boolean",
            Self::String => "string",
            Self::Enum => "enum",
            Self::Byte => "byte",
            Self::Short => "short",
            Self::Integer => "integer",
            Self::IntEnum => "intEnum",
            Self::Long => "long",
            Self::Float => "float",
            Self::Double => "double",
            Self::BigInteger => "bigInteger",
            Self::BigDecimal => "bigDecimal",
            Self::Timestamp => "timestamp",
            Self::Document => "document",
            Self::List => "list",
            Self::Map => "map",
            Self::Structure => "structure",
            Self::Union => "union",
        }
    }

    /// The kind as a set of one.
    pub(crate) const fn set(self) -> Kinds {
        Kinds(1 << self as u32)
    }

    /// Whether values are whole numbers.
    pub fn is_integer(self) -> bool {
        self == Self::BigInteger || Kinds::INTEGERS.has(self.set())
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
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const BLOB: Self = ShapeKind::Blob.set();
    pub(crate) const BOOLEAN: Self = ShapeKind::Boolean.set();
    /// An enum is a string too.
    pub(crate) const STRINGS: Self = ShapeKind::String.set().or(Self::ENUM);
    pub(crate) const ENUM: Self = ShapeKind::Enum.set();
    pub(crate) const INT_ENUM: Self = ShapeKind::IntEnum.set();
    pub(crate) const INTEGERS: Self = ShapeKind::Byte
        .set()
        .or(ShapeKind::Short.set())
        .or(ShapeKind::Integer.set())
        .or(ShapeKind::Long.set())
        .or(Self::INT_ENUM);
    pub(crate) const NUMBERS: Self = Self::INTEGERS
        .or(ShapeKind::Float.set())
        .or(ShapeKind::Double.set())
        .or(ShapeKind::BigInteger.set())
        .or(ShapeKind::BigDecimal.set());
    pub(crate) const TIMESTAMP: Self = ShapeKind::Timestamp.set();
    pub(crate) const DOCUMENT: Self = ShapeKind::Document.set();
    pub(crate) const LIST: Self = ShapeKind::List.set();
    pub(crate) const MAP: Self = ShapeKind::Map.set();
    pub(crate) const STRUCTURE: Self = ShapeKind::Structure.set();
    pub(crate) const UNION: Self = ShapeKind::Union.set();
    /// What is written as text in a path, query or header.
    pub(crate) const SCALARS: Self = Self::STRINGS.or(Self::NUMBERS).or(Self::BOOLEAN).or(Self::TIMESTAMP);
    pub(crate) const SERVICE: Self = Self(1 << 29);
    pub(crate) const OPERATION: Self = Self(1 << 30);
    pub(crate) const RESOURCE: Self = Self(1 << 31);
    pub(crate) const DATA: Self = Self::SCALARS
        .or(Self::BLOB)
        .or(Self::DOCUMENT)
        .or(Self::LIST)
        .or(Self::MAP)
        .or(Self::STRUCTURE)
        .or(Self::UNION);
    pub(crate) const ANY: Self = Self(u32::MAX);

    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether any of `other` is in this set.
    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The names of the kinds. `number` stands for all kinds of numbers, and `string` for enums too.
    pub(crate) fn names(self) -> Vec<&'static str> {
        let numbers = self.0 & Self::NUMBERS.0 == Self::NUMBERS.0;
        let strings = self.0 & Self::STRINGS.0 == Self::STRINGS.0;
        let mut names: Vec<&str> = ShapeKind::ALL
            .into_iter()
            .filter(|kind| self.has(kind.set()))
            .filter(|kind| !(numbers && kind.is_number() || strings && *kind == ShapeKind::Enum))
            .map(ShapeKind::name)
            .collect();
        if numbers {
            names.push("number");
        }
        let others = [("service", Self::SERVICE), ("operation", Self::OPERATION), ("resource", Self::RESOURCE)];
        names.extend(others.into_iter().filter(|(_, kind)| self.has(*kind)).map(|(name, _)| name));
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_name_and_is_found_by_it() {
        for kind in ShapeKind::ALL {
            assert_eq!(ShapeKind::from_type(kind.name()), Some(kind));
            assert!(Kinds::ANY.has(kind.set()) && Kinds::DATA.has(kind.set()));
        }
        assert_eq!(ShapeKind::from_type("set"), Some(ShapeKind::List));
        assert_eq!(ShapeKind::from_type("service"), None);
    }

    #[test]
    fn a_set_lists_its_kinds() {
        assert_eq!(Kinds::STRINGS.or(Kinds::SERVICE).names(), ["string", "service"]);
        assert_eq!(Kinds::SCALARS.names(), ["boolean", "string", "timestamp", "number"]);
        assert_eq!(Kinds::ENUM.or(Kinds::INT_ENUM).names(), ["enum", "intEnum"]);
        assert!(ShapeKind::IntEnum.is_number() && !ShapeKind::Enum.is_number());
    }
}
