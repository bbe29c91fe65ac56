//! How a call finds its server and identifies itself: endpoints, the environment, session tokens, idempotency tokens.

use std::sync::{Arc, Mutex};

use serde_json::json;
use tinsmith_signer::config::http::{BoxFuture, HttpRequest, HttpResponse, TransportError};
use tinsmith_signer::config::{Credentials, HttpClient, MapEnv, MapFiles, Region};
use tinsmith_signer::operation::get_revocation_status::GetRevocationStatusFluentBuilder;
use tinsmith_signer::operation::start_signing_job::StartSigningJobFluentBuilder;
use tinsmith_signer::primitives::DateTime;
use tinsmith_signer::types::{Destination, Source};
use tinsmith_signer::{Client, Config};

use crate::server::{Answer, Server};
use crate::verifier::Verifier;
use crate::{ACCESS_KEY_ID, SECRET_ACCESS_KEY, SERVICE, assert_sent, client, settings};

async fn server() -> Server {
    Server::start([Answer::json(&json!({}))]).await
}

fn start_signing_job(client: &Client) -> StartSigningJobFluentBuilder {
    client
        .start_signing_job()
        .source(Source::builder().build())
        .destination(Destination::builder().build())
        .profile_name("p1")
}

/// The one operation with a host prefix.
fn get_revocation_status(client: &Client) -> GetRevocationStatusFluentBuilder {
    client
        .get_revocation_status()
        .certificate_hashes("ff")
        .job_arn("arn:aws:signer:eu-west-1:1:/j")
        .platform_id("p")
        .profile_version_arn("arn:aws:signer:eu-west-1:1:/p")
        .signature_timestamp(DateTime::from_secs(0))
}

#[tokio::test]
async fn an_idempotency_token_is_made_up_when_there_is_none() {
    let server = server().await;
    let client = client(&server);
    start_signing_job(&client).send().await.unwrap();
    start_signing_job(&client).send().await.unwrap();
    start_signing_job(&client).client_request_token("mine").send().await.unwrap();
    let bodies = server.requests().into_iter().map(|request| request.json()["clientRequestToken"].clone());
    let [first, second, third] = bodies.collect::<Vec<_>>().try_into().unwrap();
    for token in [&first, &second] {
        assert!(is_uuid_v4(token.as_str().unwrap()), "{token}");
    }
    assert_ne!(first, second);
    assert_eq!(third, "mine");
}

/// RFC 9562, section 5.4: 8-4-4-4-12 hexadecimal digits, version 4, variant 8 to b.
fn is_uuid_v4(text: &str) -> bool {
    let fits = |(index, byte): (usize, u8)| match index {
        8 | 13 | 18 | 23 => byte == b'-',
        14 => byte == b'4',
        19 => matches!(byte, b'8' | b'9' | b'a' | b'b'),
        _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
    };
    text.len() == 36 && text.bytes().enumerate().all(fits)
}

#[tokio::test]
async fn a_session_token_is_sent_and_signed() {
    let server = server().await;
    let credentials =
        Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, Some("FwoGZXIvY+/==".to_owned()), None, "test");
    let config = settings().endpoint_url(server.url()).credentials_provider(credentials).build();
    Client::from_conf(config).list_signing_jobs().send().await.unwrap();
    let request = server.only_request();
    assert_eq!(request.header("x-amz-security-token").collect::<Vec<_>>(), ["FwoGZXIvY+/=="]);
    let service = Verifier { session_token: Some("FwoGZXIvY+/=="), ..SERVICE };
    assert_eq!(
        service.verify(&request).unwrap(),
        ["amz-sdk-invocation-id", "amz-sdk-request", "host", "x-amz-date", "x-amz-security-token"]
    );
}

#[tokio::test]
async fn the_path_of_a_custom_endpoint_comes_before_the_operations() {
    for (endpoint, path) in [
        ("", ""),
        ("/", ""),
        ("/base", "/base"),
        ("/b/%C3%A9/", "/b/%C3%A9"),
        ("/a%20b/c", "/a%20b/c"),
        ("/a+b/c%2Fd/!$&'()*+,;=:@-._~", "/a+b/c%2Fd/!$&'()*+,;=:@-._~"),
        ("/.../%2e%2e%2e", "/.../%2e%2e%2e"),
        ("  ", ""),
    ] {
        let server = server().await;
        let config = settings().endpoint_url(format!("{}{endpoint}", server.url())).build();
        Client::from_conf(config).list_tags_for_resource().resource_arn("a:b").send().await.unwrap();
        assert_sent(&server, &format!("GET {path}/tags/a%3Ab"));
    }
}

#[tokio::test]
async fn an_operation_with_a_host_prefix_reaches_a_custom_endpoint() {
    let server = server().await;
    for host in ["127.0.0.1", "localhost"] {
        let config = settings().endpoint_url(format!("http://{host}:{}/base", server.address.port())).build();
        get_revocation_status(&Client::from_conf(config)).send().await.unwrap();
        let request = server.requests().pop().unwrap();
        assert_eq!(request.header("host").collect::<Vec<_>>(), [format!("{host}:{}", server.address.port())]);
        assert!(request.target.starts_with("/base/revocations?"), "{}", request.target);
        SERVICE.verify(&request).unwrap();
    }
}

