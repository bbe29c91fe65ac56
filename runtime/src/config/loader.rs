//! Settings from environment and profile files.

mod settings;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

use super::builder::{ConfiguredEndpoint, DefaultChain};
use super::error::Problem;
use super::{AppName, Builder, Config, ConfigError, RetryConfig, RetryMode};
use crate::credentials::{CachedCredentials, ProviderContext, SharedCredentialsProvider};
use crate::endpoint::AccountIdEndpointMode;
use crate::env::{Env, ProcessEnv};
use crate::file_system::{FileSystem, SystemFiles};
use crate::profile::{ProfileError, Profiles, Section};
use crate::region::Region;
use settings::Settings;

/// Reads a [`Config`] from environment variables and profile files (see [`profile`](crate::profile)).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use tinsmith_runtime::config::{Config, Region};
/// use tinsmith_runtime::env::MapEnv;
/// use tinsmith_runtime::file_system::MapFiles;
///
/// let config = Config::loader()
///     .env(MapEnv::from([("HOME", "/home/me")]))
///     .file_system(MapFiles::from([("/home/me/.aws/config", "[profile work]\nregion = eu-west-1\n")]))
///     .profile_name("work")
///     .try_load()
///     .await?;
/// assert_eq!(config.region(), Some(&Region::new("eu-west-1")));
/// # Ok(())
/// # }
/// ```
///
/// A variable wins over the profile; what is set on the config afterwards ([`Config::to_builder`]) wins over both.
///
/// | setting | variable | in the profile |
/// |---|---|---|
/// | region | `AWS_REGION`, `AWS_DEFAULT_REGION` | `region` |
/// | endpoint of one service | `AWS_ENDPOINT_URL_<SERVICE>` | `endpoint_url` of the service in the section that `services` names |
/// | endpoint of all services | `AWS_ENDPOINT_URL` | `endpoint_url` |
/// | no endpoints from here | `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` | `ignore_configured_endpoint_urls` |
/// | FIPS endpoints | `AWS_USE_FIPS_ENDPOINT` | `use_fips_endpoint` |
/// | dual-stack endpoints | `AWS_USE_DUALSTACK_ENDPOINT` | `use_dualstack_endpoint` |
/// | endpoints of accounts | `AWS_ACCOUNT_ID_ENDPOINT_MODE` | `account_id_endpoint_mode` |
/// | attempts of a call | `AWS_MAX_ATTEMPTS` | `max_attempts` |
/// | how retries are held back | `AWS_RETRY_MODE` | `retry_mode` |
/// | name of the program, in the user agent | `AWS_SDK_UA_APP_ID` | `sdk_ua_app_id` |
/// | no compression of requests | `AWS_DISABLE_REQUEST_COMPRESSION` | `disable_request_compression` |
/// | bytes from which on to compress | `AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES` | `request_min_compression_size_bytes` |
/// | profile | `AWS_PROFILE` | |
/// | files | `AWS_CONFIG_FILE`, `AWS_SHARED_CREDENTIALS_FILE` | |
///
/// Any endpoint of the environment comes before any of the profile. What is blank is unset. What is missing is no error: a
/// call that needs it says so.
#[derive(Clone, Debug)]
pub struct Loader {
    env: Arc<dyn Env>,
    files: Arc<dyn FileSystem>,
    profile_name: Option<String>,
}

impl Loader {
    pub(super) fn new() -> Self {
        Self { env: Arc::new(ProcessEnv), files: Arc::new(SystemFiles), profile_name: None }
    }

    /// Reads variables from here instead of from the process.
    #[must_use]
    pub fn env(mut self, env: impl Env + 'static) -> Self {
        self.env = Arc::new(env);
        self
    }

    /// Reads files from here instead of from the machine.
    #[must_use]
    pub fn file_system(mut self, files: impl FileSystem + 'static) -> Self {
        self.files = Arc::new(files);
        self
    }

    /// Selects a profile, whatever `AWS_PROFILE` says. Its credentials then win over those in the environment.
    #[must_use]
    pub fn profile_name(mut self, name: impl Into<String>) -> Self {
        self.profile_name = Some(name.into());
        self
    }

    /// Reads the settings. What cannot be used (a file, a setting, a selected profile that does not exist) is the error of
    /// every call, that of a setting only until it is set in code ([`Config::to_builder`]). Where a file or the profile is at
    /// fault, name another profile, or start from [`Config::builder`], which reads neither.
    pub async fn load(self) -> Config {
        let (mut builder, error) = self.read();
        builder.error = error.map(Arc::new);
        builder.build()
    }

    /// Reads the settings.
    ///
    /// # Errors
    ///
    /// When a file or a setting cannot be used, or the selected profile does not exist; all of that at once.
    pub async fn try_load(self) -> Result<Config, ConfigError> {
        let (builder, error) = self.read();
        error.map_or_else(|| Ok(builder.build()), Err)
    }

    fn read(&self) -> (Builder, Option<ConfigError>) {
        let mut problems = Vec::new();
        let read = Profiles::load(&*self.env, &*self.files, self.profile_name.as_deref());
        let profiles = read.as_ref().map_err(|error| problems.push(of_profiles(error.to_string()))).ok();
        let profile = profiles.and_then(Profiles::selected);
        let mut settings = Settings::new(&*self.env, profile);
        let mut builder = read_settings(&mut settings);
        builder.configured_endpoint = self.configured_endpoint(&mut settings, profiles);
        problems.extend(settings.into_problems());
        if let Some(profiles) = profiles.filter(|profiles| profiles.is_selected_by_user() && profile.is_none()) {
            problems.push(of_profiles(self.no_such_profile(profiles)));
        }
        builder.default_chain = Some(self.default_chain(read));
        (builder, ConfigError::of(problems))
    }

