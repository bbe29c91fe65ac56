//! What environment and profile files say and a client cannot use.

use std::fmt::{self, Write};

use crate::error::OneLine;
use crate::text::joined;

/// Environment or profile files that a client cannot use.
///
/// `Display` names each setting and where it stands, and says what is allowed, in one line. It shows no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    problems: Vec<String>,
}

impl ConfigError {
    /// `None` when there is no problem.
    pub(super) fn of(problems: Vec<String>) -> Option<Self> {
        (!problems.is_empty()).then_some(Self { problems })
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        OneLine(f).write_str(&joined(&mut self.problems.iter().map(String::as_str), "; "))
    }
}

impl std::error::Error for ConfigError {}
