//! Types for values that Rust's standard library has none for.

pub(crate) mod big_number;
mod blob;
mod byte_stream;
pub mod date_time;
mod document;

mod unknown;

pub use big_number::{BigDecimal, BigInteger, BigNumberError};
pub use blob::Blob;
pub use byte_stream::{AggregatedBytes, ByteStream, ByteStreamError};
pub use date_time::{DateTime, DateTimeError, Format as DateTimeFormat};
pub use document::{Document, Number, TryFromNumberError};
pub use unknown::{UnknownVariantError, UnknownVariantValue};
