//! Checks signatures of requests: AWS Signature Version 4, in the header or in the query, written from its description
//! alone.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use hyper::http::StatusCode;
use ring::{digest, hmac};

use crate::protocol::timestamp::Timestamp;
use crate::protocol::{Rejection, Request, query_pairs};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// How far the clocks of client and service may be apart, in seconds.
const SKEW: i64 = 300;
/// How long a signature in a query may be good, in seconds.
const LONGEST: i64 = 604_800;

/// Keys, and the account that they are of.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The id of the access key.
    pub access_key_id: String,
    /// The secret.
    pub secret_access_key: String,
    /// The token that temporary keys come with.
    pub session_token: Option<String>,
    /// The account's number, of twelve digits.
    pub account: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut credentials = f.debug_struct("Credentials");
        credentials.field("access_key_id", &self.access_key_id).field("account", &self.account).finish_non_exhaustive()
    }
}

/// Whom the service knows, and what it is.
#[derive(Clone, Debug)]
pub struct Verifier {
    /// Whom it knows.
    pub credentials: Vec<Credentials>,
    /// The region that requests must be signed for.
    pub region: String,
    /// The name that requests must be signed for.
    pub service: String,
}

impl Verifier {
    /// Whose the request is.
    ///
    /// # Errors
    ///
    /// No signature, or one that is not good here and now.
    pub fn verify(&self, request: &Request, now: SystemTime) -> Result<&Credentials, Rejection> {
        let claim = Claim::of(request)?;
        claim.check_time(now)?;
        self.check_scope(&claim)?;
        let known = self.credentials.iter().find(|known| known.access_key_id == claim.access_key_id);
        let credentials = known.filter(|known| known.session_token == claim.session_token);
        let credentials = credentials.ok_or_else(|| {
            refused("UnrecognizedClientException", "The security token included in the request is invalid.")
        })?;
        claim.check_coverage(request)?;
        let canonical = canonical_request(request, &claim)?;
        let string_to_sign = [ALGORITHM, &claim.date, &claim.scope, &sha256(canonical.as_bytes())].join("\n");
        let signature = from_hex(&claim.signature).unwrap_or_default();
        hmac::verify(&signing_key(&credentials.secret_access_key, &claim.scope), string_to_sign.as_bytes(), &signature)
            .map_err(|_| mismatch(&canonical, &string_to_sign))?;
        Ok(credentials)
    }

    fn check_scope(&self, claim: &Claim) -> Result<(), Rejection> {
        let parts: Vec<&str> = claim.scope.split('/').collect();
        let [day, region, service, terminator] = parts[..] else {
            return Err(incomplete(format!("Credential must have five parts, not `{}`.", claim.scope)));
        };
        let wrong =
            |what: String| Err(refused("InvalidSignatureException", format!("Credential should be scoped {what}.")));
        if region != self.region {
            return wrong(format!("to a valid region, which here is '{}'", self.region));
        }
        if service != self.service {
            return wrong(format!("to correct service: '{}'", self.service));
        }
        if terminator != "aws4_request" {
            return wrong("with a valid terminator: 'aws4_request'".to_owned());
        }
        match claim.date.split_once('T') {
            Some((date, _)) if date == day => Ok(()),
            _ => wrong(format!("to the date of the request: '{}' is not of '{day}'", claim.date)),
        }
    }
}

/// What a request says of its signature.
struct Claim {
    access_key_id: String,
    /// Date, region, service and terminator.
    scope: String,
    date: String,
    session_token: Option<String>,
    signed_headers: Vec<String>,
    signature: String,
    /// For how many seconds a signature in the query is good.
    expires: Option<i64>,
    /// The query as it was signed.
    query: Vec<(String, String)>,
}

impl Claim {
    fn of(request: &Request) -> Result<Self, Rejection> {
        let query = query_pairs(&request.query)?;
        match request.header("authorization").next() {
            Some(authorization) => Self::of_header(authorization, request, query),
            None if query.iter().any(|(key, _)| key == "X-Amz-Algorithm") => Self::of_query(query),
            None => Err(refused("MissingAuthenticationTokenException", "Missing Authentication Token")),
        }
    }

