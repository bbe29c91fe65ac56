//! A signing job from its start to its end.

use std::fmt;
use std::time::Duration;

use tinsmith_runtime::waiter::{FinalPoll, OperationFailed, Progress, WaiterError};

use crate::Client;
use crate::client::Waiters;
use crate::error::SdkError;
use crate::operation::describe_signing_job::{
    DescribeSigningJobError, DescribeSigningJobInput, DescribeSigningJobOutput,
};
use crate::operation::start_signing_job::{StartSigningJobError, StartSigningJobFluentBuilder};
use crate::types::{Destination, S3Destination, S3Source, SignedObject as SignedPlace, Source};

/// How long a job is waited for, unless it is told otherwise. Most take seconds.
const MAX_WAIT: Duration = Duration::from_secs(15 * 60);

/// The waits between two questions, unless they are told otherwise. The waiter of the model, from 20 s on, would make most
/// callers wait for a job that has long ended.
const MIN_DELAY: Duration = Duration::from_secs(2);
const MAX_DELAY: Duration = Duration::from_secs(20);

/// Signs an object in Amazon S3 with a profile: starts the job, waits for it, and says where the signed object lies.
///
/// `source` is one version of an object in a bucket with versions; `destination` a bucket in the same region, with a prefix for
/// the name of the signed object if there is to be one. Nothing is sent before [`send`](SignObject::send).
///
/// ```no_run
/// use tinsmith_signer::signing::sign_object;
/// use tinsmith_signer::types::{S3Destination, S3Source};
///
/// # async fn example(client: &tinsmith_signer::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let source = S3Source::new("my-bucket", "app.zip", "a-version");
/// let destination = S3Destination::builder().bucket_name("signed").prefix("releases/").build();
/// let signed = sign_object(client, "my_profile", source, destination).send().await?;
/// println!("s3://{}/{}", signed.bucket_name(), signed.key());
/// # Ok(())
/// # }
/// ```
pub fn sign_object(
    client: &Client,
    profile_name: impl Into<String>,
    source: S3Source,
    destination: S3Destination,
) -> SignObject {
    let start = client
        .start_signing_job()
        .profile_name(profile_name)
        .source(Source::builder().s3(source).build())
        .destination(Destination::builder().s3(destination).build());
    SignObject { client: client.clone(), job: NewJob(start), wait: Wait::default() }
}

/// Waits for a job that was started before, as [`sign_object`] does: what to go on with when that was interrupted.
pub fn wait_for_signed_object(client: &Client, job_id: impl Into<String>) -> SignObject<StartedJob> {
    SignObject { client: client.clone(), job: StartedJob(job_id.into()), wait: Wait::default() }
}

/// A call of [`sign_object`] or, with a [`StartedJob`], of [`wait_for_signed_object`], with settings.
#[derive(Debug)]
#[must_use = "nothing is sent before `send()`"]
pub struct SignObject<Job = NewJob> {
    client: Client,
    job: Job,
    wait: Wait,
}

/// A job that is yet to be started.
#[derive(Debug)]
pub struct NewJob(StartSigningJobFluentBuilder);

/// A job that was started before.
#[derive(Debug)]
pub struct StartedJob(String);

impl SignObject {
    /// The account that owns the profile, if it is another one.
    pub fn profile_owner(mut self, account_id: impl Into<String>) -> Self {
        self.job.0 = self.job.0.profile_owner(account_id);
        self
    }

    /// A token of the caller's own: with the same one, a second call finds the job of the first instead of starting another.
    pub fn client_request_token(mut self, token: impl Into<String>) -> Self {
        self.job.0 = self.job.0.client_request_token(token);
        self
    }

    /// Starts the job and waits for it. Dropped, it waits no longer; the job goes on.
    ///
    /// # Errors
    ///
    /// See the variants of [`SignObjectError`]. Once the job is started, each tells its ID.
    pub async fn send(self) -> Result<SignedObject, SignObjectError> {
        let started = self.job.0.send().await.map_err(SignObjectError::Start)?;
        self.wait.run(&self.client, started.job_id.unwrap_or_default()).await
    }
}

