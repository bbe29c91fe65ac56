//! What generated tests check requests and responses with (feature `test-util`).
//!
//! The checks follow the traits of `smithy.test`: [`ExpectedRequest`] is `httpRequestTests`, [`Response`] is
//! `httpResponseTests`. A check that fails panics, as `assert!` does.

#![allow(clippy::panic, reason = "a check that fails panics")]

mod json;
mod request;
mod response;
mod time;
mod validation;

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

use bytes::Bytes;

use crate::auth::{self, Identity};
use crate::client::Client;
use crate::config;
use crate::endpoint::{Endpoint, EndpointError, EndpointParams, Partition};
use crate::json::{FromJson, JsonDocument};
use crate::operation::{Operation, ServiceInfo};
use crate::primitives::{ByteStream, Document};
use crate::request::RequestBuilder;

pub use request::ExpectedRequest;
pub use response::Response;
pub use time::ManualTime;
pub use validation::assert_violates;

/// What a test that expects the error "the partition does not support this" chooses a partition from: today's, unless the
/// rules give an endpoint with those. Then the partition has gained what was lacking after the model was written, and the
/// test holds for the partitions without it.
#[must_use]
pub fn older_partitions(service: &ServiceInfo, params: &EndpointParams<'_>) -> Option<Vec<Partition>> {
    service.resolve_endpoint(params).is_ok().then(|| crate::endpoint::partitions_before(params))
}

/// The document that a JSON text stands for.
pub fn document(json: &str) -> Document {
    let document = JsonDocument::parse(json.as_bytes()).and_then(|json| json.read(Document::from_json));
    document.unwrap_or_else(|error| panic!("{error}: {json}"))
}

/// The endpoint of a call with this input, by the rules of the service.
///
/// # Errors
///
/// In the words of the rules, or of what keeps the input from being sent.
pub fn endpoint_of<O: Operation>(
    service: &'static ServiceInfo,
    config: config::Builder,
    mut input: O,
) -> Result<Endpoint, EndpointError> {
    let client = Client::new(service, config.build());
    let mut request = RequestBuilder::new(&O::INFO);
    input.encode(&mut request);
    let request = request.finish().map_err(|error| EndpointError::new(error.to_string()))?;
    // Rules that want none are asked without credentials too.
    let identity = block_on(auth::identity(O::INFO.auth, client.config().settings())).ok();
    client.endpoint(&request.endpoint_params, identity.as_ref().and_then(Identity::account_id))
}

/// Runs a future that waits for nothing but other threads: there are no timers and no sockets here.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => std::thread::park(),
        }
    }
}

/// All that a stream holds.
///
/// # Panics
///
/// When the stream breaks off.
#[track_caller]
pub fn collect(stream: ByteStream) -> Bytes {
    match block_on(stream.collect()) {
        Ok(bytes) => bytes.into_bytes(),
        Err(error) => panic!("{error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn older_partitions_lack_only_what_is_asked_for_and_given() {
        fn resolve(params: &EndpointParams<'_>) -> Result<Endpoint, EndpointError> {
            let partition = params.partition("us-east-1").ok_or_else(|| EndpointError::new("nowhere"))?;
            let supported = partition.supports_fips || !params.use_fips;
            supported.then(|| Endpoint::new("https://a")).ok_or_else(|| EndpointError::new("no FIPS"))
        }
        let service = ServiceInfo::new("a", "a", "1", resolve);
        let params = EndpointParams { use_fips: true, ..Default::default() };
        let older = older_partitions(&service, &params).unwrap();
        assert!(older.iter().all(|partition| !partition.supports_fips));
        assert!(older.iter().any(|partition| partition.supports_dual_stack));
        let older = EndpointParams { partitions: Some(&older), ..params };
        assert!(older_partitions(&service, &older).is_none());
    }

    #[test]
    fn a_future_that_waits_is_polled_again() {
        let mut polls = 0;
        let future = std::future::poll_fn(|context| {
            polls += 1;
            context.waker().wake_by_ref();
            if polls == 3 { Poll::Ready(polls) } else { Poll::Pending }
        });
        assert_eq!(block_on(future), 3);
    }
}
