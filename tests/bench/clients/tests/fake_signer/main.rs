//! All 19 operations through both clients, on the fake Signer, which verifies their signatures. Nothing that CI runs builds the
//! official SDK: `cargo test --manifest-path tests/bench/Cargo.toml --package clients --test fake_signer`.

use std::path::{Path, PathBuf};

use tinsmith_fake_signer::signer::Options;
use tinsmith_fake_signer::sigv4::Credentials;
use tinsmith_fake_signer::{ACCOUNT, FakeSigner};

#[path = "."]
mod tinsmith {
    #[path = "every_operation.rs"]
    pub mod calls;
    pub use tinsmith_signer as sdk;
}

#[path = "."]
mod official {
    #[expect(clippy::duplicate_mod, reason = "one source for both clients: what is called cannot differ")]
    #[path = "every_operation.rs"]
    pub mod calls;
    pub use aws_sdk_signer as sdk;
}

const KEY_ID: &str = "AKIDEXAMPLE";
const SECRET: &str = "an-example-of-a-secret-key";

async fn server(objects: &Path) -> FakeSigner {
    let options = Options { objects: Some(objects.to_owned()), ..Options::default() };
    let credentials = Credentials {
        access_key_id: KEY_ID.to_owned(),
        secret_access_key: SECRET.to_owned(),
        session_token: None,
        account: ACCOUNT.to_owned(),
    };
    FakeSigner::builder()
        .region("eu-west-1")
        .options(options)
        .credentials(credentials)
        .start()
        .await
        .expect("the fake starts")
}

/// An empty folder of the test's own.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fake_signer").join(test);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[tokio::test]
async fn tinsmith_uses_every_operation() {
    use tinsmith_signer::config::{Config, Credentials, Region};
    let objects = folder("tinsmith");
    let server = server(&objects).await;
    let config = Config::builder()
        .region(Region::new("eu-west-1"))
        .endpoint_url(server.url())
        .credentials_provider(Credentials::new(KEY_ID, SECRET, None, None, "test"));
    let client = tinsmith_signer::Client::from_conf(config.build());
    tinsmith::calls::every_operation(&client, &objects).await;
}

#[tokio::test]
async fn the_official_client_uses_every_operation() {
    use aws_sdk_signer::config::{BehaviorVersion, Config, Credentials, Region};
    let objects = folder("official");
    let server = server(&objects).await;
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .endpoint_url(server.url())
        .interceptor(official_host::WithoutPrefix)
        .credentials_provider(Credentials::new(KEY_ID, SECRET, None, None, "test"));
    let client = aws_sdk_signer::Client::from_conf(config.build());
    official::calls::every_operation(&client, &objects).await;
}

/// The official client puts the prefix of `GetRevocationStatus` before any host, be it an IP address.
mod official_host {
    use aws_sdk_signer::config::interceptors::BeforeTransmitInterceptorContextMut;
    use aws_sdk_signer::config::{ConfigBag, Intercept, RuntimeComponents};
    use aws_sdk_signer::error::BoxError;

    #[derive(Debug)]
    pub struct WithoutPrefix;

    impl Intercept for WithoutPrefix {
        fn name(&self) -> &'static str {
            "WithoutPrefix"
        }

        fn modify_before_signing(
            &self,
            context: &mut BeforeTransmitInterceptorContextMut<'_>,
            _: &RuntimeComponents,
            _: &mut ConfigBag,
        ) -> Result<(), BoxError> {
            let request = context.request_mut();
            let uri = request.uri().replace("://data-", "://");
            request.set_uri(uri)?;
            Ok(())
        }
    }
}
