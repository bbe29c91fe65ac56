//! Emitters: from the intermediate representation to the files of a crate, a file per kind of item.

mod bindings;
mod builder;
mod client;
mod constraint_tests;
mod constraints;
mod endpoint;
mod endpoint_params;
mod endpoint_tests;
mod error;
mod imports;
mod int_enum;
mod json;
mod literal;
mod manifest;
mod operation;
mod pagination;
mod protocol_tests;
mod query;
mod string_enum;
mod structure;
mod test_util;
mod union;
mod validation_tests;
mod values;
mod waiters;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::{self, Client, Deprecated, Docs, Ident, Structure};
use crate::{File, PackageOptions, format};

/// The files of a crate, in order of path. Paths are relative to the crate's folder and use `/`.
pub(crate) fn emit(client: &Client, options: &PackageOptions) -> Result<Vec<File>, format::FormatError> {
    let mut files = vec![manifest::cargo_toml(client, options), manifest::readme(client, options)];
    let source = options.model_name.as_str();
    let mut rust = |path: String, docs: &[String], tokens: TokenStream| -> Result<(), format::FormatError> {
        let text = format::rust_file(&path, docs, source, tokens)?;
        files.push(File { path, text });
        Ok(())
    };
    let (docs, tokens) = client::library(client, &options.hand_written);
    rust("src/lib.rs".to_owned(), &docs, tokens)?;
    for module in client::modules(client) {
        let docs = Some(module.docs).filter(|docs| !docs.is_empty());
        rust(module.path, docs.as_slice(), module.tokens)?;
    }
    let tests = [protocol_tests::module, validation_tests::module, endpoint_tests::module];
    let optional = [constraints::module, waiters::module].into_iter().chain(tests);
    for module in optional.filter_map(|module| module(client)) {
        rust(module.path, &[module.docs], module.tokens)?;
    }
    for operation in &client.operations {
        let module = operation::module(operation, client);
        rust(module.path, &[module.docs], module.tokens)?;
    }
    let structures = client.structures.iter().map(|structure| structure::module(structure, client));
    let unions = client.unions.iter().map(|union| union::module(union, client));
    let enums = client.enums.iter().map(string_enum::module).chain(client.int_enums.iter().map(int_enum::module));
    for module in structures.chain(unions).chain(enums).chain([error::module(client)]) {
        rust(module.path, &[module.docs], module.tokens)?;
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// The file of a table of constrained places.
pub(crate) fn constraint_table(
    client: &Client,
    inputs: &ir::ConstrainedInputs,
    model_name: &str,
) -> Result<File, format::FormatError> {
    let Module { path, docs, tokens } = constraint_tests::module(client, inputs);
    let text = format::rust_file(&path, &[docs], model_name, tokens)?;
    Ok(File { path, text })
}

/// A Rust file that is yet to be formatted.
struct Module {
    path: String,
    /// The first line of its documentation.
    docs: String,
    tokens: TokenStream,
}

/// The crate as its tests name it: `tinsmith_signer`.
fn crate_ident(client: &Client) -> proc_macro2::Ident {
    format_ident!("{}", client::crate_name(client).replace('-', "_"))
}

/// Keeps rustfmt away from a file of tests, from within: most are the root of a crate.
fn skip_rustfmt() -> TokenStream {
    quote!(#![cfg_attr(rustfmt, rustfmt_skip)])
}

/// A test, or an ignored one that says why it cannot be run.
fn test_function(name: &Ident, docs: &TokenStream, body: Result<TokenStream, &String>) -> TokenStream {
    let name = ident(name);
    match body {
        Ok(body) => quote!(#docs #[test] fn #name() { #body }),
        Err(reason) => quote!(#docs #[test] #[ignore = #reason] fn #name() {}),
    }
}

/// An identifier as tokens. Names of the intermediate representation are always valid ones.
fn ident(name: &Ident) -> proc_macro2::Ident {
    match name.as_str().strip_prefix("r#") {
        Some(raw) => proc_macro2::Ident::new_raw(raw, proc_macro2::Span::call_site()),
        None => format_ident!("{}", name.as_str()),
    }
}

/// `/// A line.` for each line.
fn doc(docs: &Docs) -> TokenStream {
    doc_lines(docs.0.iter().map(String::as_str))
}

/// `/// A line.` for each line.
fn doc_lines<'a>(lines: impl IntoIterator<Item = &'a str>) -> TokenStream {
    let lines = lines.into_iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// `#[deprecated(note = "Use something else.")]`, or nothing.
fn deprecated(deprecated: Option<&Deprecated>) -> TokenStream {
    match deprecated {
        None => TokenStream::new(),
        Some(Deprecated { note: None }) => quote!(#[deprecated]),
        Some(Deprecated { note: Some(note) }) => quote!(#[deprecated(note = #note)]),
    }
}

/// `#[allow(clippy::should_implement_trait)]`, or nothing.
fn allow(lint: Option<&str>) -> Option<TokenStream> {
    let lint = format_ident!("{}", lint?);
    Some(quote!(#[allow(clippy::#lint)]))
}

/// `#![expect(deprecated)]` on a file that must touch what it tells users to leave alone.
fn expect_deprecated(touches: bool) -> TokenStream {
    if touches { quote!(#![expect(deprecated)]) } else { TokenStream::new() }
}

/// Whether a file with these structures touches a deprecated member or type.
fn touches_deprecated<'a>(structures: impl IntoIterator<Item = &'a Structure>, client: &Client) -> bool {
    structures.into_iter().any(|structure| {
        let refers = |field: &ir::Field| client.is_deprecated(&field.ty);
        structure.deprecated.is_some() || structure.has_deprecated() || structure.fields.iter().any(refers)
    })
}
