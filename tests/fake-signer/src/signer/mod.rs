//! What Signer does, apart from how it is asked.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::clock::{self, Clock};

/// Input or output of an operation by the model's member names: blobs in base64, timestamps as seconds since 1970.
pub type Object = Map<String, Value>;

/// Who calls, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The account's number, of twelve digits.
    pub account: String,
    /// Who calls, as an ARN.
    pub arn: String,
    /// The region of the ARNs that are made.
    pub region: String,
}

/// An error of the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceError {
    /// The name of its shape.
    pub shape: &'static str,
    /// What is wrong.
    pub message: String,
    /// Its member `code`.
    pub code: Option<String>,
}

/// What a fake Signer is made of.
#[derive(Clone)]
pub struct Options {
    /// Tells the time.
    pub clock: Clock,
    /// The folder that stands for S3; `None`: jobs find no object.
    pub objects: Option<PathBuf>,
    /// The file that the state survives in; `None`: it is gone with the process.
    pub state: Option<PathBuf>,
    /// How long a job is in progress.
    pub job_duration: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { clock: clock::system(), objects: None, state: None, job_duration: Duration::ZERO }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut options = f.debug_struct("Options");
        options.field("objects", &self.objects).field("state", &self.state).field("job_duration", &self.job_duration);
        options.finish_non_exhaustive()
    }
}

/// Why a Signer could not be made, or its state not be kept: what, where and the remedy, in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupError(pub String);

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SetupError {}

/// The service.
#[derive(Debug)]
pub struct Signer {}

impl Signer {
    /// A service in the state that `options` name.
    ///
    /// # Errors
    ///
    /// A folder or file that cannot be used.
    pub fn new(_options: Options) -> Result<Self, SetupError> {
        Ok(Self {})
    }

    /// Does an operation. The input has been checked against the model.
    ///
    /// # Errors
    ///
    /// One of the operation's errors.
    pub fn call(&self, operation: &str, _input: &Object, _caller: &Caller) -> Result<Object, ServiceError> {
        let message = format!("{operation} is not there yet");
        Err(ServiceError { shape: "InternalServiceErrorException", message, code: None })
    }

    /// Writes the state to its file, if there is one. The server calls it when it stops.
    ///
    /// # Errors
    ///
    /// A file that cannot be written.
    pub fn save(&self) -> Result<(), SetupError> {
        Ok(())
    }
}
