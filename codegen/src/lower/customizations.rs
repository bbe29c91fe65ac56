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
