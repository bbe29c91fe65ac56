//! Sign-ins: the cached token, a new one for it, and what to do when there is none.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use tinsmith_runtime::config::Config;
use tinsmith_runtime::credentials::{Credentials, CredentialsError, ProfileCredentials, ProvideCredentials};
use tinsmith_runtime::env::MapEnv;
use tinsmith_runtime::file_system::{FileSystem, MapFiles};

use crate::script::{Answer, Script, answer, context, time};

const CONFIG: &str = "[profile p]\nsso_session = s\nsso_account_id = 123\nsso_role_name = r/1\n\
                      [sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://x\n";
/// The SHA-1 of `s`.
const CACHE: &str = "/h/.aws/sso/cache/a0f1490a20d0211c997b44bc357e1972deab8ae3.json";
const PORTAL: &str =
    "GET https://portal.sso.eu-west-1.amazonaws.com/federation/credentials?account_id=123&role_name=r%2F1";
const OIDC: &str = "POST https://oidc.eu-west-1.amazonaws.com/token";

/// Files that can be looked at while somebody uses them.
#[derive(Clone, Debug)]
struct Files(Arc<MapFiles>);

impl FileSystem for Files {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        self.0.read(path)
    }

    fn write(&self, path: &Path, contents: &[u8]) -> std::io::Result<()> {
        self.0.write(path, contents)
    }
}

fn role() -> Answer {
    let keys = json!({ "accessKeyId": "id", "secretAccessKey": "hush", "sessionToken": "hush", "expiration": 1_000_003_600_000_i64 });
    answer(200, json!({ "roleCredentials": keys }).to_string())
}

/// A token until then, with all that is needed for a new one.
fn token(expires_at: &str) -> Value {
    json!({
        "accessToken": "hush-1", "expiresAt": expires_at, "refreshToken": "hush-2", "clientId": "client",
        "clientSecret": "hush-3", "registrationExpiresAt": "2001-10-09T01:46:40Z", "region": "eu-west-1", "other": [1],
    })
}

async fn load(token: &Value, script: &Script) -> (Result<Credentials, CredentialsError>, Value) {
    let files = [("/h/.aws/config", CONFIG.to_owned()), (CACHE, token.to_string())];
    let files = Files(Arc::new(files.into_iter().collect()));
    let variables = [("HOME", "/h"), ("AWS_PROFILE", "p")];
    let context = context(&variables, &[], script, &time()).file_system(files.clone());
    let outcome = ProfileCredentials::new(context).provide_credentials().await;
    if let Err(error) = &outcome {
        assert!(!format!("{error} {error:?}").contains("hush"), "{error}");
    }
    (outcome, serde_json::from_slice(&files.read(Path::new(CACHE)).unwrap()).unwrap())
}

#[tokio::test]
async fn a_token_that_holds_gives_the_role() {
    // The last as older versions of the AWS CLI write it.
    for expiry in ["2001-09-09T02:46:40Z", "2001-09-09T04:46:40+02:00", "2001-09-09T02:46:40UTC"] {
        let script = Script::new([role()]);
        let (credentials, kept) = load(&token(expiry), &script).await;
        let credentials = credentials.unwrap();
        assert_eq!((credentials.access_key_id(), credentials.account_id()), ("id", Some("123")));
        assert_eq!(script.lines(), [PORTAL]);
        assert_eq!(script.asked()[0].headers["x-amz-sso_bearer_token"], "hush-1");
        assert_eq!(kept, token(expiry));
    }
}

#[tokio::test]
async fn a_token_about_to_end_is_exchanged_and_the_new_one_kept() {
    let new = json!({ "accessToken": "hush-4", "tokenType": "Bearer", "expiresIn": 28_800, "refreshToken": "hush-5" });
    // In five minutes, and a minute ago.
    for expiry in ["2001-09-09T01:51:40Z", "2001-09-09T01:45:40Z"] {
        let script = Script::new([answer(503, ""), answer(200, new.to_string()), role()]);
        let (credentials, kept) = load(&token(expiry), &script).await;
        credentials.unwrap();
        assert_eq!(script.lines(), [OIDC, OIDC, PORTAL]);
        let asked = script.asked();
        let body = json!({
            "clientId": "client", "clientSecret": "hush-3", "grantType": "refresh_token", "refreshToken": "hush-2",
        });
        assert_eq!(serde_json::from_str::<Value>(&asked[1].body).unwrap(), body);
        assert_eq!(asked[2].headers["x-amz-sso_bearer_token"], "hush-4");
        let mut expected = token("2001-09-09T09:46:40Z");
        expected["accessToken"] = "hush-4".into();
        expected["refreshToken"] = "hush-5".into();
        assert_eq!(kept, expected);
    }
}

