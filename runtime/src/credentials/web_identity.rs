//! Credentials for a web identity: a token in a file, as Kubernetes and other identity providers put it there.

use std::path::Path;

use super::profile::WebIdentity;
use super::sts::assume_role_with_web_identity;
use super::{Credentials, CredentialsError, ProvideCredentials, ProviderContext};
use crate::future::BoxFuture;

pub(super) const TOKEN_FILE: &str = "AWS_WEB_IDENTITY_TOKEN_FILE";
const ROLE_ARN: &str = "AWS_ROLE_ARN";
const SESSION_NAME: &str = "AWS_ROLE_SESSION_NAME";

/// Takes on the role `AWS_ROLE_ARN` with the token in the file `AWS_WEB_IDENTITY_TOKEN_FILE`, which is read anew each time
/// (feature `sts`). `AWS_ROLE_SESSION_NAME` names the session.
#[derive(Clone, Debug)]
pub struct WebIdentityCredentials {
    context: ProviderContext,
}

impl WebIdentityCredentials {
    /// By what the context's environment names.
    #[must_use]
    pub fn new(context: ProviderContext) -> Self {
        Self { context }
    }

    async fn load(&self) -> Result<Credentials, CredentialsError> {
        let env = &*self.context.env;
        let Some(file) = env.non_blank(TOKEN_FILE) else {
            return Err(CredentialsError::not_loaded(format!("{TOKEN_FILE} is not set")));
        };
        let Some(arn) = env.non_blank(ROLE_ARN) else {
            return Err(CredentialsError::invalid_configuration(format!(
                "{TOKEN_FILE} is set but {ROLE_ARN} is not; set both or neither"
            )));
        };
        let identity = WebIdentity {
            role_arn: arn.trim().to_owned(),
            token_file: file,
            session_name: env.non_blank(SESSION_NAME),
        };
        load(&self.context, &identity).await
    }
}

/// Takes on a role with the token in a file.
pub(super) async fn load(context: &ProviderContext, identity: &WebIdentity) -> Result<Credentials, CredentialsError> {
    let token = context
        .read_text(Path::new(&identity.token_file))
        .map_err(|error| CredentialsError::provider_error("there is no web identity token").with_source(error))?;
    assume_role_with_web_identity(context, &token, identity).await
}

impl ProvideCredentials for WebIdentityCredentials {
    fn provide_credentials<'a>(&'a self) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(self.load())
    }
}
