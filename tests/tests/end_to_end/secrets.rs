//! Neither keys nor payloads show in anything that is meant for eyes and logs.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use serde_json::json;
use tinsmith_runtime::env::MapEnv;
use tinsmith_signer::Client;
use tinsmith_signer::config::http::{BoxFuture, HttpRequest, HttpResponse, TransportError};
use tinsmith_signer::config::{Config, Credentials, HttpClient, SharedCredentialsProvider};
use tinsmith_signer::operation::sign_payload::{SignPayloadFluentBuilder, SignPayloadInput, SignPayloadOutput};
use tinsmith_signer::primitives::Blob;

use crate::server::{Answer, Server};
use crate::{ACCESS_KEY_ID, settings};

const SECRET: &str = "hush/secret+key";
const TOKEN: &str = "hush-session-token";
const PAYLOAD: &str = "hush payload";

/// Each secret as text, and the payload also as bytes and in the forms that it takes on its way.
fn assert_tells_nothing(what: &str, text: &str) {
    let bytes = format!("{:?}", PAYLOAD.as_bytes());
    let inner = bytes.trim_matches(['[', ']']);
    for secret in [SECRET, TOKEN, PAYLOAD, "hush", "aHVzaCBwYXlsb2Fk", "104, 117, 115, 104", inner] {
        assert!(!text.contains(secret), "{what} shows `{secret}`: {text}");
    }
    // `{:#?}` writes one byte a line.
    assert!(!text.split_whitespace().collect::<String>().contains("104,117,115,104"), "{what}: {text}");
}

fn assert_hides(what: &str, value: &impl Debug) {
    assert_tells_nothing(what, &format!("{value:?} {value:#?}"));
}

fn credentials(token: &str) -> Credentials {
    Credentials::new(ACCESS_KEY_ID, SECRET, Some(token.to_owned()), None, "test")
}

fn call(client: &Client) -> SignPayloadFluentBuilder {
    client.sign_payload().payload(Blob::new(PAYLOAD)).payload_format("f").profile_name("p1")
}

#[tokio::test]
async fn configuration_hides_its_credentials() {
    let builder = settings().credentials_provider(credentials(TOKEN));
    assert_hides("a builder", &builder);
    let config = builder.build();
    assert_hides("a config", &config);
    assert_hides("a client", &Client::new(&config));
    assert_hides("credentials", &credentials(TOKEN));
    assert_hides("a provider", &SharedCredentialsProvider::new(credentials(TOKEN)));
    let env = MapEnv::from([
        ("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", SECRET),
        ("AWS_SESSION_TOKEN", TOKEN),
    ]);
    assert_hides("the environment", &env);
    let config = Config::loader().env(env).load().await;
    assert_hides("a config of the environment", &config);
    assert_hides("its client", &Client::new(&config));
}

#[tokio::test]
async fn inputs_and_outputs_hide_their_blobs() {
    let answer = json!({ "jobId": "visible", "signature": "aHVzaCBwYXlsb2Fk" });
    let server = Server::start([Answer::json(&answer)]).await;
    let config = settings().endpoint_url(server.url()).credentials_provider(credentials(TOKEN)).build();
    let client = Client::from_conf(config);
    assert_hides("a fluent builder", &call(&client));
    assert_hides("an input", call(&client).as_input());
    assert_hides("an input builder", &SignPayloadInput::builder().payload(Blob::new(PAYLOAD)));
    assert_hides("an output builder", &SignPayloadOutput::builder().signature(Blob::new(PAYLOAD)));
    let output = call(&client).send().await.unwrap();
    assert_eq!(output.signature(), Some(&Blob::new(PAYLOAD)));
    assert_hides("an output", &output);
    assert_hides("a client that has signed", &client);
}

#[tokio::test]
async fn errors_hide_what_was_sent_and_what_came() {
    let echo = json!({ "signature": "aHVzaCBwYXlsb2Fk", "jobId": 7 });
    let server = Server::start([
        Answer::json(&echo),
        Answer::new(403, &[("x-amzn-errortype", "AccessDeniedException")], json!({ "echo": PAYLOAD }).to_string()),
        Answer::cut("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"signature\":\"aHVzaCBwYXlsb2Fk"),
        Answer::cut(""),
    ])
    .await;
    let config = settings().endpoint_url(server.url()).credentials_provider(credentials(TOKEN)).build();
    for what in ["an unreadable response", "a service error", "a cut response", "no response"] {
        let error = call(&Client::new(&config)).send().await.expect_err(what);
        assert_hides(what, &error);
        assert_tells_nothing(what, &error.to_string());
        let error = tinsmith_signer::Error::from(error);
        assert_hides(what, &error);
        assert_tells_nothing(what, &error.to_string());
    }
    let too_long = "hush".repeat(2000);
    let error = call(&Client::new(&config)).payload(Blob::new(too_long.clone())).profile_name("!hush").send().await;
    let error = error.unwrap_err();
    assert_hides("a violation", &error);
    assert_tells_nothing("a violation", &error.to_string());
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_session_token_that_no_header_can_carry_is_not_shown() {
    let config = settings().endpoint_url("http://127.0.0.1:1").credentials_provider(credentials("hush\ntoken")).build();
    let error = call(&Client::from_conf(config)).send().await.unwrap_err();
    let text = "SignPayload was not sent: cannot sign: the session token holds characters that no header can carry";
    assert_eq!(error.to_string(), text);
    assert_hides("a construction failure", &error);
}

#[tokio::test]
async fn a_password_in_an_endpoint_is_not_shown() {
    let config = settings().endpoint_url("http://user:hush@127.0.0.1:1").build();
    let error = call(&Client::new(&config)).send().await.unwrap_err();
    assert_hides("a config", &config);
    assert_hides("its client", &Client::new(&config));
    let env = MapEnv::from([("AWS_ENDPOINT_URL_SIGNER", "http://user:hush@127.0.0.1:1")]);
    assert_hides("a client of the environment", &Client::from_conf(Config::loader().env(env).load().await));
    assert_hides("an endpoint", &error);
    assert_tells_nothing("an endpoint", &error.to_string());
}

/// Keeps how requests show themselves, and answers none.
#[derive(Clone, Debug, Default)]
struct Onlooker(Arc<Mutex<String>>);

impl HttpClient for Onlooker {
    fn call(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        self.0.lock().unwrap().push_str(&format!("{request:?} {request:#?}"));
        Box::pin(async { Err(TransportError::io("no answer")) })
    }
}

#[tokio::test]
async fn a_request_hides_token_signature_and_body() {
    let onlooker = Onlooker::default();
    let config = settings().credentials_provider(credentials(TOKEN)).http_client(onlooker.clone()).build();
    call(&Client::from_conf(config)).send().await.unwrap_err();
    let text = onlooker.0.lock().unwrap();
    assert!(text.contains("x-amz-security-token"), "{text}");
    assert!(!text.contains("Signature="), "{text}");
    assert_tells_nothing("a request", &text);
}
