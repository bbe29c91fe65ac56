//! What is kept: profiles and jobs, in memory and in the state file alike.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::time::{Timestamp, Validity};

/// Where a profile or job lives: Signer is regional.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(crate) account: String,
    pub(crate) region: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Profile {
    pub(crate) place: Place,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) platform_id: String,
    pub(crate) canceled: bool,
    pub(crate) validity: Validity,
    pub(crate) overrides: Option<Overrides>,
    pub(crate) signing_material: Option<Value>,
    pub(crate) signing_parameters: Option<Value>,
    pub(crate) tags: BTreeMap<String, String>,
    /// By statement id.
    pub(crate) permissions: BTreeMap<String, Permission>,
    /// Of the permissions; none before the first.
    pub(crate) revision_id: Option<String>,
    pub(crate) revocation: Option<ProfileRevocation>,
}

impl Profile {
    pub(crate) fn status(&self) -> &'static str {
        match (&self.revocation, self.canceled) {
            (Some(_), _) => "Revoked",
            (None, true) => "Canceled",
            (None, false) => "Active",
        }
    }
}

/// A member of the model: what a profile has differently from its platform.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Overrides {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) signing_configuration: Option<ConfigurationOverrides>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) signing_image_format: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConfigurationOverrides {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) encryption_algorithm: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hash_algorithm: Option<String>,
}

/// A member of the model, with its id beside it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Permission {
    pub(crate) action: String,
    pub(crate) principal: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) profile_version: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProfileRevocation {
    pub(crate) effective_from: Timestamp,
    pub(crate) revoked_at: Timestamp,
    pub(crate) revoked_by: String,
    pub(crate) reason: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Job {
    pub(crate) id: String,
    /// Given when it was first kept: a later one is higher.
    pub(crate) number: u64,
    /// Of the profile's owner.
    pub(crate) place: Place,
    /// The account that asked for it.
    pub(crate) invoker: String,
    pub(crate) requested_by: String,
    /// The request's `clientRequestToken`; none with a payload.
    pub(crate) token: Option<String>,
    pub(crate) profile_name: String,
    pub(crate) profile_version: String,
    pub(crate) platform_id: String,
    pub(crate) overrides: Option<Overrides>,
    pub(crate) signing_material: Option<Value>,
    pub(crate) signing_parameters: Option<Value>,
    pub(crate) source: Option<Source>,
    pub(crate) signed_object: Option<SignedObject>,
    pub(crate) created_at: Timestamp,
    pub(crate) completes_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    /// None until the signature is made.
    pub(crate) outcome: Option<Outcome>,
    pub(crate) revocation: Option<JobRevocation>,
}

impl Job {
    /// What it is at a time: a job is in progress as long as jobs were told to take, whatever came out of it.
    pub(crate) fn status(&self, now: Timestamp) -> Status<'_> {
        match &self.outcome {
            Some(outcome) if now >= self.completes_at => match outcome {
                Outcome::Succeeded => Status::Succeeded,
                Outcome::Failed(reason) => Status::Failed(reason),
            },
            _ => Status::InProgress,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status<'a> {
    InProgress,
    Succeeded,
    Failed(&'a str),
}

impl Status<'_> {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::InProgress => "InProgress",
            Self::Succeeded => "Succeeded",
            Self::Failed(_) => "Failed",
        }
    }

    pub(crate) fn reason(self) -> Option<String> {
        match self {
            Self::InProgress => None,
            Self::Succeeded => Some("Signing Succeeded".to_owned()),
            Self::Failed(reason) => Some(reason.to_owned()),
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Outcome {
    Succeeded,
    Failed(String),
}

/// `S3Source` of the model.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Source {
    pub(crate) bucket_name: String,
    pub(crate) key: String,
    pub(crate) version: String,
}

/// `S3SignedObject` of the model.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignedObject {
    pub(crate) bucket_name: String,
    pub(crate) key: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JobRevocation {
    pub(crate) reason: String,
    pub(crate) revoked_at: Timestamp,
    pub(crate) revoked_by: String,
}

/// A profile or job as it is from now on: what a change writes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Record {
    Profile(Box<Profile>),
    Job(Box<Job>),
}
