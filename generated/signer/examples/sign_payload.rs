//! Has what identifies a container image signed, and writes the envelope that Notation puts beside the image.
//!
//! ```console
//! export AWS_ENDPOINT_URL_SIGNER=http://127.0.0.1:4579   # leave it out to call AWS
//! export AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=... AWS_SECRET_ACCESS_KEY=...
//! cargo run -p tinsmith-signer --example sign_payload -- my_notation_profile sha256:.. 1024 image.sig
//! ```
//!
//! A profile that does not exist yet is created, for Notation.

use std::error::Error;
use std::process::ExitCode;

use tinsmith_signer::signing::{OciDescriptor, sign_payload};
use tinsmith_signer::{Client, Config};

#[tokio::main]
async fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [profile, digest, size, file] = args.as_slice() else {
        eprintln!("usage: sign_payload PROFILE DIGEST SIZE FILE");
        return ExitCode::FAILURE;
    };
    match sign(profile, digest, size, file).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn sign(profile: &str, digest: &str, size: &str, file: &str) -> Result<(), Box<dyn Error>> {
    let size = size.parse().map_err(|error| format!("SIZE {size:?} is no number of bytes: {error}"))?;
    let image = OciDescriptor::new("application/vnd.oci.image.manifest.v1+json", digest, size)?;
    let client = Client::new(&Config::from_env().await);
    match client.get_signing_profile().profile_name(profile).send().await {
        Ok(_) => {}
        Err(error) if error.as_service_error().is_some_and(|error| error.is_resource_not_found_exception()) => {
            let put = client.put_signing_profile().profile_name(profile).platform_id("Notation-OCI-SHA384-ECDSA");
            println!("created {}", put.send().await?.profile_version_arn().unwrap_or(profile));
        }
        Err(error) => return Err(error.into()),
    }
    let signed = sign_payload(&client, profile, &image).send().await?;
    std::fs::write(file, signed.envelope()).map_err(|error| format!("cannot write {file}: {error}"))?;
    println!("job {} signed it: {file} ({})", signed.job_id(), signed.media_type());
    Ok(())
}
