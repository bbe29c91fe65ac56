//! Where the services are that give credentials.

use http::Uri;

use super::{CredentialsError, ProviderContext};
use crate::endpoint::{Endpoint, EndpointParams};
use crate::error::BoxError;
use crate::region::is_host_label;

/// A service that gives credentials, or what they are asked with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Service {
    /// What its host's name starts with.
    prefix: &'static str,
    /// Its `sdkId`, which settings call it by.
    id: &'static str,
}

pub(super) const STS: Service = Service { prefix: "sts", id: "STS" };
pub(super) const PORTAL: Service = Service { prefix: "portal.sso", id: "SSO" };
pub(super) const OIDC: Service = Service { prefix: "oidc", id: "SSO OIDC" };

/// The address of a service, with a slash at its end: the user's own, else the one in the region. FIPS 140 and IPv6 are asked
/// for as of the client.
pub(super) fn endpoint(context: &ProviderContext, service: &Service, region: &str) -> Result<Uri, CredentialsError> {
    find(context, service, region).map_err(|error| {
        CredentialsError::invalid_configuration(format!("no endpoint of the service `{}`", service.id))
            .with_source(error)
    })
}

fn find(context: &ProviderContext, service: &Service, region: &str) -> Result<Uri, BoxError> {
    if !is_host_label(region) {
        return Err(format!("{region:?} is no name of a region, such as eu-west-1").into());
    }
    let custom = context.endpoint_url(service.id);
    let region = signing_region(region);
    let params = EndpointParams {
        region: Some(&region),
        endpoint: custom.as_deref(),
        // In this part of AWS the usual endpoints are the validated ones.
        use_fips: context.use_fips && (context.use_dual_stack || !region.starts_with("us-gov-")),
        use_dual_stack: context.use_dual_stack,
        ..EndpointParams::default()
    };
    let endpoint = Endpoint::standard(service.prefix, &params)?;
    let uri: Uri = [endpoint.url().trim_end_matches('/'), "/"].concat().parse()?;
    match uri.scheme_str() {
        Some("https" | "http") if uri.host().is_some_and(|host| !host.is_empty()) && uri.query().is_none() => Ok(uri),
        _ => Err("its URL must start with https:// or http://, name a host and have no query".into()),
    }
}

/// The region that a signature holds for: one of those that stand for a whole part of AWS means its first.
pub(super) fn signing_region(region: &str) -> String {
    let partition = EndpointParams::default().partition(region);
    match partition.filter(|_| region.ends_with("-global")) {
        Some(partition) => partition.implicit_global_region.to_owned(),
        None => region.to_owned(),
    }
}
