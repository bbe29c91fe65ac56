//! What generated code imports, under one path. Users find the same items in the modules of their client.

pub use crate::auth::AuthScheme;
pub use crate::client::Client as RuntimeClient;
pub use crate::endpoint::{Endpoint, EndpointError, EndpointParams, partition};
pub use crate::error::{
    BuildError, DecodeError, ErrorMetadata, ErrorShape, ProvideErrorMetadata, RequestId, SdkError, request_id,
};
pub use crate::http::HttpResponse;
pub use crate::json::{FromJson, JsonValue, JsonWriter, ToJson};
pub use crate::operation::{Operation, OperationInfo, ServiceInfo};
pub use crate::primitives::{Blob, DateTime};
pub use crate::protocol::AwsJson;
pub use crate::request::RequestBuilder;
pub use crate::validation::{Nested, Validate, Validator};
pub use http::Method;

use crate::json::JsonDocument;

/// What `read` makes of a response's JSON body, which may be empty.
///
/// # Errors
///
/// The body is not JSON, or holds a value of the wrong type; which one, the error says.
pub fn read_json<T>(response: &HttpResponse, read: impl FnOnce(JsonValue<'_>) -> T) -> Result<T, DecodeError> {
    Ok(JsonDocument::parse(response.body().bytes().unwrap_or_default())?.read(read)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Body;

    #[test]
    fn a_body_is_read_whole_or_not_at_all() {
        let read = |body: &'static str| {
            let response = HttpResponse::new(Body::from(body));
            let pair = |json: JsonValue<'_>| (json.get::<String>("a"), json.required::<i32>("b"));
            read_json(&response, pair).map_err(|error| error.to_string())
        };
        assert_eq!(read(r#"{"a":"x","b":1}"#), Ok((Some("x".to_owned()), 1)));
        assert_eq!(read(""), Ok((None, 0)));
        assert_eq!(read(r#"{"a":"x","b":"y"}"#), Err("expected an integer at '/b', found a string".to_owned()));
        assert_eq!(read("{"), Err("invalid JSON at byte 1: unexpected end".to_owned()));
    }
}
