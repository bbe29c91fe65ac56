//! What generated code says about a service and its operations.

use http::Method;

use crate::auth::AuthScheme;
use crate::endpoint::{Endpoint, EndpointError, EndpointParams};
use crate::error::{DecodeError, OperationError};
use crate::http::HttpResponse;
use crate::protocol::{Protocol, RestJson1};
use crate::request::RequestBuilder;
use crate::transform::Transform;
use crate::validation::Validator;

/// The facts of a service that the runtime works with.
#[derive(Debug, Clone)]
pub struct ServiceInfo {
    /// The service's id in SDKs, such as `signer`: part of the user agent and of `AWS_ENDPOINT_URL_<ID>`.
    pub(crate) sdk_id: &'static str,
    /// The name in the credential scope of a signature (`aws.auth#sigv4`); empty when nothing is signed so.
    pub(crate) signing_name: &'static str,
    /// The version of the API, such as `2017-08-25`.
    pub(crate) api_version: &'static str,
    /// The version of the generated crate.
    pub(crate) crate_version: &'static str,
    pub(crate) protocol: &'static dyn Protocol,
    /// What is done to every encoded request, before what its operation wants.
    pub(crate) transform: Option<Transform>,
    /// Errors that the model marks as retryable, with whether that is for throttling.
    retryable: &'static [(&'static str, bool)],
    /// The service's endpoint rules.
    resolve_endpoint: ResolveEndpoint,
}

/// A service's endpoint rules, compiled.
pub type ResolveEndpoint = fn(&EndpointParams<'_>) -> Result<Endpoint, EndpointError>;

impl ServiceInfo {
    /// A service, by its id in SDKs, signing name (empty when nothing is signed with SigV4), API version and endpoint rules.
    /// It speaks restJson1 unless it is told otherwise. What later versions of this crate ask of a service besides has a
    /// default, so that clients generated earlier still compile.
    #[must_use]
    pub const fn new(
        sdk_id: &'static str,
        signing_name: &'static str,
        api_version: &'static str,
        resolve_endpoint: ResolveEndpoint,
    ) -> Self {
        Self {
            sdk_id,
            signing_name,
            api_version,
            crate_version: "0.0.0",
            protocol: &RestJson1,
            transform: None,
            retryable: &[],
            resolve_endpoint,
        }
    }

    /// What is done to every encoded request, before what its operation wants. A function rather than a value, so that
    /// clients of other services hold nothing of it.
    #[must_use]
    pub const fn with_transform(mut self, transform: Transform) -> Self {
        self.transform = Some(transform);
        self
    }

    /// The protocol that the service speaks.
    #[must_use]
    pub const fn with_protocol(mut self, protocol: &'static dyn Protocol) -> Self {
        self.protocol = protocol;
        self
    }

    /// The version of the generated crate, for the user agent.
    #[must_use]
    pub const fn with_crate_version(mut self, version: &'static str) -> Self {
        self.crate_version = version;
        self
    }

    /// The errors marked `smithy.api#retryable`, by the names of their shapes, each with whether it is for throttling.
    #[must_use]
    pub const fn with_retryable(mut self, errors: &'static [(&'static str, bool)]) -> Self {
        self.retryable = errors;
        self
    }

    /// Whether an error passes and, if so, whether it is for throttling.
    pub(crate) fn retryable(&self, shape: &str) -> Option<bool> {
        self.retryable.iter().find(|(name, _)| *name == shape).map(|(_, throttling)| *throttling)
    }

    /// The same service with other endpoint rules.
    #[cfg(feature = "test-util")]
    pub(crate) fn with_endpoint_rules(mut self, rules: ResolveEndpoint) -> Self {
        self.resolve_endpoint = rules;
        self
    }

    /// Where requests go, by the service's endpoint rules.
    ///
    /// # Errors
    ///
    /// In the words of the rules, when there is no endpoint with these parameters.
    pub fn resolve_endpoint(&self, params: &EndpointParams<'_>) -> Result<Endpoint, EndpointError> {
        (self.resolve_endpoint)(params)
    }
}

