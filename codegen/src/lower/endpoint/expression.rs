//! Conditions, expressions and texts of endpoint rules.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Problem;
use crate::ir::{Condition, Expr, Ident, Template, TemplatePart};
use crate::lower::names::{Scope, module};

/// The attributes of a partition, the fields of the runtime's `Partition`, and their types.
const PARTITION_ATTRIBUTES: [(&str, &str, Kind); 6] = [
    ("name", "name", Kind::Text),
    ("dnsSuffix", "dns_suffix", Kind::Text),
    ("dualStackDnsSuffix", "dual_stack_dns_suffix", Kind::Text),
    ("supportsFIPS", "supports_fips", Kind::Bool),
    ("supportsDualStack", "supports_dual_stack", Kind::Bool),
    ("implicitGlobalRegion", "implicit_global_region", Kind::Text),
];

/// What an expression gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Bool,
    Text,
    Partition,
}

/// What a name in the rules stands for.
#[derive(Clone)]
pub(super) struct Binding {
    pub(super) expr: Expr,
    pub(super) kind: Kind,
    /// Whether the value may be missing, until a condition has made sure that it is there.
    pub(super) optional: bool,
}

/// The names that a rule can use: those of its parents and its own.
#[derive(Clone)]
pub(super) struct Names {
    bindings: BTreeMap<String, Binding>,
    /// The variables of the rule and its parents, so that none hides another.
    scope: Scope,
    /// Conditions that bind what an expression in the making needs in a variable.
    bound: Vec<Condition>,
}

impl Default for Names {
    fn default() -> Self {
        let scope = Scope::with(&["params", "partition"]);
        Self { bindings: BTreeMap::new(), scope, bound: Vec::new() }
    }
}

impl Names {
    pub(super) fn insert(&mut self, name: &str, binding: Binding) {
        self.bindings.insert(name.to_owned(), binding);
    }

    /// What the last expressions need in variables. It always has a value.
    pub(super) fn take_bound(&mut self) -> Vec<Condition> {
        std::mem::take(&mut self.bound)
    }

    /// The condition that makes sure that a value which may be missing is there, and binds it, so that later rules can
    /// use it.
    pub(super) fn make_sure(&mut self, name: &str) -> Option<Condition> {
        let binding = self.bindings.get(name).filter(|binding| binding.optional)?.clone();
        Some(self.bind(name, binding.expr, binding.kind))
    }

    fn bind(&mut self, name: &str, expr: Expr, kind: Kind) -> Condition {
        let variable = self.scope.claim(&module(name));
        self.insert(name, Binding { expr: Expr::Variable(variable.clone()), kind, optional: false });
        Condition::Bind(variable, expr)
    }

    /// A condition, after those that bind what it needs.
    pub(super) fn condition(&mut self, value: &Value) -> Result<Vec<Condition>, Problem> {
        if let (Some("isSet"), [argument]) = (function(value), arguments(value))
            && let Some(name) = argument.get("ref").and_then(Value::as_str)
            && let Some(condition) = self.make_sure(name)
        {
            return Ok(vec![condition]);
        }
        let (expr, kind) = self.expression(value)?;
        let assigned = value.get("assign").and_then(Value::as_str);
        let condition = match (expr, assigned) {
            (expr @ Expr::Partition(_), Some(name)) => self.bind(name, expr, Kind::Partition),
            // What is always there needs no variable of its own. A boolean must be true as well.
            (expr, assigned) => {
                let is_bool = kind == Kind::Bool;
                let (holds, expr) = if is_bool { (expr, Expr::Bool(true)) } else { (Expr::Bool(true), expr) };
                if let Some(name) = assigned {
                    self.insert(name, Binding { expr, kind, optional: false });
                }
                Condition::Holds(holds)
            }
        };
        Ok(self.take_bound().into_iter().chain([condition]).collect())
    }

    fn expression(&mut self, value: &Value) -> Result<(Expr, Kind), Problem> {
        if let Value::Bool(value) = value {
            return Ok((Expr::Bool(*value), Kind::Bool));
        }
        if value.is_string() {
            return Ok((Expr::Text(self.template(Some(value))?), Kind::Text));
        }
        if let Some(name) = value.get("ref").and_then(Value::as_str) {
            return self.reference(name);
        }
        let name = function(value).ok_or_else(|| format!("`{value}` is no expression"))?;
        match (name, arguments(value)) {
            ("not", [inner]) => Ok((not(self.of_kind(inner, Kind::Bool)?), Kind::Bool)),
            ("isSet", [argument]) => Ok((self.is_set(argument)?, Kind::Bool)),
            ("booleanEquals", [left, right]) => self.equals(left, right, Kind::Bool),
            ("stringEquals", [left, right]) => self.equals(left, right, Kind::Text),
            ("getAttr", [of, Value::String(path)]) => {
                let partition = self.of_kind(of, Kind::Partition)?;
                attribute(self.in_variable(partition), path)
            }
            ("aws.partition", [region]) => {
                Ok((Expr::Partition(Box::new(self.of_kind(region, Kind::Text)?)), Kind::Partition))
            }
            (name, arguments) => {
                Err(format!("the function `{name}` with {} arguments is not supported yet", arguments.len()))
            }
        }
    }

