//! Brings endpoint rules into the form in which one would write them by hand, and which no lint complains about.

use crate::ir::{Condition, EndpointRule, EndpointThen, Expr};

/// Drops conditions that always hold and rules that are never reached, and joins a rule with the only one below it.
pub(super) fn tidy(rules: Vec<EndpointRule>) -> Vec<EndpointRule> {
    let mut tidied: Vec<EndpointRule> = Vec::with_capacity(rules.len());
    for rule in rules {
        if tidied.last().is_some_and(EndpointRule::closes) {
            break;
        }
        tidied.push(tidy_rule(rule));
    }
    tidied
}

fn tidy_rule(mut rule: EndpointRule) -> EndpointRule {
    rule.conditions.retain(|condition| !matches!(condition, Condition::Holds(Expr::Bool(true))));
    if let EndpointThen::Rules(rules) = rule.then {
        let mut rules = tidy(rules);
        rule.then = match (rules.pop(), rules.is_empty()) {
            (Some(only), true) => {
                rule.conditions.extend(only.conditions);
                only.then
            }
            (last, _) => {
                rules.extend(last);
                EndpointThen::Rules(rules)
            }
        };
    }
    ask_only(&mut rule);
    rule
}

/// A variable that nobody uses need not be bound: its condition only asks whether there is a value.
fn ask_only(rule: &mut EndpointRule) {
    // From the end, since a condition that no longer binds may be the last to use an earlier variable.
    for index in (0..rule.conditions.len()).rev() {
        if let Some(Condition::Bind(variable, expr)) = rule.conditions.get(index)
            && !rule.uses(variable)
        {
            let asked = Condition::Holds(Expr::IsSet(Box::new(expr.clone())));
            rule.conditions.splice(index..=index, [asked]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{Ident, Template, TemplatePart};

    fn region() -> Expr {
        Expr::Param(Ident("region".to_owned()))
    }

    fn bind() -> Condition {
        Condition::Bind(Ident("region".to_owned()), region())
    }

    fn fail(conditions: Vec<Condition>, text: &str) -> EndpointRule {
        let text = Template(vec![TemplatePart::Literal(text.to_owned())]);
        EndpointRule { conditions, then: EndpointThen::Error(text) }
    }

    fn tree(conditions: Vec<Condition>, rules: Vec<EndpointRule>) -> EndpointRule {
        EndpointRule { conditions, then: EndpointThen::Rules(rules) }
    }

    #[test]
    fn a_tree_of_one_rule_is_joined_with_it() {
        let fips = || Condition::Holds(Expr::Param(Ident("use_fips".to_owned())));
        let rules = tidy(vec![tree(vec![fips()], vec![tree(vec![fips()], vec![fail(vec![fips()], "a")])])]);
        assert_eq!(rules[0].conditions.len(), 3);
        assert!(matches!(rules[0].then, EndpointThen::Error(_)));
    }

    #[test]
    fn what_is_never_reached_or_always_holds_is_dropped() {
        let always = || Condition::Holds(Expr::Bool(true));
        let rules = tidy(vec![tree(vec![], vec![fail(vec![always()], "a"), fail(vec![], "b")]), fail(vec![], "c")]);
        assert_eq!(rules.len(), 1);
        assert!(rules[0].closes());
    }

    #[test]
    fn an_unused_variable_is_not_bound() {
        let rules = tidy(vec![fail(vec![bind()], "a")]);
        assert!(matches!(rules[0].conditions[..], [Condition::Holds(Expr::IsSet(_))]));
        let used = Template(vec![TemplatePart::Expr(Expr::Variable(Ident("region".to_owned())))]);
        let rules = tidy(vec![EndpointRule { conditions: vec![bind()], then: EndpointThen::Endpoint(used) }]);
        assert!(matches!(rules[0].conditions[..], [Condition::Bind(..)]));
    }
}
