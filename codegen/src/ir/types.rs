//! Types.

use super::Ident;

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `bool`
    Bool,
    /// `i8`, `i16`, `i32`, `i64`, `f32`, `f64`
    Number(&'static str),
    /// `String`
    String,
    /// `Blob`
    Blob,
    /// `ByteStream`: a blob that is not held in memory.
    ByteStream,
    /// `DateTime`; how it is written where the model says (`None`: as is usual in its place).
    DateTime(Option<TimestampFormat>),
    /// `BigInteger`
    BigInteger,
    /// `BigDecimal`
    BigDecimal,
    /// `Document`
    Document,
    /// A structure of `types`.
    Structure(Ident),
    /// A structure of `types::error`.
    Error(Ident),
    /// A union of `types`.
    Union(Ident),
    /// An enum of `types`.
    Enum(Ident),
    /// `Vec<T>`
    List(Box<Type>),
    /// `HashMap<String, T>`
    Map(Box<Type>),
    /// `Option<T>`: an element of a sparse list or map.
    Sparse(Box<Type>),
}

/// `smithy.api#timestampFormat`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampFormat {
    /// RFC 3339.
    DateTime,
    /// The date of HTTP.
    HttpDate,
    /// Seconds since 1970.
    EpochSeconds,
}

impl Type {
    /// The type itself, or that of the elements of lists and maps.
    #[must_use]
    pub fn leaf(&self) -> &Self {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::Sparse(inner) => inner.leaf(),
            leaf => leaf,
        }
    }

    /// The structure, union or enum that the type is made of.
    #[must_use]
    pub fn name(&self) -> Option<&Ident> {
        match self.leaf() {
            Self::Structure(name) | Self::Error(name) | Self::Union(name) | Self::Enum(name) => Some(name),
            _ => None,
        }
    }

    /// Whether accessors give the value itself rather than a reference.
    #[must_use]
    pub fn is_copy(&self) -> bool {
        matches!(self, Self::Bool | Self::Number(_))
    }
}
