//! `aws.protocols#awsJson1_0` and `aws.protocols#awsJson1_1`.

use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue};

use super::Protocol;
use crate::error::{BoxError, ErrorResponse};
use crate::http::{HttpResponse, put_header};
use crate::operation::OperationInfo;
use crate::request::EncodedRequest;

static X_AMZ_TARGET: HeaderName = HeaderName::from_static("x-amz-target");
static X_AMZN_QUERY_MODE: HeaderName = HeaderName::from_static("x-amzn-query-mode");
const X_AMZN_QUERY_ERROR: &str = "x-amzn-query-error";

/// `aws.protocols#awsJson1_0` and `awsJson1_1`: `POST /`, a header that names the operation, and always a JSON object as
/// body. The versions differ in the content type only.
#[derive(Clone, Copy, Debug)]
pub struct AwsJson {
    content_type: &'static str,
    /// The name of the service's shape.
    service: &'static str,
    query_compatible: bool,
}

impl AwsJson {
    /// Version 1.0, for the service whose shape has this name.
    #[must_use]
    pub const fn v1_0(service: &'static str) -> Self {
        Self { content_type: "application/x-amz-json-1.0", service, query_compatible: false }
    }

    /// Version 1.1, for the service whose shape has this name.
    #[must_use]
    pub const fn v1_1(service: &'static str) -> Self {
        Self { content_type: "application/x-amz-json-1.1", ..Self::v1_0(service) }
    }

    /// `aws.protocols#awsQueryCompatible`: the service spoke awsQuery once, and still names errors as it did then to clients
    /// that ask for it.
    #[must_use]
    pub const fn query_compatible(mut self) -> Self {
        self.query_compatible = true;
        self
    }
}

impl Protocol for AwsJson {
    fn complete(&self, operation: &OperationInfo, request: &mut EncodedRequest) -> Result<(), BoxError> {
        let target = [self.service, ".", operation.name].concat();
        put_header(&mut request.headers, X_AMZ_TARGET.clone(), HeaderValue::try_from(target)?);
        put_header(&mut request.headers, CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        if self.query_compatible {
            put_header(&mut request.headers, X_AMZN_QUERY_MODE.clone(), HeaderValue::from_static("true"));
        }
        if request.body.bytes().is_some_and(<[u8]>::is_empty) {
            request.body = "{}".into();
        }
        Ok(())
    }

    /// The shape's name is in `__type`; of a query-compatible service, the code for users is in a header.
    fn error<'a>(&self, response: &'a HttpResponse) -> ErrorResponse<'a> {
        let error = ErrorResponse::read(response, &["__type", "code"]);
        match query_code(response.headers()).filter(|_| self.query_compatible) {
            Some(code) => error.with_code(code),
            None => error,
        }
    }
}

/// The code in `x-amzn-query-error: Code;Fault`.
fn query_code(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(X_AMZN_QUERY_ERROR)?.to_str().ok()?;
    let code = value.split_once(';').map_or(value, |(code, _)| code).trim();
    Some(code).filter(|code| !code.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ProvideErrorMetadata;
    use crate::request::RequestBuilder;
    use http::Method;

    const INFO: OperationInfo = OperationInfo::new("Do", Method::POST, "/");

    fn completed(protocol: AwsJson, encode: impl FnOnce(&mut RequestBuilder)) -> EncodedRequest {
        let mut request = RequestBuilder::new(&INFO);
        encode(&mut request);
        let mut request = request.finish().unwrap();
        protocol.complete(&INFO, &mut request).unwrap();
        request
    }

    #[test]
    fn a_request_names_its_operation_and_has_a_body() {
        let request = completed(AwsJson::v1_1("Service_2020"), |_| {});
        assert_eq!(request.headers["x-amz-target"], "Service_2020.Do");
        assert_eq!(request.headers["content-type"], "application/x-amz-json-1.1");
        assert_eq!((request.headers.len(), request.body.bytes()), (2, Some(b"{}".as_slice())));
    }

    #[test]
    fn the_versions_differ_in_the_content_type() {
        let request = completed(AwsJson::v1_0("S"), |request| request.json_body(|json| json.member("a", "b")));
        assert_eq!(request.headers["content-type"], "application/x-amz-json-1.0");
        assert_eq!(request.body.bytes(), Some(br#"{"a":"b"}"#.as_slice()));
    }

    #[test]
    fn a_query_compatible_service_is_told_so() {
        let request = completed(AwsJson::v1_0("S").query_compatible(), |_| {});
        assert_eq!(request.headers["x-amzn-query-mode"], "true");
    }

    /// The name of the shape, and the code that users see.
    fn codes(protocol: AwsJson, headers: &[(&str, &str)], body: &'static str) -> (String, String) {
        let mut response = HttpResponse::new(body.into());
        for (name, value) in headers {
            let (name, value) = (HeaderName::try_from(*name).unwrap(), HeaderValue::from_str(value).unwrap());
            response.headers_mut().insert(name, value);
        }
        let error = protocol.error(&response);
        (error.shape().to_owned(), error.unhandled().code().unwrap_or_default().to_owned())
    }

    #[test]
    fn the_type_wins_over_a_member_called_code() {
        let (shape, code) = codes(AwsJson::v1_1("S"), &[], r#"{"code":"7","__type":"a.b#Foo:http://c"}"#);
        assert_eq!((&*shape, &*code), ("Foo", "Foo"));
        assert_eq!(codes(AwsJson::v1_1("S"), &[], r#"{"code":"Foo"}"#).0, "Foo");
        assert_eq!(codes(AwsJson::v1_1("S"), &[("x-amzn-errortype", "Bar:")], r#"{"__type":"Foo"}"#).0, "Bar");
    }

    #[test]
    fn a_query_compatible_service_has_codes_besides_its_shapes() {
        let body = r#"{"__type":"a#Foo","message":"m"}"#;
        let compatible = AwsJson::v1_0("S").query_compatible();
        for (header, code) in
            [("Old.Foo;Sender", "Old.Foo"), (" Old ; Receiver", "Old"), ("Old", "Old"), (";Sender", "Foo"), ("", "Foo")]
        {
            let codes = codes(compatible, &[("x-amzn-query-error", header)], body);
            assert_eq!((&*codes.0, &*codes.1), ("Foo", code), "{header}");
        }
        let other = codes(AwsJson::v1_0("S"), &[("x-amzn-query-error", "Old;Sender")], body);
        assert_eq!(other, ("Foo".to_owned(), "Foo".to_owned()));
        // Errors without a code of their own had the shape's name as code, so this is the best guess.
        assert_eq!(
            codes(compatible, &[("x-amzn-query-error", "Foo;Sender")], ""),
            ("Foo".to_owned(), "Foo".to_owned())
        );
    }
}
