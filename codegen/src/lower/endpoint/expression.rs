//! Conditions and expressions of endpoint rules.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Problem;
use super::functions::{attribute, find};
use crate::ir::{Condition, Expr};
use crate::lower::names::{Scope, module};

/// What an expression gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lower) enum Kind {
    Arn,
    Bool,
    Number,
    Partition,
    Text,
    Texts,
    Url,
}

/// An expression, and what a name in the rules stands for.
#[derive(Clone)]
pub(super) struct Binding {
    pub(super) expr: Expr,
    pub(super) kind: Kind,
    /// Whether the value may be missing, until a condition has made sure that it is there.
    pub(super) optional: bool,
}

impl Binding {
    /// What always has a value.
    pub(super) fn new(expr: Expr, kind: Kind) -> Self {
        Self { expr, kind, optional: false }
    }
}

/// The names that a rule can use: those of its parents and its own.
#[derive(Clone)]
pub(super) struct Names {
    bindings: BTreeMap<String, Binding>,
    /// The variables of the rule and its parents, so that none hides another.
    scope: Scope,
    /// Conditions that bind what an expression in the making needs in a variable.
    bound: Vec<Condition>,
    /// Whether a missing value inside of the expression in the making would not make the condition fail.
    lenient: bool,
}

impl Default for Names {
    fn default() -> Self {
        let functions = [
            "element",
            "is_valid_host_label",
            "is_virtual_hostable_s3_bucket",
            "params",
            "parse_arn",
            "parse_url",
            "split",
            "substring",
            "uri_encode",
        ];
        Self { bindings: BTreeMap::new(), scope: Scope::with(&functions), bound: Vec::new(), lenient: false }
    }
}

impl Names {
    pub(super) fn insert(&mut self, name: &str, binding: Binding) {
        self.bindings.insert(name.to_owned(), binding);
    }

