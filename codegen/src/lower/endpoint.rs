//! Endpoint rules (`smithy.rules#endpointRuleSet`), typed so that they compile to plain Rust.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Lowering;
use crate::diagnostic::Diagnostic;
use crate::ir::{Condition, EndpointRule, EndpointRules, EndpointThen, Expr, Ident, Template, TemplatePart};

/// The built-in parameters that a client knows the value of, and the fields of the runtime's `EndpointParams`.
const BUILT_INS: [(&str, &str, bool); 4] = [
    ("AWS::Region", "region", true),
    ("SDK::Endpoint", "endpoint", true),
    ("AWS::UseFIPS", "use_fips", false),
    ("AWS::UseDualStack", "use_dual_stack", false),
];

/// The attributes of a partition, and the fields of the runtime's `Partition`.
const PARTITION_ATTRIBUTES: [(&str, &str); 6] = [
    ("name", "name"),
    ("dnsSuffix", "dns_suffix"),
    ("dualStackDnsSuffix", "dual_stack_dns_suffix"),
    ("supportsFIPS", "supports_fips"),
    ("supportsDualStack", "supports_dual_stack"),
    ("implicitGlobalRegion", "implicit_global_region"),
];

type Problem = String;

impl Lowering<'_> {
    pub(super) fn endpoint_rules(&mut self) -> EndpointRules {
        let service = &self.model.service;
        let Some(rule_set) = service.traits.endpoint_rule_set() else {
            self.unsupported(&service.id, "a service without `smithy.rules#endpointRuleSet`");
            return EndpointRules::default();
        };
        let rules = parameters(rule_set)
            .and_then(|scope| rules(rule_set, &scope))
            .map(|rules| EndpointRules(super::tidy::tidy(rules)));
        rules.unwrap_or_else(|problem| {
            let message = format!("the endpoint rules cannot be compiled: {problem}");
            let diagnostic = Diagnostic::error(service.id.clone(), message);
            self.diagnostics.push(diagnostic.about_trait("smithy.rules#endpointRuleSet"));
            EndpointRules::default()
        })
    }
}

/// What a name in the rules stands for.
#[derive(Clone)]
struct Binding {
    expr: Expr,
    /// Whether the value may be missing, until a condition has made sure that it is there.
    optional: bool,
}

type Names = BTreeMap<String, Binding>;

/// The field of the runtime's `EndpointParams` that a parameter comes from, and whether it may be missing: then it is a
/// text, else a boolean.
pub(super) fn built_in(parameter: &Value) -> Option<(&'static str, bool)> {
    let id = parameter.get("builtIn")?.as_str()?;
    let (_, field, optional) = BUILT_INS.iter().find(|(known, ..)| *known == id)?;
    Some((field, *optional))
}

fn parameters(rule_set: &Value) -> Result<Names, Problem> {
    let mut names = Names::new();
    for (name, parameter) in rule_set.get("parameters").and_then(Value::as_object).into_iter().flatten() {
        let Some((field, optional)) = built_in(parameter) else {
            return Err(format!("the parameter `{name}` is not one of the built-in ones that are supported"));
        };
        names.insert(name.clone(), Binding { expr: Expr::Param(Ident(field.to_owned())), optional });
    }
    Ok(names)
}

fn rules(parent: &Value, names: &Names) -> Result<Vec<EndpointRule>, Problem> {
    let rules = parent.get("rules").and_then(Value::as_array).ok_or("a rule of type `tree` without `rules`")?;
    rules.iter().map(|value| rule(value, names)).collect()
}

fn rule(value: &Value, names: &Names) -> Result<EndpointRule, Problem> {
    let mut names = names.clone();
    let conditions = value.get("conditions").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let conditions: Result<Vec<_>, _> = conditions.iter().map(|value| condition(value, &mut names)).collect();
    let conditions = conditions?;
    let then = match value.get("type").and_then(Value::as_str) {
        Some("tree") => EndpointThen::Rules(rules(value, &names)?),
        Some("error") => EndpointThen::Error(template(value.get("error"), &names)?),
        Some("endpoint") => EndpointThen::Endpoint(endpoint_url(value.get("endpoint"), &names)?),
        other => return Err(format!("a rule has the type `{}`", other.unwrap_or("(none)"))),
    };
    Ok(EndpointRule { conditions, then })
}

fn endpoint_url(endpoint: Option<&Value>, names: &Names) -> Result<Template, Problem> {
    let endpoint = endpoint.ok_or("a rule of type `endpoint` without `endpoint`")?;
    for extra in ["properties", "headers"] {
        if endpoint.get(extra).and_then(Value::as_object).is_some_and(|object| !object.is_empty()) {
            return Err(format!("an endpoint with `{extra}` is not supported yet"));
        }
    }
    template(endpoint.get("url"), names)
}

/// A condition. One that makes sure that an optional value is there binds the value, so that later rules can use it.
fn condition(value: &Value, names: &mut Names) -> Result<Condition, Problem> {
    let argument = arguments(value).first();
    let reference = argument.and_then(|argument| argument.get("ref")).and_then(Value::as_str);
    if let (Some("isSet"), Some(name)) = (function(value), reference) {
        let binding = names.get(name).cloned().ok_or_else(|| format!("`{name}` is not defined"))?;
        return Ok(if binding.optional { bind(name, binding.expr, names) } else { Condition::Holds(Expr::Bool(true)) });
    }
    let call = expression(value, names)?;
    Ok(match (value.get("assign").and_then(Value::as_str), call) {
        (Some(name), call @ Expr::Partition(_)) => bind(name, call, names),
        // What is always there needs no variable of its own. A boolean must be true as well.
        (Some(name), call) => {
            let (holds, expr) = if is_boolean(&call) { (call, Expr::Bool(true)) } else { (Expr::Bool(true), call) };
            names.insert(name.to_owned(), Binding { expr, optional: false });
            Condition::Holds(holds)
        }
        (None, call) => Condition::Holds(call),
    })
}