impl<Job> SignObject<Job> {
    /// How long to wait for the job at most: 15 minutes, unless it is set. The job goes on regardless.
    pub fn max_wait(mut self, max_wait: Duration) -> Self {
        self.wait.max_wait = max_wait;
        self
    }

    /// The shortest wait between two questions, 2 seconds unless it is set. Waits grow from it.
    pub fn min_delay(mut self, delay: Duration) -> Self {
        self.wait.min_delay = delay;
        self
    }

    /// The longest wait between two questions, 20 seconds unless it is set.
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.wait.max_delay = delay;
        self
    }

    /// Told after each question how it went.
    pub fn on_progress(mut self, told: impl FnMut(&JobProgress<'_>) + Send + 'static) -> Self {
        self.wait.on_progress = Some(Box::new(told));
        self
    }
}

impl SignObject<StartedJob> {
    /// Waits for the job. Dropped, it waits no longer; the job goes on.
    ///
    /// # Errors
    ///
    /// See the variants of [`SignObjectError`]; each tells the ID of the job.
    pub async fn send(self) -> Result<SignedObject, SignObjectError> {
        self.wait.run(&self.client, self.job.0).await
    }
}

/// What [`SignObject::on_progress`] is told: a question and its answer.
pub type JobProgress<'a> = Progress<'a, DescribeSigningJobInput>;

/// How a job is waited for.
struct Wait {
    max_wait: Duration,
    min_delay: Duration,
    max_delay: Duration,
    on_progress: Option<Box<OnProgress>>,
}

type OnProgress = dyn FnMut(&JobProgress<'_>) + Send;

impl fmt::Debug for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { max_wait, min_delay, max_delay, .. } = self;
        write!(f, "at most {max_wait:?}, asking every {min_delay:?} to {max_delay:?}")
    }
}

impl Default for Wait {
    fn default() -> Self {
        Self { max_wait: MAX_WAIT, min_delay: MIN_DELAY, max_delay: MAX_DELAY, on_progress: None }
    }
}

impl Wait {
    async fn run(self, client: &Client, job_id: String) -> Result<SignedObject, SignObjectError> {
        let wait = client.wait_until_successful_signing_job().job_id(&job_id).wait(self.max_wait);
        let wait = wait.min_delay(self.min_delay).max_delay(self.max_delay);
        let ended = match self.on_progress {
            Some(told) => wait.on_progress(told).await,
            None => wait.await,
        };
        let error = match ended.map(FinalPoll::into_result) {
            Ok(Ok(job)) => return SignedObject::of(job_id, job),
            Ok(Err(error)) => WaiterError::OperationFailed(OperationFailed::new(error)),
            Err(error) => error,
        };
        let failed = match &error {
            WaiterError::FailureState(failure) => failure.final_poll().result().ok(),
            _ => None,
        };
        if let Some(job) = failed {
            return Err(SignObjectError::Failed(with_id(job_id, job.clone())));
        }
        Err(SignObjectError::Wait { job_id, source: error })
    }
}

/// The job, of which errors tell the ID even if the answer does not.
fn with_id(job_id: String, mut job: DescribeSigningJobOutput) -> Box<DescribeSigningJobOutput> {
    job.job_id.get_or_insert(job_id);
    Box::new(job)
}

/// Where a signed object lies, and the job that made it.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedObject {
    bucket_name: String,
    key: String,
    job_id: String,
    job: DescribeSigningJobOutput,
}

impl SignedObject {
    fn of(job_id: String, job: DescribeSigningJobOutput) -> Result<Self, SignObjectError> {
        let place = job.signed_object().and_then(SignedPlace::s3);
        match place.map(|place| (place.bucket_name.clone(), place.key.clone())) {
            Some((Some(bucket_name), Some(key))) => Ok(Self { bucket_name, key, job_id, job }),
            _ => Err(SignObjectError::NoObject(with_id(job_id, job))),
        }
    }

