//! A transport that answers as a test says, and keeps what it was asked.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use tinsmith_runtime::config::TimeoutConfig;
use tinsmith_runtime::credentials::ProviderContext;
use tinsmith_runtime::env::MapEnv;
use tinsmith_runtime::file_system::MapFiles;
use tinsmith_runtime::future::BoxFuture;
use tinsmith_runtime::http::{Body, HttpClient, HttpRequest, HttpResponse, TransportError};
use tinsmith_runtime::test_util::ManualTime;

/// What comes back.
#[derive(Debug)]
pub enum Answer {
    Body(u16, String),
    Headers(u16, &'static [(&'static str, &'static str)], String),
    Refused,
    TimedOut,
    Broken,
}

/// What was asked: the first line, headers, body and time-outs.
#[derive(Clone, Debug)]
pub struct Asked {
    pub line: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
    /// To connect, and to read.
    pub timeouts: Option<(Option<Duration>, Option<Duration>)>,
}

#[derive(Clone, Debug)]
pub struct Script(Arc<Mutex<(VecDeque<Answer>, Vec<Asked>)>>);

impl Script {
    pub fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self(Arc::new(Mutex::new((answers.into_iter().collect(), Vec::new()))))
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.0.lock().unwrap().1.clone()
    }

    pub fn lines(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.line).collect()
    }
}

impl HttpClient for Script {
    fn call(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let (answers, asked) = &mut *self.0.lock().unwrap();
        let header = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
            (name.as_str().to_owned(), value.to_str().unwrap().to_owned())
        };
        let timeouts = request.extensions().get::<TimeoutConfig>();
        asked.push(Asked {
            line: format!("{} {}", request.method(), request.uri()),
            headers: request.headers().iter().map(header).collect(),
            body: String::from_utf8(request.body().bytes().unwrap().to_vec()).unwrap(),
            timeouts: timeouts.map(|timeouts| (timeouts.connect_timeout(), timeouts.read_timeout())),
        });
        let answer = answers.pop_front().unwrap_or_else(|| panic!("no answer for {:?}", asked.last()));
        Box::pin(std::future::ready(match answer {
            Answer::Body(status, body) => Ok(response(status, &[], body)),
            Answer::Headers(status, headers, body) => Ok(response(status, headers, body)),
            Answer::Refused => Err(TransportError::connect("refused")),
            Answer::TimedOut => Err(TransportError::timeout("no answer")),
            Answer::Broken => Err(TransportError::io("reset")),
        }))
    }
}

fn response(status: u16, headers: &[(&str, &str)], body: String) -> HttpResponse {
    let mut response = http::Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(Body::from(body)).unwrap()
}

/// An answer with a body.
pub fn answer(status: u16, body: impl Into<String>) -> Answer {
    Answer::Body(status, body.into())
}

/// 2001-09-09T01:46:40Z.
pub const NOW: u64 = 1_000_000_000;

pub fn time() -> ManualTime {
    ManualTime::new(UNIX_EPOCH + Duration::from_secs(NOW))
}

/// A context of nothing but these variables and files, at [`NOW`].
pub fn context(
    variables: &[(&str, &str)],
    files: &[(&str, &str)],
    script: &Script,
    time: &ManualTime,
) -> ProviderContext {
    ProviderContext::new()
        .env(variables.iter().copied().collect::<MapEnv>())
        .file_system(files.iter().copied().collect::<MapFiles>())
        .http_client(script.clone())
        .clock(time.clone())
        .sleep(time.clone())
}
