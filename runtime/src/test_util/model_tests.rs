//! What the tests that models carry need besides.

use super::block_on;
use crate::auth::{self, Identity};
use crate::client::Client;
use crate::config;
use crate::endpoint::{Endpoint, EndpointError, EndpointParams, Partition};
use crate::json::{FromJson, JsonDocument};
use crate::operation::{Operation, ServiceInfo};
use crate::primitives::Document;
use crate::request::RequestBuilder;

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
}
