//! Who calls, from the client's settings to the request.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::sync::{Arc, Mutex};

use tinsmith_runtime::config::{Config, Credentials, Region, Token};
use tinsmith_runtime::future::BoxFuture;
use tinsmith_runtime::http::{Body, HttpClient, HttpRequest, TransportError};
use tinsmith_runtime::prelude::*;
use tinsmith_runtime::service_error;

service_error! {
    /// Nothing that the model names.
    pub enum Error {}
}

static SERVICE: ServiceInfo = ServiceInfo::new("Gate", "gate", "1", |params| {
    Ok(Endpoint::new(params.endpoint.unwrap_or("https://gate.example.com").to_owned()))
});

/// Operations that differ in their auth schemes.
macro_rules! operations {
    ($($name:ident: $schemes:expr;)*) => {$(
        struct $name;

        impl Operation for $name {
            const INFO: OperationInfo = OperationInfo::new(stringify!($name), Method::GET, "/").with_auth($schemes);
            type Output = ();
            type Error = Error;

            fn encode(&mut self, _: &mut RequestBuilder) {}

            fn decode(_: &mut HttpResponse) -> Result<(), DecodeError> {
                Ok(())
            }
        }
    )*};
}

operations! {
    Signed: &[AuthScheme::SigV4];
    WithToken: &[AuthScheme::Bearer];
    Open: &[AuthScheme::None];
    Either: &[AuthScheme::SigV4, AuthScheme::None];
}

/// Keeps the last request.
#[derive(Clone, Debug, Default)]
struct Capture(Arc<Mutex<Option<HttpRequest>>>);

impl HttpClient for Capture {
    fn call(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        *self.0.lock().unwrap() = Some(request);
        Box::pin(async { Ok(HttpResponse::new(Body::default())) })
    }
}

/// The header `authorization` of a call, `-` when there is none, or why nothing was sent.
async fn authorization<O: Operation>(mut operation: O, config: tinsmith_runtime::config::Builder) -> String {
    let transport = Capture::default();
    let client = RuntimeClient::new(&SERVICE, config.http_client(transport.clone()).build());
    if let Err(error) = client.send(&mut operation).await {
        assert!(transport.0.lock().unwrap().is_none());
        return error.to_string();
    }
    let request = transport.0.lock().unwrap().take().unwrap();
    request.headers().get("authorization").map_or("-".to_owned(), |value| value.to_str().unwrap().to_owned())
}

#[tokio::test]
async fn an_open_operation_needs_neither_credentials_nor_a_region() {
    assert_eq!(authorization(Open, Config::builder()).await, "-");
    assert_eq!(authorization(Either, Config::builder()).await, "-");
}

#[tokio::test]
async fn credentials_sign_where_they_may() {
    let config = Config::builder().region(Region::new("eu-west-1")).credentials_provider(Credentials::from_keys(
        "AKIDEXAMPLE",
        "secret",
        None,
    ));
    for header in [authorization(Signed, config.clone()).await, authorization(Either, config.clone()).await] {
        assert!(header.starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"), "{header}");
    }
    assert_eq!(authorization(Open, config).await, "-");
}

#[tokio::test]
async fn a_token_goes_into_the_header_and_nowhere_else() {
    let config = Config::builder().token_provider(Token::new("hush", None));
    assert_eq!(authorization(WithToken, config.clone()).await, "Bearer hush");
    assert_eq!(authorization(Open, config.clone()).await, "-");
    let insecure = authorization(WithToken, config.endpoint_url("http://gate.example.com")).await;
    assert!(insecure.contains("https://") && !insecure.contains("hush"), "{insecure}");
}

#[tokio::test]
async fn what_is_missing_is_said_with_its_remedy() {
    let signed = authorization(Signed, Config::builder()).await;
    assert!(signed.starts_with("Signed was not sent: no credentials: set `credentials_provider(..)`"), "{signed}");
    let token = authorization(WithToken, Config::builder()).await;
    assert_eq!(token, "WithToken was not sent: no bearer token: set `token_provider(..)` on the config");
}