#[tokio::test]
async fn a_token_that_still_holds_is_used_when_there_is_no_new_one() {
    let script = Script::new([answer(400, r#"{"error": "invalid_grant"}"#), role()]);
    let (credentials, kept) = load(&token("2001-09-09T01:47:40Z"), &script).await;
    credentials.unwrap();
    assert_eq!(kept, token("2001-09-09T01:47:40Z"));
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_told_how_to() {
    const REMEDY: &str = "an error occurred while loading credentials: profile `p` is not signed in, run `aws sso login \
                          --profile p`: ";
    let ended = "2001-09-09T01:46:40Z";
    let mut without_refresh = token(ended);
    without_refresh["refreshToken"] = Value::Null;
    let mut without_right = token(ended);
    without_right["registrationExpiresAt"] = ended.into();
    let refused = r#"{"error": "invalid_grant", "error_description": "Invalid grant provided"}"#;
    let unauthorized = r#"{"message": "Session token not found or invalid"}"#;
    let cases = [
        (without_refresh, vec![], "the sign-in has expired, and nothing was kept to prolong it with"),
        (without_right, vec![], "the sign-in has expired, and so has the right to prolong it"),
        (
            token(ended),
            vec![answer(400, refused)],
            "the sign-in cannot be prolonged: status 400: Invalid grant provided",
        ),
        (
            token("2002-01-01T00:00:00Z"),
            vec![answer(401, unauthorized)],
            "status 401: Session token not found or invalid",
        ),
        (json!({ "expiresAt": "hush" }), vec![], "it holds no `accessToken`"),
        (json!({ "accessToken": "hush", "expiresAt": "hush" }), vec![], "its expiry is unreadable"),
    ];
    for (token, answers, words) in cases {
        let error = load(&token, &Script::new(answers)).await.0.unwrap_err().to_string();
        assert!(error.starts_with(REMEDY) && error.contains(words), "{error}");
    }
}

#[tokio::test]
async fn a_role_that_sso_does_not_give_is_told_in_its_words() {
    let cases = [
        (answer(403, r#"{"message": "No access"}"#), "of the role of profile `p`: status 403: No access"),
        (answer(200, r#"{"roleCredentials": {"accessKeyId": "hush"}}"#), "its answer holds no `secretAccessKey`"),
        (answer(200, "hush"), "SSO gives no credentials of the role of profile `p`"),
    ];
    for (answer, words) in cases {
        let error = load(&token("2002-01-01T00:00:00Z"), &Script::new([answer])).await.0.unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }
}

/// What else a client reads from the environment holds for the services that are asked for credentials too.
#[tokio::test]
async fn endpoints_of_the_environment_are_asked() {
    let variables = [("HOME", "/h"), ("AWS_PROFILE", "p"), ("AWS_ENDPOINT_URL_SSO", "http://127.0.0.1:1/base/")];
    let files = [("/h/.aws/config", CONFIG.to_owned()), (CACHE, token("2002-01-01T00:00:00Z").to_string())];
    let loader = Config::loader().env(MapEnv::from(variables)).file_system(MapFiles::from(files));
    let (script, time) = (Script::new([role()]), time());
    let config = loader.load().await.to_builder().http_client(script.clone()).clock(time.clone()).sleep(time).build();
    config.credentials_provider().unwrap().provide_credentials().await.unwrap();
    assert_eq!(script.lines(), ["GET http://127.0.0.1:1/base/federation/credentials?account_id=123&role_name=r%2F1"]);
}

#[tokio::test]
async fn the_profile_to_sign_in_with_is_the_one_that_says_how() {
    let config = format!("{CONFIG}[profile app]\nrole_arn = arn:r\nsource_profile = p\nregion = eu-west-1\n");
    let variables = [("HOME", "/h"), ("AWS_PROFILE", "app")];
    let context = context(&variables, &[("/h/.aws/config", &config)], &Script::new([]), &time());
    let error = ProfileCredentials::new(context).provide_credentials().await.unwrap_err().to_string();
    assert!(error.contains("profile `p` is not signed in, run `aws sso login --profile p`"), "{error}");
}
