//! What `cargo test` prints, read.

use std::collections::BTreeMap;

/// What became of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It passed.
    Passed,
    /// It failed.
    Failed,
    /// It was not run, for this reason.
    Skipped(String),
}

impl Outcome {
    pub(crate) fn is_passed(&self) -> bool {
        *self == Self::Passed
    }

    pub(crate) fn is_failed(&self) -> bool {
        *self == Self::Failed
    }

    pub(crate) fn is_skipped(&self) -> bool {
        matches!(self, Self::Skipped(_))
    }
}

/// The tests of all binaries that `cargo test` ran.
#[derive(Debug, Default)]
pub(crate) struct Report {
    tests: Vec<(String, Outcome)>,
    /// What failed tests printed, by name.
    output: BTreeMap<String, String>,
}

impl Report {
    /// Reads what the test harness prints in its format `pretty`: `test <name> ... ok`, `FAILED` or `ignored, <reason>`, and
    /// the output of each failed test below `---- <name> stdout ----`.
    pub(crate) fn parse(text: &str) -> Self {
        let mut report = Self::default();
        let mut failed: Option<String> = None;
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("---- ").and_then(|rest| rest.strip_suffix(" stdout ----")) {
                failed = Some(name.to_owned());
            } else if line == "failures:" {
                failed = None;
            } else if let Some(name) = &failed {
                let output = report.output.entry(name.clone()).or_default();
                output.push_str(line);
                output.push('\n');
            } else if let Some((name, outcome)) = test(line) {
                report.tests.push((name.to_owned(), outcome));
            }
        }
        report
    }

    /// How many tests came out so.
    pub(crate) fn count(&self, is: fn(&Outcome) -> bool) -> usize {
        self.tests.iter().filter(|(_, outcome)| is(outcome)).count()
    }

    /// The tests that were not run, by reason.
    pub(crate) fn skipped(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut skipped: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, outcome) in &self.tests {
            if let Outcome::Skipped(reason) = outcome {
                skipped.entry(reason).or_default().push(name);
            }
        }
        skipped
    }

    /// The tests that failed, each with what it printed.
    pub(crate) fn failed(&self) -> impl Iterator<Item = (&str, &str)> {
        let failed = self.tests.iter().filter(|(_, outcome)| outcome.is_failed());
        failed.map(|(name, _)| (name.as_str(), self.output.get(name).map_or("", |output| output.trim_end())))
    }
}

/// A line such as `test a_test ... ignored, it is for servers`.
fn test(line: &str) -> Option<(&str, Outcome)> {
    let (name, outcome) = line.strip_prefix("test ")?.split_once(" ... ")?;
    let outcome = match outcome.split_once(", ").unwrap_or((outcome, "")) {
        ("ok", _) => Outcome::Passed,
        ("FAILED", _) => Outcome::Failed,
        ("ignored", reason) => Outcome::Skipped(reason.to_owned()),
        _ => return None,
    };
    Some((name.trim_end_matches(" - should panic"), outcome))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_test_harness_prints() {
        let report = Report::parse(
            "\nrunning 4 tests\ntest a ... ok\ntest b ... ignored, it is for servers, not clients\ntest c ... FAILED\n\
             test d ... ignored, it is for servers, not clients\n\nfailures:\n\n---- c stdout ----\n\nthread 'c' panicked:\n\
             left: 1\n test x ... ok\n\nfailures:\n    c\n\ntest result: FAILED. 1 passed; 1 failed\n\nrunning 1 test\n\
             test e ... ok\n",
        );
        assert_eq!(report.count(Outcome::is_passed), 2);
        let skipped = report.skipped();
        assert_eq!(skipped.into_iter().collect::<Vec<_>>(), [("it is for servers, not clients", vec!["b", "d"])]);
        let failed: Vec<_> = report.failed().collect();
        assert_eq!(failed, [("c", "\nthread 'c' panicked:\nleft: 1\n test x ... ok")]);
    }
}
