//! `smithy.test#httpResponseTests`.

use std::fmt::Debug;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};

use crate::client::decode;
use crate::error::{RequestId, SdkError};
use crate::http::{Body, HeaderMap, HttpResponse};
use crate::operation::{Operation, ServiceInfo};
use crate::protocol::{Protocol, RestJson1};

/// The headers that carry the request id, which is no member of an output.
const REQUEST_ID: [&str; 2] = ["x-amzn-requestid", "x-amz-request-id"];

/// A response, and what an operation must read out of it.
///
/// ```
/// use tinsmith_runtime::test_util::Response;
///
/// let response = Response::new(404).header("X-Amzn-Errortype", "NotFoundException").body("{}");
/// ```
#[derive(Clone, Debug)]
#[must_use = "`gives` and `fails` do the work"]
pub struct Response {
    protocol: &'static dyn Protocol,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Response {
    /// A response without headers and body.
    ///
    /// # Panics
    ///
    /// When this is no status.
    #[track_caller]
    pub fn new(status: u16) -> Self {
        match StatusCode::from_u16(status) {
            Ok(status) => Self { protocol: &RestJson1, status, headers: HeaderMap::new(), body: Bytes::new() },
            Err(_) => panic!("{status} is no HTTP status"),
        }
    }

    /// Reads the response as one of this service; without, as one of a service that speaks restJson1.
    pub fn of(mut self, service: &'static ServiceInfo) -> Self {
        self.protocol = service.protocol;
        self
    }

    /// Adds a header.
    ///
    /// # Panics
    ///
    /// When this is no header.
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(value.as_bytes())) {
            (Ok(name), Ok(value)) => drop(self.headers.append(name, value)),
            _ => panic!("`{name}: {value}` is no HTTP header"),
        }
        self
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Checks that the operation reads this output from the response.
    ///
    /// # Panics
    ///
    /// When it reads another one, or fails.
    #[track_caller]
    pub fn gives<O: Operation>(self, expected: O::Output)
    where
        O::Output: Debug + PartialEq + RequestId,
    {
        let (name, output) = (O::INFO.name(), self.members::<O>());
        assert_eq!(output, expected, "what {name} read is not as expected");
    }

    /// Like [`gives`](Self::gives), for outputs that hold a NaN and so do not even equal themselves: compares what
    /// `Debug` shows.
    ///
    /// # Panics
    ///
    /// When it reads another one, or fails.
    #[track_caller]
    pub fn gives_like<O: Operation>(self, expected: O::Output)
    where
        O::Output: Debug + RequestId,
    {
        let (name, output) = (O::INFO.name(), self.members::<O>());
        assert_eq!(format!("{output:?}"), format!("{expected:?}"), "what {name} read is not as expected");
    }

    /// The output without its request id, which is checked here: no builder can put one into an expected output.
    #[track_caller]
    fn members<O: Operation>(mut self) -> O::Output
    where
        O::Output: RequestId,
    {
        let id = REQUEST_ID.iter().find_map(|name| self.headers.get(*name)).cloned();
        let output = self.reads::<O>();
        assert_eq!(output.request_id().map(str::as_bytes), id.as_ref().map(HeaderValue::as_bytes), "request id");
        for name in REQUEST_ID {
            self.headers.remove(name);
        }
        self.reads::<O>()
    }

    /// The output that the operation reads from the response.
    ///
    /// # Panics
    ///
    /// When it fails.
    #[track_caller]
    pub fn reads<O: Operation>(&self) -> O::Output {
        match decode::<O>(self.protocol, self.clone().into_http(), 1) {
            Ok(output) => output,
            Err(error) => panic!("{error}"),
        }
    }

    /// The response itself.
    #[must_use]
    pub fn into_http(self) -> HttpResponse {
        let mut response = HttpResponse::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }

    /// The error of the service that the operation reads from the response.
    ///
    /// # Panics
    ///
    /// When it reads an output, or cannot read the response.
    #[track_caller]
    pub fn fails<O: Operation>(self) -> O::Error {
        match decode::<O>(self.protocol, self.into_http(), 1) {
            Err(SdkError::ServiceError(error)) => error.into_err(),
            Err(error) => panic!("{error}"),
            Ok(_) => panic!("{} read an output where an error is expected", O::INFO.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::DecodeError;
    use crate::operation::OperationInfo;
    use crate::request::RequestBuilder;
    use http::Method;

    crate::service_error! {
        /// Nothing that the model names.
        pub enum Error {}
    }

    struct Input;

    #[derive(Debug, PartialEq)]
    struct Output {
        body: Vec<u8>,
        request_id: Option<String>,
    }

    impl RequestId for Output {
        fn request_id(&self) -> Option<&str> {
            self.request_id.as_deref()
        }
    }

    impl Operation for Input {
        const INFO: OperationInfo = OperationInfo::new("Echo", Method::GET, "/");
        type Output = Output;
        type Error = Error;

        fn encode(&mut self, _: &mut RequestBuilder) {}

        fn decode(response: &mut HttpResponse) -> Result<Output, DecodeError> {
            let request_id = crate::error::request_id(response);
            Ok(Output { body: response.body().bytes().unwrap_or_default().to_vec(), request_id })
        }
    }

    fn output(body: &str) -> Output {
        Output { body: body.into(), request_id: None }
    }

    #[test]
    fn the_request_id_does_not_count_as_a_member() {
        Response::new(200).header("X-Amzn-RequestId", "1").body("a").gives::<Input>(output("a"));
    }

    #[test]
    #[should_panic(expected = "what Echo read is not as expected")]
    fn another_output_is_a_failure() {
        Response::new(200).body("a").gives::<Input>(output("b"));
    }

    #[test]
    #[should_panic(expected = "Echo failed: no error code and an empty body")]
    fn an_error_is_no_output() {
        Response::new(400).gives::<Input>(output(""));
    }

    #[test]
    #[should_panic(expected = "Echo read an output")]
    fn an_output_is_no_error() {
        Response::new(200).fails::<Input>();
    }
}
