//! `aws.protocols#httpChecksum`: a checksum of the body in a header, and the check of one in a response.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{HeaderName, HeaderValue};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};

use super::crc::{CRC32, CRC32C, CRC64_NVME};
use crate::config;
use crate::error::{BoxError, DecodeError};
use crate::http::{HttpResponse, put_header};
use crate::request::EncodedRequest;

/// The header in which the caller's choice of an algorithm is sent.
pub(crate) const CHOICE: &str = "x-amz-sdk-checksum-algorithm";
const PREFIX: &str = "x-amz-checksum-";

/// A checksum's algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChecksumAlgorithm {
    /// `CRC32`.
    Crc32,
    /// `CRC32C`.
    Crc32c,
    /// `CRC64NVME`.
    Crc64Nvme,
    /// `SHA1`.
    Sha1,
    /// `SHA256`.
    Sha256,
}

impl ChecksumAlgorithm {
    const ALL: [Self; 5] = [Self::Crc32, Self::Crc32c, Self::Crc64Nvme, Self::Sha1, Self::Sha256];

    /// The algorithm's header, `x-amz-checksum-` and its name in lowercase.
    const fn header(self) -> HeaderName {
        HeaderName::from_static(match self {
            Self::Crc32 => "x-amz-checksum-crc32",
            Self::Crc32c => "x-amz-checksum-crc32c",
            Self::Crc64Nvme => "x-amz-checksum-crc64nvme",
            Self::Sha1 => "x-amz-checksum-sha1",
            Self::Sha256 => "x-amz-checksum-sha256",
        })
    }

    fn find(name: &str) -> Option<Self> {
        let is = |algorithm: &Self| {
            algorithm.header().as_str().strip_prefix(PREFIX).is_some_and(|n| n.eq_ignore_ascii_case(name))
        };
        Self::ALL.into_iter().find(is)
    }

    /// The checksum in base64, of the big-endian bytes where it is a number.
    fn of(self, body: &[u8]) -> String {
        let crc32 = |check: u64| STANDARD.encode((check as u32).to_be_bytes());
        match self {
            Self::Crc32 => crc32(CRC32.of(body)),
            Self::Crc32c => crc32(CRC32C.of(body)),
            Self::Crc64Nvme => STANDARD.encode(CRC64_NVME.of(body).to_be_bytes()),
            Self::Sha1 => STANDARD.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, body)),
            Self::Sha256 => STANDARD.encode(digest(&SHA256, body)),
        }
    }
}

/// Sends a checksum of the body, of the algorithm that the caller chose, else CRC32; none besides one that the caller set.
///
/// # Errors
///
/// When the body is a stream, of which there is no checksum before it is sent, or the algorithm is not known here.
pub fn checksum(request: &mut EncodedRequest, _: &config::Builder) -> Result<(), BoxError> {
    if request.headers.keys().any(|name| is_checksum(name.as_str())) {
        return Ok(());
    }
    let algorithm = match request.headers.get(CHOICE).map(|value| value.to_str().unwrap_or_default()) {
        None => ChecksumAlgorithm::Crc32,
        Some(name) => ChecksumAlgorithm::find(name)
            .ok_or_else(|| format!("the checksum algorithm {name:?} is not supported: set the checksum itself"))?,
    };
    let body =
        request.body.bytes().ok_or("a checksum of a stream is not supported: set it, or send a body from memory")?;
    let value = HeaderValue::try_from(algorithm.of(body))?;
    put_header(&mut request.headers, algorithm.header(), value);
    Ok(())
}

/// Whether a header carries a checksum, of whichever algorithm, rather than says something about checksums.
fn is_checksum(header: &str) -> bool {
    header.strip_prefix(PREFIX).is_some_and(|name| !matches!(name, "algorithm" | "mode" | "type"))
}

