//! Comparisons and conditions.

use serde_json::Value;

use super::{Compiled, Compiler, Current, Problem, kind, not, unless_null};
use crate::ir::{ListForm, Query, QueryOp, QueryType, StringEnum, Type};
use crate::jmespath::{Comparison, Expr, ExprKind};

impl<'c> Compiler<'c> {
    pub(super) fn compare(
        &self,
        comparison: Comparison,
        sides: [&Expr; 2],
        current: Current<'_>,
        at: usize,
    ) -> Compiled {
        let equal = match comparison {
            Comparison::Equal => true,
            Comparison::NotEqual => false,
            _ => return self.order(comparison, sides, current, at),
        };
        if let Some(of) = compared_with_null(sides) {
            let of = self.value(of, current)?;
            if !of.nullable {
                let what = format!("comparing {}, which is always there, with null", kind(&of.ty));
                return Err(Problem::unsupported(at, what));
            }
            let is_null = Query::bool(QueryOp::IsNull(Box::new(of)));
            return Ok(if equal { is_null } else { not(is_null) });
        }
        let [left, right] = sides.map(|side| self.value(side, current));
        let is_equal = self.equal(left?, right?, at)?;
        Ok(if equal { is_equal } else { not(is_equal) })
    }

    /// Whether two values are the same.
    pub(in crate::lower) fn equal(&self, left: Query, right: Query, at: usize) -> Compiled {
        let (left, right) = self.alike(left, right, at)?;
        let (left, right) = if left.is_literal() { (right, left) } else { (left, right) };
        // A condition compared with `true` is that condition.
        match right.op {
            QueryOp::Bool(expected) if !left.nullable => Ok(if expected { left } else { not(left) }),
            _ => Ok(Query::bool(QueryOp::Equal(Box::new(left), Box::new(right), true))),
        }
    }

    /// Two values that are to be compared, both as the same type of Rust.
    pub(super) fn alike(&self, left: Query, right: Query, at: usize) -> Result<(Query, Query), Problem> {
        use QueryType::{Bool, Enum, List, Number, Object, Text};
        match (&left.ty, &right.ty) {
            (Bool, Bool) | (Text, Text) => Ok((left, right)),
            (Number(_), Number(_)) => numbers(left, right),
            (Enum(a), Enum(b)) if a == b => Ok((left, right)),
            (Enum(_), Text | Enum(_)) | (Text, Enum(_)) => {
                let (left, right) = (self.as_variant(left.clone(), &right), self.as_variant(right, &left));
                if left.ty == right.ty { Ok((left, right)) } else { Ok((as_text(left)?, as_text(right)?)) }
            }
            (List(..) | Object(_), List(..) | Object(_)) if kind(&left.ty) == kind(&right.ty) => {
                Err(Problem::unsupported(at, format!("comparing {} with another", kind(&left.ty))))
            }
            (Object(Type::DateTime(_) | Type::BigInteger | Type::BigDecimal | Type::Document | Type::Blob), _) => {
                Err(Problem::unsupported(at, format!("comparing {}", kind(&left.ty))))
            }
            (_, Object(Type::DateTime(_) | Type::BigInteger | Type::BigDecimal | Type::Document | Type::Blob)) => {
                Err(Problem::unsupported(at, format!("comparing {}", kind(&right.ty))))
            }
            _ => {
                let message = format!("compares {} with {}, which are never equal", kind(&left.ty), kind(&right.ty));
                Err(Problem::broken(at, message))
            }
        }
    }

    /// A text as a variant of the enum that it is compared with, if that has one for it.
    fn as_variant(&self, text: Query, other: &Query) -> Query {
        let (QueryOp::Text(value), QueryType::Enum(name)) = (&text.op, &other.ty) else {
            return text;
        };
        let known = self.client.enums.iter().find(|of| of.name == *name);
        let of_value = |of: &'c StringEnum| of.variants.iter().find(|variant| variant.value == *value).zip(Some(of));
        match known.and_then(of_value) {
            Some((variant, of)) => {
                self.note_deprecated(variant.deprecated.is_some() || of.deprecated.is_some());
                Query::new(QueryOp::Variant(name.clone(), variant.name.clone()), QueryType::Enum(name.clone()), false)
            }
            None => text,
        }
    }

    fn order(&self, comparison: Comparison, sides: [&Expr; 2], current: Current<'_>, at: usize) -> Compiled {
        let [left, right] = sides.map(|side| self.value(side, current));
        let (left, right) = (left?, right?);
        for side in [&left, &right] {
            match side.ty {
                QueryType::Number(_) => {}
                QueryType::Object(Type::DateTime(_) | Type::BigInteger | Type::BigDecimal | Type::Document) => {
                    return Err(Problem::unsupported(at, format!("comparing {}", kind(&side.ty))));
                }
                _ => {
                    let message = format!("`{comparison}` compares numbers, but {} stands there", kind(&side.ty));
                    return Err(Problem::broken(at, message));
                }
            }
        }
        let (left, right) = numbers(left, right)?;
        let operator = match comparison {
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            _ => ">=",
        };
        let nullable = left.nullable || right.nullable;
        let op = QueryOp::Order(operator, Box::new(left), Box::new(right));
        Ok(Query { nullable, ..Query::bool(op) })
    }

