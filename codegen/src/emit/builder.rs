//! Builders: of structures, and the setters that they share with the builders of operations.

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::Imports;
use super::literal::{literal, or_default};
use super::structure::has_default;
use super::{deprecated, doc_lines, ident};
use crate::ir::{Field, Presence, Structure, Type};

/// The builder of a structure of the module `types`.
///
/// ```text
/// /// Builds [`SigningMaterial`].
/// #[derive(Clone, Debug, Default)]
/// pub struct SigningMaterialBuilder(SigningMaterial);
/// ```
///
/// `extra` are fields that the builder has beside the members, unless it holds a finished structure; `rest` fills in
/// the structure's private fields.
pub(super) fn of_structure(
    structure: &Structure,
    extra: &TokenStream,
    rest: &TokenStream,
    imports: &mut Imports,
) -> TokenStream {
    let (name, builder) = (ident(&structure.name), ident(&structure.builder));
    let text = structure.name.as_str();
    let target = if structure.is_called_like_a_derive() { format!("(struct@{text})") } else { String::new() };
    let docs = doc_lines([format!("Builds [`{text}`]{target}.").as_str()]);
    let (fields, target, build) = if has_default(structure) {
        (quote!((#name);), quote!(0.), build_inner(structure))
    } else {
        let fields = structure.fields.iter().map(|field| {
            let (name, ty) = (ident(&field.name), imports.ty(&field.ty));
            quote!(#name: Option<#ty>,)
        });
        (quote!({ #(#fields)* #extra }), quote!(), build_checked(structure, rest, imports))
    };
    let whole = has_default(structure);
    let setters =
        structure.fields.iter().map(|field| setters(field, &target, whole, &see_field(structure, field), imports));
    let setters: Vec<_> = setters.collect();
    let debug = if structure.has_sensitive() && !whole { quote!() } else { quote!(Debug,) };
    let clone = structure.stream().is_none().then(|| quote!(Clone,));
    quote! {
        #docs
        #[derive(#clone #debug Default)]
        pub struct #builder #fields

        impl #builder {
            #(#setters)*
            #build
        }
    }
}

fn see_field(structure: &Structure, field: &Field) -> TokenStream {
    let (name, field) = (structure.name.as_str(), field.name.bare());
    doc_lines([format!("See [`{field}`](field@{name}::{field}).").as_str()])
}

/// `pub fn build(self) -> SigningMaterial { self.0 }`
fn build_inner(structure: &Structure) -> TokenStream {
    let name = ident(&structure.name);
    quote! {
        /// The finished structure.
        pub fn build(self) -> #name {
            self.0
        }
    }
}

/// `build` of a structure with required members, which may be missing.
fn build_checked(structure: &Structure, rest: &TokenStream, imports: &mut Imports) -> TokenStream {
    let name = ident(&structure.name);
    let shape = &structure.shape;
    let mut fallible = false;
    let fields: Vec<_> = structure
        .fields
        .iter()
        .map(|field| {
            let (name, member) = (ident(&field.name), &field.member);
            let value = match &field.presence {
                Presence::Optional => quote!(self.#name),
                Presence::Required => {
                    fallible = true;
                    let error = imports.runtime("BuildError");
                    quote!(self.#name.ok_or(#error::missing(#shape, #member))?)
                }
                Presence::Default(value) => {
                    let or_default = or_default(value, &field.ty, imports);
                    quote!(self.#name #or_default)
                }
            };
            match (field.boxed, &field.presence) {
                (false, _) => quote!(#name: #value,),
                (true, Presence::Optional) => quote!(#name: #value.map(Box::new),),
                (true, _) => quote!(#name: Box::new(#value),),
            }
        })
        .collect();
    if fallible {
        let error = imports.runtime("BuildError");
        quote! {
            /// The finished structure, or an error when a required member is not set.
            pub fn build(self) -> Result<#name, #error> {
                Ok(#name { #(#fields)* #rest })
            }
        }
    } else {
        quote! {
            /// The finished structure.
            pub fn build(self) -> #name {
                #name { #(#fields)* #rest }
            }
        }
    }
}

/// ```text
/// /// With all required members, so that none can be forgotten.
/// pub fn new(bucket_name: impl Into<String>) -> Self {
///     Self { bucket_name: bucket_name.into() }
/// }
/// ```
pub(super) fn constructor(structure: &Structure, imports: &mut Imports) -> TokenStream {
    let required = |field: &&Field| field.required;
    let arguments: Vec<_> = structure
        .fields
        .iter()
        .filter(required)
        .map(|field| {
            let (name, (ty, _)) = (ident(&field.name), argument(&field.ty, imports));
            quote!(#name: #ty)
        })
        .collect();
    if arguments.is_empty() {
        return TokenStream::new();
    }
    let fields: Vec<_> = structure
        .fields
        .iter()
        .map(|field| {
            let name = ident(&field.name);
            let given = match &field.ty {
                Type::String => quote!(#name.into()),
                _ => quote!(#name),
            };
            let given = if field.boxed { quote!(Box::new(#given)) } else { given };
            match &field.presence {
                Presence::Default(value) => {
                    let value = literal(value, &field.ty, imports);
                    quote!(#name: #value,)
                }
                Presence::Optional if !field.required => quote!(#name: None,),
                Presence::Optional => quote!(#name: Some(#given),),
                Presence::Required if field.boxed || field.ty == Type::String => quote!(#name: #given,),
                Presence::Required => quote!(#name,),
            }
        })
        .collect();
    let many = (arguments.len() > 7).then(|| quote!(#[expect(clippy::too_many_arguments)]));
    quote! {
        /// With all required members, so that none can be forgotten.
        #many
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#fields)* }
        }
    }
}

/// What a setter takes, and how it becomes the value: `impl Into<String>` and `value.into()`.
fn argument(ty: &Type, imports: &mut Imports) -> (TokenStream, TokenStream) {
    match ty {
        Type::String => (quote!(impl Into<String>), quote!(value.into())),
        ty => (imports.ty(ty), quote!(value)),
    }
}

/// The two setters of a member. `whole` when the builder holds a finished structure at `target` rather than options.
///
/// ```text
/// /// See [`job_id`](field@Job::job_id).
/// pub fn job_id(mut self, value: impl Into<String>) -> Self {
///     self.0.job_id = Some(value.into());
///     self
/// }
///
/// /// See [`job_id`](field@Job::job_id).
/// pub fn set_job_id(mut self, value: Option<String>) -> Self {
///     self.0.job_id = value;
///     self
/// }
/// ```
pub(super) fn setters(
    field: &Field,
    target: &TokenStream,
    whole: bool,
    docs: &TokenStream,
    imports: &mut Imports,
) -> TokenStream {
    let (name, set_name) = (ident(&field.name), ident(&field.setter));
    let old = deprecated(field.deprecated.as_ref());
    let place = quote!(self.#target #name);
    // In a finished structure, a member with a default stands without its `Option`, and a recursive one in a `Box`.
    let bare = whole && field.presence != Presence::Optional;
    let boxed = whole && field.boxed;
    let ty = imports.ty(&field.ty);
    let (parameters, put) = match &field.ty {
        Type::List(element) => {
            let (ty, value) = argument(element, imports);
            let list = if bare { quote!(#place) } else { quote!(#place.get_or_insert_default()) };
            (quote!(value: #ty), quote!(#list.push(#value);))
        }
        Type::Map(element) => {
            let (ty, value) = argument(element, imports);
            let map = if bare { quote!(#place) } else { quote!(#place.get_or_insert_default()) };
            (quote!(key: impl Into<String>, value: #ty), quote!(#map.insert(key.into(), #value);))
        }
        other => {
            let (ty, value) = argument(other, imports);
            let value = if boxed { quote!(Box::new(#value)) } else { value };
            (quote!(value: #ty), if bare { quote!(#place = #value;) } else { quote!(#place = Some(#value);) })
        }
    };
    let set = match (bare, boxed) {
        (true, _) => quote!(value.unwrap_or_default()),
        (false, true) => quote!(value.map(Box::new)),
        (false, false) => quote!(value),
    };
    let allow = super::allow(field.setter_lint());
    let also = doc_lines([format!("Sets or clears [`{}`](Self::{}).", field.name.bare(), field.name.bare()).as_str()]);
    quote! {
        #docs
        #old
        #allow
        pub fn #name(mut self, #parameters) -> Self {
            #put
            self
        }
        #also
        #old
        pub fn #set_name(mut self, value: Option<#ty>) -> Self {
            #place = #set;
            self
        }
    }
}
