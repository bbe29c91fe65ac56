//! What single services want that no trait of their models says: facts that AWS's own clients carry, by the service's SDK
//! id. The runtime holds what is done; nothing here concerns any other service.

use crate::ir::{Ident, Structure};
use crate::model::{Member, Model, Operation};

const ACCOUNT_ID: &str = "accountId";

/// Headers of every request, names in lowercase.
pub(super) fn headers(model: &Model) -> Vec<(String, String)> {
    let header = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
    match sdk_id(model).as_str() {
        // Else it answers in HAL (application/hal+json), which the model does not describe.
        "API Gateway" => header("accept", "application/json"),
        "Glacier" => header("x-amz-glacier-version", &model.service.version),
        _ => Vec::new(),
    }
}

/// A transform of the runtime that the operation's requests go through.
pub(super) fn transform(model: &Model, operation: &Operation) -> Option<&'static str> {
    match (sdk_id(model).as_str(), operation.id.name()) {
        ("Glacier", "UploadArchive" | "UploadMultipartPart") => Some("glacier_hashes"),
        _ => None,
    }
}

/// The model without what the service does not demand, where there is such a thing.
pub(super) fn adapted(model: &Model) -> Option<Model> {
    if sdk_id(model) != "Glacier" {
        return None;
    }
    let mut model = model.clone();
    model.input_members_mut(ACCOUNT_ID).for_each(|member| member.traits.remove("smithy.api#required"));
    Some(model)
}

/// What stands in the path when a label's member is unset or empty.
pub(super) fn label_default(model: &Model, member: &Member) -> Option<&'static str> {
    // The account of the credentials.
    (sdk_id(model) == "Glacier" && member.name == ACCOUNT_ID).then_some("-")
}

/// The field that holds the endpoint of a call.
pub(super) fn endpoint(model: &Model, operation: &Operation, input: &Structure) -> Option<Ident> {
    let member = match (sdk_id(model).as_str(), operation.id.name()) {
        // `GetMLModel` tells where a model's predictions are made.
        ("Machine Learning", "Predict") => "PredictEndpoint",
        _ => return None,
    };
    input.field(member).map(|field| field.name.clone())
}

fn sdk_id(model: &Model) -> String {
    model.service.traits.aws_service().map(|service| service.sdk_id).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::ir;
    use crate::model::Model;

    /// The client of a service with this SDK id and one operation, whose input has one member.
    fn client(sdk_id: &str, operation: &str, member: &str, traits: Value) -> ir::Client {
        let operation = format!("a#{operation}");
        let uri = if member == "accountId" { "/{accountId}" } else { "/" };
        let mut model = json!({"smithy": "2.0", "shapes": {
            "a#S": {"type": "service", "version": "2012-06-01", "operations": [{"target": operation}], "traits": {
                "aws.api#service": {"sdkId": sdk_id}, "aws.protocols#restJson1": {}, "aws.auth#sigv4": {"name": "s"},
            }},
            "a#In": {"type": "structure", "members": {member: {"target": "smithy.api#String", "traits": traits}}},
        }});
        model["shapes"][operation] = json!({"type": "operation", "input": {"target": "a#In"}, "traits": {
            "smithy.api#http": {"method": "POST", "uri": uri},
        }});
        let (model, _) = Model::load(&model.to_string(), &Default::default()).unwrap_or_else(|error| panic!("{error}"));
        crate::lower(&model).unwrap_or_else(|error| panic!("{error}")).0
    }

    fn label() -> Value {
        json!({"smithy.api#httpLabel": {}, "smithy.api#required": {}})
    }

    #[test]
    fn headers_are_those_of_the_service() {
        let headers = |sdk_id| client(sdk_id, "Op", "name", json!({})).service.headers;
        let header = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
        assert_eq!(headers("API Gateway"), header("accept", "application/json"));
        assert_eq!(headers("Glacier"), header("x-amz-glacier-version", "2012-06-01"));
        assert_eq!(headers("Signer"), []);
    }

    #[test]
    fn only_glacier_does_without_an_account() {
        for (sdk_id, binding, demanded) in
            [("Glacier", ir::Binding::LabelOr("-"), false), ("Signer", ir::Binding::Label, true)]
        {
            let client = client(sdk_id, "Op", "accountId", label());
            let [operation] = client.operations.as_slice() else { panic!("{client:?}") };
            let [field] = operation.input.fields.as_slice() else { panic!("{operation:?}") };
            assert_eq!((&field.binding, field.check.is_some(), field.required), (&binding, demanded, demanded));
        }
    }

    #[test]
    fn only_uploads_to_glacier_are_hashed_and_only_predictions_have_an_endpoint() {
        let handling = |sdk_id, operation| {
            let client = client(sdk_id, operation, "PredictEndpoint", json!({}));
            let handling = client.operations.into_iter().next().unwrap().handling;
            (handling.transforms.join(" "), handling.endpoint.map(|field| field.as_str().to_owned()))
        };
        assert_eq!(handling("Glacier", "UploadArchive"), ("glacier_hashes".to_owned(), None));
        assert_eq!(handling("Glacier", "UploadMultipartPart"), ("glacier_hashes".to_owned(), None));
        assert_eq!(handling("Glacier", "DescribeVault"), (String::new(), None));
        assert_eq!(handling("Machine Learning", "Predict"), (String::new(), Some("predict_endpoint".to_owned())));
        assert_eq!(handling("Other", "Predict"), (String::new(), None));
    }
}
