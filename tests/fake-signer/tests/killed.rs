//! A server that is killed, with its clients in the middle of their calls.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tinsmith_signer::types::{Destination, S3Destination, S3Source, SigningStatus, Source};
use tinsmith_signer::{Client, Config, config};

const PROFILE: &str = "Build";
/// After so many acknowledged jobs the server is killed.
const ENOUGH: usize = 200;

/// The command, listening on any port, and a client of it.
fn start(folder: &Path) -> (Child, Client) {
    let mut server = Command::new(env!("CARGO_BIN_EXE_tinsmith-fake-signer"))
        .args(["--port", "0", "--quiet", "--objects"])
        .arg(folder.join("s3"))
        .arg("--state")
        .arg(folder.join("state"))
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let url = first.split_whitespace().find(|word| word.starts_with("http://")).unwrap();
    let config = Config::builder()
        .region(config::Region::new("us-east-1"))
        .endpoint_url(url)
        .credentials_provider(config::Credentials::new("id", "secret", None, None, "test"))
        .retry_config(config::retry::RetryConfig::disabled())
        .build();
    (server, Client::from_conf(config))
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("killed-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("s3/in")).unwrap();
    std::fs::create_dir_all(folder.join("s3/out")).unwrap();
    std::fs::write(folder.join("s3/in/app"), "code").unwrap();
    folder
}

/// Starts jobs until the server is gone; the ids of those that it acknowledged.
async fn jobs(client: Client, acknowledged: Arc<AtomicUsize>) -> Vec<String> {
    let mut ids = Vec::new();
    loop {
        let destination = S3Destination::builder().bucket_name("out").build();
        let call = client
            .start_signing_job()
            .profile_name(PROFILE)
            .source(Source::builder().s3(S3Source::new("in", "app", "null")).build())
            .destination(Destination::builder().s3(destination).build());
        match call.send().await {
            Ok(started) => ids.push(started.job_id().unwrap().to_owned()),
            Err(_) => return ids,
        }
        acknowledged.fetch_add(1, Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_there_again() {
    let folder = folder();
    let (mut server, client) = start(&folder);
    client.put_signing_profile().profile_name(PROFILE).platform_id("AWSLambda-SHA384-ECDSA").send().await.unwrap();
    let acknowledged = Arc::new(AtomicUsize::new(0));
    let clients: Vec<_> = (0..8).map(|_| tokio::spawn(jobs(client.clone(), Arc::clone(&acknowledged)))).collect();
    while acknowledged.load(Ordering::SeqCst) < ENOUGH && !clients.iter().all(|client| client.is_finished()) {
        tokio::task::yield_now().await;
    }
    server.kill().unwrap();
    server.wait().unwrap();
    let mut ids = Vec::new();
    for client in clients {
        ids.extend(client.await.unwrap());
    }
    assert!(ids.len() >= ENOUGH, "{}", ids.len());

    let (mut server, client) = start(&folder);
    for id in &ids {
        let job = client.describe_signing_job().job_id(id).send().await.unwrap();
        assert_eq!(job.status(), Some(&SigningStatus::Succeeded), "{id}");
        assert!(folder.join("s3/out").join(id).is_file(), "{id}");
    }
    server.kill().unwrap();
    server.wait().unwrap();
    std::fs::remove_dir_all(folder).unwrap();
}
