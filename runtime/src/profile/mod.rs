//! The profile files that the AWS SDKs and the AWS CLI share: `~/.aws/config` and `~/.aws/credentials`.
//!
//! ```
//! use tinsmith_runtime::env::MapEnv;
//! use tinsmith_runtime::file_system::MapFiles;
//! use tinsmith_runtime::profile::Profiles;
//!
//! let env = MapEnv::from([("HOME", "/home/me"), ("AWS_PROFILE", "work")]);
//! let files = MapFiles::from([("/home/me/.aws/config", "[profile work]\nregion = eu-west-1\n")]);
//! let profiles = Profiles::load(&env, &files, None)?;
//! assert_eq!(profiles.selected().and_then(|profile| profile.get("region")), Some("eu-west-1"));
//! # Ok::<(), tinsmith_runtime::profile::ProfileError>(())
//! ```
//!
//! | in the config file | in the credentials file | is |
//! |---|---|---|
//! | `[profile NAME]` | `[NAME]` | the profile NAME; what the credentials file says holds |
//! | `[profile default]`, else `[default]` | `[default]` | the profile used unless another is selected |
//! | `[sso-session NAME]` | | a sign-in that profiles share |
//! | `[services NAME]` | | endpoints of single services, which a profile can refer to |
//!
//! Names, and keys of properties, are made of ASCII letters, digits and ``-_./%@:+``. Sections and properties with other
//! names, and sections of other kinds, are passed over: another program may know them. A line of another form is an error.

mod error;
mod location;
mod parser;
mod section;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

pub use error::ProfileError;
pub use location::{FileLocations, Platform};
pub use section::{Place, Section};

use zeroize::Zeroizing;

use crate::env::Env;
use crate::file_system::FileSystem;
use parser::Block;

/// The profile unless another is selected.
const DEFAULT: &str = "default";

/// What both profile files hold, and which profile is selected.
#[derive(Clone, Debug)]
pub struct Profiles {
    locations: FileLocations,
    selected: String,
    selected_by_user: bool,
    sections: Sections,
}

#[derive(Clone, Debug, Default)]
struct Sections {
    profiles: BTreeMap<String, Section>,
    sso_sessions: BTreeMap<String, Section>,
    services: BTreeMap<String, Section>,
}

/// The two files differ in how sections are written, and what they may hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FileKind {
    Config,
    Credentials,
}

impl FileKind {
    /// What names the file, unless it is where it is by default.
    const fn variable(self) -> &'static str {
        match self {
            Self::Config => "AWS_CONFIG_FILE",
            Self::Credentials => "AWS_SHARED_CREDENTIALS_FILE",
        }
    }
}

impl Profiles {
    /// Reads both files, where an environment says that they are. Files that do not exist hold nothing, and neither do those
    /// that this user may not read, with a warning in the log, unless the user names the file or a profile.
    ///
    /// The selected profile is `profile`, else `AWS_PROFILE`, else `default`. It need not exist.
    ///
    /// # Errors
    ///
    /// When a file exists and cannot be read, but for that, or understood.
    pub fn load(env: &dyn Env, files: &dyn FileSystem, profile: Option<&str>) -> Result<Self, ProfileError> {
        let locations = FileLocations::find(env, Platform::current())?;
        let mut sections = Sections::default();
        let (config, credentials) = (locations.config.as_deref(), locations.credentials.as_deref());
        let selected = profile.map(str::to_owned).or_else(|| env.non_blank("AWS_PROFILE"));
        let selected_by_user = selected.is_some();
        let is_named = |kind: FileKind| selected_by_user || env.non_blank(kind.variable()).is_some();
        // In this order, so that what the credentials file says holds.
        for (path, kind) in [(config, FileKind::Config), (credentials, FileKind::Credentials)] {
            sections.read(files, path, kind, is_named(kind))?;
        }
        Ok(Self { locations, selected: selected.unwrap_or_else(|| DEFAULT.to_owned()), selected_by_user, sections })
    }

    /// The name of the selected profile.
    #[must_use]
    pub fn selected_name(&self) -> &str {
        &self.selected
    }

    /// Whether code or `AWS_PROFILE` selected the profile, so that a missing one is an error.
    #[must_use]
    pub fn is_selected_by_user(&self) -> bool {
        self.selected_by_user
    }

    /// The selected profile, if there is one with its name.
    #[must_use]
    pub fn selected(&self) -> Option<&Section> {
        self.profile(&self.selected)
    }

