//! JSON: how a structure or union is written and read, a line per member. Another format of bodies would be a file
//! beside this one.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::ident;
use super::imports::Imports;
use super::literal::or_default;
use crate::ir::{Binding, Field, Literal, Presence, Structure, TimestampFormat, Type, Union};

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
    let members = members(structure, imports);
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
pub(super) fn members(structure: &Structure, imports: &mut Imports) -> TokenStream {
    let members = structure.fields.iter().filter(|field| field.binding == Binding::Body).map(|field| {
        let name = ident(&field.name);
        let member = write_member(&field.wire_name, &quote!(&self.#name), &field.ty, imports);
        quote!(#member;)
    });
    quote!(#(#members)*)
}

/// `json.member("bucketName", &self.bucket_name)`, or `json.timestamp("at", &self.at, DateTimeFormat::HttpDate)`.
fn write_member(key: &str, value: &TokenStream, ty: &Type, imports: &mut Imports) -> TokenStream {
    match timestamp_format(ty, imports) {
        Some(format) => quote!(json.timestamp(#key, #value, #format)),
        None => quote!(json.member(#key, #value)),
    }
}

/// `json.get("bucketName")`, or `json.get_timestamp("at", DateTimeFormat::HttpDate)`; or with `required` for `get`.
fn read_member(method: &str, key: &str, ty: &Type, imports: &mut Imports) -> TokenStream {
    let (plain, with_format) = (format_ident!("{method}"), format_ident!("{method}_timestamp"));
    match timestamp_format(ty, imports) {
        Some(format) => quote!(json.#with_format(#key, #format)),
        None => quote!(json.#plain(#key)),
    }
}

/// The format of timestamps where it is not JSON's usual one, epoch seconds.
fn timestamp_format(ty: &Type, imports: &mut Imports) -> Option<TokenStream> {
    let format = match ty.leaf() {
        Type::DateTime(Some(TimestampFormat::DateTime)) => quote!(DateTime),
        Type::DateTime(Some(TimestampFormat::HttpDate)) => quote!(HttpDate),
        _ => return None,
    };
    let formats = imports.runtime("DateTimeFormat");
    Some(quote!(#formats::#format))
}

/// ```text
/// impl FromJson for S3Source {
///     fn from_json(json: JsonValue<'_>) -> Self {
///         Self { bucket_name: json.required("bucketName") }
///     }
/// }
/// ```
///
/// `rest` fills in private fields.
pub(super) fn from_json(structure: &Structure, rest: &TokenStream, imports: &mut Imports) -> TokenStream {
    if !structure.read {
        return TokenStream::new();
    }
    let name = ident(&structure.name);
    let (from_json, value) = (imports.runtime("FromJson"), imports.runtime("JsonValue"));
    let fields: Vec<_> = structure.fields.iter().map(|of| field(of, imports)).collect();
    let argument = if structure.fields.is_empty() { quote!(_) } else { quote!(json) };
    quote! {
        impl #from_json for #name {
            fn from_json(#argument: #value<'_>) -> Self {
                Self { #(#fields)* #rest }
            }
        }
    }
}

/// `bucket_name: json.required("bucketName"),`
pub(super) fn field(field: &Field, imports: &mut Imports) -> TokenStream {
    let name = ident(&field.name);
    let (method, or_default) = match &field.presence {
        Presence::Optional => ("get", None),
        Presence::Required | Presence::Default(Literal::Zero) => ("required", None),
        Presence::Default(value) => ("get", Some(or_default(value, &field.ty, imports))),
    };
    let value = read_member(method, &field.wire_name, &field.ty, imports);
    quote!(#name: #value #or_default,)
}

/// ```text
/// impl ToJson for Source {
///     fn to_json(&self, json: &mut JsonWriter) {
///         json.object(|json| match self {
///             Self::S3(value) => json.member("s3", value),
///             Self::Unknown => json.unknown_variant(),
///         });
///     }
/// }
/// ```
pub(super) fn union_to_json(union: &Union, imports: &mut Imports) -> TokenStream {
    if !union.written {
        return TokenStream::new();
    }
    let variants = union.variants.iter().map(|variant| {
        let (name, key) = (ident(&variant.name), &variant.wire_name);
        match &variant.ty {
            None => quote!(Self::#name => json.unit(#key),),
            Some(ty) => {
                let member = write_member(key, &quote!(value), ty, imports);
                quote!(Self::#name(value) => #member,)
            }
        }
    });
    let variants: Vec<_> = variants.collect();
    let (name, to_json, writer) = (ident(&union.name), imports.runtime("ToJson"), imports.runtime("JsonWriter"));
    quote! {
        impl #to_json for #name {
            fn to_json(&self, json: &mut #writer) {
                json.object(|json| match self {
                    #(#variants)*
                    Self::Unknown => json.unknown_variant(),
                });
            }
        }
    }
}

/// ```text
/// impl FromJson for Source {
///     fn from_json(json: JsonValue<'_>) -> Self {
///         match &*json.variant() {
///             "s3" => Self::S3(json.required("s3")),
///             _ => Self::Unknown,
///         }
///     }
/// }
/// ```
pub(super) fn union_from_json(union: &Union, imports: &mut Imports) -> TokenStream {
    if !union.read {
        return TokenStream::new();
    }
    let variants = union.variants.iter().map(|variant| {
        let (name, key) = (ident(&variant.name), &variant.wire_name);
        match &variant.ty {
            None => quote!(#key => Self::#name,),
            Some(ty) => {
                let value = read_member("required", key, ty, imports);
                quote!(#key => Self::#name(#value),)
            }
        }
    });
    let variants: Vec<_> = variants.collect();
    let (name, from_json, value) = (ident(&union.name), imports.runtime("FromJson"), imports.runtime("JsonValue"));
    quote! {
        impl #from_json for #name {
            fn from_json(json: #value<'_>) -> Self {
                match &*json.variant() {
                    #(#variants)*
                    _ => Self::Unknown,
                }
            }
        }
    }
}
