//! Stubs of an operation whose input is a stream, in a crate like those that are generated.
#![cfg(feature = "test-util")]
#![allow(clippy::unwrap_used, missing_docs, reason = "a test fails by panicking, and is not documented")]

use tinsmith_runtime::config::Config;
use tinsmith_runtime::http::Body;
use tinsmith_runtime::prelude::*;
use tinsmith_runtime::test_util::{block_on, collect};
use tinsmith_runtime::{config, customize::Customize};

mod types {
    pub mod error {
        use tinsmith_runtime::prelude::*;

        /// With a message that must not be shown.
        #[derive(Debug, Default)]
        pub struct SecretException {
            pub message: Option<String>,
            meta: ErrorMetadata,
        }

        impl ErrorShape for SecretException {
            const CODE: &'static str = "SecretException";

            fn decode(meta: ErrorMetadata, _: JsonValue<'_>) -> Self {
                Self { message: meta.message().map(str::to_owned), meta: meta.without_message() }
            }
        }

        #[derive(Default)]
        pub struct SecretExceptionBuilder(pub SecretException);

        tinsmith_runtime::error_shape!(SecretException, SecretExceptionBuilder.0, 418, hidden message);
    }
}

mod operation {
    pub mod upload {
        use tinsmith_runtime::prelude::*;

        #[derive(Debug, Default)]
        pub struct UploadInput {
            pub name: Option<String>,
            pub body: Option<ByteStream>,
        }

        impl Operation for UploadInput {
            const INFO: OperationInfo = OperationInfo::new("Upload", Method::PUT, "/{name}").with_streaming_output();
            type Output = ByteStream;
            type Error = UploadError;

            fn encode(&mut self, request: &mut RequestBuilder) {
                request.label("name", &self.name);
                request.payload_stream(self.body.take(), "application/octet-stream");
            }

            fn decode(response: &mut HttpResponse) -> Result<Self::Output, DecodeError> {
                Ok(take_stream(response))
            }
        }

        tinsmith_runtime::operation_error! {
            /// What goes wrong.
            pub enum UploadError {
                SecretException = is_secret_exception,
            }
        }
    }
}

mod test_util {
    tinsmith_runtime::stubs! {
        on_upload = upload::UploadInput.body,
    }
}

tinsmith_runtime::service_error! {
    /// What goes wrong.
    pub enum Error {
        SecretException,
    }
}

pub struct Client {
    core: RuntimeClient,
}

static SERVICE: ServiceInfo = ServiceInfo::new("a", "a", "1", |_| Ok(Endpoint::new("https://example.com")));

impl Client {
    fn from_conf(config: Config) -> Self {
        Self { core: RuntimeClient::new(&SERVICE, config) }
    }
}

use operation::upload::UploadInput;
use test_util::{StubError, Stubs};
use types::error::SecretExceptionBuilder;

/// A client that gives back what is uploaded, in capitals.
fn loud() -> Stubs {
    Stubs::new().on_upload(|input| {
        let Some(body) = input.body.take() else {
            return Ok(ByteStream::from_static(b"nothing"));
        };
        Ok(ByteStream::from(collect(body).to_ascii_uppercase()))
    })
}

fn input(body: Option<ByteStream>) -> UploadInput {
    UploadInput { name: Some("name".to_owned()), body }
}

#[test]
fn a_stub_gets_the_stream_whatever_it_is_made_of() {
    /// A body that is no bytes in memory.
    struct Stream(Body);

    impl http_body::Body for Stream {
        type Data = bytes::Bytes;
        type Error = tinsmith_runtime::error::BoxError;

        fn poll_frame(
            mut self: std::pin::Pin<&mut Self>,
            context: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<http_body::Frame<Self::Data>, Self::Error>>> {
            std::pin::Pin::new(&mut self.0).poll_frame(context)
        }
    }

    let stubs = loud();
    let client = stubs.client();
    let upload = |body| collect(block_on(client.core.send(&mut input(body))).unwrap());
    assert_eq!(upload(Some(ByteStream::from_static(b"abc"))), "ABC");
    assert_eq!(upload(Some(ByteStream::new(Body::from_stream(Stream(Body::from("def")))))), "DEF");
    assert_eq!(upload(None), "nothing");
    let customized = Customize::new(client.core.clone(), input(Some(ByteStream::from_static(b"ghi"))));
    assert_eq!(collect(block_on(customized.send()).unwrap()), "GHI");
    assert_eq!(stubs.calls(), ["Upload"; 4]);
}

#[test]
fn what_cannot_be_encoded_reaches_no_stub() {
    let stubs = loud();
    let error = block_on(stubs.client().core.send(&mut UploadInput::default())).unwrap_err();
    assert_eq!(error.to_string(), "Upload was not sent: Value at '/name' is part of the path and must be set");
    assert_eq!(stubs.calls(), [""; 0]);
}

#[test]
fn a_message_that_is_sensitive_stays_in_its_field() {
    let stubs = Stubs::new().on_upload(|_| {
        let mut error = SecretExceptionBuilder::default().0;
        error.message = Some("hush".to_owned());
        Err(error.into())
    });
    let error = block_on(stubs.client().core.send(&mut input(None))).unwrap_err();
    assert!(!format!("{error} {:?}", error.raw_response()).contains("hush"));
    assert!(error.to_string().starts_with("Upload failed: SecretException (HTTP 418, request id "), "{error}");
    let operation::upload::UploadError::SecretException(error) = error.into_service_error() else { return };
    assert_eq!(error.message.as_deref(), Some("hush"));
}

#[test]
fn stubs_of_another_service_say_so() {
    struct Other;

    impl Operation for Other {
        const INFO: OperationInfo = OperationInfo::new("Other", Method::GET, "/");
        type Output = ();
        type Error = operation::upload::UploadError;

        fn encode(&mut self, _: &mut RequestBuilder) {}

        fn decode(_: &mut HttpResponse) -> Result<(), DecodeError> {
            Ok(())
        }
    }

    let error = block_on(loud().client().core.send(&mut Other)).unwrap_err().to_string();
    assert_eq!(error, "Other was not sent: the stubs of its config are those of another service");
}

#[test]
fn stubs_are_part_of_the_settings() {
    let config: config::Builder = loud().config();
    let client = Client::from_conf(config.build().to_builder().region(None).build());
    assert!(block_on(client.core.send(&mut input(None))).is_ok());
    let stubs = Stubs::new().on_upload(|_| Err(StubError::timeout()));
    let error = block_on(stubs.client().core.send(&mut input(None))).unwrap_err();
    assert_eq!(error.to_string(), "Upload got no response: timed out: so says the stub (1 attempt)");
}
