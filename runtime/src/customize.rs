//! One call with settings of its own.

use std::fmt;
use std::sync::Arc;

use http::{HeaderName, HeaderValue};

use crate::client::Client;
use crate::config::{RetryConfig, TimeoutConfig};
use crate::error::{BoxError, SdkError};
use crate::hook::Hook;
use crate::http::MAX_HEADERS;
use crate::operation::Operation;
use crate::presigning::{PresignedRequest, PresigningConfig};
use crate::request::is_reserved;
use crate::uri::without_user;

/// A call with settings of its own; what is not set here is as the client has it. `customize()` of an operation's builder gives
/// it, and [`send`](Self::send) makes the call.
#[derive(Debug, Clone)]
#[must_use = "nothing is sent before `send()`"]
pub struct Customize<O> {
    client: Client,
    input: O,
    options: Box<CallOptions>,
}

/// What a call has of its own.
#[derive(Clone, Default)]
pub(crate) struct CallOptions {
    pub(crate) timeouts: Option<TimeoutConfig>,
    pub(crate) retry: Option<RetryConfig>,
    pub(crate) validate: Option<bool>,
    pub(crate) endpoint_url: Option<String>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) hooks: Vec<Arc<dyn Hook>>,
    /// The first option that cannot be.
    pub(crate) error: Option<String>,
}

impl<O: Operation> Customize<O> {
    /// A call of `client` with `input`.
    pub fn new(client: Client, input: O) -> Self {
        Self { client, input, options: Box::default() }
    }

    /// How long this call waits. What these time-outs leave unset is as the client has it. Calls with a connect time-out of their
    /// own have connections of their own.
    pub fn timeout_config(mut self, timeouts: TimeoutConfig) -> Self {
        self.options.timeouts = Some(timeouts);
        self
    }

    /// Whether and how failed attempts of this call are made again.
    pub fn retry_config(mut self, retry: RetryConfig) -> Self {
        self.options.retry = Some(retry);
        self
    }

    /// Whether the input is checked against the model's constraints before it is sent.
    pub fn validate_input(mut self, on: bool) -> Self {
        self.options.validate = Some(on);
        self
    }

    /// Sends this call to this URL, whatever endpoint the client has. The rules of most services refuse it where the client
    /// has `use_fips` or `use_dual_stack` on: make the call with a client whose config has them off.
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.options.endpoint_url = Some(url.into());
        self
    }

    /// Sends this header too, signed like the others; it takes the place of one that the operation sets. A header that says
    /// who calls whom or where the message ends cannot be set: [`send`](Self::send) is an error then, as it is when name or
    /// value are none that a header can have.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.options.header(name, value);
        self
    }

    /// Shows every attempt of this call to the hook, after the client's own.
    pub fn hook(mut self, hook: impl Hook + 'static) -> Self {
        self.options.hooks.push(Arc::new(hook));
        self
    }

    /// Makes the call.
    ///
    /// # Errors
    ///
    /// See the variants of [`SdkError`].
    pub async fn send(mut self) -> Result<O::Output, SdkError<O::Error>> {
        #[cfg(feature = "test-util")]
        if let Some(result) = self.client.stubbed(&mut self.input, Some(&self.options)) {
            return result;
        }
        let outcome = self.client.start(&mut self.input, Some(&self.options)).await;
        self.client.finish::<O>(outcome)
    }

    /// Signs the request for somebody else to send: whoever holds the result can make this one call, without credentials,
    /// until it expires. Nothing is sent, so time-outs, retries and hooks play no part.
    ///
    /// # Errors
    ///
    /// A [`ConstructionFailure`](SdkError::ConstructionFailure), as for a call that cannot be sent; the operation must be one
    /// that is signed, and its body no stream.
    pub async fn presigned(mut self, presigning: PresigningConfig) -> Result<PresignedRequest, SdkError<O::Error>> {
        self.client.presign(&mut self.input, &self.options, presigning).await
    }
}

/// Without user and password of the endpoint; values of headers are marked as sensitive.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("timeouts", &self.timeouts)
            .field("retry", &self.retry)
            .field("validate", &self.validate)
            .field("endpoint_url", &self.endpoint_url.as_deref().map(without_user))
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

impl CallOptions {
    fn header(&mut self, name: &str, value: &str) {
        match header(name, value) {
            Ok(_) if self.headers.len() >= MAX_HEADERS => {
                self.error.get_or_insert_with(|| "a call cannot have more than 1000 headers of its own".to_owned());
            }
            Ok((name, value)) => {
                self.headers.retain(|(known, _)| *known != name);
                self.headers.push((name, value));
            }
            Err(error) => drop(self.error.get_or_insert(format!("header {name:?}: {error}"))),
        }
    }
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), BoxError> {
    let (name, mut value) = (HeaderName::try_from(name)?, HeaderValue::from_str(value)?);
    // Of each attempt: its signature, and its number.
    let own = ["x-amz-date", "x-amz-security-token", "amz-sdk-invocation-id", "amz-sdk-request"];
    if is_reserved(name.as_str()) || own.contains(&name.as_str()) {
        return Err("is the client's own to set".into());
    }
    value.set_sensitive(true);
    Ok((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(name: &str, value: &str) -> Option<String> {
        let mut options = CallOptions::default();
        options.header(name, value);
        assert_eq!(options.error.is_some(), options.headers.is_empty());
        options.error
    }

    #[test]
    fn a_header_is_one_that_can_be_sent_and_is_not_the_clients_own() {
        assert_eq!(refusal("X-Purpose", "tests"), None);
        for (name, value) in [("a b", "c"), ("", "c"), ("x", "a\r\nb: c"), ("x", "a\0"), ("x\r\ny", "c")] {
            assert!(refusal(name, value).is_some(), "{name:?}: {value:?}");
        }
        let own =
            ["Authorization", "host", "content-length", "transfer-encoding", "X-Amz-Date", "x-amz-security-token"];
        for name in own {
            assert_eq!(refusal(name, "a"), Some(format!("header {name:?}: is the client's own to set")));
        }
    }

    #[test]
    fn the_headers_of_a_call_have_their_bound() {
        let mut options = CallOptions::default();
        for index in 0..1_000 {
            options.header(&format!("x-{index}"), "a");
        }
        assert_eq!((options.headers.len(), &options.error), (1_000, &None));
        options.header("x-1000", "a");
        let error = "a call cannot have more than 1000 headers of its own";
        assert_eq!((options.headers.len(), options.error.as_deref()), (1_000, Some(error)));
    }

    #[test]
    fn debug_shows_no_header_and_no_password() {
        let mut options = CallOptions { endpoint_url: Some("https://me:hush@h".to_owned()), ..CallOptions::default() };
        options.header("x-key", "hush");
        let text = format!("{options:?}");
        assert!(text.contains("x-key") && text.contains("https://") && !text.contains("hush"), "{text}");
    }

    #[test]
    fn a_header_that_is_set_again_takes_the_others_place() {
        let mut options = CallOptions::default();
        options.header("x-a", "1");
        options.header("X-A", "2");
        assert_eq!(options.headers, [(HeaderName::from_static("x-a"), HeaderValue::from_static("2"))]);
    }
}
