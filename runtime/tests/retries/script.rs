//! What the tests call: operations written by hand, over a transport that follows a script.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tinsmith_runtime::config::{Builder, Config, Credentials, Region};
use tinsmith_runtime::future::BoxFuture;
use tinsmith_runtime::http::{Body, HeaderMap, HttpClient, HttpRequest, TransportError};
use tinsmith_runtime::prelude::*;
use tinsmith_runtime::random::{Random, RandomError};
use tinsmith_runtime::test_util::{ManualTime, block_on};

use crate::Error;

/// 2026-01-01T00:00:00Z
pub const NEW_YEAR: u64 = 1_767_225_600;

static SERVICE: ServiceInfo = ServiceInfo::new("Shop", "shop", "1", |params| {
    Ok(Endpoint::new(params.endpoint.unwrap_or("https://shop.example.com").to_owned()))
});

/// An operation without input.
#[derive(Debug, Default)]
pub struct Get;

impl Operation for Get {
    const INFO: OperationInfo = OperationInfo::new("Get", Method::GET, "/");
    type Output = ();
    type Error = Error;

    fn encode(&mut self, _: &mut RequestBuilder) {}

    fn decode(_: &mut HttpResponse) -> Result<(), DecodeError> {
        Ok(())
    }
}

/// An operation with a body and an idempotency token in it.
#[derive(Debug, Default)]
pub struct Put {
    pub token: Option<String>,
}

impl Operation for Put {
    const INFO: OperationInfo = OperationInfo::new("Put", Method::POST, "/");
    type Output = ();
    type Error = Error;

    fn fill_idempotency_token(&mut self, token: &mut dyn FnMut() -> String) {
        self.token.get_or_insert_with(token);
    }

    fn encode(&mut self, request: &mut RequestBuilder) {
        request.json_body(|body| body.member("token", &self.token));
    }

    fn decode(_: &mut HttpResponse) -> Result<(), DecodeError> {
        Ok(())
    }
}

/// An operation that sends a stream.
#[derive(Debug, Default)]
pub struct Upload {
    pub body: ByteStream,
}

impl Operation for Upload {
    const INFO: OperationInfo = OperationInfo::new("Upload", Method::PUT, "/");
    type Output = ();
    type Error = Error;

    fn encode(&mut self, request: &mut RequestBuilder) {
        request.payload_stream(Some(std::mem::take(&mut self.body)), "application/octet-stream");
    }

    fn decode(_: &mut HttpResponse) -> Result<(), DecodeError> {
        Ok(())
    }
}

/// What the transport gives for one request.
#[derive(Debug)]
pub enum Reply {
    Response(HttpResponse),
    Error(TransportError),
    /// Nothing, ever.
    Silence,
}

/// A response without a body.
pub fn status(status: u16) -> Reply {
    error(status, &[])
}

/// A response with headers.
pub fn error(status: u16, headers: &[(&'static str, &'static str)]) -> Reply {
    let mut response = http::Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    Reply::Response(response.body(Body::default()).unwrap())
}

/// An error of the service with this code.
pub fn code(status: u16, code: &'static str) -> Reply {
    error(status, &[("x-amzn-errortype", code)])
}

/// The connection breaks.
pub fn reset() -> Reply {
    Reply::Error(TransportError::io("connection reset"))
}

/// Gives the replies of a script, and keeps the requests.
#[derive(Clone, Debug, Default)]
pub struct Script(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    replies: VecDeque<Reply>,
    requests: Vec<Sent>,
    /// Requests that were cut off.
    dropped: usize,
}

/// A request that was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    pub headers: HeaderMap,
    pub body: Option<Vec<u8>>,
}

impl Sent {
    /// A header that is there once.
    pub fn header(&self, name: &str) -> &str {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next().unwrap_or_else(|| panic!("no header {name}"));
        assert!(values.next().is_none(), "more than one {name}");
        value.to_str().unwrap()
    }
}

/// Counts a request as cut off when it is dropped, unless that is at its end.
struct Guard {
    script: Script,
    done: bool,
}

impl Guard {
    fn disarm(mut self) {
        self.done = true;
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if !self.done {
            self.script.0.lock().unwrap().dropped += 1;
        }
    }
}

impl Script {
    pub fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        let script = Self::default();
        script.then(replies);
        script
    }

    /// Adds replies at the end.
    pub fn then(&self, replies: impl IntoIterator<Item = Reply>) {
        self.0.lock().unwrap().replies.extend(replies);
    }

    /// Forgets the replies that are left, and tells how many.
    pub fn clear(&self) -> usize {
        self.0.lock().unwrap().replies.drain(..).len()
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<Sent> {
        self.0.lock().unwrap().requests.clone()
    }

    /// The number of requests since this was asked last.
    pub fn attempts(&self) -> usize {
        self.0.lock().unwrap().requests.drain(..).len()
    }

    /// The number of requests that were cut off.
    pub fn dropped(&self) -> usize {
        self.0.lock().unwrap().dropped
    }
}

impl HttpClient for Script {
    fn call(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let (parts, body) = request.into_parts();
        let sent = Sent { headers: parts.headers, body: body.bytes().map(<[u8]>::to_vec) };
        let mut inner = self.0.lock().unwrap();
        inner.requests.push(sent);
        let reply = inner.replies.pop_front().unwrap_or_else(|| panic!("no reply is left for an attempt"));
        let guard = Guard { script: self.clone(), done: false };
        Box::pin(async move {
            let result = match reply {
                Reply::Response(response) => Ok(response),
                Reply::Error(error) => Err(error),
                Reply::Silence => std::future::pending().await,
            };
            guard.disarm();
            result
        })
    }
}

/// Randomness that makes every wait half of its bound.
#[derive(Debug)]
pub struct Half;

impl Random for Half {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        bytes.fill(0);
        bytes[0] = 0x80;
        Ok(())
    }
}

/// A client of the script, and the time that it lives in.
pub struct Shop {
    pub script: Script,
    pub time: ManualTime,
    pub client: RuntimeClient,
}

/// Settings of a client in this world.
pub fn config(script: &Script) -> Builder {
    Config::builder()
        .region(Region::from_static("eu-west-1"))
        .credentials_provider(Credentials::from_keys("AKIDEXAMPLE", "secret", None))
        .http_client(script.clone())
        .random(Half)
}

pub fn new_year() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(NEW_YEAR)
}

impl Shop {
    pub fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        Self::with(replies, |config| config)
    }

    pub fn with(replies: impl IntoIterator<Item = Reply>, set: impl FnOnce(Builder) -> Builder) -> Self {
        let (script, time) = (Script::new(replies), ManualTime::new(new_year()));
        let config = config(&script).clock(time.clone()).sleep(time.clone());
        let client = client(set(config));
        Self { script, time, client }
    }

    /// The outcome of a call: `ok`, or the error's text.
    pub fn call(&self, mut operation: impl Operation) -> String {
        outcome(block_on(self.client.send(&mut operation)))
    }

    /// The waits so far, in milliseconds.
    pub fn waits(&self) -> Vec<u128> {
        self.time.waits().iter().map(Duration::as_millis).collect()
    }
}

pub fn client(config: Builder) -> RuntimeClient {
    RuntimeClient::new(&SERVICE, config.build())
}

pub fn outcome<T, E: std::error::Error>(result: Result<T, SdkError<E>>) -> String {
    result.map_or_else(|error| error.to_string(), |_| "ok".to_owned())
}
