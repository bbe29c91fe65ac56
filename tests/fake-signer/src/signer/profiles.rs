//! Signing profiles.

use std::collections::BTreeMap;
use std::ops::Bound;

use serde::Deserialize;
use serde_json::{Value, json};

use super::permissions::Action;
use super::platforms::{self, Platform};
use super::records::{Overrides, Place, Profile, Record};
use super::store::Store;
use super::time::Validity;
use super::{Call, Object, ServiceError, arns, ids, parse, required, tags};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PutSigningProfile {
    profile_name: String,
    platform_id: String,
    overrides: Option<Overrides>,
    signature_validity_period: Option<Validity>,
    signing_material: Option<Value>,
    signing_parameters: Option<Value>,
    #[serde(default)]
    tags: BTreeMap<String, String>,
}

impl Call<'_> {
    /// Makes a profile. A name is taken for good: also by a profile that was canceled or revoked.
    pub(super) fn put_signing_profile(&self, input: &Object) -> Result<Value, ServiceError> {
        let request: PutSigningProfile = parse(input)?;
        check(&request)?;
        let (place, name) = (self.place(), request.profile_name);
        let mut store = self.signer.write();
        if let Some(taken) = store.profile(&place, &name) {
            let status = taken.status();
            let message = format!("A signing profile with name {name} exists already. Its status is {status}.");
            return Err(ServiceError::validation(message));
        }
        let version = ids::profile_version()?;
        let output = json!({
            "arn": arns::profile(&place, &name),
            "profileVersion": version,
            "profileVersionArn": arns::profile_version(&place, &name, &version),
        });
        let profile = Profile {
            place,
            name,
            version,
            platform_id: request.platform_id,
            canceled: false,
            validity: request.signature_validity_period.unwrap_or(Validity::DEFAULT),
            overrides: request.overrides,
            signing_material: request.signing_material,
            signing_parameters: request.signing_parameters,
            tags: request.tags,
            permissions: BTreeMap::new(),
            revision_id: None,
            revocation: None,
        };
        store.commit(Record::Profile(Box::new(profile)))?;
        Ok(output)
    }

    pub(super) fn get_signing_profile(&self, input: &Object) -> Result<Value, ServiceError> {
        let store = self.signer.read();
        let owner = input.get("profileOwner").and_then(Value::as_str);
        let profile = self.profile(&store, owner, required(input, "profileName")?, Action::GetSigningProfile)?;
        let mut output = summary(profile);
        let more = json!({
            "overrides": profile.overrides,
            "statusReason": profile.revocation.as_ref().map(|revocation| &revocation.reason),
            "revocationRecord": profile.revocation.as_ref().map(|revocation| json!({
                "revocationEffectiveFrom": revocation.effective_from.seconds(),
                "revokedAt": revocation.revoked_at.seconds(),
                "revokedBy": revocation.revoked_by,
            })),
        });
        if let (Value::Object(output), Value::Object(more)) = (&mut output, more) {
            output.extend(more);
        }
        Ok(output)
    }

    pub(super) fn list_signing_profiles(&self, input: &Object) -> Result<Value, ServiceError> {
        let pages = self.pages("ListSigningProfiles", input)?;
        let mut statuses: Vec<&str> =
            input.get("statuses").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        if statuses.is_empty() {
            statuses.push("Active");
        }
        if input.get("includeCanceled").and_then(Value::as_bool) == Some(true) {
            statuses.push("Canceled");
        }
        let platform = input.get("platformId").and_then(Value::as_str);
        let after = pages.after.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let store = self.signer.read();
        let region = store.region(&self.place());
        let rest = region.into_iter().flat_map(|region| region.profiles.range::<str, _>((after, Bound::Unbounded)));
        let matching = rest.filter(|(_, profile)| {
            statuses.contains(&profile.status()) && platform.is_none_or(|id| id == profile.platform_id)
        });
        let (profiles, next) = pages.take(matching.map(|(name, profile)| (name.clone(), summary(profile))));
        Ok(json!({ "profiles": profiles, "nextToken": next }))
    }

    /// Cancels a profile; again is no error, so that a call can be repeated whose answer was lost.
    pub(super) fn cancel_signing_profile(&self, input: &Object) -> Result<Value, ServiceError> {
        let name = required(input, "profileName")?;
        let mut store = self.signer.write();
        let profile = store.profile(&self.place(), name).ok_or_else(|| ServiceError::no_profile(name))?;
        match profile.status() {
            "Active" => {
                let canceled = Profile { canceled: true, ..profile.clone() };
                store.commit(Record::Profile(Box::new(canceled)))?;
            }
            "Canceled" => {}
            _ => {
                let message = format!("active profile with name {name} does not exist: it is revoked");
                return Err(ServiceError::not_found("ProfileNotFound", message));
            }
        }
        Ok(json!({}))
    }

    /// A profile that the caller may do something with: its own, or another account's that permits it. What another
    /// account does not permit may as well not be there.
    pub(super) fn profile<'s>(
        &self,
        store: &'s Store,
        owner: Option<&str>,
        name: &str,
        action: Action,
    ) -> Result<&'s Profile, ServiceError> {
        let place = owner.map_or_else(|| self.place(), |owner| self.place_of(owner));
        let profile = store.profile(&place, name);
        if place.account == self.caller.account {
            return profile.ok_or_else(|| ServiceError::no_profile(name));
        }
        let permitted = profile.filter(|profile| action.is_permitted(profile, self.caller));
        permitted.ok_or_else(|| self.denied(action, &place, name))
    }

    pub(super) fn denied(&self, action: Action, place: &Place, name: &str) -> ServiceError {
        ServiceError::access_denied(&self.caller.arn, action.name(), &arns::profile(place, name))
    }
}

