//! Names that clippy or rustdoc take for something that they are not.

use super::{Client, Field, Structure, Type};

/// Methods with one argument that clippy takes for operators.
const OPERATORS: [&str; 10] = ["add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub"];

/// Methods without an argument that give a reference, which clippy takes for those of traits.
const CONVERSIONS: [&str; 3] = ["as_ref", "borrow", "deref"];

/// Types whose names rustdoc could take for derive macros.
const DERIVES: [&str; 8] = ["Clone", "Copy", "Debug", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd"];

/// From here on `clippy::type_complexity` finds a type too complex; a reference adds a little to what is counted below.
const COMPLEX: u32 = 250;

impl Client {
    /// Whether lists and maps are nested so deep that clippy would have aliases for them.
    #[must_use]
    pub fn has_complex_types(&self) -> bool {
        // Builders hold each of them in an `Option`.
        self.values().any(|ty| 10 + complexity(ty, 2) >= COMPLEX)
    }
}

/// As clippy counts: ten for each name in a type, times its depth.
fn complexity(ty: &Type, depth: u32) -> u32 {
    let inner = match ty {
        Type::List(inner) | Type::Sparse(inner) => complexity(inner, depth + 1),
        Type::Map(inner) => 10 * (depth + 1) + complexity(inner, depth + 1),
        _ => 0,
    };
    10 * depth + inner
}

impl Field {
    /// The lint of clippy that does not hold for the field's setter.
    #[must_use]
    pub fn setter_lint(&self) -> Option<&'static str> {
        OPERATORS.contains(&self.name.as_str()).then_some("should_implement_trait")
    }

    /// The lint of clippy that does not hold for the field's accessor.
    #[must_use]
    pub fn accessor_lint(&self) -> Option<&'static str> {
        match self.name.as_str() {
            "len" => Some("len_without_is_empty"),
            name => CONVERSIONS.contains(&name).then_some("should_implement_trait"),
        }
    }
}

impl Structure {
    /// Whether links to the type must say that it is a structure.
    #[must_use]
    pub fn is_called_like_a_derive(&self) -> bool {
        DERIVES.contains(&self.name.as_str())
    }
}
