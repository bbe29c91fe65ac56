//! Values in tests, as expressions.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::ident;
use super::imports::import;
use super::literal::{number, timestamp};
use crate::ir::{Home, Ident, MemberValue, Number, StructureValue, UnionValue, Value};

/// What a file of tests imports; the crate's types are named by `types::`.
#[derive(Debug, Default)]
pub(super) struct TestImports {
    operations: BTreeMap<String, (proc_macro2::Ident, BTreeSet<String>)>,
    primitives: BTreeSet<&'static str>,
    test_util: BTreeSet<&'static str>,
    hash_map: bool,
    types: bool,
}

impl TestImports {
    /// A type of an operation's module.
    pub(super) fn operation(&mut self, module: &Ident, name: &Ident) -> proc_macro2::Ident {
        let entry = self.operations.entry(module.bare().to_owned());
        let (_, names) = entry.or_insert_with(|| (ident(module), BTreeSet::new()));
        names.insert(name.as_str().to_owned());
        ident(name)
    }

    /// A name of `tinsmith_runtime::test_util`.
    pub(super) fn test_util(&mut self, name: &'static str) -> proc_macro2::Ident {
        self.test_util.insert(name);
        format_ident!("{name}")
    }

    /// `types::Source::S3`
    pub(super) fn type_path(&mut self, name: &Ident, variant: &Ident) -> TokenStream {
        self.types = true;
        let (name, variant) = (ident(name), ident(variant));
        quote!(types::#name::#variant)
    }

    /// The imports of a test of this crate.
    pub(super) fn into_tokens(self, krate: &proc_macro2::Ident) -> TokenStream {
        let std = self.hash_map.then(|| {
            quote!(
                use std::collections::HashMap;
            )
        });
        let test_util = import(&quote!(tinsmith_runtime::test_util), self.test_util.iter().copied());
        let primitives = import(&quote!(#krate::primitives), self.primitives.iter().copied());
        let types = self.types.then(|| quote!(use #krate::types;));
        let operations = self
            .operations
            .values()
            .map(|(module, names)| import(&quote!(#krate::operation::#module), names.iter().map(String::as_str)));
        quote!(#std #test_util #(#operations)* #primitives #types)
    }
}

/// `S3Source::builder().bucket_name("b").build().unwrap()`
pub(super) fn structure(value: &StructureValue, imports: &mut TestImports) -> TokenStream {
    let name = ident(&value.name);
    let name = match &value.home {
        Home::Operation(module) => {
            let name = imports.operation(module, &value.name);
            quote!(#name)
        }
        Home::Types => {
            imports.types = true;
            quote!(types::#name)
        }
        Home::Errors => {
            imports.types = true;
            quote!(types::error::#name)
        }
    };
    let members = value.members.iter().map(|member| self::member(member, imports));
    let members: Vec<_> = members.collect();
    let unwrap = value.checked.then(|| quote!(.unwrap()));
    quote!(#name::builder() #(#members)* .build() #unwrap)
}

/// `.bucket_name("b")`; a call for each element of a list or map.
fn member(member: &MemberValue, imports: &mut TestImports) -> TokenStream {
    let (name, setter) = (ident(&member.name), ident(&member.setter));
    match &member.value {
        Value::List(elements) if elements.is_empty() => quote!(.#setter(Some(Vec::new()))),
        Value::List(elements) => {
            let elements = elements.iter().map(|element| argument(element, imports));
            quote!(#(.#name(#elements))*)
        }
        Value::Map(entries) if entries.is_empty() => {
            imports.hash_map = true;
            quote!(.#setter(Some(HashMap::new())))
        }
        Value::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| {
                let value = argument(value, imports);
                quote!(#key, #value)
            });
            quote!(#(.#name(#entries))*)
        }
        value => {
            let value = argument(value, imports);
            quote!(.#name(#value))
        }
    }
}

/// What a setter takes: strings may be borrowed.
fn argument(value: &Value, imports: &mut TestImports) -> TokenStream {
    match value {
        Value::String(text) => quote!(#text),
        value => expression(value, imports),
    }
}

/// An owned value.
pub(super) fn expression(value: &Value, imports: &mut TestImports) -> TokenStream {
    match value {
        Value::Bool(value) => quote!(#value),
        Value::Number(Number::Digits(digits)) => quote!(#digits.parse().unwrap()),
        Value::Number(value) => number(value),
        Value::String(text) => quote!(#text.into()),
        Value::Blob(text) => {
            imports.primitives.insert("Blob");
            quote!(Blob::new(#text))
        }
        Value::Stream(text) => {
            imports.primitives.insert("ByteStream");
            quote!(ByteStream::from(#text))
        }
        Value::DateTime(moment) => {
            imports.primitives.insert("DateTime");
            let moment = timestamp(*moment);
            quote!(DateTime::#moment)
        }
        Value::Document(json) => {
            let (document, json) = (imports.test_util("document"), text(json));
            quote!(#document(#json))
        }
        Value::Union(value) => union(value, imports),
        Value::Variant(name, variant) => imports.type_path(name, variant),
        Value::Unknown(name, text) => {
            imports.types = true;
            let name = ident(name);
            quote!(types::#name::from(#text))
        }
        Value::Structure(value) => structure(value, imports),
        Value::List(elements) => {
            let elements = elements.iter().map(|element| expression(element, imports));
            quote!(vec![#(#elements),*])
        }
        Value::Map(entries) => {
            imports.hash_map = true;
            let entries = entries.iter().map(|(key, value)| {
                let value = expression(value, imports);
                quote!((#key.into(), #value))
            });
            quote!(HashMap::from([#(#entries),*]))
        }
        Value::Optional(None) => quote!(None),
        Value::Optional(Some(value)) => {
            let value = expression(value, imports);
            quote!(Some(#value))
        }
    }
}

/// `types::Source::S3(S3Source::builder().build())`
fn union(value: &UnionValue, imports: &mut TestImports) -> TokenStream {
    let variant = imports.type_path(&value.name, &value.variant);
    let Some(inner) = &value.value else { return variant };
    let inner = expression(inner, imports);
    if value.boxed { quote!(#variant(Box::new(#inner))) } else { quote!(#variant(#inner)) }
}

/// A string literal, raw when that spares escapes and it stands on one line.
pub(super) fn text(text: &str) -> TokenStream {
    let escaped = text.contains(['"', '\\']) && !text.contains(char::is_control);
    let raw = escaped.then(|| {
        let hashes = (1..).map(|count| "#".repeat(count)).find(|hashes| !text.contains(&format!("\"{hashes}")));
        format!("r{0}\"{text}\"{0}", hashes.unwrap_or_default()).parse::<Literal>().ok()
    });
    match raw.flatten() {
        Some(raw) => quote!(#raw),
        None => quote!(#text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Timestamp;

    fn printed(value: &Value) -> String {
        expression(value, &mut TestImports::default()).to_string().replace(' ', "")
    }

    #[test]
    fn a_raw_literal_has_as_many_hashes_as_it_needs() {
        assert_eq!(text("plain").to_string(), r#""plain""#);
        assert_eq!(text(r#"{"a":"\\"}"#).to_string(), r##"r#"{"a":"\\"}"#"##);
        assert_eq!(text(r##"a"#b"##).to_string(), r###"r##"a"#b"##"###);
        assert_eq!(text("\"\n\"").to_string(), r#""\"\n\"""#);
    }

    #[test]
    fn numbers_and_times_are_written_as_rust_does() {
        assert_eq!(printed(&Value::Number(Number::Integer(-1))), "-1");
        assert_eq!(printed(&Value::Number(Number::Digits("-1.50".into()))), r#""-1.50".parse().unwrap()"#);
        let moment = |secs, nanos| Value::DateTime(Timestamp { secs, nanos });
        assert_eq!(printed(&moment(1_717_245_000, 0)), "DateTime::from_secs(1717245000)");
        assert_eq!(printed(&moment(-1, 250)), "DateTime::from_secs_and_nanos(-1,250)");
    }

    #[test]
    fn containers_within_containers_are_owned() {
        let list = Value::List(vec![Value::String("a".into())]);
        let map = Value::Map(vec![("k".into(), Value::Optional(Some(Box::new(list))))]);
        assert_eq!(printed(&map), r#"HashMap::from([("k".into(),Some(vec!["a".into()]))])"#);
    }
}