/// A config made of these environment variables and the usual credentials.
async fn from_env(variables: &[(&str, &str)]) -> Config {
    let usual = [
        ("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY),
        ("AWS_REGION", "eu-west-1"),
    ];
    let env: MapEnv = usual.into_iter().chain(variables.iter().copied()).collect();
    Config::loader().env(env).try_load().await.unwrap()
}

#[tokio::test]
async fn the_environment_names_region_credentials_and_endpoint() {
    let (mine, other) = (server().await, server().await);
    let variables = [
        ("AWS_ENDPOINT_URL_SIGNER", &*mine.url()),
        ("AWS_ENDPOINT_URL", &*other.url()),
        ("AWS_SESSION_TOKEN", "token"),
    ];
    Client::new(&from_env(&variables).await).list_signing_jobs().send().await.unwrap();
    Verifier { session_token: Some("token"), ..SERVICE }.verify(&mine.only_request()).unwrap();
    assert_eq!(other.requests().len(), 0);

    Client::new(&from_env(&variables[1..]).await).list_signing_jobs().send().await.unwrap();
    assert_eq!(other.requests().len(), 1);
}

#[tokio::test]
async fn an_endpoint_in_code_wins_over_the_environment() {
    let (mine, other) = (server().await, server().await);
    let config =
        from_env(&[("AWS_ENDPOINT_URL_SIGNER", &*other.url())]).await.to_builder().endpoint_url(mine.url()).build();
    Client::from_conf(config).list_signing_jobs().send().await.unwrap();
    assert_eq!((mine.requests().len(), other.requests().len()), (1, 0));
}

#[tokio::test]
async fn a_profile_names_region_endpoint_and_program() {
    let server = server().await;
    let profile = format!(
        "[profile p]\nregion = eu-west-1\nservices = local\nsdk_ua_app_id = my app\n\
         [services local]\nsigner =\n  endpoint_url = {}\n",
        server.url()
    );
    let env = MapEnv::from([
        ("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY),
        ("AWS_CONFIG_FILE", "config"),
        ("AWS_PROFILE", "p"),
    ]);
    let config = Config::loader().env(env).file_system(MapFiles::from([("config", profile)])).load().await;
    Client::new(&config).list_signing_jobs().send().await.unwrap();
    let request = server.only_request();
    SERVICE.verify(&request).unwrap();
    let user_agent: Vec<&str> = request.header("user-agent").collect();
    assert!(user_agent[0].ends_with(" app/my-app"), "{user_agent:?}");
}

#[tokio::test]
async fn a_setting_that_cannot_be_used_is_the_error_of_every_call() {
    let server = server().await;
    let client = Client::new(&from_env(&[("AWS_ENDPOINT_URL", &*server.url())]).await);
    client.list_signing_jobs().send().await.unwrap();
    let env = MapEnv::from([("AWS_ENDPOINT_URL", &*server.url()), ("AWS_MAX_ATTEMPTS", "many")]);
    let client = Client::new(&Config::loader().env(env).load().await);
    for _ in 0..2 {
        let error = client.list_signing_jobs().send().await.unwrap_err();
        let text = "ListSigningJobs was not sent: AWS_MAX_ATTEMPTS is \"many\": set it to a whole number from 1 on";
        assert_eq!(error.to_string(), text);
    }
    assert_eq!(server.requests().len(), 1);
}

/// Keeps the URI and the `host` header of each request, and answers none.
#[derive(Clone, Debug, Default)]
struct Onlooker(Arc<Mutex<Vec<(String, String)>>>);

impl HttpClient for Onlooker {
    fn call(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let host = request.headers()["host"].to_str().unwrap().to_owned();
        self.0.lock().unwrap().push((request.uri().to_string(), host));
        Box::pin(async { Err(TransportError::io("no answer")) })
    }
}

#[tokio::test]
async fn without_a_custom_endpoint_the_region_names_the_host() {
    let cases = [
        (settings(), "signer.eu-west-1.amazonaws.com"),
        (settings().region(Region::new("cn-north-1")), "signer.cn-north-1.amazonaws.com.cn"),
        (settings().use_fips(true), "signer-fips.eu-west-1.amazonaws.com"),
        (settings().use_dual_stack(true), "signer.eu-west-1.api.aws"),
        (settings().use_fips(true).use_dual_stack(true), "signer-fips.eu-west-1.api.aws"),
    ];
    for (builder, host) in cases {
        let onlooker = Onlooker::default();
        let client = Client::from_conf(builder.http_client(onlooker.clone()).build());
        client.list_signing_platforms().send().await.unwrap_err();
        get_revocation_status(&client).send().await.unwrap_err();
        let seen = onlooker.0.lock().unwrap();
        let prefixed = format!("data-{host}");
        assert_eq!(seen[0], (format!("https://{host}/signing-platforms"), host.to_owned()));
        assert!(seen[1].0.starts_with(&format!("https://{prefixed}/revocations?certificateHashes=ff&")), "{seen:?}");
        assert_eq!(seen[1].1, prefixed);
    }
}
