//! A client whose transport is stubbed.

use aws_sdk_signer::Client;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;

use super::calls::config;
use crate::operation::REQUEST_ID;

/// A client whose every request gets `answer`, at once.
#[must_use]
pub fn stubbed(answer: String) -> Client {
    Client::from_conf(config().http_client(Stub(SharedHttpConnector::new(Connector(answer.into())))).build())
}

#[derive(Debug)]
struct Stub(SharedHttpConnector);

impl HttpClient for Stub {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        self.0.clone()
    }
}

/// Answers at once. The answer's bytes are shared, so that the stub costs next to nothing.
#[derive(Debug)]
struct Connector(Bytes);

impl HttpConnector for Connector {
    fn call(&self, _request: HttpRequest) -> HttpConnectorFuture {
        let status = StatusCode::try_from(200).expect("200 is a status");
        let mut response = HttpResponse::new(status, SdkBody::from(self.0.clone()));
        response.headers_mut().insert("content-type", "application/json");
        response.headers_mut().insert("x-amzn-requestid", REQUEST_ID);
        HttpConnectorFuture::ready(Ok(response))
    }
}
