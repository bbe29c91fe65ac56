//! `smithy.api#requestCompression`.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{CONTENT_ENCODING, HeaderValue};

use crate::config;
use crate::error::BoxError;
use crate::http::put_header;
use crate::request::EncodedRequest;

/// Compresses a body, unless it is empty, from the config's smallest size on, and appends `gzip` to `content-encoding`. A
/// stream is sent as it is, which a service that takes compressed bodies takes too.
///
/// # Errors
///
/// When `content-encoding` is no text that can be appended to.
pub fn gzip(request: &mut EncodedRequest, settings: &config::Builder) -> Result<(), BoxError> {
    let Some(body) = request.body.bytes() else {
        return Ok(());
    };
    let smallest = usize::try_from(settings.min_compression_size).unwrap_or(usize::MAX);
    if settings.disable_compression || body.is_empty() || body.len() < smallest {
        return Ok(());
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 2), Compression::default());
    encoder.write_all(body)?;
    request.body = encoder.finish()?.into();
    let encoding = match request.headers.get(CONTENT_ENCODING) {
        Some(before) => HeaderValue::try_from([before.to_str()?, ", gzip"].concat())?,
        None => HeaderValue::from_static("gzip"),
    };
    put_header(&mut request.headers, CONTENT_ENCODING, encoding);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{settings, transformed};
    use super::*;
    use std::io::Read;

    #[test]
    fn a_body_is_compressed_from_the_smallest_size_on() {
        for (length, smallest, compressed) in [
            (10_239, None, false),
            (10_240, None, true),
            (0, Some(0), false),
            (1, Some(0), true),
            (99, Some(100), false),
            (100, Some(100), true),
        ] {
            let body = "a".repeat(length);
            let builder = smallest.map_or(settings(), |size| settings().request_min_compression_size_bytes(size));
            let request = transformed(gzip, body.clone(), &[], builder).unwrap();
            assert_eq!(request.headers.contains_key("content-encoding"), compressed, "{length} {smallest:?}");
            let mut text = String::new();
            let bytes = request.body.bytes().unwrap();
            match compressed {
                true => flate2::read::GzDecoder::new(bytes).read_to_string(&mut text).unwrap(),
                false => {
                    let mut bytes = bytes;
                    bytes.read_to_string(&mut text).unwrap()
                }
            };
            assert_eq!(text, body);
        }
    }

    #[test]
    fn the_encoding_comes_after_the_callers_own() {
        let body = "a".repeat(20_000);
        let request = transformed(gzip, body, &[("content-encoding", "custom")], settings()).unwrap();
        assert_eq!(request.headers["content-encoding"], "custom, gzip");
    }

    #[test]
    fn compression_can_be_switched_off() {
        let request = transformed(gzip, "a".repeat(20_000), &[], settings().disable_request_compression(true)).unwrap();
        assert!(request.headers.is_empty());
        assert_eq!(request.body.bytes().map(<[u8]>::len), Some(20_000));
    }
}
