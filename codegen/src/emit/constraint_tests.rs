//! The table of every constrained place, for the tests of this workspace.

use proc_macro2::TokenStream;
use quote::quote;

use super::values::{TestImports, expression, structure};
use super::{Module, crate_ident, ident};
use crate::ir::{Client, ConstrainedInput, ConstrainedInputs, ConstrainedPlace, Probe, Step};

/// The file of the table: `constraints/signer.rs`.
///
/// ```text
/// pub(crate) fn rows() -> Vec<Row> {
///     Vec::from([row(tag_resource, "/tags", |input, probe| input.tags = probe.map("a".into()))])
/// }
///
/// fn tag_resource() -> TagResourceInput {
///     TagResourceInput::builder().resource_arn("a").tags("a", "a").build().unwrap()
/// }
/// ```
pub(super) fn module(client: &Client, all: &ConstrainedInputs) -> Module {
    let ConstrainedInputs { inputs, left_out } = all;
    let mut imports = TestImports::default();
    let rows = inputs.iter().flat_map(|input| input.places.iter().map(move |place| (input, place)));
    let rows: Vec<_> = rows.map(|(input, place)| row(input, place, &mut imports)).collect();
    let valid: Vec<_> = inputs.iter().map(|input| valid(input, &mut imports)).collect();
    let imports = imports.into_tokens(&crate_ident(client));
    let skip_rustfmt = super::skip_rustfmt();
    let heading = (!left_out.is_empty()).then_some(["", "Left out, as no valid input could be made:", ""]);
    let left_out = left_out.iter().map(|reason| format!("- {reason}"));
    let docs: Vec<_> = heading.into_iter().flatten().map(str::to_owned).chain(left_out).collect();
    let docs = super::doc_lines(docs.iter().map(String::as_str));
    Module {
        path: format!("constraints/{}.rs", client.service.module),
        docs: format!("Every constrained place in the inputs of {}.", client.service.title),
        tokens: quote! {
            #skip_rustfmt
            #imports
            use super::row::{Row, row};

            /// A row for each place.
            #docs
            pub(crate) fn rows() -> Vec<Row> {
                Vec::from([#(#rows,)*])
            }
            #(#valid)*
        },
    }
}

/// A valid input.
fn valid(input: &ConstrainedInput, imports: &mut TestImports) -> TokenStream {
    let (name, value) = (ident(&input.name), structure(&input.valid, imports));
    let ty = ident(&input.valid.name);
    quote! {
        fn #name() -> #ty {
            #value
        }
    }
}

/// `row(tag_resource, "/tags/value", |input, probe| *input.tags.as_mut().unwrap().get_mut("a").unwrap() = ..).at("/tags/a")`
fn row(input: &ConstrainedInput, place: &ConstrainedPlace, imports: &mut TestImports) -> TokenStream {
    let (name, path) = (ident(&input.name), &place.path);
    let at = (place.pointer != place.path).then(|| {
        let pointer = &place.pointer;
        quote!(.at(#pointer))
    });
    let always = !place.optional && matches!(place.steps.last(), Some(Step::Field(_)));
    let present = always.then(|| quote!(.present()));
    let set = set(place, imports);
    quote!(row(#name, #path, #set) #at #present)
}

/// What puts the probed value into its place.
fn set(place: &ConstrainedPlace, imports: &mut TestImports) -> TokenStream {
    let mut target = quote!(input);
    for step in &place.steps {
        target = match step {
            Step::Field(name) => {
                let name = ident(name);
                quote!(#target.#name)
            }
            Step::Unwrap => quote!(#target.as_mut().unwrap()),
            Step::First => quote!(#target[0]),
            Step::Entry(key) => quote!(#target.get_mut(#key).unwrap()),
            Step::Variant(name, variant) => {
                let pattern = imports.type_path(name, variant);
                quote!((match &mut #target { #pattern(value) => value, _ => unreachable!() }))
            }
        };
    }
    let value = match &place.probe {
        Probe::Text => quote!(probe.text()),
        Probe::Blob => quote!(probe.blob()),
        Probe::Number => quote!(probe.number()),
        Probe::List(element) => {
            let element = expression(element, imports);
            quote!(probe.list(#element))
        }
        Probe::Map(value) => {
            let value = expression(value, imports);
            quote!(probe.map(#value))
        }
        Probe::Key(key) => {
            let borrow = (!matches!(place.steps.last(), Some(Step::Unwrap | Step::Entry(_) | Step::Variant(..))))
                .then(|| quote!(&mut));
            return quote!(|input, probe| probe.rename(#key, #borrow #target));
        }
        Probe::Null if place.optional => return quote!(|input, _| #target = None),
        Probe::Null => return quote!(|_, _| ()),
    };
    let value = if place.optional { value } else { quote!(#value.unwrap()) };
    let dereference = matches!(place.steps.last(), Some(Step::Entry(_) | Step::Variant(..))).then(|| quote!(*));
    quote!(|input, probe| #dereference #target = #value)
}