    fn of_kind(&mut self, value: &Value, kind: Kind) -> Result<Expr, Problem> {
        let (expr, given) = self.expression(value)?;
        if given == kind { Ok(expr) } else { Err(format!("`{value}` is no {}", kind.name())) }
    }

    fn is_set(&mut self, argument: &Value) -> Result<Expr, Problem> {
        if let Some(name) = argument.get("ref").and_then(Value::as_str) {
            let binding = self.bindings.get(name).ok_or_else(|| format!("`{name}` is not defined"))?;
            let expr = binding.expr.clone();
            return Ok(if binding.optional { Expr::IsSet(Box::new(expr)) } else { Expr::Bool(true) });
        }
        // The value of a function is always there: even an unknown region is in a partition.
        self.expression(argument).map(|_| Expr::Bool(true))
    }

    fn equals(&mut self, left: &Value, right: &Value, kind: Kind) -> Result<(Expr, Kind), Problem> {
        let (left, right) = (self.of_kind(left, kind)?, self.of_kind(right, kind)?);
        Ok((equals(left, right), Kind::Bool))
    }

    /// The partition of a call, which may have no value as far as Rust can tell, in a variable of its own.
    fn in_variable(&mut self, expr: Expr) -> Expr {
        if !matches!(expr, Expr::Partition(_)) {
            return expr;
        }
        let variable = self.scope.claim("partition_result");
        self.bound.push(Condition::Bind(variable.clone(), expr));
        Expr::Variable(variable)
    }

    fn reference(&self, name: &str) -> Result<(Expr, Kind), Problem> {
        match self.bindings.get(name) {
            Some(Binding { optional: false, expr, kind }) => Ok((expr.clone(), *kind)),
            Some(_) => Err(format!("`{name}` is used where it may be missing")),
            None => Err(format!("`{name}` is not defined")),
        }
    }

    /// A string with `{Name}` and `{Name#attribute}` in it, in which `{{` and `}}` are braces, or an expression that
    /// gives one.
    pub(super) fn template(&mut self, value: Option<&Value>) -> Result<Template, Problem> {
        let text = match value {
            Some(Value::String(text)) => text,
            Some(value) => return Ok(Template(vec![TemplatePart::Expr(self.of_kind(value, Kind::Text)?)])),
            None => return Err("a text is missing".to_owned()),
        };
        let unpaired = || format!("`{text}` has a brace without its other half");
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text.as_str();
        while let Some(index) = rest.find(['{', '}']) {
            let (before, after) = rest.split_at(index);
            literal.push_str(before);
            if let Some(brace) = ["{", "}"].iter().find(|brace| after.starts_with(&brace.repeat(2))) {
                literal.push_str(brace);
                rest = after.get(2..).unwrap_or_default();
                continue;
            }
            let (inner, after) = after.strip_prefix('{').and_then(|a| a.split_once('}')).ok_or_else(unpaired)?;
            if !literal.is_empty() {
                parts.push(TemplatePart::Literal(std::mem::take(&mut literal)));
            }
            parts.push(TemplatePart::Expr(self.inserted(inner)?));
            rest = after;
        }
        literal.push_str(rest);
        if !literal.is_empty() || parts.is_empty() {
            parts.push(TemplatePart::Literal(literal));
        }
        Ok(Template(parts))
    }

    /// What stands between braces.
    fn inserted(&self, text: &str) -> Result<Expr, Problem> {
        let (expr, kind) = match text.split_once('#') {
            Some((name, path)) => match self.reference(name)? {
                (expr, Kind::Partition) => attribute(expr, path)?,
                _ => return Err(format!("`{name}` is no {}", Kind::Partition.name())),
            },
            None => self.reference(text)?,
        };
        if kind == Kind::Text { Ok(expr) } else { Err(format!("`{text}` is no {}", Kind::Text.name())) }
    }
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Bool => "boolean",
            Self::Text => "text",
            Self::Partition => "partition",
        }
    }
}

fn function(value: &Value) -> Option<&str> {
    value.get("fn").and_then(Value::as_str)
}

fn arguments(value: &Value) -> &[Value] {
    value.get("argv").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// `x == true` is `x`, `x == false` is `!x`, and what is known from the start is not asked.
fn equals(left: Expr, right: Expr) -> Expr {
    match (left, right) {
        (expr, Expr::Bool(true)) | (Expr::Bool(true), expr) => expr,
        (expr, Expr::Bool(false)) | (Expr::Bool(false), expr) => not(expr),
        (left, right) if left == right => Expr::Bool(true),
        (Expr::Text(left), Expr::Text(right)) if left.is_literal() && right.is_literal() => Expr::Bool(false),
        (Expr::Not(inner), other) | (other, Expr::Not(inner)) => not(equals(*inner, other)),
        (left, right) => Expr::Equals(Box::new(left), Box::new(right)),
    }
}

fn not(expr: Expr) -> Expr {
    match expr {
        Expr::Not(inner) => *inner,
        Expr::Bool(value) => Expr::Bool(!value),
        expr => Expr::Not(Box::new(expr)),
    }
}

fn attribute(of: Expr, path: &str) -> Result<(Expr, Kind), Problem> {
    let known = PARTITION_ATTRIBUTES.iter().find(|(attribute, ..)| *attribute == path);
    let (_, field, kind) = known.ok_or_else(|| format!("the attribute `{path}` is not supported"))?;
    Ok((Expr::Field(Box::new(of), Ident((*field).to_owned())), *kind))
}
