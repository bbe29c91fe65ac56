//! What endpoint rules say of headers and signatures reaches the request.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::future::ready;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tinsmith_runtime::client::Client;
use tinsmith_runtime::config::{Builder, Config, Credentials, Region};
use tinsmith_runtime::credentials::{CredentialsError, ProvideCredentials};
use tinsmith_runtime::endpoint::{Endpoint, EndpointAuthScheme, EndpointError, EndpointParams};
use tinsmith_runtime::error::DecodeError;
use tinsmith_runtime::future::BoxFuture;
use tinsmith_runtime::http::{Body, HttpClient, HttpRequest, HttpResponse, TransportError};
use tinsmith_runtime::prelude::{Method, Operation, OperationInfo, RequestBuilder, ServiceInfo};

tinsmith_runtime::service_error! {
    /// None that the model names.
    pub enum Error {}
}

#[derive(Default)]
struct Ping {
    /// What cannot be sent, if anything.
    label: Option<String>,
}

impl Operation for Ping {
    const INFO: OperationInfo = OperationInfo::new("Ping", Method::GET, "/ping");
    type Output = ();
    type Error = Error;

    fn encode(&mut self, request: &mut RequestBuilder) {
        if self.label.is_some() {
            request.required_endpoint_param("label", "Label", self.label.as_deref());
        }
    }

    fn decode(_: &mut HttpResponse) -> Result<(), DecodeError> {
        Ok(())
    }
}

/// Keeps the last request.
#[derive(Clone, Debug, Default)]
struct Capture(Arc<Mutex<Option<HttpRequest>>>);

impl HttpClient for Capture {
    fn call(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        *self.0.lock().unwrap() = Some(request);
        Box::pin(async { Ok(HttpResponse::new(Body::from("{}"))) })
    }
}

/// The request of a call to a service with these rules, or the error's text.
async fn request(service: &'static ServiceInfo, settings: Builder) -> Result<HttpRequest, String> {
    let transport = Capture::default();
    let config = settings.credentials_provider(Credentials::from_keys("AKID", "secret", None).with_account_id("123"));
    let client = Client::new(service, config.http_client(transport.clone()).build());
    client.send(&mut Ping::default()).await.map_err(|error| error.to_string())?;
    Ok(transport.0.lock().unwrap().take().unwrap())
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> Vec<&'a str> {
    request.headers().get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
}

#[tokio::test]
async fn headers_and_signature_are_as_the_endpoint_says() {
    fn rules(_: &EndpointParams<'_>) -> Result<Endpoint, EndpointError> {
        let sigv4 = EndpointAuthScheme::new("sigv4").with_signing_name("other").with_signing_region("us-east-1");
        let endpoint = Endpoint::new("https://example.com").with_header("x-a", "1").with_header("x-a", "2");
        Ok(endpoint.with_auth_scheme(EndpointAuthScheme::new("sigv4a")).with_auth_scheme(sigv4))
    }
    static SERVICE: ServiceInfo = ServiceInfo::new("test", "test", "2020-01-01", rules);
    let request = request(&SERVICE, Config::builder().region(Region::new("eu-west-1"))).await.unwrap();
    assert_eq!(header(&request, "x-a"), ["1", "2"]);
    let authorization = header(&request, "authorization").concat();
    assert!(authorization.contains("/us-east-1/other/aws4_request"), "{authorization}");
    assert!(authorization.contains("x-a"), "{authorization}");
}

struct Discovered;

impl Operation for Discovered {
    const INFO: OperationInfo = OperationInfo::new("Discovered", Method::GET, "/").with_discovered_endpoint();
    type Output = ();
    type Error = Error;

    fn encode(&mut self, _: &mut RequestBuilder) {}

    fn decode(_: &mut HttpResponse) -> Result<(), DecodeError> {
        Ok(())
    }
}

