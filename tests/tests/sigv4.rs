//! The Signature Version 4 suite: what is signed, and the signature, byte for byte.
//!
//! A case is a folder: `request.txt`, mostly a `context.json`, and the expected canonical request, string to sign and
//! signature, once for signing in the headers and once in the query.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value;
use tinsmith_runtime::credentials::Credentials;
use tinsmith_runtime::primitives::{DateTime, DateTimeFormat};
use tinsmith_runtime::sigv4::{
    PayloadHash, RequestLine, Settings, Signature, SigningKeyCache, SigningParams, presign, sign,
};

/// The suite's one secret; two cases rely on it without saying so.
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

#[test]
fn every_case_of_the_suite_is_signed_as_expected() {
    let Some(suite) = tinsmith_tests::shared("sigv4/v4", "the Signature Version 4 suite") else { return };
    let mut folders: Vec<PathBuf> = fs::read_dir(suite).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let mut compared = 0;
    for folder in &folders {
        let case = Case::read(folder);
        compared += case.check_headers();
        if case.context.is_some() {
            compared += case.check_query();
        }
    }
    // 38 cases have four texts for the headers and four for the query. The other two have one and three, for the headers.
    assert_eq!((folders.len(), compared), (40, 38 * 8 + 1 + 3));
}

/// A request as text: start line, headers, body.
struct Request {
    method: Method,
    path: String,
    query: String,
    headers: HeaderMap,
    body: String,
}

impl Request {
    fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        // A line that starts with a blank continues the one before.
        let head = head.trim_end().replace("\n ", " ");
        let mut lines = head.lines();
        // The target itself may hold spaces.
        let (method, target) = lines.next().unwrap().split_once(' ').unwrap();
        let target = target.strip_suffix(" HTTP/1.1").unwrap_or(target);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut headers = HeaderMap::new();
        for line in lines {
            let (name, value) = line.split_once(':').unwrap();
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            headers.append(name, HeaderValue::from_str(value.trim()).unwrap());
        }
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        Self { method, path: path.to_owned(), query: query.to_owned(), headers, body: body.to_owned() }
    }

    fn line(&self) -> RequestLine<'_> {
        RequestLine { method: &self.method, path: &self.path, query: &self.query }
    }
}

struct Case<'a> {
    folder: &'a Path,
    request: Request,
    context: Option<Value>,
}

impl<'a> Case<'a> {
    fn read(folder: &'a Path) -> Self {
        let context = text(folder, "context.json").map(|text| serde_json::from_str(&text).unwrap());
        Self { folder, request: Request::parse(&text(folder, "request.txt").unwrap()), context }
    }

    fn check_headers(&self) -> usize {
        let setup = self.setup();
        let mut headers = self.request.headers.clone();
        let payload = PayloadHash::of(self.request.body.as_bytes());
        let keys = SigningKeyCache::new();
        let signature = sign(&self.request.line(), &mut headers, &payload, &setup.params(), &keys).unwrap();
        let mut compared = self.check_texts("header", &signature);
        // The signed request of the one case that tells no string to sign is of another date than its canonical request.
        if text(self.folder, "header-string-to-sign.txt").is_some() {
            let signed = Request::parse(&text(self.folder, "header-signed-request.txt").unwrap());
            for name in ["authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"] {
                assert_eq!(headers.get(name), signed.headers.get(name), "{}: {name}", self.folder.display());
            }
            compared += 1;
        }
        compared
    }

    fn check_query(&self) -> usize {
        let setup = self.setup();
        let expiry = Duration::from_secs(self.context("expiration_in_seconds").as_u64().unwrap());
        let payload = PayloadHash::of(self.request.body.as_bytes());
        let (line, params, keys) = (self.request.line(), setup.params(), SigningKeyCache::new());
        let (query, signature) = presign(&line, &self.request.headers, &payload, expiry, &params, &keys).unwrap();
        let signed = Request::parse(&text(self.folder, "query-signed-request.txt").unwrap());
        assert_eq!(query, signed.query, "{}", self.folder.display());
        self.check_texts("query", &signature) + 1
    }

