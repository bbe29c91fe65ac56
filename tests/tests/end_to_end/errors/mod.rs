//! Every error that the API reference names for an operation, in every spelling that a service may use.

mod table;

pub use table::presigned;

use std::fmt::Debug;

use serde_json::{Value, json};
use tinsmith_signer::error::{ProvideErrorMetadata, SdkError};
use tinsmith_signer::operation::RequestId;

use crate::REQUEST_ID;
use crate::server::Answer;

/// An error response, and what the client must make of it.
struct Case {
    operation: &'static str,
    answer: Answer,
    status: u16,
    code: &'static str,
    /// The member `code` of the error, which is another thing than its type.
    member_code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
}

impl Case {
    /// The error `code` in all its spellings.
    fn spellings(operation: &'static str, status: u16, code: &'static str) -> Vec<Self> {
        let case = |headers, body| Self::new(operation, status, code, headers, body);
        let id = ("x-amzn-RequestId", REQUEST_ID);
        let old_id = ("x-amz-request-id", REQUEST_ID);
        let header = |value| ("x-amzn-errortype", value);
        let addressed = &*format!("{code}:http://internal.amazon.com/coral/com.amazon.coral.service/");
        let namespaced = &*format!("com.amazonaws.signer#{code}");
        let both = &*format!("com.amazonaws.signer#{code}:http://internal.amazon.com/");
        vec![
            case(&[id, ("X-Amzn-ErrorType", code)], json!({ "message": "Oh no" })),
            case(&[id, header(addressed)], json!({ "message": "Oh no" })),
            case(&[old_id, header(namespaced)], json!({ "message": "Oh no" })),
            case(&[header(both)], json!({ "message": "Oh \"no\" \u{1F512}" })),
            // The header wins over the error's own member `code`.
            case(&[id, header(code)], json!({ "message": "Oh no", "code": "InvalidJobParameters" })),
            case(&[id, header(code)], json!({ "message": "Oh no", "code": "Other", "__type": "Other" })),
            case(&[id], json!({ "Message": "Oh no", "code": code, "__type": "Other" })),
            case(&[id], json!({ "message": "Oh no", "__type": namespaced, "code": null })),
            case(&[id], json!({ "errorMessage": "Oh no", "__type": both })),
            // However many lines the service writes, the error has one.
            case(&[id, header(code)], json!({ "message": "Oh no:\r\nERROR\u{1B}[2J" })),
            case(&[id, header(code)], json!({ "message": null })),
            // An odd member does not hide what kind of error it is.
            case(&[id, header(code)], json!({ "message": "Oh no", "code": 7 })),
            case(&[id, header(code)], json!({ "code": {}, "message": ["Oh no"] })),
            case(&[id, header(code)], Value::Null),
        ]
    }

    /// A response with this body; none if it is null.
    fn new(operation: &'static str, status: u16, code: &'static str, headers: &[(&str, &str)], body: Value) -> Self {
        let text = |name: &str| body[name].as_str().map(str::to_owned);
        let request_id = headers.iter().find(|(name, _)| name.to_lowercase().ends_with("id"));
        let bytes = if body.is_null() { String::new() } else { body.to_string() };
        Self {
            operation,
            answer: Answer::new(status, headers, bytes),
            status,
            code,
            // Of another type, it is the empty string: present, and nothing to go by.
            member_code: body.get("code").filter(|code| !code.is_null()).map(|_| text("code").unwrap_or_default()),
            message: ["message", "Message", "errorMessage"].into_iter().find_map(text),
            request_id: request_id.map(|(_, id)| (*id).to_owned()),
        }
    }

