//! Randomness, behind a trait so that tests can fix it, and the UUIDs made from it.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use ring::rand::SecureRandom;

use crate::text::hex_digit;

/// A source of random bytes.
pub trait Random: Send + Sync + fmt::Debug {
    /// Overwrites all of `bytes` with random ones.
    ///
    /// # Errors
    ///
    /// When the source has none to give; what `bytes` holds then is unspecified.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError>;
}

/// The operating system's cryptographic random source.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl SystemRandom {
    /// The operating system's source.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

/// A few bytes come out of a larger piece that was asked for at once, since a system call for each id would be felt in every
/// call of a client. No byte is given out twice, unless a process with threads is forked and goes on.
impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        static POOL: Mutex<Pool> = Mutex::new(Pool { bytes: [0; POOL_SIZE], left: 0 });
        if bytes.len() > POOL_SIZE {
            return fill_from_system(bytes);
        }
        let mut pool = POOL.lock().unwrap_or_else(PoisonError::into_inner);
        if pool.left < bytes.len() {
            pool.left = 0;
            fill_from_system(&mut pool.bytes)?;
            pool.left = POOL_SIZE;
        }
        let Pool { bytes: kept, left } = &mut *pool;
        let start = *left - bytes.len();
        if let Some(piece) = kept.get_mut(start..*left) {
            bytes.copy_from_slice(piece);
            piece.fill(0);
        }
        *left = start;
        Ok(())
    }
}

/// In bytes.
const POOL_SIZE: usize = 256;

/// Random bytes, of which those at the start are left.
struct Pool {
    bytes: [u8; POOL_SIZE],
    left: usize,
}

fn fill_from_system(bytes: &mut [u8]) -> Result<(), RandomError> {
    ring::rand::SystemRandom::new().fill(bytes).map_err(|_unspecified| RandomError)
}

/// The random source failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RandomError;

impl fmt::Display for RandomError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the random source gave no random bytes")
    }
}

impl std::error::Error for RandomError {}

/// A random UUID (RFC 9562, version 4) as 36 lowercase characters.
///
/// # Errors
///
/// When `random` fails.
pub fn uuid_v4(random: &dyn Random) -> Result<String, RandomError> {
    let mut bytes = [0; 16];
    random.fill(&mut bytes)?;
    Ok(uuid_of(u128::from_be_bytes(bytes)))
}

fn uuid_of(bits: u128) -> String {
    // RFC 9562, section 5.4: the version stands in the high half of octet 6, the variant in the top two bits of octet 8.
    let bits = bits & !(0xF << 76) & !(0b11 << 62) | 4 << 76 | 0b10 << 62;
    let mut text = String::with_capacity(36);
    for (index, byte) in bits.to_be_bytes().into_iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push(hex_digit(byte >> 4).into());
        text.push(hex_digit(byte & 0xF).into());
    }
    text
}

/// Ids that nobody else has, but that may be guessed: a system call for each would be felt in every call of a client.
#[derive(Debug, Default)]
pub(crate) struct IdSequence(OnceLock<AtomicU64>);

impl IdSequence {
    /// The next id, in the form of a UUID. `random` is asked once, for where to start.
    pub(crate) fn next(&self, random: &dyn Random) -> Result<String, RandomError> {
        let state = match self.0.get() {
            Some(state) => state,
            None => {
                let mut seed = [0; 8];
                random.fill(&mut seed)?;
                self.0.get_or_init(|| AtomicU64::new(u64::from_ne_bytes(seed)))
            }
        };
        let half = || u128::from(seeded(state));
        Ok(uuid_of(half() << 64 | half()))
    }
}

/// The step of SplitMix64 (Steele, Lea and Flood: "Fast splittable pseudorandom number generators").
const GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;

/// The next number of the sequence that a seed stands at the start of.
pub(crate) fn seeded(state: &AtomicU64) -> u64 {
    split_mix(state.fetch_add(GAMMA, Ordering::Relaxed))
}

fn split_mix(state: u64) -> u64 {
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// Gives the same byte for ever.
    #[derive(Debug)]
    struct Constant(u8);

    impl Random for Constant {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
            bytes.fill(self.0);
            Ok(())
        }
    }

    #[derive(Debug)]
    struct Broken;

    impl Random for Broken {
        fn fill(&self, _bytes: &mut [u8]) -> Result<(), RandomError> {
            Err(RandomError)
        }
    }

    #[test]
    fn version_and_variant_overwrite_six_bits_and_no_others() {
        assert_eq!(uuid_v4(&Constant(0x00)).unwrap(), "00000000-0000-4000-8000-000000000000");
        assert_eq!(uuid_v4(&Constant(0xFF)).unwrap(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid_v4(&Constant(0x5A)).unwrap(), "5a5a5a5a-5a5a-4a5a-9a5a-5a5a5a5a5a5a");
    }

    #[test]
    fn the_system_gives_no_byte_twice() {
        for length in [8, 16, 100, POOL_SIZE, POOL_SIZE + 1] {
            let piece = |_| {
                let mut bytes = vec![0; length];
                SystemRandom::new().fill(&mut bytes).map(|()| bytes)
            };
            let distinct: HashSet<Vec<u8>> = (0..100).map(piece).collect::<Result<_, _>>().unwrap();
            assert_eq!(distinct.len(), 100, "{length}");
            assert!(distinct.iter().all(|piece| piece.iter().any(|byte| *byte != 0)));
        }
    }

    #[test]
    fn uuids_of_the_system_differ() {
        let uuids: HashSet<String> = (0..1000).map(|_| uuid_v4(&SystemRandom).unwrap()).collect();
        assert_eq!(uuids.len(), 1000);
    }

    #[test]
    fn a_broken_source_is_an_error() {
        assert_eq!(uuid_v4(&Broken), Err(RandomError));
    }
}
