//! Paginators.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::ident;
use super::imports::Imports;
use crate::ir::{FieldStep, Operation};

/// ```text
/// tinsmith_runtime::paginator! {
///     type Input = ListSigningJobsInput;
///     type Builder = ListSigningJobsFluentBuilder;
///     type Paginators = (ListSigningJobsPaginator, ListSigningJobsPaginatorItems);
///     const TOKEN: String = |input, output| (input.next_token, output.next_token);
///     const PAGE_SIZE: i32 = |input| input.max_results;
///     const ITEMS: Vec<SigningJob> = |output| output.jobs;
/// }
/// ```
pub(super) fn paginator(operation: &Operation, imports: &mut Imports) -> Option<TokenStream> {
    let pagination = operation.pagination.as_ref()?;
    let (input, name) = (ident(&operation.input.name), ident(&pagination.name));
    let builder = format_ident!("{}FluentBuilder", operation.prefix.as_str());
    let (token, ty) = (ident(&pagination.input_token), imports.ty(&pagination.token));
    let next = path(&pagination.output_token, &quote!(.as_ref()?));
    let page_size = pagination.page_size.as_ref().map(|(field, ty)| {
        let (field, ty) = (ident(field), imports.ty(ty));
        quote!(const PAGE_SIZE: #ty = |input| input.#field;)
    });
    let items = pagination.items.as_ref().map(|(steps, ty)| {
        let (items, ty) = (path(steps, &quote!(?)), imports.ty(ty));
        quote!(const ITEMS: #ty = |output| #items;)
    });
    let items_name = items.is_some().then(|| format_ident!("{name}Items")).map(|name| quote!(, #name));
    Some(quote! {
        tinsmith_runtime::paginator! {
            type Input = #input;
            type Builder = #builder;
            type Paginators = (#name #items_name);
            const TOKEN: #ty = |input, output| (input.#token, #next);
            #page_size
            #items
        }
    })
}

/// `output.page?.jobs`: the way to a value, with what leads on from one that may be missing.
fn path(steps: &[FieldStep], if_optional: &TokenStream) -> TokenStream {
    let mut path = quote!(output);
    for (index, step) in steps.iter().enumerate() {
        let field = ident(&step.field);
        let on = (step.optional && index + 1 < steps.len()).then_some(if_optional);
        path = quote!(#path.#field #on);
    }
    path
}
