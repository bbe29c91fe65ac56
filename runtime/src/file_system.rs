//! Files, behind a trait so that tests can set them.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Where files are read from and written to: profiles, tokens, cached credentials. All of them are small.
pub trait FileSystem: Send + Sync + fmt::Debug {
    /// All that a file holds.
    ///
    /// # Errors
    ///
    /// When there is no such file, or it cannot be read.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Makes `contents` all that a file holds. The file may hold secrets.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    fn write(&self, path: &Path, contents: &[u8]) -> io::Result<()>;
}

/// The files of this machine.
///
/// What is written replaces the file in one step, so that nobody reads half of it, and where the system knows owners it can
/// be read by the owner only.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemFiles;

#[allow(clippy::disallowed_methods, reason = "this is the implementation that everything else goes through")]
impl FileSystem for SystemFiles {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn write(&self, path: &Path, contents: &[u8]) -> io::Result<()> {
        let draft = draft_of(path);
        let written = write_private(&draft, contents).and_then(|()| std::fs::rename(&draft, path));
        if written.is_err() {
            // The first error is the one to tell of.
            let _ = std::fs::remove_file(&draft);
        }
        written
    }
}

/// A name beside `path` that no other writer uses.
fn draft_of(path: &Path) -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let mut name = path.file_name().map(OsString::from).unwrap_or_default();
    name.push(format!(".{}-{}.tmp", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
    path.with_file_name(name)
}

fn write_private(path: &Path, contents: &[u8]) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(contents)?;
    file.sync_all()
}

/// Files in memory, for tests and for programs that must not depend on the machine that they run on.
///
/// `Debug` shows the paths only, since files may hold secrets.
#[derive(Default)]
pub struct MapFiles {
    files: Mutex<BTreeMap<PathBuf, Vec<u8>>>,
}

impl MapFiles {
    fn files(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Vec<u8>>> {
        // A map is whole after any panic of another thread.
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FileSystem for MapFiles {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        // As the system says it, which is the code 2 of both Unix and Windows.
        self.files().get(path).cloned().ok_or_else(|| io::Error::from_raw_os_error(2))
    }

    fn write(&self, path: &Path, contents: &[u8]) -> io::Result<()> {
        self.files().insert(path.to_owned(), contents.to_owned());
        Ok(())
    }
}

impl<P: Into<PathBuf>, C: Into<Vec<u8>>> FromIterator<(P, C)> for MapFiles {
    fn from_iter<I: IntoIterator<Item = (P, C)>>(files: I) -> Self {
        let files = files.into_iter().map(|(path, contents)| (path.into(), contents.into())).collect();
        Self { files: Mutex::new(files) }
    }
}

impl<P: Into<PathBuf>, C: Into<Vec<u8>>, const N: usize> From<[(P, C); N]> for MapFiles {
    fn from(files: [(P, C); N]) -> Self {
        files.into_iter().collect()
    }
}

impl fmt::Debug for MapFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MapFiles ")?;
        f.debug_set().entries(self.files().keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_in_memory_are_read_and_written() {
        let files = MapFiles::from([("/a", "1")]);
        assert_eq!(files.read(Path::new("/a")).unwrap(), b"1");
        assert_eq!(files.read(Path::new("/b")).unwrap_err().kind(), io::ErrorKind::NotFound);
        files.write(Path::new("/b"), b"hush").unwrap();
        assert_eq!(files.read(Path::new("/b")).unwrap(), b"hush");
        assert_eq!(format!("{files:?}"), r#"MapFiles {"/a", "/b"}"#);
    }

    #[test]
    #[allow(clippy::disallowed_methods, reason = "looks at what was written")]
    fn files_of_the_machine_are_replaced_and_private() {
        let folder = std::env::temp_dir().join(draft_of(Path::new("tinsmith")));
        std::fs::create_dir(&folder).unwrap();
        let path = folder.join("cache.json");
        assert_eq!(SystemFiles.read(&path).unwrap_err().kind(), io::ErrorKind::NotFound);
        for contents in ["a longer one", "short"] {
            SystemFiles.write(&path, contents.as_bytes()).unwrap();
            assert_eq!(SystemFiles.read(&path).unwrap(), contents.as_bytes());
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        // A folder is not replaced by a file, and nothing is left behind.
        SystemFiles.write(&folder.join("no such folder/file"), b"").unwrap_err();
        SystemFiles.write(&folder, b"").unwrap_err();
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
