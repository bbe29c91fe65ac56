//! Connections, kept for the requests that may share them.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::Client;

use super::proxy::{ProxyConfig, is_direct};
use super::tls::Trust;
use crate::error::BoxError;

/// How long an unused connection is kept: less than the minute after which load balancers commonly close it, so that no request
/// is sent into one that closes.
const KEPT_FOR: Duration = Duration::from_secs(50);
/// How many unused connections to one host are kept. More are opened while they are needed.
const KEPT_PER_HOST: usize = 64;
/// How many reqwest clients are kept. Whoever gives each call a connect time-out of its own opens connections anew.
const MOST_CLIENTS: usize = 8;

/// reqwest has one connect time-out and one set of proxies for all requests of a client, so there is a client for each of those
/// that are asked for.
pub(super) struct Connections {
    proxy: ProxyConfig,
    trust: Trust,
    /// The last one used stands last.
    clients: Mutex<Vec<(Settings, Client)>>,
}

/// In what clients differ.
#[derive(Clone, Copy, PartialEq)]
struct Settings {
    connect_timeout: Option<Duration>,
    direct: bool,
}

impl Connections {
    pub(super) fn new(proxy: ProxyConfig, trust: Trust) -> Self {
        Self { proxy, trust, clients: Mutex::default() }
    }

    /// The client for requests to this host.
    pub(super) fn client(&self, host: Option<&str>, connect_timeout: Option<Duration>) -> Result<Client, BoxError> {
        let settings = Settings { connect_timeout, direct: host.is_some_and(is_direct) };
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = match clients.iter().position(|(other, _)| *other == settings) {
            Some(index) => clients.remove(index),
            None => (settings, self.connect(settings)?),
        };
        let client = entry.1.clone();
        clients.push(entry);
        if clients.len() > MOST_CLIENTS {
            clients.remove(0);
        }
        Ok(client)
    }

    fn connect(&self, settings: Settings) -> Result<Client, BoxError> {
        let tls = self.trust.config()?;
        let mut builder = Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .pool_idle_timeout(KEPT_FOR)
            .pool_max_idle_per_host(KEPT_PER_HOST);
        if let Some(timeout) = settings.connect_timeout {
            builder = builder.connect_timeout(timeout);
        }
        Ok(ping(self.proxy.apply(settings.direct, builder)).build()?)
    }
}

/// All requests to a host share one connection of HTTP/2. One that no longer answers must be told apart from slow answers, or all
/// attempts would go into it.
#[cfg(feature = "http2")]
fn ping(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    builder.http2_keep_alive_interval(Duration::from_secs(15)).http2_keep_alive_timeout(Duration::from_secs(5))
}

#[cfg(not(feature = "http2"))]
fn ping(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    builder
}

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connections").field("proxy", &self.proxy).field("trust", &self.trust).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connections() -> Connections {
        Connections::new(ProxyConfig::disabled(), Trust::default())
    }

    fn kept(connections: &Connections) -> Vec<(Option<u64>, bool)> {
        let clients = connections.clients.lock().unwrap();
        clients.iter().map(|(settings, _)| (settings.connect_timeout.map(|t| t.as_secs()), settings.direct)).collect()
    }

    #[test]
    fn there_is_one_client_for_each_connect_timeout_and_one_for_what_avoids_proxies() {
        let connections = connections();
        for (host, timeout) in [("a", Some(1)), ("b", Some(2)), ("localhost", Some(1)), ("c", None), ("d", Some(1))] {
            connections.client(Some(host), timeout.map(Duration::from_secs)).unwrap();
        }
        assert_eq!(kept(&connections), [(Some(2), false), (Some(1), true), (None, false), (Some(1), false)]);
    }

    #[test]
    fn the_client_that_was_not_used_for_longest_is_given_up() {
        let connections = connections();
        for seconds in 0..100 {
            connections.client(None, Some(Duration::from_secs(seconds))).unwrap();
            connections.client(None, None).unwrap();
        }
        let kept = kept(&connections);
        assert_eq!((kept.len(), kept.last()), (MOST_CLIENTS, Some(&(None, false))));
    }

    #[test]
    fn debug_shows_no_password() {
        let proxy = ProxyConfig::all("http://user:hush@proxy.example").unwrap();
        let shown = format!("{:?}", Connections::new(proxy, Trust::default()));
        assert_eq!(shown, "Connections { proxy: ProxyConfig(**), trust: the platform's and 0 more, .. }");
    }
}
