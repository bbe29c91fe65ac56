//! Region, custom endpoint and label of a call to the address that it goes to.
//!
//! Input: a line of switches (`f` for FIPS, `d` for dual-stack), the region, the label, then the endpoint, if any.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use tinsmith_fuzz::{Transport, finished, settings};
use tinsmith_signer::Client;
use tinsmith_signer::config::Region;
use tinsmith_signer::config::http::HttpRequest;

/// What hosts of AWS end with.
const SUFFIXES: [&str; 14] = [
    "amazonaws.com",
    "api.aws",
    "amazonaws.com.cn",
    "api.amazonwebservices.com.cn",
    "amazonaws.eu",
    "api.amazonwebservices.eu",
    "c2s.ic.gov",
    "api.aws.ic.gov",
    "sc2s.sgov.gov",
    "api.aws.scloud",
    "cloud.adc-e.uk",
    "api.cloud-aws.adc-e.uk",
    "csp.hci.ic.gov",
    "api.aws.hci.ic.gov",
];

fuzz_target!(|text: &str| -> Corpus {
    let lines: Vec<&str> = text.split('\n').collect();
    let [switches, region, label, endpoint @ ..] = &*lines else { return Corpus::Reject };
    let endpoint = (!endpoint.is_empty()).then(|| endpoint.join("\n"));
    let transport = Transport::default();
    let mut config = settings(&transport)
        .region(Region::new((*region).to_owned()))
        .use_fips(switches.contains('f'))
        .use_dual_stack(switches.contains('d'));
    if let Some(endpoint) = &endpoint {
        config = config.endpoint_url(endpoint);
    }
    let call = Client::from_conf(config.build()).list_tags_for_resource().resource_arn(*label).send();
    let error = finished(call).expect_err("nothing answers").to_string();
    assert!(!error.chars().any(char::is_control), "the error has lines: {error:?}");
    if let Some(request) = transport.request() {
        check(&request, region, label, endpoint.as_deref());
    }
    Corpus::Keep
});

/// What was sent goes where it should, and nowhere else.
fn check(request: &HttpRequest, region: &str, label: &str, endpoint: Option<&str>) {
    let uri = request.uri();
    let host = uri.host().expect("a host");
    assert_eq!(request.headers()["host"], uri.authority().expect("an authority").as_str());
    match endpoint {
        Some(endpoint) => {
            let custom: http::Uri = endpoint.trim().parse().expect("a URL that can be called");
            assert_eq!((uri.scheme(), uri.host(), port(uri)), (custom.scheme(), custom.host(), port(&custom)));
            assert!(uri.path().starts_with(custom.path().trim_end_matches('/')), "{uri}");
        }
        None => {
            let service = ["signer.", "signer-fips."].iter().find_map(|service| host.strip_prefix(service));
            let suffix = service.and_then(|rest| rest.strip_prefix(region)).and_then(|rest| rest.strip_prefix('.'));
            assert!(suffix.is_some_and(|suffix| SUFFIXES.contains(&suffix)), "{uri}");
            assert_eq!(uri.scheme_str(), Some("https"));
        }
    }
    let (path, segment) = uri.path().rsplit_once('/').expect("a path");
    assert!(path.ends_with("/tags"), "{uri}");
    let decoded = percent_encoding::percent_decode_str(segment).decode_utf8();
    assert_eq!(decoded.as_deref(), Ok(label), "{uri}");
    // HTTP libraries parse the URI anew. What they would mend is not what was signed; what they refuse goes nowhere.
    if let Ok(sent) = url::Url::parse(&uri.to_string()) {
        assert_eq!(
            (sent.scheme(), sent.path(), sent.query()),
            (uri.scheme_str().unwrap_or_default(), uri.path(), uri.query())
        );
        assert_eq!(sent.port_or_known_default(), Some(port(uri)), "{uri}");
        let is_same = match sent.host().expect("a host") {
            url::Host::Ipv6(address) => host.trim_matches(['[', ']']).parse() == Ok(address),
            name => name.to_string().eq_ignore_ascii_case(host),
        };
        assert!(is_same, "{sent} instead of {uri}");
    }
}

fn port(uri: &http::Uri) -> u16 {
    let default = if uri.scheme_str() == Some("https") { 443 } else { 80 };
    uri.port_u16().unwrap_or(default)
}
