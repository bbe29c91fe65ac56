//! Builds a config.

use std::fmt;
use std::sync::Arc;

use super::{AppName, BehaviorVersion, Config, ConfigError, Inner, RetryClassifier, RetryConfig, TimeoutConfig};
use crate::credentials::{ProvideCredentials, ProvideToken, SharedCredentialsProvider, SharedTokenProvider};
use crate::endpoint::{AccountIdEndpointMode, EndpointParam, EndpointParamValue};
use crate::hook::Hook;
use crate::http::{HttpClient, SharedHttpClient};
use crate::random::{Random, SystemRandom};
use crate::region::Region;
use crate::time::{Clock, Sleep, SystemClock};
use crate::uri;

/// The size from which on bodies are compressed, unless set otherwise.
const MIN_COMPRESSION_SIZE: u32 = 10_240;
/// The largest such size that can be set.
pub(super) const MAX_COMPRESSION_SIZE: u32 = 10_485_760;

/// The endpoint that environment and profile name for a service, by its `sdkId`. A closure, so that programs that set
/// everything in code hold nothing of how it is found.
pub(crate) type ConfiguredEndpoint = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// Makes the default chain of credentials for finished settings and their transport. A closure, as above.
pub(crate) type DefaultChain =
    Arc<dyn Fn(&Builder, Option<&SharedHttpClient>) -> SharedCredentialsProvider + Send + Sync>;

/// Builds a [`Config`].
#[derive(Clone)]
pub struct Builder {
    pub(crate) region: Option<Region>,
    pub(crate) credentials: Option<SharedCredentialsProvider>,
    /// Takes the place of credentials that nobody set.
    pub(crate) default_chain: Option<DefaultChain>,
    pub(crate) token_provider: Option<SharedTokenProvider>,
    pub(crate) endpoint_url: Option<String>,
    pub(crate) configured_endpoint: Option<ConfiguredEndpoint>,
    pub(crate) use_fips: bool,
    pub(crate) use_dual_stack: bool,
    pub(crate) account_id_endpoint_mode: AccountIdEndpointMode,
    /// Settings that single services have for their endpoint rules.
    pub(crate) endpoint_params: Vec<EndpointParam>,
    pub(crate) validate_input: bool,
    pub(crate) disable_compression: bool,
    /// In bytes.
    pub(crate) min_compression_size: u32,
    pub(crate) timeouts: TimeoutConfig,
    pub(crate) retry: RetryConfig,
    pub(crate) retry_classifier: Option<Arc<dyn RetryClassifier>>,
    pub(crate) hooks: Vec<Arc<dyn Hook>>,
    pub(crate) http_client: Option<SharedHttpClient>,
    pub(crate) clock: Arc<dyn Clock>,
    /// Without it nothing is waited for: there are no retries, and no time-outs but the transport's own.
    pub(crate) sleep: Option<Arc<dyn Sleep>>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) app_name: Option<AppName>,
    /// What is wrong with environment or profile files: the error of every call.
    pub(crate) error: Option<Arc<ConfigError>>,
    /// Answer in the service's place.
    #[cfg(feature = "test-util")]
    pub(crate) stubs: Option<crate::test_util::StubTable>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            region: None,
            credentials: None,
            default_chain: None,
            token_provider: None,
            endpoint_url: None,
            configured_endpoint: None,
            use_fips: false,
            use_dual_stack: false,
            account_id_endpoint_mode: AccountIdEndpointMode::default(),
            endpoint_params: Vec::new(),
            validate_input: true,
            disable_compression: false,
            min_compression_size: MIN_COMPRESSION_SIZE,
            timeouts: TimeoutConfig::default(),
            retry: RetryConfig::default(),
            retry_classifier: None,
            hooks: Vec::new(),
            http_client: None,
            clock: Arc::new(SystemClock),
            sleep: default_sleep(),
            random: Arc::new(SystemRandom::new()),
            app_name: None,
            error: None,
            #[cfg(feature = "test-util")]
            stubs: None,
        }
    }
}

impl Builder {
    /// The defaults, as [`Config::builder`].
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The region to call.
    #[must_use]
    pub fn region(mut self, region: impl Into<Option<Region>>) -> Self {
        self.region = region.into();
        self
    }

    /// Who signs: [`Credentials`](super::Credentials), or a provider that is asked for each request.
    #[must_use]
    pub fn credentials_provider(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(SharedCredentialsProvider::new(provider));
        self.default_chain = None;
        self
    }

