//! What generated code imports, under one path. Users find the same items in the modules of their client.

pub use crate::auth::AuthScheme;
pub use crate::client::Client as RuntimeClient;
pub use crate::customize::Customize;
pub use crate::endpoint::functions::{
    element, is_valid_host_label, is_virtual_hostable_s3_bucket, parse_arn, parse_url, split, substring, uri_encode,
};
pub use crate::endpoint::{Endpoint, EndpointAuthScheme, EndpointError, EndpointParams};
pub use crate::error::{
    BuildError, DecodeError, ErrorMetadata, ErrorShape, ProvideErrorMetadata, RequestId, SdkError, request_id,
};
pub use crate::http::HttpResponse;
pub use crate::json::{FromJson, JsonValue, JsonWriter, ToJson};
pub use crate::operation::{Operation, OperationInfo, ServiceInfo};
pub use crate::primitives::{BigDecimal, BigInteger, Blob, ByteStream, DateTime, DateTimeFormat, Document};
pub use crate::protocol::AwsJson;
pub use crate::request::RequestBuilder;
pub use crate::response::{ResponseParts, or_zero, read_json, read_parts, read_parts_and_json, take_stream};
pub use crate::text::{base64, in_format};
#[cfg(feature = "md5")]
pub use crate::transform::content_md5;
#[cfg(feature = "gzip")]
pub use crate::transform::gzip;
pub use crate::transform::{ChecksumAlgorithm, checksum, glacier_hashes, verify_checksum};
pub use crate::validation::{Nested, Validate, Validator};
pub use crate::waiter::{Polled, WaiterState};
pub use http::Method;
