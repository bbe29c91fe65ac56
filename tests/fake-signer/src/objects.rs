//! A folder that stands for S3: `DIR/BUCKET/KEY`.
//!
//! The version `null`, S3's own name for the one version of an object that has no others, is the file as it is. Others are
//! files too: `DIR/BUCKET/.versions/KEY/VERSION`. Nothing outside of the folder can be named, and nothing in it may be a
//! link.

use std::fmt;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::signer::SetupError;

/// The version of an object that has no others.
pub const NULL_VERSION: &str = "null";
const VERSIONS: &str = ".versions";

/// Why there is no such object, or none can be written.
#[derive(Debug)]
pub enum ObjectError {
    /// A name that no file can have, and why.
    Name(String),
    /// No such bucket, object or version.
    NotFound,
    /// More bytes than were allowed.
    TooLarge(u64),
    /// What the system said.
    Io(io::Error),
}

impl fmt::Display for ObjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(why) => f.write_str(why),
            Self::NotFound => f.write_str("there is no such file"),
            Self::TooLarge(size) => write!(f, "it has {size} bytes"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ObjectError {}

impl From<io::Error> for ObjectError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::NotFound,
            _ => Self::Io(error),
        }
    }
}

/// The folder.
#[derive(Clone, Debug)]
pub struct Objects {
    root: PathBuf,
}

impl Objects {
    /// Of a folder that is there.
    ///
    /// # Errors
    ///
    /// One that is not.
    pub fn open(root: &Path) -> Result<Self, SetupError> {
        let fails = |why: &dyn fmt::Display| SetupError(format!("the folder of objects {}: {why}", root.display()));
        let root = fs::canonicalize(root).map_err(|error| fails(&error))?;
        if root.is_dir() { Ok(Self { root }) } else { Err(fails(&"it is not a folder")) }
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether there is a folder of that name in it.
    #[must_use]
    pub fn has_bucket(&self, bucket: &str) -> bool {
        self.path(&[bucket]).is_ok_and(|path| path.is_dir())
    }

    /// Whether a key can be a file.
    ///
    /// # Errors
    ///
    /// Why it cannot.
    pub fn check_key(key: &str) -> Result<(), ObjectError> {
        let mut segments = key.split('/');
        if segments.clone().next() == Some(VERSIONS) {
            return Err(ObjectError::Name(format!("a key must not begin with `{VERSIONS}`, where versions are kept")));
        }
        segments.try_for_each(check_segment)
    }

    /// An object's bytes.
    ///
    /// # Errors
    ///
    /// No such object or version, or more than `most` bytes.
    pub fn read(&self, bucket: &str, key: &str, version: &str, most: u64) -> Result<Vec<u8>, ObjectError> {
        Self::check_key(key)?;
        let mut segments = vec![bucket];
        if version == NULL_VERSION {
            segments.extend(key.split('/'));
        } else {
            segments.push(VERSIONS);
            segments.extend(key.split('/'));
            segments.push(version);
        }
        let path = self.path(&segments)?;
        // Asked before it is opened: to open a pipe waits for someone who writes to it.
        let metadata = fs::metadata(&path)?;
        if !metadata.is_file() {
            return Err(ObjectError::NotFound);
        }
        let file = fs::File::open(&path)?;
        if metadata.len() > most {
            return Err(ObjectError::TooLarge(metadata.len()));
        }
        let mut bytes = Vec::new();
        // It may grow while it is read.
        file.take(most + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > most { Err(ObjectError::TooLarge(bytes.len() as u64)) } else { Ok(bytes) }
    }

    /// Writes an object, whole or not at all.
    ///
    /// # Errors
    ///
    /// No such bucket, or a file that cannot be written.
    pub fn write(&self, bucket: &str, key: &str, bytes: &[u8]) -> Result<(), ObjectError> {
        Self::check_key(key)?;
        if !self.has_bucket(bucket) {
            return Err(ObjectError::NotFound);
        }
        let mut segments = vec![bucket];
        segments.extend(key.split('/'));
        let path = self.path(&segments)?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(ObjectError::Io)?;
        }
        replace(&path, bytes).map_err(ObjectError::Io)
    }

    /// A path inside of the folder, over no link.
    fn path(&self, segments: &[&str]) -> Result<PathBuf, ObjectError> {
        let mut path = self.root.clone();
        for segment in segments {
            check_segment(segment)?;
            path.push(segment);
            if fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink()) {
                return Err(ObjectError::Name(format!("`{segment}` is a link, and links may lead anywhere")));
            }
        }
        Ok(path)
    }
}

/// Writes a file, whole or not at all: beside it, then in its place.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let beside = path.with_file_name(name);
    let written = fs::File::create(&beside).and_then(|mut file| file.write_all(bytes));
    written.and_then(|()| fs::rename(&beside, path)).inspect_err(|_| drop(fs::remove_file(&beside)))
}

