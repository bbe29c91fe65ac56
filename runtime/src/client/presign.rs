//! Signing a call for somebody else to make.

use http::header::HOST;
use http::{HeaderMap, Uri};

use super::call::Call;
use super::construction;
use crate::auth::{self, Identity};
use crate::error::{BoxError, CallError};
use crate::http::{HttpRequest, put_header};
use crate::presigning::{PresignedRequest, PresigningConfig};
use crate::request::EncodedRequest;
use crate::sigv4::{self, PayloadHash};

impl Call<'_> {
    /// The request, signed in its query.
    pub(super) async fn presign(
        self,
        mut encoded: EncodedRequest,
        presigning: PresigningConfig,
    ) -> Result<PresignedRequest, CallError> {
        let identity = auth::identity(self.info.auth, self.settings()).await.map_err(construction)?;
        let Identity::Credentials(credentials) = &identity else {
            return Err(construction("only an operation that is signed by credentials can be presigned"));
        };
        let mut addressed = self.address(&mut encoded, identity.account_id())?;
        let mut headers = std::mem::take(addressed.request.headers_mut());
        put_header(&mut headers, HOST, addressed.host);
        let now = self.settings().clock.now();
        let params = self.signing_params(credentials, &addressed.auth_schemes, now).map_err(construction)?;
        let request = &addressed.request;
        let payload = payload_hash(&addressed.payload, request, &headers);
        let line = sigv4::RequestLine::new(request.method(), request.uri());
        let expires = presigning.expires();
        let signed = sigv4::presign(&line, &headers, &payload, expires, &params, &self.client.signing_keys);
        let (query, _) = signed.map_err(construction)?;
        finish(addressed.request, headers, &query).map_err(construction)
    }
}

/// A body in memory is signed even where calls need not: whoever gets the request is to send this body and no other. Only a
/// header can say to the service that it is not signed.
fn payload_hash(of_call: &PayloadHash, request: &HttpRequest, headers: &HeaderMap) -> PayloadHash {
    match request.body().bytes() {
        Some(body) if !headers.contains_key(&sigv4::X_AMZ_CONTENT_SHA256) => PayloadHash::of(body),
        _ => *of_call,
    }
}

fn finish(request: HttpRequest, mut headers: HeaderMap, query: &str) -> Result<PresignedRequest, BoxError> {
    let (parts, body) = request.into_parts();
    let mut uri = parts.uri.into_parts();
    let path = uri.path_and_query.as_ref().map_or("/", |path| path.path());
    uri.path_and_query = Some([path, "?", query].concat().try_into()?);
    headers.remove(HOST);
    let body = body.into_bytes().map_err(|_| "a request whose body is a stream cannot be presigned")?;
    Ok(PresignedRequest { method: parts.method, uri: Uri::from_parts(uri)?, headers, body })
}
