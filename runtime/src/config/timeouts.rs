//! How long a client waits.

use std::time::Duration;

/// What bounds a wait: nothing, or this time. The outer `None` is "not set": the client's own, then the default.
type Limit = Option<Option<Duration>>;

/// How long a call waits, each for itself:
///
/// | time-out | bounds | default |
/// |---|---|---|
/// | connect | until the connection stands, TLS included | 5 s |
/// | read | the wait for a response, and for each next part of it, while nothing of the request is sent | 70 s |
/// | operation attempt | one attempt, from its signature to the end of its response | none |
/// | operation | the call in all: credentials, attempts and the waits between them | none |
///
/// The first two are the transport's: one of your own may have its own ways. The others end whatever is going on then. What is
/// read from a stream after a call has given its output is bounded by the read time-out alone.
///
/// ```
/// use std::time::Duration;
/// use tinsmith_runtime::config::TimeoutConfig;
///
/// let timeouts = TimeoutConfig::builder().operation_timeout(Duration::from_secs(30)).disable_read_timeout().build();
/// assert_eq!(timeouts.operation_timeout(), Some(Duration::from_secs(30)));
/// assert_eq!(timeouts.connect_timeout(), Some(Duration::from_secs(5)));
/// assert_eq!(timeouts.read_timeout(), None);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TimeoutConfig {
    connect: Limit,
    read: Limit,
    operation_attempt: Limit,
    operation: Limit,
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

    /// The longest wait until the connection stands, TLS included; `None` when it is not bounded.
    #[must_use]
    pub fn connect_timeout(&self) -> Option<Duration> {
        self.connect.unwrap_or(Some(Duration::from_secs(5)))
    }

    /// The longest wait for a response, or for more of it, while nothing of the request is sent; `None` when it is not
    /// bounded. The default is above the 60 s that some operations wait until there is something to answer.
    #[must_use]
    pub fn read_timeout(&self) -> Option<Duration> {
        self.read.unwrap_or(Some(Duration::from_secs(70)))
    }

    /// The longest time of one attempt; `None` when it is not bounded.
    #[must_use]
    pub fn operation_attempt_timeout(&self) -> Option<Duration> {
        self.operation_attempt.flatten()
    }

    /// The longest time of a call in all; `None` when it is not bounded.
    #[must_use]
    pub fn operation_timeout(&self) -> Option<Duration> {
        self.operation.flatten()
    }

    /// Takes what is not set here from `base`.
    pub(crate) fn or(self, base: Self) -> Self {
        Self {
            connect: self.connect.or(base.connect),
            read: self.read.or(base.read),
            operation_attempt: self.operation_attempt.or(base.operation_attempt),
            operation: self.operation.or(base.operation),
        }
    }
}

/// See [`TimeoutConfig`] for what each bounds.
impl TimeoutConfigBuilder {
    /// Until the connection stands, TLS included.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.0.connect = Some(Some(timeout));
        self
    }

    /// For a response, or for more of it, while nothing of the request is sent.
    #[must_use]
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.0.read = Some(Some(timeout));
        self
    }

    /// For one attempt.
    #[must_use]
    pub fn operation_attempt_timeout(mut self, timeout: Duration) -> Self {
        self.0.operation_attempt = Some(Some(timeout));
        self
    }

    /// For the call in all.
    #[must_use]
    pub fn operation_timeout(mut self, timeout: Duration) -> Self {
        self.0.operation = Some(Some(timeout));
        self
    }

    /// Waits for a connection as long as the operating system does.
    #[must_use]
    pub fn disable_connect_timeout(mut self) -> Self {
        self.0.connect = Some(None);
        self
    }

    /// Waits for a response without end.
    #[must_use]
    pub fn disable_read_timeout(mut self) -> Self {
        self.0.read = Some(None);
        self
    }

    /// Does not bound single attempts.
    #[must_use]
    pub fn disable_operation_attempt_timeout(mut self) -> Self {
        self.0.operation_attempt = Some(None);
        self
    }

    /// Does not bound the call in all.
    #[must_use]
    pub fn disable_operation_timeout(mut self) -> Self {
        self.0.operation = Some(None);
        self
    }

    /// The finished time-outs.
    #[must_use]
    pub fn build(self) -> TimeoutConfig {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_call_leaves_unset_is_the_clients_own() {
        let second = Duration::from_secs(1);
        let client = TimeoutConfig::builder().read_timeout(second).operation_timeout(second).build();
        let call = TimeoutConfig::builder().connect_timeout(second).disable_operation_timeout().build().or(client);
        assert_eq!(call.connect_timeout(), Some(second));
        assert_eq!(call.read_timeout(), Some(second));
        assert_eq!(call.operation_timeout(), None);
        assert_eq!(TimeoutConfig::default().or(client), client);
    }
}
