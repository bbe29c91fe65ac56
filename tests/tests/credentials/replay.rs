//! A transport that answers as services did when the traffic was recorded, and checks what it is asked.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tinsmith_runtime::future::BoxFuture;
use tinsmith_runtime::http::{Body, HttpClient, HttpRequest, HttpResponse, TransportError};

/// Headers of a recording that say something of the question. The others are of the client that asked.
const CHECKED: [&str; 5] = [
    "accept",
    "content-type",
    "x-amz-sso_bearer_token",
    "x-aws-ec2-metadata-token",
    "x-aws-ec2-metadata-token-ttl-seconds",
];

#[derive(Clone, Debug)]
pub struct Exchange {
    method: String,
    uri: String,
    headers: BTreeMap<String, String>,
    body: String,
    status: u16,
    answer_headers: BTreeMap<String, String>,
    answer: String,
}

/// A request as it came.
#[derive(Debug)]
pub struct Asked {
    pub form: BTreeMap<String, String>,
    pub recorded_form: BTreeMap<String, String>,
    pub authorization: Option<String>,
    /// Whether the recorded request was signed.
    pub is_signed: bool,
    pub security_token: Option<String>,
    /// The answer to the request before it.
    pub answer_before: String,
}

#[derive(Clone, Debug, Default)]
pub struct Replay(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    left: VecDeque<Exchange>,
    asked: Vec<Asked>,
    last_answer: String,
    unanswered: usize,
}

impl Replay {
    pub fn read(path: &Path) -> Self {
        let mut exchanges: BTreeMap<u64, Exchange> = BTreeMap::new();
        for event in crate::json(path)["events"].as_array().unwrap() {
            let action = &event["action"];
            let id = event["connection_id"].as_u64().unwrap();
            if let Some(request) = action.pointer("/Request/request") {
                exchanges.insert(id, Exchange::new(request));
                continue;
            }
            let exchange = exchanges.get_mut(&id).unwrap();
            if let Some(response) = action.pointer("/Response/response/Ok") {
                exchange.status = response["status"].as_u64().unwrap().try_into().unwrap();
                exchange.answer_headers = headers(&response["headers"]);
            } else if let Some(data) = action.get("Data") {
                let text = data["data"]["Utf8"].as_str().expect("recorded bodies are text");
                let to = if data["direction"] == "Request" { &mut exchange.body } else { &mut exchange.answer };
                to.push_str(text);
            } else {
                assert!(action.get("Eof").is_some(), "an event of unknown kind: {action}");
            }
        }
        assert!(exchanges.values().all(|exchange| exchange.status != 0), "a request without an answer");
        let left = exchanges.into_values().collect();
        Self(Arc::new(Mutex::new(State { left, ..State::default() })))
    }

    /// How many recorded requests were not made, and how many were made that are not recorded.
    pub fn left_and_unanswered(&self) -> (usize, usize) {
        let state = self.0.lock().unwrap();
        (state.left.len(), state.unanswered)
    }

    /// The requests.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.0.lock().unwrap().asked)
    }
}

impl Exchange {
    fn new(request: &Value) -> Self {
        Self {
            method: request["method"].as_str().unwrap().to_owned(),
            uri: request["uri"].as_str().unwrap().to_owned(),
            headers: headers(&request["headers"]),
            body: String::new(),
            status: 0,
            answer_headers: BTreeMap::new(),
            answer: String::new(),
        }
    }

    fn check(&self, request: &HttpRequest) {
        assert_eq!((request.method().as_str(), request.uri().to_string()), (self.method.as_str(), self.uri.clone()));
        for name in CHECKED {
            let asked = request.headers().get(name).map(|value| value.to_str().unwrap());
            assert_eq!(asked, self.headers.get(name).map(String::as_str), "{name} to {}", self.uri);
        }
        assert_eq!(request.headers()["host"], request.uri().authority().unwrap().as_str());
    }

    fn response(self) -> HttpResponse {
        let mut response = http::Response::builder().status(self.status);
        for (name, value) in self.answer_headers {
            response = response.header(name, value);
        }
        response.body(Body::from(self.answer)).unwrap()
    }
}

impl HttpClient for Replay {
    fn call(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let mut state = self.0.lock().unwrap();
        let Some(exchange) = state.left.pop_front() else {
            state.unanswered += 1;
            return Box::pin(async { Err(TransportError::io("nothing more was recorded")) });
        };
        exchange.check(&request);
        let header = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let asked = Asked {
            form: form(std::str::from_utf8(request.body().bytes().unwrap()).unwrap()),
            recorded_form: form(&exchange.body),
            authorization: header("authorization"),
            is_signed: exchange.headers.contains_key("authorization"),
            security_token: header("x-amz-security-token"),
            answer_before: std::mem::replace(&mut state.last_answer, exchange.answer.clone()),
        };
        state.asked.push(asked);
        Box::pin(async { Ok(exchange.response()) })
    }
}

/// By lower-case names; what an HTTP library sets by itself is left out.
fn headers(headers: &Value) -> BTreeMap<String, String> {
    let own = ["connection", "content-length", "transfer-encoding"];
    let header =
        |(name, values): (&String, &Value)| (name.to_ascii_lowercase(), values[0].as_str().unwrap().to_owned());
    headers.as_object().unwrap().iter().map(header).filter(|(name, _)| !own.contains(&name.as_str())).collect()
}

fn form(body: &str) -> BTreeMap<String, String> {
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (decode(name), decode(value))).collect()
}