/// A part of a name that is a file's or folder's own, on any system.
fn check_segment(segment: &str) -> Result<(), ObjectError> {
    let why = match segment {
        "" => "it has an empty part: it begins or ends with `/`, or has `//` in it",
        "." | ".." => "it has a part `.` or `..`",
        _ if segment.contains(['\0', '\\']) => "it has a NUL or a backslash in it",
        _ if cfg!(windows) && segment.contains(':') => "it has a colon in it",
        _ if segment.contains('/') => "it has a `/` in it",
        _ => return Ok(()),
    };
    Err(ObjectError::Name(format!("`{}` cannot be a file here: {why}", segment.escape_debug())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signer::testing::Folder;

    fn objects() -> (Folder, Objects) {
        let folder = Folder::new();
        fs::create_dir_all(folder.path().join("s3/in")).unwrap();
        fs::create_dir_all(folder.path().join("s3/out")).unwrap();
        fs::write(folder.path().join("secret"), "outside").unwrap();
        fs::write(folder.path().join("s3/in/app.zip"), "one").unwrap();
        let objects = Objects::open(&folder.path().join("s3")).unwrap();
        (folder, objects)
    }

    #[test]
    fn objects_are_files() {
        let (folder, objects) = objects();
        assert!(objects.has_bucket("in") && !objects.has_bucket("none") && !objects.has_bucket("in/app.zip"));
        assert_eq!(objects.read("in", "app.zip", "null", 3).unwrap(), b"one");
        assert!(matches!(objects.read("in", "app.zip", "null", 2), Err(ObjectError::TooLarge(3))));
        assert!(matches!(objects.read("in", "none", "null", 9), Err(ObjectError::NotFound)));
        assert!(matches!(objects.read("in", "app.zip/x", "null", 9), Err(ObjectError::NotFound)));
        assert!(matches!(objects.read("in", "app.zip", "v1", 9), Err(ObjectError::NotFound)));
        let versions = folder.path().join("s3/in/.versions/app.zip");
        fs::create_dir_all(&versions).unwrap();
        fs::write(versions.join("v1"), "old").unwrap();
        assert_eq!(objects.read("in", "app.zip", "v1", 9).unwrap(), b"old");

        objects.write("out", "a/b", b"new").unwrap();
        objects.write("out", "a/b", b"newer").unwrap();
        assert_eq!(fs::read(folder.path().join("s3/out/a/b")).unwrap(), b"newer");
        assert_eq!(fs::read_dir(folder.path().join("s3/out/a")).unwrap().count(), 1);
        assert!(matches!(objects.write("none", "a", b""), Err(ObjectError::NotFound)));
        // What cannot be put in its place leaves nothing beside it.
        assert!(matches!(objects.write("out", "a", b"new"), Err(ObjectError::Io(_))));
        assert_eq!(fs::read_dir(folder.path().join("s3/out")).unwrap().count(), 1);
    }

    #[test]
    fn nothing_leads_out_of_the_folder() {
        let (folder, objects) = objects();
        let outside = folder.path().join("secret").display().to_string();
        let keys =
            ["../../secret", "a/../../../secret", "..", ".", "", "/", "a//b", "a/", "a\0b", "..\\secret", &outside];
        for key in keys {
            assert!(matches!(objects.read("in", key, "null", 9), Err(ObjectError::Name(_))), "{key}");
            assert!(matches!(objects.write("out", key, b"x"), Err(ObjectError::Name(_))), "{key}");
        }
        for bucket in ["..", ".", "", "in/..", "../s3/in", "/"] {
            assert!(matches!(objects.read(bucket, "secret", "null", 9), Err(ObjectError::Name(_))), "{bucket}");
            assert!(!objects.has_bucket(bucket), "{bucket}");
            assert!(objects.write(bucket, "secret", b"x").is_err(), "{bucket}");
        }
        for version in ["..", "../../../../secret", "", "/", &outside] {
            assert!(matches!(objects.read("in", "app.zip", version, 9), Err(ObjectError::Name(_))), "{version}");
        }
        assert!(objects.read("in", ".versions/app.zip/v1", "null", 9).is_err());
        assert_eq!(fs::read(folder.path().join("secret")).unwrap(), b"outside");
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_no_object_and_is_not_waited_for() {
        let (folder, objects) = objects();
        let pipe = folder.path().join("s3/in/pipe");
        assert!(std::process::Command::new("mkfifo").arg(pipe).status().unwrap().success());
        assert!(matches!(objects.read("in", "pipe", "null", 9), Err(ObjectError::NotFound)));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let (folder, objects) = objects();
        let s3 = folder.path().join("s3");
        std::os::unix::fs::symlink(folder.path().join("secret"), s3.join("in/link")).unwrap();
        std::os::unix::fs::symlink(folder.path(), s3.join("in/folder")).unwrap();
        std::os::unix::fs::symlink(folder.path(), s3.join("bucket")).unwrap();
        assert!(matches!(objects.read("in", "link", "null", 9), Err(ObjectError::Name(_))));
        assert!(matches!(objects.read("in", "folder/secret", "null", 9), Err(ObjectError::Name(_))));
        assert!(matches!(objects.write("in", "folder/new", b"x"), Err(ObjectError::Name(_))));
        assert!(!objects.has_bucket("bucket"));
        assert!(!folder.path().join("new").exists());
    }
}
