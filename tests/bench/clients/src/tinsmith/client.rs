//! A client whose transport is stubbed.

use tinsmith_signer::Client;
use tinsmith_signer::config::HttpClient;
use tinsmith_signer::config::http::{Body, BoxFuture, HeaderValue, HttpRequest, HttpResponse, TransportError};

use super::calls::config;
use crate::operation::REQUEST_ID;

/// A client whose every request gets `answer`, at once.
#[must_use]
pub fn stubbed(answer: String, validate_input: bool) -> Client {
    Client::from_conf(config().http_client(Stub(answer.into())).validate_input(validate_input).build())
}

/// Answers at once. The answer's bytes are shared, so that the stub costs next to nothing.
#[derive(Debug)]
struct Stub(Body);

impl HttpClient for Stub {
    fn call(&self, _request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let mut response = HttpResponse::new(self.0.try_clone().unwrap_or_default());
        response.headers_mut().insert("content-type", HeaderValue::from_static("application/json"));
        response.headers_mut().insert("x-amzn-requestid", HeaderValue::from_static(REQUEST_ID));
        Box::pin(std::future::ready(Ok(response)))
    }
}
