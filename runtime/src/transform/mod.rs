//! What is done to a request between encoding and signing, where an operation asks for it.
//!
//! A transform is a plain function that the operation's facts refer to, so a client holds only those that its model needs;
//! the two that need a library of their own stand behind a feature. Lowering decides on their order: what a checksum is made
//! of must be final.

mod checksum;
#[cfg(feature = "md5")]
mod content_md5;
mod crc;
mod glacier;
#[cfg(feature = "gzip")]
mod gzip;

pub(crate) use checksum::CHOICE;
pub use checksum::{ChecksumAlgorithm, checksum, verify_checksum};
#[cfg(feature = "md5")]
pub use content_md5::content_md5;
pub use glacier::glacier_hashes;
#[cfg(feature = "gzip")]
pub use gzip::gzip;

use crate::config;
use crate::error::BoxError;
use crate::request::EncodedRequest;

/// Changes an encoded request.
pub type Transform = fn(&mut EncodedRequest, &config::Builder) -> Result<(), BoxError>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::http::Body;
    use crate::operation::OperationInfo;
    use crate::request::RequestBuilder;
    use http::{HeaderValue, Method};

    /// A request with this body and these headers, changed by `transform`.
    pub(super) fn transformed(
        transform: Transform,
        body: impl Into<Body>,
        headers: &[(&'static str, &'static str)],
        settings: config::Builder,
    ) -> Result<EncodedRequest, String> {
        let mut request = RequestBuilder::new(&OperationInfo::new("Op", Method::POST, "/")).finish().unwrap();
        request.body = body.into();
        for (name, value) in headers {
            request.headers.insert(*name, HeaderValue::from_static(value));
        }
        transform(&mut request, &settings).map_err(|error| error.to_string())?;
        Ok(request)
    }

    pub(super) fn settings() -> config::Builder {
        Config::builder()
    }
}
