//! What is wrong with a profile file.

use std::borrow::Cow;
use std::fmt::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::OneLine;

/// A profile file that cannot be read or understood.
///
/// `Display` names the file, the line and what to do about it. It does not show what stands in the line, since that may be
/// a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileError {
    path: PathBuf,
    line: Option<usize>,
    what: Cow<'static, str>,
}

impl ProfileError {
    pub(super) fn new(path: &Path, line: Option<usize>, what: impl Into<Cow<'static, str>>) -> Self {
        Self { path: path.to_owned(), line, what: what.into() }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The line, counted from 1, unless the fault is the whole file's.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.line
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = OneLine(f);
        write!(f, "{}", self.path.display())?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", self.what)
    }
}

impl std::error::Error for ProfileError {}
