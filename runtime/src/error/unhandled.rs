//! Errors that have no type of their own.

use std::fmt;
use std::sync::Arc;

use super::{BoxError, ErrorMetadata, ErrorMetadataMut, ProvideErrorMetadata, RequestId, with_causes};

/// An error that the model does not name for the operation, or none of the service: its [`source`](std::error::Error::source)
/// is then what went wrong, such as a [`ValidationError`](crate::validation::ValidationError).
#[derive(Clone)]
pub struct Unhandled {
    meta: ErrorMetadata,
    /// The text, unless the metadata are.
    note: Option<Box<str>>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// The text, since this is what a `main` that returns the error prints.
impl fmt::Debug for Unhandled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unhandled({self})")
    }
}

impl Unhandled {
    /// An error of the service. `note` is what is worth saying when the response had no code.
    pub(crate) fn from_response(meta: ErrorMetadata, note: Option<String>) -> Self {
        Self { meta, note: note.map(Into::into), source: None }
    }

    /// An error of the service that has nothing but metadata.
    #[doc(hidden)]
    #[must_use]
    pub fn from_meta(meta: ErrorMetadata) -> Self {
        Self::from_response(meta, None)
    }

    /// Another error, which becomes the source.
    #[doc(hidden)]
    pub fn from_source(source: impl Into<BoxError>) -> Self {
        Self { meta: ErrorMetadata::NONE, note: None, source: Some(Arc::from(source.into())) }
    }

    /// Another error, which becomes the source, under a text that says more.
    pub(crate) fn with_note(note: String, source: BoxError) -> Self {
        Self { note: Some(note.into()), ..Self::from_source(source) }
    }
}

impl ProvideErrorMetadata for Unhandled {
    fn meta(&self) -> &ErrorMetadata {
        &self.meta
    }
}

impl ErrorMetadataMut for Unhandled {
    fn meta_mut(&mut self) -> &mut ErrorMetadata {
        &mut self.meta
    }
}

impl RequestId for Unhandled {
    fn request_id(&self) -> Option<&str> {
        self.meta.request_id()
    }
}

impl fmt::Display for Unhandled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.note, &self.source) {
            (Some(note), _) => self.meta.write_in_context(format_args!("{note}"), f),
            (None, Some(source)) => {
                self.meta.write_in_context(format_args!("{}", with_causes(source.to_string(), source.source())), f)
            }
            (None, None) => self.meta.write_in_context(format_args!("{}", self.meta), f),
        }
    }
}

impl std::error::Error for Unhandled {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_service_stay_in_their_line() {
        let meta = ErrorMetadata::builder().code("A\nB").message("c\r\nERROR d\u{1B}[2J").build();
        let expected = "A B: c  ERROR d [2J";
        assert_eq!(meta.to_string(), expected);
        assert_eq!(Unhandled::from_meta(meta).to_string(), expected);
        assert_eq!(Unhandled::with_note("a\nb".to_owned(), "c".into()).to_string(), "a b");
        assert_eq!(Unhandled::from_source("a\nb").to_string(), "a b");
    }
}