    /// The bucket.
    #[must_use]
    pub fn bucket_name(&self) -> &str {
        &self.bucket_name
    }

    /// The object's key in the bucket.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The ID of the job.
    #[must_use]
    pub fn job_id(&self) -> &str {
        &self.job_id
    }

    /// All that AWS Signer says of the job: the version of the profile, until when the signature holds, ..
    #[must_use]
    pub fn job(&self) -> &DescribeSigningJobOutput {
        &self.job
    }
}

/// Why there is no signed object. Its text says everything in one line.
#[derive(Debug)]
#[non_exhaustive]
pub enum SignObjectError {
    /// The job could not be started.
    Start(SdkError<StartSigningJobError>),
    /// The job has failed: this is what it says of itself, the reason in `status_reason`.
    Failed(Box<DescribeSigningJobOutput>),
    /// It is not known how the job ended: time was up, or it could not be asked about.
    /// [`wait_for_signed_object`] takes its ID to go on.
    Wait {
        /// The job.
        job_id: String,
        /// Why the wait was over.
        source: WaiterError<DescribeSigningJobOutput, DescribeSigningJobError>,
    },
    /// The job has succeeded, but does not say where the signed object lies.
    NoObject(Box<DescribeSigningJobOutput>),
}

impl SignObjectError {
    /// The ID of the job, once there is one.
    #[must_use]
    pub fn job_id(&self) -> Option<&str> {
        match self {
            Self::Start(_) => None,
            Self::Wait { job_id, .. } => Some(job_id),
            Self::Failed(job) | Self::NoObject(job) => job.job_id(),
        }
    }
}

impl fmt::Display for SignObjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let job_id = self.job_id().unwrap_or("without an ID");
        match self {
            Self::Start(error) => error.fmt(f),
            Self::Failed(job) => {
                let reason = job.status_reason().unwrap_or("no reason is given");
                write!(f, "signing job {job_id} failed: {reason}")
            }
            Self::Wait { source, .. } => write!(f, "signing job {job_id}: {source}"),
            Self::NoObject(_) => write!(f, "signing job {job_id} succeeded, but does not say where its object lies"),
        }
    }
}

/// The text has it all already; see [`SdkError`].
impl std::error::Error for SignObjectError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Start(error) => Some(error),
            Self::Wait { source, .. } => Some(source),
            Self::Failed(_) | Self::NoObject(_) => None,
        }
    }
}

