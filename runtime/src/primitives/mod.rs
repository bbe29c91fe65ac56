//! Types for values that Rust's standard library has none for.

mod blob;
mod byte_stream;
pub mod date_time;

mod unknown;

pub use blob::Blob;
pub use byte_stream::{AggregatedBytes, ByteStream, ByteStreamError};
pub use date_time::{DateTime, DateTimeError, Format as DateTimeFormat};
pub use unknown::{UnknownVariantError, UnknownVariantValue};
