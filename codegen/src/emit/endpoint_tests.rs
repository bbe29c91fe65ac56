//! The endpoint tests of the model: `tests/endpoint.rs`.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::{Imports, import};
use super::values::{TestImports, structure};
use super::{Module, crate_ident, doc, ident};
use crate::ir::{self, CallSetting, Client, EndpointCall, EndpointParam, EndpointTest};

/// The file of all endpoint tests, or nothing when there are none.
pub(super) fn module(client: &Client) -> Option<Module> {
    if client.tests.endpoint.is_empty() {
        return None;
    }
    let bodies = || client.tests.endpoint.iter().filter_map(|test| test.body.as_ref().ok());
    let plain = bodies().all(|test| test.expected.as_ref().map_or(true, ir::Endpoint::is_plain));
    let krate = crate_ident(client);
    let mut imports = TestImports::default();
    if bodies().any(|test| test.older_partitions) {
        imports.test_util("older_partitions");
    }
    let tests = client.tests.endpoint.iter().map(|test| {
        let body = test.body.as_ref().map(|test| body(test, plain));
        super::test_function(&test.name, &doc(&test.docs), body)
    });
    let tests: Vec<_> = tests.collect();
    let calls = client.tests.endpoint_calls.iter().map(|test| {
        let body = test.body.as_ref().map(|test| call(test, &mut imports));
        super::test_function(&test.name, &doc(&test.docs), body)
    });
    let calls: Vec<_> = calls.collect();
    let schemes = bodies().flat_map(|test| test.expected.iter()).any(|endpoint| !endpoint.auth_schemes.is_empty());
    let auth_scheme = schemes.then(|| quote!(EndpointAuthScheme,));
    let config = config_imports(client);
    let check = if plain { check_of_urls() } else { check_of_endpoints() };
    let (skip_rustfmt, imports) = (super::skip_rustfmt(), imports.into_tokens(&krate));
    Some(Module {
        path: "tests/endpoint.rs".to_owned(),
        docs: "The endpoint tests of the model.".to_owned(),
        tokens: quote! {
            #skip_rustfmt
            #![allow(clippy::needless_update, reason = "a test may set all there is")]
            use tinsmith_runtime::endpoint::{Endpoint, #auth_scheme EndpointError, EndpointParams};
            #imports
            use #krate::client::SERVICE;
            #config
            #check
            #(#tests)*
            #(#calls)*
        },
    })
}

/// `use tinsmith_example::config::{Config, Region};`: what the settings of calls are made of.
fn config_imports(client: &Client) -> TokenStream {
    let calls = || client.tests.endpoint_calls.iter().filter_map(|test| test.body.as_ref().ok());
    let settings = calls().flat_map(|call| &call.settings).filter_map(|setting| match setting {
        CallSetting::Region(_) => Some("Region"),
        CallSetting::Account(_) => Some("Credentials"),
        CallSetting::AccountMode(_) => Some("AccountIdEndpointMode"),
        _ => None,
    });
    let names: BTreeSet<_> = calls().map(|_| "Config").chain(settings).collect();
    let krate = crate_ident(client);
    import(&quote!(#krate::config), names.into_iter())
}

/// ```text
/// let input = GetThingInput::builder().bucket("b").build().unwrap();
/// let config = Config::builder().region(Region::new("eu-west-1"));
/// assert_eq!(endpoint_of(&SERVICE, config, input), Ok(Endpoint::new("https://b.eu-west-1.example.com")));
/// ```
fn call(call: &EndpointCall, imports: &mut TestImports) -> TokenStream {
    let (endpoint_of, input) = (imports.test_util("endpoint_of"), structure(&call.input, imports));
    let settings = call.settings.iter().map(|setting| match setting {
        CallSetting::Region(region) => quote!(.region(Region::new(#region))),
        CallSetting::EndpointUrl(url) => quote!(.endpoint_url(#url)),
        CallSetting::Switch(method) => {
            let method = ident(method);
            quote!(.#method(true))
        }
        CallSetting::Account(account) => {
            let credentials = quote!(Credentials::from_keys("AKIDEXAMPLE", "secret", None));
            quote!(.credentials_provider(#credentials.with_account_id(#account)))
        }
        CallSetting::AccountMode(mode) => {
            let mode = ident(mode);
            quote!(.account_id_endpoint_mode(AccountIdEndpointMode::#mode))
        }
        CallSetting::Param(name, param) => {
            let value = value(param);
            quote!(.endpoint_param(#name, #value))
        }
    });
    let expected = match &call.expected {
        Ok(endpoint) => {
            let endpoint = super::endpoint::endpoint(endpoint, &mut Imports::default());
            quote!(Ok(#endpoint))
        }
        Err(error) => quote!(Err(EndpointError::new(#error))),
    };
    quote! {
        let input = #input;
        let config = Config::builder()#(#settings)*;
        let endpoint = #endpoint_of(&SERVICE, config, input);
        assert_eq!(endpoint, #expected);
    }
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
    // The partition may have gained what the error says is lacking after the model was written.
    let older = test.older_partitions.then(|| {
        quote! {
            let partitions = older_partitions(&SERVICE, &params);
            let params = EndpointParams { partitions: partitions.as_deref(), ..params };
        }
    });
    quote! {
        #operation
        let params = EndpointParams { #(#fields)* #of_operation ..Default::default() };
        #older
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