fn is_boolean(expr: &Expr) -> bool {
    match expr {
        Expr::Bool(_) | Expr::Not(_) | Expr::IsSet(_) | Expr::Equals(..) => true,
        Expr::Field(_, name) => name.as_str().starts_with("supports_"),
        Expr::Param(name) => name.as_str().starts_with("use_"),
        Expr::Variable(_) | Expr::Text(_) | Expr::Partition(_) => false,
    }
}

fn bind(name: &str, expr: Expr, names: &mut Names) -> Condition {
    let variable = super::names::Scope::with(&["params", "partition"]).claim(&super::names::module(name));
    names.insert(name.to_owned(), Binding { expr: Expr::Variable(variable.clone()), optional: false });
    Condition::Bind(variable, expr)
}

fn function(value: &Value) -> Option<&str> {
    value.get("fn").and_then(Value::as_str)
}

fn arguments(value: &Value) -> &[Value] {
    value.get("argv").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn expression(value: &Value, names: &Names) -> Result<Expr, Problem> {
    if let Value::Bool(value) = value {
        return Ok(Expr::Bool(*value));
    }
    if value.is_string() {
        return Ok(Expr::Text(template(Some(value), names)?));
    }
    if let Some(name) = value.get("ref").and_then(Value::as_str) {
        return reference(name, names);
    }
    let name = function(value).ok_or_else(|| format!("`{value}` is no expression"))?;
    match (name, arguments(value)) {
        ("not", [inner]) => match (function(inner), arguments(inner)) {
            (Some("isSet"), [argument]) => {
                let name = argument.get("ref").and_then(Value::as_str).unwrap_or_default();
                let binding = names.get(name).ok_or_else(|| format!("`{name}` is not defined"))?;
                Ok(Expr::Not(Box::new(Expr::IsSet(Box::new(binding.expr.clone())))))
            }
            _ => Ok(not(expression(inner, names)?)),
        },
        ("booleanEquals" | "stringEquals", [left, right]) => {
            equals(expression(left, names)?, expression(right, names)?)
        }
        ("getAttr", [of, Value::String(path)]) => attribute(expression(of, names)?, path),
        ("aws.partition", [region]) => Ok(Expr::Partition(Box::new(expression(region, names)?))),
        _ => Err(format!("the function `{name}` with {} arguments is not supported yet", arguments(value).len())),
    }
}

/// `x == true` is `x`, `x == false` is `!x`.
fn equals(left: Expr, right: Expr) -> Result<Expr, Problem> {
    Ok(match (left, right) {
        (expr, Expr::Bool(true)) | (Expr::Bool(true), expr) => expr,
        (expr, Expr::Bool(false)) | (Expr::Bool(false), expr) => not(expr),
        (left, right) => Expr::Equals(Box::new(left), Box::new(right)),
    })
}

fn not(expr: Expr) -> Expr {
    match expr {
        Expr::Not(inner) => *inner,
        Expr::Bool(value) => Expr::Bool(!value),
        expr => Expr::Not(Box::new(expr)),
    }
}

fn reference(name: &str, names: &Names) -> Result<Expr, Problem> {
    match names.get(name) {
        Some(Binding { optional: false, expr }) => Ok(expr.clone()),
        Some(_) => Err(format!("`{name}` is used where it may be missing")),
        None => Err(format!("`{name}` is not defined")),
    }
}

fn attribute(of: Expr, path: &str) -> Result<Expr, Problem> {
    let known = PARTITION_ATTRIBUTES.iter().find(|(attribute, _)| *attribute == path);
    let (_, field) = known.ok_or_else(|| format!("the attribute `{path}` is not supported"))?;
    Ok(Expr::Field(Box::new(of), Ident((*field).to_owned())))
}

/// A string with `{Name}` and `{Name#attribute}` in it, or a reference that gives one.
fn template(value: Option<&Value>, names: &Names) -> Result<Template, Problem> {
    let text = match value {
        Some(Value::String(text)) => text,
        Some(value) => return Ok(Template(vec![TemplatePart::Expr(expression(value, names)?)])),
        None => return Err("a text is missing".to_owned()),
    };
    let mut parts = Vec::new();
    let mut rest = text.as_str();
    while let Some((literal, after)) = rest.split_once('{') {
        let (inner, after) = after.split_once('}').ok_or_else(|| format!("`{text}` has an open brace"))?;
        if !literal.is_empty() {
            parts.push(TemplatePart::Literal(literal.to_owned()));
        }
        parts.push(TemplatePart::Expr(match inner.split_once('#') {
            Some((name, path)) => attribute(reference(name, names)?, path)?,
            None => reference(inner, names)?,
        }));
        rest = after;
    }
    if !rest.is_empty() || parts.is_empty() {
        parts.push(TemplatePart::Literal(rest.to_owned()));
    }
    Ok(Template(parts))
}
