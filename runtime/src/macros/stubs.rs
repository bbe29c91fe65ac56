//! Stubs of operations (feature `test-util`). Without the feature, the macros for errors are there and empty: generated code
//! need not ask.

/// Defines the type `Stubs` of a generated crate: for each operation the method that takes its stub, and the input's type. Of an
/// input that is a stream, the field that holds it stands behind.
///
/// ```text
/// tinsmith_runtime::stubs! {
///     on_start_signing_job = start_signing_job::StartSigningJobInput,
///     on_upload_archive = upload_archive::UploadArchiveInput.body,
/// }
/// ```
#[allow(clippy::crate_in_macro_def, reason = "the generated crate's own items are meant")]
#[cfg(feature = "test-util")]
#[macro_export]
macro_rules! stubs {
    ($( $on:ident = $module:ident :: $input:ident $(. $stream:ident)? ),* $(,)?) => {
        pub use $crate::test_util::users::*;

        /// Stands in for the service: a closure for each operation that a test is about to call.
        ///
        /// A closure gets the input, after idempotency token, validation and encoding: an input that cannot be sent fails as it
        /// does in production, and reaches no stub. It answers with an output or with a [`StubError`], which the error of each
        /// modelled kind becomes by `.into()`. It is asked once a call: there are no further
        /// attempts, no hooks and no spans, for which a [`ReplayClient`] stands in for the transport. What is called without a
        /// stub is an error that says which is missing.
        ///
        /// Clones, and the clients made of them, share stubs and recorded calls.
        #[derive(Clone, Debug)]
        pub struct Stubs($crate::test_util::StubTable);

        impl Stubs {
            /// No stubs yet.
            #[must_use]
            pub fn new() -> Self {
                Self($crate::test_util::StubTable::new(&[
                    $( (<crate::operation::$module::$input as $crate::operation::Operation>::INFO.name(), stringify!($on)), )*
                ]))
            }

            $( $crate::stub_method! { $on, $module, $input $(, $stream)? } )*

            /// A client that is answered by the stubs, with the settings of [`config`](Self::config).
            #[must_use]
            pub fn client(&self) -> crate::Client {
                crate::Client::from_conf(self.config().build())
            }

            /// The settings of [`config()`], with the stubs: for code that makes its client itself, or needs other settings.
            #[must_use]
            pub fn config(&self) -> crate::config::Builder {
                self.0.config()
            }

            /// The names of the operations that were called with an input that can be sent, in order.
            #[must_use]
            pub fn calls(&self) -> Vec<&'static str> {
                self.0.calls()
            }

            /// The inputs that an operation was called with, in order. There are none of those that hold a stream, which has
            /// no copy.
            #[must_use]
            pub fn inputs_of<I: $crate::operation::Operation + Clone>(&self) -> Vec<I> {
                self.0.inputs_of()
            }
        }

        impl Default for Stubs {
            fn default() -> Self {
                Self::new()
            }
        }
    };
}

/// The method of [`stubs!`](crate::stubs) for an operation.
#[allow(clippy::crate_in_macro_def, reason = "the generated crate's own items are meant")]
#[cfg(feature = "test-util")]
#[doc(hidden)]
#[macro_export]
macro_rules! stub_method {
    ($on:ident, $module:ident, $input:ident) => {
        #[doc = concat!("Answers calls of `", stringify!($module), "`. A stub that is set again takes the other's place.")]
        #[must_use]
        pub fn $on(
            self,
            answer: impl Fn(&crate::operation::$module::$input) -> StubResult<crate::operation::$module::$input>
            + Send
            + Sync
            + 'static,
        ) -> Self {
            self.0.on(answer);
            self
        }
    };
    ($on:ident, $module:ident, $input:ident, $stream:ident) => {
        #[doc = concat!("Answers calls of `", stringify!($module), "`. A stub that is set again takes the other's place. It may take the stream out of the input.")]
        #[must_use]
        pub fn $on(
            self,
            answer: impl Fn(&mut crate::operation::$module::$input) -> StubResult<crate::operation::$module::$input>
            + Send
            + Sync
            + 'static,
        ) -> Self {
            self.0.on_stream(answer, |input, stream| input.$stream = stream.into());
            self
        }
    };
}

