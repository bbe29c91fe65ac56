//! Checks a received request's signature the way a service does, written from the description of AWS Signature Version 4
//! alone: it shares no code with the client's own signing.

use ring::{digest, hmac};

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

/// The parts of an `Authorization` header.
struct Authorization<'a> {
    access_key_id: &'a str,
    /// Date, region, service and terminator.
    scope: &'a str,
    signed_headers: Vec<&'a str>,
    signature: &'a str,
}

impl Verifier<'_> {
    /// The names of the signed headers, or why the request is refused.
    pub fn verify(&self, request: &Request) -> Result<Vec<String>, String> {
        let authorization = Authorization::parse(one(request, "authorization")?)?;
        let date = one(request, "x-amz-date")?;
        self.check_identity(request, &authorization, date)?;
        check_coverage(request, &authorization.signed_headers)?;
        let canonical_request = canonical_request(request, &authorization.signed_headers)?;
        let string_to_sign =
            ["AWS4-HMAC-SHA256", date, authorization.scope, &sha256(canonical_request.as_bytes())].join("\n");
        if authorization.signature != self.sign(authorization.scope, &string_to_sign) {
            return Err("the signature does not match".to_owned());
        }
        Ok(authorization.signed_headers.into_iter().map(str::to_owned).collect())
    }

    /// The names of the signed headers of a request that is signed in its query, or why it is refused. The time is not
    /// looked at.
    pub fn verify_presigned(&self, request: &Request) -> Result<Vec<String>, String> {
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let (unsigned, signature) = query.split_once("&X-Amz-Signature=").ok_or("there is no signature at the end")?;
        let value = |key: &str| -> Result<String, String> {
            let pairs = unsigned.split('&').filter_map(|pair| pair.split_once('='));
            let values: Vec<&str> = pairs.filter(|(name, _)| *name == key).map(|(_, value)| value).collect();
            let [value] = values[..] else { return Err(format!("{key} is missing or doubled")) };
            String::from_utf8(percent_decode(value)?).map_err(|error| error.to_string())
        };
        if value("X-Amz-Algorithm")? != "AWS4-HMAC-SHA256" {
            return Err("another algorithm".to_owned());
        }
        let (credential, date, names) =
            (value("X-Amz-Credential")?, value("X-Amz-Date")?, value("X-Amz-SignedHeaders")?);
        let day = date.split_once('T').map_or("", |(day, _)| day);
        let scope = [day, self.region, self.service, "aws4_request"].join("/");
        if credential != format!("{}/{scope}", self.access_key_id) {
            return Err(format!("{credential} is not of this user and service"));
        }
        let signed: Vec<&str> = names.split(';').collect();
        if !signed.contains(&"host") {
            return Err("host is not signed".to_owned());
        }
        let request = Request { target: format!("{path}?{unsigned}"), ..request.clone() };
        let canonical_request = canonical_request(&request, &signed)?;
        let string_to_sign = ["AWS4-HMAC-SHA256", &date, &scope, &sha256(canonical_request.as_bytes())].join("\n");
        if signature != self.sign(&scope, &string_to_sign) {
            return Err("the signature does not match".to_owned());
        }
        Ok(signed.into_iter().map(str::to_owned).collect())
    }

    fn check_identity(&self, request: &Request, authorization: &Authorization<'_>, date: &str) -> Result<(), String> {
        let day = match date.split_once('T') {
            Some((day, time)) if day.len() == 8 && time.len() == 7 && time.ends_with('Z') => day,
            _ => return Err(format!("`{date}` is not a date like 20150830T123600Z")),
        };
        let scope = [day, self.region, self.service, "aws4_request"].join("/");
        if authorization.scope != scope {
            return Err(format!("the scope is {}, not {scope}", authorization.scope));
        }
        if authorization.access_key_id != self.access_key_id {
            return Err(format!("unknown access key {}", authorization.access_key_id));
        }
        let tokens: Vec<&str> = request.header("x-amz-security-token").map(str::trim).collect();
        if tokens != Vec::from_iter(self.session_token) {
            return Err("the session token is missing, wrong or superfluous".to_owned());
        }
        Ok(())
    }

    fn sign(&self, scope: &str, string_to_sign: &str) -> String {
        let secret = format!("AWS4{}", self.secret_access_key);
        let key = scope.split('/').fold(secret.into_bytes(), |key, part| mac(&key, part));
        hex(&mac(&key, string_to_sign))
    }
}

impl<'a> Authorization<'a> {
    fn parse(header: &'a str) -> Result<Self, String> {
        let parse = || {
            let parts: Vec<&str> = header.strip_prefix("AWS4-HMAC-SHA256 ")?.split(", ").collect();
            let [credential, signed_headers, signature] = parts[..] else {
                return None;
            };
            let (access_key_id, scope) = credential.strip_prefix("Credential=")?.split_once('/')?;
            Some(Self {
                access_key_id,
                scope,
                signed_headers: signed_headers.strip_prefix("SignedHeaders=")?.split(';').collect(),
                signature: signature.strip_prefix("Signature=")?,
            })
        };
        parse().ok_or_else(|| format!("malformed authorization: {header}"))
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

fn canonical_request(request: &Request, signed_headers: &[&str]) -> Result<String, String> {
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let mut headers = String::new();
    for name in signed_headers {
        let values: Vec<String> = request.header(name).map(single_spaced).collect();
        if values.is_empty() {
            return Err(format!("{name} is signed but was not sent"));
        }
        headers.push_str(&format!("{name}:{}\n", values.join(",")));
    }
    let (path, query, names) = (canonical_path(path), canonical_query(query)?, signed_headers.join(";"));
    Ok([&request.method, &path, &query, &headers, &names, &sha256(&request.body)].map(String::as_str).join("\n"))
}

/// The path as sent, without empty and dot segments, encoded once more.
fn canonical_path(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    let closing_slash = if path.ends_with('/') && !segments.is_empty() { "/" } else { "" };
    let encoded: Vec<String> = segments.into_iter().map(|segment| percent_encode(segment.as_bytes())).collect();
    format!("/{}{closing_slash}", encoded.join("/"))
}

/// Keys and values in the one right encoding, sorted.
fn canonical_query(query: &str) -> Result<String, String> {
    let mut pairs = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        pairs.push((percent_encode(&percent_decode(key)?), percent_encode(&percent_decode(value)?)));
    }
    pairs.sort();
    let pairs: Vec<String> = pairs.into_iter().map(|(key, value)| format!("{key}={value}")).collect();
    Ok(pairs.join("&"))
}

fn single_spaced(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn percent_encode(bytes: &[u8]) -> String {
    let encode = |&byte: &u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    bytes.iter().map(encode).collect()
}

fn percent_decode(text: &str) -> Result<Vec<u8>, String> {
    let (first, escapes) = text.split_once('%').unwrap_or((text, ""));
    let mut bytes = first.as_bytes().to_vec();
    for escape in escapes.split('%').filter(|_| text.contains('%')) {
        let code = escape.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(code.ok_or_else(|| format!("`{text}` is not percent-encoded"))?);
        bytes.extend_from_slice(&escape.as_bytes()[2..]);
    }
    Ok(bytes)
}

/// The value of a header that must be there once.
fn one<'a>(request: &'a Request, name: &'a str) -> Result<&'a str, String> {
    let mut values = request.header(name);
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value.trim()),
        _ => Err(format!("{name} is missing or doubled")),
    }
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes()).as_ref().to_vec()
}

fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
