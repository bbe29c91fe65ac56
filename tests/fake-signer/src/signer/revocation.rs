//! Signatures that are no longer to be trusted.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::arns::Resource;
use super::permissions::Action;
use super::records::{Job, JobRevocation, Profile, ProfileRevocation, Record, Status};
use super::store::Store;
use super::time::Timestamp;
use super::{Call, Object, ServiceError, arns, parse, platforms, required};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RevokeSigningProfile {
    profile_name: String,
    profile_version: String,
    reason: String,
    effective_time: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GetRevocationStatus {
    signature_timestamp: f64,
    platform_id: String,
    profile_version_arn: String,
    job_arn: String,
}

impl Call<'_> {
    /// Revokes a profile from a moment on: one that has passed, and which a repetition can only make earlier.
    pub(super) fn revoke_signing_profile(&self, input: &Object) -> Result<Value, ServiceError> {
        let request: RevokeSigningProfile = parse(input)?;
        let name = &request.profile_name;
        let mut store = self.signer.write();
        let profile = store.profile(&self.place(), name).ok_or_else(|| ServiceError::no_profile(name))?;
        if profile.version != request.profile_version {
            let message = format!("profile with name {name} has no version {}", request.profile_version);
            return Err(ServiceError::not_found("ProfileVersionNotFound", message));
        }
        check_revocable(&profile.platform_id)?;
        let effective_from = Timestamp::from_seconds(request.effective_time);
        // What was sent is rounded to the millisecond, where the time here is cut to it.
        if effective_from > self.now.plus(Duration::from_millis(1)) {
            return Err(ServiceError::validation("The effective time of a revocation cannot be in the future."));
        }
        if profile.revocation.as_ref().is_some_and(|earlier| effective_from > earlier.effective_from) {
            let message = "The effective time of a revocation cannot be changed to a later one.";
            return Err(ServiceError::validation(message));
        }
        let revocation = ProfileRevocation {
            effective_from,
            revoked_at: self.now,
            revoked_by: self.caller.arn.clone(),
            reason: request.reason,
        };
        let revoked = Profile { revocation: Some(revocation), ..profile.clone() };
        store.commit(Record::Profile(Box::new(revoked)))?;
        Ok(json!({}))
    }

    /// Revokes a job's signature; again is no error and changes nothing.
    pub(super) fn revoke_signature(&self, input: &Object) -> Result<Value, ServiceError> {
        let id = required(input, "jobId")?;
        let mut store = self.signer.write();
        let job = self.revocable_job(&store, id, input.get("jobOwner").and_then(Value::as_str))?;
        check_revocable(&job.platform_id)?;
        if job.status(self.now) != Status::Succeeded {
            let status = job.status(self.now).name();
            let message = format!("Signing job {id} has no signature to revoke. Its status is {status}.");
            return Err(ServiceError::validation(message));
        }
        if job.revocation.is_none() {
            let mut revoked = job.clone();
            let reason = required(input, "reason")?.to_owned();
            let revoked_by = self.caller.arn.clone();
            revoked.revocation = Some(JobRevocation { reason, revoked_at: self.now, revoked_by });
            store.commit(Record::Job(Box::new(revoked)))?;
        }
        Ok(json!({}))
    }

    /// A job of the caller's, or of another account whose profile permits to revoke.
    fn revocable_job<'s>(&self, store: &'s Store, id: &str, owner: Option<&str>) -> Result<&'s Job, ServiceError> {
        let owner = owner.unwrap_or(&self.caller.account);
        let place = self.place_of(owner);
        let job = store.job(id).filter(|job| job.place == place);
        if owner == self.caller.account {
            return job.ok_or_else(|| ServiceError::no_job(id));
        }
        let permitted = job.filter(|job| {
            let profile = store.profile(&place, &job.profile_name);
            profile.is_some_and(|profile| Action::RevokeSignature.is_permitted(profile, self.caller))
        });
        let denied =
            || ServiceError::access_denied(&self.caller.arn, Action::RevokeSignature.name(), &arns::job(&place, id));
        permitted.ok_or_else(denied)
    }

    /// Which of profile version, job and certificates are revoked, wherever they are. No certificate ever is.
    pub(super) fn get_revocation_status(&self, input: &Object) -> Result<Value, ServiceError> {
        let request: GetRevocationStatus = parse(input)?;
        if platforms::find(&request.platform_id).is_none() {
            let message = format!("Signing platform {} not found.", request.platform_id);
            return Err(ServiceError::validation(message));
        }
        let invalid = |arn: &str, what: &str| ServiceError::validation(format!("{arn} is not the ARN of {what}."));
        let Some((profile_place, Resource::ProfileVersion(name, version))) = arns::parse(&request.profile_version_arn)
        else {
            return Err(invalid(&request.profile_version_arn, "a signing profile's version"));
        };
        let Some((job_place, Resource::Job(id))) = arns::parse(&request.job_arn) else {
            return Err(invalid(&request.job_arn, "a signing job"));
        };
        let signed_at = Timestamp::from_seconds(request.signature_timestamp);
        let store = self.signer.read();
        let profile = store.profile(&profile_place, &name).filter(|profile| profile.version == version);
        let revocation = profile.and_then(|profile| profile.revocation.as_ref());
        let job = store.job(&id).filter(|job| job.place == job_place);
        let mut revoked = Vec::new();
        if revocation.is_some_and(|revocation| revocation.effective_from <= signed_at) {
            revoked.push(request.profile_version_arn);
        }
        if job.is_some_and(|job| job.revocation.is_some()) {
            revoked.push(request.job_arn);
        }
        Ok(json!({ "revokedEntities": revoked }))
    }
}

fn check_revocable(platform: &str) -> Result<(), ServiceError> {
    if platforms::find(platform).is_some_and(|platform| platform.revocable) {
        return Ok(());
    }
    Err(ServiceError::validation(format!("Signing platform {platform} does not support revocation.")))
}
