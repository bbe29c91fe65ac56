//! `SignPayload`.

use tinsmith_signer::primitives::Blob;
use tinsmith_signer::signing::{OciDescriptor, sign_payload};

use crate::{LAMBDA, NOTATION, Target};

const FORMAT: &str = "application/vnd.cncf.notary.payload.v1+json";

pub async fn run(target: &Target) {
    if !target.has(&["SignPayload"]) {
        return;
    }
    let client = &target.client;
    let profile = target.profile("payload", NOTATION).await;
    let artifact = OciDescriptor::new(
        "application/vnd.oci.image.manifest.v1+json",
        format!("sha256:{}", "0123456789abcdef".repeat(4)),
        1024,
    )
    .unwrap();
    let signed = sign_payload(client, &profile, &artifact).send().await.unwrap();
    assert_eq!(signed.media_type(), "application/jose+json");
    assert!(!signed.job_id().is_empty() && !signed.envelope().is_empty());

    let other = target.profile("other_payload", LAMBDA).await;
    let call = client.sign_payload().profile_name(other).payload_format(FORMAT).payload(Blob::new("{}"));
    let error = call.send().await.unwrap_err().into_service_error();
    assert!(error.is_validation_exception(), "Lambda's platform signs no payloads: {error}");
}