    /// Who calls the operations that take a bearer token: a [`Token`](super::Token), or a provider that is asked for each request.
    #[must_use]
    pub fn token_provider(mut self, provider: impl ProvideToken + 'static) -> Self {
        self.token_provider = Some(SharedTokenProvider::new(provider));
        self
    }

    /// Calls this URL instead of the service's own endpoint: a local server, a proxy, a VPC endpoint.
    #[must_use]
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.set_endpoint_url(Some(url.into()));
        self
    }

    /// The same, or with `None` the service's own endpoint, whatever environment and profile say.
    pub fn set_endpoint_url(&mut self, url: Option<String>) -> &mut Self {
        self.settle(&["ignore_configured_endpoint_urls", "services"]);
        self.endpoint_url = url;
        self.configured_endpoint = None;
        self
    }

    /// Whether to call endpoints validated by FIPS 140; `None` is the default, not to.
    #[must_use]
    pub fn use_fips(mut self, on: impl Into<Option<bool>>) -> Self {
        self.settle(&["use_fips_endpoint"]);
        self.use_fips = on.into().unwrap_or_default();
        self
    }

    /// Whether to call endpoints that resolve to IPv6 too; `None` is the default, not to.
    #[must_use]
    pub fn use_dual_stack(mut self, on: impl Into<Option<bool>>) -> Self {
        self.settle(&["use_dualstack_endpoint"]);
        self.use_dual_stack = on.into().unwrap_or_default();
        self
    }

    /// Whether to call endpoints that name the caller's account, where a service has them.
    #[must_use]
    pub fn account_id_endpoint_mode(mut self, mode: AccountIdEndpointMode) -> Self {
        self.settle(&["account_id_endpoint_mode"]);
        self.account_id_endpoint_mode = mode;
        self
    }

    /// Sets a parameter of the endpoint rules of single services (`smithy.rules#clientContextParams`). Their clients have a
    /// method for each, which says what it is for.
    #[must_use]
    pub fn endpoint_param(mut self, name: &'static str, value: impl Into<EndpointParamValue>) -> Self {
        self.endpoint_params.retain(|(known, _)| *known != name);
        self.endpoint_params.push((name, value.into()));
        self
    }

    /// Whether inputs are checked against the model's constraints before they are sent (on by default). Services loosen
    /// constraints over time; switch the check off to send what this version of the model does not yet allow.
    #[must_use]
    pub fn validate_input(mut self, on: bool) -> Self {
        self.validate_input = on;
        self
    }

    /// Whether bodies are sent as they are, where the operation would take them compressed; `None` is the default, to
    /// compress.
    #[must_use]
    pub fn disable_request_compression(mut self, on: impl Into<Option<bool>>) -> Self {
        self.settle(&["disable_request_compression"]);
        self.disable_compression = on.into().unwrap_or_default();
        self
    }

    /// The size in bytes from which on a body is compressed, where the operation takes it so: 10,240 unless set otherwise,
    /// 10,485,760 at most.
    #[must_use]
    pub fn request_min_compression_size_bytes(mut self, size: impl Into<Option<u32>>) -> Self {
        self.settle(&["request_min_compression_size_bytes"]);
        self.min_compression_size = size.into().unwrap_or(MIN_COMPRESSION_SIZE).min(MAX_COMPRESSION_SIZE);
        self
    }

    /// How long calls wait.
    #[must_use]
    pub fn timeout_config(mut self, timeouts: TimeoutConfig) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Whether and how failed attempts are made again.
    #[must_use]
    pub fn retry_config(mut self, retry: RetryConfig) -> Self {
        self.settle(&["max_attempts", "retry_mode"]);
        self.retry = retry;
        self
    }

    /// Asks your own rules first whether a failed attempt is made again.
    #[must_use]
    pub fn retry_classifier(mut self, classifier: impl RetryClassifier + 'static) -> Self {
        self.retry_classifier = Some(Arc::new(classifier));
        self
    }

    /// Shows every attempt to the hook, after the hooks that were added before.
    #[must_use]
    pub fn hook(mut self, hook: impl Hook + 'static) -> Self {
        self.hooks.push(Arc::new(hook));
        self
    }

    /// Sends requests over your own transport instead of the built-in one.
    #[must_use]
    pub fn http_client(mut self, client: impl HttpClient + 'static) -> Self {
        self.http_client = Some(SharedHttpClient::new(client));
        self
    }

    /// Takes the time of signatures from here.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Waits by this between attempts and for time-outs: for runtimes other than Tokio. Unless it is set here, nothing is
    /// retried and no time-out holds but the transport's own outside of Tokio, on a Tokio runtime whose timers are off, and
    /// without the feature `default-https-client`.
    #[must_use]
    pub fn sleep(mut self, sleep: impl Sleep + 'static) -> Self {
        self.sleep = Some(Arc::new(sleep));
        self
    }

    /// Takes the randomness of idempotency tokens and of waits from here.
    #[must_use]
    pub fn random(mut self, random: impl Random + 'static) -> Self {
        self.random = Arc::new(random);
        self
    }

    /// Names the program in the user agent of its requests.
    #[must_use]
    pub fn app_name(mut self, name: impl Into<Option<AppName>>) -> Self {
        self.app_name = name.into();
        self
    }

    /// Accepted so that code written for the official SDK compiles; without effect.
    #[must_use]
    pub fn behavior_version(self, _: BehaviorVersion) -> Self {
        self
    }

    /// Accepted so that code written for the official SDK compiles; without effect.
    #[must_use]
    pub fn behavior_version_latest(self) -> Self {
        self
    }

    /// Forgets what is wrong with settings of environment and profile that are now set in code.
    fn settle(&mut self, settings: &[&str]) {
        if let Some(error) = self.error.take() {
            self.error = error.without(settings).map(Arc::new);
        }
    }

    /// The finished settings.
    #[must_use]
    pub fn build(mut self) -> Config {
        let http_client = self.http_client.clone().or_else(|| default_http_client(&self.timeouts));
        if let Some(chain) = &self.default_chain {
            self.credentials = Some(chain(&self, http_client.as_ref()));
        }
        Config(Arc::new(Inner { settings: self, http_client }))
    }

    /// The caller's own endpoint for a service: set in code, else in environment or profile.
    pub(crate) fn endpoint_url_for(&self, sdk_id: &str) -> Option<String> {
        self.endpoint_url.clone().or_else(|| self.configured_endpoint.as_ref()?(sdk_id))
    }
}

