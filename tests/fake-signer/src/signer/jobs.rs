//! Signing jobs: objects of a folder, signed.

use serde::Deserialize;
use serde_json::{Value, json};

use super::permissions::Action;
use super::platforms::{self, Platform};
use super::profiles::active;
use super::records::{Job, Outcome, Profile, Record, SignedObject, Source, Status};
use super::time::Timestamp;
use super::{Call, Object, ServiceError, SetupError, ids, parse, required};
use crate::objects::{ObjectError, Objects};
use crate::signatures::archive::Archive;

/// Why there is no signature.
enum Unsigned {
    Already,
    Failed(SetupError),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StartSigningJob {
    source: InSource,
    destination: InDestination,
    profile_name: String,
    profile_owner: Option<String>,
    client_request_token: String,
}

#[derive(Deserialize)]
struct InSource {
    s3: Option<Source>,
}

#[derive(Deserialize)]
struct InDestination {
    s3: Option<Destination>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Destination {
    bucket_name: Option<String>,
    #[serde(default)]
    prefix: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListSigningJobs {
    status: Option<String>,
    platform_id: Option<String>,
    requested_by: Option<String>,
    job_invoker: Option<String>,
    #[serde(default)]
    is_revoked: bool,
    signature_expires_before: Option<f64>,
    signature_expires_after: Option<f64>,
}

impl Call<'_> {
    /// Starts a job. What comes of it is made at once, and told when the time is over that jobs take.
    pub(super) fn start_signing_job(&self, input: &Object) -> Result<Value, ServiceError> {
        let request: StartSigningJob = parse(input)?;
        let (job, platform) = {
            let mut store = self.signer.write();
            if let Some(job) = store.job_of_token(&self.place(), &request.client_request_token) {
                return Ok(started(job));
            }
            let owner = request.profile_owner.as_deref();
            let profile = self.profile(&store, owner, &request.profile_name, Action::StartSigningJob)?;
            let platform = active(profile)?;
            if platform.id == platforms::NOTATION {
                let message = format!("StartSigningJob is not supported by platform {}; SignPayload is.", platform.id);
                return Err(ServiceError::job_parameters(message));
            }
            let (source, bucket, prefix) = places(request.source, request.destination)?;
            self.check_places(&source, &bucket, &prefix)?;
            let mut job = self.new_job(profile)?;
            let extension = extension(platform, &source.key);
            let key = format!("{prefix}{}{extension}", job.id);
            job.signed_object = Some(SignedObject { bucket_name: bucket, key });
            job.source = Some(source);
            job.number = store.next_number();
            job.token = Some(request.client_request_token);
            job.completes_at = self.now.plus(self.signer.options.job_duration);
            store.commit(Record::Job(Box::new(job.clone())))?;
            (job, platform)
        };
        // Others go on meanwhile.
        let outcome = match self.sign_object(&job, platform) {
            Ok(()) => Outcome::Succeeded,
            Err(reason) => Outcome::Failed(reason),
        };
        let output = started(&job);
        let done = Job { outcome: Some(outcome), ..job };
        self.signer.write().commit(Record::Job(Box::new(done)))?;
        Ok(output)
    }

    /// A job of a profile, with nothing to sign yet.
    pub(super) fn new_job(&self, profile: &Profile) -> Result<Job, ServiceError> {
        Ok(Job {
            id: ids::uuid()?,
            number: 0,
            place: profile.place.clone(),
            invoker: self.caller.account.clone(),
            requested_by: self.caller.arn.clone(),
            token: None,
            profile_name: profile.name.clone(),
            profile_version: profile.version.clone(),
            platform_id: profile.platform_id.clone(),
            overrides: profile.overrides.clone(),
            signing_material: profile.signing_material.clone(),
            signing_parameters: profile.signing_parameters.clone(),
            source: None,
            signed_object: None,
            created_at: self.now,
            completes_at: self.now,
            expires_at: self.now.after(&profile.validity),
            outcome: None,
            revocation: None,
        })
    }

    /// What can be seen to be wrong before a job is made.
    fn check_places(&self, source: &Source, bucket: &str, prefix: &str) -> Result<(), ServiceError> {
        let objects = self.signer.objects.as_ref();
        for bucket in [&source.bucket_name, bucket] {
            if !objects.is_some_and(|objects| objects.has_bucket(bucket)) {
                let where_ = match objects {
                    Some(objects) => format!("{} has no folder of that name", objects.root().display()),
                    None => "this server was started without a folder of objects (--objects DIR)".to_owned(),
                };
                return Err(ServiceError::job_parameters(format!("The bucket {bucket} does not exist: {where_}.")));
            }
        }
        for key in [&source.key, &format!("{prefix}x")] {
            let named = |why| ServiceError::job_parameters(format!("The key is not allowed: {why}."));
            Objects::check_key(key).map_err(named)?;
        }
        Ok(())
    }

    /// Reads, signs and writes; or says why not.
    fn sign_object(&self, job: &Job, platform: &Platform) -> Result<(), String> {
        let (Some(objects), Some(source), Some(signed)) = (&self.signer.objects, &job.source, &job.signed_object)
        else {
            return Err("There is nothing to sign.".to_owned());
        };
        let name = format!("{}/{}, version {}", source.bucket_name, source.key, source.version);
        let most = platform.max_size_in_mb * 1024 * 1024;
        let read = objects.read(&source.bucket_name, &source.key, &source.version, most);
        let payload = read.map_err(|error| match error {
            ObjectError::NotFound => format!("The source object {name}, was not found."),
            ObjectError::TooLarge(size) => {
                let most = platform.max_size_in_mb;
                format!("The source object {name}, has {size} bytes; {} takes {most} MB at most.", platform.id)
            }
            error => format!("The source object {name}, cannot be read: {error}."),
        })?;
        if payload.is_empty() {
            return Err(format!("The source object {name}, is empty."));
        }
        let bytes = self.signed_bytes(job, platform, source, &payload).map_err(|why| match why {
            Unsigned::Already => format!("The source object {name}, already has a signature."),
            Unsigned::Failed(error) => error.to_string(),
        })?;
        let written = objects.write(&signed.bucket_name, &signed.key, &bytes);
        written.map_err(|error| {
            format!("The signed object {}/{} cannot be written: {error}.", signed.bucket_name, signed.key)
        })
    }

    /// The signed object: a document in the format of the platform, which goes into a deployment package of Lambda.
    fn signed_bytes(
        &self,
        job: &Job,
        platform: &Platform,
        source: &Source,
        payload: &[u8],
    ) -> Result<Vec<u8>, Unsigned> {
        let overrides = job.overrides.as_ref();
        let format = overrides.and_then(|overrides| overrides.signing_image_format.as_deref());
        let format = format.or(platform.formats.first().copied());
        let location = (format == Some("JSONDetached")).then(|| json!({ "s3": source }));
        let archive = (platform.id == platforms::LAMBDA).then(|| Archive::of(payload)).flatten();
        if archive.is_some_and(|archive| archive.is_signed()) {
            return Err(Unsigned::Already);
        }
        let hash = platform.hashes.first().copied().unwrap_or_default();
        let document = self.signer.authority.sign_object(payload, hash, location).map_err(Unsigned::Failed)?;
        Ok(archive.and_then(|archive| archive.with(&document)).unwrap_or(document))
    }

    pub(super) fn describe_signing_job(&self, input: &Object) -> Result<Value, ServiceError> {
        let id = required(input, "jobId")?;
        let store = self.signer.read();
        let account = &self.caller.account;
        let job = store.job(id).filter(|job| job.place.region == self.caller.region);
        let job = job.filter(|job| [&job.place.account, &job.invoker].contains(&account));
        let job = job.ok_or_else(|| ServiceError::no_job(id))?;
        let status = job.status(self.now);
        let mut output = summary(job, status);
        let more = json!({
            "completedAt": (status != Status::InProgress).then(|| job.completes_at.seconds()),
            "overrides": job.overrides,
            "signingParameters": job.signing_parameters,
            "requestedBy": job.requested_by,
            "statusReason": status.reason(),
            "revocationRecord": job.revocation.as_ref().map(|revocation| json!({
                "reason": revocation.reason,
                "revokedAt": revocation.revoked_at.seconds(),
                "revokedBy": revocation.revoked_by,
            })),
        });
        if let (Value::Object(output), Value::Object(more)) = (&mut output, more) {
            output.remove("isRevoked");
            output.extend(more);
        }
        Ok(output)
    }

    /// The jobs that the account owns or has asked for, newest first.
    pub(super) fn list_signing_jobs(&self, input: &Object) -> Result<Value, ServiceError> {
        let request: ListSigningJobs = parse(input)?;
        let pages = self.pages("ListSigningJobs", input)?;
        let store = self.signer.read();
        // Jobs that came since do not shift the pages: a job's place is its number.
        let older = pages.after.as_deref().map_or(u64::MAX, |last| last.parse().unwrap_or(0));
        let region = store.region(&self.place());
        let rest = region.into_iter().flat_map(|region| region.jobs.range(..older).rev());
        let matching = rest.filter_map(|(number, id)| {
            let job = store.job(id)?;
            let status = job.status(self.now);
            request.wants(job, status).then(|| (number.to_string(), summary(job, status)))
        });
        let (jobs, next) = pages.take(matching);
        Ok(json!({ "jobs": jobs, "nextToken": next }))
    }
}

impl ListSigningJobs {
    fn wants(&self, job: &Job, status: Status<'_>) -> bool {
        let is = |wanted: &Option<String>, value: &str| wanted.as_ref().is_none_or(|wanted| wanted == value);
        let expires = |wanted: Option<f64>, check: fn(&Timestamp, &Timestamp) -> bool| {
            wanted.is_none_or(|wanted| {
                expiry(job, status).is_some_and(|expiry| check(&expiry, &Timestamp::from_seconds(wanted)))
            })
        };
        is(&self.status, status.name())
            && is(&self.platform_id, &job.platform_id)
            && is(&self.requested_by, &job.requested_by)
            && is(&self.job_invoker, &job.invoker)
            && (!self.is_revoked || job.revocation.is_some())
            && expires(self.signature_expires_before, Timestamp::lt)
            && expires(self.signature_expires_after, Timestamp::gt)
    }
}

/// The job's places, all of which a job needs.
fn places(source: InSource, destination: InDestination) -> Result<(Source, String, String), ServiceError> {
    let empty = |what: &str| ServiceError::job_parameters(format!("StartSigningJobRequest:{what} should not be empty"));
    let source = source.s3.ok_or_else(|| empty("source:s3"))?;
    let destination = destination.s3.ok_or_else(|| empty("destination:s3"))?;
    let bucket = destination.bucket_name.ok_or_else(|| empty("destination:bucketName"))?;
    let members = [
        ("source:bucketName", &source.bucket_name),
        ("source:key", &source.key),
        ("source:version", &source.version),
        ("destination:bucketName", &bucket),
    ];
    if let Some((what, _)) = members.iter().find(|(_, value)| value.is_empty()) {
        return Err(empty(what));
    }
    Ok((source, bucket, destination.prefix))
}

/// What follows the job's id in the key of the signed object: `.zip` for a deployment package of Lambda, else nothing.
fn extension(platform: &Platform, key: &str) -> &'static str {
    if platform.id == platforms::LAMBDA && key.ends_with(".zip") { ".zip" } else { "" }
}

fn started(job: &Job) -> Value {
    json!({ "jobId": job.id, "jobOwner": job.place.account })
}

/// When the signature ends: one that was not made has no end.
fn expiry(job: &Job, status: Status<'_>) -> Option<Timestamp> {
    (!matches!(status, Status::Failed(_))).then_some(job.expires_at)
}

/// A job as lists have it.
fn summary(job: &Job, status: Status<'_>) -> Value {
    let signed = job.signed_object.as_ref().filter(|_| status == Status::Succeeded);
    json!({
        "jobId": job.id,
        "source": job.source.as_ref().map(|source| json!({ "s3": source })),
        "signedObject": signed.map(|object| json!({ "s3": object })),
        "signingMaterial": job.signing_material,
        "createdAt": job.created_at.seconds(),
        "status": status.name(),
        "isRevoked": job.revocation.is_some(),
        "profileName": job.profile_name,
        "profileVersion": job.profile_version,
        "platformId": job.platform_id,
        "platformDisplayName": platforms::display_name(&job.platform_id),
        "signatureExpiresAt": expiry(job, status).map(Timestamp::seconds),
        "jobOwner": job.place.account,
        "jobInvoker": job.invoker,
    })
}
