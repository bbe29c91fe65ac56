//! Payloads that are signed at once: descriptions of container images.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::permissions::Action;
use super::profiles::active;
use super::records::{Job, Outcome, Record};
use super::{Call, Object, ServiceError, arns, parse, platforms};

const FORMAT: &str = "application/vnd.cncf.notary.payload.v1+json";
/// The program that checks Signer's signatures of images, which its users have to have.
const PLUGIN: &str = "com.amazonaws.signer.notation.plugin";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SignPayload {
    profile_name: String,
    profile_owner: Option<String>,
    payload: String,
    payload_format: String,
}

impl Call<'_> {
    /// Signs a payload as the Notary Project has it, and keeps a job of it.
    pub(super) fn sign_payload(&self, input: &Object) -> Result<Value, ServiceError> {
        let request: SignPayload = parse(input)?;
        let job = {
            let store = self.signer.read();
            let owner = request.profile_owner.as_deref();
            let profile = self.profile(&store, owner, &request.profile_name, Action::SignPayload)?;
            let platform = active(profile)?;
            if platform.id != platforms::NOTATION {
                let message = format!("SignPayload is not supported by platform {}; StartSigningJob is.", platform.id);
                return Err(ServiceError::validation(message));
            }
            self.new_job(profile)?
        };
        if request.payload_format != FORMAT {
            let message = format!("The payload format {} is not supported; {FORMAT} is.", request.payload_format);
            return Err(ServiceError::validation(message));
        }
        let invalid = |error| ServiceError::validation(format!("The payload is not base64: {error}."));
        let payload = STANDARD.decode(&request.payload).map_err(invalid)?;
        let attributes = [
            ("io.cncf.notary.signingScheme", "notary.x509.signingAuthority".to_owned()),
            ("io.cncf.notary.authenticSigningTime", job.created_at.rfc3339()),
            ("io.cncf.notary.expiry", job.expires_at.rfc3339()),
            ("io.cncf.notary.verificationPlugin", PLUGIN.to_owned()),
            ("com.amazonaws.signer.signingJob", arns::job(&job.place, &job.id)),
            (
                "com.amazonaws.signer.signingProfileVersion",
                arns::profile_version(&job.place, &job.profile_name, &job.profile_version),
            ),
        ];
        let authority = &self.signer.authority;
        let signature = authority.sign_envelope(&payload, FORMAT, &attributes);
        let signature = signature.map_err(|error| ServiceError::internal(error.to_string()))?;
        let output = json!({
            "jobId": job.id,
            "jobOwner": job.place.account,
            "metadata": { "io.cncf.notary.x509chain.thumbprint#S256": authority.thumbprints() },
            "signature": STANDARD.encode(signature),
        });
        let mut store = self.signer.write();
        let job = Job { number: store.next_number(), outcome: Some(Outcome::Succeeded), ..job };
        store.commit(Record::Job(Box::new(job)))?;
        Ok(output)
    }
}
