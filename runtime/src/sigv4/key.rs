//! The key that signs, and the cache that saves deriving it for every request.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use ring::hmac;
use zeroize::Zeroizing;

use super::signature::TERMINATOR;
use crate::text::concat;

/// Remembers the signing key that was derived last.
///
/// A key holds for one secret, day, region and service, which hardly change while a client lives, so one is enough.
/// Make a cache per client and share it. `Debug` shows nothing of its content. The secret is wiped from memory when it goes; the
/// derived key cannot be, since it is the cryptographic library's.
#[derive(Default)]
pub struct SigningKeyCache {
    last: Mutex<Option<Arc<Entry>>>,
}

/// A key, and what it was derived from.
pub(super) struct Entry {
    secret: Zeroizing<String>,
    scope: String,
    pub(super) key: hmac::Key,
}

impl SigningKeyCache {
    /// An empty cache.
    pub fn new() -> Self {
        Self::default()
    }

    /// The key of `secret` for `scope` (`date/region/service/aws4_request`), derived unless it was the last one asked for.
    pub(super) fn key(&self, secret: &str, scope: &Scope<'_>) -> Arc<Entry> {
        // A panic elsewhere cannot leave the entry half written, so a poisoned lock is as good as any.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some(entry) if *entry.secret == secret && entry.scope == scope.text => Arc::clone(entry),
            _ => Arc::clone(last.insert(Arc::new(Entry {
                secret: Zeroizing::new(secret.to_owned()),
                scope: scope.text.to_owned(),
                key: scope.derive(secret),
            }))),
        }
    }
}

impl fmt::Debug for SigningKeyCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKeyCache").finish_non_exhaustive()
    }
}

/// What a signing key holds for.
pub(super) struct Scope<'a> {
    pub(super) date: &'a str,
    pub(super) region: &'a str,
    pub(super) service: &'a str,
    /// The three above, joined as in the string to sign.
    pub(super) text: &'a str,
}

impl Scope<'_> {
    fn derive(&self, secret: &str) -> hmac::Key {
        let secret = Zeroizing::new(concat(&["AWS4", secret]));
        let first = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        [self.date, self.region, self.service, TERMINATOR]
            .into_iter()
            .fold(first, |key, part| hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&key, part.as_bytes()).as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    fn key(cache: &SigningKeyCache, secret: &str, [date, region, service]: [&str; 3]) -> Vec<u8> {
        let text = format!("{date}/{region}/{service}/aws4_request");
        let key = cache.key(secret, &Scope { date, region, service, text: &text });
        hmac::sign(&key.key, b"message").as_ref().to_vec()
    }

    #[test]
    fn a_hit_gives_the_same_key_and_every_part_of_the_scope_matters() {
        let cache = SigningKeyCache::new();
        let scope = ["20150830", "us-east-1", "signer"];
        let first = key(&cache, SECRET, scope);
        assert_eq!(key(&cache, SECRET, scope), first);
        let others = [
            key(&cache, "other", scope),
            key(&cache, SECRET, ["20150831", "us-east-1", "signer"]),
            key(&cache, SECRET, ["20150830", "us-east-2", "signer"]),
            key(&cache, SECRET, ["20150830", "us-east-1", "lambda"]),
        ];
        assert!(others.iter().all(|other| *other != first));
        assert_eq!(key(&cache, SECRET, scope), first);
    }

    #[test]
    fn a_poisoned_lock_still_gives_keys() {
        let cache = SigningKeyCache::new();
        let scope = ["20150830", "us-east-1", "signer"];
        let first = key(&cache, SECRET, scope);
        let panicked = std::thread::scope(|threads| {
            threads
                .spawn(|| {
                    let _guard = cache.last.lock();
                    panic!("poison the lock");
                })
                .join()
        });
        assert!(panicked.is_err() && cache.last.is_poisoned());
        assert_eq!(key(&cache, SECRET, scope), first);
    }

    #[test]
    fn debug_shows_no_secret() {
        let cache = SigningKeyCache::new();
        key(&cache, SECRET, ["20150830", "us-east-1", "signer"]);
        assert_eq!(format!("{cache:?}"), "SigningKeyCache { .. }");
    }
}