/// Checks a response before it is read.
pub type Verify = fn(&HttpResponse) -> Result<(), DecodeError>;

/// The facts of an operation that do not depend on its input.
#[derive(Debug, Clone)]
pub struct OperationInfo {
    pub(crate) name: &'static str,
    pub(crate) method: Method,
    pub(crate) uri: &'static str,
    pub(crate) host_prefix: Option<&'static str>,
    pub(crate) streams_output: bool,
    pub(crate) auth: &'static [AuthScheme],
    pub(crate) unsigned_payload: bool,
    /// Whether only a custom endpoint will do.
    pub(crate) discovered_endpoint: bool,
    pub(crate) transforms: &'static [Transform],
    pub(crate) verify: Option<Verify>,
}

impl OperationInfo {
    /// An operation's name, HTTP method and URI pattern (`smithy.api#http`).
    #[must_use]
    pub const fn new(name: &'static str, method: Method, uri: &'static str) -> Self {
        Self {
            name,
            method,
            uri,
            host_prefix: None,
            streams_output: false,
            auth: &[AuthScheme::SigV4],
            unsigned_payload: false,
            discovered_endpoint: false,
            transforms: &[],
            verify: None,
        }
    }

    /// `aws.auth#unsignedPayload`: the body is left out of the signature.
    #[must_use]
    pub const fn with_unsigned_payload(mut self) -> Self {
        self.unsigned_payload = true;
        self
    }

    /// The endpoint has to be asked for before the call (`aws.api#clientDiscoveredEndpoint`). That is left to the caller: a
    /// call without a custom endpoint is an error.
    #[must_use]
    pub const fn with_discovered_endpoint(mut self) -> Self {
        self.discovered_endpoint = true;
        self
    }

    /// What is done to an encoded request, in this order.
    #[must_use]
    pub const fn with_transforms(mut self, transforms: &'static [Transform]) -> Self {
        self.transforms = transforms;
        self
    }

    /// How a successful response is checked before it is read.
    #[must_use]
    pub const fn with_verify(mut self, verify: Verify) -> Self {
        self.verify = Some(verify);
        self
    }

    /// The auth schemes, the most wanted first, where it is not SigV4 alone.
    #[must_use]
    pub const fn with_auth(mut self, schemes: &'static [AuthScheme]) -> Self {
        self.auth = schemes;
        self
    }

    /// The host prefix of `smithy.api#endpoint`, such as `data-` or `{account}.`, with labels as in the URI. It is left out
    /// before a custom endpoint, which names its host in full.
    #[must_use]
    pub const fn with_host_prefix(mut self, prefix: &'static str) -> Self {
        self.host_prefix = Some(prefix);
        self
    }

    /// A successful response is handed over as it comes: its body is a stream (`smithy.api#streaming`). Others are read into
    /// memory first.
    #[must_use]
    pub const fn with_streaming_output(mut self) -> Self {
        self.streams_output = true;
        self
    }

    /// The operation's name, as in the model.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

/// An operation, implemented by its input: how the input is checked and encoded, and how a response is decoded.
pub trait Operation: Send + 'static {
    /// Name, method and URI.
    const INFO: OperationInfo;
    /// What a call gives.
    type Output;
    /// What the service may answer instead.
    type Error: OperationError;

    /// Fills in the member marked `smithy.api#idempotencyToken` when the caller left it unset.
    fn fill_idempotency_token(&mut self, _token: &mut dyn FnMut() -> String) {}

    /// Reports every constraint that the input violates.
    fn validate(&self, _validator: &mut Validator<'_>) {}

    /// Writes path, query, headers and body. A body that is a stream is taken out of the input.
    fn encode(&mut self, request: &mut RequestBuilder);

    /// Reads a successful response. A body that is a stream is taken out of it, others are in memory.
    ///
    /// # Errors
    ///
    /// When the response is not what the model says, naming the place.
    fn decode(response: &mut HttpResponse) -> Result<Self::Output, DecodeError>;
}
