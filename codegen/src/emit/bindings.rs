//! HTTP bindings: how an input becomes a request, and a response an output or error.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::imports::Imports;
use super::literal::or_default;
use super::{endpoint_params, ident, json};
use crate::ir::{Binding, Field, Ident, Literal, Operation, Presence, Structure, TimestampFormat, Type};

/// ```text
/// fn encode(&mut self, request: &mut RequestBuilder) {
///     request.label("jobId", &self.job_id);
///     request.json_body(|json| {
///         json.member("reason", &self.reason);
///     });
/// }
/// ```
pub(super) fn encode(operation: &Operation, imports: &mut Imports) -> TokenStream {
    let request_builder = imports.runtime("RequestBuilder");
    let fields = |names: &[Ident]| -> Vec<Field> {
        let find = |name: &Ident| operation.input.fields.iter().find(|field| field.name == *name);
        names.iter().filter_map(find).cloned().collect()
    };
    let endpoint: Vec<_> = operation.endpoint_params.iter().map(endpoint_params::encode).collect();
    let labels = fields(&operation.host_labels).into_iter().map(|field| {
        let (member, name) = (&field.member, ident(&field.name));
        quote!(request.host_label(#member, &self.#name);)
    });
    let labels: Vec<_> = labels.collect();
    let parts: Vec<_> = fields(&operation.request).iter().map(|field| write(field, imports)).collect();
    let handling =
        [("endpoint", &operation.handling.endpoint), ("checksum_algorithm", &operation.handling.checksum_choice)];
    let handling = handling.into_iter().filter_map(|(method, field)| {
        let (method, field) = (format_ident!("{method}"), ident(field.as_ref()?));
        Some(quote!(request.#method(&self.#field);))
    });
    let handling: Vec<_> = handling.collect();
    let body = operation.json_body.then(|| {
        let members = json::members(&operation.input, imports);
        quote!(request.json_body(|json| { #members });)
    });
    let first = !endpoint.is_empty() || !labels.is_empty() || !parts.is_empty();
    let used = first || !handling.is_empty() || operation.json_body;
    let request = if used { quote!(request) } else { quote!(_) };
    quote! {
        fn encode(&mut self, #request: &mut #request_builder) {
            #(#endpoint)*
            #(#labels)*
            #(#parts)*
            #(#handling)*
            #body
        }
    }
}

/// `request.query("at", &in_format(&self.at, DateTimeFormat::EpochSeconds));`
fn write(field: &Field, imports: &mut Imports) -> TokenStream {
    if let Binding::Payload { content_type, sized } = &field.binding {
        return payload(field, content_type, *sized, imports);
    }
    let (member, value) = (&field.member, text(field, imports));
    let list = matches!(field.ty, Type::List(_));
    let either = |one: &str, many: &str| format_ident!("{}", if list { many } else { one });
    match &field.binding {
        Binding::Label => quote!(request.label(#member, #value);),
        Binding::LabelOr(default) => quote!(request.label_or(#member, #value, #default);),
        Binding::GreedyLabel => quote!(request.greedy_label(#member, #value);),
        Binding::Query(key) => {
            let method = either("query", "query_list");
            quote!(request.#method(#key, #value);)
        }
        Binding::QueryParams => {
            let lists = matches!(&field.ty, Type::Map(value) if matches!(**value, Type::List(_)));
            let method = format_ident!("{}", if lists { "query_params_list" } else { "query_params" });
            quote!(request.#method(#member, #value);)
        }
        Binding::Header { name, .. } => {
            let method = either("header", "header_list");
            quote!(request.#method(#name, #value);)
        }
        Binding::PrefixHeaders(prefix) => quote!(request.prefix_headers(#prefix, #value);),
        Binding::Body | Binding::Payload { .. } | Binding::StatusCode => TokenStream::new(),
    }
}

/// `request.payload_blob(&self.data, "application/octet-stream");`
fn payload(field: &Field, content_type: &str, sized: bool, imports: &mut Imports) -> TokenStream {
    let (member, name) = (&field.member, ident(&field.name));
    if is_stream(field) && sized {
        return quote!(request.payload_sized_stream(#member, self.#name.take(), #content_type););
    }
    if is_stream(field) {
        return quote!(request.payload_stream(self.#name.take(), #content_type););
    }
    if let Type::DateTime(Some(format)) = field.ty.leaf() {
        let format = format_name(*format, imports);
        return quote!(request.payload_timestamps(&self.#name, #format, #content_type););
    }
    let method = match field.ty {
        Type::Blob => "payload_blob",
        Type::String | Type::Enum(_) => "payload_text",
        Type::Structure(_) | Type::Error(_) => "payload_structure",
        _ => "payload_json",
    };
    let method = format_ident!("{method}");
    quote!(request.#method(&self.#name, #content_type);)
}

/// `&self.at`, or a form of it that differs from the usual one.
fn text(field: &Field, imports: &mut Imports) -> TokenStream {
    let name = ident(&field.name);
    match (timestamp_format(&field.ty), &field.binding) {
        (Some(format), _) => {
            let (in_format, format) = (imports.runtime("in_format"), format_name(format, imports));
            quote!(&#in_format(&self.#name, #format))
        }
        (None, Binding::Header { base64: true, .. }) => {
            let base64 = imports.runtime("base64");
            quote!(&#base64(&self.#name))
        }
        _ => quote!(&self.#name),
    }
}

/// The format of a timestamp, or of those in a list, where the model names one.
fn timestamp_format(ty: &Type) -> Option<TimestampFormat> {
    match ty {
        Type::DateTime(format) => *format,
        Type::List(element) | Type::Sparse(element) => timestamp_format(element),
        _ => None,
    }
}

/// `DateTimeFormat::HttpDate`
fn format_name(format: TimestampFormat, imports: &mut Imports) -> TokenStream {
    let (ty, name) = (imports.runtime("DateTimeFormat"), format_ident!("{format:?}"));
    quote!(#ty::#name)
}

/// ```text
/// fn decode(response: &mut HttpResponse) -> Result<Self::Output, DecodeError> {
///     read_json(response, |json| StartSigningJobOutput { job_id: json.get("jobId"), _request_id: request_id(response) })
/// }
/// ```
///
/// Where members are bound to other parts, these are read beside the JSON or alone:
///
/// ```text
/// read_parts_and_json(response, |parts, json| GetOutput { tag: parts.header("etag"), name: json.get("name") })
/// read_parts(response, |parts| GetOutput { tag: parts.header("etag"), body: parts.blob() })
/// ```
///
/// A stream is taken out of the response before: `let stream = take_stream(response);`
pub(super) fn decode(operation: &Operation, imports: &mut Imports) -> TokenStream {
    let (response, error) = (imports.runtime("HttpResponse"), imports.runtime("DecodeError"));
    let (request_id, output) = (imports.runtime("request_id"), ident(&operation.output.name));
    let fields: Vec<_> = operation.output.fields.iter().map(|field| decode_field(field, imports)).collect();
    let value = quote!(#output { #(#fields)* _request_id: #request_id(response) });
    let stream = operation.output.stream().map(|_| {
        let take = imports.runtime("take_stream");
        quote!(let stream = #take(response);)
    });
    let in_json = operation.output.fields.iter().any(|field| field.binding == Binding::Body);
    let others = operation.output.fields.iter().any(|field| field.binding != Binding::Body && !is_stream(field));
    let body = match (others, in_json) {
        (false, false) => quote!(Ok(#value)),
        (false, true) => {
            let read_json = imports.runtime("read_json");
            quote!(#read_json(response, |json| #value))
        }
        (true, false) => {
            let read_parts = imports.runtime("read_parts");
            quote!(#read_parts(response, |parts| #value))
        }
        (true, true) => {
            let read = imports.runtime("read_parts_and_json");
            quote!(#read(response, |parts, json| #value))
        }
    };
    quote! {
        fn decode(response: &mut #response) -> Result<Self::Output, #error> {
            #stream
            #body
        }
    }
}

/// Whether a field stands elsewhere than in the JSON body.
pub(super) fn has_parts(structure: &Structure) -> bool {
    structure.fields.iter().any(|field| field.binding != Binding::Body)
}

/// `tag: parts.header("etag"),`
fn decode_field(field: &Field, imports: &mut Imports) -> TokenStream {
    if field.binding == Binding::Body {
        return json::field(field, imports);
    }
    let name = ident(&field.name);
    if is_stream(field) {
        return quote!(#name: stream,);
    }
    let value = read(field, imports);
    quote!(#name: #value,)
}

fn is_stream(field: &Field) -> bool {
    field.ty == Type::ByteStream
}

/// The value of a field that is bound to a part of the response.
fn read(field: &Field, imports: &mut Imports) -> TokenStream {
    let value = read_option(field, imports);
    match &field.presence {
        Presence::Optional => value,
        Presence::Required | Presence::Default(Literal::Zero) => {
            let or_zero = imports.runtime("or_zero");
            quote!(#or_zero(#value))
        }
        Presence::Default(default) => {
            let or_default = or_default(default, &field.ty, imports);
            quote!(#value #or_default)
        }
    }
}

/// `parts.header("etag")`, as an `Option`.
fn read_option(field: &Field, imports: &mut Imports) -> TokenStream {
    let list = matches!(field.ty, Type::List(_));
    let either = |one: &str, many: &str| format_ident!("{}", if list { many } else { one });
    match &field.binding {
        Binding::Header { name, base64: true } => {
            let method = either("base64", "base64_list");
            quote!(parts.#method(#name))
        }
        Binding::Header { name, .. } => match timestamp_format(&field.ty) {
            Some(format) => {
                let (method, format) = (either("timestamp", "timestamp_list"), format_name(format, imports));
                quote!(parts.#method(#name, #format))
            }
            None => {
                let method = either("header", "header_list");
                quote!(parts.#method(#name))
            }
        },
        Binding::PrefixHeaders(prefix) => quote!(parts.prefix_headers(#prefix)),
        Binding::StatusCode => quote!(parts.status()),
        _ => match (&field.ty, field.ty.leaf()) {
            (Type::Blob, _) => quote!(parts.blob()),
            (Type::String | Type::Enum(_), _) => quote!(parts.string()),
            (_, Type::DateTime(Some(format))) => {
                let format = format_name(*format, imports);
                quote!(parts.json_timestamps(#format))
            }
            _ => quote!(parts.json()),
        },
    }
}

/// What an error's field holds until [`bind`] reads it: `retry_after: None,`.
pub(super) fn unbound(field: &Field, imports: &mut Imports) -> TokenStream {
    let name = ident(&field.name);
    match field.presence {
        Presence::Optional => quote!(#name: None,),
        Presence::Required | Presence::Default(_) => {
            let or_zero = imports.runtime("or_zero");
            quote!(#name: #or_zero(None),)
        }
    }
}

/// ```text
/// fn bind(&mut self, parts: &ResponseParts<'_>) {
///     self.retry_after = parts.header("retry-after");
/// }
/// ```
pub(super) fn bind(error: &Structure, imports: &mut Imports) -> Option<TokenStream> {
    if !has_parts(error) {
        return None;
    }
    let ty = imports.runtime("ResponseParts");
    let bound = error.fields.iter().filter(|field| field.binding != Binding::Body);
    let lines: Vec<_> = bound
        .map(|field| {
            let (name, value) = (ident(&field.name), read(field, imports));
            quote!(self.#name = #value;)
        })
        .collect();
    Some(quote! {
        fn bind(&mut self, parts: &#ty<'_>) {
            #(#lines)*
        }
    })
}
