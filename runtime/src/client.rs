//! The call: validate, encode, find the endpoint, authenticate, send, classify, decode.

mod attempt;
mod call;
mod presign;
mod spans;
#[cfg(feature = "test-util")]
mod stubbed;

use std::fmt;
use std::future::ready;
use std::sync::Arc;

use http::HeaderValue;
use tracing::Instrument;

use crate::clock_skew::ClockSkew;
use crate::config::Config;
use crate::customize::CallOptions;
use crate::endpoint::{Endpoint, EndpointError, EndpointParam, EndpointParams};
use crate::error::{BoxError, CallError, OperationError, SdkError};
use crate::future::BoxFuture;
use crate::http::HttpResponse;
use crate::operation::{Operation, ServiceInfo};
use crate::presigning::{PresignedRequest, PresigningConfig};
use crate::protocol::Protocol;
use crate::random::{IdSequence, RandomError, uuid_v4};
use crate::request::{EncodedRequest, RequestBuilder};
use crate::retry::{RateLimiter, TokenBucket};
use crate::sigv4;
use crate::user_agent::user_agent;
use crate::validation;
use call::{Call, Outcome};

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
    clock_skew: ClockSkew,
    retry_quota: TokenBucket,
    rate_limiter: RateLimiter,
    ids: IdSequence,
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
            clock_skew: ClockSkew::default(),
            retry_quota: TokenBucket::default(),
            rate_limiter: RateLimiter::default(),
            ids: IdSequence::default(),
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
        #[cfg(feature = "test-util")]
        if let Some(result) = self.stubbed(input, None) {
            return result;
        }
        let outcome = self.start(input, None).await;
        self.finish::<O>(outcome)
    }

    /// Makes a call up to its response: everything of which a future is, so that no operation has a future of its own.
    pub(crate) fn start<'a, O: Operation>(
        &'a self,
        input: &mut O,
        options: Option<&'a CallOptions>,
    ) -> BoxFuture<'a, Outcome> {
        self.dispatch(self.call_of::<O>(options), self.encode(input, options))
    }

    /// What a call gives its caller.
    pub(crate) fn finish<O: Operation>(&self, outcome: Outcome) -> Result<O::Output, SdkError<O::Error>> {
        let Outcome { attempts, result } = outcome;
        match result {
            Ok(response) => decode::<O>(self.0.service.protocol, response, attempts),
            Err(error) => Err(SdkError::from_call(O::INFO.name, attempts, error)),
        }
    }

    /// The request of a call, signed for somebody else to send.
    pub(crate) async fn presign<O: Operation>(
        &self,
        input: &mut O,
        options: &CallOptions,
        presigning: PresigningConfig,
    ) -> Result<PresignedRequest, SdkError<O::Error>> {
        let call = self.call_of::<O>(Some(options));
        let result = match self.encode(input, Some(options)).and_then(|request| self.complete(&call, request)) {
            Ok(encoded) => call.presign(encoded, presigning).await,
            Err(error) => Err(error),
        };
        result.map_err(|error| SdkError::from_call(O::INFO.name, 0, error))
    }

    fn call_of<'a, O: Operation>(&'a self, options: Option<&'a CallOptions>) -> Call<'a> {
        Call { client: &self.0, info: const { &O::INFO }, options, modelled: O::Error::CODES }
    }

    /// Everything that needs the operation's types before the first byte is sent.
    fn encode<O: Operation>(&self, input: &mut O, options: Option<&CallOptions>) -> Result<RequestBuilder, CallError> {
        let settings = self.0.config.settings();
        if let Some(error) = options.and_then(|options| options.error.as_deref()) {
            return Err(construction(error));
        }
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
        if options.and_then(|options| options.validate).unwrap_or(settings.validate_input) {
            validation::check(|validator| input.validate(validator)).map_err(construction)?;
        }
        let mut request = RequestBuilder::new(&O::INFO);
        input.encode(&mut request);
        Ok(request)
    }

    /// Gives an encoded request what protocol, service and operation want of each besides.
    fn complete(&self, call: &Call<'_>, request: RequestBuilder) -> Result<EncodedRequest, CallError> {
        let (service, info) = (self.0.service, call.info);
        let mut request = request.finish().map_err(construction)?;
        if let Some(error) = &self.0.config.settings().error {
            return Err(construction(Arc::clone(error)));
        }
        service.protocol.complete(info, &mut request).map_err(construction)?;
        for transform in service.transform.iter().chain(info.transforms) {
            transform(&mut request, self.0.config.settings()).map_err(construction)?;
        }
        if info.discovered_endpoint && call.endpoint_url().is_none() && request.endpoint.is_none() {
            return Err(construction(
                "endpoint discovery is not supported: set `endpoint_url(..)` on the config to the endpoint that the service \
                 gives for this operation, which its operation `DescribeEndpoints` or the like says",
            ));
        }
        Ok(request)
    }

    /// The part of a call that no operation's type is needed for.
    ///
    /// Boxed, and not inlined, since the code of a future is compiled anew wherever one makes or awaits it, and all that it holds
    /// adds to the size of those around it.
    #[inline(never)]
    fn dispatch<'a>(&self, call: Call<'a>, request: Result<RequestBuilder, CallError>) -> BoxFuture<'a, Outcome> {
        let span = spans::call(self.0.service.sdk_id, call.info.name);
        match request.and_then(|request| self.complete(&call, request)) {
            Ok(encoded) => Box::pin(call.run(encoded, span.clone()).instrument(span)),
            Err(error) => {
                let result = Err(error);
                call.record(&span, ("attempts", 0), &result);
                Box::pin(ready(Outcome { attempts: 0, result }))
            }
        }
    }

    /// The endpoint of a call, by what its operation says to the rules.
    #[cfg(feature = "test-util")]
    pub(crate) fn endpoint(
        &self,
        operation: &[EndpointParam],
        account_id: Option<&str>,
    ) -> Result<Endpoint, EndpointError> {
        self.0.endpoint(self.0.endpoint_url.as_deref(), operation, account_id)
    }
}

impl Inner {
    /// The endpoint of a call: that of the caller or, by what the operation says to the rules, the service's.
    fn endpoint(
        &self,
        endpoint_url: Option<&str>,
        operation: &[EndpointParam],
        account_id: Option<&str>,
    ) -> Result<Endpoint, EndpointError> {
        let settings = self.config.settings();
        let params = EndpointParams {
            region: settings.region.as_ref().map(AsRef::as_ref),
            endpoint: endpoint_url,
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
        self.service.resolve_endpoint(&params)
    }
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
