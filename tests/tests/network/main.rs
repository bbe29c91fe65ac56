//! How the client uses the network: connections, proxies, versions of HTTP, time-outs, over real sockets on the loopback
//! interface.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod faults;
mod http2;
mod leaks;
mod proxies;
mod reuse;
mod server;
mod tls;
mod waits;

use std::process::Command;

use tinsmith_signer::config::{Builder, Credentials, Env, HttpsClient, HttpsClientBuilder, ProcessEnv, Region};
use tinsmith_signer::error::SdkError;
use tinsmith_signer::operation::list_tags_for_resource::{ListTagsForResourceError, ListTagsForResourceOutput};
use tinsmith_signer::{Client, Config};

/// What every client here has in common.
fn settings() -> Builder {
    Config::builder().region(Region::new("eu-west-1")).credentials_provider(Credentials::new(
        "AKIDEXAMPLE",
        "secret",
        None,
        None,
        "test",
    ))
}

/// A client of this endpoint, over this transport.
fn client(endpoint: &str, transport: HttpsClientBuilder) -> Client {
    Client::from_conf(settings().endpoint_url(endpoint).http_client(transport.build()).build())
}

/// A transport that trusts this authority.
fn trusting(authority: &tls::Authority) -> HttpsClientBuilder {
    HttpsClient::builder().root_certificates(authority.pem()).unwrap()
}

async fn call(client: &Client) -> Result<ListTagsForResourceOutput, SdkError<ListTagsForResourceError>> {
    client.list_tags_for_resource().resource_arn("arn").send().await
}

/// Runs a test of this name in a process of its own, with these variables, since a process has one environment and one table
/// of open files for all its tests.
fn alone(name: &str, variables: &[(&str, &str)], test: impl FnOnce()) {
    const CHILD: &str = "TINSMITH_TEST_RUNS_ALONE";
    if ProcessEnv.var(CHILD).is_some() {
        return test();
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", name, "--nocapture"]).env(CHILD, "1").envs(variables.iter().copied());
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        if !variables.iter().any(|(other, _)| *other == name) {
            command.env_remove(name).env_remove(name.to_lowercase());
        }
    }
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}{}", String::from_utf8_lossy(&output.stderr));
}
