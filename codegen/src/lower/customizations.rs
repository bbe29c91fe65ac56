//! What single services want that no trait of their models says: facts that AWS's own clients carry, by the service's SDK
//! id. The runtime holds what is done; nothing here concerns any other service.

use crate::model::{Model, Operation};

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

fn sdk_id(model: &Model) -> String {
    model.service.traits.aws_service().map(|service| service.sdk_id).unwrap_or_default()
}
