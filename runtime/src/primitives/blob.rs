//! `smithy.api#blob`.

use std::fmt;

/// Binary data.
///
/// `Debug` shows how many bytes there are, never which, since they may be a secret.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Blob {
    bytes: Vec<u8>,
}

impl Blob {
    /// Wraps `bytes`; a `Vec<u8>` or `String` is taken over without copying.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into() }
    }

    /// The bytes, without copying.
    pub fn into_inner(self) -> Vec<u8> {
        self.bytes
    }
}

impl AsRef<[u8]> for Blob {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl From<Vec<u8>> for Blob {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }
}

impl From<&[u8]> for Blob {
    fn from(bytes: &[u8]) -> Self {
        Self { bytes: bytes.to_vec() }
    }
}

impl fmt::Debug for Blob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blob({} bytes)", self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_go_in_and_come_out_unchanged() {
        let bytes = vec![0, 0xFF, b'a'];
        assert_eq!(Blob::new(bytes.clone()).into_inner(), bytes);
        assert_eq!(Blob::from(&bytes[..]).as_ref(), &bytes[..]);
        assert_eq!(Blob::from(bytes.clone()), Blob::new(bytes));
        assert_eq!(Blob::new("text").as_ref(), b"text");
        assert_eq!(Blob::default().as_ref(), b"");
    }

    #[test]
    fn debug_tells_the_length_and_hides_the_bytes() {
        assert_eq!(format!("{:?}", Blob::new("secret")), "Blob(6 bytes)");
    }
}
