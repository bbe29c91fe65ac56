//! What operations say to the endpoint rules, and the settings of clients that do.

use proc_macro2::TokenStream;
use quote::quote;

use super::{doc, ident};
use crate::ir::{ClientParam, EndpointSource, FieldStep, OperationParam, OperationParamValue, ParamText, TextsStep};

/// ```text
/// request.endpoint_param("UseControl", Some(true));
/// request.endpoint_param("Bucket", self.bucket.as_deref());
/// let texts = self.items.as_ref().map(|value| value.keys().map(String::as_str).collect::<Vec<_>>());
/// request.endpoint_param("Tables", texts);
/// ```
pub(super) fn encode(param: &OperationParam) -> TokenStream {
    let name = &param.name;
    let value = match &param.value {
        OperationParamValue::Text(text) => quote!(Some(#text)),
        OperationParamValue::Bool(value) => quote!(Some(#value)),
        OperationParamValue::Texts(texts) => quote!(Some(vec![#(#texts),*])),
        OperationParamValue::BoolAt(fields) => boolean(fields),
        OperationParamValue::TextAt(fields, text, None) => single(fields, *text),
        OperationParamValue::TextAt(fields, text, Some(member)) => {
            let value = single(fields, *text);
            return quote!(request.required_endpoint_param(#member, #name, #value););
        }
        OperationParamValue::TextsAt(fields, steps, text) => {
            let (value, of) = (way(&quote!(self), fields), many(steps, *text));
            return quote! {
                let texts = #value.map(|value| #of);
                request.endpoint_param(#name, texts);
            };
        }
    };
    quote!(request.endpoint_param(#name, #value);)
}

fn boolean(fields: &[FieldStep]) -> TokenStream {
    let value = way(&quote!(self), fields);
    match fields {
        [FieldStep { field, optional: true }] => {
            let field = ident(field);
            quote!(self.#field)
        }
        _ => quote!(#value.copied()),
    }
}

/// `self.bucket.as_deref()`
fn single(fields: &[FieldStep], text: ParamText) -> TokenStream {
    match (fields, text) {
        ([FieldStep { field, optional: true }], ParamText::String) => {
            let field = ident(field);
            quote!(self.#field.as_deref())
        }
        _ => {
            let (value, text) = (way(&quote!(self), fields), self::text(text));
            quote!(#value #text)
        }
    }
}

fn text(text: ParamText) -> TokenStream {
    match text {
        ParamText::String => quote!(.map(String::as_str)),
        ParamText::Enum => quote!(.map(|value| value.as_str())),
    }
}

/// `self.delete.as_ref().map(|value| &value.objects)`: an optional reference.
fn way(from: &TokenStream, fields: &[FieldStep]) -> TokenStream {
    let mut value = TokenStream::new();
    for (index, step) in fields.iter().enumerate() {
        let field = ident(&step.field);
        value = match (index, step.optional) {
            (0, true) => quote!(#from.#field.as_ref()),
            (0, false) => quote!(Some(&#from.#field)),
            (_, true) => quote!(#value.and_then(|value| value.#field.as_ref())),
            (_, false) => quote!(#value.map(|value| &value.#field)),
        };
    }
    value
}

/// `value.iter().map(|value| &value.key).map(String::as_str).collect::<Vec<_>>()`
fn many(steps: &[TextsStep], text: ParamText) -> TokenStream {
    let mut all = TokenStream::new();
    for (index, step) in steps.iter().enumerate() {
        all = match step {
            TextsStep::Elements if index == 0 => quote!(value.iter()),
            TextsStep::Values if index == 0 => quote!(value.values()),
            TextsStep::Keys if index == 0 => quote!(value.keys()),
            TextsStep::Elements | TextsStep::Present => quote!(#all.flatten()),
            TextsStep::Values => quote!(#all.flat_map(|value| value.values())),
            TextsStep::Keys => quote!(#all.flat_map(|value| value.keys())),
            TextsStep::Field(FieldStep { field, optional: true }) => {
                let field = ident(field);
                quote!(#all.filter_map(|value| value.#field.as_ref()))
            }
            TextsStep::Field(FieldStep { field, optional: false }) => {
                let field = ident(field);
                quote!(#all.map(|value| &value.#field))
            }
            TextsStep::Several(ways) => several(&all, ways),
        };
    }
    let text = self::text(text);
    quote!(#all #text.collect::<Vec<_>>())
}

/// `.flat_map(|value| value.put.as_ref().into_iter().chain(value.delete.as_ref()))`
fn several(all: &TokenStream, ways: &[Vec<FieldStep>]) -> TokenStream {
    let ways: Vec<_> = ways.iter().map(|fields| way(&quote!(value), fields)).collect();
    match ways.as_slice() {
        [only] => quote!(#all.filter_map(|value| #only)),
        [first, others @ ..] => quote!(#all.flat_map(|value| #first.into_iter()#(.chain(#others))*)),
        [] => all.clone(),
    }
}

/// Settings of the client that only this service has.
///
/// ```text
/// pub trait EndpointSettings {
///     fn force_path_style(self, value: bool) -> Self;
/// }
///
/// impl EndpointSettings for Builder {
///     fn force_path_style(self, value: bool) -> Self { self.endpoint_param("ForcePathStyle", value) }
/// }
/// ```
pub(super) fn settings(params: &[ClientParam]) -> TokenStream {
    if params.is_empty() {
        return TokenStream::new();
    }
    let signature = |param: &ClientParam| {
        let method = ident(&param.method);
        let ty = if param.switch { quote!(bool) } else { quote!(impl Into<String>) };
        quote!(fn #method(self, value: #ty) -> Self)
    };
    let methods = params.iter().map(|param| {
        let (docs, signature) = (doc(&param.docs), signature(param));
        quote!(#docs #[must_use] #signature;)
    });
    let implementations = params.iter().map(|param| {
        let (name, signature) = (&param.name, signature(param));
        let value = if param.switch { quote!(value) } else { quote!(Into::<String>::into(value)) };
        quote!(#signature { self.endpoint_param(#name, #value) })
    });
    quote! {
        /// Settings that only this service has. They decide on its endpoints.
        pub trait EndpointSettings {
            #(#methods)*
        }

        impl EndpointSettings for Builder {
            #(#implementations)*
        }
    }
}

/// Whether the endpoint rules ask for the account of the credentials.
pub(super) fn asks_for_account(source: &EndpointSource) -> bool {
    matches!(source, EndpointSource::Rules(rules) if rules.use_field("account_id"))
}
