//! Functions.

use super::compare::{as_float, as_text};
use super::lists::{array, held, values};
use super::{Compiled, Compiler, Current, Problem, kind, unless_null};
use crate::ir::{Element, ListForm, Nulls, Query, QueryOp, QueryType, Type};
use crate::jmespath::{Expr, ExprKind};
use crate::model::suggest::did_you_mean;

/// The functions of the specification that there is code for, and how many arguments they take.
const KNOWN: [(&str, usize); 16] = [
    ("abs", 1),
    ("ceil", 1),
    ("contains", 2),
    ("ends_with", 2),
    ("floor", 1),
    ("keys", 1),
    ("length", 1),
    ("map", 2),
    ("max", 1),
    ("min", 1),
    ("not_null", 0),
    ("reverse", 1),
    ("starts_with", 2),
    ("sum", 1),
    ("to_array", 1),
    ("values", 1),
];

/// Those that there is none for.
const OTHERS: [&str; 10] =
    ["avg", "join", "max_by", "merge", "min_by", "sort", "sort_by", "to_number", "to_string", "type"];

impl Compiler<'_> {
    pub(super) fn call(&self, name: &str, arguments: &[Expr], current: Current<'_>, at: usize) -> Compiled {
        let Some((name, count)) = KNOWN.iter().find(|(known, _)| *known == name) else {
            if OTHERS.contains(&name) {
                return Err(Problem::unsupported(at, format!("the function `{name}`")));
            }
            let hint = did_you_mean(name, KNOWN.iter().map(|(name, _)| *name).chain(OTHERS));
            return Err(Problem { hint, ..Problem::broken(at, format!("there is no function `{name}`")) });
        };
        if *count > 0 && arguments.len() != *count {
            let message = format!(
                "`{name}` takes {count} argument{}, not {}",
                if *count == 1 { "" } else { "s" },
                arguments.len()
            );
            return Err(Problem::broken(at, message));
        }
        if let (&"map", [each, list]) = (name, arguments) {
            return self.map_call(each, list, current);
        }
        let values = arguments.iter().map(|argument| Ok((self.value(argument, current)?, argument.at)));
        let values: Vec<(Query, usize)> = values.collect::<Result<_, Problem>>()?;
        match values.as_slice() {
            _ if *name == "not_null" => not_null(values, at),
            [(of, at)] => self.of_one(name, of.clone(), *at),
            [(first, first_at), (second, second_at)] => {
                self.of_two(name, (first.clone(), *first_at), (second.clone(), *second_at))
            }
            _ => Err(Problem::unsupported(at, format!("the function `{name}`"))),
        }
    }

    /// `map(&name, list)`
    fn map_call(&self, each: &Expr, list: &Expr, current: Current<'_>) -> Compiled {
        let ExprKind::Reference(each) = &each.kind else {
            return Err(Problem::broken(each.at, "`map` takes an expression here, which begins with `&`"));
        };
        let of = self.value(list, current)?;
        unless_null(of, |of| self.map(of, each, Nulls::Kept, list.at))
    }

    fn of_one(&self, name: &str, of: Query, at: usize) -> Compiled {
        if name == "to_array" {
            return if matches!(of.ty, QueryType::List(..)) { Ok(of) } else { array(vec![of], at) };
        }
        unless_null(of, |of| match name {
            "length" => length(of, at),
            "keys" => keys(of, at),
            "values" => values(of, at),
            "max" | "min" => extreme(if name == "max" { "max" } else { "min" }, of, at),
            "sum" => sum(of, at),
            "reverse" => {
                let ty = QueryType::List(ListForm::Iterator, Box::new(held(&of, at)?.clone()));
                Ok(Query::new(QueryOp::Reverse(Box::new(of)), ty, false))
            }
            _ => round(name, of, at),
        })
    }

    fn of_two(&self, name: &str, (of, of_at): (Query, usize), (what, at): (Query, usize)) -> Compiled {
        if let ("contains", QueryType::List(_, element)) = (name, &of.ty) {
            let item = Query::item(&element.ty, element.nullable);
            let (like, what) = self.alike(item, what, at)?;
            let of = match (&element.ty, &like.ty) {
                (QueryType::Enum(_), QueryType::Text) => unless_null(of, |of| as_texts(of, of_at))?,
                (a, b) if a == b => of,
                _ => return Err(Problem::unsupported(at, "looking for a number of another type")),
            };
            let nullable = of.nullable;
            return Ok(Query { nullable, ..Query::bool(QueryOp::Contains(Box::new(of), Box::new(what))) });
        }
        let name = match name {
            "starts_with" => "starts_with",
            "ends_with" => "ends_with",
            _ => "contains",
        };
        let (of, what) = (text(name, of, of_at)?, text(name, what, at)?);
        let nullable = of.nullable || what.nullable;
        Ok(Query { nullable, ..Query::bool(QueryOp::TextTest(name, Box::new(of), Box::new(what))) })
    }
}