#[tokio::test]
async fn an_endpoint_that_has_to_be_discovered_is_the_callers_to_give() {
    fn rules(params: &EndpointParams<'_>) -> Result<Endpoint, EndpointError> {
        Ok(Endpoint::new(params.endpoint.unwrap_or("https://example.com")))
    }
    static SERVICE: ServiceInfo = ServiceInfo::new("test", "test", "2020-01-01", rules);
    let call = async |config: Builder| {
        let transport = Capture::default();
        let config = config.credentials_provider(Credentials::from_keys("AKID", "secret", None));
        let config = config.region(Region::new("eu-west-1")).http_client(transport.clone()).build();
        let outcome = Client::new(&SERVICE, config).send(&mut Discovered).await;
        let host = transport.0.lock().unwrap().take().map(|request| request.uri().host().unwrap().to_owned());
        outcome.map(|()| host.clone().unwrap()).map_err(|error| {
            assert_eq!(host, None, "it was sent");
            std::error::Error::source(&error).unwrap().to_string()
        })
    };
    let error = call(Config::builder()).await.unwrap_err();
    assert!(error.starts_with("endpoint discovery is not supported: set `endpoint_url(..)`"), "{error}");
    assert_eq!(call(Config::builder().endpoint_url("https://cell1.example.com")).await.unwrap(), "cell1.example.com");
}

#[tokio::test]
async fn the_account_and_the_clients_settings_reach_the_rules() {
    fn rules(params: &EndpointParams<'_>) -> Result<Endpoint, EndpointError> {
        let account = params.account_id.zip(params.account_id_endpoint_mode);
        let (account, mode) = account.ok_or_else(|| EndpointError::new("no account"))?;
        Ok(Endpoint::new(["https://", account, ".", mode, ".", params.string("Zone").unwrap_or_default()].concat()))
    }
    static SERVICE: ServiceInfo = ServiceInfo::new("test", "test", "2020-01-01", rules);
    let settings = || Config::builder().region(Region::new("eu-west-1")).endpoint_param("Zone", "z");
    let called = request(&SERVICE, settings()).await.unwrap();
    assert_eq!(called.uri(), "https://123.preferred.z/ping");
}

/// Counts how often it is asked.
#[derive(Clone, Debug, Default)]
struct Counter {
    asked: Arc<AtomicUsize>,
    fails: bool,
}

impl ProvideCredentials for Counter {
    fn provide_credentials<'a>(&'a self) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let credentials = Credentials::from_keys("AKID", "secret", None).with_account_id("123");
        let failure = CredentialsError::provider_error("the vault is shut");
        Box::pin(ready(if self.fails { Err(failure) } else { Ok(credentials) }))
    }
}

#[tokio::test]
async fn credentials_are_asked_for_once_and_only_for_a_request_that_can_be_sent() {
    fn rules(params: &EndpointParams<'_>) -> Result<Endpoint, EndpointError> {
        let account = params.account_id.ok_or_else(|| EndpointError::new("no account"))?;
        Ok(Endpoint::new(["https://", account, ".example"].concat()))
    }
    static SERVICE: ServiceInfo = ServiceInfo::new("test", "test", "2020-01-01", rules);
    let called = async |provider: &Counter, input: &mut Ping| {
        let config = Config::builder().region(Region::new("eu-west-1")).http_client(Capture::default());
        let client = Client::new(&SERVICE, config.credentials_provider(provider.clone()).build());
        client.send(input).await.map_err(|error| error.to_string())
    };
    let provider = Counter::default();
    assert_eq!(called(&provider, &mut Ping::default()).await, Ok(()));
    assert_eq!(provider.asked.load(Ordering::Relaxed), 1);

    let broken = called(&provider, &mut Ping { label: Some(String::new()) }).await;
    assert!(broken.is_err());
    assert_eq!(provider.asked.load(Ordering::Relaxed), 1, "an input that cannot be sent needs no identity");

    let error = called(&Counter { fails: true, ..Counter::default() }, &mut Ping::default()).await.unwrap_err();
    assert!(error.contains("the vault is shut"), "{error}");
}

#[tokio::test]
async fn an_endpoint_with_another_signature_is_not_called() {
    fn rules(_: &EndpointParams<'_>) -> Result<Endpoint, EndpointError> {
        Ok(Endpoint::new("https://example.com").with_auth_scheme(EndpointAuthScheme::new("sigv4a")))
    }
    static SERVICE: ServiceInfo = ServiceInfo::new("test", "test", "2020-01-01", rules);
    let error = request(&SERVICE, Config::builder().region(Region::new("eu-west-1"))).await.unwrap_err();
    assert!(error.contains("sigv4a only"), "{error}");
}
