//! The default chain: environment, files and traffic of a case lead to its credentials, or to its error.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;
use tinsmith_runtime::config::Config;
use tinsmith_runtime::credentials::ProvideCredentials;
use tinsmith_runtime::env::MapEnv;
use tinsmith_runtime::file_system::FileSystem;
use tinsmith_runtime::test_util::ManualTime;

use crate::replay::{Asked, Replay};
use crate::{json, texts};

/// What we ask beyond a recording, and why.
const UNANSWERED: [(&str, usize); 1] = [
    // Recorded without retries: the status 503 is worth two more attempts.
    ("sso_server_error", 2),
];

/// Cases whose recording names another role than their own environment or profile: they were made by hand from another one's.
const OTHER_ROLE: [&str; 3] =
    ["web_identity_token_env", "web_identity_token_profile", "web_identity_token_source_profile"];

/// The files of a case, its folder `fs` being the root.
#[derive(Debug)]
struct CaseFiles(PathBuf);

impl FileSystem for CaseFiles {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(self.0.join(path.strip_prefix("/").unwrap_or(path)))
    }

    fn write(&self, path: &Path, _: &[u8]) -> io::Result<()> {
        panic!("nothing is written, but {} was", path.display())
    }
}

#[tokio::test]
async fn every_recorded_case_ends_as_expected() {
    let Some(cases) = tinsmith_tests::shared("config/provider-chain", "recorded traffic of the default chain") else {
        return;
    };
    let mut folders: Vec<PathBuf> = fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert!(folders.len() >= 29, "only {} cases", folders.len());
    for folder in folders {
        let name = folder.file_name().unwrap().to_str().unwrap();
        check(name, &folder).await;
    }
}

async fn check(name: &str, folder: &Path) {
    let replay = Replay::read(&folder.join("http-traffic.json"));
    let env = texts(&json(&folder.join("env.json")));
    // The time that the expiries of the cases are after.
    let time = ManualTime::new(UNIX_EPOCH + Duration::from_secs(1_234_567_890));
    let config =
        Config::loader().env(env.iter().cloned().collect::<MapEnv>()).file_system(CaseFiles(folder.join("fs")));
    let config = config.load().await.to_builder().http_client(replay.clone()).clock(time.clone()).sleep(time).build();
    let provider = config.credentials_provider().unwrap();
    let outcome = provider.provide_credentials().await;
    let shown = format!("{outcome:?} {provider:?} {config:?}");
    let expected = &json(&folder.join("test-case.json"))["result"];
    match (&outcome, expected.get("Ok"), expected["ErrorContains"].as_str()) {
        (Ok(credentials), Some(expected), None) => {
            let text = |name: &str| expected[name].as_str();
            assert_eq!(Some(credentials.access_key_id()), text("access_key_id"), "{name}");
            assert_eq!(Some(credentials.secret_access_key()), text("secret_access_key"), "{name}");
            assert_eq!(credentials.session_token(), text("session_token"), "{name}");
            assert_eq!(credentials.account_id(), text("account_id"), "{name}");
            let expiry = credentials.expiry().map(|time| time.duration_since(UNIX_EPOCH).unwrap().as_secs());
            assert_eq!(expiry, expected["expiry"].as_u64(), "{name}");
            assert!(!shown.contains(credentials.secret_access_key()), "{name}: {shown}");
        }
        (Err(error), None, Some(words)) => {
            assert!(error.to_string().contains(words), "{name}: {error}");
        }
        (outcome, ..) => panic!("{name}: {outcome:?} instead of {expected}"),
    }
    let unanswered = UNANSWERED.iter().find(|(case, _)| *case == name).map_or(0, |(_, count)| *count);
    assert_eq!(replay.left_and_unanswered(), (0, unanswered), "{name}");
    for asked in replay.asked() {
        check_form(name, folder, &env, &asked);
        check_authorization(name, folder, &env, &asked);
    }
    let token = fs::read_to_string(folder.join("fs/token.jwt")).unwrap_or_default();
    assert!(token.trim().is_empty() || !shown.contains(token.trim()), "{name}: {shown}");
}

/// What STS was asked is what was recorded, but for what the recording's own input differs in.
fn check_form(name: &str, folder: &Path, env: &[(String, String)], asked: &Asked) {
    let value = |name: &str| asked.form.get(name).map(String::as_str);
    assert!(asked.form.keys().eq(asked.recorded_form.keys()), "{name}: {:?}", asked.form.keys());
    for (key, recorded) in &asked.recorded_form {
        let is_as_recorded = value(key) == Some(recorded);
        match key.as_str() {
            // The clients of the recordings made up names with the time in them; ours does so in its own way.
            "RoleSessionName" => {
                let is_chosen = env.iter().any(|(name, _)| name == "AWS_ROLE_SESSION_NAME");
                assert!(is_as_recorded || !is_chosen, "{name}: {key}");
            }
            "RoleArn" => {
                assert!(is_as_recorded || OTHER_ROLE.contains(&name), "{name}: {key}");
                let config = fs::read_to_string(folder.join("fs/home/.aws/config")).unwrap_or_default();
                let role = value(key).unwrap();
                assert!(config.contains(role) || env.iter().any(|(_, value)| value == role), "{name}: {role}");
            }
            // The recordings are of another token, and with the newline at its file's end.
            "WebIdentityToken" => {
                let token = fs::read_to_string(folder.join("fs/token.jwt")).unwrap();
                assert_eq!(value(key), Some(token.trim()), "{name}");
            }
            _ => assert!(is_as_recorded, "{name}: {key}"),
        }
    }
}

/// Whoever asks for credentials shows those that it has.
fn check_authorization(name: &str, folder: &Path, env: &[(String, String)], asked: &Asked) {
    let token_file = env.iter().find(|(name, _)| name == "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    let Some(shown) = asked.authorization.as_deref().filter(|_| asked.is_signed) else {
        // The recordings leave out the token that is shown to a container's agent.
        let token = token_file
            .map(|(_, path)| fs::read_to_string(folder.join("fs").join(path.trim_start_matches('/'))).unwrap());
        assert_eq!((asked.authorization.as_deref(), asked.is_signed), (token.as_deref(), false), "{name}");
        return;
    };
    // Some recordings were signed with other credentials than their own answers gave: ours are those of the answer before.
    let key = shown.strip_prefix("AWS4-HMAC-SHA256 Credential=").unwrap().split('/').next().unwrap();
    assert!(asked.answer_before.contains(key), "{name}: {key}");
    assert!(asked.answer_before.contains(asked.security_token.as_deref().unwrap()), "{name}");
    assert!(shown.contains("/us-east-1/sts/aws4_request"), "{name}: {shown}");
}

/// Which kind of case there is, so that a case of a new kind is noticed.
#[test]
fn results_are_credentials_or_words_of_an_error() {
    let Some(cases) = tinsmith_tests::shared("config/provider-chain", "the kinds of its cases") else { return };
    for folder in fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path()) {
        let case = json(&folder.join("test-case.json"));
        let result: Vec<&String> = case["result"].as_object().map(|result| result.keys().collect()).unwrap();
        assert!(result == ["Ok"] || result == ["ErrorContains"], "{}", folder.display());
        let Value::Object(members) = &case else { panic!("no object") };
        assert!(members.keys().all(|key| ["name", "docs", "result"].contains(&key.as_str())), "{:?}", members.keys());
    }
}
