//! Unions.

/// Defines a Smithy `union`: each variant with the names of the methods that ask for it, and `Unknown`, for variants
/// that services add later.
///
/// ```
/// tinsmith_runtime::union! {
///     /// What to paint.
///     #[derive(Clone, Debug, PartialEq)]
///     pub enum Subject {
///         /// A text.
///         Text(String) = (as_text, is_text),
///         /// Another subject in a frame.
///         Framed(Box<Subject>) = (as_framed, is_framed),
///         /// Nothing.
///         Nothing = (as_nothing, is_nothing),
///     }
/// }
///
/// let subject = Subject::Framed(Box::new(Subject::Text("a".to_owned())));
/// assert_eq!(subject.as_framed().ok().and_then(|inner| inner.as_text().ok()), Some(&"a".to_owned()));
/// assert!(subject.as_text() == Err(&subject) && !subject.is_nothing() && !subject.is_unknown());
/// ```
#[macro_export]
macro_rules! union {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident $( ($($ty:tt)+) )? = ($as_name:ident, $is_name:ident $(,)?), )*
        }
    ) => {
        $(#[$meta])*
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$variant_meta])* $variant $( ($($ty)+) )?, )*
            /// A variant that this version of the client does not know. It can be received, and not be sent.
            #[non_exhaustive]
            Unknown,
        }

        impl $name {
            $( $crate::union_variant! { $variant, $as_name, $is_name $( , $($ty)+ )? } )*

            /// Whether it is a variant that this version of the client does not know.
            #[must_use]
            pub fn is_unknown(&self) -> bool {
                matches!(self, Self::Unknown)
            }
        }
    };
}

/// The methods of a variant.
#[doc(hidden)]
#[macro_export]
macro_rules! union_variant {
    ($variant:ident, $as_name:ident, $is_name:ident) => {
        #[doc = concat!("`Ok` if it is `", stringify!($variant), "`.\n\n# Errors\n\nThe union itself, if it is another variant.")]
        pub fn $as_name(&self) -> ::std::result::Result<(), &Self> {
            if let Self::$variant = self { Ok(()) } else { Err(self) }
        }

        $crate::union_variant! { @is $variant, $is_name, Self::$variant }
    };
    ($variant:ident, $as_name:ident, $is_name:ident, Box<$ty:ty> $(,)?) => {
        $crate::union_variant! { $variant, $as_name, $is_name, $ty }
    };
    ($variant:ident, $as_name:ident, $is_name:ident, $ty:ty $(,)?) => {
        #[doc = concat!("The value of `", stringify!($variant), "`.\n\n# Errors\n\nThe union itself, if it is another variant.")]
        pub fn $as_name(&self) -> ::std::result::Result<&$ty, &Self> {
            if let Self::$variant(value) = self { Ok(value) } else { Err(self) }
        }

        $crate::union_variant! { @is $variant, $is_name, Self::$variant(_) }
    };
    (@is $variant:ident, $is_name:ident, $pattern:pat) => {
        #[doc = concat!("Whether it is `", stringify!($variant), "`.")]
        #[must_use]
        pub fn $is_name(&self) -> bool {
            matches!(self, $pattern)
        }
    };
}
