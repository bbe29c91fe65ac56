//! Builds a config.

use std::fmt;
use std::sync::Arc;

use super::{BehaviorVersion, Config, Inner, RetryClassifier, RetryConfig, TimeoutConfig};
use crate::credentials::{
    EnvironmentCredentials, ProvideCredentials, ProvideToken, SharedCredentialsProvider, SharedTokenProvider,
};
use crate::endpoint::{AccountIdEndpointMode, EndpointParam, EndpointParamValue};
use crate::env::Env;
use crate::hook::Hook;
use crate::http::{HttpClient, SharedHttpClient};
use crate::random::{Random, SystemRandom};
use crate::region::Region;
use crate::time::{Clock, Sleep, SystemClock};
use crate::uri;

/// The size from which on bodies are compressed, unless set otherwise.
const MIN_COMPRESSION_SIZE: u32 = 10_240;
/// The largest such size that can be set.
const MAX_COMPRESSION_SIZE: u32 = 10_485_760;

/// Builds a [`Config`].
#[derive(Clone)]
pub struct Builder {
    pub(crate) region: Option<Region>,
    pub(crate) credentials: Option<SharedCredentialsProvider>,
    pub(crate) token_provider: Option<SharedTokenProvider>,
    pub(crate) endpoint_url: Option<String>,
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
    /// Where settings of a single service are looked up, once the service is known.
    pub(crate) env: Option<Arc<dyn Env>>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            region: None,
            credentials: None,
            token_provider: None,
            endpoint_url: None,
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
            env: None,
        }
    }
}

impl Builder {
    /// The defaults, as [`Config::builder`].
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads settings from an environment, as [`Config::from_env`] does from the process's.
    #[must_use]
    pub fn from_env(env: Arc<dyn Env>) -> Self {
        let min_compression_size =
            env.non_blank("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES").and_then(|size| size.trim().parse::<u32>().ok());
        let region = env.non_blank("AWS_REGION").or_else(|| env.non_blank("AWS_DEFAULT_REGION"));
        Self {
            region: region.map(Region::new),
            use_fips: env.is_true("AWS_USE_FIPS_ENDPOINT"),
            use_dual_stack: env.is_true("AWS_USE_DUALSTACK_ENDPOINT"),
            account_id_endpoint_mode: AccountIdEndpointMode::from_env(&*env),
            disable_compression: env.is_true("AWS_DISABLE_REQUEST_COMPRESSION"),
            credentials: Some(SharedCredentialsProvider::new(EnvironmentCredentials::new(Arc::clone(&env)))),
            env: Some(env),
            ..Self::default()
        }
        .request_min_compression_size_bytes(min_compression_size)
    }

    /// The region to call.
    #[must_use]
    pub fn region(mut self, region: impl Into<Option<Region>>) -> Self {
        self.region = region.into();
        self
    }

    /// Who signs: [`Credentials`], or a provider that is asked for each request.
    #[must_use]
    pub fn credentials_provider(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(SharedCredentialsProvider::new(provider));
        self
    }

    /// Who calls the operations that take a bearer token: a [`Token`], or a provider that is asked for each request.
    #[must_use]
    pub fn token_provider(mut self, provider: impl ProvideToken + 'static) -> Self {
        self.token_provider = Some(SharedTokenProvider::new(provider));
        self
    }

