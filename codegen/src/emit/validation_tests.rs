//! The tests of constraints that the model carries: `tests/validation.rs`.

use proc_macro2::TokenStream;
use quote::quote;

use super::values::{TestImports, structure};
use super::{Module, crate_ident, doc};
use crate::ir::{Client, Test, ValidationTest};

/// The file of all tests, or nothing when there are none.
pub(super) fn module(client: &Client) -> Option<Module> {
    let tests = &client.tests.validation;
    if tests.is_empty() {
        return None;
    }
    let mut imports = TestImports::default();
    let tests: Vec<_> = tests.iter().map(|test| function(test, &mut imports)).collect();
    let imports = imports.into_tokens(&crate_ident(client));
    let skip_rustfmt = super::skip_rustfmt();
    Some(Module {
        path: "tests/validation.rs".to_owned(),
        docs: "What the model's own tests say of inputs that break its constraints.".to_owned(),
        tokens: quote! {
            #skip_rustfmt
            #![allow(deprecated, reason = "what is deprecated is tested too")]
            #imports
            #(#tests)*
        },
    })
}

/// ```text
/// let input = TagResourceInput::builder().tags("a", "").build().unwrap();
/// assert_violates(&input, "1 validation error detected. Value with length 0 at '/tags/a' failed ..");
/// ```
fn function(test: &Test<ValidationTest>, imports: &mut TestImports) -> TokenStream {
    let body = test.body.as_ref().map(|ValidationTest { input, message }| {
        let input = structure(input, imports);
        let assert_violates = imports.test_util("assert_violates");
        quote! {
            let input = #input;
            #assert_violates(&input, #message);
        }
    });
    super::test_function(&test.name, &doc(&test.docs), body)
}
