//! JSON: how a structure is written and read, a line per member. Another format of bodies would be a file beside this one.

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::Imports;
use super::{ident, or_default};
use crate::ir::{Binding, Field, Literal, Presence, Structure};

/// ```text
/// impl ToJson for S3Source {
///     fn to_json(&self, json: &mut JsonWriter) {
///         json.object(|json| {
///             json.member("bucketName", &self.bucket_name);
///         });
///     }
/// }
/// ```
pub(super) fn to_json(structure: &Structure, imports: &mut Imports) -> TokenStream {
    if !structure.written {
        return TokenStream::new();
    }
    let (to_json, writer) = (imports.runtime("ToJson"), imports.runtime("JsonWriter"));
    let name = ident(&structure.name);
    let members = members(structure);
    let argument = if structure.fields.is_empty() { quote!(_) } else { quote!(json) };
    quote! {
        impl #to_json for #name {
            fn to_json(&self, json: &mut #writer) {
                json.object(|#argument| { #members });
            }
        }
    }
}

/// `json.member("bucketName", &self.bucket_name);` for each member of the body.
pub(super) fn members(structure: &Structure) -> TokenStream {
    let members = structure.fields.iter().filter(|field| field.binding == Binding::Body).map(|field| {
        let (key, name) = (&field.wire_name, ident(&field.name));
        quote!(json.member(#key, &self.#name);)
    });
    quote!(#(#members)*)
}

/// ```text
/// impl FromJson for S3Source {
///     fn from_json(json: JsonValue<'_>) -> Self {
///         Self { bucket_name: json.required("bucketName") }
///     }
/// }
/// ```
pub(super) fn from_json(structure: &Structure, imports: &mut Imports) -> TokenStream {
    if !structure.read {
        return TokenStream::new();
    }
    let name = ident(&structure.name);
    let (from_json, value) = (imports.runtime("FromJson"), imports.runtime("JsonValue"));
    let fields = structure.fields.iter().map(field);
    let argument = if structure.fields.is_empty() { quote!(_) } else { quote!(json) };
    quote! {
        impl #from_json for #name {
            fn from_json(#argument: #value<'_>) -> Self {
                Self { #(#fields)* }
            }
        }
    }
}

/// `bucket_name: json.required("bucketName"),`
pub(super) fn field(field: &Field) -> TokenStream {
    let (key, name) = (&field.wire_name, ident(&field.name));
    match &field.presence {
        Presence::Optional => quote!(#name: json.get(#key),),
        Presence::Required => quote!(#name: json.required(#key),),
        Presence::Default(Literal::Zero) => quote!(#name: json.required(#key),),
        Presence::Default(value) => {
            let or_default = or_default(value, &field.ty);
            quote!(#name: json.get(#key) #or_default,)
        }
    }
}
