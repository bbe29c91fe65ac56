//! Endpoint rules as plain Rust: the module `endpoint`.

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::Imports;
use super::{Module, doc_lines, ident};
use crate::ir::{
    Client, Condition, EndpointRule, EndpointRules, EndpointSource, EndpointThen, Expr, Template, TemplatePart,
};

/// The file of the endpoint rules, be they the model's or the standard ones.
pub(super) fn module(client: &Client) -> Module {
    let tokens = match &client.endpoint {
        EndpointSource::Rules(rules) => own(rules),
        EndpointSource::Standard(prefix) => standard(prefix.as_deref()),
    };
    Module { path: "src/endpoint.rs".to_owned(), docs: "Where the service's endpoints are.".to_owned(), tokens }
}

/// ```text
/// pub(crate) fn resolve(params: &EndpointParams<'_>) -> Result<Endpoint, EndpointError> {
///     Endpoint::standard("signer", params)
/// }
/// ```
fn standard(prefix: Option<&str>) -> TokenStream {
    let (docs, value) = match prefix {
        Some(prefix) => {
            let docs =
                "The endpoint for these parameters. The model has no rules, so that those of AWS in general hold.";
            (docs, quote!(Endpoint::standard(#prefix, params)))
        }
        None => ("The model has no endpoint: the caller gives one.", quote!(Endpoint::custom(params))),
    };
    let docs = doc_lines([docs]);
    quote! {
        use tinsmith_runtime::prelude::{Endpoint, EndpointError, EndpointParams};
        #docs
        pub(crate) fn resolve(params: &EndpointParams<'_>) -> Result<Endpoint, EndpointError> {
            #value
        }
    }
}

/// ```text
/// pub(crate) fn resolve(params: &EndpointParams<'_>) -> Result<Endpoint, EndpointError> {
///     if let Some(region) = params.region {
///         return Ok(Endpoint::new(["https://signer.", region, ".amazonaws.com"].concat()));
///     }
///     Err(EndpointError::new("Invalid Configuration: Missing Region"))
/// }
/// ```
fn own(rules: &EndpointRules) -> TokenStream {
    let mut imports = Imports::default();
    let (params, endpoint) = (imports.runtime("EndpointParams"), imports.runtime("Endpoint"));
    let error = imports.runtime("EndpointError");
    let body = self::rules(&rules.0, true, &mut imports);
    let argument = if rules.use_params() { quote!(params) } else { quote!(_) };
    let imports = imports.into_tokens();
    quote! {
        #imports
        /// The endpoint for these parameters, by the rules of the model.
        pub(crate) fn resolve(#argument: &#params<'_>) -> Result<#endpoint, #error> {
            #body
        }
    }
}

/// Rules up to the error when none holds (specification of `endpointRuleSet`: a tree that is entered decides). `tail` when
/// they end the function: the last one then gives its value without `return`.
fn rules(rules: &[EndpointRule], tail: bool, imports: &mut Imports) -> TokenStream {
    let end = if rules.last().is_some_and(EndpointRule::closes) {
        quote!()
    } else {
        give(&quote!(Err(EndpointError::no_rule_matched())), tail)
    };
    let rules = rules.iter().map(|rule| {
        let tail = tail && rule.conditions.is_empty();
        let then = match &rule.then {
            EndpointThen::Rules(rules) => self::rules(rules, tail, imports),
            EndpointThen::Endpoint(url) => {
                let url = template(url, imports);
                give(&quote!(Ok(Endpoint::new(#url))), tail)
            }
            EndpointThen::Error(message) => {
                let message = template(message, imports);
                give(&quote!(Err(EndpointError::new(#message))), tail)
            }
        };
        if rule.conditions.is_empty() {
            return then;
        }
        let conditions = rule.conditions.iter().map(|condition| self::condition(condition, imports));
        quote!(if #(#conditions)&&* { #then })
    });
    let rules: Vec<_> = rules.collect();
    quote!(#(#rules)* #end)
}

fn give(value: &TokenStream, tail: bool) -> TokenStream {
    if tail { quote!(#value) } else { quote!(return #value;) }
}

fn condition(condition: &Condition, imports: &mut Imports) -> TokenStream {
    match condition {
        Condition::Holds(expr) => self::expr(expr, imports),
        Condition::Bind(name, expr) => {
            let (name, expr) = (ident(name), self::expr(expr, imports));
            quote!(let Some(#name) = #expr)
        }
    }
}

fn expr(expr: &Expr, imports: &mut Imports) -> TokenStream {
    match expr {
        Expr::Param(name) => {
            let name = ident(name);
            quote!(params.#name)
        }
        Expr::ParamOr(name, default) => {
            let name = ident(name);
            quote!(params.#name.unwrap_or(#default))
        }
        Expr::Variable(name) => {
            let name = ident(name);
            quote!(#name)
        }
        Expr::Bool(value) => quote!(#value),
        Expr::Text(text) => template(text, imports),
        Expr::Field(of, field) => {
            let (of, field) = (self::expr(of, imports), ident(field));
            quote!(#of.#field)
        }
        Expr::Not(inner) => match &**inner {
            Expr::IsSet(inner) => {
                let inner = self::expr(inner, imports);
                quote!(#inner.is_none())
            }
            Expr::Equals(left, right) => {
                let (left, right) = (operand(left, imports), operand(right, imports));
                quote!(#left != #right)
            }
            inner => {
                let inner = self::expr(inner, imports);
                quote!(!#inner)
            }
        },
        Expr::IsSet(inner) => {
            let inner = self::expr(inner, imports);
            quote!(#inner.is_some())
        }
        Expr::Equals(left, right) => {
            let (left, right) = (operand(left, imports), operand(right, imports));
            quote!(#left == #right)
        }
        Expr::Partition(region) => {
            let (partition, region_value) = (imports.runtime("partition"), self::expr(region, imports));
            let is_string = matches!(&**region, Expr::Text(Template(parts)) if parts.len() > 1);
            let borrow = is_string.then(|| quote!(&));
            quote!(#partition(#borrow #region_value))
        }
    }
}

/// A side of a comparison. One that is itself a comparison stands in parentheses, as Rust chains none.
fn operand(expr: &Expr, imports: &mut Imports) -> TokenStream {
    let value = self::expr(expr, imports);
    if matches!(expr, Expr::Equals(..)) { quote!((#value)) } else { value }
}

/// `"text"`, `variable` or `["https://", region, ".example.com"].concat()`.
fn template(template: &Template, imports: &mut Imports) -> TokenStream {
    let part = |part: &TemplatePart, imports: &mut Imports| match part {
        TemplatePart::Literal(text) => quote!(#text),
        TemplatePart::Expr(expr) => self::expr(expr, imports),
    };
    match template.0.as_slice() {
        [only] => part(only, imports),
        parts => {
            let parts: Vec<_> = parts.iter().map(|each| part(each, imports)).collect();
            quote!([#(#parts),*].concat())
        }
    }
}