#[cfg(test)]
#[cfg(feature = "test-util")]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::operation::describe_signing_job::DescribeSigningJobOutputBuilder;
    use crate::operation::start_signing_job::StartSigningJobOutput;
    use crate::test_util::{StubResult, Stubs, block_on};
    use crate::types::error::{ResourceNotFoundException, ValidationException};
    use crate::types::{S3SignedObject, SigningStatus};

    type Answer = StubResult<DescribeSigningJobInput>;

    /// A service whose job is described so, by how often it was asked before.
    fn service(describe: fn(usize) -> Answer) -> Stubs {
        let asked = AtomicUsize::new(0);
        Stubs::new()
            .on_start_signing_job(|input| {
                assert_eq!(input.profile_name(), Some("my_profile"));
                assert_eq!(input.source().unwrap().s3().unwrap().key(), "app.zip");
                assert_eq!(input.destination().unwrap().s3().unwrap().prefix(), Some("signed-"));
                Ok(StartSigningJobOutput::builder().job_id("a-job").build())
            })
            .on_describe_signing_job(move |input| {
                assert_eq!(input.job_id(), Some("a-job"));
                describe(asked.fetch_add(1, Ordering::Relaxed))
            })
    }

    fn job(status: SigningStatus) -> DescribeSigningJobOutputBuilder {
        DescribeSigningJobOutput::builder().job_id("a-job").status(status)
    }

    /// The job has succeeded when it is asked for the third time.
    fn third_time(asked: usize) -> Answer {
        if asked < 2 {
            return Ok(job(SigningStatus::InProgress).build());
        }
        let place = S3SignedObject::builder().bucket_name("signed").key("signed-a-job.zip").build();
        Ok(job(SigningStatus::Succeeded).signed_object(SignedPlace::builder().s3(place).build()).build())
    }

    fn call(stubs: &Stubs) -> SignObject {
        let destination = S3Destination::builder().bucket_name("signed").prefix("signed-").build();
        sign_object(&stubs.client(), "my_profile", S3Source::new("bucket", "app.zip", "1"), destination)
    }

    #[test]
    fn a_job_is_started_and_waited_for() {
        let stubs = service(third_time);
        let told = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&told);
        let call = call(&stubs).on_progress(move |progress| seen.lock().unwrap().push(progress.number()));
        let signed = block_on(call.send()).unwrap();
        assert_eq!((signed.bucket_name(), signed.key(), signed.job_id()), ("signed", "signed-a-job.zip", "a-job"));
        assert_eq!(signed.job().status(), Some(&SigningStatus::Succeeded));
        assert_eq!(*told.lock().unwrap(), [1, 2, 3]);
        assert_eq!(stubs.calls().len(), 4);
    }

    #[test]
    fn a_job_that_fails_tells_why() {
        let failed = |_| {
            let job = DescribeSigningJobOutput::builder().status(SigningStatus::Failed);
            Ok(job.status_reason("no such version").build())
        };
        let error = block_on(call(&service(failed)).send()).unwrap_err();
        assert_eq!(error.to_string(), "signing job a-job failed: no such version");
        assert!(matches!(&error, SignObjectError::Failed(job) if job.status_reason() == Some("no such version")));
    }

    #[test]
    fn what_is_not_started_is_not_waited_for() {
        let refuse = |_: &_| Err(ValidationException::builder().message("no such bucket").build().into());
        let stubs = Stubs::new().on_start_signing_job(refuse);
        let error = block_on(call(&stubs).send()).unwrap_err();
        assert!(matches!(&error, SignObjectError::Start(_)), "{error}");
        assert_eq!((error.job_id(), stubs.calls()), (None, vec!["StartSigningJob"]));
        assert!(error.to_string().contains("no such bucket"), "{error}");
    }

    #[test]
    fn a_wait_that_is_over_can_be_taken_up() {
        let stubs = service(third_time);
        let error = block_on(call(&stubs).max_wait(Duration::ZERO).send()).unwrap_err();
        assert!(matches!(&error, SignObjectError::Wait { source: WaiterError::ExceededMaxWait(_), .. }), "{error}");
        assert!(error.to_string().starts_with("signing job a-job: "), "{error}");
        let job_id = error.job_id().unwrap();
        let signed = block_on(wait_for_signed_object(&stubs.client(), job_id).send()).unwrap();
        assert_eq!(signed.key(), "signed-a-job.zip");
    }

    #[test]
    fn a_job_that_is_gone_or_tells_no_place_is_an_error_with_its_id() {
        let gone = service(|_| Err(ResourceNotFoundException::builder().message("gone").build().into()));
        let error = block_on(call(&gone).send()).unwrap_err();
        assert!(matches!(&error, SignObjectError::Wait { source: WaiterError::FailureState(_), .. }), "{error}");
        assert_eq!(error.job_id(), Some("a-job"));
        let nowhere = service(|_| Ok(DescribeSigningJobOutput::builder().status(SigningStatus::Succeeded).build()));
        let error = block_on(call(&nowhere).send()).unwrap_err();
        assert_eq!(error.to_string(), "signing job a-job succeeded, but does not say where its object lies");
    }
}