/// Makes what a stub fails with of the errors of an operation.
#[allow(clippy::crate_in_macro_def, reason = "the generated crate's own items are meant")]
#[cfg(feature = "test-util")]
#[doc(hidden)]
#[macro_export]
macro_rules! stub_errors {
    ($name:ident: $($variant:ident)*) => {
        $(
            impl ::std::convert::From<crate::types::error::$variant> for $crate::test_util::StubError<$name> {
                fn from(error: crate::types::error::$variant) -> Self {
                    Self::modelled(error, $name::$variant)
                }
            }
        )*

        impl ::std::convert::From<$name> for $crate::test_util::StubError<$name> {
            fn from(error: $name) -> Self {
                match error {
                    $( $name::$variant(error) => error.into(), )*
                    error @ $name::Unhandled(_) => Self::unmodelled(error),
                }
            }
        }
    };
}

#[cfg(not(feature = "test-util"))]
#[doc(hidden)]
#[macro_export]
macro_rules! stub_errors {
    ($($tokens:tt)*) => {};
}

/// Documentation of a generated crate's module `test_util`. The operation of the example needs no member.
#[doc(hidden)]
#[macro_export]
macro_rules! test_util_docs {
    ($krate:ident $(, $operation:ident, $on:ident)?) => {
        concat!(
            "Tests without a service (feature `test-util`): [`Stubs`](crate::test_util::Stubs) answer in its place, operation by operation.\n",
            $(
                "\n# Your own error handling, in five lines\n\n```\n",
                "use ", stringify!($krate), "::error::SdkError;\n",
                "use ", stringify!($krate), "::test_util::{StubError, Stubs};\n",
                "# ", stringify!($krate), "::test_util::block_on(async {\n\n",
                "let stubs = Stubs::new().", stringify!($on), "(|_input| Err(StubError::timeout()));\n",
                "let client = stubs.client();\n",
                "let error = client.", stringify!($operation), "().send().await.unwrap_err(); // or what calls it\n",
                "assert!(matches!(error, SdkError::TimeoutError(_)));\n",
                "assert_eq!(stubs.calls().len(), 1);\n",
                "# });\n```\n",
            )?
            "\n# What else there is\n\n",
            "- A stub gives an output, `Ok(..)`, or an error: one that the model names, `Err(error.into())`, or what else\n",
            "  [`StubError`](crate::test_util::StubError) has constructors for: time-outs, broken connections, any response.\n",
            "- [`config()`](crate::test_util::config()) is for clients without stubs: a clock that stands still, waits that pass at\n",
            "  once, randomness and signatures that are the same in every run, and no network.\n",
            "- [`ReplayClient`](crate::test_util::ReplayClient) answers requests from a list, and\n",
            "  [`RecordingClient`](crate::test_util::RecordingClient) records such a list from a service.\n",
            "- [`ExpectedRequest`](crate::test_util::ExpectedRequest) compares a request with what it should be, JSON as JSON.\n",
        )
    };
}

/// What a stub needs to know of an error shape.
#[cfg(feature = "test-util")]
#[doc(hidden)]
#[macro_export]
macro_rules! stub_shape {
    ($name:ident, $status:literal, $error:ident => $message:expr) => {
        impl $crate::test_util::StubShape for $name {
            const STATUS: u16 = $status;

            fn text(&self) -> ::std::option::Option<&str> {
                let $error = self;
                ::std::convert::Into::into($message)
            }
        }
    };
}

#[cfg(not(feature = "test-util"))]
#[doc(hidden)]
#[macro_export]
macro_rules! stub_shape {
    ($($tokens:tt)*) => {};
}
