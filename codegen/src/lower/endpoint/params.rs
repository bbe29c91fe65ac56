//! Where the parameters of endpoint rules come from.

use serde_json::Value;

use super::Problem;
use super::expression::{Binding, Kind};
use crate::ir::{Expr, Ident, Template};

/// The built-in parameters that are fields of the runtime's `EndpointParams`.
const FIELDS: [(&str, &str, Kind); 6] = [
    ("AWS::Region", "region", Kind::Text),
    ("SDK::Endpoint", "endpoint", Kind::Text),
    ("AWS::UseFIPS", "use_fips", Kind::Bool),
    ("AWS::UseDualStack", "use_dual_stack", Kind::Bool),
    ("AWS::Auth::AccountId", "account_id", Kind::Text),
    ("AWS::Auth::AccountIdEndpointMode", "account_id_endpoint_mode", Kind::Text),
];

/// The built-in parameters that are settings of one service. It has a setter where the model has the parameter among
/// `smithy.rules#clientContextParams` as well; else it is unset.
const SETTINGS: [&str; 7] = [
    "AWS::S3::Accelerate",
    "AWS::S3::DisableMultiRegionAccessPoints",
    "AWS::S3::ForcePathStyle",
    "AWS::S3::UseArnRegion",
    "AWS::S3::UseGlobalEndpoint",
    "AWS::S3Control::UseArnRegion",
    "AWS::STS::UseGlobalEndpoint",
];

/// Where the value of a parameter comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lower) enum Source {
    /// This field of the runtime's `EndpointParams`. A boolean one is false unless it is set.
    Field(&'static str, Kind),
    /// Operation or client, by the parameter's name.
    Context(Kind),
}

/// Where the value of a parameter comes from.
pub(in crate::lower) fn source(parameter: &Value) -> Result<Source, Problem> {
    let kind = match parameter.get("type").and_then(Value::as_str) {
        Some("string" | "String") => Kind::Text,
        Some("boolean" | "Boolean") => Kind::Bool,
        Some("stringArray" | "StringArray") => Kind::Texts,
        other => return Err(format!("the type `{}` is not known", other.unwrap_or("(none)"))),
    };
    let Some(built_in) = parameter.get("builtIn").and_then(Value::as_str) else {
        return Ok(Source::Context(kind));
    };
    match FIELDS.iter().find(|(known, ..)| *known == built_in) {
        Some((_, field, of)) if *of == kind => Ok(Source::Field(field, kind)),
        Some(_) => Err(format!("`{built_in}` is not of this type")),
        None if SETTINGS.contains(&built_in) => Ok(Source::Context(kind)),
        None => Err(format!("the built-in parameter `{built_in}` is not supported")),
    }
}

/// What a parameter stands for.
pub(super) fn declare(name: &str, parameter: &Value) -> Result<Binding, Problem> {
    let (expr, kind, optional) = match source(parameter)? {
        Source::Field(field, Kind::Bool) => {
            return match parameter.get("default") {
                None | Some(Value::Bool(false)) => Ok(Binding::new(Expr::Param(Ident(field.to_owned())), Kind::Bool)),
                Some(default) => Err(format!("the default `{default}` is not supported")),
            };
        }
        Source::Field(field, kind) => (Expr::Param(Ident(field.to_owned())), kind, true),
        Source::Context(kind) => (Expr::Context(kind.getter(), name.to_owned()), kind, true),
    };
    let Some(default) = parameter.get("default") else {
        return Ok(Binding { expr, kind, optional });
    };
    let default = literal(default, kind).ok_or_else(|| format!("the default `{default}` is of another type"))?;
    Ok(Binding::new(Expr::UnwrapOr(Box::new(expr), Box::new(default)), kind))
}

fn literal(value: &Value, kind: Kind) -> Option<Expr> {
    match (value, kind) {
        (Value::String(text), Kind::Text) => Some(Expr::Text(Template::literal(text))),
        (Value::Bool(value), Kind::Bool) => Some(Expr::Bool(*value)),
        (Value::Array(texts), Kind::Texts) => {
            let texts = texts.iter().map(|text| text.as_str().map(str::to_owned));
            texts.collect::<Option<_>>().map(Expr::Texts)
        }
        _ => None,
    }
}
