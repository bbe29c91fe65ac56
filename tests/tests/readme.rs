//! What the README shows as output is what a reader gets.

use tinsmith_signer::config::{Credentials, Region};
use tinsmith_signer::{Client, Config};

const README: &str = include_str!("../../README.md");

#[tokio::test]
async fn the_violations_shown_are_the_ones_found() {
    let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "test");
    let config = Config::builder().region(Region::new("eu-west-1")).credentials_provider(credentials).build();
    let client = Client::from_conf(config);
    let error = client.add_profile_permission().profile_name("x").action("a").principal("p").send().await.unwrap_err();
    let shown = README.lines().find(|line| line.starts_with("AddProfilePermission was not sent:"));
    assert_eq!(shown, Some(error.to_string().as_str()));
}

#[test]
fn the_diagnostics_shown_are_the_ones_given() {
    let case = include_str!("../../codegen/tests/diagnostics/trait-malformed/diagnostics.snap");
    let shown: Vec<&str> =
        README.lines().skip_while(|line| !line.starts_with("error: example.weather")).take(2).collect();
    assert_eq!(shown.len(), 2, "the README shows no diagnostic");
    assert!(case.contains(&shown.join("\n")), "{shown:?}");
}
