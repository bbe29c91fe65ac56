//! What other accounts may do with a profile.

use std::ops::Bound;

use serde_json::{Value, json};

use super::records::{Permission, Profile, Record};
use super::{Call, Caller, Object, ServiceError, arns, ids, platforms, required};

/// The largest policy, in bytes: Signer's own limit is not public.
const LARGEST: usize = 20 * 1024;

/// What can be permitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    StartSigningJob,
    SignPayload,
    GetSigningProfile,
    RevokeSignature,
}

impl Action {
    const ALL: [Self; 4] = [Self::StartSigningJob, Self::SignPayload, Self::GetSigningProfile, Self::RevokeSignature];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::StartSigningJob => "signer:StartSigningJob",
            Self::SignPayload => "signer:SignPayload",
            Self::GetSigningProfile => "signer:GetSigningProfile",
            Self::RevokeSignature => "signer:RevokeSignature",
        }
    }

    /// Whether a statement of the profile lets the caller do it.
    pub(super) fn is_permitted(self, profile: &Profile, caller: &Caller) -> bool {
        let is_caller =
            |principal: &str| principal == caller.account || principal == caller.arn || has_assumed(caller, principal);
        profile
            .permissions
            .values()
            .any(|permission| permission.action == self.name() && is_caller(&permission.principal))
    }

    /// Whether a profile of the platform can ever do it.
    fn suits(self, platform: &str) -> bool {
        match self {
            Self::StartSigningJob => platform != platforms::NOTATION,
            Self::SignPayload => platform != platforms::LAMBDA,
            Self::GetSigningProfile | Self::RevokeSignature => true,
        }
    }
}

/// Whether the caller's session is one of a role; its ARN does not have the role's path.
fn has_assumed(caller: &Caller, role: &str) -> bool {
    let assumed = || {
        let (account, session) = caller.arn.split_once(":assumed-role/")?;
        let (name, _) = session.split_once('/')?;
        let (owner, path) = role.split_once(":role/")?;
        Some(account.replacen(":sts:", ":iam:", 1) == owner && path.rsplit('/').next() == Some(name))
    };
    assumed().unwrap_or(false)
}

impl Call<'_> {
    pub(super) fn add_profile_permission(&self, input: &Object) -> Result<Value, ServiceError> {
        let name = required(input, "profileName")?;
        let (id, action) = (required(input, "statementId")?, required(input, "action")?);
        let mut store = self.signer.write();
        let profile = store.profile(&self.place(), name).ok_or_else(|| ServiceError::no_profile(name))?;
        let permission = Permission {
            action: action.to_owned(),
            principal: required(input, "principal")?.to_owned(),
            profile_version: input.get("profileVersion").and_then(Value::as_str).map(str::to_owned),
        };
        check(profile, &permission)?;
        check_revision(profile, input.get("revisionId").and_then(Value::as_str))?;
        if profile.permissions.contains_key(id) {
            let message = format!("A permission with statement id {id} exists already.");
            return Err(ServiceError::conflict("StatementExists", message));
        }
        let mut profile = profile.clone();
        profile.permissions.insert(id.to_owned(), permission);
        let size = policy(&profile).len();
        if size > LARGEST {
            let message = format!("The policy of {name} would have {size} bytes; {LARGEST} are allowed.");
            return Err(ServiceError::limit(message));
        }
        let revision = ids::uuid()?;
        profile.revision_id = Some(revision.clone());
        store.commit(Record::Profile(Box::new(profile)))?;
        Ok(json!({ "revisionId": revision }))
    }

    pub(super) fn remove_profile_permission(&self, input: &Object) -> Result<Value, ServiceError> {
        let (name, id) = (required(input, "profileName")?, required(input, "statementId")?);
        let mut store = self.signer.write();
        let profile = store.profile(&self.place(), name).ok_or_else(|| ServiceError::no_profile(name))?;
        let mut profile = profile.clone();
        if profile.permissions.remove(id).is_none() {
            let message = format!("A permission with statement id {id} was not found.");
            return Err(ServiceError::not_found("StatementNotFound", message));
        }
        check_revision(&profile, Some(required(input, "revisionId")?))?;
        let revision = ids::uuid()?;
        profile.revision_id = Some(revision.clone());
        store.commit(Record::Profile(Box::new(profile)))?;
        Ok(json!({ "revisionId": revision }))
    }

    pub(super) fn list_profile_permissions(&self, input: &Object) -> Result<Value, ServiceError> {
        let name = required(input, "profileName")?;
        let pages = self.pages("ListProfilePermissions", input)?;
        let store = self.signer.read();
        let profile = store.profile(&self.place(), name).ok_or_else(|| ServiceError::no_profile(name))?;
        let after = pages.after.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let rest = profile.permissions.range::<str, _>((after, Bound::Unbounded));
        let (permissions, next) = pages.take(rest.map(|(id, permission)| {
            let output = json!({
                "action": permission.action,
                "principal": permission.principal,
                "profileVersion": permission.profile_version,
                "statementId": id,
            });
            (id.clone(), output)
        }));
        let size = if profile.permissions.is_empty() { 0 } else { policy(profile).len() };
        Ok(json!({
            "permissions": permissions,
            "policySizeBytes": size,
            "revisionId": profile.revision_id,
            "nextToken": next,
        }))
    }
}

