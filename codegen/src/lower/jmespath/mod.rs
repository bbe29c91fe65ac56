//! JMESPath expressions to queries: every step checked against the model's types.
//!
//! What JMESPath calls an error of type at runtime, such as the length of null, gives null here.

mod compare;
mod functions;
mod lists;
mod matcher;

use std::cell::Cell;

use serde_json::Value;

use crate::ir::{
    Client, Element, FieldForm, ListForm, Operation, Presence, Query, QueryOp, QueryType, Structure, Type,
};
use crate::jmespath::{Expr, ExprKind, JmespathError};
use crate::model::suggest::did_you_mean;

/// Why an expression has no query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    /// Where in the expression, in bytes.
    pub at: usize,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// Whether the expression is right, and only not supported.
    pub unsupported: bool,
}

impl Problem {
    fn broken(at: usize, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), hint: None, unsupported: false }
    }

    fn unsupported(at: usize, message: impl Into<String>) -> Self {
        Self { unsupported: true, ..Self::broken(at, message) }
    }
}

impl From<JmespathError> for Problem {
    fn from(error: JmespathError) -> Self {
        Self::broken(error.at, error.message)
    }
}

type Compiled = Result<Query, Problem>;

/// Compiles expressions about one operation.
pub(super) struct Compiler<'c> {
    client: &'c Client,
    operation: &'c Operation,
    /// Whether anything deprecated is asked for.
    touches_deprecated: Cell<bool>,
}

/// What an expression is about: what `@` is.
#[derive(Clone, Copy)]
pub(super) enum Current<'q> {
    /// An object of `input` and `output`.
    Both,
    /// What this gives.
    Query(&'q Query),
}

impl Query {
    fn new(op: QueryOp, ty: QueryType, nullable: bool) -> Self {
        Self { op, ty, nullable }
    }

    pub(super) fn bool(op: QueryOp) -> Self {
        Self::new(op, QueryType::Bool, false)
    }

    pub(super) fn text(text: &str) -> Self {
        Self::new(QueryOp::Text(text.to_owned()), QueryType::Text, false)
    }

    fn item(ty: &QueryType, nullable: bool) -> Self {
        Self::new(QueryOp::Item, ty.clone(), nullable)
    }
}

/// What `then` makes of a value, or null when that is null.
pub(super) fn unless_null(of: Query, then: impl FnOnce(Query) -> Compiled) -> Compiled {
    if !of.nullable {
        return then(of);
    }
    let Query { op, ty, .. } = of;
    let (of, body) = match op {
        // What never is null behind what may be: the next step joins it.
        QueryOp::Then(first, body) if !body.nullable => (first, then(*body)?),
        op => {
            let item = Query::item(&ty, false);
            let body = then(item.clone())?;
            let of = Query::new(op, ty, true);
            if body == item {
                return Ok(of);
            }
            (Box::new(of), body)
        }
    };
    let ty = body.ty.clone();
    Ok(Query::new(QueryOp::Then(of, Box::new(body)), ty, true))
}

impl<'c> Compiler<'c> {
    pub(super) fn new(client: &'c Client, operation: &'c Operation) -> Self {
        Self { client, operation, touches_deprecated: Cell::new(false) }
    }

    pub(super) fn touches_deprecated(&self) -> bool {
        self.touches_deprecated.get()
    }

    fn note_deprecated(&self, deprecated: bool) {
        self.touches_deprecated.set(self.touches_deprecated.get() || deprecated);
    }

    pub(super) fn output(&self) -> Query {
        let ty = QueryType::Object(Type::Structure(self.operation.output.name.clone()));
        Query::new(QueryOp::Output, ty, false)
    }

    fn input(&self) -> Query {
        let ty = QueryType::Object(Type::Structure(self.operation.input.name.clone()));
        Query::new(QueryOp::Input, ty, false)
    }

