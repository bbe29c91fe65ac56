//! What every error of a service carries.

use std::fmt;

/// An error's code, message and request id, as the service gave them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ErrorMetadata {
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
}

impl ErrorMetadata {
    pub(crate) const NONE: Self = Self { code: None, message: None, request_id: None };

    pub(crate) fn new(code: Option<String>, message: Option<String>, request_id: Option<String>) -> Self {
        Self { code, message, request_id }
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

    /// The id under which the service logged the request; AWS Support asks for it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }
}

/// `Code: message`, or whichever of the two there is.
impl fmt::Display for ErrorMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.code, &self.message) {
            (Some(code), Some(message)) => write!(f, "{code}: {message}"),
            (Some(text), None) | (None, Some(text)) => f.write_str(text),
            (None, None) => f.write_str("an error without code or message"),
        }
    }
}

/// `Code: message`, the text of an error shape. Its message is a `&str` when the model requires one, else optional.
#[doc(hidden)]
pub fn describe<'a>(code: &str, message: impl Into<Option<&'a str>>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(code)?;
    message.into().map_or(Ok(()), |message| write!(f, ": {message}"))
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

/// Access to the id under which the service logged a request.
pub trait RequestId {
    /// The request's id, when there was a response and it carried one.
    fn request_id(&self) -> Option<&str>;
}

/// An error that the model does not name for the operation, or that could not be read as the model says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unhandled {
    meta: ErrorMetadata,
    /// What is worth saying when the response had no code: status and the start of the body.
    note: Option<String>,
}

impl Unhandled {
    pub(crate) fn new(meta: ErrorMetadata, note: Option<String>) -> Self {
        Self { meta, note }
    }
}

impl ProvideErrorMetadata for Unhandled {
    fn meta(&self) -> &ErrorMetadata {
        &self.meta
    }
}

impl RequestId for Unhandled {
    fn request_id(&self) -> Option<&str> {
        self.meta.request_id()
    }
}

impl fmt::Display for Unhandled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.note {
            Some(note) => f.write_str(note),
            None => self.meta.fmt(f),
        }
    }
}

impl std::error::Error for Unhandled {}