    /// The profile of this name.
    #[must_use]
    pub fn profile(&self, name: &str) -> Option<&Section> {
        self.sections.profiles.get(name)
    }

    /// The `sso-session` of this name.
    #[must_use]
    pub fn sso_session(&self, name: &str) -> Option<&Section> {
        self.sections.sso_sessions.get(name)
    }

    /// The `services` section of this name.
    #[must_use]
    pub fn services(&self, name: &str) -> Option<&Section> {
        self.sections.services.get(name)
    }

    /// The names of all profiles, sorted.
    pub fn profile_names(&self) -> impl Iterator<Item = &str> {
        self.sections.profiles.keys().map(String::as_str)
    }

    /// The names of all `sso-session` sections, sorted.
    pub fn sso_session_names(&self) -> impl Iterator<Item = &str> {
        self.sections.sso_sessions.keys().map(String::as_str)
    }

    /// Where the files are, or would be.
    #[must_use]
    pub fn locations(&self) -> &FileLocations {
        &self.locations
    }
}

impl Sections {
    /// `is_named` when the user counts on the file.
    fn read(
        &mut self,
        files: &dyn FileSystem,
        path: Option<&Path>,
        kind: FileKind,
        is_named: bool,
    ) -> Result<(), ProfileError> {
        let Some(path) = path else { return Ok(()) };
        let Some(bytes) = read_bytes(files, path, kind, is_named)? else { return Ok(()) };
        let blocks = parser::parse(as_text(&bytes, path)?)
            .map_err(|fault| ProfileError::new(path, Some(fault.line), fault.what))?;
        self.add(blocks, kind, path);
        Ok(())
    }

    /// Puts the sections of a file over what is there.
    fn add(&mut self, blocks: Vec<Block<'_>>, kind: FileKind, path: &Path) {
        let path = Arc::from(path);
        let has_prefixed_default = blocks.iter().any(|block| words(block.title) == (Some("profile"), DEFAULT));
        for block in blocks {
            if kind == FileKind::Config && has_prefixed_default && block.title == DEFAULT {
                continue;
            }
            let Some(section) = self.section(block.title, kind) else { continue };
            for property in block.properties.into_iter().filter(|property| is_name(property.key)) {
                section.insert(property, &path);
            }
        }
    }

    /// The section that a title stands for; `None` when it is to be passed over.
    fn section(&mut self, title: &str, kind: FileKind) -> Option<&mut Section> {
        let (sections, name) = match (words(title), kind) {
            ((Some("profile"), name), FileKind::Config) => (&mut self.profiles, name),
            ((None, DEFAULT), FileKind::Config) => (&mut self.profiles, DEFAULT),
            ((Some("sso-session"), name), FileKind::Config) => (&mut self.sso_sessions, name),
            ((Some("services"), name), FileKind::Config) => (&mut self.services, name),
            ((None, name), FileKind::Credentials) => (&mut self.profiles, name),
            _ => return None,
        };
        is_name(name).then(|| sections.entry(name.to_owned()).or_default())
    }
}

/// What a file holds; `None` when there is none.
fn read_bytes(
    files: &dyn FileSystem,
    path: &Path,
    kind: FileKind,
    is_named: bool,
) -> Result<Option<Zeroizing<Vec<u8>>>, ProfileError> {
    match files.read(path) {
        Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
        // `HOME` may be something like `/dev/null`.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        // A service that runs as another user, with the home directory of root.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied && !is_named => {
            tracing::warn!(path = %path.display(), error = %error, "a profile file cannot be read and counts as absent");
            Ok(None)
        }
        Err(error) => {
            let variable = kind.variable();
            let what = format!("cannot be read: {error}; let this user read it, or name another file in {variable}");
            Err(ProfileError::new(path, None, what))
        }
    }
}

fn as_text<'a>(bytes: &'a [u8], path: &Path) -> Result<&'a str, ProfileError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = 1 + valid.iter().filter(|byte| **byte == b'\n').count();
        ProfileError::new(path, Some(line), "the text is not UTF-8: save the file in that encoding")
    })
}

/// `profile x` is the kind `profile` and the name `x`; a single word has no kind.
fn words(title: &str) -> (Option<&str>, &str) {
    match title.split_once([' ', '\t']) {
        Some((kind, name)) => (Some(kind), name.trim_matches([' ', '\t'])),
        None => (None, title),
    }
}

/// Whether a section or a property can have this name.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./%@:+".contains(&byte))
}
