//! Why a request cannot be signed.

use std::fmt;

/// A request cannot be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SigningError {
    /// There is no `host` header to sign.
    MissingHost,
    /// The value of this header is not UTF-8.
    InvalidHeaderValue(String),
    /// This part of the credentials or their scope holds characters that no header can carry.
    InvalidCredentials(&'static str),
    /// The time lies outside of the years 0 to 9999.
    TimeOutOfRange,
    /// A presigned request may hold for 1 second to 7 days, and no longer.
    ExpiryOutOfRange,
}

impl fmt::Display for SigningError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingHost => f.write_str("cannot sign a request without a `host` header"),
            Self::InvalidHeaderValue(name) => write!(f, "cannot sign header `{name}`: its value is not UTF-8"),
            Self::InvalidCredentials(what) => {
                write!(f, "cannot sign: the {what} holds characters that no header can carry")
            }
            Self::TimeOutOfRange => f.write_str("cannot sign: the clock is outside of the years 0 to 9999"),
            Self::ExpiryOutOfRange => f.write_str("cannot presign: the expiry must lie between 1 second and 7 days"),
        }
    }
}

impl std::error::Error for SigningError {}