/// The revision that a change has to name: the current one, or none before the first.
fn check_revision(profile: &Profile, given: Option<&str>) -> Result<(), ServiceError> {
    if given == profile.revision_id.as_deref() {
        return Ok(());
    }
    let message = match given {
        Some(given) => format!("The revision id {given} is not the current one of {}.", profile.name),
        None => format!("The permissions of {} were changed before: their revision id is needed.", profile.name),
    };
    Err(ServiceError::conflict("ConflictingRevision", message))
}

fn check(profile: &Profile, permission: &Permission) -> Result<(), ServiceError> {
    let action = &permission.action;
    let Some(known) = Action::ALL.into_iter().find(|known| known.name() == action) else {
        let names = Action::ALL.map(Action::name).join(", ");
        return Err(ServiceError::validation(format!("The action {action} is not one of {names}.")));
    };
    if !known.suits(&profile.platform_id) {
        let message = format!("The action {action} is not supported by platform {}.", profile.platform_id);
        return Err(ServiceError::validation(message));
    }
    if !is_principal(&permission.principal) {
        return Err(ServiceError::validation("Principal is not a valid AWS account id or IAM Role Arn"));
    }
    match &permission.profile_version {
        Some(version) if *version != profile.version => {
            let message = format!("profile with name {} has no version {version}", profile.name);
            Err(ServiceError::not_found("ProfileVersionNotFound", message))
        }
        _ => Ok(()),
    }
}

/// An account's number, or the ARN of a role.
fn is_principal(principal: &str) -> bool {
    let is_account = |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<_> = principal.splitn(6, ':').collect();
    match *parts.as_slice() {
        [account] => is_account(account),
        ["arn", partition, "iam", "", account, resource] => {
            let role = resource.strip_prefix("role/").is_some_and(|name| !name.is_empty());
            !partition.is_empty() && is_account(account) && role
        }
        _ => false,
    }
}

/// The statements as a policy, whose size is limited.
fn policy(profile: &Profile) -> String {
    let resource = arns::profile(&profile.place, &profile.name);
    let statements: Vec<_> = profile
        .permissions
        .iter()
        .map(|(id, permission)| {
            json!({
                "Sid": id,
                "Effect": "Allow",
                "Principal": { "AWS": permission.principal },
                "Action": permission.action,
                "Resource": resource,
            })
        })
        .collect();
    json!({ "Version": "2012-10-17", "Statement": statements }).to_string()
}