#[cfg(feature = "default-https-client")]
pub(crate) fn default_http_client(timeouts: &TimeoutConfig) -> Option<SharedHttpClient> {
    Some(SharedHttpClient::new(crate::https_client::HttpsClient::new(timeouts)))
}

#[cfg(not(feature = "default-https-client"))]
pub(crate) fn default_http_client(_: &TimeoutConfig) -> Option<SharedHttpClient> {
    None
}

#[cfg(feature = "default-https-client")]
pub(crate) fn default_sleep() -> Option<Arc<dyn Sleep>> {
    Some(Arc::new(crate::time::TokioSleep))
}

#[cfg(not(feature = "default-https-client"))]
pub(crate) fn default_sleep() -> Option<Arc<dyn Sleep>> {
    None
}

/// Without the providers' own Debug, so that no provider can leak a secret through it.
impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("app_name", &self.app_name)
            .field("region", &self.region)
            .field("endpoint_url", &self.endpoint_url.as_deref().map(uri::without_user))
            .field("use_fips", &self.use_fips)
            .field("use_dual_stack", &self.use_dual_stack)
            .field("account_id_endpoint_mode", &self.account_id_endpoint_mode)
            .field("endpoint_params", &self.endpoint_params)
            .field("validate_input", &self.validate_input)
            .field("timeouts", &self.timeouts)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Credentials, Token};

    #[test]
    fn a_switch_takes_a_flag_or_nothing() {
        let on = Builder::new().use_fips(true).use_dual_stack(Some(true));
        assert!(on.use_fips && on.use_dual_stack);
        let off = on.use_fips(None).use_dual_stack(false);
        assert!(!off.use_fips && !off.use_dual_stack);
    }

    #[test]
    fn the_size_to_compress_from_has_bounds() {
        for (size, kept) in [(Some(5), 5), (Some(u32::MAX), MAX_COMPRESSION_SIZE), (None, MIN_COMPRESSION_SIZE)] {
            assert_eq!(Builder::new().request_min_compression_size_bytes(size).min_compression_size, kept);
        }
    }

    #[test]
    fn debug_shows_no_credentials() {
        let builder = Config::builder().credentials_provider(Credentials::new("AKID", "hunter2", None, None, "test"));
        let builder = builder.token_provider(Token::new("hunter3", None));
        assert!(!format!("{:?}", builder.build()).contains("hunter"));
    }
}
