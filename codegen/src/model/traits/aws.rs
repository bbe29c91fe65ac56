//! `aws.api#service` and `aws.auth#sigv4`.

use serde_json::Value;

use super::form::{Object, Problems};

/// `aws.api#service`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsService {
    /// The service's name in SDKs: `Secrets Manager`.
    pub sdk_id: String,
    /// The service part of its ARNs.
    pub arn_namespace: Option<String>,
    /// The service's name in CloudFormation.
    pub cloud_formation_name: Option<String>,
    /// The source of its CloudTrail events.
    pub cloud_trail_event_source: Option<String>,
    /// The first label of its host names.
    pub endpoint_prefix: Option<String>,
}

const SERVICE: [&str; 6] =
    ["sdkId", "arnNamespace", "cloudFormationName", "cloudTrailEventSource", "docId", "endpointPrefix"];

impl AwsService {
    pub(crate) fn parse(value: &Value, problems: &mut Problems) -> Option<Self> {
        let object = Object::read(value, &SERVICE, problems)?;
        let sdk_id = object.required_string("sdkId", problems);
        let mut text = |key| object.string(key, problems).map(str::to_owned);
        Some(Self {
            arn_namespace: text("arnNamespace"),
            cloud_formation_name: text("cloudFormationName"),
            cloud_trail_event_source: text("cloudTrailEventSource"),
            endpoint_prefix: text("endpointPrefix"),
            sdk_id: sdk_id?.to_owned(),
        })
    }
}

/// `aws.api#clientDiscoveredEndpoint`: whether the endpoint has to be asked for before the call.
pub(crate) fn discovered_endpoint(value: &Value, problems: &mut Problems) -> Option<bool> {
    Object::read(value, &["required"], problems)?.bool("required", problems)
}

/// The signing name of `aws.auth#sigv4`.
pub(crate) fn sigv4_name<'a>(value: &'a Value, problems: &mut Problems) -> Option<&'a str> {
    Object::read(value, &["name"], problems)?.required_string("name", problems)
}
