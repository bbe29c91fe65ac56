//! What tracing is told of calls.

use std::io;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use tinsmith_signer::Client;
use tinsmith_signer::config::Credentials;
use tinsmith_signer::config::retry::RetryConfig;
use tinsmith_signer::primitives::Blob;
use tracing::{Dispatch, Instrument, Level};
use tracing_subscriber::fmt::format::FmtSpan;

use crate::server::{Answer, Server};
use crate::{ACCESS_KEY_ID, REQUEST_ID, SECRET_ACCESS_KEY, settings};

/// Where a subscriber writes to.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Everything from this level on, in this thread, until the guard is dropped. A line for each span that ends.
    fn start(&self, level: Level) -> tracing::subscriber::DefaultGuard {
        // With a single subscriber in the process, tracing asks whatever thread comes first to a span whether anybody listens
        // to it, and remembers that for all.
        static OTHERS: OnceLock<[Dispatch; 2]> = OnceLock::new();
        let other =
            || Dispatch::new(tracing_subscriber::fmt().with_max_level(Level::TRACE).with_writer(io::sink).finish());
        OTHERS.get_or_init(|| [other(), other()]);
        let log = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(level)
            .with_span_events(FmtSpan::CLOSE)
            .with_ansi(false)
            .without_time()
            .with_writer(move || log.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// The line of each span or event of the runtime that holds these words.
    fn line(&self, words: &[&str]) -> String {
        let text = self.text();
        let mut lines = text.lines().filter(|line| words.iter().all(|word| line.contains(word)));
        lines.next().unwrap_or_else(|| panic!("no line with {words:?} in\n{text}")).to_owned()
    }
}

fn assert_contains(line: &str, words: &[&str]) {
    for word in words {
        assert!(line.contains(word), "no `{word}` in {line}");
    }
}

async fn call_twice(log: &Log, level: Level) {
    let _guard = log.start(level);
    let busy = Answer::new(503, &[("x-amzn-requestid", "first")], "");
    let success = Answer::new(200, &[("x-amzn-requestid", REQUEST_ID)], r#"{"signature":"aHVzaA=="}"#);
    let server = Server::start([busy, success]).await;
    let retry = RetryConfig::standard().with_initial_backoff(Duration::from_millis(1));
    let credentials = Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, Some("session-token".into()), None, "test");
    let config = settings().endpoint_url(server.url()).credentials_provider(credentials).retry_config(retry).build();
    let call = Client::from_conf(config).sign_payload().payload_format("f").profile_name("p1");
    call.payload(Blob::new("payload-text")).send().await.unwrap();
}

#[tokio::test]
async fn a_call_is_a_span_and_so_is_each_attempt() {
    let log = Log::default();
    call_twice(&log, Level::DEBUG).await;
    let id = format!("aws.request_id=\"{REQUEST_ID}\"");
    let call = log.line(&["INFO", "call{", "close"]);
    let named = [
        "otel.name=signer.SignPayload",
        "rpc.service=\"signer\"",
        "rpc.method=\"SignPayload\"",
        "otel.kind=\"client\"",
    ];
    assert_contains(&call, &named);
    assert_contains(&call, &["attempts=2", "http.response.status_code=200", &id]);
    assert!(!call.contains("otel.status_code"), "{call}");
    let first = log.line(&["attempt{number=1", "close"]);
    let failed =
        ["http.response.status_code=503", "aws.request_id=\"first\"", "otel.status_code=\"ERROR\"", "latency_ms="];
    assert_contains(&first, &failed);
    let second = log.line(&["attempt{number=2", "close"]);
    assert_contains(
        &second,
        &["http.response.status_code=200", &id, "latency_ms=", "call{otel.name=signer.SignPayload"],
    );
    assert_contains(&log.line(&["DEBUG", "retry"]), &["attempt=1", "cause=\"HTTP 503\"", "wait_ms="]);
}

#[tokio::test]
async fn a_call_that_fails_says_so_in_its_span() {
    let log = Log::default();
    let guard = log.start(Level::INFO);
    let config = settings().endpoint_url("http://127.0.0.1:1").build();
    let error = Client::from_conf(config).list_signing_jobs().send().await.unwrap_err();
    drop(guard);
    let call = log.line(&["call{", "close"]);
    assert_contains(&call, &["attempts=1", "otel.status_code=\"ERROR\"", "error=could not connect"]);
    assert!(error.to_string().contains("could not connect"));
}

#[tokio::test]
async fn a_call_that_is_not_sent_and_one_that_is_refused_say_why() {
    let log = Log::default();
    let guard = log.start(Level::INFO);
    let refusal = Answer::new(404, &[("x-amzn-errortype", "ResourceNotFoundException")], "{}");
    let server = Server::start([refusal]).await;
    let client = Client::from_conf(settings().endpoint_url(server.url()).build());
    client.describe_signing_job().send().await.unwrap_err();
    client.describe_signing_job().job_id("j").send().await.unwrap_err();
    client.list_signing_jobs().customize().endpoint_url("http://h\nINFO forged").send().await.unwrap_err();
    drop(guard);
    let invalid = log.line(&["call{", "close", "attempts=0", "'/jobId'"]);
    assert_contains(&invalid, &["otel.status_code=\"ERROR\"", "error=1 validation error detected"]);
    assert_contains(
        &log.line(&["status_code=404"]),
        &["error=ResourceNotFoundException", "otel.status_code=\"ERROR\""],
    );
    assert!(log.text().contains("forged") && !log.text().lines().any(|line| line.starts_with("INFO forged")));
}

/// Where the call's own span is filtered off, the current span is the caller's.
#[tokio::test]
async fn nothing_is_recorded_in_a_span_of_the_callers_own() {
    let log = Log::default();
    let guard = log.start(Level::WARN);
    let server = Server::start([Answer::new(404, &[], "")]).await;
    let client = Client::from_conf(settings().endpoint_url(server.url()).build());
    let span = tracing::warn_span!("mine", otel.status_code = tracing::field::Empty, attempts = tracing::field::Empty);
    client.list_signing_jobs().send().instrument(span).await.unwrap_err();
    drop(guard);
    let mine = log.line(&["mine", "close"]);
    assert!(!mine.contains("status_code") && !mine.contains("attempts"), "{mine}");
}

#[tokio::test]
async fn no_secret_is_logged_at_any_level() {
    let log = Log::default();
    call_twice(&log, Level::TRACE).await;
    let text = log.text();
    assert!(text.contains("TRACE") && text.contains("call{"), "nothing was listened to: {text}");
    let signature = ["Signature=", "AWS4-HMAC"];
    for secret in
        [SECRET_ACCESS_KEY, "session-token", "payload-text", "cGF5bG9hZC10ZXh0", "aHVzaA==", signature[0], signature[1]]
    {
        let line = text.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret} stands in {line:?}");
    }
}
