//! The agents of containers: what they are told, where they may be, and what they answer.

use std::time::Duration;

use tinsmith_runtime::credentials::ProvideCredentials;
use tinsmith_runtime::credentials::{ContainerCredentials, Credentials, CredentialsError, CredentialsErrorKind};

use crate::script::{Answer, Script, answer, context, time};

const ANSWER: &str =
    r#"{"AccessKeyId": "id", "SecretAccessKey": "hush", "Token": "hush-hush", "Expiration": "2001-09-09T02:46:40Z"}"#;
const RELATIVE: (&str, &str) = ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/r");
const FULL: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";

async fn ask(
    variables: &[(&str, &str)],
    files: &[(&str, &str)],
    script: &Script,
) -> Result<Credentials, CredentialsError> {
    ContainerCredentials::new(context(variables, files, script, &time())).provide_credentials().await
}

#[tokio::test]
async fn the_agent_is_asked_with_the_token_and_its_time_outs() {
    let variables = [
        (FULL, "http://169.254.170.23/v1/credentials"),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/token"),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "not this"),
    ];
    let script = Script::new([answer(200, ANSWER)]);
    let credentials = ask(&variables, &[("/token", "Basic x\n")], &script).await.unwrap();
    assert_eq!((credentials.access_key_id(), credentials.session_token()), ("id", Some("hush-hush")));
    let asked = &script.asked()[0];
    assert_eq!(asked.line, "GET http://169.254.170.23/v1/credentials");
    assert_eq!(asked.headers["authorization"], "Basic x");
    assert_eq!(asked.headers["host"], "169.254.170.23");
    assert_eq!(asked.timeouts, Some((Some(Duration::from_secs(2)), Some(Duration::from_secs(5)))));

    let script = Script::new([answer(200, ANSWER)]);
    ask(&[RELATIVE, variables[2]], &[], &script).await.unwrap();
    assert_eq!(script.asked()[0].headers["authorization"], "not this");
}

#[tokio::test]
async fn a_token_that_no_header_can_carry_is_refused_and_not_shown() {
    let script = Script::new([]);
    let error = ask(&[RELATIVE, ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "hush\r\nx: y")], &[], &script).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), CredentialsErrorKind::InvalidConfiguration);
    assert!(error.to_string().contains("AWS_CONTAINER_AUTHORIZATION_TOKEN holds characters"), "{error}");
    assert!(!format!("{error} {error:?}").contains("hush"));
}

#[tokio::test]
async fn over_http_only_this_machine_and_the_agents_are_asked() {
    let allowed = [
        "http://127.0.0.1/a",
        "http://127.1.2.3:80/a",
        "http://[::1]:8080/a",
        "http://LOCALHOST/a",
        "http://169.254.170.2/a",
        "http://[fd00:ec2:0::23]/a",
        "https://example.com/a?b=c",
    ];
    for uri in allowed {
        let script = Script::new([answer(200, ANSWER)]);
        ask(&[(FULL, uri)], &[], &script).await.unwrap_or_else(|error| panic!("{uri}: {error}"));
        assert_eq!(script.lines(), [format!("GET {uri}")]);
    }
    let refused = [
        "http://example.com/a",
        "http://127.0.0.1.example.com/a",
        "http://localhost.example.com/a",
        "http://169.254.170.3/a",
        "http://169.254.169.254/a",
        "http://[fd00:ec2::24]/a",
        "http://169.254.170.2@example.com/a",
        "https://user@example.com/a",
        "ftp://127.0.0.1/a",
        "localhost",
        "http://",
        "a b",
    ];
    for uri in refused {
        let script = Script::new([]);
        let error = ask(&[(FULL, uri)], &[], &script).await.unwrap_err();
        assert_eq!(error.kind(), CredentialsErrorKind::InvalidConfiguration, "{uri}: {error}");
        assert!(error.to_string().contains(FULL), "{uri}: {error}");
    }
    for path in ["r", "@example.com/", ":1@example.com/", "//", "/ "] {
        let script = Script::new([answer(200, ANSWER)]);
        let outcome = ask(&[(RELATIVE.0, path)], &[], &script).await;
        assert!(outcome.is_err() || script.lines()[0].starts_with("GET http://169.254.170.2/"), "{path}");
    }
}

#[tokio::test]
async fn what_passes_is_asked_again_twice() {
    let time = time();
    let script = Script::new([answer(503, ""), Answer::Broken, answer(200, ANSWER)]);
    let provider = ContainerCredentials::new(context(&[RELATIVE], &[], &script, &time));
    provider.provide_credentials().await.unwrap();
    let waits = time.waits();
    assert_eq!(waits.len(), 2);
    assert!(waits.iter().all(|wait| *wait <= Duration::from_millis(200)), "{waits:?}");

    let script = Script::new([answer(500, ""), Answer::TimedOut, answer(500, "{}")]);
    let error = ask(&[RELATIVE], &[], &script).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "an error occurred while loading credentials: the container's agent answered with status 500"
    );
}

#[tokio::test]
async fn an_agents_own_words_are_shown_and_its_secrets_are_not() {
    let failure = r#"{"code": "ThrottlingX", "message": "no role\nfor you", "other": "hush"}"#;
    let script = Script::new([answer(404, failure)]);
    let error = ask(&[RELATIVE], &[], &script).await.unwrap_err();
    let text = "an error occurred while loading credentials: the container's agent answered with status 404: ThrottlingX: \
                no role for you";
    assert_eq!((error.to_string().as_str(), error.kind()), (text, CredentialsErrorKind::ProviderError));

    let half = [
        (r#"{"SecretAccessKey": "hush"}"#, "it holds no `AccessKeyId`"),
        (r#"{"AccessKeyId": "hush"}"#, "it holds no `SecretAccessKey`"),
        (r#"{"AccessKeyId": "a", "SecretAccessKey": "hush", "Expiration": "hush"}"#, "its expiry is unreadable"),
        (r#"{"AccessKeyId": "a", "SecretAccessKey": ["hush"]}"#, "expected a string at '/SecretAccessKey'"),
        ("hush", "the answer of the container's agent is unreadable"),
    ];
    for (body, words) in half {
        let error = ask(&[RELATIVE], &[], &Script::new([answer(200, body)])).await.unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
        assert!(!format!("{error} {error:?}").contains("hush"), "{error}");
    }
}
