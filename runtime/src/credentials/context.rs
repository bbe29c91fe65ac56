//! What providers read and go through.

use std::fmt::{self, Display};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use zeroize::Zeroizing;

use super::CredentialsError;
use crate::config::{Builder, ConfiguredEndpoint, TimeoutConfig};
use crate::env::{Env, ProcessEnv};
use crate::error::BoxError;
use crate::file_system::{FileSystem, SystemFiles};
use crate::http::{HttpClient, SharedHttpClient};
use crate::profile::{Platform, ProfileError, Profiles, Section};
use crate::random::{Random, SystemRandom};
use crate::region::Region;
use crate::time::{Clock, Sleep, SystemClock};

/// What providers read and go through: environment, files, transport, time, and the region to call.
///
/// The default is that of this process and machine, with the built-in transport where there is one. Cheap to clone; clones
/// share the profiles, which are read once.
#[derive(Clone)]
pub struct ProviderContext {
    pub(super) env: Arc<dyn Env>,
    pub(super) files: Arc<dyn FileSystem>,
    pub(super) http_client: Option<SharedHttpClient>,
    pub(super) clock: Arc<dyn Clock>,
    /// Without it, nothing is waited for between attempts.
    pub(super) sleep: Option<Arc<dyn Sleep>>,
    pub(super) random: Arc<dyn Random>,
    region: Option<Region>,
    pub(super) use_fips: bool,
    pub(super) use_dual_stack: bool,
    endpoints: Option<ConfiguredEndpoint>,
    profile_name: Option<String>,
    profiles: Arc<OnceLock<Result<Profiles, ProfileError>>>,
}

impl Default for ProviderContext {
    fn default() -> Self {
        Self {
            env: Arc::new(ProcessEnv),
            files: Arc::new(SystemFiles),
            http_client: crate::config::default_http_client(&TimeoutConfig::default()),
            clock: Arc::new(SystemClock),
            sleep: crate::config::default_sleep(),
            random: Arc::new(SystemRandom::new()),
            region: None,
            use_fips: false,
            use_dual_stack: false,
            endpoints: None,
            profile_name: None,
            profiles: Arc::default(),
        }
    }
}

impl ProviderContext {
    /// That of a client with these settings, and this transport.
    pub(crate) fn of_client(settings: &Builder, http_client: Option<&SharedHttpClient>) -> Self {
        Self {
            http_client: http_client.cloned(),
            clock: Arc::clone(&settings.clock),
            sleep: settings.sleep.clone(),
            random: Arc::clone(&settings.random),
            region: settings.region.clone(),
            use_fips: settings.use_fips,
            use_dual_stack: settings.use_dual_stack,
            endpoints: settings.configured_endpoint.clone(),
            ..Self::default()
        }
    }

    /// The same, with variables, files and profiles that are read already.
    pub(crate) fn with_sources(
        self,
        env: Arc<dyn Env>,
        files: Arc<dyn FileSystem>,
        profile_name: Option<String>,
        profiles: Arc<OnceLock<Result<Profiles, ProfileError>>>,
    ) -> Self {
        Self { env, files, profile_name, profiles, ..self }
    }

    /// The default: this process and machine.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads variables from here.
    #[must_use]
    pub fn env(mut self, env: impl Env + 'static) -> Self {
        self.env = Arc::new(env);
        self
    }

    /// Reads and writes files here.
    #[must_use]
    pub fn file_system(mut self, files: impl FileSystem + 'static) -> Self {
        self.files = Arc::new(files);
        self
    }

    /// Sends requests over this transport.
    #[must_use]
    pub fn http_client(mut self, client: impl HttpClient + 'static) -> Self {
        self.http_client = Some(SharedHttpClient::new(client));
        self
    }

    /// Takes the time from here.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Waits by this.
    #[must_use]
    pub fn sleep(mut self, sleep: impl Sleep + 'static) -> Self {
        self.sleep = Some(Arc::new(sleep));
        self
    }

    /// Takes randomness from here.
    #[must_use]
    pub fn random(mut self, random: impl Random + 'static) -> Self {
        self.random = Arc::new(random);
        self
    }

    /// The region of the services that are asked for credentials, unless these say their own. Without it, `AWS_REGION`, then
    /// `AWS_DEFAULT_REGION`, then the profile's `region`.
    #[must_use]
    pub fn region(mut self, region: impl Into<Option<Region>>) -> Self {
        self.region = region.into();
        self
    }

    /// Whether to ask services at endpoints validated by FIPS 140.
    #[must_use]
    pub fn use_fips(mut self, on: bool) -> Self {
        self.use_fips = on;
        self
    }

    /// Whether to ask services at endpoints that resolve to IPv6 too.
    #[must_use]
    pub fn use_dual_stack(mut self, on: bool) -> Self {
        self.use_dual_stack = on;
        self
    }

    /// Selects a profile. Then the default chain does not look at keys in the environment.
    #[must_use]
    pub fn profile_name(mut self, name: impl Into<String>) -> Self {
        self.profile_name = Some(name.into());
        self.profiles = Arc::default();
        self
    }

    /// Whether the profile is named in code.
    pub(super) fn is_profile_named(&self) -> bool {
        self.profile_name.is_some()
    }

    /// What the profile files hold, read at the first call.
    pub(super) fn profiles(&self) -> Result<&Profiles, CredentialsError> {
        let load = || Profiles::load(&*self.env, &*self.files, self.profile_name.as_deref());
        self.profiles.get_or_init(load).as_ref().map_err(|error| {
            CredentialsError::invalid_configuration("the profile files cannot be used").with_source(error.clone())
        })
    }

    /// The selected profile, if there is one. A file that cannot be read has none: the profile's own provider tells of it.
    pub(super) fn profile(&self) -> Option<&Section> {
        self.profiles().ok()?.selected()
    }

    /// The region to call.
    pub(super) fn region_name(&self) -> Option<String> {
        let from_env = || self.env.non_blank("AWS_REGION").or_else(|| self.env.non_blank("AWS_DEFAULT_REGION"));
        let from_profile = || self.profile()?.get("region").map(str::to_owned);
        let code = self.region.as_ref().map(ToString::to_string);
        code.or_else(from_env).or_else(from_profile).map(|name| name.trim().to_owned())
    }

    /// The user's own address of a service.
    pub(super) fn endpoint_url(&self, sdk_id: &str) -> Option<String> {
        self.endpoints.as_ref()?(sdk_id)
    }

    /// What a file holds, as text without space at its ends.
    pub(super) fn read_text(&self, path: &Path) -> Result<Zeroizing<String>, BoxError> {
        let broken = |reason: &dyn Display| format!("failed to read `{}`: {reason}", path.display());
        let bytes = Zeroizing::new(self.files.read(path).map_err(|error| broken(&error))?);
        let text = std::str::from_utf8(&bytes).map_err(|_| broken(&"it is not UTF-8"))?;
        Ok(Zeroizing::new(text.trim().to_owned()))
    }

    /// The home directory of the user.
    pub(super) fn home_directory(&self) -> Result<String, CredentialsError> {
        Platform::current()
            .home_directory(&*self.env)
            .ok_or_else(|| CredentialsError::invalid_configuration("no home directory is known: set HOME"))
    }
}

/// Without what it goes through, whose own Debug might show secrets.
impl fmt::Debug for ProviderContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProviderContext")
            .field("region", &self.region)
            .field("profile_name", &self.profile_name)
            .finish_non_exhaustive()
    }
}
