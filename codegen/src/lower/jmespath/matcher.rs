//! What a matcher expects of what its path gives.

use super::compare::is_true;
use super::functions::as_texts;
use super::{Compiled, Compiler, Current, Problem, kind, unless_null};
use crate::ir::{Query, QueryOp, QueryType};
use crate::jmespath::{self, Expr, ExprKind};
use crate::model::traits::{Comparator, PathMatcher};

impl Compiler<'_> {
    /// Whether an output is one that a matcher is about.
    pub(in crate::lower) fn output_matches(&self, matcher: &PathMatcher) -> Compiled {
        self.matches(matcher, Current::Query(&self.output()))
    }

    /// The same, of input and output together.
    pub(in crate::lower) fn both_match(&self, matcher: &PathMatcher) -> Compiled {
        self.matches(matcher, Current::Both)
    }

    fn matches(&self, matcher: &PathMatcher, current: Current<'_>) -> Compiled {
        let expr = jmespath::parse(&matcher.path)?;
        let expected = matcher.expected.as_str();
        let is_choice = matches!(expr.kind, ExprKind::And(..) | ExprKind::Or(..));
        if is_choice && matcher.comparator == Comparator::BooleanEquals && expected == "true" {
            return self.gives_true(&expr, current);
        }
        let value = self.value(&expr, current)?;
        let wrong = |wanted: &str, hint: &str| {
            let problem = Problem::broken(0, format!("{wanted} is wanted, but this gives {}", kind(&value.ty)));
            Err(Problem { hint: Some(hint.to_owned()), ..problem })
        };
        match (matcher.comparator, &value.ty) {
            (Comparator::StringEquals, QueryType::Text | QueryType::Enum(_)) => {
                self.equal(value, Query::text(expected), 0)
            }
            (Comparator::BooleanEquals, QueryType::Bool) if expected == "true" => is_true(value, 0),
            (Comparator::BooleanEquals, QueryType::Bool) => self.equal(value, Query::bool(QueryOp::Bool(false)), 0),
            (Comparator::AllStringEquals | Comparator::AnyStringEquals, QueryType::List(_, element)) => {
                if !matches!(element.ty, QueryType::Text | QueryType::Enum(_)) {
                    return wrong("a list of strings", "the path has to go on to a string of each element");
                }
                self.items_match(value.clone(), expected, matcher.comparator == Comparator::AllStringEquals)
            }
            (Comparator::StringEquals, QueryType::List(..)) => {
                wrong("a string", "`anyStringEquals` and `allStringEquals` compare the elements of a list")
            }
            (Comparator::StringEquals, _) => {
                wrong("a string", "`booleanEquals` compares booleans; a number can be compared in the path")
            }
            (Comparator::BooleanEquals, _) => wrong("a boolean", "compare in the path: `a == 'b'`"),
            (Comparator::AllStringEquals | Comparator::AnyStringEquals, _) => {
                wrong("a list", "`stringEquals` compares a single string")
            }
        }
    }

    /// Whether an expression gives `true` itself, and not another value that counts as true.
    fn gives_true(&self, expr: &Expr, current: Current<'_>) -> Compiled {
        let both =
            |op: fn(Box<Query>, Box<Query>) -> QueryOp, left, right| Query::bool(op(Box::new(left), Box::new(right)));
        match &expr.kind {
            // What is false on the left is not `true`, whatever it is.
            ExprKind::And(left, right) => {
                Ok(both(QueryOp::And, self.condition(left, current)?, self.gives_true(right, current)?))
            }
            ExprKind::Or(left, right) => {
                Ok(both(QueryOp::Or, self.gives_true(left, current)?, self.gives_true(right, current)?))
            }
            _ => {
                let value = self.value(expr, current)?;
                if value.ty != QueryType::Bool {
                    return Err(Problem::unsupported(
                        expr.at,
                        format!("{} where a boolean is wanted", kind(&value.ty)),
                    ));
                }
                is_true(value, expr.at)
            }
        }
    }

    fn items_match(&self, list: Query, expected: &str, all: bool) -> Compiled {
        let QueryType::List(_, element) = &list.ty else { return Ok(list) };
        let item = Query::item(&element.ty, element.nullable);
        let (like, expected) = self.alike(item, Query::text(expected), 0)?;
        let is_text = like.ty == QueryType::Text && element.ty != QueryType::Text;
        let found = unless_null(list, |list| {
            let list = if is_text { as_texts(list, 0)? } else { list };
            let (list, expected) = (Box::new(list), Box::new(expected));
            let op = if all { QueryOp::AllEqual(list, expected) } else { QueryOp::AnyEqual(list, expected) };
            Ok(Query::bool(op))
        })?;
        is_true(found, 0)
    }
}
