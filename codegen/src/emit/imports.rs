//! What a generated file imports: collected while its code is emitted, so that the list is never guessed from text.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::ident;
use crate::ir::{Ident, Type};

/// The imports of one file.
#[derive(Debug, Default)]
pub(super) struct Imports {
    runtime: BTreeSet<&'static str>,
    types: BTreeSet<String>,
    /// The file's own type, which is not imported.
    own: Option<String>,
    hash_map: bool,
}

impl Imports {
    /// The imports of a file that defines this type.
    pub(super) fn of(own: &Ident) -> Self {
        Self { own: Some(own.as_str().to_owned()), ..Self::default() }
    }

    /// A name of `tinsmith_runtime::prelude`.
    pub(super) fn runtime(&mut self, name: &'static str) -> proc_macro2::Ident {
        self.runtime.insert(name);
        format_ident!("{name}")
    }

    /// A Rust type.
    pub(super) fn ty(&mut self, ty: &Type) -> TokenStream {
        match ty {
            Type::Bool => quote!(bool),
            Type::Number(name) => {
                let name = format_ident!("{name}");
                quote!(#name)
            }
            Type::String => quote!(String),
            Type::Blob => {
                let blob = self.runtime("Blob");
                quote!(#blob)
            }
            Type::DateTime => {
                let date_time = self.runtime("DateTime");
                quote!(#date_time)
            }
            Type::Structure(name) | Type::Enum(name) => {
                if self.own.as_deref() != Some(name.as_str()) {
                    self.types.insert(name.as_str().to_owned());
                }
                let name = ident(name);
                quote!(#name)
            }
            Type::List(element) => {
                let element = self.ty(element);
                quote!(Vec<#element>)
            }
            Type::Map(value) => {
                let value = self.ty(value);
                self.hash_map = true;
                quote!(HashMap<String, #value>)
            }
            Type::Sparse(value) => {
                let value = self.ty(value);
                quote!(Option<#value>)
            }
        }
    }

    /// `use std::collections::HashMap; use tinsmith_runtime::prelude::{Blob, ToJson}; use crate::types::{A, B};`
    pub(super) fn into_tokens(self) -> TokenStream {
        let std = self.hash_map.then(|| {
            quote!(
                use std::collections::HashMap;
            )
        });
        let runtime = import(&quote!(tinsmith_runtime::prelude), self.runtime.iter().copied());
        let types = import(&quote!(crate::types), self.types.iter().map(String::as_str));
        quote!(#std #runtime #types)
    }
}

/// `use path::{A, B};`, or nothing.
pub(super) fn import<'a>(path: &TokenStream, names: impl Iterator<Item = &'a str>) -> TokenStream {
    let names: Vec<_> = names.map(|name| format_ident!("{name}")).collect();
    match names.as_slice() {
        [] => TokenStream::new(),
        [name] => quote!(use #path::#name;),
        names => quote!(use #path::{#(#names),*};),
    }
}
