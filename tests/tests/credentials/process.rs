//! Programs that print credentials.
#![cfg(unix)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tinsmith_runtime::credentials::{
    Credentials, CredentialsError, CredentialsErrorKind, ProcessCredentials, ProfileCredentials, ProvideCredentials,
    ProviderContext,
};
use tinsmith_runtime::future::BoxFuture;
use tinsmith_runtime::time::{Sleep, TokioSleep};

use crate::script::{Script, context, time};

async fn run(command: &str) -> Result<Credentials, CredentialsError> {
    let outcome =
        ProcessCredentials::new(command, ProviderContext::new().sleep(TokioSleep)).provide_credentials().await;
    if let Err(error) = &outcome {
        assert!(!format!("{error} {error:?}").contains("hush"), "{error}");
    }
    outcome
}

#[tokio::test]
async fn what_a_program_prints_is_read() {
    let printed = r#"{"Version": 1, "AccessKeyId": "a b", "SecretAccessKey": "hush", "SessionToken": "hush-hush",
                      "Expiration": "2001-09-09T01:46:40Z", "AccountId": "123"}"#;
    let credentials = run(&format!("echo '{printed}'")).await.unwrap();
    assert_eq!((credentials.access_key_id(), credentials.secret_access_key()), ("a b", "hush"));
    assert_eq!((credentials.session_token(), credentials.account_id()), (Some("hush-hush"), Some("123")));
    assert!(credentials.expiry().is_some());
    // The output of a shell's substitution would be no JSON.
    let literal = run(r#"echo '{"Version": 1, "AccessKeyId": "$(id)", "SecretAccessKey": "x"}'"#).await.unwrap();
    assert_eq!((literal.access_key_id(), literal.expiry()), ("$(id)", None));
}

#[tokio::test]
async fn what_is_no_credentials_is_told_without_showing_it() {
    let cases = [
        (r#"echo '{"AccessKeyId": "hush", "SecretAccessKey": "hush"}'"#, "it has no `Version`, which must be 1"),
        (r#"echo '{"Version": 2, "AccessKeyId": "hush"}'"#, "it has the `Version` 2, while 1 is known"),
        (r#"echo '{"Version": 1, "AccessKeyId": "hush"}'"#, "it holds no `SecretAccessKey`"),
        ("echo hush", "`credential_process` printed no credentials"),
        ("true", "it has no `Version`"),
        ("sh -c 'echo hush; echo no card >&2; exit 3'", "`credential_process` failed with exit status: 3: no card"),
        ("false", "`credential_process` failed with exit status: 1"),
        ("/no/such/program --token hush", "`credential_process` cannot run `/no/such/program`: No such file"),
    ];
    for (command, words) in cases {
        let error = run(command).await.unwrap_err();
        assert_eq!(error.kind(), CredentialsErrorKind::ProviderError, "{error}");
        assert!(error.to_string().contains(words), "{command}: {error}");
    }
    for (command, words) in [("echo 'hush", "has a quote that is not closed"), (" ", "is empty")] {
        let error = run(command).await.unwrap_err();
        assert_eq!(error.kind(), CredentialsErrorKind::InvalidConfiguration);
        assert!(error.to_string().contains(words), "{error}");
    }
    let long = run("sh -c 'printf %0500d 0 >&2; echo end >&2; exit 1'").await.unwrap_err().to_string();
    assert!(long.len() < 400 && long.contains(": ...000") && long.ends_with("0end"), "{long}");
}

#[tokio::test]
async fn a_program_that_takes_too_long_is_ended() {
    // Its waits pass at once.
    let context = ProviderContext::new().sleep(time());
    let error = ProcessCredentials::new("sleep 1000", context).provide_credentials().await.unwrap_err();
    assert!(error.to_string().ends_with("`credential_process` took longer than 60 s"), "{error}");
}

#[tokio::test]
async fn a_program_that_prints_without_end_is_ended() {
    for (command, bytes) in [("yes hush", "1048576"), ("sh -c 'yes hush >&2'", "65536")] {
        let error = run(command).await.unwrap_err().to_string();
        assert!(
            error.ends_with(&format!("`credential_process` was ended: it writes more than {bytes} bytes")),
            "{error}"
        );
    }
}

/// Long waits do not end, and short ones soon.
#[derive(Clone, Debug, Default)]
struct Soon(Arc<Mutex<Vec<u64>>>);

impl Sleep for Soon {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.lock().unwrap().push(duration.as_secs());
        let wait = if duration > Duration::from_secs(1) { 3600 * 1000 } else { 50 };
        Box::pin(tokio::time::sleep(Duration::from_millis(wait)))
    }
}

#[tokio::test]
async fn a_program_that_is_left_behind_holds_nobody_up() {
    let soon = Soon::default();
    let command = r#"sh -c 'sleep 20 & echo "{\"Version\":1,\"AccessKeyId\":\"a\",\"SecretAccessKey\":\"b\"}"'"#;
    let provider = ProcessCredentials::new(command, ProviderContext::new().sleep(soon.clone()));
    assert_eq!(provider.provide_credentials().await.unwrap().access_key_id(), "a");
    assert_eq!(*soon.0.lock().unwrap(), [60, 1]);
}

#[test]
fn a_runtime_without_io_is_an_error() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let provider = ProcessCredentials::new("true", ProviderContext::new().sleep(TokioSleep));
    let error = runtime.block_on(provider.provide_credentials()).unwrap_err();
    assert!(
        error.to_string().contains("`credential_process` needs Tokio, in a runtime that has I/O enabled"),
        "{error}"
    );
}

#[test]
fn outside_of_tokio_there_is_an_error() {
    use std::task::{Context, Poll, Waker};

    let provider = ProcessCredentials::new("true", ProviderContext::new());
    let mut call = provider.provide_credentials();
    let Poll::Ready(Err(error)) = call.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("nothing to wait for")
    };
    assert!(error.to_string().contains("`credential_process` needs Tokio"), "{error}");
}

#[tokio::test]
async fn a_profile_runs_its_program_and_adds_the_account() {
    let config = r#"[default]
credential_process = echo '{"Version": 1, "AccessKeyId": "a", "SecretAccessKey": "hush"}'
aws_account_id = 123
"#;
    let context = context(&[("AWS_CONFIG_FILE", "config")], &[("config", config)], &Script::new([]), &time());
    let provider = ProfileCredentials::new(context.sleep(TokioSleep));
    let credentials = provider.provide_credentials().await.unwrap();
    assert_eq!((credentials.access_key_id(), credentials.account_id()), ("a", Some("123")));
    assert!(!format!("{provider:?}").contains("hush"));
}
