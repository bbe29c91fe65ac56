//! Questions about outputs, compiled from JMESPath.

use super::{FieldStep, Ident};

/// Whether what stands at these fields of the output is this.
#[derive(Clone, Debug)]
pub struct Query {
    /// The way through fields.
    pub fields: Vec<FieldStep>,
    /// What should stand there.
    pub expected: Expected,
}

/// What should stand somewhere.
#[derive(Clone, Debug)]
pub enum Expected {
    /// This variant of an enum.
    Variant(Ident, Ident),
    /// This text, in an enum.
    EnumText(String),
    /// This text.
    Text(String),
    /// This boolean.
    Bool(bool),
}
