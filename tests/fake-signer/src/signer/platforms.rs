//! The platforms that Signer signs for, as it lists them.

use serde_json::{Value, json};

use super::{Call, Object, ServiceError, required};

/// A platform. Signer answers a category and a hash that its own model does not have; so does this one.
#[derive(Debug)]
pub(crate) struct Platform {
    pub(crate) id: &'static str,
    pub(crate) display_name: &'static str,
    partner: &'static str,
    target: &'static str,
    /// The first is the default, here and below.
    pub(crate) encryption: &'static [&'static str],
    pub(crate) hashes: &'static [&'static str],
    pub(crate) formats: &'static [&'static str],
    pub(crate) max_size_in_mb: u64,
    pub(crate) revocable: bool,
    /// What it signs with: a certificate of the user's, or Signer's own.
    pub(crate) needs_certificate: bool,
}

pub(crate) const LAMBDA: &str = "AWSLambda-SHA384-ECDSA";
pub(crate) const NOTATION: &str = "Notation-OCI-SHA384-ECDSA";
const CATEGORY: &str = "AWS";

static PLATFORMS: [Platform; 5] = [
    Platform {
        id: "AWSIoTDeviceManagement-SHA256-ECDSA",
        display_name: "AWS IoT Device Management SHA256-ECDSA ",
        partner: "AWSIoTDeviceManagement",
        target: "SHA256-ECDSA",
        encryption: &["ECDSA"],
        hashes: &["SHA256"],
        formats: &["JSONDetached"],
        max_size_in_mb: 2048,
        revocable: false,
        needs_certificate: true,
    },
    Platform {
        id: LAMBDA,
        display_name: "AWS Lambda",
        partner: "AWSLambda",
        target: "SHA384-ECDSA",
        encryption: &["ECDSA"],
        hashes: &["SHA384"],
        formats: &["JSONDetached"],
        max_size_in_mb: 250,
        revocable: true,
        needs_certificate: false,
    },
    Platform {
        id: "AmazonFreeRTOS-TI-CC3220SF",
        display_name: "Amazon FreeRTOS SHA1-RSA CC3220SF-Format",
        partner: "AmazonFreeRTOS",
        target: "SHA1-RSA-TISHA1",
        encryption: &["RSA"],
        hashes: &["SHA1"],
        formats: &["JSONEmbedded"],
        max_size_in_mb: 16,
        revocable: false,
        needs_certificate: true,
    },
    Platform {
        id: "AmazonFreeRTOS-Default",
        display_name: "Amazon FreeRTOS SHA256-ECDSA",
        partner: "AmazonFreeRTOS",
        target: "SHA256-ECDSA",
        encryption: &["ECDSA", "RSA"],
        hashes: &["SHA256"],
        formats: &["JSONEmbedded"],
        max_size_in_mb: 16,
        revocable: false,
        needs_certificate: true,
    },
    Platform {
        id: NOTATION,
        display_name: "Notation for container registries",
        // These two and the size are not public.
        partner: "NotaryProject",
        target: "OCI-SHA384-ECDSA",
        encryption: &["ECDSA"],
        hashes: &["SHA384"],
        formats: &["JSONEmbedded"],
        max_size_in_mb: 1,
        revocable: true,
        needs_certificate: false,
    },
];

/// The platform of an id.
pub(crate) fn find(id: &str) -> Option<&'static Platform> {
    PLATFORMS.iter().find(|platform| platform.id == id)
}

/// The name that people see; nothing for a platform that is no more.
pub(crate) fn display_name(id: &str) -> Option<&'static str> {
    find(id).map(|platform| platform.display_name)
}

impl Platform {
    fn output(&self) -> Value {
        let options = |values: &[&str]| json!({ "allowedValues": values, "defaultValue": values.first() });
        json!({
            "platformId": self.id,
            "displayName": self.display_name,
            "partner": self.partner,
            "target": self.target,
            "category": CATEGORY,
            "signingConfiguration": {
                "encryptionAlgorithmOptions": options(self.encryption),
                "hashAlgorithmOptions": options(self.hashes),
            },
            "signingImageFormat": { "supportedFormats": self.formats, "defaultFormat": self.formats.first() },
            "maxSizeInMB": self.max_size_in_mb,
            "revocationSupported": self.revocable,
        })
    }
}

impl Call<'_> {
    pub(super) fn get_signing_platform(&self, input: &Object) -> Result<Value, ServiceError> {
        let id = required(input, "platformId")?;
        let missing = || ServiceError::not_found("PlatformNotFound", format!("Signing platform {id} not found."));
        Ok(find(id).ok_or_else(missing)?.output())
    }

    pub(super) fn list_signing_platforms(&self, input: &Object) -> Result<Value, ServiceError> {
        let pages = self.pages("ListSigningPlatforms", input)?;
        let is = |name: &str, value: &str| input.get(name).is_none_or(|wanted| wanted == value);
        let matching = PLATFORMS.iter().filter(|platform| {
            is("category", CATEGORY) && is("partner", platform.partner) && is("target", platform.target)
        });
        // A list that never changes: the place of an item is its id.
        let rest = match &pages.after {
            Some(last) => {
                matching.clone().position(|platform| platform.id == last).map_or(usize::MAX, |index| index + 1)
            }
            None => 0,
        };
        let (platforms, next) = pages.take(matching.skip(rest).map(|p| (p.id.to_owned(), p.output())));
        Ok(json!({ "platforms": platforms, "nextToken": next }))
    }
}