    /// Compares with every text that the case has.
    fn check_texts(&self, location: &str, signature: &Signature) -> usize {
        let ours = [
            ("canonical-request", signature.canonical_request().as_str()),
            ("string-to-sign", signature.string_to_sign()),
            ("signature", signature.as_str()),
        ];
        let mut compared = 0;
        for (name, ours) in ours {
            match text(self.folder, &format!("{location}-{name}.txt")) {
                Some(expected) => assert_eq!(ours, expected.trim_end(), "{}: {location} {name}", self.folder.display()),
                None if self.context.is_none() => continue,
                None => panic!("{}: no {location} {name}", self.folder.display()),
            }
            compared += 1;
        }
        compared
    }

    fn context(&self, name: &str) -> &Value {
        self.context.as_ref().unwrap().get(name).unwrap_or(&Value::Null)
    }

    fn setup(&self) -> Setup {
        match &self.context {
            Some(context) => self.setup_of_context(&context["credentials"]),
            None => self.setup_of_signed_request(),
        }
    }

    /// Cases with a context encode the path once: they give it in a raw or in an encoded spelling.
    fn setup_of_context(&self, credentials: &Value) -> Setup {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let settings = Settings {
            normalize_path: self.context("normalize").as_bool().unwrap(),
            double_encode_path: false,
            content_sha256_header: self.context("sign_body").as_bool().unwrap(),
            sign_session_token: !self.context("omit_session_token").as_bool().unwrap_or(false),
        };
        let credentials = Credentials::from_keys(
            text(&credentials["access_key_id"]).unwrap(),
            text(&credentials["secret_access_key"]).unwrap(),
            text(&credentials["token"]),
        );
        let time = DateTime::from_str(self.context("timestamp").as_str().unwrap(), DateTimeFormat::DateTime).unwrap();
        let (region, service) = (text(self.context("region")).unwrap(), text(self.context("service")).unwrap());
        Setup { credentials, region, service, time: time.try_into().unwrap(), settings }
    }

    /// Cases without a context are about encoding the path twice, as is the default. The rest of it stands in what they
    /// expect.
    fn setup_of_signed_request(&self) -> Setup {
        let signed = text(self.folder, "header-signed-request.txt").unwrap();
        let (_, credential) = signed.split_once("Credential=").unwrap();
        let mut parts = credential.split('/').map(str::to_owned);
        let (id, _date, region, service) =
            (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        let canonical = text(self.folder, "header-canonical-request.txt").unwrap();
        let date = canonical.lines().find_map(|line| line.strip_prefix("x-amz-date:")).unwrap();
        let (day, time) = date.split_at(8);
        let date_time = format!(
            "{}-{}-{}T{}:{}:{}Z",
            day.get(..4).unwrap(),
            day.get(4..6).unwrap(),
            day.get(6..).unwrap(),
            time.get(1..3).unwrap(),
            time.get(3..5).unwrap(),
            time.get(5..7).unwrap()
        );
        let time = DateTime::from_str(&date_time, DateTimeFormat::DateTime).unwrap().try_into().unwrap();
        let credentials = Credentials::from_keys(id, SECRET, None);
        Setup { credentials, region, service, time, settings: Settings::default() }
    }
}

/// What signing parameters borrow from.
struct Setup {
    credentials: Credentials,
    region: String,
    service: String,
    time: SystemTime,
    settings: Settings,
}

impl Setup {
    fn params(&self) -> SigningParams<'_> {
        SigningParams {
            credentials: &self.credentials,
            region: &self.region,
            service: &self.service,
            time: self.time,
            settings: self.settings,
        }
    }
}

fn text(folder: &Path, name: &str) -> Option<String> {
    fs::read_to_string(folder.join(name)).ok()
}