    /// What does not depend on the type of the error.
    fn check<E>(&self, error: &SdkError<E>)
    where
        E: ProvideErrorMetadata + RequestId + std::error::Error + 'static,
    {
        assert!(matches!(error, SdkError::ServiceError(_)), "{error:?}");
        self.check_metadata(error);
        self.check_metadata(error.as_service_error().unwrap());
        let response = error.raw_response().unwrap();
        assert_eq!(response.status().as_u16(), self.status);
        let described = [Some(self.code), self.message.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(": ");
        let id = self.request_id.as_ref().map(|id| format!(", request id {id}")).unwrap_or_default();
        let line = format!("{} failed: {described} (HTTP {}{id}, 1 attempt)", self.operation, self.status);
        assert_eq!(error.to_string(), line.replace(char::is_control, " "));
        let source = std::error::Error::source(error).unwrap();
        assert_eq!(source.to_string(), described.replace(char::is_control, " "));
    }

    /// Code, message and request id, as any of the error types gives them.
    fn check_metadata<E: ProvideErrorMetadata + RequestId + Debug>(&self, error: &E) {
        assert_eq!(error.code(), Some(self.code), "{error:?}");
        assert_eq!(error.message(), self.message.as_deref(), "{error:?}");
        assert_eq!(error.request_id(), self.request_id.as_deref(), "{error:?}");
    }
}

/// One test for each operation: a call with the least that it takes, and the errors modelled for it.
macro_rules! modelled_errors {
    ($(
        $operation:ident $error:ident [$($setters:tt)*] {
            $($status:literal $shape:ident $is:ident,)*
        }
    )*) => {
        /// Each operation's error type, with the errors and their status.
        const MODELLED: &[(&str, &[(&str, u16)])] = &[$((stringify!($error), &[$((stringify!($shape), $status)),*])),*];

        /// Each operation with its least input, presigned.
        pub async fn presigned(client: &Client, config: PresigningConfig) -> Vec<PresignedRequest> {
            vec![$(client.$operation()$($setters)*.customize().presigned(config).await.unwrap()),*]
        }

        $(
            #[tokio::test]
            async fn $operation() {
                use tinsmith_signer::operation::$operation::$error;
                let name = stringify!($error).trim_end_matches("Error");
                let unmodelled = [("BrandNewException", 418), ("SlowDown", 400)];
                let modelled = [$((stringify!($shape), $status)),*];
                let errors = modelled.into_iter().chain(unmodelled);
                let cases: Vec<Case> = errors.flat_map(|(code, status)| Case::spellings(name, status, code)).collect();
                let server = Server::start(cases.iter().map(|case| case.answer.clone())).await;
                let client = client(&server);
                for case in &cases {
                    let error = client.$operation()$($setters)*.send().await.expect_err(name);
                    case.check(&error);
                    let line = error.to_string();
                    let error = error.into_service_error();
                    case.check_metadata(&error);
                    let answers = [$((stringify!($shape), error.$is())),*];
                    for (shape, is) in answers {
                        assert_eq!(is, shape == case.code, "{shape}: {error:?}");
                    }
                    match (case.code, &error) {
                        $((stringify!($shape), $error::$shape(shape)) => {
                            assert_eq!(shape.message(), case.message.as_deref());
                            assert_eq!(shape.code(), case.member_code.as_deref());
                            case.check_metadata(shape);
                        })*
                        (code, error) => {
                            assert!(unmodelled.iter().any(|(unmodelled, _)| *unmodelled == code), "{error:?}");
                            assert!(matches!(error, $error::Unhandled(_)), "{error:?}");
                        }
                    }
                    let error = tinsmith_signer::Error::from(error);
                    case.check_metadata(&error);
                    assert_eq!(error.to_string(), line);
                    match (case.code, &error) {
                        $((stringify!($shape), tinsmith_signer::Error::$shape(_)) => {})*
                        (_, tinsmith_signer::Error::Unhandled(_)) => assert!(unmodelled.iter().any(|(code, _)| *code == case.code)),
                        (code, error) => panic!("{code} became {error:?}"),
                    }
                }
            }
        )*
    };
}

use modelled_errors;