    fn of_header(text: &str, request: &Request, query: Vec<(String, String)>) -> Result<Self, Rejection> {
        let parameters = text.trim().strip_prefix(ALGORITHM).filter(|rest| rest.starts_with(' '));
        let parameters = parameters.ok_or_else(|| incomplete(format!("Authorization must start with {ALGORITHM}.")))?;
        let parameter = |name: &str| {
            let mut all = parameters.split(',').filter_map(|parameter| parameter.trim().split_once('='));
            let value = all.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned());
            value.ok_or_else(|| incomplete(format!("Authorization header requires '{name}' parameter.")))
        };
        let header = |name| request.header(name).next().map(|value| value.trim().to_owned());
        let credential = parameter("Credential")?;
        let date = header("x-amz-date");
        Self {
            date: date
                .ok_or_else(|| incomplete("Authorization header requires existence of an 'X-Amz-Date' header."))?,
            session_token: header("x-amz-security-token"),
            signed_headers: names(&parameter("SignedHeaders")?),
            signature: parameter("Signature")?,
            expires: None,
            query,
            access_key_id: String::new(),
            scope: String::new(),
        }
        .with_credential(&credential)
    }

    fn of_query(query: Vec<(String, String)>) -> Result<Self, Rejection> {
        let value = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let required = |name: &str| {
            value(name).ok_or_else(|| incomplete(format!("AWS query-string parameters must include '{name}'.")))
        };
        if required("X-Amz-Algorithm")? != ALGORITHM {
            return Err(incomplete(format!("X-Amz-Algorithm must be {ALGORITHM}.")));
        }
        let expires = required("X-Amz-Expires")?.parse().ok().filter(|secs| (1..=LONGEST).contains(secs));
        let credential = required("X-Amz-Credential")?;
        let claim = Self {
            date: required("X-Amz-Date")?,
            session_token: value("X-Amz-Security-Token"),
            signed_headers: names(&required("X-Amz-SignedHeaders")?),
            signature: required("X-Amz-Signature")?,
            expires: Some(expires.ok_or_else(|| incomplete("X-Amz-Expires must be from 1 to 604800."))?),
            query: query.into_iter().filter(|(key, _)| key != "X-Amz-Signature").collect(),
            access_key_id: String::new(),
            scope: String::new(),
        };
        claim.with_credential(&credential)
    }

    fn with_credential(self, credential: &str) -> Result<Self, Rejection> {
        let parts = credential.split_once('/');
        let (id, scope) = parts.ok_or_else(|| incomplete("Credential must have an access key and a scope."))?;
        Ok(Self { access_key_id: id.to_owned(), scope: scope.to_owned(), ..self })
    }

    fn check_time(&self, now: SystemTime) -> Result<(), Rejection> {
        let Some(date) = Timestamp::parse_basic(&self.date) else {
            return Err(incomplete(format!("X-Amz-Date must be like 20150830T123600Z, not `{}`.", self.date)));
        };
        let since = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let now = i64::try_from(since).unwrap_or(i64::MAX);
        let good_for = self.expires.unwrap_or(SKEW);
        let told = |secs| Timestamp::from_secs(secs).basic();
        let (sent, here) = (date.basic(), told(now));
        let message = if date.secs() + good_for < now {
            let earliest = told(now - good_for);
            format!("Signature expired: {sent} is now earlier than {earliest} ({here} - {good_for} s.)")
        } else if date.secs() > now + SKEW {
            let latest = told(now + SKEW);
            format!("Signature not yet current: {sent} is still later than {latest} ({here} + {SKEW} s.)")
        } else {
            return Ok(());
        };
        Err(refused("InvalidSignatureException", message))
    }

    /// The host and everything that is AWS's own must be signed.
    fn check_coverage(&self, request: &Request) -> Result<(), Rejection> {
        let sent = request.headers.keys().map(|name| name.as_str());
        for name in sent.filter(|name| name.starts_with("x-amz-")).chain(["host"]) {
            if !self.signed_headers.iter().any(|signed| signed == name) {
                let message = format!("'{name}' must be a 'SignedHeader' in the AWS Authorization.");
                return Err(refused("InvalidSignatureException", message));
            }
        }
        Ok(())
    }
}

fn canonical_request(request: &Request, claim: &Claim) -> Result<String, Rejection> {
    let mut headers = String::new();
    for name in &claim.signed_headers {
        let values: Vec<String> = request.header(name).map(single_spaced).collect();
        if values.is_empty() {
            return Err(incomplete(format!("'{name}' is signed but was not sent as text.")));
        }
        headers.push_str(&format!("{name}:{}\n", values.join(",")));
    }
    let (path, query) = (canonical_path(&request.path), canonical_query(&claim.query));
    let (names, body) = (claim.signed_headers.join(";"), sha256(&request.body));
    Ok([&request.method, &path, &query, &headers, &names, &body].map(String::as_str).join("\n"))
}

/// The path as sent, without empty and dot segments, encoded once more.
fn canonical_path(path: &str) -> String {
    let mut segments: Vec<String> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(percent_encoded(segment.as_bytes())),
        }
    }
    let closing_slash = if path.ends_with('/') && !segments.is_empty() { "/" } else { "" };
    format!("/{}{closing_slash}", segments.join("/"))
}

/// Keys and values in the one right encoding, sorted.
fn canonical_query(pairs: &[(String, String)]) -> String {
    let encoded =
        |(key, value): &(String, String)| (percent_encoded(key.as_bytes()), percent_encoded(value.as_bytes()));
    let mut pairs: Vec<_> = pairs.iter().map(encoded).collect();
    pairs.sort();
    pairs.into_iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("&")
}

fn names(list: &str) -> Vec<String> {
    list.split(';').map(str::to_ascii_lowercase).collect()
}

fn single_spaced(value: &str) -> String {
    value.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

fn percent_encoded(bytes: &[u8]) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    percent_encoding::percent_encode(bytes, RESERVED).to_string()
}

fn signing_key(secret: &str, scope: &str) -> hmac::Key {
    let first = hmac::Key::new(hmac::HMAC_SHA256, format!("AWS4{secret}").as_bytes());
    scope
        .split('/')
        .fold(first, |key, part| hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&key, part.as_bytes()).as_ref()))
}

fn sha256(bytes: &[u8]) -> String {
    digest::digest(&digest::SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let byte = |pair: &[u8]| match *pair {
        [high, low] => Some(digit(high)? << 4 | digit(low)?),
        _ => None,
    };
    text.as_bytes().chunks(2).map(byte).collect()
}

fn refused(name: &'static str, message: impl Into<String>) -> Rejection {
    Rejection::new(StatusCode::FORBIDDEN, name, message)
}

fn incomplete(message: impl Into<String>) -> Rejection {
    refused("IncompleteSignatureException", message)
}

/// Says what should have been signed, as the services of AWS do, so that a client's mistake can be found.
fn mismatch(canonical: &str, string_to_sign: &str) -> Rejection {
    let message = format!(
        "The request signature we calculated does not match the signature you provided. Check your secret access key \
         and signing method.\n\nThe canonical request should have been\n'{canonical}'\n\nThe string to sign should \
         have been\n'{string_to_sign}'"
    );
    refused("InvalidSignatureException", message)
}
