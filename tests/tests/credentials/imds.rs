//! The metadata service of instances: its token, its troubles, and going on without it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tinsmith_runtime::credentials::{CredentialsErrorKind, ImdsCredentials, ProvideCredentials};

use crate::script::{Answer, NOW, Script, answer, context, time};

const PUT: &str = "PUT http://169.254.169.254/latest/api/token";
const ROLE: &str = "GET http://169.254.169.254/latest/meta-data/iam/security-credentials/";
const KEYS: &str = "GET http://169.254.169.254/latest/meta-data/iam/security-credentials/r";
const TTL: &str = "x-aws-ec2-metadata-token-ttl-seconds";

fn token(token: &str) -> Answer {
    Answer::Headers(200, &[(TTL, "21600")], token.to_owned())
}

fn keys(id: &str, expiry: &str) -> Answer {
    let keys = r#""SecretAccessKey": "hush", "Token": "hush-hush""#;
    answer(200, format!(r#"{{"Code": "Success", "AccessKeyId": "{id}", {keys}, "Expiration": "{expiry}"}}"#))
}

fn after(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(NOW + seconds)
}

#[tokio::test]
async fn a_token_is_shown_until_two_minutes_before_its_end() {
    let later = "2001-09-10T01:46:40Z";
    let script = Script::new([
        token("t1"),
        answer(200, "r"),
        keys("1", later),
        answer(200, "r\n"),
        keys("2", later),
        token("t2"),
        answer(200, "r"),
        keys("3", later),
    ]);
    let time = time();
    let provider = ImdsCredentials::new(context(&[], &[], &script, &time));
    for (seconds, id) in [(0, "1"), (21_479, "2"), (21_480, "3")] {
        time.set(after(seconds));
        assert_eq!(provider.provide_credentials().await.unwrap().access_key_id(), id);
    }
    assert_eq!(script.lines(), [PUT, ROLE, KEYS, ROLE, KEYS, PUT, ROLE, KEYS]);
    let shown: Vec<_> =
        script.asked().iter().map(|asked| asked.headers.get("x-aws-ec2-metadata-token").cloned()).collect();
    let [t1, t2] = ["t1", "t2"].map(|token| Some(token.to_owned()));
    assert_eq!(shown, [&None, &t1, &t1, &t1, &t1, &None, &t2, &t2].map(Clone::clone));
    assert_eq!(script.asked()[0].headers[TTL], "21600");
    let second = Some(Duration::from_secs(1));
    assert!(script.asked().iter().all(|asked| asked.timeouts == Some((second, second))));
    assert!(!format!("{provider:?}").contains("t2"), "{provider:?}");
}

#[tokio::test]
async fn a_token_that_the_service_forgot_is_exchanged() {
    let script =
        Script::new([token("t1"), answer(401, ""), token("t2"), answer(200, "r"), keys("1", "2001-09-09T02:46:40Z")]);
    let provider = ImdsCredentials::new(context(&[], &[], &script, &time()));
    provider.provide_credentials().await.unwrap();
    assert_eq!(script.lines(), [PUT, ROLE, PUT, ROLE, KEYS]);

    let refused = (0..4).flat_map(|_| [token("t"), answer(401, "")]);
    let script = Script::new(refused);
    let error = ImdsCredentials::new(context(&[], &[], &script, &time())).provide_credentials().await.unwrap_err();
    assert!(error.to_string().ends_with("the metadata service answered with status 401"), "{error}");
}

#[tokio::test]
async fn four_attempts_are_made_but_one_where_nobody_answers() {
    let time = time();
    let script = Script::new([answer(500, ""), answer(503, ""), Answer::Broken, answer(504, "")]);
    let error = ImdsCredentials::new(context(&[], &[], &script, &time)).provide_credentials().await.unwrap_err();
    assert_eq!((script.lines().len(), time.waits().len()), (4, 3));
    assert_eq!(error.kind(), CredentialsErrorKind::ProviderError);
    assert!(error.to_string().contains("status 504 when asked for a token"), "{error}");

    for nobody in [Answer::Refused, Answer::TimedOut] {
        let script = Script::new([nobody]);
        let provider = ImdsCredentials::new(context(&[], &[], &script, &time));
        let error = provider.provide_credentials().await.unwrap_err();
        assert_eq!(error.kind(), CredentialsErrorKind::NotLoaded, "{error}");
        assert!(error.to_string().contains("the metadata service cannot be reached"), "{error}");
    }
    // Whoever has given a token is there.
    let script = Script::new([
        token("t"),
        Answer::TimedOut,
        Answer::Refused,
        answer(200, "r"),
        keys("1", "2001-09-09T02:46:40Z"),
    ]);
    ImdsCredentials::new(context(&[], &[], &script, &time)).provide_credentials().await.unwrap();
}

#[tokio::test]
async fn no_role_is_no_credentials_and_a_refusal_is_a_failure() {
    let cases = [
        (vec![token("t"), answer(404, "hush")], CredentialsErrorKind::NotLoaded, "the instance has no IAM role"),
        (vec![answer(403, "hush")], CredentialsErrorKind::ProviderError, "request forbidden: IMDS is disabled"),
        (vec![answer(200, " ")], CredentialsErrorKind::ProviderError, "the metadata service gave no token"),
        (vec![token("t"), answer(400, "hush")], CredentialsErrorKind::ProviderError, "answered with status 400"),
        (
            vec![
                token("t"),
                answer(200, "r"),
                answer(200, r#"{"Code": "AssumeRoleUnauthorizedAccess", "Message": "no"}"#),
            ],
            CredentialsErrorKind::ProviderError,
            "AssumeRoleUnauthorizedAccess: no",
        ),
        (
            vec![token("t"), answer(200, "r"), answer(200, "hush")],
            CredentialsErrorKind::ProviderError,
            "the answer of the metadata service is unreadable",
        ),
    ];
    for (answers, kind, words) in cases {
        let script = Script::new(answers);
        let provider = ImdsCredentials::new(context(&[], &[], &script, &time()));
        let error = provider.provide_credentials().await.unwrap_err();
        assert!(error.kind() == kind && error.to_string().contains(words), "{error}");
        assert!(!format!("{error} {error:?}").contains("hush"), "{error}");
    }
}

#[tokio::test]
async fn credentials_outlive_the_troubles_of_the_service() {
    let script = Script::new([
        token("t"),
        answer(200, "r"),
        keys("1", "2001-09-09T02:46:40Z"),
        // An hour later: still the same.
        answer(200, "r"),
        keys("1", "2001-09-09T02:46:40Z"),
        // And then nothing.
        answer(400, ""),
    ]);
    let time = time();
    let provider = ImdsCredentials::new(context(&[], &[], &script, &time));
    assert_eq!(provider.provide_credentials().await.unwrap().expiry(), Some(after(3_600)));
    for seconds in [3_600, 7_200] {
        time.set(after(seconds));
        let credentials = provider.provide_credentials().await.unwrap();
        assert_eq!(credentials.access_key_id(), "1");
        let more = credentials.expiry().unwrap().duration_since(after(seconds)).unwrap();
        assert!(more >= Duration::from_secs(600) && more <= Duration::from_secs(900), "{more:?}");
    }
}

#[tokio::test]
async fn the_service_can_be_switched_off_and_moved() {
    for word in ["true", "True", " TRUE "] {
        let script = Script::new([]);
        let provider = ImdsCredentials::new(context(&[("AWS_EC2_METADATA_DISABLED", word)], &[], &script, &time()));
        let error = provider.provide_credentials().await.unwrap_err();
        assert_eq!(error.kind(), CredentialsErrorKind::NotLoaded);
    }
    let profile = "[profile p]\nec2_metadata_service_endpoint = http://other:1/base/\n";
    let variables = [("AWS_CONFIG_FILE", "config"), ("AWS_PROFILE", "p"), ("AWS_EC2_METADATA_DISABLED", "false")];
    let script = Script::new([Answer::Refused]);
    let provider = ImdsCredentials::new(context(&variables, &[("config", profile)], &script, &time()));
    provider.provide_credentials().await.unwrap_err();
    assert_eq!(script.lines(), ["PUT http://other:1/base/latest/api/token"]);
}
