//! Structures: definition, accessors, validation.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::imports::Imports;
use super::literal::allow_constants;
use super::{Module, builder, deprecated, doc, doc_lines, expect_deprecated, ident, json, touches_deprecated};
use crate::ir::{Check, Client, Field, Literal, Presence, Rule, Structure, Type};

/// The file of a structure of the module `types`.
pub(super) fn module(structure: &Structure, client: &Client) -> Module {
    let mut imports = Imports::of_type(&structure.name, Some(&structure.builder));
    let items = [
        definition(structure, &TokenStream::new(), &mut imports),
        inherent(structure, &mut imports),
        validate(structure, &mut imports),
        json::to_json(structure, &mut imports),
        json::from_json(structure, &TokenStream::new(), &mut imports),
        builder::of_structure(structure, &quote!(), &quote!(), &mut imports),
    ];
    let imports = imports.into_tokens();
    let expect = expect_deprecated(touches_deprecated([structure], client));
    let allow = allow_constants([structure]);
    Module {
        path: format!("src/types/{}.rs", structure.module.bare()),
        docs: format!("`{}`.", structure.shape),
        tokens: quote!(#expect #allow #imports #(#items)*),
    }
}

/// ```text
/// /// An object in a bucket.
/// #[non_exhaustive]
/// #[derive(Clone, Debug, PartialEq)]
/// pub struct S3Source {
///     /// The bucket's name.
///     pub bucket_name: String,
/// }
/// ```
pub(super) fn definition(structure: &Structure, extra: &TokenStream, imports: &mut Imports) -> TokenStream {
    let name = ident(&structure.name);
    let (docs, deprecated_type) = (doc(&structure.docs), deprecated(structure.deprecated.as_ref()));
    let fields = structure.fields.iter().map(|field| {
        let (docs, old, name) = (doc(&field.docs), deprecated(field.deprecated.as_ref()), ident(&field.name));
        let ty = field_type(field, imports);
        quote!(#docs #old pub #name: #ty,)
    });
    let fields: Vec<_> = fields.collect();
    let (clone, eq) = match structure.stream() {
        Some(_) => (quote!(), quote!()),
        None => (quote!(Clone,), quote!(PartialEq)),
    };
    let debug = if structure.has_sensitive() { quote!() } else { quote!(Debug,) };
    let default = if has_default(structure) { quote!(Default,) } else { quote!() };
    let derives = quote!(#clone #debug #default #eq);
    let derive = (!derives.is_empty()).then(|| quote!(#[derive(#derives)]));
    let debug_impl = structure.has_sensitive().then(|| redacted_debug(structure));
    quote! {
        #docs
        #deprecated_type
        #[non_exhaustive]
        #derive
        pub struct #name { #(#fields)* #extra }
        #debug_impl
    }
}

/// Whether every field has a natural zero, so that the structure can derive `Default`.
pub(super) fn has_default(structure: &Structure) -> bool {
    let natural = |field: &Field| matches!(field.presence, Presence::Optional | Presence::Default(Literal::Zero));
    structure.fields.iter().all(natural)
}

/// ```text
/// impl std::fmt::Debug for SignPayloadInput {
///     fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
///         f.debug_struct("SignPayloadInput").field("payload", &"** redacted **").finish()
///     }
/// }
/// ```
fn redacted_debug(structure: &Structure) -> TokenStream {
    let name = ident(&structure.name);
    let text = structure.name.as_str();
    let fields = structure.fields.iter().map(|field| {
        let (name, text) = (ident(&field.name), field.name.bare());
        if field.sensitive { quote!(.field(#text, &"** redacted **")) } else { quote!(.field(#text, &self.#name)) }
    });
    quote! {
        impl std::fmt::Debug for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(#text) #(#fields)* .finish()
            }
        }
    }
}

/// `Option<String>`, `Box<Node>`, ...
pub(super) fn field_type(field: &Field, imports: &mut Imports) -> TokenStream {
    let ty = imports.ty(&field.ty);
    let ty = if field.boxed { quote!(Box<#ty>) } else { ty };
    if field.presence == Presence::Optional { quote!(Option<#ty>) } else { ty }
}

/// Constructor and accessors.
fn inherent(structure: &Structure, imports: &mut Imports) -> TokenStream {
    let (name, builder_name) = (ident(&structure.name), ident(&structure.builder));
    let new = builder::constructor(structure, imports);
    let accessors = accessors(structure, imports);
    quote! {
        impl #name {
            #new
            /// A builder without any member set.
            pub fn builder() -> #builder_name {
                #builder_name::default()
            }
            #accessors
        }
    }
}

/// ```text
/// /// See [`bucket_name`](field@Self::bucket_name).
/// pub fn bucket_name(&self) -> &str {
///     &self.bucket_name
/// }
/// ```
pub(super) fn accessors(structure: &Structure, imports: &mut Imports) -> TokenStream {
    let accessors = structure.fields.iter().map(|field| {
        let name = ident(&field.name);
        let docs = doc_lines([format!("See [`{0}`](field@Self::{0}).", field.name.bare()).as_str()]);
        let old = deprecated(field.deprecated.as_ref());
        let ty = imports.ty(&field.ty);
        let (ty, value) = match (&field.presence, &field.ty) {
            (Presence::Optional, Type::String) => (quote!(Option<&str>), quote!(self.#name.as_deref())),
            (_, Type::String) => (quote!(&str), quote!(&self.#name)),
            (Presence::Optional, Type::List(element)) => {
                let element = imports.ty(element);
                (quote!(&[#element]), quote!(self.#name.as_deref().unwrap_or_default()))
            }
            (_, Type::List(element)) => {
                let element = imports.ty(element);
                (quote!(&[#element]), quote!(&self.#name))
            }
            (Presence::Optional, _) if field.ty.is_copy() => (quote!(Option<#ty>), quote!(self.#name)),
            (_, _) if field.ty.is_copy() => (ty, quote!(self.#name)),
            (Presence::Optional, _) if field.boxed => (quote!(Option<&#ty>), quote!(self.#name.as_deref())),
            (Presence::Optional, _) => (quote!(Option<&#ty>), quote!(self.#name.as_ref())),
            (_, _) => (quote!(&#ty), quote!(&self.#name)),
        };
        let allow = super::allow(field.accessor_lint());
        quote! {
            #docs
            #old
            #allow
            pub fn #name(&self) -> #ty {
                #value
            }
        }
    });
    quote!(#(#accessors)*)
}

/// ```text
/// impl Validate for S3Source {
///     fn validate(&self, v: &mut Validator<'_>) {
///         v.check("version", &self.version, &constraints::VERSION);
///     }
/// }
/// ```
pub(super) fn validate(structure: &Structure, imports: &mut Imports) -> TokenStream {
    if !structure.validated {
        return TokenStream::new();
    }
    let name = ident(&structure.name);
    let (validate, method) = (imports.runtime("Validate"), validate_method(structure, imports));
    quote!(impl #validate for #name { #method })
}

/// The method `validate`, which structures and operations have alike.
pub(super) fn validate_method(structure: &Structure, imports: &mut Imports) -> TokenStream {
    let validator = imports.runtime("Validator");
    let checks: Vec<_> = structure.fields.iter().filter_map(|field| check(field, imports)).collect();
    quote! {
        fn validate(&self, v: &mut #validator<'_>) {
            #(#checks)*
        }
    }
}

/// `v.required("profileName", &self.profile_name, &constraints::PROFILE_NAME);`
fn check(field: &Field, imports: &mut Imports) -> Option<TokenStream> {
    let (member, name) = (&field.member, ident(&field.name));
    let (method, rule) = match field.check.as_ref()? {
        Check::NotNull => return Some(quote!(v.not_null(#member, &self.#name);)),
        Check::Required(rule) => ("required", rule),
        Check::Optional(rule) => ("optional", rule),
        Check::Always(rule) => ("check", rule),
    };
    let method = format_ident!("{method}");
    let rule = rule_value(rule, imports);
    Some(quote!(v.#method(#member, &self.#name, &#rule);))
}

/// `constraints::PROFILE_NAME`, or `Nested`.
pub(super) fn rule_value(rule: &Rule, imports: &mut Imports) -> TokenStream {
    match rule {
        Rule::Named(name) => {
            let name = ident(name);
            quote!(crate::constraints::#name)
        }
        _ => imports.runtime("Nested"),
    }
}
