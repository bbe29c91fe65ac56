//! Every problem of a model, each with the shape and trait it is about and a hint how to mend it.

use std::fmt;

use crate::shape_id::ShapeId;

/// How bad a problem is. Errors come first when problems are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// No client can be generated.
    Error,
    /// A client can be generated; somebody should look.
    Warning,
}

/// One problem of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// The shape, or in its member form the member, that has the problem.
    pub shape: Option<ShapeId>,
    /// The trait that the problem is about.
    pub trait_id: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Line and column, both from 1, where JSON could not be read.
    pub location: Option<(usize, usize)>,
}

impl Diagnostic {
    /// An error of a shape or member, or of the model as a whole.
    pub fn error(shape: impl Into<Option<ShapeId>>, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            shape: shape.into(),
            trait_id: None,
            message: message.into(),
            hint: None,
            location: None,
        }
    }

    /// A warning about a shape or member, or about the model as a whole.
    pub fn warning(shape: impl Into<Option<ShapeId>>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(shape, message) }
    }

    /// Names the trait that the problem is about.
    #[must_use]
    pub fn about_trait(mut self, trait_id: impl Into<String>) -> Self {
        self.trait_id = Some(trait_id.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, hint: impl Into<Option<String>>) -> Self {
        self.hint = hint.into().or(self.hint);
        self
    }

    /// Says where in the JSON text the problem stands.
    #[must_use]
    pub fn at(mut self, line: usize, column: usize) -> Self {
        self.location = Some((line, column));
        self
    }

    fn sort_key(&self) -> impl Ord + '_ {
        (self.severity, self.location, &self.shape, &self.trait_id, &self.message, &self.hint)
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.severity {
            Severity::Error => "error: ",
            Severity::Warning => "warning: ",
        })?;
        if let Some((line, column)) = self.location {
            write!(f, "line {line}, column {column}: ")?;
        }
        if let Some(shape) = &self.shape {
            write!(f, "{shape}: ")?;
        }
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\n  help: {hint}"),
            None => Ok(()),
        }
    }
}

/// The problems of a model. [`fmt::Display`] writes a block for each, and a last line that counts them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// No problems yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Whether any problem keeps a client from being generated.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether there are neither errors nor warnings.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The problems in their present order.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// Errors first, then by place and text; a problem found twice is kept once.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.0.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        self.0.dedup();
        self
    }

    fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        self.0.extend(diagnostics);
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in &self.0 {
            writeln!(f, "{diagnostic}")?;
        }
        let (errors, warnings) = (self.count(Severity::Error), self.count(Severity::Warning));
        match (errors, warnings) {
            (0, 0) => f.write_str("no problems"),
            (0, _) => write!(f, "{}", counted(warnings, "warning")),
            (_, 0) => write!(f, "{}", counted(errors, "error")),
            _ => write!(f, "{}, {}", counted(errors, "error"), counted(warnings, "warning")),
        }
    }
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> ShapeId {
        ShapeId::parse(text).unwrap()
    }

    #[test]
    fn shows_a_block_for_each_and_a_count() {
        let diagnostics = Diagnostics(vec![
            Diagnostic::error(id("com.example#Foo$bar"), "`@pattern` is no regular expression: unbalanced parenthesis")
                .help("close the group".to_owned()),
            Diagnostic::error(None, "expected value").at(3, 7),
            Diagnostic::warning(id("com.example#Foo"), "odd"),
        ]);
        let expected = "\
error: com.example#Foo$bar: `@pattern` is no regular expression: unbalanced parenthesis
  help: close the group
error: line 3, column 7: expected value
warning: com.example#Foo: odd
2 errors, 1 warning";
        assert_eq!(diagnostics.to_string(), expected);
        assert!(diagnostics.has_errors());
    }

    #[test]
    fn counts_in_plain_english() {
        assert_eq!(Diagnostics::new().to_string(), "no problems");
        let warning = Diagnostics(vec![Diagnostic::warning(None, "odd")]);
        assert_eq!(warning.to_string(), "warning: odd\n1 warning");
        assert!(!warning.has_errors() && !warning.is_empty());
    }

    #[test]
    fn sorting_puts_errors_first_and_drops_repeats() {
        let (warning, error) = (Diagnostic::warning(id("a#A"), "w"), Diagnostic::error(id("b#B"), "e"));
        let earlier = Diagnostic::error(id("a#Z"), "z");
        let sorted = Diagnostics(vec![warning.clone(), error.clone(), earlier.clone(), error.clone()]).sorted();
        assert_eq!(sorted.0, [earlier, error, warning]);
    }
}
