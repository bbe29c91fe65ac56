//! The generated client, signing.

use tinsmith_fake_signer::FakeSigner;
use tinsmith_signer::config::retry::RetryConfig;
use tinsmith_signer::config::{Builder, Credentials, Region};
use tinsmith_signer::error::ProvideErrorMetadata as _;
use tinsmith_signer::primitives::DateTime;
use tinsmith_signer::types::SigningProfileStatus;
use tinsmith_signer::{Client, Config};

use crate::{ACCESS_KEY_ID, SECRET_ACCESS_KEY, credentials};

/// One attempt for each call.
pub(crate) fn settings(fake: &FakeSigner) -> Builder {
    Config::builder()
        .endpoint_url(fake.url())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, None, None, "test"))
        .retry_config(RetryConfig::disabled())
}

pub(crate) fn client(fake: &FakeSigner) -> Client {
    Client::from_conf(settings(fake).build())
}

#[tokio::test]
async fn signed_calls_are_taken_and_their_account_is_known() {
    let fake = FakeSigner::builder().credentials(credentials()).start().await.unwrap();
    let client = client(&fake);
    let put = client.put_signing_profile().profile_name("a_b").platform_id("AWSLambda-SHA384-ECDSA").tags("k é", "");
    // A tag that the model does not allow is found by the client.
    assert!(put.send().await.unwrap_err().to_string().contains("/tags"));
    let put = client.put_signing_profile().profile_name("a_b").platform_id("AWSLambda-SHA384-ECDSA").tags("k", "é /");
    let arn = put.send().await.unwrap().arn().unwrap().to_owned();
    assert_eq!(arn, "arn:aws:signer:us-east-1:210987654321:/signing-profiles/a_b");
    // The path is encoded twice in what is signed, the query once.
    let tags = client.list_tags_for_resource().resource_arn(&arn).send().await.unwrap();
    assert_eq!(tags.tags().unwrap()["k"], "é /");
    let list = client.list_signing_profiles().statuses(SigningProfileStatus::Canceled).platform_id("a b");
    assert!(list.send().await.is_ok_and(|list| list.profiles().is_empty()));
    client.untag_resource().resource_arn(&arn).tag_keys("k").tag_keys("b:c").send().await.unwrap();
    client.cancel_signing_profile().profile_name("a_b").send().await.unwrap();
    assert!(fake.requests().iter().all(|record| record.status == 200), "{:?}", fake.requests());
}

#[tokio::test]
async fn calls_that_are_signed_otherwise_are_refused() {
    let fake = FakeSigner::builder().credentials(credentials()).start().await.unwrap();
    let keys = |id, secret, token: Option<&str>| {
        let credentials = Credentials::new(id, secret, token.map(str::to_owned), None, "test");
        settings(&fake).credentials_provider(credentials)
    };
    for (settings, code) in [
        (keys(ACCESS_KEY_ID, "another", None), "InvalidSignatureException"),
        (keys("AKIDOTHER", SECRET_ACCESS_KEY, None), "UnrecognizedClientException"),
        (keys(ACCESS_KEY_ID, SECRET_ACCESS_KEY, Some("token")), "UnrecognizedClientException"),
        (settings(&fake).region(Region::new("eu-west-1")), "InvalidSignatureException"),
    ] {
        let client = Client::from_conf(settings.build());
        let error = client.list_signing_jobs().send().await.unwrap_err();
        assert_eq!(error.code(), Some(code), "{error}");
    }
    assert_eq!(crate::send(&fake, "GET /signing-jobs", "").await.error(), Some("MissingAuthenticationTokenException"));
    assert!(fake.requests().iter().all(|record| record.status == 403));
}

#[tokio::test]
async fn session_tokens_and_several_accounts_are_known() {
    let mut temporary = credentials();
    temporary.access_key_id = "ASIAEXAMPLE".to_owned();
    temporary.session_token = Some("tok/en==".to_owned());
    temporary.account = "111122223333".to_owned();
    let fake = FakeSigner::builder().credentials(credentials()).credentials(temporary).start().await.unwrap();
    let token = Some("tok/en==".to_owned());
    let keys = Credentials::new("ASIAEXAMPLE", SECRET_ACCESS_KEY, token, None, "test");
    let theirs = Client::from_conf(settings(&fake).credentials_provider(keys).build());
    for (client, account) in [(client(&fake), "210987654321"), (theirs, "111122223333")] {
        let put = client.put_signing_profile().profile_name("own").platform_id("AWSLambda-SHA384-ECDSA");
        let arn = put.send().await.unwrap().arn().unwrap().to_owned();
        assert!(arn.contains(account), "{arn}");
    }
}

#[tokio::test]
async fn without_credentials_any_signature_is_taken() {
    let fake = FakeSigner::builder().account("000000000000").region("cn-north-1").start().await.unwrap();
    let put = client(&fake).put_signing_profile().profile_name("a_b").platform_id("AWSLambda-SHA384-ECDSA");
    let arn = put.send().await.unwrap().arn().unwrap().to_owned();
    assert_eq!(arn, "arn:aws-cn:signer:cn-north-1:000000000000:/signing-profiles/a_b");
}

#[tokio::test]
async fn callers_are_of_the_regions_partition() {
    for (region, partition) in [("eusc-de-east-1", "aws-eusc"), ("us-iso-east-1", "aws-iso"), ("eu-west-1", "aws")] {
        let fake = FakeSigner::builder().region(region).start().await.unwrap();
        let client = client(&fake);
        let put = client.put_signing_profile().profile_name("a_b").platform_id("AWSLambda-SHA384-ECDSA");
        let version = put.send().await.unwrap().profile_version.unwrap();
        let revoke = client.revoke_signing_profile().profile_name("a_b").profile_version(version).reason("leak");
        revoke.effective_time(DateTime::from_secs(0)).send().await.unwrap();
        let profile = client.get_signing_profile().profile_name("a_b").send().await.unwrap();
        let by = profile.revocation_record().unwrap().revoked_by();
        assert_eq!(by, Some(format!("arn:{partition}:iam::123456789012:user/fake").as_str()));
    }
}
