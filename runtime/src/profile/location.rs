//! Where the profile files are.

use std::path::{Path, PathBuf};

use super::{FileKind, ProfileError};
use crate::env::Env;

/// What the rules of paths and of the home directory depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// Linux, macOS and all others: the home directory is `HOME`.
    Unix,
    /// The home directory is `HOME`, else `USERPROFILE`, else `HOMEDRIVE` and `HOMEPATH`.
    Windows,
}

impl Platform {
    /// The platform that this program was built for.
    #[must_use]
    pub const fn current() -> Self {
        if cfg!(windows) { Self::Windows } else { Self::Unix }
    }

    fn is_separator(self, character: char) -> bool {
        character == '/' || (self == Self::Windows && character == '\\')
    }

    /// The user's home directory, without a separator at its end.
    #[must_use]
    pub fn home_directory(self, env: &dyn Env) -> Option<String> {
        let windows = || {
            let in_parts = || Some(env.non_blank("HOMEDRIVE")? + &env.non_blank("HOMEPATH")?);
            env.non_blank("USERPROFILE").or_else(in_parts).filter(|_| self == Self::Windows)
        };
        let home = env.non_blank("HOME").or_else(windows)?;
        Some(home.trim_end_matches(|last| self.is_separator(last)).to_owned())
    }

    /// `path`, with the home directory for a `~` at its start; `None` when it is not known. `~user` is not expanded.
    #[must_use]
    pub fn expand_home(self, path: &str, env: &dyn Env) -> Option<PathBuf> {
        let Some(rest) =
            path.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with(|c| self.is_separator(c)))
        else {
            return Some(path.into());
        };
        let rest = if self == Self::Windows { rest.replace('/', "\\") } else { rest.to_owned() };
        let path = self.home_directory(env)? + &rest;
        // The root is a home too, in some containers.
        Some(if path.is_empty() { "/".into() } else { path.into() })
    }
}

/// The two profile files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLocations {
    /// `AWS_CONFIG_FILE`, else `~/.aws/config`; `None` when there is no home directory.
    pub config: Option<PathBuf>,
    /// `AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws/credentials`; `None` when there is no home directory.
    pub credentials: Option<PathBuf>,
}

impl FileLocations {
    /// Where an environment says that the files are. They need not exist.
    ///
    /// # Errors
    ///
    /// When a variable names a file in the home directory (`~`), and that is not known.
    pub fn find(env: &dyn Env, platform: Platform) -> Result<Self, ProfileError> {
        let locate = |kind: FileKind, default| match env.non_blank(kind.variable()) {
            None => Ok(platform.expand_home(default, env)),
            Some(path) => platform.expand_home(&path, env).map(Some).ok_or_else(|| {
                let what = format!(
                    "{} names it, but no home directory is known: set HOME, or write the whole path",
                    kind.variable()
                );
                ProfileError::new(Path::new(&path), None, what)
            }),
        };
        Ok(Self {
            config: locate(FileKind::Config, "~/.aws/config")?,
            credentials: locate(FileKind::Credentials, "~/.aws/credentials")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::MapEnv;

    fn expanded(platform: Platform, home: &str, path: &str) -> Option<String> {
        let path = platform.expand_home(path, &MapEnv::from([("HOME", home)]))?;
        Some(path.to_str().unwrap().to_owned())
    }

    #[test]
    fn a_tilde_alone_or_before_a_separator_is_the_home_directory() {
        let unix = |path| expanded(Platform::Unix, "/home/u/", path).unwrap();
        assert_eq!(unix("~"), "/home/u");
        assert_eq!(unix("~/a/b"), "/home/u/a/b");
        for other in ["~a", "~a/b", r"~\a", "a/~", "/~/a", "", " ~/a"] {
            assert_eq!(unix(other), other);
        }
        let windows = |path| expanded(Platform::Windows, r"C:\u\", path).unwrap();
        assert_eq!(windows(r"~\a"), r"C:\u\a");
        assert_eq!(windows("~/a/b"), r"C:\u\a\b");
        assert_eq!(windows("~a"), "~a");
        assert_eq!(windows("D:/a"), "D:/a");
    }

    #[test]
    fn the_root_is_a_home_directory_too() {
        assert_eq!(expanded(Platform::Unix, "/", "~").as_deref(), Some("/"));
        assert_eq!(expanded(Platform::Unix, "/", "~/.aws").as_deref(), Some("/.aws"));
    }

    #[test]
    fn homes_of_windows_count_on_windows_only() {
        let both = MapEnv::from([("HOMEDRIVE", "C:"), ("HOMEPATH", r"\u"), ("HOME", " ")]);
        assert_eq!(Platform::Windows.home_directory(&both).as_deref(), Some(r"C:\u"));
        assert_eq!(Platform::Unix.home_directory(&both), None);
        for half in [("HOMEDRIVE", "C:"), ("HOMEPATH", r"\u")] {
            assert_eq!(Platform::Windows.home_directory(&MapEnv::from([half])), None);
        }
        let profile = MapEnv::from([("USERPROFILE", r"C:\p"), ("HOMEDRIVE", "C:"), ("HOMEPATH", r"\u")]);
        assert_eq!(Platform::Windows.home_directory(&profile).as_deref(), Some(r"C:\p"));
        assert_eq!(Platform::Unix.home_directory(&profile), None);
    }

    #[test]
    fn without_a_home_directory_only_named_files_are_there() {
        let env = MapEnv::from([("AWS_CONFIG_FILE", "/etc/aws"), ("AWS_SHARED_CREDENTIALS_FILE", "")]);
        let locations = FileLocations::find(&env, Platform::Unix).unwrap();
        assert_eq!(locations, FileLocations { config: Some("/etc/aws".into()), credentials: None });
        let env = MapEnv::from([("AWS_CONFIG_FILE", "~/aws")]);
        let error = FileLocations::find(&env, Platform::Unix).unwrap_err();
        let text = "~/aws: AWS_CONFIG_FILE names it, but no home directory is known: set HOME, or write the whole path";
        assert_eq!((error.to_string().as_str(), error.line()), (text, None));
    }
}
