//! SHA-256 in lowercase hexadecimal, as every step of signing wants it.

use std::fmt;

use http::header::HeaderValue;
use ring::digest::{Digest, SHA256, digest};

use super::{SigningError, X_AMZ_CONTENT_SHA256};
use crate::http::header_value;
use crate::text::hex_digit;

/// 32 bytes as 64 lowercase hexadecimal characters, kept off the heap.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Hex([u8; 64]);

impl Hex {
    pub(super) fn sha256(bytes: &[u8]) -> Self {
        Self::new(digest(&SHA256, bytes).as_ref())
    }

    #[inline(never)] // It is unrolled, so once will do.
    pub(super) fn new(bytes: &[u8]) -> Self {
        let mut text = [b'0'; 64];
        for (pair, byte) in text.chunks_exact_mut(2).zip(bytes) {
            pair.copy_from_slice(&[hex_digit(byte >> 4), hex_digit(byte & 0xF)]);
        }
        Self(text)
    }

    pub(super) fn as_str(&self) -> &str {
        // Digits are ASCII, so this cannot fail.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// What stands for the body in the canonical request. Hash a body once, and sign every attempt with it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PayloadHash(Payload);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Payload {
    Sha256(Hex),
    Unsigned,
}

impl PayloadHash {
    /// The body is not signed (`aws.auth#unsignedPayload`).
    pub const UNSIGNED: Self = Self(Payload::Unsigned);

    /// The SHA-256 of a body, which may be empty.
    pub fn of(body: &[u8]) -> Self {
        Self(Payload::Sha256(Hex::sha256(body)))
    }

    /// A SHA-256 that is known already.
    pub(crate) fn of_digest(digest: &Digest) -> Self {
        Self(Payload::Sha256(Hex::new(digest.as_ref())))
    }

    /// What a request's own `x-amz-content-sha256` says, if it is one.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        if text == Self::UNSIGNED.as_str().as_bytes() {
            return Some(Self::UNSIGNED);
        }
        let is_hex = text.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        text.try_into().ok().filter(|_| is_hex).map(|hex| Self(Payload::Sha256(Hex(hex))))
    }

    /// The hash in lowercase hexadecimal, or `UNSIGNED-PAYLOAD`.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Payload::Sha256(hex) => hex.as_str(),
            Payload::Unsigned => "UNSIGNED-PAYLOAD",
        }
    }

    pub(super) fn to_header_value(self) -> Result<HeaderValue, SigningError> {
        header_value(self.as_str().to_owned())
            .map_err(|_| SigningError::InvalidHeaderValue(X_AMZ_CONTENT_SHA256.to_string()))
    }
}

impl fmt::Debug for PayloadHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PayloadHash({})", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_fips_180_4() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(PayloadHash::of(b"").as_str(), empty);
        assert_eq!(PayloadHash::of(b"abc").as_str(), abc);
        assert_eq!(PayloadHash::parse(abc.as_bytes()), Some(PayloadHash::of(b"abc")));
        assert_eq!(PayloadHash::parse(b"UNSIGNED-PAYLOAD"), Some(PayloadHash::UNSIGNED));
        for text in ["ab", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", &abc.to_uppercase()] {
            assert_eq!(PayloadHash::parse(text.as_bytes()), None);
        }
        assert_eq!(format!("{:?}", PayloadHash::UNSIGNED), "PayloadHash(UNSIGNED-PAYLOAD)");
    }
}
