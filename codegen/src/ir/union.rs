//! Unions, and enums over integers.

use super::{Deprecated, Docs, Ident, Rule, Type};

/// A union.
#[derive(Clone, Debug)]
pub struct Union {
    /// The Rust type.
    pub name: Ident,
    /// The shape's name, for people.
    pub shape: String,
    /// `attribute_value`: the file.
    pub module: Ident,
    /// Documentation.
    pub docs: Docs,
    /// Whether it is deprecated.
    pub deprecated: Option<Deprecated>,
    /// The variants, in the order of the model.
    pub variants: Vec<UnionVariant>,
    /// Whether `Debug` hides everything, the variant included.
    pub sensitive: bool,
    /// Whether it can be part of a request.
    pub written: bool,
    /// Whether it can be part of a response.
    pub read: bool,
    /// Whether a constraint holds anywhere below.
    pub validated: bool,
}

/// A member of a union.
#[derive(Clone, Debug)]
pub struct UnionVariant {
    /// `S3`.
    pub name: Ident,
    /// `as_s3`.
    pub as_name: Ident,
    /// `is_s3`.
    pub is_name: Ident,
    /// `s3`: in violations.
    pub member: String,
    /// The JSON key.
    pub wire_name: String,
    /// The type of the value; `None` when the variant says everything (`smithy.api#Unit`).
    pub ty: Option<Type>,
    /// Whether the value is boxed, because it can hold the union.
    pub boxed: bool,
    /// Documentation.
    pub docs: Docs,
    /// Whether it is deprecated.
    pub deprecated: Option<Deprecated>,
    /// Whether `Debug` hides the value.
    pub sensitive: bool,
    /// The constraint on the value.
    pub rule: Option<Rule>,
}

impl Union {
    /// Whether code that touches every variant touches a deprecated one.
    #[must_use]
    pub fn has_deprecated(&self) -> bool {
        self.variants.iter().any(|variant| variant.deprecated.is_some())
    }
}

/// An enum over integers: names for values of type `i32`.
#[derive(Clone, Debug)]
pub struct IntEnum {
    /// The Rust type that the names belong to.
    pub name: Ident,
    /// `faces`: the file.
    pub module: Ident,
    /// Documentation.
    pub docs: Docs,
    /// Whether it is deprecated.
    pub deprecated: Option<Deprecated>,
    /// The values.
    pub values: Vec<IntValue>,
}

/// A value of an enum over integers.
#[derive(Clone, Debug)]
pub struct IntValue {
    /// `SIX`.
    pub name: Ident,
    /// The number.
    pub value: i32,
    /// Documentation.
    pub docs: Docs,
    /// Whether it is deprecated.
    pub deprecated: Option<Deprecated>,
}
