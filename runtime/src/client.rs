//! The call: validate, encode, find the endpoint, authenticate, send, classify, decode.

use std::fmt;
use std::sync::Arc;

use http::header::{HOST, USER_AGENT};
use http::{HeaderMap, HeaderValue};

use crate::address::absolute_uri;
use crate::auth::{self, Identity};
use crate::config::Config;
use crate::credentials::Credentials;
use crate::endpoint::{Endpoint, EndpointAuthScheme, EndpointError, EndpointParam, EndpointParams};
use crate::error::{BoxError, CallError, OperationError, SdkError};
use crate::future::BoxFuture;
use crate::http::{Body, HttpClient, HttpRequest, HttpResponse, TransportError, put_header};
use crate::operation::{Operation, OperationInfo, ServiceInfo};
use crate::protocol::Protocol;
use crate::random::{RandomError, uuid_v4};
use crate::request::{EncodedRequest, RequestBuilder};
use crate::sigv4::{self, PayloadHash};
use crate::user_agent::user_agent;
use crate::validation;

/// The largest response that is read into memory, in bytes: well above what JSON services answer with, the largest of which
/// are some tens of megabytes. A body takes many times its length once it is read into values.
const MAX_RESPONSE: usize = 64 * 1024 * 1024;

/// What the generated client of a service wraps. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    service: &'static ServiceInfo,
    config: Config,
    endpoint_url: Option<String>,
    user_agent: HeaderValue,
    signing_keys: sigv4::SigningKeyCache,
}