    /// What the last expressions need in variables.
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
        self.insert(name, Binding::new(Expr::Variable(variable.clone()), kind));
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
        let Binding { expr, kind, optional } = self.expression(value)?;
        let assigned = value.get("assign").and_then(Value::as_str);
        let mut conditions = self.take_bound();
        match (optional, kind, assigned) {
            (true, Kind::Bool, None) => {
                conditions.push(Condition::Holds(Expr::Equals(
                    Box::new(expr),
                    Box::new(Expr::Some(Box::new(Expr::Bool(true)))),
                )));
            }
            (true, _, None) => conditions.push(Condition::Holds(is_set(expr))),
            (true, _, Some(name)) => {
                conditions.push(self.bind(name, expr, kind));
                if kind == Kind::Bool {
                    conditions.push(Condition::Holds(self.reference(name)?.expr));
                }
            }
            // What is always there needs no variable of its own. A boolean must be true as well.
            (false, _, assigned) => {
                let is_bool = kind == Kind::Bool;
                let (holds, expr) = if is_bool { (expr, Expr::Bool(true)) } else { (Expr::Bool(true), expr) };
                if let Some(name) = assigned {
                    self.insert(name, Binding::new(expr, kind));
                }
                conditions.push(Condition::Holds(holds));
            }
        }
        Ok(conditions)
    }

    fn expression(&mut self, value: &Value) -> Result<Binding, Problem> {
        match value {
            Value::Bool(value) => return Ok(Binding::new(Expr::Bool(*value), Kind::Bool)),
            Value::Number(number) => {
                let number = number.as_i64().ok_or_else(|| format!("`{number}` is no whole number"))?;
                return Ok(Binding::new(Expr::Number(number), Kind::Number));
            }
            Value::String(_) => return Ok(Binding::new(Expr::Text(self.template(Some(value))?), Kind::Text)),
            value => {
                if let Some(name) = value.get("ref").and_then(Value::as_str) {
                    return self.reference(name);
                }
            }
        }
        let name = function(value).ok_or_else(|| format!("`{value}` is no expression"))?;
        match (name, arguments(value)) {
            ("not", [inner]) => {
                let inner = self.leniently(|names| names.of_kind(inner, Kind::Bool))?;
                Ok(Binding::new(not(inner), Kind::Bool))
            }
            ("isSet", [argument]) => {
                let argument = self.leniently(|names| names.expression(argument))?;
                let expr = if argument.optional { is_set(argument.expr) } else { Expr::Bool(true) };
                Ok(Binding::new(expr, Kind::Bool))
            }
            ("booleanEquals", [left, right]) => self.equals(left, right, Kind::Bool),
            ("stringEquals", [left, right]) => self.equals(left, right, Kind::Text),
            ("coalesce", [first, second, rest @ ..]) => self.coalesce(first, second, rest),
            ("ite", [condition, yes, no]) => self.if_then_else(condition, yes, no),
            ("getAttr", [of, Value::String(path)]) => {
                let of = self.expression(of)?;
                let kind = of.kind;
                let expr = self.present(of).ok_or_else(|| format!("`{value}` asks what may be missing"))?;
                attribute(Binding::new(expr, kind), path)
            }
            (name, arguments) => self.call(name, arguments),
        }
    }

    fn call(&mut self, name: &str, arguments: &[Value]) -> Result<Binding, Problem> {
        let signature = find(name, arguments.len());
        let signature = signature
            .ok_or_else(|| format!("the function `{name}` with {} arguments is not supported", arguments.len()))?;
        let arguments = arguments.iter().zip(signature.arguments);
        let arguments: Result<_, _> = arguments.map(|(argument, kind)| self.of_kind(argument, *kind)).collect();
        let expr = Expr::Call(signature.function, arguments?);
        Ok(Binding { expr, kind: signature.result, optional: signature.optional })
    }

    /// An expression that gives a value of this kind.
    pub(super) fn of_kind(&mut self, value: &Value, kind: Kind) -> Result<Expr, Problem> {
        let given = self.expression(value)?;
        if given.kind != kind {
            return Err(format!("`{value}` is no {}", kind.name()));
        }
        let name = value.get("ref").and_then(Value::as_str).map(str::to_owned).unwrap_or_else(|| value.to_string());
        self.present(given).ok_or_else(|| format!("`{name}` is used where it may be missing"))
    }

    /// The value itself: that of a call, which may have none, in a variable of its own, so that the condition fails without
    /// it. Nothing for a parameter, which has to be asked for first, and where a missing value would not make the condition
    /// fail.
    pub(super) fn present(&mut self, binding: Binding) -> Option<Expr> {
        if !binding.optional {
            return Some(binding.expr);
        }
        let (is_param, kind) = (matches!(binding.expr, Expr::Param(_) | Expr::Context(..)), binding.kind);
        if is_param || (self.lenient && !binding.expr.has_value()) {
            return None;
        }
        let variable = self.scope.claim(&format!("{}_result", kind.name()));
        self.bound.push(Condition::Bind(variable.clone(), binding.expr));
        Some(Expr::Variable(variable))
    }

    fn leniently<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Problem>) -> Result<T, Problem> {
        let before = std::mem::replace(&mut self.lenient, true);
        let result = read(self);
        self.lenient = before;
        result
    }

    fn equals(&mut self, left: &Value, right: &Value, kind: Kind) -> Result<Binding, Problem> {
        let (left, right) = (self.of_kind(left, kind)?, self.of_kind(right, kind)?);
        Ok(Binding::new(equals(left, right), Kind::Bool))
    }

    /// The first argument that has a value.
    fn coalesce(&mut self, first: &Value, second: &Value, rest: &[Value]) -> Result<Binding, Problem> {
        let mut all = self.leniently(|names| {
            let all = [first, second].into_iter().chain(rest);
            all.map(|value| names.expression(value)).collect::<Result<Vec<_>, _>>()
        })?;
        let last = all.pop().ok_or("`coalesce` without arguments")?;
        all.into_iter().rev().try_fold(last, |other, value| {
            if value.kind != other.kind {
                return Err(format!("`coalesce` of a {} and a {}", value.kind.name(), other.kind.name()));
            }
            if !value.optional {
                return Ok(value);
            }
            let (left, right) = (Box::new(value.expr), Box::new(other.expr));
            let expr = if other.optional { Expr::Or(left, right) } else { Expr::UnwrapOr(left, right) };
            Ok(Binding { expr, ..other })
        })
    }

    fn if_then_else(&mut self, condition: &Value, yes: &Value, no: &Value) -> Result<Binding, Problem> {
        let condition = self.of_kind(condition, Kind::Bool)?;
        let (yes, no) = self.leniently(|names| Ok((names.expression(yes)?, names.expression(no)?)))?;
        if yes.kind != no.kind {
            return Err(format!("`ite` of a {} and a {}", yes.kind.name(), no.kind.name()));
        }
        let (kind, optional) = (yes.kind, yes.optional || no.optional);
        let side = |side: Binding| match optional && !side.optional {
            true => Expr::Some(Box::new(side.expr)),
            false => side.expr,
        };
        let expr = match (condition, side(yes), side(no)) {
            (Expr::Bool(true), yes, _) => yes,
            (Expr::Bool(false), _, no) => no,
            (_, yes, no) if yes == no => yes,
            (condition, Expr::Bool(true), Expr::Bool(_)) => condition,
            (condition, Expr::Bool(false), Expr::Bool(_)) => not(condition),
            (condition, yes, no) => Expr::If(Box::new([condition, yes, no])),
        };
        Ok(Binding { expr, kind, optional })
    }

    pub(super) fn reference(&self, name: &str) -> Result<Binding, Problem> {
        self.bindings.get(name).cloned().ok_or_else(|| format!("`{name}` is not defined"))
    }
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Arn => "arn",
            Self::Bool => "boolean",
            Self::Number => "number",
            Self::Partition => "partition",
            Self::Text => "text",
            Self::Texts => "list",
            Self::Url => "url",
        }
    }

    /// The method of the runtime's `EndpointParams` that gives parameters of this kind.
    pub(super) fn getter(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Texts => "string_array",
            _ => "string",
        }
    }
}

fn function(value: &Value) -> Option<&str> {
    value.get("fn").and_then(Value::as_str)
}

fn arguments(value: &Value) -> &[Value] {
    value.get("argv").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Whether an optional has a value: even an unknown region is in a partition.
fn is_set(expr: Expr) -> Expr {
    if expr.has_value() { Expr::Bool(true) } else { Expr::IsSet(Box::new(expr)) }
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
