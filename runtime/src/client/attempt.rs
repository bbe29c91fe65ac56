//! One attempt: the request put to its endpoint, signed anew, and sent.

use std::mem::take;
use std::time::SystemTime;

use http::header::{CONTENT_LENGTH, HOST, TRANSFER_ENCODING, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};

use super::call::Call;
use super::{MAX_RESPONSE, construction};
use crate::address::absolute_uri;
use crate::auth::{self, Identity};
use crate::config::TimeoutConfig;
use crate::credentials::Credentials;
use crate::endpoint::EndpointAuthScheme;
use crate::error::{BoxError, CallError};
use crate::future::BoxFuture;
use crate::http::{
    Body, HttpClient, HttpRequest, HttpResponse, TransportError, append_header, header_value, put_header,
    put_header_if_absent,
};
use crate::operation::OperationInfo;
use crate::request::EncodedRequest;
use crate::sigv4::{self, PayloadHash};

static INVOCATION_ID: HeaderName = HeaderName::from_static("amz-sdk-invocation-id");
static ATTEMPT: HeaderName = HeaderName::from_static("amz-sdk-request");

/// A request with its address, which is the same in every attempt.
pub(super) struct Addressed {
    /// Without the headers that say who calls whom, which each attempt puts beside these.
    pub(super) request: HttpRequest,
    pub(super) host: HeaderValue,
    pub(super) auth_schemes: Vec<EndpointAuthScheme>,
    /// The body is hashed once, unless a hook may have changed it.
    pub(super) payload: PayloadHash,
}

/// What became of an attempt.
pub(super) struct Answer {
    pub(super) outcome: Result<HttpResponse, CallError>,
    /// By how many milliseconds this machine's clock is behind the service's, where the response told.
    pub(super) skew: Option<i64>,
}

impl Answer {
    pub(super) fn failed(error: CallError) -> Self {
        Self { outcome: Err(error), skew: None }
    }

    /// What the transport gave; `None` when nothing was sent.
    pub(super) fn of_transport(&self) -> Option<Result<&HttpResponse, &TransportError>> {
        match &self.outcome {
            Ok(response) => Some(Ok(response)),
            Err(CallError::Transport(error)) => Some(Err(error)),
            Err(CallError::Construction(_)) => None,
        }
    }
}

impl Addressed {
    /// Whether the request can be sent more than once: a stream can be read only once.
    pub(super) fn is_replayable(&self) -> bool {
        self.request.body().bytes().is_some()
    }

    /// The request of one attempt.
    fn request(&mut self, user_agent: &HeaderValue) -> HttpRequest {
        let body = self.request.body().try_clone();
        let body = body.unwrap_or_else(|| take(self.request.body_mut()));
        // Room for what comes besides: these two, those of the attempt, the date, the signature and perhaps a token.
        let mut headers = HeaderMap::with_capacity(self.request.headers().len() + 7);
        for (name, value) in self.request.headers() {
            append_header(&mut headers, name.clone(), value.clone());
        }
        put_header(&mut headers, HOST, self.host.clone());
        put_header_if_absent(&mut headers, USER_AGENT, user_agent.clone());
        assemble(self.request.method().clone(), self.request.uri().clone(), headers, body)
    }
}

#[inline(never)] // What is put aside at that is not small.
fn assemble(method: Method, uri: Uri, headers: HeaderMap, body: Body) -> HttpRequest {
    let mut request = HttpRequest::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    request
}

