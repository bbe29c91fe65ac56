//! The endpoint tests of the model: `tests/endpoint.rs`.

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::Imports;
use super::{Module, crate_ident, doc, ident};
use crate::ir::{self, Client, EndpointParam, EndpointTest};

/// The file of all endpoint tests, or nothing when there are none.
pub(super) fn module(client: &Client) -> Option<Module> {
    if client.tests.endpoint.is_empty() {
        return None;
    }
    let bodies = || client.tests.endpoint.iter().filter_map(|test| test.body.as_ref().ok());
    let plain = bodies().all(|test| test.expected.as_ref().map_or(true, ir::Endpoint::is_plain));
    let tests = client.tests.endpoint.iter().map(|test| {
        let body = test.body.as_ref().map(|test| body(test, plain));
        super::test_function(&test.name, &doc(&test.docs), body)
    });
    let (skip_rustfmt, krate) = (super::skip_rustfmt(), crate_ident(client));
    let (auth_scheme, check) = if plain {
        (None, check_of_urls())
    } else {
        let schemes = bodies().flat_map(|test| test.expected.iter()).any(|endpoint| !endpoint.auth_schemes.is_empty());
        (schemes.then(|| quote!(EndpointAuthScheme,)), check_of_endpoints())
    };
    let older = bodies().any(|test| test.older_partitions).then(|| {
        quote!(
            use tinsmith_runtime::test_util::older_partitions;
        )
    });
    Some(Module {
        path: "tests/endpoint.rs".to_owned(),
        docs: "The endpoint tests of the model.".to_owned(),
        tokens: quote! {
            #skip_rustfmt
            #![allow(clippy::needless_update, reason = "a test may set all there is")]
            use tinsmith_runtime::endpoint::{Endpoint, #auth_scheme EndpointError, EndpointParams};
            #older
            use #krate::client::SERVICE;
            #check
            #(#tests)*
        },
    })
}

fn check_of_urls() -> TokenStream {
    quote! {
        /// Checks the endpoint that the rules give, which is no more than a URL, or the words of their error.
        #[track_caller]
        fn check(params: EndpointParams<'_>, expected: Result<&str, &str>) {
            let endpoint = SERVICE.resolve_endpoint(&params);
            assert_eq!(endpoint, expected.map(Endpoint::new).map_err(EndpointError::new));
        }
    }
}

fn check_of_endpoints() -> TokenStream {
    quote! {
        /// Checks the endpoint that the rules give, or the words of their error.
        #[track_caller]
        fn check(params: EndpointParams<'_>, expected: Result<Endpoint, &str>) {
            let endpoint = SERVICE.resolve_endpoint(&params);
            assert_eq!(endpoint, expected.map_err(EndpointError::new));
        }
    }
}

/// ```text
/// let operation = [("Bucket", "a".into())];
/// let params = EndpointParams { region: Some("us-east-1"), operation: &operation, ..Default::default() };
/// check(params, Ok("https://a.signer.us-east-1.amazonaws.com"));
/// ```
fn body(test: &EndpointTest, plain: bool) -> TokenStream {
    let fields = test.fields.iter().map(|(field, param)| {
        let (field, value) = (ident(field), value(param));
        if matches!(param, EndpointParam::Bool(_)) { quote!(#field: #value,) } else { quote!(#field: Some(#value),) }
    });
    let named = test.operation.iter().map(|(name, param)| {
        let value = value(param);
        quote!((#name, #value.into()))
    });
    let of_operation = !test.operation.is_empty();
    let operation = of_operation.then(|| quote!(let operation = [#(#named),*];));
    let of_operation = of_operation.then(|| quote!(operation: &operation,));
    let older = test.older_partitions.then(|| quote!(let partitions = older_partitions();));
    let partitions = test.older_partitions.then(|| quote!(partitions: Some(&partitions),));
    let expected = match &test.expected {
        Ok(endpoint) => {
            let mut imports = Imports::default();
            let value = match plain {
                true => super::endpoint::template(&endpoint.url, &mut imports),
                false => super::endpoint::endpoint(endpoint, &mut imports),
            };
            quote!(Ok(#value))
        }
        Err(error) => quote!(Err(#error)),
    };
    quote! {
        #operation
        #older
        let params = EndpointParams { #(#fields)* #of_operation #partitions ..Default::default() };
        check(params, #expected);
    }
}

fn value(param: &EndpointParam) -> TokenStream {
    match param {
        EndpointParam::Text(text) => quote!(#text),
        EndpointParam::Bool(value) => quote!(#value),
        EndpointParam::Texts(texts) => quote!(vec![#(#texts),*]),
    }
}
