//! Enums over strings.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Module, deprecated, doc, expect_deprecated, ident};
use crate::ir::StringEnum;

/// The file of an enum.
///
/// ```text
/// string_enum! {
///     /// How far a job has come.
///     pub enum SigningStatus {
///         /// Still running.
///         InProgress = "InProgress",
///     }
/// }
/// ```
pub(super) fn module(string_enum: &StringEnum) -> Module {
    let (name, docs) = (ident(&string_enum.name), doc(&string_enum.docs));
    let old = deprecated(string_enum.deprecated.as_ref());
    let variants: Vec<TokenStream> = string_enum
        .variants
        .iter()
        .map(|variant| {
            let (name, docs, value) = (ident(&variant.name), doc(&variant.docs), &variant.value);
            let old = deprecated(variant.deprecated.as_ref());
            quote!(#docs #old #name = #value,)
        })
        .collect();
    let old_variant = string_enum.variants.iter().any(|variant| variant.deprecated.is_some());
    let expect = expect_deprecated(string_enum.deprecated.is_some() || old_variant);
    Module {
        path: format!("src/types/{}.rs", string_enum.module.bare()),
        docs: format!("`{}`.", string_enum.name.as_str()),
        tokens: quote! {
            #expect
            tinsmith_runtime::string_enum! {
                #docs
                #old
                pub enum #name { #(#variants)* }
            }
        },
    }
}
