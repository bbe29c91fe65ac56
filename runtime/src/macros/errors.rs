//! Enums over error shapes.

/// Defines what an operation can fail with: a variant for each error shape that the model names, and `Unhandled`.
///
/// The error shapes are those of the crate's module `types::error`. The crate must have a
/// [`service_error!`](crate::service_error) named `Error` at its root, into which every operation's error converts.
#[allow(clippy::crate_in_macro_def, reason = "the generated crate's own items are meant")]
#[macro_export]
macro_rules! operation_error {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $variant:ident = $is_variant:ident, )*
        }
    ) => {
        $crate::error_enum! {
            $(#[$meta])*
            pub enum $name { $( $variant, )* }
        }

        impl $name {
            $(
                #[doc = concat!("Whether the service answered with [`", stringify!($variant), "`](crate::types::error::", stringify!($variant), ").")]
                #[must_use]
                pub fn $is_variant(&self) -> bool {
                    matches!(self, Self::$variant(_))
                }
            )*
        }

        $crate::stub_errors! { $name: $($variant)* }

        impl ::std::convert::From<$name> for crate::Error {
            fn from(error: $name) -> Self {
                match error {
                    $( $name::$variant(error) => Self::$variant(error), )*
                    $name::Unhandled(error) => Self::Unhandled(error),
                }
            }
        }

        /// Keeps the text of the whole failure: operation, status, attempts.
        impl<R> ::std::convert::From<$crate::error::SdkError<$name, R>> for crate::Error {
            fn from(error: $crate::error::SdkError<$name, R>) -> Self {
                error.into_service_error().into()
            }
        }
    };
}

/// Defines what any operation of a service can fail with.
#[macro_export]
macro_rules! service_error {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $variant:ident, )*
        }
    ) => {
        $crate::error_enum! {
            $(#[$meta])*
            pub enum $name { $( $variant, )* }
        }

        impl ::std::convert::From<$crate::error::BuildError> for $name {
            fn from(error: $crate::error::BuildError) -> Self {
                Self::unhandled(error)
            }
        }
    };
}

/// What the errors of operations and of services share.
#[allow(clippy::crate_in_macro_def, reason = "the generated crate's own items are meant")]
#[doc(hidden)]
#[macro_export]
macro_rules! error_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $variant:ident, )*
        }
    ) => {
        $(#[$meta])*
        #[non_exhaustive]
        #[derive(Debug)]
        pub enum $name {
            $(
                #[doc = concat!("The service answered with [`", stringify!($variant), "`](crate::types::error::", stringify!($variant), ").")]
                $variant(crate::types::error::$variant),
            )*
            /// Anything else: an error that the model does not name here, or none that can be read.
            Unhandled($crate::error::Unhandled),
        }

        #[allow(dead_code, reason = "an enum need not be public")]
        impl $name {
            /// An error that the model does not name, from what the service says of it.
            #[must_use]
            pub fn generic(meta: $crate::error::ErrorMetadata) -> Self {
                Self::Unhandled($crate::error::Unhandled::from_meta(meta))
            }

            /// An error that is none of the service: its source.
            pub fn unhandled(source: impl ::std::convert::Into<$crate::error::BoxError>) -> Self {
                Self::Unhandled($crate::error::Unhandled::from_source(source))
            }

            /// Code, message and request id.
            #[must_use]
            pub fn meta(&self) -> &$crate::error::ErrorMetadata {
                match self {
                    $( Self::$variant(error) => $crate::error::ProvideErrorMetadata::meta(error), )*
                    Self::Unhandled(error) => $crate::error::ProvideErrorMetadata::meta(error),
                }
            }
        }

        impl $crate::error::ProvideErrorMetadata for $name {
            fn meta(&self) -> &$crate::error::ErrorMetadata {
                self.meta()
            }
        }

        impl $crate::error::ErrorMetadataMut for $name {
            fn meta_mut(&mut self) -> &mut $crate::error::ErrorMetadata {
                match self {
                    $( Self::$variant(error) => $crate::error::ErrorMetadataMut::meta_mut(error), )*
                    Self::Unhandled(error) => $crate::error::ErrorMetadataMut::meta_mut(error),
                }
            }
        }

        impl $crate::error::RequestId for $name {
            fn request_id(&self) -> ::std::option::Option<&str> {
                self.meta().request_id()
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    $( Self::$variant(error) => ::std::fmt::Display::fmt(error, f), )*
                    Self::Unhandled(error) => ::std::fmt::Display::fmt(error, f),
                }
            }
        }

        /// The text is that of the variant's error, so the source is that error's too.
        impl ::std::error::Error for $name {
            fn source(&self) -> ::std::option::Option<&(dyn ::std::error::Error + 'static)> {
                match self {
                    $( Self::$variant(error) => ::std::error::Error::source(error), )*
                    Self::Unhandled(error) => ::std::error::Error::source(error),
                }
            }
        }

        impl $crate::error::OperationError for $name {
            const CODES: &'static [&'static str] =
                &[ $( <crate::types::error::$variant as $crate::error::ErrorShape>::CODE, )* ];

            fn from_response(response: &$crate::error::ErrorResponse<'_>) -> Self {
                match response.shape() {
                    $(
                        <crate::types::error::$variant as $crate::error::ErrorShape>::CODE => {
                            Self::$variant(response.decode())
                        }
                    )*
                    _ => Self::Unhandled(response.unhandled()),
                }
            }

            fn from_unhandled(error: $crate::error::Unhandled) -> Self {
                Self::Unhandled(error)
            }
        }
    };
}

