//! Errors of reqwest as those of a transport.

use std::error::Error;
use std::fmt;

use crate::http::TransportError;

/// Tells the kinds apart.
pub(super) fn classify(error: reqwest::Error) -> TransportError {
    let (timeout, connect, builder) = (error.is_timeout(), error.is_connect(), error.is_builder());
    let cause = Cause { host: if connect { host(&error) } else { None }, error: error.without_url() };
    if timeout {
        TransportError::timeout(cause)
    } else if connect {
        TransportError::connect(cause)
    } else if builder {
        TransportError::other(cause)
    } else {
        TransportError::io(cause)
    }
}

/// Host and port of the URL, and no more of it: its query can hold what a log should not.
fn host(error: &reqwest::Error) -> Option<String> {
    let url = error.url()?;
    Some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?))
}

/// Where and why. reqwest and the library below it say first that a request failed, which is known, and then why.
#[derive(Debug)]
struct Cause {
    /// Where no connection came about.
    host: Option<String>,
    error: reqwest::Error,
}

impl Cause {
    /// The first of the chain's errors that tells something.
    fn telling(&self) -> &(dyn Error + 'static) {
        let outer: &(dyn Error + 'static) = &self.error;
        let Some(inner) = outer.source() else { return outer };
        if self.error.is_request() { inner.source().unwrap_or(inner) } else { inner }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Some(host) if self.error.is_timeout() => return write!(f, "no connection to {host}"),
            Some(host) => write!(f, "{host}: ")?,
            None => {}
        }
        fmt::Display::fmt(self.telling(), f)
    }
}

impl Error for Cause {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.telling().source()
    }
}
