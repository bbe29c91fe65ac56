//! Constraint tables: the module `constraints`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::imports::import;
use super::literal::number;
use super::{Module, doc_lines, ident};
use crate::ir::{Client, Constraint, ConstraintKind, Number, Rule};

/// The file of all constraints, or nothing when there are none.
pub(super) fn module(client: &Client) -> Option<Module> {
    if client.constraints.is_empty() {
        return None;
    }
    let mut names = std::collections::BTreeSet::new();
    let constraints: Vec<_> = client
        .constraints
        .iter()
        .map(|(name, constraint)| {
            let (ty, value) = table(constraint, client, &mut names);
            let (name, docs) = (ident(name), doc_lines([format!("`{}`.", constraint.shape).as_str()]));
            quote!(#docs pub(crate) static #name: #ty = #value;)
        })
        .collect();
    let imports = import(&quote!(tinsmith_runtime::validation), names.into_iter());
    Some(Module {
        path: "src/constraints.rs".to_owned(),
        docs: "What the model demands of inputs.".to_owned(),
        tokens: quote!(#imports #(#constraints)*),
    })
}

type Names = std::collections::BTreeSet<&'static str>;

/// Type and value of a constraint.
///
/// ```text
/// pub(crate) static PROFILE_NAME: Text = Text::ANY.min(2).max(64).pattern(Pattern::new(..));
/// pub(crate) static TAG_MAP: Map<&Text, &Text> = Map::of(&TAG_KEY, &TAG_VALUE).min(1).max(200);
/// ```
fn table(constraint: &Constraint, client: &Client, names: &mut Names) -> (TokenStream, TokenStream) {
    let ty = kind_type(&constraint.kind, client, names);
    let bound = |method: &str, bound: &Option<Number>| {
        let method = format_ident!("{method}");
        bound.as_ref().map(|bound| {
            let bound = number(bound);
            quote!(.#method(#bound))
        })
    };
    let (min, max) = (bound("min", &constraint.min), bound("max", &constraint.max));
    let value = match &constraint.kind {
        ConstraintKind::Text(pattern) => {
            let pattern = pattern.as_ref().map(|pattern| {
                names.extend(pattern.imports());
                let pattern = pattern.to_tokens();
                quote!(.pattern(#pattern))
            });
            quote!(Text::ANY #min #max #pattern)
        }
        ConstraintKind::Blob => quote!(Blob::ANY #min #max),
        ConstraintKind::Number(_) => quote!(Number::ANY #min #max),
        ConstraintKind::BigNumber => quote!(BigNumber::ANY #min #max),
        ConstraintKind::List(element, unique) => {
            let element = rule_value(element);
            let unique = unique.then(|| quote!(.unique()));
            quote!(List::of(#element) #min #max #unique)
        }
        ConstraintKind::Map(key, value, sensitive) => {
            let (key, value) = (rule_value(key), rule_value(value));
            let sensitive = sensitive.then(|| quote!(.sensitive_keys()));
            quote!(Map::of(#key, #value) #min #max #sensitive)
        }
    };
    (ty, value)
}

fn kind_type(kind: &ConstraintKind, client: &Client, names: &mut Names) -> TokenStream {
    match kind {
        ConstraintKind::Text(_) => {
            names.insert("Text");
            quote!(Text)
        }
        ConstraintKind::Blob => {
            names.insert("Blob");
            quote!(Blob)
        }
        ConstraintKind::Number(number) => {
            names.insert("Number");
            let number = format_ident!("{number}");
            quote!(Number<#number>)
        }
        ConstraintKind::BigNumber => {
            names.insert("BigNumber");
            quote!(BigNumber)
        }
        ConstraintKind::List(element, _) => {
            names.insert("List");
            let element = rule_type(element, client, names);
            quote!(List<#element>)
        }
        ConstraintKind::Map(key, value, _) => {
            names.insert("Map");
            let (key, value) = (rule_type(key, client, names), rule_type(value, client, names));
            quote!(Map<#key, #value>)
        }
    }
}

fn rule_type(rule: &Rule, client: &Client, names: &mut Names) -> TokenStream {
    match rule {
        Rule::Named(name) => {
            let ty = client.constraints.get(name).map(|constraint| kind_type(&constraint.kind, client, names));
            quote!(&#ty)
        }
        Rule::Nested => {
            names.insert("Nested");
            quote!(Nested)
        }
        Rule::Free => {
            names.insert("Free");
            quote!(Free)
        }
        Rule::Nullable(rule) => {
            names.insert("Nullable");
            let rule = rule_type(rule, client, names);
            quote!(Nullable<#rule>)
        }
    }
}

fn rule_value(rule: &Rule) -> TokenStream {
    match rule {
        Rule::Named(name) => {
            let name = ident(name);
            quote!(&#name)
        }
        Rule::Nested => quote!(Nested),
        Rule::Free => quote!(Free),
        Rule::Nullable(rule) => {
            let rule = rule_value(rule);
            quote!(Nullable(#rule))
        }
    }
}
