//! What generated code imports, under one path. Users find the same items in the modules of their client.

pub use crate::client::Client as RuntimeClient;
pub use crate::endpoint::{Endpoint, EndpointError, EndpointParams, partition};
pub use crate::error::{BuildError, DecodeError, ErrorMetadata, ErrorShape, ProvideErrorMetadata, RequestId, SdkError};
pub use crate::http::HttpResponse;
pub use crate::json::{FromJson, JsonDocument, JsonError, JsonValue, JsonWriter, ToJson};
pub use crate::operation::{Operation, OperationInfo, ServiceInfo};
pub use crate::primitives::{Blob, DateTime};
pub use crate::request::RequestBuilder;
pub use crate::validation::{Nested, Validate, Validator};
pub use http::Method;

/// The request id of a response.
#[must_use]
pub fn request_id(response: &HttpResponse) -> Option<String> {
    crate::error::request_id(response.headers())
}
