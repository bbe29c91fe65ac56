//! The one place that decides how things are called in Rust.
//!
//! Names follow the official Rust SDK (snake case for members and modules, upper camel case for types and variants), so
//! that its users find what they know. What would not compile is escaped; what would collide gets a number.

use std::collections::BTreeSet;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

use crate::ir::Ident;

/// The names that are taken in one Rust scope.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope(BTreeSet<String>);

impl Scope {
    /// A scope in which these names are taken from the start.
    pub(crate) fn with(taken: &[&str]) -> Self {
        Self(taken.iter().map(|name| (*name).to_owned()).collect())
    }

    /// Takes a name that is not to be given out.
    pub(crate) fn reserve(&mut self, name: &str) {
        self.0.insert(name.to_owned());
    }

    /// The wanted name, or the first free one of `name_2`, `name_3`, ...
    pub(crate) fn claim(&mut self, wanted: &str) -> Ident {
        let numbered = (2..).map(|number| format!("{wanted}_{number}"));
        let free = std::iter::once(wanted.to_owned()).chain(numbered).find(|name| self.0.insert(name.clone()));
        Ident(escape(&free.unwrap_or_else(|| wanted.to_owned())))
    }

    /// Claims a type's name: numbered without an underscore, as types are written.
    pub(crate) fn claim_type(&mut self, wanted: &str) -> Ident {
        let numbered = (2..).map(|number| format!("{wanted}{number}"));
        let free = std::iter::once(wanted.to_owned()).chain(numbered).find(|name| self.0.insert(name.clone()));
        Ident(free.unwrap_or_else(|| wanted.to_owned()))
    }
}

/// Methods that builders and structures have of their own, or that clippy takes for those of a trait; a member so called
/// gets `_value` appended, as in the official SDK.
const METHODS: [&str; 17] = [
    "as_input",
    "as_ref",
    "borrow",
    "build",
    "builder",
    "clone",
    "customize",
    "default",
    "deref",
    "into_paginator",
    "meta",
    "new",
    "request_id",
    "send",
    "send_with",
    "validate",
    "wait",
];

/// Methods that the client has of its own, and modules that stand in or above those of operations, which clippy takes for
/// a slip; an operation so called gets a number.
pub(super) const CLIENT_METHODS: [&str; 6] = ["builders", "clone", "config", "from_conf", "new", "operation"];

/// Methods that the builder of settings has of its own; a setting of one service so called gets a number.
pub(super) const CONFIG_METHODS: [&str; 26] = [
    "account_id_endpoint_mode",
    "app_name",
    "behavior_version",
    "behavior_version_latest",
    "build",
    "clock",
    "clone",
    "credentials_provider",
    "disable_request_compression",
    "endpoint_param",
    "endpoint_url",
    "hook",
    "http_client",
    "new",
    "random",
    "region",
    "request_min_compression_size_bytes",
    "retry_classifier",
    "retry_config",
    "set_endpoint_url",
    "sleep",
    "timeout_config",
    "token_provider",
    "use_dual_stack",
    "use_fips",
    "validate_input",
];

/// Modules of `types` that hold something else than a type of the model, and the name of their parent, which clippy takes
/// for a slip.
pub(super) const TYPE_MODULES: [&str; 3] = ["builders", "error", "types"];

/// Types of the standard library that the file of a structure names without a path, and what each enum of errors has: a
/// shape so called gets `Value` appended.
const TYPES: [&str; 10] =
    ["Box", "Default", "HashMap", "Into", "Option", "Result", "Self", "String", "Unhandled", "Vec"];

/// `bucketName` is `bucket_name`.
pub(crate) fn member(name: &str) -> String {
    let snake = leading(words(name).to_snake_case());
    if METHODS.contains(&snake.as_str()) { format!("{snake}_value") } else { snake }
}

/// `bucket_name` is set by `set_bucket_name`.
pub(crate) fn setter(member: &str) -> String {
    format!("set_{}", member.trim_start_matches('_'))
}

/// `S3Source` is the module `s3_source`. None is called `mod`, whose file `mod.rs` would be taken for its parent's.
pub(crate) fn module(name: &str) -> String {
    let snake = leading(words(name).to_snake_case());
    if snake == "mod" { "mod_".to_owned() } else { snake }
}