/// Checks a response by the first of these algorithms that it has a checksum of. A checksum of checksums, which ends in `-`
/// and a number of parts, says nothing of the body and is passed over.
///
/// # Errors
///
/// When the body is another one than its checksum says.
pub fn verify_checksum(response: &HttpResponse, algorithms: &[ChecksumAlgorithm]) -> Result<(), DecodeError> {
    let sent = |algorithm: &ChecksumAlgorithm| {
        let value = response.headers().get(algorithm.header())?.to_str().ok()?;
        (!value.contains('-')).then_some((*algorithm, value))
    };
    let (Some((algorithm, expected)), Some(body)) = (algorithms.iter().find_map(sent), response.body().bytes()) else {
        return Ok(());
    };
    let actual = algorithm.of(body);
    if actual == expected {
        return Ok(());
    }
    let header = algorithm.header();
    Err(DecodeError::new(format!("the body is damaged: {header} is {expected:?}, but its checksum is {actual}")))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{settings, transformed};
    use super::*;
    use crate::http::Body;

    /// The header of the checksum, and its value.
    fn sent(headers: &[(&'static str, &'static str)]) -> Result<Vec<String>, String> {
        let request = transformed(checksum, "Hello world", headers, settings())?;
        let text = |name: &HeaderName| format!("{name}: {}", request.headers[name].to_str().unwrap());
        Ok(request.headers.keys().map(text).filter(|line| line.starts_with(PREFIX)).collect())
    }

    #[test]
    fn the_caller_chooses_the_algorithm() {
        let expected = [
            ("CRC32", "x-amz-checksum-crc32: i9aeUg=="),
            ("CRC32C", "x-amz-checksum-crc32c: crUfeA=="),
            ("CRC64NVME", "x-amz-checksum-crc64nvme: OOJZ0D8xKts="),
            ("SHA1", "x-amz-checksum-sha1: e1AsOh9IyGCa4hLN+2Od7jlnP14="),
            ("SHA256", "x-amz-checksum-sha256: ZOyIygCyaOW6GjVnihtTFtIS9PNmskdyMlNKiuyjfzw="),
        ];
        for (name, header) in expected {
            assert_eq!(sent(&[(CHOICE, name)]), Ok(vec![header.to_owned()]));
        }
        assert_eq!(sent(&[]), Ok(vec!["x-amz-checksum-crc32: i9aeUg==".to_owned()]));
        assert!(sent(&[(CHOICE, "MD4")]).unwrap_err().starts_with("the checksum algorithm \"MD4\" is not supported"));
    }

    #[test]
    fn a_checksum_that_the_caller_set_is_left_alone() {
        let own = ("x-amz-checksum-sha256", "abc=");
        assert_eq!(sent(&[own]), Ok(vec!["x-amz-checksum-sha256: abc=".to_owned()]));
        let unknown_here = [(CHOICE, "MD4"), ("x-amz-checksum-md4", "abc=")];
        assert_eq!(sent(&unknown_here), Ok(vec!["x-amz-checksum-md4: abc=".to_owned()]));
    }

    /// `x-amz-checksum-mode`, for one, asks for checksums in the response.
    #[test]
    fn a_header_that_is_only_about_checksums_is_none() {
        let crc32 = "x-amz-checksum-crc32: i9aeUg==".to_owned();
        for name in ["x-amz-checksum-mode", "x-amz-checksum-type", "x-amz-checksum-algorithm"] {
            assert_eq!(sent(&[(name, "a")]), Ok(vec![format!("{name}: a"), crc32.clone()]));
        }
    }

    #[test]
    fn a_damaged_response_is_an_error() {
        use ChecksumAlgorithm::{Crc32, Crc32c, Sha256};
        let verify = |name: &'static str, value: &'static str, algorithms: &[ChecksumAlgorithm]| {
            let mut response = HttpResponse::new(Body::from("Hello world"));
            response.headers_mut().insert(name, HeaderValue::from_static(value));
            verify_checksum(&response, algorithms).map_err(|error| error.to_string())
        };
        assert_eq!(verify("x-amz-checksum-crc32", "i9aeUg==", &[Sha256, Crc32]), Ok(()));
        assert_eq!(verify("x-amz-checksum-crc32", "i9aeUg==", &[Crc32c]), Ok(()));
        assert_eq!(verify("x-amz-checksum-crc32", "AAAAAA==-3", &[Crc32]), Ok(()));
        assert_eq!(verify("x-amz-checksum-crc32", "AAAAAA==", &[Crc32c]), Ok(()), "an algorithm that is not asked for");
        let damaged = "the body is damaged: x-amz-checksum-crc32 is \"AAAAAA==\", but its checksum is i9aeUg==";
        assert_eq!(verify("x-amz-checksum-crc32", "AAAAAA==", &[Crc32]), Err(damaged.to_owned()));
    }
}
