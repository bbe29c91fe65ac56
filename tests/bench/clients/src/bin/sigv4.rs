//! Signing alone. `sigv4 ROUNDS` prints a line of JSON for each size of a body: the nanoseconds that hashing it takes, which no
//! signer can do without, and those of both signers, hashing included.
//!
//! Each signs a request as its client does, and puts the headers into a copy of it, which both make alike. This project's client
//! keeps the signing key, so here it is derived once; the official one derives it anew for each request (`generate_signing_key`
//! in `aws_sigv4::http_request::sign`, which has no cache, and neither has its caller in `aws_runtime::auth::sigv4`).

use std::error::Error;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::{Duration, Instant, SystemTime};

use aws_sdk_signer::config::Credentials as OfficialCredentials;
use aws_sigv4::http_request::{self, SignableBody, SignableRequest, SigningSettings};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::identity::Identity;
use clients::rounds;
use http::Request;
use ring::digest::{SHA256, digest};
use tinsmith_runtime::credentials::Credentials;
use tinsmith_runtime::sigv4::{self, PayloadHash, RequestLine, Settings, SigningKeyCache, SigningParams};

const BODY_SIZES: [u32; 3] = [0, 1 << 10, 1 << 20];
const URL: &str = "https://signer.eu-west-1.amazonaws.com/signing-jobs";
const HEADERS: [(&str, &str); 2] = [("host", "signer.eu-west-1.amazonaws.com"), ("content-type", "application/json")];
const REGION: &str = "eu-west-1";
const SERVICE: &str = "signer";
const KEY: (&str, &str) = ("AKIDEXAMPLE", "secret");

fn main() -> Result<(), Box<dyn Error>> {
    let rounds: NonZeroUsize = std::env::args().nth(1).ok_or("usage: sigv4 ROUNDS")?.parse()?;
    for size in BODY_SIZES {
        let bench = Bench::new(size)?;
        bench.check()?;
        let hashing = || _ = black_box(digest(&SHA256, &bench.body));
        let tinsmith = || _ = black_box(bench.tinsmith());
        let official = || _ = black_box(bench.official());
        let ways: [&dyn Fn(); 3] = [&hashing, &tinsmith, &official];
        // About a millisecond's worth, whatever the size.
        let times = ((1 << 20) / (size + (2 << 10))).max(1);
        let [hashing, tinsmith, official] = rounds::medians(rounds, times, &ways, |way, times| {
            let start = Instant::now();
            for _ in 0..times {
                way();
            }
            start.elapsed()
        });
        println!(r#"{{"body_bytes":{size},"hashing_ns":{hashing},"tinsmith_ns":{tinsmith},"official_ns":{official}}}"#);
    }
    Ok(())
}

/// A request, and what each signer keeps between two.
struct Bench {
    request: Request<()>,
    body: Vec<u8>,
    time: SystemTime,
    credentials: Credentials,
    keys: SigningKeyCache,
    identity: Identity,
}

impl Bench {
    fn new(size: u32) -> Result<Self, Box<dyn Error>> {
        let request = HEADERS.iter().fold(Request::post(URL), |request, (name, value)| request.header(*name, *value));
        Ok(Self {
            request: request.body(())?,
            body: vec![b'a'; size.try_into()?],
            time: SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000),
            credentials: Credentials::from_keys(KEY.0, KEY.1, None),
            keys: SigningKeyCache::new(),
            identity: OfficialCredentials::new(KEY.0, KEY.1, None, None, "bench").into(),
        })
    }

    /// Both do the same work: their headers are the same, the signature among them. Derives this project's signing key, too.
    fn check(&self) -> Result<(), String> {
        let (ours, theirs) = (self.tinsmith(), self.official());
        if ours.headers() != theirs.headers() || !ours.headers().contains_key("authorization") {
            return Err(format!("signed differently: {:?} and {:?}", ours.headers(), theirs.headers()));
        }
        Ok(())
    }

    /// Signs as `tinsmith_runtime::client` does.
    fn tinsmith(&self) -> Request<()> {
        let (mut request, ()) = self.request.clone().into_parts();
        let payload = PayloadHash::of(&self.body);
        let params = SigningParams {
            credentials: &self.credentials,
            region: REGION,
            service: SERVICE,
            time: self.time,
            settings: Settings::default(),
        };
        let line = RequestLine::new(&request.method, &request.uri);
        sigv4::sign(&line, &mut request.headers, &payload, &params, &self.keys).expect("the request can be signed");
        Request::from_parts(request, ())
    }

    /// Signs as `aws_runtime::auth::sigv4` does.
    fn official(&self) -> Request<()> {
        let mut request = self.request.clone();
        let params = v4::SigningParams::builder()
            .identity(&self.identity)
            .region(REGION)
            .name(SERVICE)
            .time(self.time)
            .settings(SigningSettings::default())
            .build()
            .expect("all fields are set")
            .into();
        let signable = SignableRequest::new("POST", URL, HEADERS.into_iter(), SignableBody::Bytes(&self.body));
        let signed = http_request::sign(signable.expect("the URL is one"), &params).expect("the request can be signed");
        signed.into_parts().0.apply_to_request_http1x(&mut request);
        request
    }
}
