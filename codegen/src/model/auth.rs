//! Which auth schemes an operation can be called with.

use super::graph::{Graph, ServiceNode};
use super::{Model, Operation};
use crate::shape_id::ShapeId;

/// No identity at all.
pub const NO_AUTH: &str = "smithy.api#noAuth";

/// The schemes that clients have code for.
const IMPLEMENTED: [&str; 3] = ["aws.auth#sigv4", "smithy.api#httpBearerAuth", NO_AUTH];

/// The traits of the prelude and of AWS that are auth schemes.
const KNOWN: [&str; 7] = [
    "aws.auth#cognitoUserPools",
    "aws.auth#sigv4",
    "aws.auth#sigv4a",
    "smithy.api#httpApiKeyAuth",
    "smithy.api#httpBasicAuth",
    "smithy.api#httpBearerAuth",
    "smithy.api#httpDigestAuth",
];

/// The auth schemes of a service in order of id: those that are known, and those that the model itself defines.
pub(super) fn of_service(graph: &Graph, service: &ServiceNode) -> Vec<String> {
    let is_defined = |id: &str| {
        let definition = ShapeId::parse(id).and_then(|id| graph.shapes.get(&id));
        definition.is_some_and(|shape| shape.traits.has("smithy.api#authDefinition"))
    };
    let schemes = service.traits.iter().map(|(id, _)| id).filter(|id| KNOWN.contains(id) || is_defined(id));
    schemes.map(str::to_owned).collect()
}

impl Model {
    /// The auth schemes of an operation, the most wanted first (Smithy, "Authentication traits"): those of its own `@auth`,
    /// else of its service's, else all that its service has, in order of id. [`NO_AUTH`] stands last where no identity is
    /// needed.
    pub fn auth_schemes<'a>(&'a self, operation: &'a Operation) -> Vec<&'a str> {
        let chosen = operation.traits.auth().or_else(|| self.service.traits.auth());
        let mut schemes = chosen.unwrap_or_else(|| self.service.auth_schemes.iter().map(String::as_str).collect());
        if schemes.is_empty() || operation.traits.optional_auth() {
            schemes.push(NO_AUTH);
        }
        schemes
    }

    /// Whether clients can use an auth scheme with this service.
    pub(crate) fn has_auth(&self, scheme: &str) -> bool {
        IMPLEMENTED.contains(&scheme) && (scheme == NO_AUTH || self.service.traits.has(scheme))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::model::{LoadOptions, Model};

    fn schemes(service: &Value, operation: &Value) -> String {
        let mut model = json!({"smithy": "2.0", "shapes": {
            "a#S": {"type": "service", "version": "1", "operations": [{"target": "a#Op"}]},
            "a#Op": {"type": "operation"},
        }});
        let traits = model["shapes"]["a#S"].as_object_mut().unwrap();
        traits.insert("traits".to_owned(), service.clone());
        traits["traits"].as_object_mut().unwrap().insert("aws.protocols#awsJson1_1".to_owned(), json!({}));
        model["shapes"]["a#Op"].as_object_mut().unwrap().insert("traits".to_owned(), operation.clone());
        let (model, _) = Model::load(&model.to_string(), &LoadOptions::default()).unwrap_or_else(|e| panic!("{e}"));
        model.auth_schemes(model.operation("Op").unwrap()).join(" ")
    }

    #[test]
    fn a_scheme_that_the_model_defines_is_one() {
        let definition = json!({"smithy": "2.0", "shapes": {
            "a#S": {"type": "service", "version": "1", "operations": [{"target": "a#Op"}], "traits": {
                "aws.protocols#awsJson1_1": {}, "a#handshake": {}, "a#other": {},
            }},
            "a#Op": {"type": "operation"},
            "a#handshake": {"type": "structure", "traits": {"smithy.api#authDefinition": {}, "smithy.api#trait": {}}},
            "a#other": {"type": "structure", "traits": {"smithy.api#trait": {}}},
        }});
        let problems = Model::load(&definition.to_string(), &LoadOptions::default()).unwrap_err().to_string();
        assert!(problems.contains("none of its auth schemes is supported: `a#handshake`"), "{problems}");
    }

    #[test]
    fn schemes_come_from_the_nearest_place_that_names_them() {
        let sigv4 = json!({"aws.auth#sigv4": {"name": "s"}, "smithy.api#httpBearerAuth": {}});
        let mut turned = sigv4.clone();
        turned["smithy.api#auth"] = json!(["smithy.api#httpBearerAuth", "aws.auth#sigv4"]);
        let auth = |schemes: Value| json!({"smithy.api#auth": schemes});
        assert_eq!(schemes(&sigv4, &json!({})), "aws.auth#sigv4 smithy.api#httpBearerAuth");
        assert_eq!(schemes(&turned, &json!({})), "smithy.api#httpBearerAuth aws.auth#sigv4");
        assert_eq!(schemes(&turned, &auth(json!(["aws.auth#sigv4"]))), "aws.auth#sigv4");
        assert_eq!(schemes(&sigv4, &auth(json!([]))), "smithy.api#noAuth");
        assert_eq!(schemes(&json!({}), &json!({})), "smithy.api#noAuth");
        let optional = json!({"smithy.api#optionalAuth": {}});
        assert_eq!(schemes(&turned, &optional), "smithy.api#httpBearerAuth aws.auth#sigv4 smithy.api#noAuth");
        let both = json!({"smithy.api#optionalAuth": {}, "smithy.api#auth": []});
        assert_eq!(schemes(&sigv4, &both), "smithy.api#noAuth");
    }
}
