//! Endpoint rules as plain Rust: the module `endpoint`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::imports::Imports;
use super::{Module, doc_lines, ident};
use crate::ir::{
    self, AuthSetting, Client, Condition, EndpointProperty, EndpointRule, EndpointRules, EndpointSource, EndpointThen,
    Expr, Function, Template, TemplatePart,
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
            EndpointThen::Endpoint(endpoint) => {
                let endpoint = self::endpoint(endpoint, imports);
                give(&quote!(Ok(#endpoint)), tail)
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

/// ```text
/// Endpoint::new(["https://", region, ".example.com"].concat())
///     .with_header("x-example", "a")
///     .with_auth_scheme(EndpointAuthScheme::new("sigv4").with_signing_region(region))
/// ```
pub(super) fn endpoint(endpoint: &ir::Endpoint, imports: &mut Imports) -> TokenStream {
    let url = template(&endpoint.url, imports);
    let headers: Vec<_> = endpoint.headers.iter().map(|(name, value)| (name, template(value, imports))).collect();
    let headers = headers.iter().map(|(name, value)| quote!(.with_header(#name, #value)));
    let schemes = endpoint.auth_schemes.iter().map(|scheme| {
        let (auth_scheme, name) = (imports.runtime("EndpointAuthScheme"), template(&scheme.name, imports));
        let settings = scheme.settings.iter().map(|(method, setting)| {
            let method = format_ident!("{method}");
            let value = match setting {
                AuthSetting::Text(text) => template(text, imports),
                AuthSetting::Bool(value) => quote!(#value),
            };
            quote!(.#method(#value))
        });
        quote!(.with_auth_scheme(#auth_scheme::new(#name)#(#settings)*))
    });
    let schemes: Vec<_> = schemes.collect();
    let properties = endpoint.properties.iter().map(|(name, property)| {
        let value = match property {
            EndpointProperty::Text(text) => template(text, imports),
            EndpointProperty::Bool(value) => quote!(#value),
            EndpointProperty::Texts(texts) => {
                let texts: Vec<_> = texts.iter().map(|text| template(text, imports)).collect();
                quote!(vec![#(#texts),*])
            }
        };
        quote!(.with_property(#name, #value))
    });
    quote!(Endpoint::new(#url)#(#headers)*#(#schemes)*#(#properties)*)
}

fn condition(condition: &Condition, imports: &mut Imports) -> TokenStream {
    match condition {
        Condition::Holds(expr) => self::expr(expr, imports),
        Condition::Bind(name, expr) => {
            let (name, value) = (ident(name), self::expr(expr, imports));
            let borrow = expr.is_owned().then(|| quote!(.as_deref()));
            quote!(let Some(#name) = #value #borrow)
        }
    }
}

/// The value of an expression. An owned text is a `String`.
fn expr(expr: &Expr, imports: &mut Imports) -> TokenStream {
    let mut of = |inner: &Expr| self::expr(inner, imports);
    match expr {
        Expr::Param(name) => {
            let name = ident(name);
            quote!(params.#name)
        }
        Expr::Context(method, name) => {
            let method = format_ident!("{method}");
            quote!(params.#method(#name))
        }
        Expr::Variable(name) => {
            let name = ident(name);
            quote!(#name)
        }
        Expr::Bool(value) => quote!(#value),
        Expr::Number(value) => {
            let value = proc_macro2::Literal::i64_unsuffixed(*value);
            quote!(#value)
        }
        Expr::Text(text) => template(text, imports),
        Expr::Texts(texts) => quote!(vec![#(#texts),*]),
        Expr::Field(inner, field) => {
            let (inner, field) = (of(inner), ident(field));
            quote!(#inner.#field)
        }
        Expr::Not(inner) => not(inner, imports),
        Expr::IsSet(inner) => {
            let inner = of(inner);
            quote!(#inner.is_some())
        }
        Expr::Equals(left, right) => equals(left, right, false, imports),
        Expr::Call(function, arguments) => call(*function, arguments, imports),
        Expr::Some(inner) => {
            let inner = of(inner);
            quote!(Some(#inner))
        }
        Expr::If(parts) => {
            let [condition, yes, no] = &**parts;
            let (condition, owned) = (of(condition), expr.is_owned());
            let (yes, no) = (alike(yes, owned, imports), alike(no, owned, imports));
            quote!(if #condition { #yes } else { #no })
        }
        Expr::Or(first, other) | Expr::UnwrapOr(first, other) => {
            let owned = expr.is_owned();
            let (first, value) = (alike(first, owned, imports), alike(other, owned, imports));
            match (expr, &**other) {
                (Expr::Or(..), _) => quote!(#first.or(#value)),
                (_, Expr::Texts(_)) => quote!(#first.unwrap_or_else(|| #value)),
                _ => quote!(#first.unwrap_or(#value)),
            }
        }
    }
}

fn not(inner: &Expr, imports: &mut Imports) -> TokenStream {
    match inner {
        Expr::IsSet(inner) => {
            let inner = expr(inner, imports);
            quote!(#inner.is_none())
        }
        Expr::Equals(left, right) => equals(left, right, true, imports),
        inner => {
            let inner = operand(inner, imports);
            quote!(!#inner)
        }
    }
}

/// `left == right` or `left.is_empty()`, or not so.
fn equals(left: &Expr, right: &Expr, negate: bool, imports: &mut Imports) -> TokenStream {
    let is_empty = |expr: &Expr| matches!(expr, Expr::Text(text) if text.is_empty());
    let (value, other) = if is_empty(left) { (right, left) } else { (left, right) };
    let (value_tokens, other_tokens) = (operand(value, imports), operand(other, imports));
    match (is_empty(other), negate) {
        (true, false) => quote!(#value_tokens.is_empty()),
        (true, true) => quote!(!#value_tokens.is_empty()),
        (false, false) => quote!(#value_tokens == #other_tokens),
        (false, true) => quote!(#value_tokens != #other_tokens),
    }
}

/// `is_valid_host_label(bucket, false)`: texts are borrowed, and so are the lists that elements are taken of.
fn call(function: Function, arguments: &[Expr], imports: &mut Imports) -> TokenStream {
    let arguments: Vec<_> = arguments
        .iter()
        .enumerate()
        .map(|(index, argument)| match (function, index) {
            (Function::Element, 0) => {
                let value = operand(argument, imports);
                quote!(&#value)
            }
            _ => borrowed(argument, imports),
        })
        .collect();
    match function {
        Function::Partition => quote!(params.partition(#(#arguments),*)),
        function => {
            let function = imports.runtime(function.name());
            quote!(#function(#(#arguments),*))
        }
    }
}

/// A text as a `&str`, any other value as it is.
fn borrowed(expr: &Expr, imports: &mut Imports) -> TokenStream {
    if !expr.is_owned() {
        return self::expr(expr, imports);
    }
    let value = operand(expr, imports);
    quote!(#value.as_str())
}

/// A text, or an optional one, as a `String` when what it stands beside is one.
fn alike(expr: &Expr, owned: bool, imports: &mut Imports) -> TokenStream {
    let value = operand(expr, imports);
    match expr {
        Expr::Some(inner) if owned && !inner.is_owned() => {
            let inner = operand(inner, imports);
            quote!(Some(#inner.to_owned()))
        }
        Expr::Text(_) | Expr::Variable(_) | Expr::Field(..) if owned && !expr.is_owned() => quote!(#value.to_owned()),
        expr if owned && !expr.is_owned() => quote!(#value.map(str::to_owned)),
        _ => value,
    }
}

/// A value that something follows or that stands before: comparisons and `if` are in parentheses.
fn operand(expr: &Expr, imports: &mut Imports) -> TokenStream {
    let value = self::expr(expr, imports);
    if matches!(expr, Expr::Equals(..) | Expr::If(_)) { quote!((#value)) } else { value }
}

/// `"text"`, `variable` or `["https://", region, ".example.com"].concat()`.
pub(super) fn template(template: &Template, imports: &mut Imports) -> TokenStream {
    match template.0.as_slice() {
        [TemplatePart::Literal(text)] => quote!(#text),
        [TemplatePart::Expr(only)] => expr(only, imports),
        parts => {
            let parts = parts.iter().map(|part| match part {
                TemplatePart::Literal(text) => quote!(#text),
                TemplatePart::Expr(expr) => borrowed(expr, imports),
            });
            let parts: Vec<_> = parts.collect();
            quote!([#(#parts),*].concat())
        }
    }
}
