//! Enums over strings.

/// Defines a Smithy `enum`: open, so that values which services add later pass through unharmed.
///
/// ```
/// tinsmith_runtime::string_enum! {
///     /// How far a job has come.
///     pub enum Status {
///         /// Still running.
///         InProgress = "IN_PROGRESS",
///         /// Ended well.
///         Succeeded = "SUCCEEDED",
///     }
/// }
///
/// assert_eq!(Status::from("SUCCEEDED"), Status::Succeeded);
/// assert_eq!(Status::from("PAUSED").as_str(), "PAUSED");
/// assert!(Status::try_parse("PAUSED").is_err());
/// ```
///
/// With `#[sensitive]` before everything else (`smithy.api#sensitive`), `Debug` and errors hide the value.
#[macro_export]
macro_rules! string_enum {
    (#[sensitive] $(#[$meta:meta])* pub enum $name:ident { $($variants:tt)* }) => {
        $crate::string_enum! { @define hidden $(#[$meta])* pub enum $name { $($variants)* } }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_tuple(stringify!($name)).field(&"** redacted **").finish()
            }
        }
    };
    ($(#[$meta:meta])* pub enum $name:ident { $($variants:tt)* }) => {
        $crate::string_enum! { @define from $(#[$meta])* #[derive(Debug)] pub enum $name { $($variants)* } }
    };
    (
        @define $error:ident
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $value:literal, )*
        }
    ) => {
        $(#[$meta])*
        #[non_exhaustive]
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $( $(#[$variant_meta])* $variant, )*
            /// A value that this version of the client does not know. Get its text with `as_str`.
            Unknown($crate::primitives::UnknownVariantValue),
        }

        impl $name {
            /// The value as it goes over the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $value, )*
                    Self::Unknown(value) => value.as_str(),
                }
            }

            /// All values that the model knows.
            #[must_use]
            pub const fn values() -> &'static [&'static str] {
                &[$( $value, )*]
            }

            /// The variant of a value that the model knows.
            ///
            /// # Errors
            ///
            /// When the model does not know the value.
            pub fn try_parse(value: &str) -> ::std::result::Result<Self, $crate::primitives::UnknownVariantError> {
                match Self::from(value) {
                    Self::Unknown(unknown) => Err($crate::primitives::UnknownVariantError::$error(unknown)),
                    known => Ok(known),
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(value: &str) -> Self {
                match value {
                    $( $value => Self::$variant, )*
                    other => Self::Unknown($crate::primitives::UnknownVariantValue::new(other)),
                }
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(value: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                Ok(Self::from(value))
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::text::HttpText for $name {
            fn write(
                &self,
                place: $crate::text::Place,
                out: &mut ::std::string::String,
            ) -> ::std::result::Result<(), $crate::primitives::DateTimeError> {
                $crate::text::write_string(self.as_str(), place, out);
                ::std::result::Result::Ok(())
            }
        }

        impl $crate::text::FromText for $name {
            const EXPECTED: &'static str = "a string";

            fn from_text(text: &str) -> ::std::option::Option<Self> {
                ::std::option::Option::Some(Self::from(text))
            }
        }

        impl $crate::json::ToJson for $name {
            fn to_json(&self, json: &mut $crate::json::JsonWriter) {
                json.string(self.as_str());
            }
        }

        impl $crate::json::FromJson for $name {
            fn from_json(json: $crate::json::JsonValue<'_>) -> Self {
                Self::from(&*json.as_str())
            }
        }
    };
}

#[cfg(test)]
mod tests {
    string_enum! {
        #[sensitive]
        /// What a person earns.
        pub enum Wage {
            /// Enough.
            Good = "GOOD",
        }
    }

    #[test]
    fn a_sensitive_value_is_not_shown() {
        for wage in [Wage::Good, Wage::from("5")] {
            assert_eq!(format!("{wage:?}"), "Wage(\"** redacted **\")");
        }
        assert_eq!((Wage::values(), Wage::try_parse("GOOD")), (&["GOOD"][..], Ok(Wage::Good)));
        assert_eq!(Wage::try_parse("5").unwrap_err().to_string(), "`** redacted **` is no known value");
    }
}
