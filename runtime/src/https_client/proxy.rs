//! Proxies: which requests go through one, and which never do.

use std::fmt;
use std::net::IpAddr;

use reqwest::{ClientBuilder, NoProxy, Proxy, Url};

use super::InvalidSetting;

/// Through which proxy requests are sent.
///
/// `https://` requests go through a tunnel (`CONNECT`), so that the proxy sees the host and nothing else. `http://` requests it
/// sees in full. What is sent to this machine (`localhost`, 127.0.0.0/8, `::1`) or to link-local addresses, where EC2, ECS and
/// EKS hand out credentials (169.254.0.0/16, fd00:ec2::/32), never goes through a proxy.
///
/// Neither the proxy's URL nor its password shows in `Debug`.
#[derive(Clone, Default)]
pub struct ProxyConfig(Rule);

#[derive(Clone, Default)]
enum Rule {
    #[default]
    Environment,
    Disabled,
    Proxy {
        proxy: Box<Proxy>,
        /// Set with the proxy, so that programs which name none carry nothing of this.
        apply: fn(ClientBuilder, &Proxy) -> ClientBuilder,
    },
}

impl ProxyConfig {
    /// As the environment says, which is the default: `HTTPS_PROXY` for `https://`, `HTTP_PROXY` for `http://`, `ALL_PROXY` for
    /// both, `NO_PROXY` for what is left out; in capitals or not. What is no URL there is as if unset.
    ///
    /// The variables are those of the process, read at the first call.
    #[must_use]
    pub fn from_env() -> Self {
        Self(Rule::Environment)
    }

    /// No proxy, whatever the environment says.
    #[must_use]
    pub fn disabled() -> Self {
        Self(Rule::Disabled)
    }

    /// This proxy for `http://` requests, none for others; `http://user:password@host:port` names who asks.
    ///
    /// # Errors
    ///
    /// When the text is no `http://` or `https://` URL.
    pub fn http(url: &str) -> Result<Self, InvalidSetting> {
        Self::new(url, Proxy::http)
    }

    /// This proxy for `https://` requests, none for others; `http://user:password@host:port` names who asks.
    ///
    /// # Errors
    ///
    /// As [`Self::http`].
    pub fn https(url: &str) -> Result<Self, InvalidSetting> {
        Self::new(url, Proxy::https)
    }

    /// This proxy for all requests; `http://user:password@host:port` names who asks.
    ///
    /// # Errors
    ///
    /// As [`Self::http`].
    pub fn all(url: &str) -> Result<Self, InvalidSetting> {
        Self::new(url, Proxy::all)
    }

    fn new(url: &str, rule: fn(Url) -> reqwest::Result<Proxy>) -> Result<Self, InvalidSetting> {
        let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let proxy = url.and_then(|url| rule(url).ok());
        // The URL is not shown: it may hold a password.
        let invalid = || InvalidSetting("proxy: must be a URL such as http://proxy.example:3128".to_owned());
        let apply = |builder: ClientBuilder, proxy: &Proxy| builder.proxy(proxy.clone());
        Ok(Self(Rule::Proxy { proxy: Box::new(proxy.ok_or_else(invalid)?), apply }))
    }

    /// Says to the proxy who asks. Without effect on [`Self::from_env`] and [`Self::disabled`].
    #[must_use]
    pub fn with_basic_auth(self, user: &str, password: &str) -> Self {
        self.map(|proxy| proxy.basic_auth(user, password))
    }

    /// Which hosts are left out, separated by commas: names, which stand for their subdomains too, addresses, and networks
    /// (`10.0.0.0/8`). Without effect on [`Self::from_env`] and [`Self::disabled`].
    #[must_use]
    pub fn no_proxy(self, hosts: &str) -> Self {
        self.map(|proxy| proxy.no_proxy(NoProxy::from_string(hosts)))
    }

    fn map(self, change: impl FnOnce(Proxy) -> Proxy) -> Self {
        match self.0 {
            Rule::Proxy { proxy, apply } => Self(Rule::Proxy { proxy: Box::new(change(*proxy)), apply }),
            other => Self(other),
        }
    }

    /// For requests that may go through a proxy, or for those that must not.
    pub(super) fn apply(&self, direct: bool, builder: ClientBuilder) -> ClientBuilder {
        match &self.0 {
            Rule::Proxy { proxy, apply } if !direct => apply(builder, proxy),
            Rule::Environment if !direct => builder,
            _ => builder.no_proxy(),
        }
    }
}

impl fmt::Debug for ProxyConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Rule::Environment => "ProxyConfig(environment)",
            Rule::Disabled => "ProxyConfig(disabled)",
            Rule::Proxy { .. } => "ProxyConfig(**)",
        })
    }
}

/// Whether a host is reached without a proxy, whatever the settings: this machine, and where clouds hand out credentials.
/// The host is written as in a URL.
pub(super) fn is_direct(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    match address.map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => address.is_loopback() || address.is_link_local(),
        Ok(IpAddr::V6(address)) => address.is_loopback() || matches!(address.segments(), [0xfd00, 0x0ec2, ..]),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_and_metadata_services_are_reached_directly() {
        let direct = [
            "localhost",
            "a.localhost",
            "127.0.0.1",
            "127.8.9.10",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "169.254.169.254",
            "169.254.170.2",
            "169.254.170.23",
            "[fd00:ec2::254]",
            "[fd00:ec2::23]",
        ];
        for host in direct {
            assert!(is_direct(host), "{host}");
        }
        for host in
            ["signer.eu-west-1.amazonaws.com", "10.0.0.1", "127.0.0.1.example", "[fd00::1]", "localhost.example"]
        {
            assert!(!is_direct(host), "{host}");
        }
    }

    #[test]
    fn what_is_no_proxy_is_refused_without_showing_it() {
        for url in
            ["", "hush", "hush:3128", "http://", "ftp://user:hush@h", "socks5://user:hush@h", "http://u:hush@h:x"]
        {
            for make in [ProxyConfig::http, ProxyConfig::https, ProxyConfig::all] {
                let error = make(url).unwrap_err();
                assert_eq!(error.to_string(), "proxy: must be a URL such as http://proxy.example:3128", "{url}");
            }
        }
    }

    #[test]
    fn debug_shows_no_password() {
        let proxy = ProxyConfig::all("http://user:hush@proxy.example:3128").unwrap().with_basic_auth("user", "hush");
        assert_eq!(format!("{:?}", proxy.no_proxy("a")), "ProxyConfig(**)");
        let all = [ProxyConfig::default(), ProxyConfig::disabled().no_proxy("a")];
        assert_eq!(format!("{all:?}"), "[ProxyConfig(environment), ProxyConfig(disabled)]");
    }
}
