//! Checks a received request's signature the way a service does, by what the fake Signer has for that: it shares no code with
//! the client's own signing. On top of it comes what a client should sign, and what it should not.

use std::time::{Duration, UNIX_EPOCH};

use http::{HeaderMap, HeaderName, HeaderValue};
use tinsmith_fake_signer::protocol::{self, timestamp::Timestamp};
use tinsmith_fake_signer::sigv4::{self, Credentials};

use crate::server::Request;

/// Whom the service knows, and what it is.
#[derive(Clone, Copy)]
pub struct Verifier<'a> {
    pub access_key_id: &'a str,
    pub secret_access_key: &'a str,
    pub session_token: Option<&'a str>,
    pub region: &'a str,
    pub service: &'a str,
}

impl Verifier<'_> {
    /// The names of the signed headers, or why the request is refused. The time is not looked at.
    pub fn verify(&self, request: &Request) -> Result<Vec<String>, String> {
        let (authorization, date) = (one(request, "authorization")?, one(request, "x-amz-date")?);
        let signed = authorization.split_once("SignedHeaders=").and_then(|(_, rest)| rest.split_once(','));
        let (signed, _) = signed.ok_or_else(|| format!("malformed authorization: {authorization}"))?;
        let signed: Vec<&str> = signed.split(';').collect();
        check_coverage(request, &signed)?;
        self.check_signature(request, date)?;
        Ok(signed.into_iter().map(str::to_owned).collect())
    }

    /// The names of the signed headers of a request that is signed in its query, or why it is refused. The time is not
    /// looked at.
    pub fn verify_presigned(&self, request: &Request) -> Result<Vec<String>, String> {
        let (_, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let (unsigned, signature) = query.split_once("&X-Amz-Signature=").ok_or("there is no signature")?;
        if signature.contains('&') {
            return Err("the signature is not at the end".to_owned());
        }
        let value = |key: &str| {
            let pairs = unsigned.split('&').filter_map(|pair| pair.split_once('='));
            let values: Vec<&str> = pairs.filter(|(name, _)| *name == key).map(|(_, value)| value).collect();
            let [value] = values[..] else { return Err(format!("{key} is missing or doubled")) };
            Ok(value)
        };
        self.check_signature(request, value("X-Amz-Date")?)?;
        Ok(value("X-Amz-SignedHeaders")?.split("%3B").map(str::to_owned).collect())
    }

    fn check_signature(&self, request: &Request, date: &str) -> Result<(), String> {
        let date =
            Timestamp::parse_basic(date).ok_or_else(|| format!("`{date}` is not a date like 20150830T123600Z"))?;
        let now = UNIX_EPOCH + Duration::from_secs(date.secs().try_into().map_err(|_| "a date before 1970")?);
        let credentials = Credentials {
            access_key_id: self.access_key_id.to_owned(),
            secret_access_key: self.secret_access_key.to_owned(),
            session_token: self.session_token.map(str::to_owned),
            account: String::new(),
        };
        let (region, service) = (self.region.to_owned(), self.service.to_owned());
        let verifier = sigv4::Verifier { credentials: vec![credentials], region, service };
        verifier.verify(&as_received(request), now).map(|_| ()).map_err(|refusal| refusal.message)
    }
}

fn as_received(request: &Request) -> protocol::Request {
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let mut headers = HeaderMap::new();
    for (name, value) in &request.headers {
        headers.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap());
    }
    protocol::Request {
        method: request.method.clone(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body: request.body.clone().into(),
    }
}

/// What must be signed is, what a proxy may change is not.
fn check_coverage(request: &Request, signed: &[&str]) -> Result<(), String> {
    if !signed.is_sorted() || signed.iter().any(|name| name.chars().any(|c| c.is_ascii_uppercase())) {
        return Err(format!("the signed headers {signed:?} are not in lower case and sorted"));
    }
    let names = request.headers.iter().map(|(name, _)| name.to_ascii_lowercase());
    let sent = names.filter(|name| name == "content-type" || name.starts_with("x-amz-"));
    for name in sent.chain(["host".to_owned(), "x-amz-date".to_owned()]) {
        if !signed.contains(&name.as_str()) {
            return Err(format!("{name} is not signed"));
        }
    }
    match signed.iter().find(|name| matches!(**name, "authorization" | "connection" | "user-agent")) {
        Some(name) => Err(format!("{name} must not be signed")),
        None => Ok(()),
    }
}

/// The value of a header that must be there once.
fn one<'a>(request: &'a Request, name: &'a str) -> Result<&'a str, String> {
    let mut values = request.header(name);
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value.trim()),
        _ => Err(format!("{name} is missing or doubled")),
    }
}
