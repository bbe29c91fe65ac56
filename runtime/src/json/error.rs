//! What can be wrong with a JSON body.

use std::fmt;

/// A body that is not JSON, or that holds something other than what the model says.
///
/// It says where: the byte offset of a syntax error, or the path of a value of the wrong type. Values are never shown,
/// since any of them may be a secret, and the text is short whatever the body holds.
#[derive(Clone, Debug)]
pub struct JsonError(Box<Problem>);

#[derive(Clone, Debug)]
enum Problem {
    Syntax { offset: usize, problem: &'static str },
    Type { path: String, expected: &'static str, found: &'static str },
}

impl JsonError {
    /// The text is not JSON at this byte offset.
    pub(super) fn syntax(offset: usize, problem: &'static str) -> Self {
        Self(Box::new(Problem::Syntax { offset, problem }))
    }

    /// The value at `path` is of the wrong type or out of range.
    pub(super) fn type_mismatch(path: String, expected: &'static str, found: &'static str) -> Self {
        Self(Box::new(Problem::Type { path, expected, found }))
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Problem::Syntax { offset, problem } => write!(f, "invalid JSON at byte {offset}: {problem}"),
            Problem::Type { path, expected, found } if path.is_empty() => {
                write!(f, "expected {expected} at the top level, found {found}")
            }
            Problem::Type { path, expected, found } => write!(f, "expected {expected} at '{path}', found {found}"),
        }
    }
}

impl std::error::Error for JsonError {}
