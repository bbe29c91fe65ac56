//! Providers of credentials that a build left out: whoever asks for one is told which feature has it.
#![cfg(not(any(
    feature = "container",
    feature = "credential-process",
    feature = "imds",
    feature = "sso",
    feature = "sts"
)))]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use tinsmith_runtime::credentials::{CredentialsErrorKind, DefaultCredentials, ProvideCredentials, ProviderContext};
use tinsmith_runtime::env::MapEnv;
use tinsmith_runtime::file_system::MapFiles;

async fn fail(variables: &[(&str, &str)], config: &str) -> (CredentialsErrorKind, String) {
    let env: MapEnv = variables.iter().copied().chain([("AWS_CONFIG_FILE", "config")]).collect();
    let context = ProviderContext::new().env(env).file_system(MapFiles::from([("config", config)]));
    let error = DefaultCredentials::new(context).provide_credentials().await.unwrap_err();
    (error.kind(), error.to_string())
}

#[tokio::test]
async fn a_setting_names_the_feature_that_it_needs() {
    let source = |source: &str| format!("[default]\nrole_arn = a\ncredential_source = {source}\n");
    let unset = ("", "");
    let cases = [
        (("AWS_WEB_IDENTITY_TOKEN_FILE", "/token"), String::new(), "sts"),
        (("AWS_CONTAINER_CREDENTIALS_FULL_URI", "https://a/"), String::new(), "container"),
        (unset, source("Ec2InstanceMetadata"), "imds"),
        (unset, source("EcsContainer"), "container"),
        (unset, "[default]\ncredential_process = a\n".to_owned(), "credential-process"),
        (unset, "[default]\nrole_arn = a\nweb_identity_token_file = /token\n".to_owned(), "sts"),
        (
            unset,
            "[default]\nsso_start_url = a\nsso_region = a\nsso_account_id = a\nsso_role_name = a\n".to_owned(),
            "sso",
        ),
    ];
    for (variable, config, feature) in cases {
        let (kind, text) = fail(&[variable], &config).await;
        assert_eq!(kind, CredentialsErrorKind::InvalidConfiguration, "{text}");
        assert!(text.contains(&format!("needs the feature `{feature}` of the client's crate")), "{text}");
    }
    let keys = "[default]\nrole_arn = a\nsource_profile = default\naws_access_key_id = a\naws_secret_access_key = b\n";
    assert!(fail(&[], keys).await.1.contains("`role_arn` needs the feature `sts`"));
}

#[tokio::test]
async fn what_nobody_asks_for_is_said_to_be_left_out() {
    let (kind, text) = fail(&[], "").await;
    assert_eq!(kind, CredentialsErrorKind::NotLoaded);
    for words in
        ["web identity: left out, for lack of the feature `sts`", "container: left out", "instance metadata: left out"]
    {
        assert!(text.contains(words), "{text}");
    }
}