/// `AWS Signer` is the folder `aws_signer`, and part of a crate's name.
pub(crate) fn package(sdk_id: &str) -> String {
    let words = sdk_id.replace(|c: char| !c.is_ascii_alphanumeric(), " ").to_snake_case();
    if words.is_empty() { "service".to_owned() } else { words }
}

/// `NotFound` is asked for with `is_not_found`.
pub(crate) fn is_method(error: &str) -> String {
    method("is", error)
}

/// A union's variant `S3` is had from `as_s3`.
pub(crate) fn method(prefix: &str, name: &str) -> String {
    format!("{prefix}_{}", leading(words(name).to_snake_case()).trim_start_matches('_'))
}

/// `startSigningJob` is the prefix `StartSigningJob` of the operation's types.
pub(crate) fn operation_prefix(name: &str) -> String {
    leading(words(name).to_upper_camel_case())
}

/// `s3Source` is the type `S3Source`.
pub(crate) fn type_name(name: &str) -> String {
    let camel = leading(words(name).to_upper_camel_case());
    if TYPES.contains(&camel.as_str()) { format!("{camel}Value") } else { camel }
}

/// `AWSIoT` is the variant `AwsIoT`.
pub(crate) fn variant(name: &str) -> String {
    let camel = leading(words(name).to_upper_camel_case());
    if matches!(camel.as_str(), "Unknown" | "Self") { format!("{camel}Value") } else { camel }
}

/// `ProfileName` is the constraint `PROFILE_NAME`.
pub(crate) fn constant(name: &str) -> String {
    leading(words(name).to_shouty_snake_case())
}

/// The name with abbreviations as words of their own where heck would cut them: `ARNs` is `Arns`, `IPv6` is `Ipv6`.
fn words(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len());
    let mut start = 0;
    for (index, c) in chars.iter().enumerate() {
        let capital = c.is_ascii_uppercase();
        let after = chars.get(index + 1);
        let ends = match c {
            's' => after.is_none_or(|after| !after.is_ascii_lowercase()),
            'v' => after.is_some_and(char::is_ascii_digit),
            _ => false,
        };
        // The run of capitals before this place.
        if ends && index - start > 1 {
            let tail = out.len() - (index - start - 1);
            let lower = out.split_off(tail).to_ascii_lowercase();
            out.push_str(&lower);
        }
        if !capital {
            start = index + 1;
        }
        out.push(*c);
    }
    out
}

/// The only way to an identifier: ASCII letters, digits and underscores, no digit first, and not `_` alone.
fn leading(name: String) -> String {
    let name = name.replace(|c: char| !c.is_ascii_alphanumeric() && c != '_', "_");
    match name.chars().next() {
        Some(first) if first.is_ascii_digit() => format!("_{name}"),
        Some(_) if name != "_" => name,
        _ => "_empty".to_owned(),
    }
}

/// Keywords become raw identifiers; the four that cannot be raw get an underscore.
fn escape(name: &str) -> String {
    match name {
        "self" | "super" | "crate" | "Self" => format!("{name}_"),
        _ if is_keyword(name) => format!("r#{name}"),
        _ => name.to_owned(),
    }
}

