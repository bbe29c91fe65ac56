//! What environment and profile files say and a client cannot use.

use std::fmt::{self, Write};

use crate::error::OneLine;
use crate::text::joined;

/// Environment or profile files that a client cannot use.
///
/// `Display` names each setting and where it stands, and says what is allowed, in one line. It shows no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    problems: Vec<Problem>,
}

/// One thing that a client cannot use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    /// The name in the profile of the setting that it is about, which can be set in code instead.
    pub(super) setting: Option<&'static str>,
    pub(super) text: String,
}

impl ConfigError {
    /// `None` when there is no problem.
    pub(super) fn of(problems: Vec<Problem>) -> Option<Self> {
        (!problems.is_empty()).then_some(Self { problems })
    }

    /// What is left of the error when these settings are set in code.
    #[cold]
    pub(super) fn without(&self, settings: &[&str]) -> Option<Self> {
        let is_left = |problem: &&Problem| !problem.setting.is_some_and(|setting| settings.contains(&setting));
        Self::of(self.problems.iter().filter(is_left).cloned().collect())
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        OneLine(f).write_str(&joined(&mut self.problems.iter().map(|problem| &*problem.text), "; "))
    }
}

impl std::error::Error for ConfigError {}
