//! Enums over integers.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Module, deprecated, doc, doc_lines, ident};
use crate::ir::IntEnum;

/// The file of an enum.
///
/// ```text
/// /// What a throw of the dice gives.
/// ///
/// /// Members of this type are `i32`s, so that values which the service adds later are no different.
/// pub enum Faces {}
///
/// impl Faces {
///     /// The best.
///     pub const SIX: i32 = 6;
/// }
/// ```
pub(super) fn module(int_enum: &IntEnum) -> Module {
    let (name, docs) = (ident(&int_enum.name), doc(&int_enum.docs));
    let more = doc_lines([
        "",
        "Members of this type are `i32`s, so that values which the service adds later are no different.",
    ]);
    let old = deprecated(int_enum.deprecated.as_ref());
    let values = int_enum.values.iter().map(|value| {
        let (name, docs, number) = (ident(&value.name), doc(&value.docs), Literal::i32_unsuffixed(value.value));
        let old = deprecated(value.deprecated.as_ref());
        quote!(#docs #old pub const #name: i32 = #number;)
    });
    let values: TokenStream = values.collect();
    let expect = super::expect_deprecated(int_enum.deprecated.is_some());
    Module {
        path: format!("src/types/{}.rs", int_enum.module.bare()),
        docs: format!("`{}`.", int_enum.name.as_str()),
        tokens: quote! {
            #expect
            #docs
            #more
            #old
            pub enum #name {}
            impl #name { #values }
        },
    }
}