/// Whether syn refuses the text as an identifier: it knows the keywords of every edition.
fn is_keyword(name: &str) -> bool {
    name == "gen" || (syn::parse_str::<syn::Ident>(name).is_err() && !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_official_sdk() {
        assert_eq!(member("maxSizeInMB"), "max_size_in_mb");
        assert_eq!(member("s3"), "s3");
        assert_eq!(module("S3SignedObject"), "s3_signed_object");
        assert_eq!(variant("AWSIoT"), "AwsIoT");
        assert_eq!(variant("JSONEmbedded"), "JsonEmbedded");
        assert_eq!(variant("SHA256"), "Sha256");
        assert_eq!(constant("TagKeyList"), "TAG_KEY_LIST");
        assert_eq!((member("ResourceARNs"), type_name("DBsOfIPv6")), ("resource_arns".into(), "DbsOfIpv6".into()));
        assert_eq!((member("isDNSsec"), member("IPAddresses")), ("is_dn_ssec".into(), "ip_addresses".into()));
    }

    #[test]
    fn what_would_not_compile_is_escaped() {
        let mut scope = Scope::default();
        assert_eq!(scope.claim("type").as_str(), "r#type");
        assert_eq!(scope.claim("type").as_str(), "type_2");
        assert_eq!(scope.claim("self").as_str(), "self_");
        assert_eq!(scope.claim("gen").as_str(), "r#gen");
        assert_eq!(member("2faCode"), "_2fa_code");
        assert_eq!(type_name("Option"), "OptionValue");
        assert_eq!(variant("Unknown"), "UnknownValue");
    }

    #[test]
    fn any_text_makes_an_identifier() {
        assert_eq!(module("½ of x²"), "__of_x_");
        assert_eq!(type_name("x²"), "X_");
        for text in ["", "_", "²", "½ ½", "\0", "1", "a-b", "Größe", "\u{1F600}", "crate", "日本"] {
            let mut scope = Scope::default();
            let fields = [member(text), module(text), constant(text)].map(|name| scope.claim(&name));
            let types = [type_name(text), variant(text), operation_prefix(text)].map(|name| scope.claim_type(&name));
            for name in fields.iter().chain(&types) {
                assert!(syn::parse_str::<syn::Ident>(name.as_str()).is_ok(), "{text:?} gives {name:?}");
            }
            let package = package(text);
            assert!(package.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{package}");
        }
    }

    #[test]
    fn packages_and_methods_have_no_stray_underscores() {
        assert_eq!(package("AWS Signer"), "aws_signer");
        assert_eq!(package("123"), "123");
        assert_eq!(package("x²"), "x");
        assert_eq!(package("²"), "service");
        assert_eq!(is_method("NotFound"), "is_not_found");
        assert_eq!(is_method("_3d"), "is_3d");
    }

    #[test]
    fn a_module_is_not_called_mod() {
        assert_eq!(module("Mod"), "mod_");
        assert_eq!(member("mod"), "mod");
    }

    #[test]
    fn what_would_shadow_a_method_is_renamed() {
        assert_eq!(member("build"), "build_value");
        assert_eq!((member("send").as_str(), member("wait").as_str()), ("send_value", "wait_value"));
    }

    #[test]
    fn what_generated_code_has_itself_stays_its_own() {
        let mut client = Scope::with(&CLIENT_METHODS);
        let methods = ["New", "FromConf", "Config", "Clone"].map(|operation| client.claim(&module(operation)).0);
        assert_eq!(methods, ["new_2", "from_conf_2", "config_2", "clone_2"]);
        let members = ["asInput", "meta", "requestId", "message", "client"].map(member);
        assert_eq!(members, ["as_input_value", "meta_value", "request_id_value", "message", "client"]);
        assert_eq!(["Self", "Vec", "Error", "Send"].map(type_name), ["SelfValue", "VecValue", "Error", "Send"]);
        let mut variants = Scope::default();
        let variants = ["Unknown", "UNKNOWN", "UnknownValue", "self"].map(|name| variants.claim_type(&variant(name)).0);
        assert_eq!(variants, ["UnknownValue", "UnknownValue2", "UnknownValue3", "SelfValue"]);
    }

    /// Those of the runtime's builder, and that of a trait.
    #[test]
    fn the_methods_of_the_builder_of_settings_are_known() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../runtime/src/config/builder.rs");
        let source = std::fs::read_to_string(path).unwrap();
        let methods = source.lines().filter_map(|line| line.strip_prefix("    pub fn ")?.split(['(', '<']).next());
        let methods: BTreeSet<_> = methods.chain(["clone"]).collect();
        assert_eq!(methods.into_iter().collect::<Vec<_>>(), CONFIG_METHODS);
    }

    #[test]
    fn names_that_differ_only_by_case_stay_apart() {
        let mut scope = Scope::with(&["taken"]);
        assert_eq!(scope.claim(&module("FooBar")).as_str(), "foo_bar");
        assert_eq!(scope.claim(&module("fooBar")).as_str(), "foo_bar_2");
        assert_eq!(scope.claim("taken").as_str(), "taken_2");
    }
}