/// A profile that can sign.
pub(super) fn active(profile: &Profile) -> Result<&'static Platform, ServiceError> {
    let (name, status) = (&profile.name, profile.status());
    if status != "Active" {
        let message = format!("profile with name {name} is not Active. Its status is {status}.");
        return Err(ServiceError::job_parameters(message));
    }
    let unknown = || ServiceError::job_parameters(format!("profile with name {name} is of an unknown platform"));
    platforms::find(&profile.platform_id).ok_or_else(unknown)
}

/// Whether a profile can be made so.
fn check(request: &PutSigningProfile) -> Result<(), ServiceError> {
    let id = &request.platform_id;
    let missing = || ServiceError::not_found("PlatformNotFound", format!("Signing platform {id} not found."));
    let platform = platforms::find(id).ok_or_else(missing)?;
    if platform.needs_certificate && request.signing_material.is_none() {
        return Err(ServiceError::validation("signing material cannot be null."));
    }
    if request.signature_validity_period.as_ref().is_some_and(|period| !period.is_allowed()) {
        let message = "The signature validity period must be positive and no longer than 135 months.";
        return Err(ServiceError::validation(message));
    }
    if let Some(overrides) = &request.overrides {
        let configuration = overrides.signing_configuration.as_ref();
        let values = [
            ("encryption algorithm", configuration.and_then(|c| c.encryption_algorithm.as_ref()), platform.encryption),
            ("hash algorithm", configuration.and_then(|c| c.hash_algorithm.as_ref()), platform.hashes),
            ("signing image format", overrides.signing_image_format.as_ref(), platform.formats),
        ];
        for (what, value, allowed) in values {
            if let Some(value) = value.filter(|value| !allowed.contains(&value.as_str())) {
                let allowed = allowed.join(", ");
                let message = format!("The {what} {value} is not supported by platform {id}. Supported: {allowed}.");
                return Err(ServiceError::validation(message));
            }
        }
    }
    tags::check(&request.tags).map_err(ServiceError::validation)
}

/// A profile as lists have it.
fn summary(profile: &Profile) -> Value {
    json!({
        "profileName": profile.name,
        "profileVersion": profile.version,
        "profileVersionArn": arns::profile_version(&profile.place, &profile.name, &profile.version),
        "signingMaterial": profile.signing_material,
        "signatureValidityPeriod": profile.validity,
        "platformId": profile.platform_id,
        "platformDisplayName": platforms::display_name(&profile.platform_id),
        "signingParameters": profile.signing_parameters,
        "status": profile.status(),
        "arn": arns::profile(&profile.place, &profile.name),
        "tags": profile.tags,
    })
}
