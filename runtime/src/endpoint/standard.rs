//! Endpoints of services whose model has no rules.

use super::{Endpoint, EndpointError, EndpointParams};
use crate::text::concat;

impl Endpoint {
    /// The endpoint by the rules that most services of AWS have: the caller's own as it is, else
    /// `https://{prefix}.{region}.{suffix}` in the region's partition, with `-fips` after the prefix and another suffix where
    /// the caller asks for FIPS 140 or IPv6.
    ///
    /// # Errors
    ///
    /// When there is neither an endpoint nor a region, or the caller asks for what the partition or a custom endpoint
    /// cannot give.
    pub fn standard(prefix: &str, params: &EndpointParams<'_>) -> Result<Self, EndpointError> {
        let fail = |message| Err(EndpointError::new(message));
        if params.endpoint.is_some() {
            return Self::custom(params);
        }
        let Some((region, partition)) = params.region.and_then(|region| Some((region, params.partition(region)?)))
        else {
            return fail("Invalid Configuration: Missing Region");
        };
        if params.use_fips && !partition.supports_fips {
            return fail("FIPS is enabled but this partition does not support FIPS");
        }
        if params.use_dual_stack && !partition.supports_dual_stack {
            return fail("DualStack is enabled but this partition does not support DualStack");
        }
        let fips = if params.use_fips { "-fips." } else { "." };
        let suffix = if params.use_dual_stack { partition.dual_stack_dns_suffix } else { partition.dns_suffix };
        Ok(Self::new(concat(&["https://", prefix, fips, region, ".", suffix])))
    }

    /// The caller's own endpoint, for services that have none.
    ///
    /// # Errors
    ///
    /// When the caller gives none, or asks besides for FIPS 140 or IPv6, which a custom endpoint has to give itself.
    pub fn custom(params: &EndpointParams<'_>) -> Result<Self, EndpointError> {
        let fail = |message| Err(EndpointError::new(message));
        match params.endpoint {
            Some(_) if params.use_fips => fail("Invalid Configuration: FIPS and custom endpoint are not supported"),
            Some(_) if params.use_dual_stack => {
                fail("Invalid Configuration: Dualstack and custom endpoint are not supported")
            }
            Some(endpoint) => Ok(Self::new(endpoint)),
            None => fail("this service has no endpoint of its own: set `endpoint_url(..)` on the config"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(params: EndpointParams<'_>) -> Result<String, String> {
        let endpoint = Endpoint::standard("signer", &params);
        endpoint.map(|endpoint| endpoint.url().to_owned()).map_err(|error| error.message().to_owned())
    }

    #[test]
    fn the_host_names_service_region_and_partition() {
        let china = EndpointParams { region: Some("cn-north-1"), ..Default::default() };
        assert_eq!(url(china).unwrap(), "https://signer.cn-north-1.amazonaws.com.cn");
        assert_eq!(
            url(EndpointParams { use_fips: true, ..china }).unwrap(),
            "https://signer-fips.cn-north-1.amazonaws.com.cn"
        );
        let both =
            EndpointParams { region: Some("us-east-1"), use_fips: true, use_dual_stack: true, ..Default::default() };
        assert_eq!(url(both).unwrap(), "https://signer-fips.us-east-1.api.aws");
        assert!(url(EndpointParams::default()).unwrap_err().contains("Missing Region"));
    }

    #[test]
    fn a_custom_endpoint_is_taken_as_it_is() {
        let custom = EndpointParams { endpoint: Some("http://localhost:8000/x"), ..Default::default() };
        assert_eq!(url(custom).unwrap(), "http://localhost:8000/x");
        assert!(url(EndpointParams { use_fips: true, ..custom }).unwrap_err().contains("FIPS"));
        assert!(url(EndpointParams { use_dual_stack: true, ..custom }).unwrap_err().contains("Dualstack"));
    }

    #[test]
    fn without_any_endpoint_the_error_says_what_to_do() {
        let region = EndpointParams { region: Some("us-east-1"), ..Default::default() };
        assert!(Endpoint::custom(&region).unwrap_err().message().contains("endpoint_url"));
    }
}
