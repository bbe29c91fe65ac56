//! The fake Signer as a second opinion: it reads the constraints off the model by itself, and should say of every input what
//! the client says of it.

use std::path::Path;

use tinsmith_fake_signer::FakeSigner;
use tinsmith_runtime::client::Client;
use tinsmith_signer::Config;
use tinsmith_signer::config::retry::RetryConfig;
use tinsmith_signer::config::{Credentials, Region};

use crate::expected::Expectation;
use crate::row::{Answer, Probe};
use crate::{model, probes, signer};

/// As many values of each place are sent: those at the limits and some of the others.
const MOST: usize = 80;

#[tokio::test(flavor = "multi_thread")]
async fn a_service_says_the_same() {
    let server = FakeSigner::builder().start().await.unwrap();
    let config = Config::builder()
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "an-example-of-a-key", None, None, "test"))
        .endpoint_url(server.url())
        .retry_config(RetryConfig::disabled())
        .validate_input(false);
    let client = Client::new(&tinsmith_signer::client::SERVICE, config.build());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model/signer-2017-08-25.json");
    let (rows, places) = (signer::rows(), model::places(&std::fs::read_to_string(path).unwrap()));
    let (mut refused, mut accepted) = (0, 0);
    for place in &places {
        let row = rows.iter().find(|row| row.name() == place.name()).unwrap();
        let expectation = Expectation::of(place);
        let probes = probes(place, row, &expectation);
        for probe in probes.iter().step_by(probes.len().div_ceil(MOST).max(1)) {
            if is_not_on_the_wire(&row.name(), probe) {
                continue;
            }
            let violations = expectation.violations(probe, row.pointer());
            let what = format!("{} with {probe:?}", row.name());
            match (row.send(&client, probe).await, violations.as_slice()) {
                (Answer::NotSent, _) => {}
                (Answer::Error(message), []) => {
                    assert!(!message.contains("failed to satisfy constraint"), "{what}: {message}");
                    accepted += 1;
                }
                (Answer::Output, []) => accepted += 1,
                (Answer::Error(message), violations) => {
                    assert_eq!(message, said(violations), "{what}");
                    refused += 1;
                }
                (Answer::Output, violations) => panic!("{what} was taken, in spite of {violations:?}"),
            }
        }
    }
    assert!(refused > 500 && accepted > 200, "{refused} were refused and {accepted} accepted");
}

/// What a service never sees: the client makes up a token where there is none, and a list in a query has an item a parameter.
fn is_not_on_the_wire(place: &str, probe: &Probe) -> bool {
    match probe {
        Probe::Nothing => place == "StartSigningJob/clientRequestToken",
        Probe::Elements(0) => place == "UntagResource/tagKeys",
        _ => false,
    }
}

/// A message with these violations, in Smithy's words.
fn said(violations: &[String]) -> String {
    let errors = if violations.len() == 1 { "error" } else { "errors" };
    format!("{} validation {errors} detected. {}", violations.len(), violations.join("; "))
}
