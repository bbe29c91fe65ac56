//! Endpoints: what rules give, and what tests expect.

use serde_json::{Map, Value};

use super::Problem;
use crate::ir::{AuthSetting, Endpoint, EndpointAuthScheme, EndpointProperty, Template};

/// Reads a text, of which an endpoint has many.
type Text<'a> = &'a mut dyn FnMut(&Value) -> Result<Template, Problem>;

/// The endpoint of a rule.
pub(super) fn endpoint(value: Option<&Value>, text: Text<'_>) -> Result<Endpoint, Problem> {
    let value = value.ok_or("a rule of type `endpoint` without `endpoint`")?;
    let url = text(value.get("url").ok_or("an endpoint without `url`")?)?;
    let mut endpoint = Endpoint { url, ..Endpoint::default() };
    for (name, values) in members(value.get("headers")) {
        for value in elements(values).ok_or_else(|| format!("the header `{name}` has no list of values"))? {
            endpoint.headers.push((name.to_ascii_lowercase(), text(value)?));
        }
    }
    for (name, value) in members(value.get("properties")) {
        match name.as_str() {
            "authSchemes" => {
                let schemes = elements(value).ok_or("`authSchemes` is no list")?;
                endpoint.auth_schemes =
                    schemes.iter().map(|scheme| auth_scheme(scheme, text)).collect::<Result<_, _>>()?;
            }
            _ => {
                let property = property(value, text).map_err(|problem| format!("the property `{name}`: {problem}"))?;
                endpoint.properties.push((name.clone(), property));
            }
        }
    }
    Ok(endpoint)
}

fn property(value: &Value, text: Text<'_>) -> Result<EndpointProperty, Problem> {
    match value {
        Value::Bool(value) => Ok(EndpointProperty::Bool(*value)),
        Value::Array(values) if values.iter().all(Value::is_string) => {
            values.iter().map(text).collect::<Result<_, _>>().map(EndpointProperty::Texts)
        }
        Value::String(_) => text(value).map(EndpointProperty::Text),
        other => Err(format!("the value `{other}` is not supported")),
    }
}

/// The endpoint that a test expects, in which braces mean nothing.
pub(in crate::lower) fn expected(value: &Value) -> Result<Endpoint, Problem> {
    endpoint(Some(value), &mut |text| {
        text.as_str().map(Template::literal).ok_or_else(|| format!("`{text}` is no text"))
    })
}

fn auth_scheme(value: &Value, text: Text<'_>) -> Result<EndpointAuthScheme, Problem> {
    let name = text(value.get("name").ok_or("an auth scheme without `name`")?)?;
    let mut settings = Vec::new();
    for (key, value) in members(Some(value)) {
        match (key.as_str(), value) {
            ("name", _) | ("disableDoubleEncoding" | "disableNormalizePath", Value::Bool(false)) => {}
            ("signingName", value) => settings.push(("with_signing_name", AuthSetting::Text(text(value)?))),
            ("signingRegion", value) => settings.push(("with_signing_region", AuthSetting::Text(text(value)?))),
            ("signingRegionSet", Value::Array(regions)) => {
                for region in regions {
                    settings.push(("with_signing_region_set", AuthSetting::Text(text(region)?)));
                }
            }
            ("disableDoubleEncoding", Value::Bool(value)) => {
                settings.push(("with_disable_double_encoding", AuthSetting::Bool(*value)));
            }
            ("disableNormalizePath", Value::Bool(value)) => {
                settings.push(("with_disable_normalize_path", AuthSetting::Bool(*value)));
            }
            (key, value) => return Err(format!("`{key}` of an auth scheme with the value `{value}` is not supported")),
        }
    }
    Ok(EndpointAuthScheme { name, settings })
}

fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

fn elements(value: &Value) -> Option<&[Value]> {
    value.as_array().map(Vec::as_slice)
}
