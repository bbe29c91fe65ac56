//! Questions about endpoint rules.

use super::{Condition, EndpointRule, EndpointRules, EndpointThen, Expr, Ident, Template, TemplatePart};

impl EndpointRules {
    /// Whether any rule looks at the parameters of a call.
    #[must_use]
    pub fn use_params(&self) -> bool {
        self.0.iter().any(|rule| rule.any(&|expr| matches!(expr, Expr::Param(_) | Expr::ParamOr(..))))
    }

    /// Whether the error in these words says that a partition lacks what a rule before asked of it, so that it depends on
    /// data outside the model.
    #[must_use]
    pub fn blames_partition(&self, error: &str) -> bool {
        blames_partition(&self.0, error)
    }
}

fn blames_partition(rules: &[EndpointRule], error: &str) -> bool {
    let supports = |expr: &Expr| matches!(expr, Expr::Field(_, name) if name.as_str().starts_with("supports_"));
    let mut asked = false;
    rules.iter().any(|rule| {
        let blames = match &rule.then {
            EndpointThen::Error(Template(parts)) => {
                asked && matches!(&parts[..], [TemplatePart::Literal(text)] if text == error)
            }
            EndpointThen::Rules(rules) => blames_partition(rules, error),
            EndpointThen::Endpoint(_) => false,
        };
        asked |= rule.conditions.iter().any(|condition| condition.any(&supports));
        blames
    })
}

impl Condition {
    fn any(&self, holds: &dyn Fn(&Expr) -> bool) -> bool {
        match self {
            Self::Holds(expr) | Self::Bind(_, expr) => expr.any(holds),
        }
    }

    /// Whether it only binds what always has a value: every region is in a partition, if only in the first one.
    #[must_use]
    pub fn always_holds(&self) -> bool {
        matches!(self, Self::Bind(_, Expr::Partition(_)))
    }
}

impl EndpointRule {
    /// Whether the rule always decides, so that none after it is reached.
    #[must_use]
    pub fn closes(&self) -> bool {
        self.conditions.is_empty()
    }

    /// Whether the rule, or one below it, uses the variable.
    #[must_use]
    pub fn uses(&self, variable: &Ident) -> bool {
        self.any(&|expr| matches!(expr, Expr::Variable(name) if name == variable))
    }

    fn any(&self, holds: &dyn Fn(&Expr) -> bool) -> bool {
        self.conditions.iter().any(|condition| condition.any(holds))
            || match &self.then {
                EndpointThen::Rules(rules) => rules.iter().any(|rule| rule.any(holds)),
                EndpointThen::Endpoint(text) | EndpointThen::Error(text) => text.any(holds),
            }
    }
}

impl Template {
    /// Whether there is no expression in it.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        self.0.iter().all(|part| matches!(part, TemplatePart::Literal(_)))
    }

    fn any(&self, holds: &dyn Fn(&Expr) -> bool) -> bool {
        self.0.iter().any(|part| match part {
            TemplatePart::Literal(_) => false,
            TemplatePart::Expr(expr) => expr.any(holds),
        })
    }
}

impl Expr {
    /// Whether it holds for the expression or a part of it.
    fn any(&self, holds: &dyn Fn(&Self) -> bool) -> bool {
        holds(self)
            || match self {
                Self::Param(_) | Self::ParamOr(..) | Self::Variable(_) | Self::Bool(_) => false,
                Self::Text(text) => text.any(holds),
                Self::Field(inner, _) | Self::Not(inner) | Self::IsSet(inner) | Self::Partition(inner) => {
                    inner.any(holds)
                }
                Self::Equals(left, right) => left.any(holds) || right.any(holds),
            }
    }
}
