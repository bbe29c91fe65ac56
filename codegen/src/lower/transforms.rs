//! What is done to the requests and responses of an operation besides its members' places: compression, checksums.

use super::customizations;
use crate::ir::{Binding, Handling, Ident, Structure};
use crate::model::{self, Model};

/// The header that carries the choice of a checksum's algorithm.
const CHOICE: &str = "x-amz-sdk-checksum-algorithm";

/// What the traits of an operation and the customizations of its service want.
pub(super) fn handling(model: &Model, operation: &model::Operation, input: &Structure) -> Handling {
    let traits = &operation.traits;
    let checksum = traits.http_checksum();
    let mut transforms = Vec::new();
    // A client need not compress, so encodings that there is no code for are passed over. A checksum is one of the body as
    // it is sent, so it comes after.
    if traits.request_compression().iter().any(|encoding| encoding == "gzip") {
        transforms.push("gzip");
    }
    match &checksum {
        Some(checksum) if checksum.of_request() => transforms.push("checksum"),
        None if traits.http_checksum_required() => transforms.push("content_md5"),
        _ => {}
    }
    transforms.extend(customizations::transform(model, operation));
    let checksum = checksum.unwrap_or_default();
    Handling {
        unsigned_payload: traits.unsigned_payload(),
        discovered_endpoint: traits.discovered_endpoint(),
        transforms,
        endpoint: customizations::endpoint(model, operation, input),
        checksum_choice: checksum.request_algorithm_member.and_then(|name| choice(input, &name)),
        response_checksums: checksum.response_algorithms.iter().filter_map(|name| variant(name)).collect(),
    }
}

/// The field with which a caller chooses the algorithm, unless the model binds it to the header itself.
fn choice(input: &Structure, member: &str) -> Option<Ident> {
    let field = input.field(member)?;
    let bound = matches!(&field.binding, Binding::Header { name, .. } if name == CHOICE);
    (!bound).then(|| field.name.clone())
}

/// The variant of the runtime's `ChecksumAlgorithm`; responses with checksums that it does not know are not checked.
fn variant(name: &str) -> Option<Ident> {
    let known =
        [("CRC32", "Crc32"), ("CRC32C", "Crc32c"), ("CRC64NVME", "Crc64Nvme"), ("SHA1", "Sha1"), ("SHA256", "Sha256")];
    known.iter().find(|(known, _)| *known == name).map(|(_, variant)| Ident((*variant).to_owned()))
}
