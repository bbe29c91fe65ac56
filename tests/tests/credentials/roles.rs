//! Roles of profiles and web identities: what STS is asked, where, and what becomes of its answers.

use std::collections::BTreeMap;

use tinsmith_runtime::credentials::{
    CredentialsError, CredentialsErrorKind, ProfileCredentials, ProvideCredentials, ProviderContext,
    WebIdentityCredentials,
};

use crate::script::{Answer, Script, answer, context, time};

const KEYS: &str = "aws_access_key_id = base\naws_secret_access_key = hush\n";

fn credentials(id: &str) -> Answer {
    answer(
        200,
        format!(
            "<R xmlns='x'><AssumeRoleResult><AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/r/s</Arn>\
             </AssumedRoleUser><Credentials><AccessKeyId>{id}</AccessKeyId><SecretAccessKey>hush&amp;hush</SecretAccessKey>\
             <SessionToken>hush-hush</SessionToken><Expiration>2001-09-09T02:46:40Z</Expiration></Credentials>\
             </AssumeRoleResult></R>"
        ),
    )
}

fn failure(status: u16, code: &str) -> Answer {
    answer(status, format!("<ErrorResponse><Error><Code>{code}</Code><Message>m</Message></Error></ErrorResponse>"))
}

fn form(body: &str) -> BTreeMap<&str, &str> {
    body.split('&').map(|pair| pair.split_once('=').unwrap()).collect()
}

/// With a profile `default`, and a region in the environment.
fn profile(config: &str, variables: &[(&str, &str)], script: &Script) -> ProviderContext {
    let usual = [("AWS_CONFIG_FILE", "config"), ("AWS_REGION", "eu-west-1")];
    let variables: Vec<(&str, &str)> = usual.into_iter().chain(variables.iter().copied()).collect();
    context(&variables, &[("config", config), ("/token", "jwt\n")], script, &time())
}

async fn fail(config: &str, answers: impl IntoIterator<Item = Answer>) -> CredentialsError {
    let script = Script::new(answers);
    let error = ProfileCredentials::new(profile(config, &[], &script)).provide_credentials().await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hush"), "{error}");
    error
}

#[tokio::test]
async fn a_chain_of_roles_is_taken_on_one_by_one() {
    let config = format!(
        "[default]\nrole_arn = arn:a\nsource_profile = b\nexternal_id = e&x\nrole_session_name = me\n\
         duration_seconds = 900\n[profile b]\nrole_arn = arn:b\nsource_profile = c\n[profile c]\n{KEYS}"
    );
    let script = Script::new([credentials("first"), credentials("second")]);
    let provider = ProfileCredentials::new(profile(&config, &[], &script));
    let credentials = provider.provide_credentials().await.unwrap();
    assert_eq!((credentials.access_key_id(), credentials.secret_access_key()), ("second", "hush&hush"));
    assert_eq!(credentials.account_id(), Some("123456789012"));
    let asked = script.asked();
    assert_eq!(script.lines(), ["POST https://sts.eu-west-1.amazonaws.com/"; 2]);
    assert!(asked[0].headers["authorization"].contains("Credential=base/20010909/eu-west-1/sts/"));
    assert!(asked[1].headers["authorization"].contains("Credential=first/"));
    assert_eq!(asked[1].headers["x-amz-security-token"], "hush-hush");
    let (first, second) = (form(&asked[0].body), form(&asked[1].body));
    assert_eq!((first["RoleArn"], first["RoleSessionName"]), ("arn%3Ab", "tinsmith-1000000000000"));
    let expected = [
        ("Action", "AssumeRole"),
        ("DurationSeconds", "900"),
        ("ExternalId", "e%26x"),
        ("RoleArn", "arn%3Aa"),
        ("RoleSessionName", "me"),
        ("Version", "2011-06-15"),
    ];
    assert_eq!(second, BTreeMap::from(expected));
}

