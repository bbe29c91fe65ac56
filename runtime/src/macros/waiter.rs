//! Waiters of a service.

/// Gives the builder of an operation what it needs to wait, when a [`Waiter`](crate::waiter::Waiter) stands in place of its
/// client. The builder's fields are `client` and `input`.
#[allow(clippy::crate_in_macro_def, reason = "the generated crate's own items are meant")]
#[macro_export]
macro_rules! waiter_builder {
    ($builder:ident, $input:ident) => {
        impl $builder<$crate::waiter::Waiter<$input>> {
            pub(crate) fn of_waiter(client: $crate::waiter::Waiter<$input>) -> Self {
                Self { client, input: ::std::default::Default::default() }
            }

            /// What has been set so far.
            #[must_use]
            pub fn as_input(&self) -> &$input {
                &self.input
            }

            /// Waits, for at most this long: at the `.await` of what this gives, which takes settings before.
            pub fn wait(self, max_wait: ::std::time::Duration) -> $crate::waiter::Wait<$input> {
                self.client.wait(self.input, max_wait)
            }
        }

        /// Keeps the text of the whole failure.
        impl
            ::std::convert::From<
                $crate::waiter::WaiterError<
                    <$input as $crate::operation::Operation>::Output,
                    <$input as $crate::operation::Operation>::Error,
                >,
            > for crate::Error
        {
            fn from(
                error: $crate::waiter::WaiterError<
                    <$input as $crate::operation::Operation>::Output,
                    <$input as $crate::operation::Operation>::Error,
                >,
            ) -> Self {
                error.into_service_error().into()
            }
        }
    };
}

/// Defines the waiters of a service: the trait `Waiters`, which its client implements, and a module with the types of each.
///
/// A waiter is a function that tells what a poll means. Its attributes have the waiter's name, the trait's method and the builder
/// that it gives, of which the operation's file has made a [`waiter_builder!`](crate::waiter_builder); the least and the most
/// seconds between two calls; and the names of its types: builder, result, error.
#[allow(clippy::crate_in_macro_def, reason = "the generated crate's own items are meant")]
#[macro_export]
macro_rules! waiters {
    ($(
        $(#[doc = $doc:literal])*
        #[waiter($name:literal, $method:ident, $builder:ident)]
        #[delay(min = $min_delay:literal, max = $max_delay:literal)]
        #[types($fluent:ident, $final_poll:ident, $error:ident)]
        $(#[$deprecated:ident])?
        fn $module:ident($polled:ident: $($type:ident)::+<'_, $input:ident>) -> Option<$($state:ident)::+> $body:block
    )*) => {
        pub use $crate::waiter::{
            ExceededMaxWait, FailureState, FinalPoll, OperationFailed, Progress, Wait, WaiterError,
        };

        /// Calls that go on until what they wait for has come. Import this trait to make them.
        pub trait Waiters {
            $(
                $(#[doc = $doc])*
                $(#[$deprecated])?
                fn $method(&self) -> $module::$fluent;
            )*
        }

        impl Waiters for crate::Client {
            $(
                fn $method(&self) -> $module::$fluent {
                    static WAITER: $crate::waiter::WaiterInfo<$input> =
                        $crate::waiter::WaiterInfo::new($name, $min_delay, $max_delay, $module);
                    $builder::of_waiter($crate::waiter::Waiter::new(self.core.clone(), &WAITER))
                }
            )*
        }

        $(
            fn $module($polled: $($type)::+<'_, $input>) -> Option<$($state)::+> $body

            #[doc = concat!("Types of [`", stringify!($method), "`](super::Waiters::", stringify!($method), ").")]
            pub mod $module {
                use super::{$builder, $input};

                type Output = <$input as $crate::operation::Operation>::Output;
                type Error = <$input as $crate::operation::Operation>::Error;

                #[doc = concat!("What [`", stringify!($method), "`](super::Waiters::", stringify!($method), ") gives.")]
                pub type $fluent = $builder<$crate::waiter::Waiter<$input>>;
                /// What a wait gives when what it waited for has come.
                pub type $final_poll = $crate::waiter::FinalPoll<Output, $crate::error::SdkError<Error>>;
                /// Why it has not come.
                pub type $error = $crate::waiter::WaiterError<Output, Error>;
            }
        )*
    };
}
