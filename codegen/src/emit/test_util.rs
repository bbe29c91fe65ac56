//! The module `test_util`, there with the feature of this name.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Module, client, crate_ident, expect_deprecated, ident};
use crate::ir::{Client, Operation, Structure};

/// ```text
/// tinsmith_runtime::stubs! {
///     on_start_signing_job = start_signing_job::StartSigningJobInput,
/// }
/// ```
pub(super) fn module(client: &Client) -> Module {
    let stubs = client.operations.iter().map(|operation| {
        let (on, module, input) = (on(operation), ident(&operation.method_name), ident(&operation.input.name));
        let stream = operation.input.stream().map(|field| ident(&field.name)).map(|name| quote!(.#name));
        quote!(#on = #module::#input #stream)
    });
    let is_old = |input: &Structure| {
        input.deprecated.is_some() || input.stream().is_some_and(|field| field.deprecated.is_some())
    };
    let expect = expect_deprecated(client.operations.iter().any(|operation| is_old(&operation.input)));
    Module {
        path: "src/test_util.rs".to_owned(),
        docs: String::new(),
        tokens: quote!(#expect tinsmith_runtime::stubs! { #(#stubs,)* }),
    }
}

/// The module's declaration, with documentation that all clients have alike.
pub(super) fn declaration(client: &Client) -> TokenStream {
    let name = crate_ident(client);
    let example = client::simple_operation(client).map(|operation| {
        let (method, on) = (ident(&operation.method_name), on(operation));
        quote!(, #method, #on)
    });
    quote! {
        #[cfg(feature = "test-util")]
        #[doc = tinsmith_runtime::test_util_docs!(#name #example)]
        pub mod test_util;
    }
}

/// `on_start_signing_job`; `on_2get` of `_2get`.
fn on(operation: &Operation) -> proc_macro2::Ident {
    format_ident!("on_{}", operation.method_name.bare().trim_start_matches('_'))
}
