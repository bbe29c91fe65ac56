//! Questions about inputs and outputs, compiled from JMESPath.
//!
//! JMESPath's `null` is `None`: what may be null is an `Option`, what never is stands without.

use super::{Ident, Type};

/// An expression and what it gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// What is done.
    pub op: QueryOp,
    /// What it gives.
    pub ty: QueryType,
    /// Whether that may be null.
    pub nullable: bool,
}

impl Query {
    /// Whether it stands for itself, whatever it is asked about.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        matches!(self.op, QueryOp::Text(_) | QueryOp::Number(_) | QueryOp::Bool(_) | QueryOp::Variant(..))
    }
}

/// What a query gives, and how it stands in Rust.
#[derive(Clone, Debug, PartialEq)]
pub enum QueryType {
    /// `bool`
    Bool,
    /// A number of this type.
    Number(&'static str),
    /// `&str`
    Text,
    /// `&Status`: a reference to an enum.
    Enum(Ident),
    /// A reference to anything else: a structure, a union, a map, or what is only there or not.
    Object(Type),
    /// A list.
    List(ListForm, Box<Element>),
}

/// How a list stands in Rust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListForm {
    /// `&Vec<T>`
    Stored,
    /// `[T; 2]`
    Array,
    /// An iterator.
    Iterator,
}

/// What a list holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Its type.
    pub ty: QueryType,
    /// Whether it may be null.
    pub nullable: bool,
}

/// What a query does.
#[derive(Clone, Debug, PartialEq)]
pub enum QueryOp {
    /// The output of a poll.
    Output,
    /// The input.
    Input,
    /// What a closure is called with.
    Item,
    /// `"text"`
    Text(String),
    /// `1`, `0.5`
    Number(f64),
    /// `true`
    Bool(bool),
    /// `Status::Active`: by reference.
    Variant(Ident, Ident),
    /// A field of what is never null.
    Field(Box<Query>, Ident, FieldForm),
    /// What a variant of a union holds, asked for with this method.
    UnionValue(Box<Query>, Ident),
    /// The value of a key of a map.
    Get(Box<Query>, String),
    /// The second, of what the first gives unless that is null.
    Then(Box<Query>, Box<Query>),
    /// An enum as text.
    AsText(Box<Query>),
    /// A number as `f64`.
    AsFloat(Box<Query>),
    /// The first that is not null.
    OrElse(Box<Query>, Box<Query>),
    /// A text, or null when that is empty.
    Filled(Box<Query>),
    /// A list of these.
    Array(Vec<Query>),
    /// The second of each element of the first; without nulls, unless they are kept.
    Map(Box<Query>, Box<Query>, Nulls),
    /// The elements for which the second is true.
    Filter(Box<Query>, Box<Query>),
    /// The elements of the elements.
    Flatten(Box<Query>),
    /// From one element up to another, in steps.
    Slice(Box<Query>, usize, Option<usize>, usize),
    /// In reverse.
    Reverse(Box<Query>),
    /// The keys of a map.
    Keys(Box<Query>),
    /// The values of a map.
    Values(Box<Query>),
    /// The element with this index; from the end, with -1 for the last, when it is negative.
    At(Box<Query>, i64),
    /// How many there are: characters, elements, entries.
    Length(Box<Query>),
    /// Whether the list holds it.
    Contains(Box<Query>, Box<Query>),
    /// `starts_with`, `ends_with` or `contains` of texts.
    TextTest(&'static str, Box<Query>, Box<Query>),
    /// `abs`, `ceil` or `floor` of a number.
    Round(&'static str, Box<Query>),
    /// `max` or `min` of a list.
    Extreme(&'static str, Box<Query>),
    /// The sum of a list of numbers.
    Sum(Box<Query>),
    /// `==`, or `!=`.
    Equal(Box<Query>, Box<Query>, bool),
    /// `<`, `<=`, `>`, `>=`.
    Order(&'static str, Box<Query>, Box<Query>),
    /// Whether it is null.
    IsNull(Box<Query>),
    /// Whether JMESPath takes it for true: what is neither null, nor false, nor empty.
    IsTrue(Box<Query>),
    /// Both.
    And(Box<Query>, Box<Query>),
    /// One of both.
    Or(Box<Query>, Box<Query>),
    /// Not.
    Not(Box<Query>),
    /// Whether there are elements, and all of them are this.
    AllEqual(Box<Query>, Box<Query>),
    /// Whether any element is this.
    AnyEqual(Box<Query>, Box<Query>),
}

/// How a field stands in its structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldForm {
    /// Whether it is an `Option`.
    pub optional: bool,
    /// Whether the value is in a `Box`.
    pub boxed: bool,
}

/// What becomes of nulls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// They are left out.
    Dropped,
    /// They stay.
    Kept,
}
