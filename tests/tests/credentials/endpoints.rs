//! Where containers and instances are asked.

use std::sync::{Arc, Mutex};

use serde_json::Value;
use tinsmith_runtime::credentials::{
    ContainerCredentials, CredentialsError, ImdsCredentials, ImdsEndpointMode, ProvideCredentials, ProviderContext,
};
use tinsmith_runtime::env::MapEnv;
use tinsmith_runtime::file_system::MapFiles;
use tinsmith_runtime::future::BoxFuture;
use tinsmith_runtime::http::{HttpClient, HttpRequest, HttpResponse, TransportError};

use crate::{json, texts};

/// Remembers the address of the first request, and reaches nobody.
#[derive(Clone, Debug, Default)]
struct Recorder(Arc<Mutex<Option<String>>>);

impl HttpClient for Recorder {
    fn call(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        self.0.lock().unwrap().get_or_insert(request.uri().to_string());
        Box::pin(async { Err(TransportError::connect("nobody there")) })
    }
}

fn context(case: &Value, recorder: &Recorder) -> ProviderContext {
    ProviderContext::new()
        .env(texts(&case["env"]).into_iter().collect::<MapEnv>())
        .file_system(texts(&case["fs"]).into_iter().collect::<MapFiles>())
        .http_client(recorder.clone())
}

fn check(case: &Value, recorder: &Recorder, error: &CredentialsError) {
    let asked = recorder.0.lock().unwrap().clone();
    let result = &case["result"];
    match (result["Ok"].as_str(), result["ErrorContains"].as_str().or(result["Err"].as_str())) {
        (Some(uri), None) => assert_eq!(asked.as_deref(), Some(uri), "{}: {error}", case["docs"]),
        (None, Some(words)) => {
            assert_eq!(asked, None, "{}", case["docs"]);
            assert!(error.to_string().contains(words), "{}: {error}", case["docs"]);
        }
        _ => panic!("{}: {result}", case["docs"]),
    }
}

#[tokio::test]
async fn containers_are_asked_where_the_vectors_say() {
    let Some(folder) = tinsmith_tests::shared("config", "the addresses of containers' agents") else { return };
    let tests = json(&folder.join("ecs-tests.json"));
    for case in tests["tests"].as_array().unwrap() {
        let recorder = Recorder::default();
        let outcome = ContainerCredentials::new(context(case, &recorder)).provide_credentials().await;
        check(case, &recorder, &outcome.unwrap_err());
    }
}

#[tokio::test]
async fn instances_are_asked_where_the_vectors_say() {
    let Some(folder) = tinsmith_tests::shared("config", "the addresses of the metadata service") else { return };
    let tests = json(&folder.join("imds-endpoint-tests.json"));
    for case in tests["tests"].as_array().unwrap() {
        let recorder = Recorder::default();
        let mut provider = ImdsCredentials::new(context(case, &recorder));
        if let Some(url) = case["endpoint_override"].as_str() {
            provider = provider.endpoint(url);
        }
        if let Some(mode) = case["mode_override"].as_str() {
            let mode = if mode == "IPv6" { ImdsEndpointMode::IpV6 } else { ImdsEndpointMode::IpV4 };
            provider = provider.endpoint_mode(mode);
        }
        check(case, &recorder, &provider.provide_credentials().await.unwrap_err());
    }
}