    /// Calls this URL instead of the service's own endpoint: a local server, a proxy, a VPC endpoint.
    #[must_use]
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.endpoint_url = Some(url.into());
        self
    }

    /// Whether to call endpoints validated by FIPS 140; `None` is the default, not to.
    #[must_use]
    pub fn use_fips(mut self, on: impl Into<Option<bool>>) -> Self {
        self.use_fips = on.into().unwrap_or_default();
        self
    }

    /// Whether to call endpoints that resolve to IPv6 too; `None` is the default, not to.
    #[must_use]
    pub fn use_dual_stack(mut self, on: impl Into<Option<bool>>) -> Self {
        self.use_dual_stack = on.into().unwrap_or_default();
        self
    }

    /// Whether to call endpoints that name the caller's account, where a service has them.
    #[must_use]
    pub fn account_id_endpoint_mode(mut self, mode: AccountIdEndpointMode) -> Self {
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
        self.disable_compression = on.into().unwrap_or_default();
        self
    }

    /// The size in bytes from which on a body is compressed, where the operation takes it so: 10,240 unless set otherwise,
    /// 10,485,760 at most.
    #[must_use]
    pub fn request_min_compression_size_bytes(mut self, size: impl Into<Option<u32>>) -> Self {
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

    /// Waits by this between attempts and for time-outs: for runtimes other than Tokio. Without the feature
    /// `default-https-client` there is none unless it is set here; then nothing is retried and no time-out holds.
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

    /// The finished settings.
    #[must_use]
    pub fn build(self) -> Config {
        let http_client = self.http_client.clone().or_else(|| default_http_client(&self.timeouts));
        Config(Arc::new(Inner { settings: self, http_client }))
    }

    /// The caller's own endpoint for a service: set in code, else in the environment.
    pub(crate) fn endpoint_url_for(&self, sdk_id: &str) -> Option<String> {
        let from_env = || {
            let env = self.env.as_ref()?;
            if env.is_true("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") {
                return None;
            }
            let service = sdk_id.to_ascii_uppercase().replace([' ', '-'], "_");
            env.non_blank(&format!("AWS_ENDPOINT_URL_{service}")).or_else(|| env.non_blank("AWS_ENDPOINT_URL"))
        };
        self.endpoint_url.clone().or_else(from_env)
    }
}

#[cfg(feature = "default-https-client")]
fn default_http_client(timeouts: &TimeoutConfig) -> Option<SharedHttpClient> {
    Some(SharedHttpClient::new(crate::https_client::HttpsClient::new(timeouts)))
}

#[cfg(not(feature = "default-https-client"))]
fn default_http_client(_: &TimeoutConfig) -> Option<SharedHttpClient> {
    None
}

#[cfg(feature = "default-https-client")]
fn default_sleep() -> Option<Arc<dyn Sleep>> {
    Some(Arc::new(crate::time::TokioSleep))
}

#[cfg(not(feature = "default-https-client"))]
fn default_sleep() -> Option<Arc<dyn Sleep>> {
    None
}

/// Without the providers' own Debug, so that no provider can leak a secret through it.
impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
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
    use crate::env::MapEnv;

    fn settings(vars: &[(&str, &str)]) -> Builder {
        Builder::from_env(Arc::new(MapEnv::from_iter(vars.iter().copied())))
    }

    #[test]
    fn the_services_own_endpoint_wins() {
        let both = settings(&[("AWS_ENDPOINT_URL", "http://a"), ("AWS_ENDPOINT_URL_SIGNER_DATA", "http://b")]);
        assert_eq!(both.endpoint_url_for("Signer Data").as_deref(), Some("http://b"));
        assert_eq!(both.endpoint_url_for("signer").as_deref(), Some("http://a"));
        assert_eq!(both.endpoint_url("http://c").endpoint_url_for("signer").as_deref(), Some("http://c"));
    }

    #[test]
    fn configured_endpoints_can_be_ignored() {
        let ignored = settings(&[("AWS_ENDPOINT_URL", "http://a"), ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "True ")]);
        assert_eq!(ignored.endpoint_url_for("signer"), None);
    }

    #[test]
    fn blank_variables_are_unset() {
        let region = settings(&[("AWS_REGION", " "), ("AWS_DEFAULT_REGION", "eu-west-1")]).region;
        assert_eq!(region, Some(Region::new("eu-west-1")));
    }

    #[test]
    fn a_switch_takes_a_flag_or_nothing() {
        let on = Builder::new().use_fips(true).use_dual_stack(Some(true));
        assert!(on.use_fips && on.use_dual_stack);
        let off = on.use_fips(None).use_dual_stack(false);
        assert!(!off.use_fips && !off.use_dual_stack);
    }

    #[test]
    fn compression_is_set_from_the_environment_within_bounds() {
        const SIZE: &str = "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES";
        for (text, size) in [("5", 5), ("99999999", MAX_COMPRESSION_SIZE), ("some", 10_240), ("-1", 10_240)] {
            assert_eq!(settings(&[(SIZE, text)]).min_compression_size, size);
        }
        assert!(settings(&[("AWS_DISABLE_REQUEST_COMPRESSION", "true")]).disable_compression);
    }

    #[test]
    fn debug_shows_no_credentials() {
        let builder = Config::builder().credentials_provider(Credentials::new("AKID", "hunter2", None, None, "test"));
        let builder = builder.token_provider(Token::new("hunter3", None));
        assert!(!format!("{:?}", builder.build()).contains("hunter"));
    }
}
