//! What every error of a service carries.

use std::fmt::{self, Write};

use super::OneLine;
use super::context::Answer;

/// An error's code, message and request id, as the service gave them.
///
/// ```
/// # use tinsmith_runtime::error::ErrorMetadata;
/// let meta = ErrorMetadata::builder().code("NotFoundException").message("no such profile").build();
/// assert_eq!(meta.to_string(), "NotFoundException: no such profile");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ErrorMetadata {
    code: Option<Box<str>>,
    message: Option<Box<str>>,
    request_id: Option<Box<str>>,
    /// The answer that carried the error, once the error stands without its `SdkError`.
    pub(super) answer: Option<Box<Answer>>,
}

impl ErrorMetadata {
    pub(crate) const NONE: Self = Self { code: None, message: None, request_id: None, answer: None };

    /// A builder without anything set, for errors that tests make up.
    #[must_use]
    pub fn builder() -> ErrorMetadataBuilder {
        ErrorMetadataBuilder::default()
    }

    /// The error's code, such as `ValidationException`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The service's words.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    pub(super) fn with_code(mut self, code: &str) -> Self {
        self.code = Some(code.into());
        self
    }

    /// With the service's words hidden, which are sensitive (`smithy.api#sensitive`).
    #[doc(hidden)]
    #[must_use]
    pub fn without_message(mut self) -> Self {
        self.message = self.message.map(|_| "** redacted **".into());
        self
    }

    /// The id under which the service logged the request; AWS Support asks for it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }
}

/// `Code: message`, or whichever of the two there is.
impl fmt::Display for ErrorMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut OneLine(f);
        match (&self.code, &self.message) {
            (Some(code), Some(message)) => write!(f, "{code}: {message}"),
            (Some(text), None) | (None, Some(text)) => f.write_str(text),
            (None, None) => f.write_str("an error without code or message"),
        }
    }
}

/// Builds [`ErrorMetadata`].
#[derive(Debug, Clone, Default)]
pub struct ErrorMetadataBuilder(ErrorMetadata);

/// The setters of a text, by value and in place.
macro_rules! setters {
    ($($name:ident, $set_name:ident;)*) => {$(
        #[doc = concat!("See [`", stringify!($name), "`](ErrorMetadata::", stringify!($name), ").")]
        #[must_use]
        pub fn $name(mut self, value: impl Into<String>) -> Self {
            self.$set_name(Some(value.into()));
            self
        }

        #[doc = concat!("Sets or clears [`", stringify!($name), "`](Self::", stringify!($name), ").")]
        pub fn $set_name(&mut self, value: Option<String>) -> &mut Self {
            self.0.$name = value.map(Into::into);
            self
        }
    )*};
}

impl ErrorMetadataBuilder {
    setters! {
        code, set_code;
        message, set_message;
        request_id, set_request_id;
    }

    /// The finished metadata.
    #[must_use]
    pub fn build(self) -> ErrorMetadata {
        self.0
    }
}

/// `Code: message`, the text of an error shape, and what is known of the answer that carried it. The message is a `&str`
/// when the model requires one, else optional.
#[doc(hidden)]
pub fn describe<'a>(
    code: &str,
    message: impl Into<Option<&'a str>>,
    meta: &ErrorMetadata,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    match message.into() {
        Some(message) => meta.write_in_context(format_args!("{code}: {message}"), f),
        None => meta.write_in_context(format_args!("{code}"), f),
    }
}

impl ErrorMetadata {
    /// The error's text, in one line, with what is known of the answer that carried it.
    pub(super) fn write_in_context(&self, text: fmt::Arguments<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f = &mut OneLine(f);
        match &self.answer {
            Some(answer) => answer.write("failed", text, f),
            None => f.write_fmt(text),
        }
    }
}

/// Access to what every error of a service carries.
pub trait ProvideErrorMetadata {
    /// Code, message and request id together.
    fn meta(&self) -> &ErrorMetadata;

    /// The error's code, such as `ValidationException`.
    fn code(&self) -> Option<&str> {
        self.meta().code()
    }

    /// The service's words.
    fn message(&self) -> Option<&str> {
        self.meta().message()
    }
}

/// What lets an error learn of the answer that carried it.
#[doc(hidden)]
pub trait ErrorMetadataMut {
    /// Code, message and request id together.
    fn meta_mut(&mut self) -> &mut ErrorMetadata;
}

/// Access to the id under which the service logged a request.
pub trait RequestId {
    /// The request's id, when there was a response and it carried one.
    fn request_id(&self) -> Option<&str>;
}
