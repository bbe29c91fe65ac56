//! Random requests: whatever comes, it is answered or the connection ends, and the next request is answered.

use hyper::http::{HeaderMap, HeaderValue};
use tinsmith_codegen::model::LoadOptions;
use tinsmith_fake_signer::FakeSigner;
use tinsmith_fake_signer::protocol::{Request, Service};

use crate::{Response, credentials, exchange, send};

/// Texts that requests are put together of.
const PARTS: [&str; 48] = [
    "GET",
    "PUT",
    "POST",
    "DELETE",
    " ",
    "/",
    "?",
    "&",
    "=",
    "%",
    "%2F",
    "%ff",
    "%F0%9F%98%80",
    "..",
    ".",
    "\r\n",
    "signing-jobs",
    "signing-profiles",
    "signing-platforms",
    "tags",
    "permissions",
    "revocations",
    "revoke",
    "with-payload",
    "HTTP/1.1",
    "host: fake",
    "content-length: 5",
    "transfer-encoding: chunked",
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "null",
    "true",
    "1e999",
    "-1",
    "99999999999999999999",
    "\"source\"",
    "\"tags\"",
    "\"payload\"",
    "profileName",
    "maxResults",
    "é",
    "\u{0}",
    "aws:",
];
const SEED: u64 = 0x5eed;

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(limit).unwrap()).unwrap()
    }

    fn text(&mut self, most: usize) -> String {
        (0..self.below(most + 1)).map(|_| PARTS[self.below(PARTS.len())]).collect()
    }
}

#[test]
fn no_request_is_too_odd_to_be_read() {
    let json = include_str!("../../../../model/signer-2017-08-25.json");
    let service = Service::load(json, &LoadOptions::default()).unwrap();
    let random = &mut Random(SEED);
    let (mut routed, mut read) = (0, 0);
    for _ in 0..20_000 {
        let path: Vec<&str> = (0..1 + random.below(3)).map(|_| PARTS[16 + random.below(8)]).collect();
        let mut headers = HeaderMap::new();
        headers.extend(
            HeaderValue::from_bytes(random.text(3).as_bytes()).ok().map(|value| (hyper::http::header::DATE, value)),
        );
        let request = Request {
            method: PARTS[random.below(4)].to_owned(),
            path: format!("/{}{}", path.join("/"), if random.below(4) == 0 { random.text(3) } else { String::new() }),
            query: random.text(8),
            headers,
            body: random.text(12).into(),
        };
        let Ok(call) = service.route(&request) else { continue };
        routed += 1;
        read += usize::from(service.decode(&call, &request).is_ok());
    }
    assert!(routed > 500 && read > 20, "{routed} routed, {read} read");
}

#[tokio::test]
async fn garbage_on_a_socket_is_answered_or_ends() {
    let open = FakeSigner::builder().start().await.unwrap();
    let guarded = FakeSigner::builder().credentials(credentials()).start().await.unwrap();
    let random = &mut Random(SEED);
    for round in 0..300 {
        let fake = if round % 2 == 0 { &open } else { &guarded };
        let bytes = match random.below(3) {
            0 => (0..random.below(200)).map(|_| u8::try_from(random.below(256)).unwrap()).collect(),
            1 => random.text(30).into_bytes(),
            _ => {
                let (target, body) = (random.text(4).replace([' ', '\r', '\n', '\0'], "_"), random.text(10));
                let authorization = "AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host;;é, Signature=0";
                format!(
                    "{} /{target} HTTP/1.1\r\nhost: fake\r\nauthorization: {authorization}\r\nconnection: close\r\n\
                     content-length: {}\r\n\r\n{body}",
                    PARTS[random.below(4)],
                    body.len()
                )
                .into_bytes()
            }
        };
        // What is sent may be the beginning of a request that never ends, so that the server waits.
        let bytes = [bytes, b"\r\n\r\n".to_vec()].concat();
        let answer = tokio::time::timeout(std::time::Duration::from_millis(500), exchange(fake, &bytes)).await;
        if let Some(response) = answer.ok().and_then(|answer| Response::parse(&answer)) {
            assert!(response.status < 500, "{}: {response:?}", String::from_utf8_lossy(&bytes));
        }
    }
    assert_eq!(send(&open, "GET /signing-jobs", "").await.status, 200);
    assert_eq!(send(&guarded, "GET /signing-jobs", "").await.status, 403);
}