impl Call<'_> {
    /// Puts the request to its endpoint, which may want it signed in its own way.
    pub(super) fn address(
        &self,
        encoded: &mut EncodedRequest,
        account_id: Option<&str>,
    ) -> Result<Addressed, CallError> {
        let custom = self.endpoint_url();
        let endpoint = self.client.endpoint(custom, &encoded.endpoint_params, account_id).map_err(construction)?;
        let url = encoded.endpoint.take();
        // A custom endpoint names its host in full, and a prefix before an IP address or `localhost` resolves nowhere.
        let prefix = if custom.is_some() || url.is_some() { "" } else { encoded.host_prefix.as_str() };
        let (uri, authority) =
            absolute_uri(url.as_deref().unwrap_or(endpoint.url()), prefix, encoded).map_err(construction)?;
        let (method, body) = (take(&mut encoded.method), take(&mut encoded.body));
        let mut request = assemble(method, uri, take(&mut encoded.headers), body);
        let headers = request.headers_mut();
        endpoint.put_headers(headers).map_err(construction)?;
        for (name, value) in self.options.map(|options| &*options.headers).unwrap_or_default() {
            put_header(headers, name.clone(), value.clone());
        }
        let payload = payload_hash(self.info, &request);
        let host = header_value(authority.as_str().to_owned()).map_err(construction)?;
        Ok(Addressed { request, host, auth_schemes: endpoint.into_auth_schemes(), payload })
    }

    /// Signs and sends the request, and reads the response into memory unless it streams.
    pub(super) async fn send_once(
        &self,
        addressed: &mut Addressed,
        identity: &Identity,
        number: &AttemptNumber<'_>,
    ) -> Answer {
        let (sent, response) = match self.send_signed(addressed, identity, number) {
            Ok(started) => started,
            Err(error) => return Answer::failed(CallError::Construction(error)),
        };
        let response = match response.await {
            Ok(response) => response,
            Err(error) => return Answer::failed(CallError::Transport(error)),
        };
        let skew = self.client.clock_skew.observe(sent, &*self.settings().clock, response.headers());
        let streams = self.info.streams_output && response.status().is_success();
        Answer { outcome: if streams { Ok(response) } else { collect(response).await }, skew }
    }

    /// Signs the request and gives it to the transport: the time of that, and the response to wait for.
    fn send_signed(
        &self,
        addressed: &mut Addressed,
        identity: &Identity,
        number: &AttemptNumber<'_>,
    ) -> Result<(SystemTime, BoxFuture<'_, Result<HttpResponse, TransportError>>), BoxError> {
        let Some(transport) = self.client.config.http_client() else {
            return Err(
                "no HTTP client: set `http_client(..)` on the config, or enable the feature `default-https-client`"
                    .into(),
            );
        };
        let mut request = addressed.request(&self.client.user_agent);
        number.put(request.headers_mut())?;
        self.put_timeouts(&mut request);
        let attempt = self.attempt_of(number.number);
        for hook in self.hooks() {
            hook.before_signing(&mut request, &attempt)?;
        }
        if self.hooks().next().is_some() {
            check_changes(&request, addressed)?;
            addressed.payload = payload_hash(self.info, &request);
        }
        // Read once for both, since a clock can be slow.
        let now = self.settings().clock.now();
        self.authenticate(identity, &mut request, addressed, now)?;
        for hook in self.hooks() {
            hook.before_sending(&request, &attempt)?;
        }
        Ok((now, transport.call(request)))
    }

    /// Tells the transport, which may be one of the user's own and made without them.
    fn put_timeouts(&self, request: &mut HttpRequest) {
        let timeouts = self.timeouts();
        if timeouts != TimeoutConfig::default() {
            request.extensions_mut().insert(timeouts);
        }
    }

    /// Says in one attempt who calls.
    fn authenticate(
        &self,
        identity: &Identity,
        request: &mut HttpRequest,
        addressed: &Addressed,
        now: SystemTime,
    ) -> Result<(), BoxError> {
        // Taken out, so that the rest of the request can be looked at meanwhile.
        let mut headers = take(request.headers_mut());
        let outcome = match identity {
            Identity::Credentials(credentials) => self.sign(request, &mut headers, credentials, addressed, now),
            Identity::Token(token) => auth::put_bearer_token(token, request.uri(), &mut headers),
            Identity::Anonymous => Ok(()),
        };
        *request.headers_mut() = headers;
        outcome
    }

    /// Signs one attempt.
    fn sign(
        &self,
        request: &HttpRequest,
        headers: &mut HeaderMap,
        credentials: &Credentials,
        addressed: &Addressed,
        now: SystemTime,
    ) -> Result<(), BoxError> {
        let params = self.signing_params(credentials, &addressed.auth_schemes, now)?;
        let line = sigv4::RequestLine::new(request.method(), request.uri());
        sigv4::sign(&line, headers, &addressed.payload, &params, &self.client.signing_keys)?;
        Ok(())
    }

    /// What a signature is made with now: the time is the service's, as far as it is known.
    pub(super) fn signing_params<'b>(
        &'b self,
        credentials: &'b Credentials,
        auth_schemes: &'b [EndpointAuthScheme],
        now: SystemTime,
    ) -> Result<sigv4::SigningParams<'b>, BoxError> {
        let settings = self.settings();
        let scheme = EndpointAuthScheme::sigv4(auth_schemes)?;
        let region =
            scheme.and_then(EndpointAuthScheme::signing_region).or(settings.region.as_ref().map(AsRef::as_ref));
        Ok(sigv4::SigningParams {
            credentials,
            region: region.ok_or("no region: set `region(..)` on the config, or AWS_REGION")?,
            service: scheme.and_then(EndpointAuthScheme::signing_name).unwrap_or(self.client.service.signing_name),
            time: self.client.clock_skew.correct(now),
            settings: scheme.map(EndpointAuthScheme::sigv4_settings).unwrap_or_default(),
        })
    }
}

/// Which attempt of a call this is, as the service is told.
pub(super) struct AttemptNumber<'a> {
    pub(super) number: u32,
    pub(super) max: u32,
    /// The same in all attempts of a call.
    pub(super) invocation_id: &'a HeaderValue,
}

impl AttemptNumber<'_> {
    fn put(&self, headers: &mut HeaderMap) -> Result<(), BoxError> {
        let value = match (self.number, self.max) {
            // Most requests are the first of what is the default.
            (1, 3) => HeaderValue::from_static("attempt=1; max=3"),
            (number, max) => header_value(format!("attempt={number}; max={max}"))?,
        };
        put_header(headers, INVOCATION_ID.clone(), self.invocation_id.clone());
        put_header(headers, ATTEMPT.clone(), value);
        Ok(())
    }
}

/// A hook may change headers and body, but not where the request goes, which is checked already, nor how long the message is,
/// which the transport says.
fn check_changes(request: &HttpRequest, addressed: &Addressed) -> Result<(), BoxError> {
    let headers = request.headers();
    // Scheme, path and query; the host is also in its header. `Uri`'s own comparison takes more code.
    let [now, before] = [request, &addressed.request]
        .map(|request| request.uri())
        .map(|uri| (uri.scheme_str(), uri.host(), uri.port_u16(), uri.path(), uri.query()));
    let is_elsewhere = now != before || headers.get(&HOST) != Some(&addressed.host);
    if is_elsewhere || headers.contains_key(&CONTENT_LENGTH) || headers.contains_key(&TRANSFER_ENCODING) {
        return Err("a hook has changed the address of the request, or the length of its message: \
                    set `endpoint_url(..)` on the config or on the call for another address"
            .into());
    }
    Ok(())
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
async fn collect(mut response: HttpResponse) -> Result<HttpResponse, CallError> {
    match take(response.body_mut()).collect_up_to(MAX_RESPONSE).await {
        Ok(bytes) => *response.body_mut() = Body::from(bytes),
        Err(error) => {
            let error = error.downcast::<TransportError>().map_or_else(TransportError::io, |error| *error);
            return Err(CallError::Transport(error));
        }
    }
    Ok(response)
}
