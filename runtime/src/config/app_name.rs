//! The name that a program gives itself.

use std::borrow::Cow;
use std::fmt;

/// The longest name, in characters.
const MAX_LENGTH: usize = 50;

/// The name of a program, which stands in the user agent of its requests (`app/NAME`), so that a service's logs tell
/// programs apart: at most 50 ASCII letters, digits and ``!#$%&'*+-.^_`|~``.
///
/// ```
/// use tinsmith_runtime::config::{AppName, Config};
///
/// let config = Config::builder().app_name(AppName::new("release-pipeline")?).build();
/// # Ok::<(), tinsmith_runtime::config::InvalidAppName>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppName(Cow<'static, str>);

/// A text that is no [`AppName`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidAppName(());

impl AppName {
    /// A program's name.
    ///
    /// # Errors
    ///
    /// When it is empty or too long, or holds another character.
    pub fn new(name: impl Into<Cow<'static, str>>) -> Result<Self, InvalidAppName> {
        let name = name.into();
        let fits = (1..=MAX_LENGTH).contains(&name.len()) && name.chars().all(is_allowed);
        if fits { Ok(Self(name)) } else { Err(InvalidAppName(())) }
    }

    /// Any text as a name: cut, and with `-` for other characters.
    pub(super) fn sanitized(text: &str) -> Self {
        let name = text.chars().take(MAX_LENGTH).map(|character| if is_allowed(character) { character } else { '-' });
        Self(Cow::Owned(name.collect()))
    }
}

fn is_allowed(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(character)
}

impl AsRef<str> for AppName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AppName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for InvalidAppName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an app name is 1 to 50 ASCII letters, digits and !#$%&'*+-.^_`|~")
    }
}

impl std::error::Error for InvalidAppName {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_fits_into_the_user_agent() {
        assert_eq!(AppName::new("my.app_1").unwrap().to_string(), "my.app_1");
        assert!(AppName::new("x".repeat(50)).is_ok());
        for name in ["", "a b", "a/b", "a\r\nb", "é"] {
            assert!(AppName::new(name).is_err(), "{name}");
        }
        assert!(AppName::new("x".repeat(51)).is_err());
    }

    #[test]
    fn any_text_can_be_made_to_fit() {
        assert_eq!(AppName::sanitized("a b/c\né!").as_ref(), "a-b-c--!");
        assert_eq!(AppName::sanitized(&"é".repeat(60)).as_ref(), "-".repeat(50));
    }
}
