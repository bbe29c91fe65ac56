//! Tags of profiles.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::arns::Resource;
use super::records::{Profile, Record};
use super::store::Store;
use super::{Call, Object, ServiceError, arns, parse, required};

/// The most that a profile has.
const MOST: usize = 50;

#[derive(Deserialize)]
struct TagResource {
    tags: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UntagResource {
    tag_keys: Vec<String>,
}

impl Call<'_> {
    pub(super) fn list_tags_for_resource(&self, input: &Object) -> Result<Value, ServiceError> {
        let store = self.signer.read();
        let profile = self.tagged(&store, required(input, "resourceArn")?)?;
        Ok(json!({ "tags": profile.tags }))
    }

    pub(super) fn tag_resource(&self, input: &Object) -> Result<Value, ServiceError> {
        let request: TagResource = parse(input)?;
        self.change_tags(required(input, "resourceArn")?, |tags| {
            tags.extend(request.tags);
            check(tags).map_err(|message| ServiceError::bad_request("InvalidTag", message))
        })
    }

    pub(super) fn untag_resource(&self, input: &Object) -> Result<Value, ServiceError> {
        let request: UntagResource = parse(input)?;
        self.change_tags(required(input, "resourceArn")?, |tags| {
            tags.retain(|key, _| !request.tag_keys.contains(key));
            Ok(())
        })
    }

    fn change_tags(
        &self,
        arn: &str,
        change: impl FnOnce(&mut BTreeMap<String, String>) -> Result<(), ServiceError>,
    ) -> Result<Value, ServiceError> {
        let mut store = self.signer.write();
        let mut profile = self.tagged(&store, arn)?.clone();
        change(&mut profile.tags)?;
        store.commit(Record::Profile(Box::new(profile)))?;
        Ok(json!({}))
    }

    /// The profile of an ARN: the caller's own, and not canceled.
    fn tagged<'s>(&self, store: &'s Store, arn: &str) -> Result<&'s Profile, ServiceError> {
        let Some((place, Resource::Profile(name))) = arns::parse(arn) else {
            let message = format!("{arn} is not the ARN of a signing profile.");
            return Err(ServiceError::bad_request("InvalidArn", message));
        };
        let profile = (place == self.place()).then(|| store.profile(&place, &name)).flatten();
        let profile = profile.ok_or_else(|| ServiceError::tags_not_found(arn))?;
        if profile.canceled {
            let message = format!("The signing profile {arn} is canceled.");
            return Err(ServiceError::bad_request("ProfileCanceled", message));
        }
        Ok(profile)
    }
}

/// Whether a profile can have such tags.
pub(super) fn check(tags: &BTreeMap<String, String>) -> Result<(), String> {
    if tags.len() > MOST {
        return Err(format!("A signing profile has at most {MOST} tags, not {}.", tags.len()));
    }
    let reserved = |key: &&String| key.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("aws:"));
    match tags.keys().find(reserved) {
        Some(key) => Err(format!("The tag key {key} begins with aws:, which is reserved.")),
        None => Ok(()),
    }
}