/// Makes an error of a structure that has a field `meta` and an accessor `message`, and that implements
/// [`ErrorShape`](crate::error::ErrorShape). Its builder holds a field `meta` or, if it is written `FooBuilder.0`, the
/// structure itself. The number is its HTTP status, which tests answer with. With `hidden message`, its text has the message of
/// the metadata instead of its own.
#[macro_export]
macro_rules! error_shape {
    ($name:ident, $builder:ident $(. $whole:tt)?, $status:literal) => {
        $crate::error_shape! { @define $name, $builder $(. $whole)?, $status, error => error.message() }
    };
    ($name:ident, $builder:ident $(. $whole:tt)?, $status:literal, hidden message) => {
        $crate::error_shape! { @define $name, $builder $(. $whole)?, $status, error => error.meta.message() }
    };
    (@define $name:ident, $builder:ident $(. $whole:tt)?, $status:literal, $error:ident => $message:expr) => {
        $crate::stub_shape! { $name, $status, $error => $message }

        impl $builder {
            /// Sets code, message and request id as every error gives them.
            #[must_use]
            pub fn meta(mut self, meta: $crate::error::ErrorMetadata) -> Self {
                self$(.$whole)?.meta = meta;
                self
            }
        }

        impl $crate::error::ErrorMetadataMut for $name {
            fn meta_mut(&mut self) -> &mut $crate::error::ErrorMetadata {
                &mut self.meta
            }
        }

        impl $crate::error::ProvideErrorMetadata for $name {
            fn meta(&self) -> &$crate::error::ErrorMetadata {
                &self.meta
            }
        }

        impl $crate::error::RequestId for $name {
            fn request_id(&self) -> ::std::option::Option<&str> {
                self.meta.request_id()
            }
        }

        /// `Code: message`.
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let $error = self;
                $crate::error::describe(<Self as $crate::error::ErrorShape>::CODE, $message, &self.meta, f)
            }
        }

        impl ::std::error::Error for $name {}
    };
}

#[cfg(test)]
mod tests {
    use crate::error::{ErrorMetadata, ErrorShape, ProvideErrorMetadata};
    use crate::json::JsonValue;

    /// Stands in for a generated error with a sensitive message.
    #[derive(Debug, Default)]
    struct Secret {
        message: Option<String>,
        meta: ErrorMetadata,
    }

    impl Secret {
        fn message(&self) -> Option<&str> {
            self.message.as_deref()
        }
    }

    impl ErrorShape for Secret {
        const CODE: &'static str = "Secret";

        fn decode(meta: ErrorMetadata, _: JsonValue<'_>) -> Self {
            Self { message: meta.message().map(str::to_owned), meta: meta.without_message() }
        }
    }

    #[derive(Default)]
    struct SecretBuilder(Secret);

    error_shape!(Secret, SecretBuilder.0, 400, hidden message);

    #[test]
    fn a_message_that_is_sensitive_is_in_the_field_only() {
        let meta = ErrorMetadata::builder().code("Secret").message("the key is 1234").build();
        let error = Secret::decode(meta, JsonValue::missing());
        assert_eq!(error.message(), Some("the key is 1234"));
        assert_eq!(error.to_string(), "Secret: ** redacted **");
        assert_eq!(ProvideErrorMetadata::message(&error), Some("** redacted **"));
        assert!(!format!("{:?}", error.meta()).contains("1234"));
    }

    #[test]
    fn without_a_message_there_is_nothing_to_hide() {
        assert_eq!(SecretBuilder::default().meta(ErrorMetadata::default()).0.to_string(), "Secret");
    }
}