    /// Who signs, unless code says otherwise: all providers there are, with what they say kept.
    fn default_chain(&self, profiles: Result<Profiles, ProfileError>) -> DefaultChain {
        let (env, files, name) = (Arc::clone(&self.env), Arc::clone(&self.files), self.profile_name.clone());
        let profiles = Arc::new(OnceLock::from(profiles));
        Arc::new(move |settings, http_client| {
            let context = ProviderContext::of_client(settings, http_client).with_sources(
                Arc::clone(&env),
                Arc::clone(&files),
                name.clone(),
                Arc::clone(&profiles),
            );
            SharedCredentialsProvider::new(CachedCredentials::of_chain(context))
        })
    }

    /// The endpoints that environment and profile name, in the order in which they count.
    fn configured_endpoint(
        &self,
        settings: &mut Settings<'_>,
        profiles: Option<&Profiles>,
    ) -> Option<ConfiguredEndpoint> {
        if settings.switch("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls") {
            return None;
        }
        let env = Arc::clone(&self.env);
        let services = profiles.and_then(|profiles| settings.services(profiles)).cloned();
        let of_profile = settings.in_profile("endpoint_url").map(str::to_owned);
        Some(Arc::new(move |sdk_id| {
            let service = sdk_id.replace([' ', '-'], "_");
            let of_service = |services: &Section| {
                let url = services.sub_property(&service, "endpoint_url").filter(|url| !url.is_empty());
                url.map(str::to_owned)
            };
            let of_env = |name: &str| env.non_blank(name).map(|url| url.trim().to_owned());
            of_env(&format!("AWS_ENDPOINT_URL_{}", service.to_ascii_uppercase()))
                .or_else(|| of_env("AWS_ENDPOINT_URL"))
                .or_else(|| services.as_ref().and_then(of_service))
                .or_else(|| of_profile.clone())
        }))
    }

    fn no_such_profile(&self, profiles: &Profiles) -> String {
        /// More names would hide what the error says.
        const SHOWN: usize = 20;
        let locations = profiles.locations();
        let paths = [&locations.config, &locations.credentials].into_iter().flatten();
        let files: Vec<String> = paths.map(|path| path.display().to_string()).collect();
        let names: Vec<&str> = profiles.profile_names().collect();
        let there = match names.get(..SHOWN) {
            _ if names.is_empty() => "no profiles".to_owned(),
            Some(first) if names.len() > SHOWN => format!("{} and {} more", first.join(", "), names.len() - SHOWN),
            _ => names.join(", "),
        };
        let selected_by = if self.profile_name.is_some() { "`profile_name(..)`" } else { "AWS_PROFILE" };
        let place = match &*files {
            [] => "the profile files, since no home directory is known (set HOME)".to_owned(),
            files => format!("{}, which hold {there}", files.join(" or ")),
        };
        format!("{selected_by} selects the profile {:?}, which is not in {place}", profiles.selected_name())
    }
}

/// A problem of files or the profile, which no setting in code mends.
fn of_profiles(text: String) -> Problem {
    Problem { setting: None, text }
}

/// All settings but endpoint and credentials.
fn read_settings(settings: &mut Settings<'_>) -> Builder {
    let region = settings.text(&["AWS_REGION", "AWS_DEFAULT_REGION"], "region");
    let app_name = settings.text(&["AWS_SDK_UA_APP_ID"], "sdk_ua_app_id");
    let min_compression_size = settings.parsed(
        ("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES", "request_min_compression_size_bytes"),
        "a whole number up to 10485760",
        |text| text.parse().ok().filter(|size| *size <= super::builder::MAX_COMPRESSION_SIZE),
    );
    let account_id_endpoint_mode = settings.parsed(
        ("AWS_ACCOUNT_ID_ENDPOINT_MODE", "account_id_endpoint_mode"),
        "preferred, disabled or required",
        AccountIdEndpointMode::parse,
    );
    Builder {
        region: region.map(Region::new),
        app_name: app_name.map(|name| AppName::sanitized(&name)),
        use_fips: settings.switch("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
        use_dual_stack: settings.switch("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"),
        account_id_endpoint_mode: account_id_endpoint_mode.unwrap_or_default(),
        disable_compression: settings.switch("AWS_DISABLE_REQUEST_COMPRESSION", "disable_request_compression"),
        retry: read_retry(settings),
        ..Builder::default()
    }
    .request_min_compression_size_bytes(min_compression_size)
}

fn read_retry(settings: &mut Settings<'_>) -> RetryConfig {
    let retry = RetryConfig::default();
    let attempts = settings.parsed(("AWS_MAX_ATTEMPTS", "max_attempts"), "a whole number from 1 on", |text| {
        text.parse().ok().filter(|attempts| *attempts > 0)
    });
    let mode = settings.parsed(("AWS_RETRY_MODE", "retry_mode"), "standard or adaptive", |text| {
        match text.to_ascii_lowercase().as_str() {
            // Older SDKs have a mode of their own, and files are shared with them.
            "standard" | "legacy" => Some(RetryMode::Standard),
            "adaptive" => Some(RetryMode::Adaptive),
            _ => None,
        }
    });
    retry.with_max_attempts(attempts.unwrap_or(retry.max_attempts())).with_retry_mode(mode.unwrap_or_default())
}
