//! What AWS Signer can sign for.

use serde_json::{Value, json};
use tinsmith_signer::operation::RequestId;
use tinsmith_signer::types::{
    Category, EncryptionAlgorithm, EncryptionAlgorithmOptions, HashAlgorithm, HashAlgorithmOptions, ImageFormat,
    SigningConfiguration, SigningImageFormat, SigningPlatform,
};

use crate::server::{Answer, Server};
use crate::{REQUEST_ID, assert_sent, client};

/// A platform with all that the model knows, and something that it does not know yet.
fn platform() -> Value {
    json!({
        "category": "AWSIoT",
        "displayName": "A device",
        "maxSizeInMB": 16,
        "partner": "Acme",
        "platformId": "Acme-Device-1",
        "revocationSupported": true,
        "signingConfiguration": {
            "encryptionAlgorithmOptions": { "allowedValues": ["RSA", "ECDSA"], "defaultValue": "ECDSA" },
            "hashAlgorithmOptions": { "allowedValues": ["SHA1", "SHA384"], "defaultValue": "SHA384" },
        },
        "signingImageFormat": {
            "defaultFormat": "JSONEmbedded",
            "supportedFormats": ["JSON", "JSONEmbedded", "JSONDetached"],
        },
        "target": "Device",
        "colour": { "of": ["the", { "box": null }] },
    })
}

fn configuration() -> SigningConfiguration {
    let encryption = vec![EncryptionAlgorithm::Rsa, EncryptionAlgorithm::Ecdsa];
    let hashes = vec![HashAlgorithm::Sha1, HashAlgorithm::from("SHA384")];
    SigningConfiguration::new(
        EncryptionAlgorithmOptions::new(encryption, EncryptionAlgorithm::Ecdsa),
        HashAlgorithmOptions::new(hashes, HashAlgorithm::from("SHA384")),
    )
}

fn image_format() -> SigningImageFormat {
    let supported = vec![ImageFormat::Json, ImageFormat::JsonEmbedded, ImageFormat::JsonDetached];
    SigningImageFormat::new(ImageFormat::JsonEmbedded, supported)
}

#[tokio::test]
async fn get_signing_platform() {
    let server = Server::start([Answer::json(&platform())]).await;
    let output = client(&server).get_signing_platform().platform_id("Acme Device/1").send().await.unwrap();

    assert_sent(&server, "GET /signing-platforms/Acme%20Device%2F1");
    assert_eq!(output.category(), Some(&Category::AwsIoT));
    assert_eq!(output.display_name(), Some("A device"));
    assert_eq!(output.max_size_in_mb(), 16);
    assert_eq!(output.partner(), Some("Acme"));
    assert_eq!(output.platform_id(), Some("Acme-Device-1"));
    assert!(output.revocation_supported());
    assert_eq!(output.signing_configuration(), Some(&configuration()));
    assert_eq!(output.signing_image_format(), Some(&image_format()));
    assert_eq!(output.target(), Some("Device"));
    assert_eq!(output.request_id(), Some(REQUEST_ID));
}

#[tokio::test]
async fn list_signing_platforms() {
    let bare = json!({ "platformId": "bare", "maxSizeInMB": null });
    let answer = json!({ "nextToken": "3", "platforms": [platform(), bare] });
    let server = Server::start([Answer::json(&answer)]).await;
    let call = client(&server)
        .list_signing_platforms()
        .category("AWSIoT")
        .partner("Acme & Co")
        .target("Device")
        .max_results(25)
        .next_token("2");
    let output = call.send().await.unwrap();

    assert_sent(
        &server,
        "GET /signing-platforms?category=AWSIoT&maxResults=25&nextToken=2&partner=Acme%20%26%20Co&target=Device",
    );
    assert_eq!(output.next_token(), Some("3"));
    let full = SigningPlatform::builder()
        .category(Category::AwsIoT)
        .display_name("A device")
        .max_size_in_mb(16)
        .partner("Acme")
        .platform_id("Acme-Device-1")
        .revocation_supported(true)
        .signing_configuration(configuration())
        .signing_image_format(image_format())
        .target("Device")
        .build();
    let bare = SigningPlatform::builder().platform_id("bare").build();
    assert_eq!((bare.max_size_in_mb(), bare.revocation_supported()), (0, false));
    assert_eq!(output.platforms(), [full, bare]);
    assert_eq!(output.request_id(), Some(REQUEST_ID));
}
