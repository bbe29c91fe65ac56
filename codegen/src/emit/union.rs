//! Unions: definition and validation.

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::Imports;
use super::structure::rule_value;
use super::{Module, deprecated, doc, expect_deprecated, ident, json};
use crate::ir::{Client, Union, UnionVariant};

/// The file of a union of the module `types`.
pub(super) fn module(union: &Union, client: &Client) -> Module {
    let mut imports = Imports::of_type(&union.name, None);
    let items = [
        definition(union, &mut imports),
        debug(union),
        validate(union, &mut imports),
        json::union_to_json(union, &mut imports),
        json::union_from_json(union, &mut imports),
    ];
    let imports = imports.into_tokens();
    let refers = |variant: &UnionVariant| variant.ty.as_ref().is_some_and(|ty| client.is_deprecated(ty));
    let old = union.deprecated.is_some() || union.has_deprecated() || union.variants.iter().any(refers);
    let expect = expect_deprecated(old);
    Module {
        path: format!("src/types/{}.rs", union.module.bare()),
        docs: format!("`{}`.", union.shape),
        tokens: quote!(#expect #imports #(#items)*),
    }
}

/// ```text
/// tinsmith_runtime::union! {
///     /// What to sign.
///     #[derive(Clone, Debug, PartialEq)]
///     pub enum Source {
///         /// An object in a bucket.
///         S3(S3Source) = (as_s3, is_s3),
///     }
/// }
/// ```
fn definition(union: &Union, imports: &mut Imports) -> TokenStream {
    let (name, docs) = (ident(&union.name), doc(&union.docs));
    let old = deprecated(union.deprecated.as_ref());
    let debug = if hides(union) { quote!() } else { quote!(Debug,) };
    let variants = union.variants.iter().map(|variant| {
        let (docs, old) = (doc(&variant.docs), deprecated(variant.deprecated.as_ref()));
        let (name, as_name, is_name) = (ident(&variant.name), ident(&variant.as_name), ident(&variant.is_name));
        let value = variant.ty.as_ref().map(|ty| {
            let ty = imports.ty(ty);
            if variant.boxed { quote!((Box<#ty>)) } else { quote!((#ty)) }
        });
        quote!(#docs #old #name #value = (#as_name, #is_name),)
    });
    let variants: Vec<_> = variants.collect();
    quote! {
        tinsmith_runtime::union! {
            #docs
            #old
            #[derive(Clone, #debug PartialEq)]
            pub enum #name { #(#variants)* }
        }
    }
}

fn hides(union: &Union) -> bool {
    union.sensitive || union.variants.iter().any(|variant| variant.sensitive)
}

/// ```text
/// impl std::fmt::Debug for Source {
///     fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
///         match self {
///             Self::Key(_) => f.debug_tuple("Key").field(&"** redacted **").finish(),
///             Self::S3(value) => f.debug_tuple("S3").field(value).finish(),
///             Self::Unknown => f.write_str("Unknown"),
///         }
///     }
/// }
/// ```
fn debug(union: &Union) -> TokenStream {
    if !hides(union) {
        return TokenStream::new();
    }
    let (name, text) = (ident(&union.name), union.name.as_str());
    let variants = union.variants.iter().map(|variant| {
        let (name, text) = (ident(&variant.name), variant.name.as_str());
        match (&variant.ty, variant.sensitive) {
            (None, _) => quote!(Self::#name => f.write_str(#text),),
            (Some(_), true) => quote!(Self::#name(_) => f.debug_tuple(#text).field(&"** redacted **").finish(),),
            (Some(_), false) => quote!(Self::#name(value) => f.debug_tuple(#text).field(value).finish(),),
        }
    });
    let body = match union.sensitive {
        true => quote!(f.debug_tuple(#text).field(&"** redacted **").finish()),
        false => quote!(match self { #(#variants)* Self::Unknown => f.write_str("Unknown"), }),
    };
    quote! {
        impl std::fmt::Debug for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                #body
            }
        }
    }
}

/// ```text
/// impl Validate for Source {
///     fn validate(&self, v: &mut Validator<'_>) {
///         match self {
///             Self::S3(value) => v.check("s3", value, &Nested),
///             _ => {}
///         }
///     }
/// }
/// ```
///
/// If only one variant is constrained, `if let Self::S3(value) = self { .. }`.
fn validate(union: &Union, imports: &mut Imports) -> TokenStream {
    if !union.validated {
        return TokenStream::new();
    }
    let checks = union.variants.iter().filter_map(|variant| {
        let (name, member, rule) = (ident(&variant.name), &variant.member, variant.rule.as_ref()?);
        let rule = rule_value(rule, imports);
        Some((quote!(Self::#name(value)), quote!(v.check(#member, value, &#rule))))
    });
    let checks: Vec<_> = checks.collect();
    let (name, validate, validator) = (ident(&union.name), imports.runtime("Validate"), imports.runtime("Validator"));
    let body = match checks.as_slice() {
        [(pattern, check)] => quote!(if let #pattern = self { #check; }),
        checks => {
            let arms = checks.iter().map(|(pattern, check)| quote!(#pattern => #check,));
            quote!(match self { #(#arms)* _ => {} })
        }
    };
    quote! {
        impl #validate for #name {
            fn validate(&self, v: &mut #validator<'_>) {
                #body
            }
        }
    }
}
