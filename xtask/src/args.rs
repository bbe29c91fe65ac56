//! Options of the command line.

use crate::Failure;

/// An option that a command knows.
pub(crate) struct Spec {
    /// With its dashes: `--check`.
    pub(crate) name: &'static str,
    /// Whether a value follows, as `--out DIR` or `--out=DIR`.
    pub(crate) takes_value: bool,
}

/// The options given.
pub(crate) struct Args(Vec<(&'static str, String)>);

impl Args {
    /// Reads the options of a command; `None` when help is asked for.
    pub(crate) fn parse(args: &[String], known: &[Spec], usage: &str) -> Result<Option<Self>, Failure> {
        let wrong = |problem: String| format!("error: {problem}\n\n{usage}");
        let mut given: Vec<(&'static str, String)> = Vec::new();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            if arg == "--help" || arg == "-h" {
                return Ok(None);
            }
            let (name, inline) = match arg.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (arg.as_str(), None),
            };
            let spec = known.iter().find(|spec| spec.name == name);
            let spec = spec.ok_or_else(|| wrong(format!("unexpected argument `{arg}`")))?;
            let value = match (spec.takes_value, inline) {
                // An option is no value, unless it is written `--out=--check`.
                (true, None) => {
                    let value = args.next().filter(|value| !value.starts_with("--"));
                    value.cloned().ok_or_else(|| wrong(format!("`{name}` needs a value")))?
                }
                (true, Some(value)) => value,
                (false, None) => String::new(),
                (false, Some(_)) => return Err(wrong(format!("`{name}` takes no value"))),
            };
            if given.iter().any(|(given, _)| *given == spec.name) {
                return Err(wrong(format!("`{name}` is given twice")));
            }
            given.push((spec.name, value));
        }
        Ok(Some(Self(given)))
    }

    /// The value of an option.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(given, _)| *given == name).map(|(_, value)| value.as_str())
    }

    /// The values of an option, parted by commas.
    pub(crate) fn list(&self, name: &str) -> Option<Vec<String>> {
        let list = |value: &str| value.split(',').map(|item| item.trim().to_owned()).collect();
        self.value(name).map(list)
    }

    /// Whether an option is given.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [Spec; 2] = [Spec { name: "--check", takes_value: false }, Spec { name: "--out", takes_value: true }];

    fn parse(args: &[&str]) -> Result<Option<Args>, Failure> {
        Args::parse(&args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>(), &KNOWN, "Usage: x")
    }

    #[test]
    fn reads_flags_and_values() {
        let args = parse(&["--out", "a", "--check"]).unwrap().unwrap();
        assert_eq!((args.value("--out"), args.has("--check")), (Some("a"), true));
        assert_eq!(parse(&["--out=a=b"]).unwrap().unwrap().value("--out"), Some("a=b"));
        assert!(parse(&["--out", "a", "-h"]).unwrap().is_none());
    }

    #[test]
    fn says_what_is_wrong_with_an_option() {
        for (args, problem) in [
            (&["--chekc"][..], "unexpected argument `--chekc`"),
            (&["--out"], "`--out` needs a value"),
            (&["--out", "--check"], "`--out` needs a value"),
            (&["--check=1"], "`--check` takes no value"),
            (&["--check", "--check"], "`--check` is given twice"),
        ] {
            let failure = parse(args).err().unwrap();
            assert!(failure.contains(problem) && failure.contains("Usage: x"), "{failure}");
        }
    }
}
