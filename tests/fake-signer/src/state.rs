//! The file that the state survives in: a line of JSON for the certificates, then one for every change.
//!
//! A change is written before it is acknowledged, so that a server that is killed loses none; a line costs the same
//! however much came before it. What a later line replaces is dropped when the file is next opened. Only a power cut can
//! lose what the system had not yet brought to the disk.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::signatures::Identity;
use crate::signer::SetupError;
use crate::signer::records::Record;

const FORMAT: &str = "tinsmith-fake-signer state, version 1";

/// The first line.
#[derive(Serialize, Deserialize)]
struct Header {
    format: String,
    identity: Identity,
}

/// What a file held.
pub(crate) struct Loaded {
    pub(crate) identity: Identity,
    /// Oldest first; a later one replaces an earlier one of the same profile or job.
    pub(crate) records: Vec<Record>,
    /// A change that was cut off while it was written, and so never acknowledged.
    pub(crate) torn: bool,
}

/// The file, open for changes.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
    length: u64,
    /// Held as long as the journal is.
    _lock: File,
}

impl Journal {
    /// Opens a file, or makes one with a new identity.
    ///
    /// # Errors
    ///
    /// A file that cannot be used: in use by another server, unreadable, or not what this one writes. It is left alone.
    pub(crate) fn open(
        path: &Path,
        identity: impl FnOnce() -> Result<Identity, SetupError>,
    ) -> Result<(Self, Loaded), SetupError> {
        // One file has one lock, whatever links lead to it.
        let path = &std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let lock = lock(path)?;
        let loaded = match std::fs::read(path) {
            Ok(bytes) if !bytes.is_empty() => load(path, &bytes)?,
            Ok(_) => Loaded { identity: identity()?, records: Vec::new(), torn: true },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Loaded { identity: identity()?, records: Vec::new(), torn: true }
            }
            Err(error) => return Err(cannot(path, "read", &error)),
        };
        let open = || OpenOptions::new().append(true).open(path).map_err(|error| cannot(path, "written", &error));
        if loaded.torn {
            write_anew(path, &loaded.identity, loaded.records.iter())?;
        }
        let file = open()?;
        let length = file.metadata().map_err(|error| cannot(path, "read", &error))?.len();
        Ok((Self { path: path.to_owned(), file, length, _lock: lock }, loaded))
    }

    /// Writes a change; afterwards it survives the end of the process.
    ///
    /// # Errors
    ///
    /// A file that cannot be written: nothing has changed then.
    pub(crate) fn append(&mut self, record: &Record) -> Result<(), SetupError> {
        let line = line(record)?;
        if let Err(error) = self.file.write_all(&line) {
            // Half a line would make what follows unreadable.
            let _ = self.file.set_len(self.length);
            return Err(cannot(&self.path, "written", &error));
        }
        self.length += line.len() as u64;
        Ok(())
    }

    /// Writes the file anew, with nothing in it that has been replaced.
    ///
    /// # Errors
    ///
    /// A file that cannot be written: the old one stays.
    pub(crate) fn compact<'a>(
        &mut self,
        identity: &Identity,
        records: impl Iterator<Item = &'a Record>,
    ) -> Result<(), SetupError> {
        let fails = |error| cannot(&self.path, "written", &error);
        write_anew(&self.path, identity, records)?;
        self.file = OpenOptions::new().append(true).open(&self.path).map_err(fails)?;
        self.length = self.file.metadata().map_err(fails)?.len();
        Ok(())
    }

    /// Brings everything to the disk.
    ///
    /// # Errors
    ///
    /// A disk that does not take it.
    pub(crate) fn sync(&self) -> Result<(), SetupError> {
        self.file.sync_all().map_err(|error| cannot(&self.path, "written", &error))
    }
}

fn load(path: &Path, bytes: &[u8]) -> Result<Loaded, SetupError> {
    let mut lines: Vec<_> = bytes.split(|byte| *byte == b'\n').enumerate().collect();
    // Behind the last line's end is nothing, or what was cut off, perhaps inside of a letter.
    let torn = lines.pop().is_some_and(|(_, rest)| !rest.is_empty());
    let broken = |number: usize, why: &dyn std::fmt::Display| {
        SetupError(format!(
            "the state file {}, line {}, cannot be read: {why}. It was left as it is; restore it, or name another file",
            path.display(),
            number + 1
        ))
    };
    let mut lines = lines.into_iter();
    let Some((number, first)) = lines.next() else {
        return Err(broken(0, &"it is not a state file of this program"));
    };
    let header: Header = serde_json::from_slice(first).map_err(|error| broken(number, &error))?;
    if header.format != FORMAT {
        return Err(broken(number, &format_args!("it is of the format `{}`, not `{FORMAT}`", header.format)));
    }
    let record = |(number, line)| serde_json::from_slice(line).map_err(|error| broken(number, &error));
    let records = lines.map(record).collect::<Result<_, _>>()?;
    Ok(Loaded { identity: header.identity, records, torn })
}

/// Writes beside the file and renames, so that there is a whole file at any time.
fn write_anew<'a>(
    path: &Path,
    identity: &Identity,
    records: impl Iterator<Item = &'a Record>,
) -> Result<(), SetupError> {
    let mut bytes = line(&Header { format: FORMAT.to_owned(), identity: identity.clone() })?;
    for record in records {
        bytes.extend(line(record)?);
    }
    let beside = sibling(path, ".new");
    let write = || -> std::io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        // The keys of the certificates are in it.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    };
    write().map_err(|error| cannot(path, "written", &error))
}

fn line(value: &impl Serialize) -> Result<Vec<u8>, SetupError> {
    let mut line = serde_json::to_vec(value).map_err(|error| SetupError(format!("state that is no JSON: {error}")))?;
    line.push(b'\n');
    Ok(line)
}

/// Keeps a second server off the file; the system lets go of it when the process ends, however it ends.
fn lock(path: &Path) -> Result<File, SetupError> {
    let beside = sibling(path, ".lock");
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(&beside);
    let file = file.map_err(|error| cannot(&beside, "written", &error))?;
    #[cfg(unix)]
    if rustix::fs::flock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive).is_err() {
        let path = path.display();
        return Err(SetupError(format!(
            "the state file {path} is in use by another server: stop that one, or name another file"
        )));
    }
    Ok(file)
}

fn sibling(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn cannot(path: &Path, done: &str, error: &std::io::Error) -> SetupError {
    SetupError(format!("the state file {} cannot be {done}: {error}", path.display()))
}