#[tokio::test]
async fn profiles_that_cannot_work_are_told_with_their_line() {
    let cases = [
        (
            "[default]\nrole_arn = a\nsource_profile = b\n[profile b]\nrole_arn = b\nsource_profile = c\n\
             [profile c]\nrole_arn = c\nsource_profile = b\n",
            "infinite loop: `default` -> `b` -> `c` -> `b`",
        ),
        (
            "[default]\nrole_arn = a\nsource_profile = b\nmfa_serial = m\n",
            "profile `default` (config, line 4): a role that wants `mfa_serial`",
        ),
        (
            "[default]\nrole_arn = a\ncredential_source = Environment\nduration_seconds = 1h\n",
            "profile `default` (config, line 4): `duration_seconds` is no whole number",
        ),
        (
            "[default]\nrole_arn = a\ncredential_source = environment\n",
            "(config, line 3): `credential_source` must be `Environment`, `Ec2InstanceMetadata` or `EcsContainer`",
        ),
        (
            "[default]\nrole_arn = a\nsource_profile = default\n",
            "profile `default` did not contain credential information",
        ),
        ("[default]\naws_secret_access_key = hush\n", "(config, line 2): profile missing aws_access_key_id"),
        ("[default]\nregion", "the profile files cannot be used: config, line 2: "),
        (
            "[default]\nsso_session = s\n[sso-session s]\nsso_region = eu-west-1\n",
            "`sso_start_url` is missing: set it in the [sso-session] config `s`",
        ),
        (
            "[default]\nsso_session = s\n[sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://x\n",
            "profile `default` signs in by SSO but names no role",
        ),
    ];
    for (config, words) in cases {
        let error = fail(config, []).await;
        assert_eq!(error.kind(), CredentialsErrorKind::InvalidConfiguration, "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[tokio::test]
async fn a_selected_profile_has_to_be_there_and_the_default_one_need_not() {
    let script = Script::new([]);
    let other = "[profile other]\nregion = eu-west-1\n[profile b]\n";
    let error = ProfileCredentials::new(profile(other, &[], &script)).provide_credentials().await.unwrap_err();
    assert_eq!(error.kind(), CredentialsErrorKind::NotLoaded);
    let selected = profile(other, &[("AWS_PROFILE", "typo")], &script);
    for context in [selected, profile(other, &[], &script).profile_name("typo")] {
        let error = ProfileCredentials::new(context).provide_credentials().await.unwrap_err();
        assert_eq!(error.kind(), CredentialsErrorKind::InvalidConfiguration);
        assert!(
            error.to_string().contains("there is no profile `typo` (read: config; there are: b, other)"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_source_that_gives_nothing_is_an_error_of_the_profile() {
    let error = fail("[default]\nrole_arn = a\ncredential_source = Environment\n", []).await;
    let text = "an error occurred while loading credentials: profile `default` gives none: the credential provider was not \
                enabled: no credentials in the environment: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    assert_eq!((error.to_string().as_str(), error.kind()), (text, CredentialsErrorKind::ProviderError));
}

#[tokio::test]
async fn what_passes_is_asked_again_and_the_rest_is_told() {
    let config = format!("[default]\nrole_arn = arn:a\nsource_profile = default\n{KEYS}");
    let script = Script::new([failure(400, "Throttling"), answer(500, "hush"), credentials("1")]);
    ProfileCredentials::new(profile(&config, &[], &script)).provide_credentials().await.unwrap();
    assert_eq!(script.lines().len(), 3);

    let error = fail(&config, [failure(403, "AccessDenied")]).await;
    let text = "an error occurred while loading credentials: the role `arn:a` cannot be taken on: AccessDenied: m (status \
                403, request id none)";
    assert_eq!(error.to_string(), text);
    let error = fail(&config, [Answer::Refused, Answer::TimedOut, Answer::Broken]).await;
    assert!(error.to_string().ends_with("cannot be taken on: connection failed: reset"), "{error}");
    let error = fail(&config, [answer(200, "hush")]).await;
    assert!(error.to_string().ends_with("the answer of STS, with status 200, is not XML"), "{error}");
}

#[tokio::test]
async fn sts_is_asked_where_the_client_would_be() {
    let config = format!("[default]\nrole_arn = arn:a\nsource_profile = default\n{KEYS}");
    let cases = [
        ("eu-west-1", false, false, "sts.eu-west-1.amazonaws.com", "eu-west-1"),
        ("eu-west-1", true, false, "sts-fips.eu-west-1.amazonaws.com", "eu-west-1"),
        ("eu-west-1", true, true, "sts-fips.eu-west-1.api.aws", "eu-west-1"),
        ("cn-north-1", false, true, "sts.cn-north-1.api.amazonwebservices.com.cn", "cn-north-1"),
        ("us-gov-west-1", true, false, "sts.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        ("aws-global", false, false, "sts.us-east-1.amazonaws.com", "us-east-1"),
        ("aws-cn-global", false, false, "sts.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
    ];
    for (region, fips, dual_stack, host, signed_for) in cases {
        let script = Script::new([credentials("1")]);
        let context = profile(&config, &[("AWS_REGION", region)], &script).use_fips(fips).use_dual_stack(dual_stack);
        ProfileCredentials::new(context).provide_credentials().await.unwrap();
        assert_eq!(script.lines(), [format!("POST https://{host}/")]);
        let authorization = &script.asked()[0].headers["authorization"];
        assert!(authorization.contains(&format!("/{signed_for}/sts/")), "{authorization}");
    }
    for (region, words) in [("", "needs a region: set AWS_REGION"), ("evil.example/", "is no name of a region")] {
        let context = profile(&config, &[("AWS_REGION", region)], &Script::new([]));
        let error = ProfileCredentials::new(context).provide_credentials().await.unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[tokio::test]
async fn a_web_identity_reads_its_token_anew_each_time() {
    let variables = [("AWS_WEB_IDENTITY_TOKEN_FILE", "/token"), ("AWS_ROLE_ARN", "arn:w")];
    let script = Script::new([failure(400, "IDPCommunicationError"), credentials("1")]);
    let provider = WebIdentityCredentials::new(profile("", &variables, &script));
    provider.provide_credentials().await.unwrap();
    let asked = script.asked();
    assert_eq!(asked.len(), 2);
    assert!(!asked[1].headers.contains_key("authorization"));
    assert_eq!(form(&asked[1].body)["WebIdentityToken"], "jwt");

    let script = Script::new([]);
    let error = WebIdentityCredentials::new(profile("", &variables[..1], &script)).provide_credentials().await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), CredentialsErrorKind::InvalidConfiguration);
    assert!(error.to_string().contains("AWS_WEB_IDENTITY_TOKEN_FILE is set but AWS_ROLE_ARN is not"), "{error}");
    let gone = [("AWS_WEB_IDENTITY_TOKEN_FILE", "/gone"), variables[1]];
    let error = WebIdentityCredentials::new(profile("", &gone, &script)).provide_credentials().await.unwrap_err();
    assert!(error.to_string().contains("there is no web identity token: failed to read `/gone`"), "{error}");
}

#[tokio::test]
async fn a_wrong_clock_is_corrected_by_the_answer() {
    let expired = "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code></Error></ErrorResponse>";
    let date = &[("date", "Sun, 09 Sep 2001 03:46:40 GMT")];
    let script = Script::new([Answer::Headers(403, date, expired.to_owned()), credentials("a")]);
    let config = format!("[default]\nrole_arn = arn:a\nsource_profile = b\n[profile b]\n{KEYS}");
    ProfileCredentials::new(profile(&config, &[], &script)).provide_credentials().await.unwrap();
    let [first, second] = &script.asked()[..] else { panic!("{:?}", script.lines()) };
    assert_eq!(first.headers["x-amz-date"], "20010909T014640Z");
    assert!(second.headers["x-amz-date"].starts_with("20010909T034640"), "{:?}", second.headers);
}