/// Without the endpoint of the environment, which may hold a password; the config shows its own without.
impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("service", &self.service.sdk_id)
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client of the service.
    #[must_use]
    pub fn new(service: &'static ServiceInfo, config: Config) -> Self {
        let settings = config.settings();
        Self(Arc::new(Inner {
            service,
            endpoint_url: settings.endpoint_url_for(service.sdk_id),
            user_agent: user_agent(service, settings.app_name.as_ref()),
            signing_keys: sigv4::SigningKeyCache::default(),
            config,
        }))
    }

    /// The settings that the client was made with.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// Calls an operation. The input is borrowed, so that the future does not hold it twice; an unset idempotency token is
    /// filled in.
    ///
    /// # Errors
    ///
    /// See the variants of [`SdkError`].
    pub async fn send<O: Operation>(&self, input: &mut O) -> Result<O::Output, SdkError<O::Error>> {
        const ATTEMPTS: u32 = 1;
        let info = const { &O::INFO };
        let outcome = match self.prepare(input) {
            Ok(encoded) => self.dispatch(info, encoded).await,
            Err(error) => Err(error),
        };
        match outcome {
            Ok(response) => decode::<O>(self.0.service.protocol, response, ATTEMPTS),
            Err(error) => Err(SdkError::from_call(info.name, ATTEMPTS, error)),
        }
    }

    /// Everything that needs the operation's types before the first byte is sent.
    fn prepare<O: Operation>(&self, input: &mut O) -> Result<EncodedRequest, CallError> {
        let settings = self.0.config.settings();
        let mut failure: Option<RandomError> = None;
        input.fill_idempotency_token(&mut || {
            uuid_v4(&*settings.random).unwrap_or_else(|error| {
                failure = Some(error);
                String::new()
            })
        });
        if let Some(error) = failure {
            return Err(construction(error));
        }
        if settings.validate_input {
            validation::check(|validator| input.validate(validator)).map_err(construction)?;
        }
        let mut request = RequestBuilder::new(&O::INFO);
        input.encode(&mut request);
        let mut encoded = request.finish().map_err(construction)?;
        self.complete(&O::INFO, &mut encoded)?;
        Ok(encoded)
    }

    /// Gives an encoded request what protocol, service and operation want of each besides.
    fn complete(&self, info: &OperationInfo, request: &mut EncodedRequest) -> Result<(), CallError> {
        let service = self.0.service;
        if let Some(error) = &self.0.config.settings().error {
            return Err(construction(Arc::clone(error)));
        }
        service.protocol.complete(info, request).map_err(construction)?;
        for transform in service.transform.iter().chain(info.transforms) {
            transform(request, self.0.config.settings()).map_err(construction)?;
        }
        if info.discovered_endpoint && self.0.endpoint_url.is_none() && request.endpoint.is_none() {
            return Err(construction(
                "endpoint discovery is not supported: set `endpoint_url(..)` on the config to the endpoint that the service \
                 gives for this operation, which its operation `DescribeEndpoints` or the like says",
            ));
        }
        Ok(())
    }

    /// The part of a call that no operation's type is needed for. Retries will loop here.
    ///
    /// Boxed, and not inlined, since the code of a future is compiled anew wherever one makes or awaits it, and all that it holds
    /// adds to the size of those around it.
    #[inline(never)]
    fn dispatch<'a>(
        &'a self,
        info: &'a OperationInfo,
        mut encoded: EncodedRequest,
    ) -> BoxFuture<'a, Result<HttpResponse, CallError>> {
        Box::pin(async move {
            let Some(transport) = self.0.config.http_client() else {
                return Err(construction(
                    "no HTTP client: set `http_client(..)` on the config, or enable the feature `default-https-client`",
                ));
            };
            let identity = auth::identity(info.auth, self.0.config.settings()).await.map_err(construction)?;
            let request = self.request(info, &mut encoded, &identity)?;
            let response = transport.call(request).await.map_err(CallError::Transport)?;
            if info.streams_output && response.status().is_success() {
                return Ok(response);
            }
            collect(response).await.map_err(CallError::Transport)
        })
    }

    /// The endpoint of a call, by what its operation says to the rules.
    pub(crate) fn endpoint(
        &self,
        operation: &[EndpointParam],
        account_id: Option<&str>,
    ) -> Result<Endpoint, EndpointError> {
        let settings = self.0.config.settings();
        let params = EndpointParams {
            region: settings.region.as_ref().map(AsRef::as_ref),
            endpoint: self.0.endpoint_url.as_deref(),
            use_fips: settings.use_fips,
            use_dual_stack: settings.use_dual_stack,
            account_id,
            account_id_endpoint_mode: Some(settings.account_id_endpoint_mode.as_str()),
            operation,
            client: &settings.endpoint_params,
            partitions: None,
        };
        // Without a custom endpoint the region becomes part of the host.
        if let (None, Some(region)) = (params.endpoint, &settings.region)
            && !region.is_host_label()
        {
            let name = region.as_ref();
            return Err(EndpointError::new(format!("{name:?} is no name of a region, such as eu-west-1")));
        }
        self.0.service.resolve_endpoint(&params)
    }

    /// The request as it is sent: put to its endpoint, and saying who calls.
    fn request(
        &self,
        info: &OperationInfo,
        encoded: &mut EncodedRequest,
        identity: &Identity,
    ) -> Result<HttpRequest, CallError> {
        let (mut request, auth_schemes) = self.address(encoded, identity.account_id())?;
        let payload = payload_hash(info, &request);
        self.authenticate(identity, &mut request, &payload, &auth_schemes).map_err(construction)?;
        Ok(request)
    }

    /// Puts the request to its endpoint, which may want it signed in its own way.
    fn address(
        &self,
        encoded: &mut EncodedRequest,
        account_id: Option<&str>,
    ) -> Result<(HttpRequest, Vec<EndpointAuthScheme>), CallError> {
        let endpoint = self.endpoint(&encoded.endpoint_params, account_id).map_err(construction)?;
        // A custom endpoint names its host in full, and a prefix before an IP address or `localhost` resolves nowhere.
        let custom = self.0.endpoint_url.is_some() || encoded.endpoint.is_some();
        let prefix = if custom { "" } else { encoded.host_prefix.as_str() };
        let (uri, authority) = absolute_uri(encoded.endpoint.as_deref().unwrap_or(endpoint.url()), prefix, encoded)
            .map_err(construction)?;
        let mut request = HttpRequest::new(std::mem::take(&mut encoded.body));
        *request.method_mut() = std::mem::take(&mut encoded.method);
        *request.uri_mut() = uri;
        *request.headers_mut() = std::mem::take(&mut encoded.headers);
        let host = HeaderValue::from_str(authority.as_str()).map_err(construction)?;
        put_header(request.headers_mut(), HOST, host);
        put_header(request.headers_mut(), USER_AGENT, self.0.user_agent.clone());
        endpoint.put_headers(request.headers_mut()).map_err(construction)?;
        Ok((request, endpoint.into_auth_schemes()))
    }

    /// Says in one attempt who calls.
    fn authenticate(
        &self,
        identity: &Identity,
        request: &mut HttpRequest,
        payload: &PayloadHash,
        auth_schemes: &[EndpointAuthScheme],
    ) -> Result<(), BoxError> {
        // Taken out, so that the rest of the request can be looked at meanwhile.
        let mut headers = std::mem::take(request.headers_mut());
        let outcome = match identity {
            Identity::Credentials(credentials) => self.sign(request, &mut headers, credentials, payload, auth_schemes),
            Identity::Token(token) => auth::put_bearer_token(token, request.uri(), &mut headers),
            Identity::Anonymous => Ok(()),
        };
        *request.headers_mut() = headers;
        outcome
    }

    /// Signs one attempt; the body was hashed before, for all of them.
    fn sign(
        &self,
        request: &HttpRequest,
        headers: &mut HeaderMap,
        credentials: &Credentials,
        payload: &PayloadHash,
        auth_schemes: &[EndpointAuthScheme],
    ) -> Result<(), BoxError> {
        let settings = self.0.config.settings();
        let scheme = EndpointAuthScheme::sigv4(auth_schemes)?;
        let region =
            scheme.and_then(EndpointAuthScheme::signing_region).or(settings.region.as_ref().map(AsRef::as_ref));
        let params = sigv4::SigningParams {
            credentials,
            region: region.ok_or("no region: set `region(..)` on the config, or AWS_REGION")?,
            service: scheme.and_then(EndpointAuthScheme::signing_name).unwrap_or(self.0.service.signing_name),
            time: settings.clock.now(),
            settings: scheme.map(EndpointAuthScheme::sigv4_settings).unwrap_or_default(),
        };
        let line = sigv4::RequestLine::new(request.method(), request.uri());
        sigv4::sign(&line, headers, payload, &params, &self.0.signing_keys)?;
        Ok(())
    }
}

