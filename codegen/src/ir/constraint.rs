//! What the model demands of values that are sent.

use super::{Ident, Number};
use crate::pattern::Automaton;

/// How validation checks a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// Required, otherwise free.
    NotNull,
    /// Required and constrained.
    Required(Rule),
    /// Constrained when set.
    Optional(Rule),
    /// Always there and constrained.
    Always(Rule),
}

/// A constraint as an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A `static` of the module `constraints`.
    Named(Ident),
    /// The value's own members are constrained.
    Nested,
    /// An element of a sparse list or map: null, or so constrained.
    Nullable(Box<Rule>),
    /// Nothing: the keys or values of a map whose other half is constrained.
    Free,
}

/// A `static` of the module `constraints`.
#[derive(Clone, Debug)]
pub struct Constraint {
    /// The shape or member that it belongs to.
    pub shape: String,
    /// What is constrained.
    pub kind: ConstraintKind,
    /// Inclusive bounds of length or value.
    pub min: Option<Number>,
    /// See `min`.
    pub max: Option<Number>,
}

/// What is constrained.
#[derive(Clone, Debug)]
pub enum ConstraintKind {
    /// A string.
    Text(Option<Automaton>),
    /// A blob.
    Blob,
    /// A number of this type.
    Number(&'static str),
    /// A number of any size.
    BigNumber,
    /// A list: its elements, and whether they must differ.
    List(Rule, bool),
    /// A map: its keys and values, and whether violations hide the keys.
    Map(Rule, Rule, bool),
}
