//! JMESPath expressions, as waiters ask for values with them: text to tree.
//!
//! The grammar is that of the JMESPath specification, all of it; what of it becomes code is decided in lowering.

mod lexer;
mod parser;
#[cfg(test)]
mod tests;

use std::fmt;

use serde_json::Value;

/// How deep an expression may be nested: what walks it recurses.
const MAX_DEPTH: usize = 64;

/// Reads an expression.
///
/// # Errors
///
/// The first thing that is wrong with it.
pub(crate) fn parse(text: &str) -> Result<Expr, JmespathError> {
    parser::parse(text)
}

/// What is wrong with an expression, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JmespathError {
    /// In bytes from the beginning.
    pub at: usize,
    /// What is wrong.
    pub message: String,
}

impl JmespathError {
    fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }

    /// `column 3 of `a.``
    pub(crate) fn place(&self, path: &str) -> String {
        place(path, self.at)
    }
}

/// A place in an expression, for those who wrote it.
pub(crate) fn place(path: &str, at: usize) -> String {
    let column = path.get(..at).map_or(0, |before| before.chars().count()) + 1;
    format!("column {column} of `{path}`")
}

/// An expression, or a part of one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it begins, in bytes.
    pub at: usize,
    /// How deep it is nested.
    depth: usize,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ExprKind {
    /// `@`
    Current,
    /// `name`, `"name"`
    Member(String),
    /// `` `1` ``, `'text'`
    Literal(Value),
    /// `a.b`: the second of what the first gives.
    Sub(Box<Expr>, Box<Expr>),
    /// `a[0]`
    Index(Box<Expr>, i64),
    /// `a[0:10:2]`
    Slice(Box<Expr>, Slice),
    /// The list of `a[]`: elements that are lists are joined.
    Flatten(Box<Expr>),
    /// `a[*].b`, `a[].b`, `a[0:2].b`: the second of each element of the first.
    Project(Box<Expr>, Box<Expr>),
    /// `a[?b].c`: list, condition, and what is asked of each element.
    Filter(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `a.*.b`: the second of each value of the first.
    Values(Box<Expr>, Box<Expr>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `{a: b}`
    Hash(Vec<(String, Expr)>),
    /// `a == b`
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `a && b`
    And(Box<Expr>, Box<Expr>),
    /// `a || b`
    Or(Box<Expr>, Box<Expr>),
    /// `!a`
    Not(Box<Expr>),
    /// `a | b`: like `a.b`, but ends what is done for each element.
    Pipe(Box<Expr>, Box<Expr>),
    /// `length(a)`
    Call(String, Vec<Expr>),
    /// `&a`, as an argument.
    Reference(Box<Expr>),
}

/// `start:stop:step`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Slice {
    pub start: Option<i64>,
    pub stop: Option<i64>,
    pub step: Option<i64>,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        })
    }
}

impl Expr {
    fn leaf(at: usize, kind: ExprKind) -> Self {
        Self { kind, at, depth: 1 }
    }

    /// An expression made of others.
    fn of(at: usize, depth: usize, kind: ExprKind) -> Result<Self, JmespathError> {
        if depth >= MAX_DEPTH {
            return Err(JmespathError::new(at, format!("is nested more than {MAX_DEPTH} deep")));
        }
        Ok(Self { kind, at, depth: depth + 1 })
    }
}