/// What stands for the body in the signature: a stream can be read only once, so it is not signed. What the request says of
/// itself already is not worked out again.
fn payload_hash(info: &OperationInfo, request: &HttpRequest) -> PayloadHash {
    let said =
        request.headers().get(&sigv4::X_AMZ_CONTENT_SHA256).and_then(|value| PayloadHash::parse(value.as_bytes()));
    match (said, request.body().bytes()) {
        (Some(hash), _) => hash,
        (None, Some(body)) if !info.unsigned_payload => PayloadHash::of(body),
        _ => PayloadHash::UNSIGNED,
    }
}

/// Reads the whole body of a response into memory.
async fn collect(response: HttpResponse) -> Result<HttpResponse, TransportError> {
    let (parts, body) = response.into_parts();
    let body = body.collect_up_to(MAX_RESPONSE).await.map_err(|error| match error.downcast::<TransportError>() {
        Ok(error) => *error,
        Err(error) => TransportError::io(error),
    })?;
    Ok(HttpResponse::from_parts(parts, Body::from(body)))
}

/// Reads a response as the operation's output or error.
pub(crate) fn decode<O: Operation>(
    protocol: &dyn Protocol,
    mut response: HttpResponse,
    attempts: u32,
) -> Result<O::Output, SdkError<O::Error>> {
    let operation = O::INFO.name;
    if !response.status().is_success() {
        let error = O::Error::from_response(&protocol.error(&response));
        return Err(SdkError::from_service(operation, attempts, error, response));
    }
    let verified = O::INFO.verify.map_or(Ok(()), |verify| verify(&response));
    verified
        .and_then(|()| O::decode(&mut response))
        .map_err(|error| SdkError::from_decode(operation, attempts, error, response))
}

fn construction(error: impl Into<BoxError>) -> CallError {
    CallError::Construction(error.into())
}
