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

        impl ::std::convert::From<$name> for crate::Error {
            fn from(error: $name) -> Self {
                match error {
                    $( $name::$variant(error) => Self::$variant(error), )*
                    $name::Unhandled(error) => Self::Unhandled(error),
                }
            }
        }

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

        impl $crate::error::ProvideErrorMetadata for $name {
            fn meta(&self) -> &$crate::error::ErrorMetadata {
                match self {
                    $( Self::$variant(error) => error.meta(), )*
                    Self::Unhandled(error) => error.meta(),
                }
            }
        }

        impl $crate::error::RequestId for $name {
            fn request_id(&self) -> ::std::option::Option<&str> {
                $crate::error::ProvideErrorMetadata::meta(self).request_id()
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

        impl ::std::error::Error for $name {
            fn source(&self) -> ::std::option::Option<&(dyn ::std::error::Error + 'static)> {
                match self {
                    $( Self::$variant(error) => Some(error), )*
                    Self::Unhandled(error) => Some(error),
                }
            }
        }

        impl $crate::error::OperationError for $name {
            fn from_response(response: &$crate::error::ErrorResponse<'_>) -> Self {
                match response.code() {
                    $(
                        <crate::types::error::$variant as $crate::error::ErrorShape>::CODE => {
                            response.decode().map_or_else(Self::Unhandled, Self::$variant)
                        }
                    )*
                    _ => Self::Unhandled(response.unhandled()),
                }
            }

            fn unhandled(error: $crate::error::Unhandled) -> Self {
                Self::Unhandled(error)
            }
        }
    };
}

/// Makes an error of a structure that has a field `meta` and an accessor `message`, and that implements
/// [`ErrorShape`](crate::error::ErrorShape).
#[macro_export]
macro_rules! error_shape {
    ($name:ident) => {
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
                $crate::error::describe(<Self as $crate::error::ErrorShape>::CODE, self.message(), f)
            }
        }

        impl ::std::error::Error for $name {}
    };
}
