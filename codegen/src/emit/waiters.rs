//! Waiters: the module `waiters`, and what the files of operations have for it.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::imports::{Imports, import};
use super::{Module, doc, ident, query};
use crate::ir::{Acceptor, Client, Matcher, Operation, Waiter, WaiterState};

/// `tinsmith_runtime::waiter_builder!(DescribeSigningJobBuilder, DescribeSigningJobInput);`, in the file of an operation that
/// has waiters.
pub(super) fn builder(operation: &Operation) -> TokenStream {
    if operation.waiters.is_empty() {
        return TokenStream::new();
    }
    let (builder, input) = (builder_name(operation), ident(&operation.input.name));
    quote!(tinsmith_runtime::waiter_builder!(#builder, #input);)
}

fn builder_name(operation: &Operation) -> proc_macro2::Ident {
    format_ident!("{}Builder", operation.prefix.as_str())
}

/// The file of all waiters, or nothing when there are none.
pub(super) fn module(client: &Client) -> Option<Module> {
    let operations = || client.operations.iter().filter(|operation| !operation.waiters.is_empty());
    operations().next()?;
    let mut imports = Imports::of_waiters(operations());
    let uses = operations().map(|operation| {
        let (module, builder) = (ident(&operation.method_name), builder_name(operation));
        let names = [builder.to_string(), operation.input.name.as_str().to_owned()];
        import(&quote!(crate::operation::#module), names.iter().map(String::as_str))
    });
    let uses: Vec<_> = uses.collect();
    let waiters = || operations().flat_map(|operation| operation.waiters.iter().map(move |waiter| (operation, waiter)));
    let mut negates = false;
    let functions = waiters().map(|(operation, waiter)| self::waiter(operation, waiter, &mut imports, &mut negates));
    let functions: Vec<_> = functions.collect();
    let negates = negates.then(|| quote!(#![allow(clippy::nonminimal_bool)]));
    let deprecated = waiters().any(|(_, waiter)| waiter.touches_deprecated).then(|| quote!(#![allow(deprecated)]));
    let imports = imports.into_tokens();
    Some(Module {
        path: "src/waiters.rs".to_owned(),
        docs: "Waiters: what they wait for, and what the results of their calls mean.".to_owned(),
        tokens: quote! {
            #negates
            #deprecated
            #imports
            #(#uses)*
            tinsmith_runtime::waiters! { #(#functions)* }
        },
    })
}

/// ```text
/// /// Waits until the signing job has succeeded.
/// #[waiter("SuccessfulSigningJob", wait_until_successful_signing_job, DescribeSigningJobBuilder)]
/// #[delay(min = 20, max = 120)]
/// #[types(SuccessfulSigningJobFluentBuilder, SuccessfulSigningJobFinalPoll, WaitUntilSuccessfulSigningJobError)]
/// fn successful_signing_job(polled: Polled<'_, DescribeSigningJobInput>) -> Option<WaiterState> {
///     match polled.result {
///         Ok(output) if output.status == Some(SigningStatus::Succeeded) => Some(WaiterState::Success),
///         Err(error) if error.is_resource_not_found_exception() => Some(WaiterState::Failure),
///         _ => None,
///     }
/// }
/// ```
fn waiter(operation: &Operation, waiter: &Waiter, imports: &mut Imports, negates: &mut bool) -> TokenStream {
    let (docs, name, module, method) = (doc(&waiter.docs), &waiter.name, ident(&waiter.module), ident(&waiter.method));
    let [min_delay, max_delay] = [waiter.min_delay, waiter.max_delay].map(Literal::u32_unsuffixed);
    let (builder, input) = (builder_name(operation), ident(&operation.input.name));
    let types = [&waiter.fluent_builder, &waiter.final_poll, &waiter.error].map(ident);
    let deprecated = waiter.deprecated.then(|| quote!(#[deprecated]));
    let (polled, state) = (imports.runtime("Polled"), imports.runtime("WaiterState"));
    let acceptors = waiter.acceptors.iter().map(|acceptor| self::acceptor(acceptor, imports, negates));
    let acceptors: Vec<_> = acceptors.collect();
    let has = |wanted: fn(&Matcher) -> bool| waiter.acceptors.iter().any(|acceptor| wanted(&acceptor.matcher));
    let all = has(|of| matches!(of, Matcher::AnyOutput)) && has(|of| matches!(of, Matcher::AnyError));
    let other = (!all).then(|| quote!(_ => None,));
    quote! {
        #docs
        #[waiter(#name, #method, #builder)]
        #[delay(min = #min_delay, max = #max_delay)]
        #[types(#(#types),*)]
        #deprecated
        fn #module(polled: #polled<'_, #input>) -> Option<#state> {
            match polled.result { #(#acceptors)* #other }
        }
    }
}

/// `Ok(output) if output.status == Some(SigningStatus::Succeeded) => Some(WaiterState::Success),`
fn acceptor(acceptor: &Acceptor, imports: &mut Imports, negates: &mut bool) -> TokenStream {
    let pattern = match &acceptor.matcher {
        Matcher::AnyOutput => quote!(Ok(_)),
        Matcher::Output(query) => {
            let condition = query::condition(query, imports);
            *negates |= condition.negates;
            let (uses_output, condition) = (condition.uses_output, condition.tokens);
            if uses_output { quote!(Ok(output) if #condition) } else { quote!(Ok(_) if #condition) }
        }
        Matcher::AnyError => quote!(Err(_)),
        Matcher::Error(is_name) => {
            let is_name = ident(is_name);
            quote!(Err(error) if error.#is_name())
        }
        Matcher::ErrorCode(code) => quote!(Err(error) if error.meta().code() == Some(#code)),
    };
    let name = imports.runtime("WaiterState");
    let state = match acceptor.state {
        WaiterState::Success => quote!(Success),
        WaiterState::Failure => quote!(Failure),
        WaiterState::Retry => quote!(Retry),
    };
    quote!(#pattern => Some(#name::#state),)
}
