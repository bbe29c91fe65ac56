//! For tests: a service with a clock to set, in a folder of its own.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;

use super::{Caller, Object, Options, ServiceError, Signer};

/// A folder that is deleted afterwards.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let path = std::env::temp_dir().join(format!("fake-signer-{}", super::ids::uuid().unwrap()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// 3 November 2026, in seconds.
pub(crate) const START: u64 = 1_793_700_000;
pub(crate) const ACCOUNT: &str = "123456789012";
pub(crate) const OTHER_ACCOUNT: &str = "210987654321";
pub(crate) const LAMBDA: &str = super::platforms::LAMBDA;
pub(crate) const NOTATION: &str = super::platforms::NOTATION;
pub(crate) const FREERTOS: &str = "AmazonFreeRTOS-Default";

/// A service with buckets `in`, which has `app.zip`, and `out`.
pub(crate) struct Fake {
    pub(crate) folder: Folder,
    pub(crate) signer: Signer,
    millis: Arc<AtomicU64>,
}

impl Fake {
    pub(crate) fn new() -> Self {
        Self::with(Folder::new(), |_| ())
    }

    pub(crate) fn with(folder: Folder, set: impl FnOnce(&mut Options)) -> Self {
        for bucket in ["s3/in", "s3/out"] {
            std::fs::create_dir_all(folder.path().join(bucket)).unwrap();
        }
        std::fs::write(folder.path().join("s3/in/app.zip"), "code").unwrap();
        let millis = Arc::new(AtomicU64::new(START * 1000));
        let clock = Arc::clone(&millis);
        let mut options = Options {
            clock: Arc::new(move || UNIX_EPOCH + Duration::from_millis(clock.load(Ordering::SeqCst))),
            objects: Some(folder.path().join("s3")),
            state: None,
            job_duration: Duration::ZERO,
        };
        set(&mut options);
        Self { signer: Signer::new(options).unwrap(), folder, millis }
    }

    pub(crate) fn advance(&self, duration: Duration) {
        self.millis.fetch_add(u64::try_from(duration.as_millis()).unwrap(), Ordering::SeqCst);
    }

    pub(crate) fn call(&self, operation: &str, input: Value) -> Result<Value, ServiceError> {
        self.call_as(&caller(ACCOUNT), operation, input)
    }

    pub(crate) fn call_as(&self, caller: &Caller, operation: &str, input: Value) -> Result<Value, ServiceError> {
        let Value::Object(input) = input else { panic!("an input is an object") };
        let result = self.signer.call(operation, &input, caller);
        if let Err(error) = &result {
            assert!(is_modelled(operation, error.shape), "{operation} has no {error:?}");
        }
        result.map(Value::Object)
    }

    pub(crate) fn ok(&self, operation: &str, input: Value) -> Value {
        self.call(operation, input).unwrap_or_else(|error| panic!("{operation}: {error:?}"))
    }

    /// The shape and the message of the error that a call has to end in.
    pub(crate) fn error(&self, operation: &str, input: Value) -> (&'static str, String) {
        match self.call(operation, input) {
            Ok(output) => panic!("{operation} answers {output}"),
            Err(error) => (error.shape, error.message),
        }
    }

    /// The profile's version.
    pub(crate) fn profile(&self, name: &str, platform: &str) -> String {
        let material = serde_json::json!({ "certificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1" });
        let input = serde_json::json!({ "profileName": name, "platformId": platform, "signingMaterial": material });
        self.ok("PutSigningProfile", input)["profileVersion"].as_str().unwrap().to_owned()
    }

    /// The id of a job for `in/app.zip`.
    pub(crate) fn job(&self, profile: &str, token: &str) -> String {
        self.ok("StartSigningJob", start(profile, token))["jobId"].as_str().unwrap().to_owned()
    }

    pub(crate) fn describe(&self, id: &str) -> Value {
        self.ok("DescribeSigningJob", serde_json::json!({ "jobId": id }))
    }
}

/// The service's model.
pub(crate) static MODEL: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../../model/signer-2017-08-25.json")).unwrap());

/// Whether the model gives the operation such an error. A token that is not a list's is
/// invalid there too, as it is with the other lists.
fn is_modelled(operation: &str, error: &str) -> bool {
    let errors = &MODEL["shapes"][format!("com.amazonaws.signer#{operation}")]["errors"];
    let names = errors.as_array().into_iter().flatten().filter_map(|target| target["target"].as_str());
    let mut names = names.filter_map(|name| name.split_once('#')).map(|(_, name)| name);
    names.any(|name| name == error) || (operation, error) == ("ListSigningProfiles", "ValidationException")
}

/// An input of `StartSigningJob`.
pub(crate) fn start(profile: &str, token: &str) -> Value {
    serde_json::json!({
        "source": { "s3": { "bucketName": "in", "key": "app.zip", "version": "null" } },
        "destination": { "s3": { "bucketName": "out", "prefix": "signed/" } },
        "profileName": profile,
        "clientRequestToken": token,
    })
}

pub(crate) fn caller(account: &str) -> Caller {
    let arn = format!("arn:aws:iam::{account}:user/tester");
    Caller { account: account.to_owned(), arn, region: "us-east-1".to_owned() }
}

pub(crate) fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        other => panic!("{other} is no object"),
    }
}