    /// Whether JMESPath takes what an expression gives for true.
    pub(in crate::lower) fn condition(&self, expr: &Expr, current: Current<'_>) -> Compiled {
        match &expr.kind {
            ExprKind::And(left, right) => {
                let (left, right) = (self.condition(left, current)?, self.condition(right, current)?);
                Ok(Query::bool(QueryOp::And(Box::new(left), Box::new(right))))
            }
            ExprKind::Or(left, right) => {
                let (left, right) = (self.condition(left, current)?, self.condition(right, current)?);
                Ok(Query::bool(QueryOp::Or(Box::new(left), Box::new(right))))
            }
            ExprKind::Not(of) => Ok(not(self.condition(of, current)?)),
            _ => is_true(self.value(expr, current)?, expr.at),
        }
    }

    /// What `&&` or `||` gives as a value: one of its sides.
    pub(super) fn choice(&self, expr: &Expr, left: &Expr, right: &Expr, current: Current<'_>) -> Compiled {
        let sides = [self.value(left, current)?, self.value(right, current)?];
        if sides.iter().all(|side| side.ty == QueryType::Bool && !side.nullable) {
            return self.condition(expr, current);
        }
        let [left, right] = sides;
        let is_plain = |ty: &QueryType| matches!(ty, QueryType::Number(_) | QueryType::Object(Type::Structure(_)));
        if matches!(expr.kind, ExprKind::Or(..)) && left.ty == right.ty && is_plain(&left.ty) && left.nullable {
            let (ty, nullable) = (left.ty.clone(), right.nullable);
            return Ok(Query::new(QueryOp::OrElse(Box::new(left), Box::new(right)), ty, nullable));
        }
        let [left, right] = [as_text(left)?, as_text(right)?];
        if matches!(expr.kind, ExprKind::Or(..)) && [&left, &right].iter().all(|side| side.ty == QueryType::Text) {
            let (nullable, left) = (right.nullable, Query::new(QueryOp::Filled(Box::new(left)), QueryType::Text, true));
            return Ok(Query::new(QueryOp::OrElse(Box::new(left), Box::new(right)), QueryType::Text, nullable));
        }
        Err(Problem::unsupported(expr.at, "what `&&` or `||` gives, but as a condition"))
    }
}

/// The side that is compared with null.
fn compared_with_null(sides: [&Expr; 2]) -> Option<&Expr> {
    let is_null = |side: &Expr| side.kind == ExprKind::Literal(Value::Null);
    match sides {
        [of, null] | [null, of] if is_null(null) => Some(of),
        _ => None,
    }
}

/// Two numbers as the same type.
fn numbers(left: Query, right: Query) -> Result<(Query, Query), Problem> {
    if left.ty == right.ty {
        return Ok((left, right));
    }
    match (&left.op, &right.op) {
        (_, QueryOp::Number(number)) if holds(&left.ty, *number) => {
            let ty = left.ty.clone();
            Ok((left, Query { ty, ..right }))
        }
        (QueryOp::Number(number), _) if holds(&right.ty, *number) => {
            Ok((Query { ty: right.ty.clone(), ..left }, right))
        }
        _ => Ok((as_float(left)?, as_float(right)?)),
    }
}

/// Whether numbers of a type can be this one.
fn holds(ty: &QueryType, number: f64) -> bool {
    let QueryType::Number(name) = ty else { return false };
    let range = match *name {
        "i8" => -128.0..=127.0,
        "i16" => -32_768.0..=32_767.0,
        "i32" => -2_147_483_648.0..=2_147_483_647.0,
        "i64" => -9_007_199_254_740_992.0..=9_007_199_254_740_992.0,
        "usize" => 0.0..=4_294_967_295.0,
        _ => return false,
    };
    number.fract() == 0.0 && range.contains(&number)
}

pub(super) fn as_float(of: Query) -> Compiled {
    if of.ty == QueryType::Number("f64") {
        return Ok(of);
    }
    unless_null(of, |of| Ok(Query::new(QueryOp::AsFloat(Box::new(of)), QueryType::Number("f64"), false)))
}

/// A string as text; enums are.
pub(super) fn as_text(of: Query) -> Compiled {
    match of.ty {
        QueryType::Enum(_) => {
            unless_null(of, |of| Ok(Query::new(QueryOp::AsText(Box::new(of)), QueryType::Text, false)))
        }
        _ => Ok(of),
    }
}

/// Whether JMESPath takes a value for true.
pub(in crate::lower) fn is_true(of: Query, at: usize) -> Compiled {
    match (&of.ty, of.nullable) {
        (QueryType::Bool, false) => return Ok(of),
        (QueryType::Bool, true) => {
            let expected = Query::bool(QueryOp::Bool(true));
            return Ok(Query::bool(QueryOp::Equal(Box::new(of), Box::new(expected), true)));
        }
        _ => {}
    }
    let can_be_empty = match &of.ty {
        QueryType::Text | QueryType::Object(Type::Map(_)) => true,
        QueryType::List(form, _) => *form != ListForm::Array,
        QueryType::Object(Type::Document) => return Err(Problem::unsupported(at, "whether a document is true")),
        _ => false,
    };
    match (can_be_empty, of.nullable) {
        (true, _) => {
            let filled = unless_null(of, |of| Ok(Query::bool(QueryOp::IsTrue(Box::new(of)))))?;
            is_true(filled, at)
        }
        (false, true) => Ok(not(Query::bool(QueryOp::IsNull(Box::new(of))))),
        (false, false) => {
            Err(Problem::unsupported(at, format!("asking whether {} is true, which it always is", kind(&of.ty))))
        }
    }
}
