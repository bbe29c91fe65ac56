//! Settings under which nothing depends on chance, time or the network.

use std::sync::atomic::AtomicU64;
use std::time::{Duration, UNIX_EPOCH};

use super::ManualTime;
use crate::config::{Builder, Credentials, Region, Token};
use crate::future::BoxFuture;
use crate::http::{HttpClient, HttpRequest, HttpResponse, TransportError};
use crate::random::{Random, RandomError, seeded};

/// When time starts, unless a test says otherwise: 2026-01-01T00:00:00Z.
const START: Duration = Duration::from_secs(1_767_225_600);

/// Settings for tests, to be completed: made-up credentials, the region `us-east-1`, time that passes only when it is waited
/// for ([`ManualTime`], from 2026-01-01T00:00:00Z), and randomness that is the same in every run ([`SeededRandom`]). Every
/// request is refused until there is an `http_client`, so that nothing reaches the network by mistake.
///
/// Two clients with settings of their own that make the same calls send the same requests, byte for byte, signatures included.
///
/// ```
/// use tinsmith_runtime::test_util::config;
///
/// let config = config().build();
/// assert_eq!(config.region().map(AsRef::as_ref), Some("us-east-1"));
/// ```
#[must_use]
pub fn config() -> Builder {
    let time = ManualTime::new(UNIX_EPOCH + START);
    Builder::new()
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::from_keys("AKIDEXAMPLE", "secret", None))
        .token_provider(Token::new("token", None))
        .clock(time.clone())
        .sleep(time)
        .random(SeededRandom::new(0))
        .http_client(NoNetwork)
}

/// Refuses every request.
#[derive(Clone, Copy, Debug)]
struct NoNetwork;

impl HttpClient for NoNetwork {
    fn call(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let (method, uri) = (request.method(), request.uri());
        let text = format!(
            "`{method} {uri}` was refused, since the settings of `test_util::config()` reach no network: use stubs, or give \
             them an `http_client(..)`"
        );
        Box::pin(async { Err(TransportError::other(text)) })
    }
}

/// Bytes that look random and are the same in every run. Not for secrets.
#[derive(Debug)]
pub struct SeededRandom(AtomicU64);

impl SeededRandom {
    /// The sequence that belongs to a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        for piece in bytes.chunks_mut(8) {
            let random = seeded(&self.0).to_le_bytes();
            piece.iter_mut().zip(random).for_each(|(byte, random)| *byte = random);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_stands_for_a_sequence() {
        let piece = |random: &SeededRandom| {
            let mut bytes = [0; 19];
            random.fill(&mut bytes).map(|()| bytes)
        };
        let (one, same, other) = (SeededRandom::new(7), SeededRandom::new(7), SeededRandom::new(8));
        let first = piece(&one);
        assert_eq!(first, piece(&same));
        assert_eq!(piece(&one), piece(&same));
        assert!(piece(&one) != first && piece(&other) != first);
    }
}
