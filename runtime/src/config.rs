//! Settings of a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use crate::credentials::Credentials;
pub use crate::credentials::Token;
use crate::credentials::{EnvironmentCredentials, ProvideCredentials, SharedCredentialsProvider};
use crate::credentials::{ProvideToken, SharedTokenProvider};
pub use crate::endpoint::AccountIdEndpointMode;
use crate::endpoint::{EndpointParam, EndpointParamValue};
use crate::env::{Env, ProcessEnv};
use crate::http::{HttpClient, SharedHttpClient};
use crate::random::{Random, SystemRandom};
pub use crate::region::Region;
use crate::time::{Clock, SystemClock};
use crate::uri;

/// The size from which on bodies are compressed, unless set otherwise.
const MIN_COMPRESSION_SIZE: u32 = 10_240;
/// The largest such size that can be set.
const MAX_COMPRESSION_SIZE: u32 = 10_485_760;

/// Settings of a client. Cheap to clone; clients of several services can share one.
///
/// ```
/// use tinsmith_runtime::config::{Config, Credentials, Region};
///
/// let config = Config::builder()
///     .region(Region::new("eu-west-1"))
///     .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "example"))
///     .build();
/// assert_eq!(config.region().map(AsRef::as_ref), Some("eu-west-1"));
/// ```
#[derive(Clone)]
pub struct Config(Arc<Inner>);

struct Inner {
    settings: Builder,
    /// Made once, so that the clients that share a config share its connections.
    http_client: Option<SharedHttpClient>,
}

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
    pub(crate) http_client: Option<SharedHttpClient>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    /// Where settings of a single service are looked up, once the service is known.
    pub(crate) env: Option<Arc<dyn Env>>,
}

/// Accepted so that code written for the official SDK compiles; there is one behaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BehaviorVersion(());

impl BehaviorVersion {
    /// The only one.
    #[must_use]
    pub const fn latest() -> Self {
        Self(())
    }
}

/// How long the built-in transport waits: for a connection, and for each next part of a response. What is not bounded is the
/// time of a call in all: a response that comes slowly, but comes, is read to its end or to the transport's limit of size.
///
/// ```
/// use std::time::Duration;
/// use tinsmith_runtime::config::TimeoutConfig;
///
/// let timeouts = TimeoutConfig::builder().read_timeout(Duration::from_secs(5)).build();
/// assert_eq!(timeouts.connect_timeout(), Some(Duration::from_secs(5)));
/// assert_eq!(timeouts.read_timeout(), Some(Duration::from_secs(5)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeoutConfig {
    pub(crate) connect: Duration,
    pub(crate) read: Duration,
}

/// Builds a [`TimeoutConfig`].
#[derive(Debug, Clone, Copy, Default)]
pub struct TimeoutConfigBuilder(TimeoutConfig);

impl TimeoutConfig {
    /// Starts from the defaults.
    #[must_use]
    pub fn builder() -> TimeoutConfigBuilder {
        TimeoutConfigBuilder::default()
    }

    /// The longest wait until the connection stands, TLS included.
    #[must_use]
    pub fn connect_timeout(&self) -> Option<Duration> {
        Some(self.connect)
    }

    /// The longest wait for a response, or for more of it, while nothing of the request is sent.
    #[must_use]
    pub fn read_timeout(&self) -> Option<Duration> {
        Some(self.read)
    }
}

impl TimeoutConfigBuilder {
    /// Until the connection stands, TLS included: 5 s unless set otherwise.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.0.connect = timeout;
        self
    }

    /// For a response, or for more of it, while nothing of the request is sent: 70 s unless set otherwise, since some
    /// operations wait for up to 60 s until there is something to answer.
    #[must_use]
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.0.read = timeout;
        self
    }

    /// The finished time-outs.
    #[must_use]
    pub fn build(self) -> TimeoutConfig {
        self.0
    }
}

impl Default for TimeoutConfig {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), read: Duration::from_secs(70) }
    }
}

impl Config {
    /// Starts from the defaults: no region, no credentials, validation on.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Reads region, credentials and endpoint from the environment.
    ///
    /// `AWS_REGION`, then `AWS_DEFAULT_REGION`; `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`;
    /// `AWS_ENDPOINT_URL_<SERVICE>`, then `AWS_ENDPOINT_URL`, both off with `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true`;
    /// `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT`; `AWS_DISABLE_REQUEST_COMPRESSION`,
    /// `AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES`.
    ///
    /// What is missing is no error here: a call that needs it says so. A switch or number that cannot be read is as if unset.
    pub async fn from_env() -> Self {
        Builder::from_env(Arc::new(ProcessEnv)).build()
    }

    /// The region.
    #[must_use]
    pub fn region(&self) -> Option<&Region> {
        self.0.settings.region.as_ref()
    }

    /// The caller's own endpoint.
    #[must_use]
    pub fn endpoint_url(&self) -> Option<&str> {
        self.0.settings.endpoint_url.as_deref()
    }

    /// These settings as a builder, to change some.
    #[must_use]
    pub fn to_builder(&self) -> Builder {
        self.0.settings.clone()
    }

    pub(crate) fn settings(&self) -> &Builder {
        &self.0.settings
    }

    /// The user's transport or the built-in one.
    pub(crate) fn http_client(&self) -> Option<&SharedHttpClient> {
        self.0.http_client.as_ref()
    }
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
            http_client: None,
            clock: Arc::new(SystemClock),
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

    /// How long the built-in transport waits.
    #[must_use]
    pub fn timeout_config(mut self, timeouts: TimeoutConfig) -> Self {
        self.timeouts = timeouts;
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

    /// Takes the randomness of idempotency tokens from here.
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

/// As of [`Builder`].
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.settings.fmt(f)
    }
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
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
