//! What Signer does, apart from how it is asked.
//!
//! By the API's reference and by what the service is known to answer: the platforms; states, names and versions of
//! profiles; the key of a signed object (`prefix`, the job's id, and `.zip` for a deployment package); a token that answers
//! what it answered first; revocation from a moment in the past that a repetition can only make earlier; the tagging of
//! canceled profiles refused; permissions by revision, which also hold for callers of other accounts.
//!
//! Decided here, where neither says anything:
//! - A name stays taken when its profile is canceled or revoked. To cancel or revoke again is no error.
//! - A bucket that is not there is an error at once; an object or version that is not there is a job that fails.
//! - The signature is made when the job starts, and told when the time is over that jobs take ([`Options::job_duration`]).
//! - A policy has 20 KB at most; a profile without permissions lists none.
//! - Of the Notation platform, partner, target and size are not public: those listed are made up.
//!
//! Not like the service: signatures come from an authority of the server's own, whatever `signingMaterial` names, and with
//! ECDSA also where RSA or SHA-1 is asked for ([`crate::signatures`]); what Signer deletes after years stays; a caller may do
//! anything in its own account.

pub(crate) mod arns;
mod errors;
pub(crate) mod ids;
mod jobs;
mod pages;
mod payloads;
mod permissions;
mod platforms;
mod profiles;
pub(crate) mod records;
mod revocation;
mod store;
mod tags;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod time;

use std::fmt;
use std::path::PathBuf;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::clock::{self, Clock};
use crate::objects::{self, Objects};
use crate::signatures::{Authority, Identity};
use crate::state::Journal;
use pages::Pages;
use records::Place;
use store::Store;
use time::Timestamp;

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

/// The file in the folder of objects that says whom to trust.
const CERTIFICATE: &str = "certificate.pem";

/// The service.
#[derive(Debug)]
pub struct Signer {
    options: Options,
    objects: Option<Objects>,
    authority: Authority,
    store: RwLock<Store>,
}

impl Signer {
    /// A service in the state that `options` name. With a folder of objects, the certificate to trust is written to
    /// `certificate.pem` in it.
    ///
    /// # Errors
    ///
    /// A folder or file that cannot be used.
    pub fn new(options: Options) -> Result<Self, SetupError> {
        let objects = options.objects.as_deref().map(Objects::open).transpose()?;
        let (identity, store) = match &options.state {
            None => (Identity::generate()?, Store::default()),
            Some(path) => {
                let (journal, loaded) = Journal::open(path, Identity::generate)?;
                (loaded.identity.clone(), Store::of_file(journal, loaded)?)
            }
        };
        let authority = Authority::new(&identity)?;
        if let Some(objects) = &objects {
            let path = objects.root().join(CERTIFICATE);
            let written = objects::replace(&path, authority.root_pem().as_bytes());
            written.map_err(|error| SetupError(format!("{} cannot be written: {error}", path.display())))?;
        }
        Ok(Self { options, objects, authority, store: RwLock::new(store) })
    }

    /// Does an operation. The input has been checked against the model.
    ///
    /// # Errors
    ///
    /// One of the operation's errors.
    pub fn call(&self, operation: &str, input: &Object, caller: &Caller) -> Result<Object, ServiceError> {
        let call = Call { signer: self, caller, now: Timestamp::from_system((self.options.clock)()) };
        let output = match operation {
            "AddProfilePermission" => call.add_profile_permission(input),
            "CancelSigningProfile" => call.cancel_signing_profile(input),
            "DescribeSigningJob" => call.describe_signing_job(input),
            "GetRevocationStatus" => call.get_revocation_status(input),
            "GetSigningPlatform" => call.get_signing_platform(input),
            "GetSigningProfile" => call.get_signing_profile(input),
            "ListProfilePermissions" => call.list_profile_permissions(input),
            "ListSigningJobs" => call.list_signing_jobs(input),
            "ListSigningPlatforms" => call.list_signing_platforms(input),
            "ListSigningProfiles" => call.list_signing_profiles(input),
            "ListTagsForResource" => call.list_tags_for_resource(input),
            "PutSigningProfile" => call.put_signing_profile(input),
            "RemoveProfilePermission" => call.remove_profile_permission(input),
            "RevokeSignature" => call.revoke_signature(input),
            "RevokeSigningProfile" => call.revoke_signing_profile(input),
            "SignPayload" => call.sign_payload(input),
            "StartSigningJob" => call.start_signing_job(input),
            "TagResource" => call.tag_resource(input),
            "UntagResource" => call.untag_resource(input),
            _ => Err(ServiceError::internal(format!("There is no operation {operation}."))),
        }?;
        Ok(match without_nulls(output) {
            Value::Object(output) => output,
            _ => Object::new(),
        })
    }

    /// The certificate of the authority that all signatures come from, in PEM, for
    /// [`verify_object`](crate::signatures::verify_object) and [`verify_envelope`](crate::signatures::verify_envelope).
    #[must_use]
    pub fn certificate_pem(&self) -> String {
        self.authority.root_pem()
    }

    /// Brings the state's file to the disk, if there is one. The server calls it when it stops.
    ///
    /// # Errors
    ///
    /// A file that cannot be written.
    pub fn save(&self) -> Result<(), SetupError> {
        self.read().sync()
    }

    fn read(&self) -> RwLockReadGuard<'_, Store> {
        self.store.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Store> {
        self.store.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One call: the operations are its methods, each in the file of what it is about.
struct Call<'a> {
    signer: &'a Signer,
    caller: &'a Caller,
    now: Timestamp,
}

impl Call<'_> {
    /// Where the caller is.
    fn place(&self) -> Place {
        self.place_of(&self.caller.account)
    }

    /// Where another account's profiles and jobs are: no call goes to another region.
    fn place_of(&self, account: &str) -> Place {
        Place { account: account.to_owned(), region: self.caller.region.clone() }
    }

    fn pages(&self, operation: &str, input: &Object) -> Result<Pages<'_>, ServiceError> {
        Pages::of(self.signer.authority.secret(), operation, input, self.caller)
    }
}

/// An input in its own type.
fn parse<T: DeserializeOwned>(input: &Object) -> Result<T, ServiceError> {
    T::deserialize(input).map_err(|error| ServiceError::internal(format!("An input that is not the model's: {error}.")))
}

/// A member that the model requires, which was checked before.
fn required<'a>(input: &'a Object, name: &str) -> Result<&'a str, ServiceError> {
    let missing = || ServiceError::internal(format!("An input without {name}."));
    input.get(name).and_then(Value::as_str).ok_or_else(missing)
}

/// Members without a value are not written.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let present = members.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(present.map(|(name, value)| (name, without_nulls(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}
