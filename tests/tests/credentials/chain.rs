//! The default chain beside its recorded cases: who is asked before whom, and what ends it.

use tinsmith_runtime::config::Config;
use tinsmith_runtime::credentials::{CredentialsErrorKind, DefaultCredentials, ProvideCredentials};
use tinsmith_runtime::env::MapEnv;
use tinsmith_runtime::file_system::MapFiles;

use crate::script::{Answer, Script, answer, context, time};

const CONTAINER: (&str, &str) = ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/r");
const ENVIRONMENT: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "env"), ("AWS_SECRET_ACCESS_KEY", "hush")];
const PROFILE: &str = "[default]\naws_access_key_id = default\naws_secret_access_key = hush\n\
                       [profile p]\naws_access_key_id = p\naws_secret_access_key = hush\n";

fn container() -> Answer {
    answer(200, r#"{"AccessKeyId": "container", "SecretAccessKey": "hush"}"#)
}

#[tokio::test]
async fn the_first_that_has_credentials_gives_them() {
    let both = [ENVIRONMENT[0], ENVIRONMENT[1], CONTAINER, ("AWS_CONFIG_FILE", "config")];
    let cases: [(&[(&str, &str)], &str); 3] = [(&both, "env"), (&both[2..], "default"), (&both[2..3], "container")];
    for (variables, expected) in cases {
        let script = Script::new([container()]);
        let chain = DefaultCredentials::new(context(variables, &[("config", PROFILE)], &script, &time()));
        assert_eq!(chain.provide_credentials().await.unwrap().access_key_id(), expected);
    }
    // A profile named in code goes before the environment, one named by the environment does not.
    let script = Script::new([]);
    let named = context(&both, &[("config", PROFILE)], &script, &time()).profile_name("p");
    let credentials = DefaultCredentials::new(named).provide_credentials().await.unwrap();
    assert_eq!(credentials.access_key_id(), "p");
    let variables: Vec<_> = both.into_iter().chain([("AWS_PROFILE", "p")]).collect();
    let chain = DefaultCredentials::new(context(&variables, &[("config", PROFILE)], &script, &time()));
    assert_eq!(chain.provide_credentials().await.unwrap().access_key_id(), "env");
}

#[tokio::test]
async fn whoever_is_configured_and_fails_is_the_last_to_be_asked() {
    let cases = [
        (ENVIRONMENT[0], "", vec![], "AWS_SECRET_ACCESS_KEY is not"),
        (("", ""), "[default]\naws_access_key_id = a\n", vec![], "profile missing aws_secret_access_key"),
        (("AWS_WEB_IDENTITY_TOKEN_FILE", "/gone"), "", vec![], "AWS_ROLE_ARN is not"),
        (("", ""), "", vec![answer(400, "")], "the container's agent answered with status 400"),
    ];
    for (variable, config, answers, words) in cases {
        let variables = [variable, CONTAINER, ("AWS_CONFIG_FILE", "config")];
        let (script, files) = (Script::new(answers), [("config", config)]);
        let chain = DefaultCredentials::new(context(&variables, &files, &script, &time()));
        let error = chain.provide_credentials().await.unwrap_err();
        assert_ne!(error.kind(), CredentialsErrorKind::NotLoaded);
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[tokio::test]
async fn when_nobody_has_any_one_line_says_why() {
    let script = Script::new([Answer::Refused]);
    let variables = [("HOME", "/h")];
    let chain = DefaultCredentials::new(context(&variables, &[("/h/.aws/config", "[default]\n")], &script, &time()));
    let error = chain.provide_credentials().await.unwrap_err();
    assert_eq!(error.kind(), CredentialsErrorKind::NotLoaded);
    let text = "the credential provider was not enabled: nothing gives credentials: run `aws configure`, or set \
                `credentials_provider(..)` on the config (tried environment: no credentials in the environment: set \
                AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; profile: profile `default` did not contain credential \
                information; web identity: AWS_WEB_IDENTITY_TOKEN_FILE is not set; container: No environment variables were \
                set to configure ECS provider (containers set AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or \
                AWS_CONTAINER_CREDENTIALS_FULL_URI); instance metadata: the metadata service cannot be reached: could not \
                connect: refused)";
    assert_eq!(error.to_string(), text);
}

/// A config that is read from the environment keeps what it got, for all its clients.
#[tokio::test]
async fn a_config_keeps_its_credentials() {
    let script = Script::new([container()]);
    let loader = Config::loader().env(MapEnv::from([CONTAINER])).file_system(MapFiles::default());
    let time = time();
    let config = loader.load().await.to_builder().http_client(script.clone()).clock(time.clone()).sleep(time).build();
    for _ in 0..3 {
        let provider = config.clone().credentials_provider().unwrap();
        assert_eq!(provider.provide_credentials().await.unwrap().access_key_id(), "container");
    }
    assert_eq!(script.lines().len(), 1);
}
