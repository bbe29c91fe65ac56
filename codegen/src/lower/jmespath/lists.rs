//! Lists: projections, filters, indices.

use super::{Compiled, Compiler, Current, Problem, element, kind, unless_null};
use crate::ir::{Element, ListForm, Nulls, Query, QueryOp, QueryType, Type};
use crate::jmespath::{Expr, ExprKind, Slice};

impl Compiler<'_> {
    pub(super) fn list(&self, expr: &Expr, current: Current<'_>) -> Compiled {
        let at = expr.at;
        match &expr.kind {
            ExprKind::Project(of, each) => {
                let of = self.value(of, current)?;
                unless_null(of, |list| self.project(list, each, at))
            }
            ExprKind::Filter(of, condition, each) => {
                let of = self.value(of, current)?;
                unless_null(of, |list| {
                    let list = self.filter(list, condition, at)?;
                    self.project(list, each, at)
                })
            }
            ExprKind::Flatten(of) => unless_null(self.value(of, current)?, |list| flatten(list, at)),
            ExprKind::Slice(of, slice) => unless_null(self.value(of, current)?, |list| self::slice(list, *slice, at)),
            ExprKind::Index(of, index) => unless_null(self.value(of, current)?, |list| self::at(list, *index, at)),
            ExprKind::Values(of, each) => {
                let of = self.value(of, current)?;
                unless_null(of, |map| self.project(values(map, at)?, each, at))
            }
            ExprKind::List(items) => match current {
                Current::Query(of) => unless_null(of.clone(), |of| self.array(items, Current::Query(&of), at)),
                Current::Both => self.array(items, current, at),
            },
            _ => Err(Problem::unsupported(at, "this")),
        }
    }

    fn array(&self, items: &[Expr], current: Current<'_>, at: usize) -> Compiled {
        let items = items.iter().map(|item| self.value(item, current)).collect::<Result<_, _>>()?;
        array(items, at)
    }

    fn project(&self, list: Query, each: &Expr, at: usize) -> Compiled {
        self.map(list, each, Nulls::Dropped, at)
    }

    /// What an expression gives for each element.
    pub(super) fn map(&self, list: Query, each: &Expr, nulls: Nulls, at: usize) -> Compiled {
        let of = held(&list, at)?.clone();
        let item = Query::item(&of.ty, of.nullable);
        let each = self.value(each, Current::Query(&item))?;
        if each == item && (!of.nullable || nulls == Nulls::Kept) {
            return Ok(list);
        }
        let nullable = each.nullable && nulls == Nulls::Kept;
        let element = Element { ty: each.ty.clone(), nullable };
        let op = QueryOp::Map(Box::new(list), Box::new(each), nulls);
        Ok(Query::new(op, QueryType::List(ListForm::Iterator, Box::new(element)), false))
    }

    fn filter(&self, list: Query, condition: &Expr, at: usize) -> Compiled {
        let of = held(&list, at)?.clone();
        if matches!(of.ty, QueryType::List(ListForm::Iterator | ListForm::Array, _)) {
            return Err(Problem::unsupported(at, "a filter on lists that an expression made"));
        }
        let item = Query::item(&of.ty, of.nullable);
        let condition = self.condition(condition, Current::Query(&item))?;
        let op = QueryOp::Filter(Box::new(list), Box::new(condition));
        Ok(Query::new(op, QueryType::List(ListForm::Iterator, Box::new(of)), false))
    }
}

/// What a list holds.
pub(super) fn held(list: &Query, at: usize) -> Result<&Element, Problem> {
    match &list.ty {
        QueryType::List(_, element) => Ok(element),
        other => Err(Problem::broken(at, format!("takes {} for a list", kind(other)))),
    }
}

/// A list of these.
pub(super) fn array(items: Vec<Query>, at: usize) -> Compiled {
    let mixed = || Problem::unsupported(at, "a list of values of several types");
    let items = if items.iter().any(|item| item.ty == QueryType::Text) {
        items.into_iter().map(super::compare::as_text).collect::<Result<Vec<_>, _>>()?
    } else {
        items
    };
    let nullable = items.iter().any(|item| item.nullable);
    let ty = items.first().map(|item| item.ty.clone()).ok_or_else(|| Problem::unsupported(at, "an empty list"))?;
    let is_made = matches!(ty, QueryType::List(ListForm::Iterator | ListForm::Array, _));
    if is_made || items.iter().any(|item| item.ty != ty) {
        return Err(mixed());
    }
    let element = Box::new(Element { ty, nullable });
    Ok(Query::new(QueryOp::Array(items), QueryType::List(ListForm::Array, element), false))
}

fn flatten(list: Query, at: usize) -> Compiled {
    let QueryType::List(_, inner) = &held(&list, at)?.ty else {
        return Ok(list);
    };
    let ty = QueryType::List(ListForm::Iterator, inner.clone());
    Ok(Query::new(QueryOp::Flatten(Box::new(list)), ty, false))
}

fn slice(list: Query, slice: Slice, at: usize) -> Compiled {
    let element = held(&list, at)?.clone();
    let ty = QueryType::List(ListForm::Iterator, Box::new(element));
    let index = |index: Option<i64>| index.map(usize::try_from).transpose();
    let op = match (index(slice.start), index(slice.stop), slice.step) {
        (Ok(None), Ok(None), Some(-1)) => QueryOp::Reverse(Box::new(list)),
        (Ok(start), Ok(stop), step) if step.unwrap_or(1) > 0 => {
            let step = usize::try_from(step.unwrap_or(1)).unwrap_or(1);
            QueryOp::Slice(Box::new(list), start.unwrap_or(0), stop, step)
        }
        _ => return Err(Problem::unsupported(at, "a slice that counts from the end")),
    };
    Ok(Query::new(op, ty, false))
}

fn at(list: Query, index: i64, at: usize) -> Compiled {
    let QueryType::List(form, of) = &list.ty else {
        return held(&list, at).map(|_| list.clone());
    };
    if let (QueryOp::Reverse(list), 0..) = (&list.op, index) {
        return self::at((**list).clone(), -1 - index, at);
    }
    let ty = of.ty.clone();
    // A list that is not at hand is counted from the beginning of its reverse.
    let (list, index) = if index < -1 && (*form != ListForm::Stored || of.nullable) {
        let reversed = QueryType::List(ListForm::Iterator, of.clone());
        (Query::new(QueryOp::Reverse(Box::new(list)), reversed, false), -1 - index)
    } else {
        (list, index)
    };
    Ok(Query::new(QueryOp::At(Box::new(list), index), ty, true))
}

pub(super) fn values(map: Query, at: usize) -> Compiled {
    match &map.ty {
        QueryType::Object(Type::Map(value)) => {
            let ty = QueryType::List(ListForm::Iterator, Box::new(element(value)));
            Ok(Query::new(QueryOp::Values(Box::new(map)), ty, false))
        }
        QueryType::Object(Type::Structure(_) | Type::Union(_)) => {
            Err(Problem::unsupported(at, "the values of a structure"))
        }
        other => Err(Problem::broken(at, format!("asks {} for its values", kind(other)))),
    }
}
