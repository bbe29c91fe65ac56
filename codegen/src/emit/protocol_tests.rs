//! The protocol tests of the model: `tests/protocol.rs`.

use proc_macro2::TokenStream;
use quote::quote;

use super::values::{TestImports, structure, text};
use super::{Module, crate_ident, doc, ident};
use crate::ir::{
    Body, Client, ExpectedError, ExpectedOutput, ExpectedRequest, OperationTypes, ProtocolTest, Response,
    StructureValue, Test,
};

/// The file of all protocol tests, or nothing when there are none.
pub(super) fn module(client: &Client) -> Option<Module> {
    if client.tests.protocol.is_empty() {
        return None;
    }
    let mut imports = TestImports::default();
    let of = of(client);
    let tests = client.tests.protocol.iter().map(|test| function(test, &of, &mut imports));
    let tests: Vec<_> = tests.collect();
    let imports = imports.into_tokens(&crate_ident(client));
    let skip_rustfmt = super::skip_rustfmt();
    Some(Module {
        path: "tests/protocol.rs".to_owned(),
        docs: "The protocol tests of the model: what requests look like, and what is read from responses.".to_owned(),
        tokens: quote! {
            #skip_rustfmt
            #![allow(deprecated, reason = "what is deprecated is tested too")]
            #imports
            #(#tests)*
        },
    })
}

/// `.of(&client::SERVICE)`, where the service has something of its own to be tested.
fn of(client: &Client) -> Option<TokenStream> {
    let krate = crate_ident(client);
    (!client.service.is_plain()).then(|| quote!(.of(&#krate::client::SERVICE)))
}

fn function(test: &Test<ProtocolTest>, of: &Option<TokenStream>, imports: &mut TestImports) -> TokenStream {
    let body = test.body.as_ref().map(|body| match body {
        ProtocolTest::Request(input, expected) => request(input, expected, of, imports),
        ProtocolTest::Output(operation, response, expected) => output(operation, response, expected, of, imports),
        ProtocolTest::Error(operation, response, expected) => error(operation, response, expected, of, imports),
    });
    super::test_function(&test.name, &doc(&test.docs), body)
}

/// ```text
/// let input = TagResourceInput::builder().resource_arn("arn:a").tags("a", "b").build().unwrap();
/// ExpectedRequest::new("POST", "/tags/arn%3Aa").json(r#"{"tags": {"a": "b"}}"#).check(input);
/// ```
fn request(
    input: &StructureValue,
    expected: &ExpectedRequest,
    of: &Option<TokenStream>,
    imports: &mut TestImports,
) -> TokenStream {
    let input = structure(input, imports);
    let name = imports.test_util("ExpectedRequest");
    let (method, path) = (&expected.method, &expected.path);
    let host = expected.host.as_ref().map(|host| quote!(.host(#host)));
    let resolved_host = expected.resolved_host.as_ref().map(|host| quote!(.resolved_host(#host)));
    let list = |method: TokenStream, items: &[String]| (!items.is_empty()).then(|| quote!(.#method(&[#(#items),*])));
    let query = list(quote!(query), &expected.query);
    let forbidden_query = list(quote!(forbid_query), &expected.forbidden_query);
    let required_query = list(quote!(require_query), &expected.required_query);
    let headers = headers(&expected.headers);
    let forbidden_headers = list(quote!(forbid_headers), &expected.forbidden_headers);
    let required_headers = list(quote!(require_headers), &expected.required_headers);
    let body = expected.body.as_ref().map(|body| match body {
        Body::Json(json) => {
            let json = text(json);
            quote!(.json(#json))
        }
        Body::Text(body) => {
            let body = text(body);
            quote!(.body(#body))
        }
    });
    quote! {
        let input = #input;
        #name::new(#method, #path) #of #host #resolved_host #query #forbidden_query #required_query
            #headers #forbidden_headers #required_headers #body .check(input);
    }
}

/// ```text
/// let expected = StartSigningJobOutput::builder().job_id("1").build();
/// Response::new(200).header("Content-Type", "application/json").body(r#"{"jobId": "1"}"#)
///     .gives::<StartSigningJobInput>(expected);
/// ```
///
/// A stream cannot be compared: such an output is compared field by field.
fn output(
    operation: &OperationTypes,
    response: &Response,
    expected: &ExpectedOutput,
    of: &Option<TokenStream>,
    imports: &mut TestImports,
) -> TokenStream {
    let input = imports.operation(&operation.module, &operation.input);
    let (response, value) = (self::response(response, of, imports), structure(&expected.value, imports));
    if let Some((stream, fields)) = &expected.stream {
        let (stream, fields, collect) = (ident(stream), fields.iter().map(ident), imports.test_util("collect"));
        return quote! {
            let expected = #value;
            let output = #response.reads::<#input>();
            #(assert_eq!(output.#fields, expected.#fields);)*
            assert_eq!(#collect(output.#stream), #collect(expected.#stream));
        };
    }
    let gives = if expected.value.has_nan() { quote!(gives_like) } else { quote!(gives) };
    quote! {
        let expected = #value;
        #response.#gives::<#input>(expected);
    }
}

/// ```text
/// let error = Response::new(404).header("X-Amzn-Errortype", "NotFoundException").fails::<TagResourceInput>();
/// let TagResourceError::NotFoundException(error) = error else { panic!("{error}") };
/// let expected = types::error::NotFoundException::builder().build();
/// assert_eq!(error.message, expected.message);
/// ```
fn error(
    operation: &OperationTypes,
    response: &Response,
    expected: &ExpectedError,
    of: &Option<TokenStream>,
    imports: &mut TestImports,
) -> TokenStream {
    let input = imports.operation(&operation.module, &operation.input);
    let name = imports.operation(&operation.module, &operation.error);
    let (response, variant) = (self::response(response, of, imports), ident(&expected.variant));
    let (value, fields) = (structure(&expected.value, imports), expected.fields.iter().map(ident));
    let code = expected.code.as_ref().map(|code| quote!(assert_eq!(error.meta().code(), Some(#code));));
    let expected = (!expected.fields.is_empty()).then(|| quote!(let expected = #value;));
    quote! {
        let error = #response.fails::<#input>();
        #code
        let #name::#variant(error) = error else { panic!("{error}") };
        #expected
        #(assert_eq!(error.#fields, expected.#fields);)*
    }
}

fn response(response: &Response, of: &Option<TokenStream>, imports: &mut TestImports) -> TokenStream {
    let (name, status) = (imports.test_util("Response"), proc_macro2::Literal::u16_unsuffixed(response.status));
    let (headers, body) = (headers(&response.headers), text(&response.body));
    let body = (!response.body.is_empty()).then(|| quote!(.body(#body)));
    quote!(#name::new(#status) #of #headers #body)
}

fn headers(headers: &[(String, String)]) -> TokenStream {
    let headers = headers.iter().map(|(name, value)| {
        let value = text(value);
        quote!(.header(#name, #value))
    });
    quote!(#(#headers)*)
}
