//! What a generated file imports: collected while its code is emitted, so that the list is never guessed from text.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::ident;
use crate::ir::{Ident, Operation, Structure, Type};

/// The names of `tinsmith_runtime::prelude` that are imported. A type of the model that is so called keeps its name and is
/// written with its path.
const PRELUDE: &[&str] = &[
    "AuthScheme",
    "BigDecimal",
    "BigInteger",
    "Blob",
    "BuildError",
    "ByteStream",
    "ChecksumAlgorithm",
    "Customize",
    "DateTime",
    "DateTimeFormat",
    "DecodeError",
    "Document",
    "Endpoint",
    "EndpointAuthScheme",
    "EndpointError",
    "EndpointParams",
    "ErrorMetadata",
    "ErrorShape",
    "FromJson",
    "HttpResponse",
    "JsonValue",
    "JsonWriter",
    "Method",
    "Nested",
    "Operation",
    "OperationInfo",
    "Polled",
    "RequestBuilder",
    "RequestId",
    "ResponseParts",
    "RuntimeClient",
    "SdkError",
    "ToJson",
    "Validate",
    "Validator",
    "WaiterState",
    "base64",
    "checksum",
    "content_md5",
    "element",
    "glacier_hashes",
    "gzip",
    "in_format",
    "is_valid_host_label",
    "is_virtual_hostable_s3_bucket",
    "or_zero",
    "parse_arn",
    "parse_url",
    "read_json",
    "read_parts",
    "read_parts_and_json",
    "request_id",
    "split",
    "substring",
    "take_stream",
    "uri_encode",
    "verify_checksum",
];

/// What the runtime's macro defines in the file of all waiters.
const WAITERS: [&str; 8] =
    ["ExceededMaxWait", "FailureState", "FinalPoll", "OperationFailed", "Progress", "Wait", "WaiterError", "Waiters"];

/// The imports of one file.
#[derive(Debug, Default)]
pub(super) struct Imports {
    runtime: BTreeSet<&'static str>,
    types: BTreeSet<String>,
    /// What the file defines: anything else so called is written with its path.
    defined: BTreeSet<String>,
    /// The type of the module `types` that the file defines.
    own: Option<String>,
    hash_map: bool,
}

impl Imports {
    /// The imports of the file of a type of the module `types`, which may have a builder.
    pub(super) fn of_type(name: &Ident, builder: Option<&Ident>) -> Self {
        let own = name.as_str().to_owned();
        let defined = builder.into_iter().chain([name]).map(|name| name.as_str().to_owned()).collect();
        Self { defined, own: Some(own), ..Self::default() }
    }

    /// The imports of the file of an operation. Its builder has a parameter `C`, and the token's source is an `FnMut`.
    pub(super) fn of_operation(operation: &Operation) -> Self {
        let suffixes = ["Input", "Output", "Error", "Builder", "FluentBuilder", "InputBuilder", "OutputBuilder"];
        let named = suffixes.map(|suffix| format!("{}{suffix}", operation.prefix.as_str()));
        let defined = named.into_iter().chain(["C", "FnMut"].map(str::to_owned)).collect();
        Self { defined, ..Self::default() }
    }

    /// The imports of the file of all errors.
    pub(super) fn of_errors(errors: &[Structure]) -> Self {
        let names = errors.iter().flat_map(|error| [&error.name, &error.builder]);
        Self { defined: names.map(|name| name.as_str().to_owned()).collect(), ..Self::default() }
    }

    /// The imports of the file of all waiters, which names builders and inputs of operations.
    pub(super) fn of_waiters<'a>(operations: impl Iterator<Item = &'a Operation>) -> Self {
        let names =
            operations.flat_map(|of| ["Builder", "Input"].map(|suffix| format!("{}{suffix}", of.prefix.as_str())));
        Self { defined: names.chain(WAITERS.map(str::to_owned)).collect(), ..Self::default() }
    }

    /// A name of `tinsmith_runtime::prelude`.
    pub(super) fn runtime(&mut self, name: &'static str) -> TokenStream {
        let ident = format_ident!("{name}");
        if self.defined.contains(name) || !PRELUDE.contains(&name) {
            return quote!(tinsmith_runtime::prelude::#ident);
        }
        self.runtime.insert(name);
        quote!(#ident)
    }

    /// A structure or enum of the module `types`.
    fn type_named(&mut self, name: &Ident) -> TokenStream {
        let (text, ident) = (name.as_str(), ident(name));
        if self.own.as_deref() == Some(text) {
            return quote!(#ident);
        }
        if self.defined.contains(text) || PRELUDE.contains(&text) {
            return quote!(crate::types::#ident);
        }
        self.types.insert(text.to_owned());
        quote!(#ident)
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
            Type::Blob => self.runtime("Blob"),
            Type::ByteStream => self.runtime("ByteStream"),
            Type::DateTime(_) => self.runtime("DateTime"),
            Type::BigInteger => self.runtime("BigInteger"),
            Type::BigDecimal => self.runtime("BigDecimal"),
            Type::Document => self.runtime("Document"),
            Type::Structure(name) | Type::Union(name) | Type::Enum(name) => self.type_named(name),
            Type::Error(name) => {
                let name = ident(name);
                quote!(crate::types::error::#name)
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
