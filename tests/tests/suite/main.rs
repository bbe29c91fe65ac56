//! Every operation through the generated client, against any server that speaks Signer's API.
//!
//! `cargo test -p tinsmith-tests --test suite` starts the fake Signer and uses all operations. Variables choose another server:
//!
//! | variable | meaning |
//! |---|---|
//! | `TINSMITH_SUITE_ENDPOINT_URL` | where it is, such as `http://127.0.0.1:5000` |
//! | `TINSMITH_SUITE_OPERATIONS` | the operations that it has, separated by commas; unset: all |
//! | `TINSMITH_SUITE_OBJECTS` | the folder that stands for its buckets, for operations that sign objects |
//!
//! What is asserted holds for every such server. An operation that is named and does not work is a failure; the suite
//! fails, too, when it did not call an operation that is named.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod jobs;
mod load;
mod payloads;
mod permissions;
mod platforms;
mod profiles;
mod revocation;
mod tags;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tinsmith_fake_signer::FakeSigner;
use tinsmith_fake_signer::signer::Options;
use tinsmith_signer::config::http::{HttpResponse, TransportError};
use tinsmith_signer::config::{Attempt, Credentials, Hook, Region};
use tinsmith_signer::{Client, Config};

const OPERATIONS: [&str; 19] = [
    "AddProfilePermission",
    "CancelSigningProfile",
    "DescribeSigningJob",
    "GetRevocationStatus",
    "GetSigningPlatform",
    "GetSigningProfile",
    "ListProfilePermissions",
    "ListSigningJobs",
    "ListSigningPlatforms",
    "ListSigningProfiles",
    "ListTagsForResource",
    "PutSigningProfile",
    "RemoveProfilePermission",
    "RevokeSignature",
    "RevokeSigningProfile",
    "SignPayload",
    "StartSigningJob",
    "TagResource",
    "UntagResource",
];

/// A platform that signs objects, and one that signs payloads.
const LAMBDA: &str = "AWSLambda-SHA384-ECDSA";
const NOTATION: &str = "Notation-OCI-SHA384-ECDSA";

const REGION: &str = "eu-west-1";

/// The server that is tried.
struct Target {
    client: Client,
    operations: BTreeSet<String>,
    /// The operations that it has answered successfully.
    succeeded: Succeeded,
    /// The folder that stands for its buckets.
    objects: Option<PathBuf>,
}

impl Target {
    fn new(endpoint_url: &str, operations: BTreeSet<String>, objects: Option<PathBuf>) -> Self {
        let succeeded = Succeeded::default();
        let config = settings(endpoint_url).hook(succeeded.clone()).build();
        Self { client: Client::from_conf(config), operations, succeeded, objects }
    }

    fn has(&self, operations: &[&str]) -> bool {
        operations.iter().all(|operation| self.operations.contains(*operation))
    }

    /// A name for a profile that nobody used before.
    fn unused_name(&self, what: &str) -> String {
        let now = now().duration_since(UNIX_EPOCH).unwrap();
        format!("suite_{what}_{}", now.as_nanos())
    }

    /// A profile of its own for a scenario.
    async fn profile(&self, what: &str, platform: &str) -> String {
        let name = self.unused_name(what);
        self.client.put_signing_profile().profile_name(&name).platform_id(platform).send().await.unwrap();
        name
    }

    /// The buckets' folder.
    fn objects(&self) -> &Path {
        self.objects.as_deref().expect("set TINSMITH_SUITE_OBJECTS to the folder that stands for the server's buckets")
    }
}

/// What every client of a server on this machine has in common.
fn settings(endpoint_url: &str) -> tinsmith_signer::config::Builder {
    Config::builder().region(Region::new(REGION)).endpoint_url(endpoint_url).credentials_provider(Credentials::new(
        "AKIDEXAMPLE",
        "an-example-of-a-key",
        None,
        None,
        "suite",
    ))
}

/// Takes down which operations were answered successfully.
#[derive(Clone, Debug, Default)]
struct Succeeded(Arc<Mutex<BTreeSet<String>>>);

impl Hook for Succeeded {
    fn after_attempt(&self, outcome: Result<&HttpResponse, &TransportError>, attempt: &Attempt) {
        if outcome.is_ok_and(|response| response.status().is_success()) {
            self.0.lock().unwrap().insert(attempt.operation().to_owned());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_works() {
    let variable = |name: &str| read(&format!("TINSMITH_SUITE_{name}"));
    let operations = match variable("OPERATIONS") {
        Some(names) => names.split(',').map(|name| name.trim().to_owned()).collect(),
        None => OPERATIONS.map(str::to_owned).into(),
    };
    match variable("ENDPOINT_URL") {
        Some(url) => run(Target::new(&url, operations, variable("OBJECTS").map(PathBuf::from))).await,
        None => {
            let objects = folder("suite");
            let server = fake(&objects).await;
            run(Target::new(&server.url(), operations, Some(objects))).await;
        }
    }
}

async fn run(target: Target) {
    let unknown: Vec<_> = target.operations.iter().filter(|name| !OPERATIONS.contains(&name.as_str())).collect();
    assert!(unknown.is_empty(), "TINSMITH_SUITE_OPERATIONS names what Signer does not have: {unknown:?}");
    platforms::run(&target).await;
    profiles::run(&target).await;
    tags::run(&target).await;
    permissions::run(&target).await;
    jobs::run(&target).await;
    payloads::run(&target).await;
    revocation::run(&target).await;
    let succeeded = target.succeeded.0.lock().unwrap().clone();
    let missing: Vec<_> = target.operations.difference(&succeeded).collect();
    assert!(missing.is_empty(), "never answered successfully: {missing:?}");
    let (count, endpoint) = (target.operations.len(), target.client.config().endpoint_url());
    tinsmith_tests::say(&format!("{count} operations work on {}", endpoint.unwrap_or_default()));
}

/// A fake Signer whose buckets are in this folder.
async fn fake(objects: &Path) -> FakeSigner {
    let job_duration = Duration::from_millis(20);
    let options = Options { objects: Some(objects.to_owned()), job_duration, ..Options::default() };
    FakeSigner::builder().options(options).start().await.unwrap()
}

/// An empty folder of the test's own.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("suite").join(test);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A server's time is the real one.
#[allow(clippy::disallowed_methods, reason = "nothing here is the runtime's business")]
fn now() -> SystemTime {
    SystemTime::now()
}

#[allow(clippy::disallowed_methods, reason = "which server is tried is not the runtime's business")]
fn read(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.is_empty())
}
