//! Error structures: the module `types::error`.

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::Imports;
use super::literal::allow_constants;
use super::{Module, bindings, builder, expect_deprecated, ident, json, structure, touches_deprecated};
use crate::ir::{Binding, Client, Field, Message, Presence, Structure};

/// The file of all error structures.
pub(super) fn module(client: &Client) -> Module {
    let mut imports = Imports::of_errors(&client.errors);
    let errors: Vec<_> = client.errors.iter().map(|error| error_structure(error, &mut imports)).collect();
    let imports = imports.into_tokens();
    let expect = expect_deprecated(touches_deprecated(&client.errors, client));
    let allow = allow_constants(&client.errors);
    let names = client.errors.iter().map(|error| ident(&error.builder));
    let builders = (!client.errors.is_empty()).then(|| {
        quote! {
            /// Builders of the errors.
            pub mod builders {
                pub use super::{#(#names),*};
            }
        }
    });
    Module {
        path: "src/types/error.rs".to_owned(),
        docs: "Errors that the service answers with.".to_owned(),
        tokens: quote!(#expect #allow #imports #(#errors)* #builders),
    }
}

/// ```text
/// pub struct ConflictException {
///     pub message: Option<String>,
///     meta: ErrorMetadata,
/// }
///
/// tinsmith_runtime::error_shape!(ConflictException, ConflictExceptionBuilder.0, 409);
/// ```
fn error_structure(error: &Structure, imports: &mut Imports) -> TokenStream {
    let name = ident(&error.name);
    let meta = imports.runtime("ErrorMetadata");
    let definition = structure::definition(error, &quote!(meta: #meta,), imports);
    let accessors = structure::accessors(error, imports);
    let decode = decode(error, imports);
    let (validate, to_json) = (structure::validate(error, imports), json::to_json(error, imports));
    let from_json = json::from_json(error, &quote!(meta: #meta::default(),), imports);
    let builder = builder::of_structure(error, &quote!(meta: #meta,), &quote!(meta: self.meta,), imports);
    let builder_name = ident(&error.builder);
    let whole = structure::has_default(error).then(|| quote!(.0));
    let status = proc_macro2::Literal::u16_unsuffixed(error.status);
    let hidden = (error.message != Message::Field).then(|| quote!(, hidden message));
    quote! {
        #definition
        impl #name {
            /// A builder without any member set.
            pub fn builder() -> #builder_name {
                #builder_name::default()
            }
            #accessors
        }
        #decode
        #validate
        #to_json
        #from_json
        tinsmith_runtime::error_shape!(#name, #builder_name #whole, #status #hidden);
        #builder
    }
}

/// ```text
/// impl ErrorShape for ConflictException {
///     const CODE: &'static str = "ConflictException";
///
///     fn decode(meta: ErrorMetadata, json: JsonValue<'_>) -> Self {
///         Self { message: meta.message().map(str::to_owned), code: json.get("code"), meta }
///     }
/// }
/// ```
fn decode(error: &Structure, imports: &mut Imports) -> TokenStream {
    let (name, code) = (ident(&error.name), &error.shape);
    let (shape, meta) = (imports.runtime("ErrorShape"), imports.runtime("ErrorMetadata"));
    let value = imports.runtime("JsonValue");
    let fields: Vec<_> = error
        .fields
        .iter()
        .map(|field| {
            let name = ident(&field.name);
            match &field.presence {
                _ if field.binding != Binding::Body => bindings::unbound(field, imports),
                _ if !field.is_message => json::field(field, imports),
                Presence::Optional => quote!(#name: meta.message().map(str::to_owned),),
                Presence::Required | Presence::Default(_) => {
                    quote!(#name: meta.message().unwrap_or_default().to_owned(),)
                }
            }
        })
        .collect();
    let in_json = |field: &Field| field.binding == Binding::Body && !field.is_message;
    let argument = if error.fields.iter().any(in_json) { quote!(json) } else { quote!(_) };
    let bind = bindings::bind(error, imports);
    let rest = if error.message == Message::Nothing { quote!(meta: meta.without_message()) } else { quote!(meta) };
    quote! {
        impl #shape for #name {
            const CODE: &'static str = #code;
            fn decode(meta: #meta, #argument: #value<'_>) -> Self {
                Self { #(#fields)* #rest }
            }
            #bind
        }
    }
}
