//! Violations and their text.

use std::fmt::{self, Write};

use crate::error::OneLine;

/// One violated constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    path: String,
    length: Option<usize>,
    constraint: String,
}

impl Violation {
    pub(super) fn new(path: String, length: Option<usize>, constraint: String) -> Self {
        Self { path, length, constraint }
    }

    /// Where the value stands, as a JSON pointer over the model's member names: `/source/s3/bucketName`, `/tags/Owner`.
    /// What is wrong with a map's key is reported at the map, as Smithy's own validators do.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The constraint, in Smithy's words: `Member must have length between 2 and 64, inclusive`.
    #[must_use]
    pub fn constraint(&self) -> &str {
        &self.constraint
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut OneLine(f);
        f.write_str("Value")?;
        if let Some(length) = self.length {
            write!(f, " with length {length}")?;
        }
        write!(f, " at '{}' failed to satisfy constraint: {}", self.path, self.constraint)
    }
}

/// Every constraint that an input violates. The values themselves are not kept, since they may be secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidationError(Vec<Violation>);

impl ValidationError {
    pub(super) fn new(violations: Vec<Violation>) -> Self {
        Self(violations)
    }

    /// The violations, in the order of the model.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.0
    }
}

impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.len();
        write!(f, "{count} validation error{} detected. ", if count == 1 { "" } else { "s" })?;
        for (index, violation) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            violation.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for ValidationError {}
