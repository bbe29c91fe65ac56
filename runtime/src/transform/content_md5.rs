//! `smithy.api#httpChecksumRequired`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{HeaderName, HeaderValue};

use crate::config;
use crate::error::BoxError;
use crate::http::put_header;
use crate::request::EncodedRequest;

static CONTENT_MD5: HeaderName = HeaderName::from_static("content-md5");

/// Sends the MD5 of the body in `content-md5` (RFC 1864), unless the caller has set it.
///
/// # Errors
///
/// When the body is a stream, of which there is no hash before it is sent.
pub fn content_md5(request: &mut EncodedRequest, _: &config::Builder) -> Result<(), BoxError> {
    if request.headers.contains_key(&CONTENT_MD5) {
        return Ok(());
    }
    let body =
        request.body.bytes().ok_or("the MD5 of a stream is not known before it is sent: send a body from memory")?;
    let value = STANDARD.encode(md5::compute(body).0);
    put_header(&mut request.headers, CONTENT_MD5.clone(), HeaderValue::try_from(value)?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{settings, transformed};
    use super::*;

    #[test]
    fn the_hash_is_that_of_rfc_1321_in_base64() {
        for (body, hash) in [("", "1B2M2Y8AsgTpgAmY7PhCfg=="), ("abc", "kAFQmDzST7DWlj99KOF/cg==")] {
            let request = transformed(content_md5, body, &[], settings()).unwrap();
            assert_eq!(request.headers["content-md5"], hash);
        }
        let request = transformed(content_md5, "abc", &[("content-md5", "own")], settings()).unwrap();
        assert_eq!(request.headers["content-md5"], "own");
    }
}
