//! Settings with which nothing can be sent.

use tinsmith_signer::Config;
use tinsmith_signer::config::{Builder, Credentials, MapEnv, MapFiles, Region};

use super::{Kind, assert_fails, call, kind};
use crate::server::{Answer, Server};
use crate::settings;

#[tokio::test]
async fn an_endpoint_that_is_none_is_named() {
    let no_url = "is no URL, such as https://localhost:8000";
    let no_scheme = "must start with https:// or http://";
    let no_port = "has a port that is no number up to 65535";
    let encode = "has a path with characters that must be percent-encoded";
    let dots = "has a path with `.` or `..` as a segment";
    let user = "must not hold a user name, a query or a fragment";
    let cases = [
        ("", no_url),
        ("   ", no_url),
        ("http://", no_url),
        ("http://[::1", no_url),
        ("http://a b", no_url),
        ("http://localhost:99999", no_port),
        ("http://[::1]:x", no_port),
        ("http://[::1]:65536/a", no_port),
        ("https://ho\u{308}st", no_url),
        ("localhost:1", no_scheme),
        ("localhost", no_scheme),
        ("127.0.0.1:8000", no_scheme),
        ("/var/run/socket", no_scheme),
        ("ftp://x", no_scheme),
        ("unix:/var/run/socket", no_url),
        ("http://user@h", user),
        ("http://user:password@h/a", user),
        ("http://h/?a=b", user),
        ("http://h/a#b", user),
        ("http://h#", user),
        ("https://:80", "names no host"),
        ("http://[::1%25eth0]", "has no IPv6 address within its brackets"),
        ("http://127.0.0.1/{x}", encode),
        ("http://127.0.0.1/é", encode),
        ("http://127.0.0.1/a\\b", encode),
        ("http://127.0.0.1/%2e%2e/x", dots),
    ];
    for (endpoint, reason) in cases {
        let config = settings().endpoint_url(endpoint).build();
        let shown = endpoint.replace("user:password@", "**@").replace("user@", "**@");
        // A query may hold a secret, too.
        let shown = shown.split_once(['?', '#']).map_or(shown.clone(), |(place, _)| format!("{place}?**"));
        let text = format!("ListTagsForResource was not sent: endpoint `{shown}` {reason}");
        assert_fails(endpoint, config, Kind::Construction, &text).await;
    }
}

#[tokio::test]
async fn a_custom_endpoint_excludes_fips_and_dual_stack() {
    let cases = [
        (settings().use_fips(true), "Invalid Configuration: FIPS and custom endpoint are not supported"),
        (settings().use_dual_stack(true), "Invalid Configuration: Dualstack and custom endpoint are not supported"),
    ];
    for (builder, reason) in cases {
        let config = builder.endpoint_url("http://127.0.0.1:1").build();
        let text = format!("ListTagsForResource was not sent: {reason}");
        assert_fails(reason, config, Kind::Construction, &text).await;
    }
}

/// A region is part of the host that the request is signed for and sent to.
#[tokio::test]
async fn a_region_cannot_redirect_requests() {
    for region in ["", "127.0.0.1:1/", "evil.example/", "evil.example?", "user@evil.example", "eu west", "eu-west-1\n"]
    {
        let config = settings().region(Region::new(region)).build();
        let text = format!("ListTagsForResource was not sent: {region:?} is no name of a region, such as eu-west-1");
        let error = call(config).await.unwrap_err();
        assert_eq!((kind(&error), error.to_string()), (Kind::Construction, text));
    }
}

#[tokio::test]
async fn missing_settings_are_named_with_what_sets_them() {
    let server = Server::start([Answer::empty()]).await;
    let credentials = || Credentials::new("AKIDEXAMPLE", "secret", None, None, "test");
    let region = Region::new("eu-west-1");
    let env = async |variables: &[(&str, &str)]| {
        // The metadata service is no loopback.
        let env: MapEnv = variables.iter().copied().chain([("AWS_EC2_METADATA_DISABLED", "true")]).collect();
        Config::loader()
            .env(env)
            .file_system(MapFiles::default())
            .load()
            .await
            .to_builder()
            .endpoint_url(server.url())
            .region(region.clone())
    };
    let cases: [(Builder, &str); 5] = [
        (
            Config::builder().region(region.clone()).endpoint_url(server.url()),
            "no credentials: set `credentials_provider(..)` on the config, or make it with `Config::from_env()`",
        ),
        (
            Config::builder().credentials_provider(credentials()).endpoint_url(server.url()),
            "no region: set `region(..)` on the config, or AWS_REGION",
        ),
        (
            Config::builder().credentials_provider(credentials()),
            "Invalid Configuration: Missing Region (set `region(..)` on the config, or AWS_REGION)",
        ),
        (
            env(&[]).await,
            "the credential provider was not enabled: nothing gives credentials: run `aws configure`, or set \
             `credentials_provider(..)` on the config (tried environment: no credentials in the \
             environment: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; profile: No profiles were defined (read: no file, \
             since HOME is not set); web identity: AWS_WEB_IDENTITY_TOKEN_FILE is not set; container: No environment \
             variables were set to configure ECS provider (containers set AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or \
             AWS_CONTAINER_CREDENTIALS_FULL_URI); instance metadata: AWS_EC2_METADATA_DISABLED switches the metadata \
             service off)",
        ),
        (
            env(&[("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")]).await,
            "the credentials provider was not properly configured: incomplete credentials in the environment: \
             AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not; set both or neither",
        ),
    ];
    for (builder, reason) in cases {
        let text = format!("ListTagsForResource was not sent: {reason}");
        assert_fails(reason, builder.build(), Kind::Construction, &text).await;
    }
    assert_eq!(server.requests().len(), 0);
}