    /// What an expression gives.
    pub(super) fn value(&self, expr: &Expr, current: Current<'_>) -> Compiled {
        let at = expr.at;
        match &expr.kind {
            ExprKind::Current => match current {
                Current::Query(query) => Ok(query.clone()),
                Current::Both => Err(Problem::unsupported(at, "`@` of input and output together")),
            },
            ExprKind::Member(name) => match (current, name.as_str()) {
                (Current::Query(of), _) => unless_null(of.clone(), |of| self.member(of, name, at)),
                (Current::Both, "input") => Ok(self.input()),
                (Current::Both, "output") => Ok(self.output()),
                (Current::Both, _) => {
                    let hint = did_you_mean(name, ["input", "output"]);
                    Err(Problem {
                        hint,
                        ..Problem::broken(at, format!("there are `input` and `output`, but no `{name}`"))
                    })
                }
            },
            ExprKind::Literal(value) => literal(value, at),
            ExprKind::Sub(of, then) => {
                let of = self.value(of, current)?;
                unless_null(of, |of| self.value(then, Current::Query(&of)))
            }
            ExprKind::Pipe(of, then) => {
                let of = self.value(of, current)?;
                self.value(then, Current::Query(&of))
            }
            ExprKind::Compare(comparison, left, right) => self.compare(*comparison, [left, right], current, at),
            ExprKind::And(left, right) | ExprKind::Or(left, right) => self.choice(expr, left, right, current),
            ExprKind::Not(of) => Ok(not(self.condition(of, current)?)),
            ExprKind::Call(name, arguments) => self.call(name, arguments, current, at),
            ExprKind::Reference(_) => {
                Err(Problem::broken(at, "`&` stands for an expression, which nothing here takes"))
            }
            ExprKind::Hash(_) => Err(Problem::unsupported(at, "objects made by `{..}`")),
            _ => self.list(expr, current),
        }
    }

    /// A member of a value that is not null.
    fn member(&self, of: Query, name: &str, at: usize) -> Compiled {
        let QueryType::Object(ty) = &of.ty else {
            let hint = match (&of.ty, &of.op) {
                (QueryType::List(..), _) => Some(format!("`[].{name}` asks each of its elements")),
                (QueryType::Bool, QueryOp::Field(..) | QueryOp::Item) => None,
                (QueryType::Bool, _) => Some(format!("`!` comes before `.`: `!a.{name}` is written `!(a.{name})`")),
                _ => None,
            };
            let message = format!("{} has no members, so no `{name}`", kind(&of.ty));
            return Err(Problem { hint, ..Problem::broken(at, message) });
        };
        match ty.clone() {
            Type::Structure(_) | Type::Error(_) => self.field(of, name, at),
            Type::Union(union) => {
                let union = self.client.unions.iter().find(|of| of.name == union);
                let variants = union.map_or(&[][..], |union| &union.variants);
                let Some(variant) = variants.iter().find(|variant| variant.member == name) else {
                    let shape = union.map_or_else(String::new, |union| union.shape.clone());
                    return Err(no_member(at, &shape, name, variants.iter().map(|variant| variant.member.as_str())));
                };
                let ty = variant
                    .ty
                    .as_ref()
                    .ok_or_else(|| Problem::unsupported(at, "a member of a union without a value"))?;
                Ok(Query::new(QueryOp::UnionValue(Box::new(of), variant.as_name.clone()), query_type(ty), true))
            }
            Type::Map(value) if !matches!(*value, Type::Sparse(_)) => {
                Ok(Query::new(QueryOp::Get(Box::new(of), name.to_owned()), query_type(&value), true))
            }
            _ => Err(Problem::unsupported(at, format!("`{name}` of {}", kind(&of.ty)))),
        }
    }

