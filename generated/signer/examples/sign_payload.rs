//! Signs a payload with a signing profile.
//!
//! ```console
//! export AWS_ENDPOINT_URL_SIGNER=http://127.0.0.1:8080   # leave it out to call AWS
//! export AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=... AWS_SECRET_ACCESS_KEY=...
//! cargo run -p tinsmith-signer --example sign_payload -- my_profile "text to sign"
//! ```

use std::process::ExitCode;

use tinsmith_signer::primitives::Blob;
use tinsmith_signer::{Client, Config};

#[tokio::main]
async fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (Some(profile), Some(payload), None) = (args.next(), args.next(), args.next()) else {
        eprintln!("usage: sign_payload PROFILE PAYLOAD");
        return ExitCode::FAILURE;
    };
    let client = Client::new(&Config::from_env().await);
    let request = client
        .sign_payload()
        .profile_name(profile)
        .payload(Blob::new(payload))
        .payload_format("application/vnd.cncf.notary.payload.v1+json");
    match request.send().await {
        Ok(output) => {
            println!("job {}", output.job_id().unwrap_or("(none)"));
            println!("signature of {} bytes", output.signature().map_or(0, |signature| signature.as_ref().len()));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
