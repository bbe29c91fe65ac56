//! Environment variables, behind a trait so that tests can set them.

use std::collections::BTreeMap;
use std::fmt;

/// Where environment variables are read from.
pub trait Env: Send + Sync + fmt::Debug {
    /// The value of the variable `name`, or `None` when it is unset or not Unicode.
    fn var(&self, name: &str) -> Option<String>;
}

impl dyn Env + '_ {
    /// The value of the variable `name`, unless it is unset or blank.
    pub fn non_blank(&self, name: &str) -> Option<String> {
        self.var(name).filter(|value| !value.trim().is_empty())
    }

    /// Whether the variable `name` is `true`, in any case.
    pub fn is_true(&self, name: &str) -> bool {
        self.var(name).is_some_and(|value| value.trim().eq_ignore_ascii_case("true"))
    }
}

/// The variables of this process.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProcessEnv;

impl Env for ProcessEnv {
    #[allow(clippy::disallowed_methods, reason = "this is the implementation that everything else goes through")]
    fn var(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }
}

/// A fixed set of variables, for tests and for programs that must not depend on their environment.
///
/// `Debug` shows the names only, since values may be secrets.
#[derive(Clone, Default)]
pub struct MapEnv {
    variables: BTreeMap<String, String>,
}

impl Env for MapEnv {
    fn var(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for MapEnv {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Self { variables: pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect() }
    }
}

impl<K: Into<String>, V: Into<String>, const N: usize> From<[(K, V); N]> for MapEnv {
    fn from(pairs: [(K, V); N]) -> Self {
        pairs.into_iter().collect()
    }
}

impl fmt::Debug for MapEnv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MapEnv ")?;
        f.debug_set().entries(self.variables.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_environment_is_read() {
        assert!(ProcessEnv.var("PATH").is_some_and(|path| !path.is_empty()));
        assert_eq!(ProcessEnv.var("TINSMITH_NO_SUCH_VARIABLE"), None);
    }

    #[test]
    fn a_map_answers_for_its_own_names_only() {
        let env = MapEnv::from([("A", "1"), ("B", "")]);
        assert_eq!(env.var("A").as_deref(), Some("1"));
        assert_eq!(env.var("B").as_deref(), Some(""));
        assert_eq!(env.var("PATH"), None);
    }

    #[test]
    fn a_blank_variable_counts_as_unset_and_a_flag_is_the_word_true() {
        let env: &dyn Env = &MapEnv::from([("A", " a "), ("B", ""), ("C", " \t"), ("D", " True "), ("E", "1")]);
        let values = ["A", "B", "C", "F"].map(|name| env.non_blank(name));
        assert_eq!(values, [Some(" a ".to_owned()), None, None, None]);
        assert_eq!(["A", "B", "D", "E", "F"].map(|name| env.is_true(name)), [false, false, true, false, false]);
    }

    #[test]
    fn debug_shows_names_without_values() {
        let env = MapEnv::from([("AWS_SECRET_ACCESS_KEY", "hush")]);
        assert_eq!(format!("{env:?}"), r#"MapEnv {"AWS_SECRET_ACCESS_KEY"}"#);
    }
}