    fn field(&self, of: Query, name: &str, at: usize) -> Compiled {
        let Some(structure) = self.structure(&of) else {
            return Err(Problem::unsupported(at, format!("`{name}` of {}", kind(&of.ty))));
        };
        let Some(field) = structure.field(name) else {
            return Err(no_member(
                at,
                &structure.shape,
                name,
                structure.fields.iter().map(|field| field.member.as_str()),
            ));
        };
        self.note_deprecated(field.deprecated.is_some());
        let form = FieldForm { optional: field.presence == Presence::Optional, boxed: field.boxed };
        let ty = query_type(&field.ty);
        Ok(Query::new(QueryOp::Field(Box::new(of), field.name.clone(), form), ty, form.optional))
    }

    fn structure(&self, of: &Query) -> Option<&Structure> {
        match (&of.op, &of.ty) {
            (QueryOp::Output, _) => Some(&self.operation.output),
            (QueryOp::Input, _) => Some(&self.operation.input),
            (_, QueryType::Object(Type::Structure(name))) => self.client.structures.iter().find(|of| of.name == *name),
            (_, QueryType::Object(Type::Error(name))) => self.client.errors.iter().find(|of| of.name == *name),
            _ => None,
        }
    }
}

fn no_member<'a>(at: usize, shape: &str, name: &str, members: impl Iterator<Item = &'a str>) -> Problem {
    let is_literal = ["null", "true", "false"].contains(&name);
    let literal = is_literal.then(|| format!("a literal stands in backticks: `` `{name}` ``"));
    let hint = literal.or_else(|| did_you_mean(name, members));
    Problem { hint, ..Problem::broken(at, format!("`{shape}` has no member `{name}`")) }
}

/// How values of a type of the model stand in Rust.
fn query_type(ty: &Type) -> QueryType {
    match ty {
        Type::Bool => QueryType::Bool,
        Type::Number(name) => QueryType::Number(name),
        Type::String => QueryType::Text,
        Type::Enum(name) => QueryType::Enum(name.clone()),
        Type::List(element) => QueryType::List(ListForm::Stored, Box::new(self::element(element))),
        other => QueryType::Object(other.clone()),
    }
}

/// What lists of a type of the model hold, and the values of maps.
fn element(ty: &Type) -> Element {
    match ty {
        Type::Sparse(inner) => Element { ty: query_type(inner), nullable: true },
        ty => Element { ty: query_type(ty), nullable: false },
    }
}

fn literal(value: &Value, at: usize) -> Compiled {
    let unsupported = |what: &str| Err(Problem::unsupported(at, format!("{what} as a literal")));
    match value {
        Value::String(text) => Ok(Query::text(text)),
        Value::Bool(value) => Ok(Query::bool(QueryOp::Bool(*value))),
        Value::Number(number) => {
            let number = number.as_f64().unwrap_or_default();
            Ok(Query::new(QueryOp::Number(number), QueryType::Number("f64"), false))
        }
        Value::Array(items) => {
            let items = items.iter().map(|item| literal(item, at)).collect::<Result<_, _>>()?;
            lists::array(items, at)
        }
        Value::Null => unsupported("null"),
        Value::Object(_) => unsupported("an object"),
    }
}

/// What a value is, for messages.
fn kind(ty: &QueryType) -> &'static str {
    match ty {
        QueryType::Bool => "a boolean",
        QueryType::Number(_) => "a number",
        QueryType::Text | QueryType::Enum(_) => "a string",
        QueryType::List(..) => "a list",
        QueryType::Object(Type::Map(_)) => "a map",
        QueryType::Object(Type::Structure(_) | Type::Error(_)) => "a structure",
        QueryType::Object(Type::Union(_)) => "a union",
        QueryType::Object(Type::DateTime(_)) => "a timestamp",
        QueryType::Object(Type::Blob | Type::ByteStream) => "a blob",
        QueryType::Object(Type::Document) => "a document",
        QueryType::Object(_) => "a big number",
    }
}

/// The opposite of a condition.
fn not(of: Query) -> Query {
    let op = match of.op {
        QueryOp::Not(of) => return *of,
        QueryOp::Equal(left, right, equal) => QueryOp::Equal(left, right, !equal),
        op => QueryOp::Not(Box::new(Query { op, ..of })),
    };
    Query::bool(op)
}