/// The enums of a list as texts.
pub(super) fn as_texts(list: Query, at: usize) -> Compiled {
    let of = held(&list, at)?.clone();
    let each = as_text(Query::item(&of.ty, of.nullable))?;
    let element = Element { ty: QueryType::Text, nullable: of.nullable };
    let op = QueryOp::Map(Box::new(list), Box::new(each), Nulls::Kept);
    Ok(Query::new(op, QueryType::List(ListForm::Iterator, Box::new(element)), false))
}

fn text(name: &str, of: Query, at: usize) -> Compiled {
    match of.ty {
        QueryType::Text | QueryType::Enum(_) => as_text(of),
        other => Err(Problem::broken(at, format!("`{name}` takes no {}", kind(&other).trim_start_matches("a ")))),
    }
}

fn length(of: Query, at: usize) -> Compiled {
    let of = match of {
        // What each element gives does not change how many there are, unless some give null.
        Query { op: QueryOp::Map(list, each, nulls), .. } if !each.nullable || nulls == Nulls::Kept => {
            return length(*list, at);
        }
        of => as_text(of)?,
    };
    match &of.ty {
        QueryType::Text | QueryType::List(..) | QueryType::Object(Type::Map(_)) => {
            Ok(Query::new(QueryOp::Length(Box::new(of)), QueryType::Number("usize"), false))
        }
        QueryType::Object(_) => Err(Problem::unsupported(at, format!("the length of {}", kind(&of.ty)))),
        other => Err(Problem::broken(at, format!("asks {} for its length", kind(other)))),
    }
}

fn keys(of: Query, at: usize) -> Compiled {
    match &of.ty {
        QueryType::Object(Type::Map(_)) => {
            let element = Element { ty: QueryType::Text, nullable: false };
            let ty = QueryType::List(ListForm::Iterator, Box::new(element));
            Ok(Query::new(QueryOp::Keys(Box::new(of)), ty, false))
        }
        QueryType::Object(_) => Err(Problem::unsupported(at, format!("the keys of {}", kind(&of.ty)))),
        other => Err(Problem::broken(at, format!("asks {} for its keys", kind(other)))),
    }
}

fn extreme(name: &'static str, list: Query, at: usize) -> Compiled {
    let of = held(&list, at)?;
    match &of.ty {
        QueryType::Number(_) | QueryType::Text if !of.nullable => {
            let ty = of.ty.clone();
            Ok(Query::new(QueryOp::Extreme(name, Box::new(list)), ty, true))
        }
        other => Err(Problem::unsupported(at, format!("`{name}` of a list of {}", kind(other)))),
    }
}

fn sum(list: Query, at: usize) -> Compiled {
    let of = held(&list, at)?;
    match &of.ty {
        QueryType::Number(_) if !of.nullable => {
            Ok(Query::new(QueryOp::Sum(Box::new(list)), QueryType::Number("f64"), false))
        }
        other => Err(Problem::broken(at, format!("`sum` takes numbers, but {} stands there", kind(other)))),
    }
}

fn round(name: &str, of: Query, at: usize) -> Compiled {
    if !matches!(of.ty, QueryType::Number(_)) {
        return Err(Problem::broken(at, format!("`{name}` takes a number, but {} stands there", kind(&of.ty))));
    }
    let name = match name {
        "abs" => "abs",
        "ceil" => "ceil",
        _ => "floor",
    };
    Ok(Query::new(QueryOp::Round(name, Box::new(as_float(of)?)), QueryType::Number("f64"), false))
}

/// The first that is not null.
fn not_null(values: Vec<(Query, usize)>, at: usize) -> Compiled {
    let mut values = values.into_iter();
    let Some((mut first, _)) = values.next() else {
        return Err(Problem::broken(at, "`not_null` takes at least 1 argument, not 0"));
    };
    for (next, at) in values {
        if !first.nullable {
            break;
        }
        let (left, right) = if first.ty == next.ty { (first, next) } else { (as_text(first)?, as_text(next)?) };
        let is_made = matches!(left.ty, QueryType::List(ListForm::Iterator | ListForm::Array, _));
        if left.ty != right.ty || is_made {
            return Err(Problem::unsupported(at, "`not_null` of values of several types"));
        }
        let (ty, nullable) = (left.ty.clone(), right.nullable);
        first = Query::new(QueryOp::OrElse(Box::new(left), Box::new(right)), ty, nullable);
    }
    Ok(first)
}
