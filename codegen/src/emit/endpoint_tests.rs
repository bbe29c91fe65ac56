//! The endpoint tests of the model: `tests/endpoint.rs`.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Module, crate_ident, doc, ident};
use crate::ir::{Client, EndpointParam, EndpointTest};

/// The file of all endpoint tests, or nothing when there are none.
pub(super) fn module(client: &Client) -> Option<Module> {
    if client.tests.endpoint.is_empty() {
        return None;
    }
    let tests = client.tests.endpoint.iter().map(|test| {
        let body = test.body.as_ref().map(body);
        super::test_function(&test.name, &doc(&test.docs), body)
    });
    let (skip_rustfmt, krate) = (super::skip_rustfmt(), crate_ident(client));
    Some(Module {
        path: "tests/endpoint.rs".to_owned(),
        docs: "The endpoint tests of the model.".to_owned(),
        tokens: quote! {
            #skip_rustfmt
            #![allow(clippy::needless_update, reason = "a test may set all there is")]
            use tinsmith_runtime::endpoint::{Endpoint, EndpointError, EndpointParams};
            use #krate::client::SERVICE;

            /// Checks the URL that the rules give, or the words of their error.
            #[track_caller]
            fn check(params: EndpointParams<'_>, expected: Result<&str, &str>) {
                let endpoint = SERVICE.resolve_endpoint(&params);
                assert_eq!(endpoint.as_ref().map(Endpoint::url).map_err(EndpointError::message), expected);
            }
            #(#tests)*
        },
    })
}

/// ```text
/// let params = EndpointParams { region: Some("us-east-1"), ..Default::default() };
/// check(params, Ok("https://signer.us-east-1.amazonaws.com"));
/// ```
fn body(test: &EndpointTest) -> TokenStream {
    let params = test.params.iter().map(|(field, value)| {
        let field = ident(field);
        match value {
            EndpointParam::Text(text) => quote!(#field: Some(#text),),
            EndpointParam::Bool(value) => quote!(#field: #value,),
        }
    });
    let expected = match &test.expected {
        Ok(url) => quote!(Ok(#url)),
        Err(error) => quote!(Err(#error)),
    };
    quote! {
        let params = EndpointParams { #(#params)* ..Default::default() };
        check(params, #expected);
    }
}
