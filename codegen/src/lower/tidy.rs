//! Brings endpoint rules into the form in which one would write them by hand, and which no lint complains about.

use crate::ir::{Condition, EndpointRule, EndpointThen, Expr};

/// Drops conditions that always hold and rules that are never reached, and joins a rule with the only one below it.
pub(super) fn tidy(rules: Vec<EndpointRule>) -> Vec<EndpointRule> {
    let never = |rule: &EndpointRule| {
        rule.conditions.iter().any(|condition| matches!(condition, Condition::Holds(Expr::Bool(false))))
    };
    let mut reached: Vec<EndpointRule> = Vec::with_capacity(rules.len());
    for mut rule in rules.into_iter().filter(|rule| !never(rule)) {
        rule.conditions.retain(|condition| !matches!(condition, Condition::Holds(Expr::Bool(true))));
        let closes = rule.closes();
        reached.push(rule);
        if closes {
            break;
        }
    }
    let count = reached.len();
    let tidied = reached.into_iter().enumerate().map(|(index, rule)| tidy_rule(rule, index + 1 == count));
    let mut tidied: Vec<_> = tidied.collect();
    // What asked for an unused partition always holds after all.
    let end = tidied.iter().position(EndpointRule::closes).map_or(count, |last| last + 1);
    tidied.truncate(end);
    tidied
}

/// A rule below a tree is joined with it when a condition of it cannot fail, or nothing follows the tree: otherwise what
/// follows would be tried, which the end of a tree forbids.
fn tidy_rule(mut rule: EndpointRule, is_last: bool) -> EndpointRule {
    if let EndpointThen::Rules(rules) = rule.then {
        let mut rules = tidy(rules);
        rule.then = match rules.pop() {
            Some(only) if rules.is_empty() && (is_last || only.conditions.iter().all(Condition::always_holds)) => {
                rule.conditions.extend(only.conditions);
                only.then
            }
            last => {
                rules.extend(last);
                EndpointThen::Rules(rules)
            }
        };
    }
    ask_only(&mut rule);
    rule
}

/// A variable that nobody uses need not be bound: its condition only asks whether there is a value, if that is not known.
fn ask_only(rule: &mut EndpointRule) {
    // From the end, since a condition that no longer binds may be the last to use an earlier variable.
    for index in (0..rule.conditions.len()).rev() {
        if let Some(Condition::Bind(variable, expr)) = rule.conditions.get(index)
            && !rule.uses(variable)
        {
            let asked = Condition::Holds(Expr::IsSet(Box::new(expr.clone())));
            let asked = (!expr.has_value()).then_some(asked);
            rule.conditions.splice(index..=index, asked);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{Endpoint, Function, Ident, Template, TemplatePart};

    fn region() -> Expr {
        Expr::Param(Ident("region".to_owned()))
    }

    fn bind() -> Condition {
        Condition::Bind(Ident("region".to_owned()), region())
    }

    fn fail(conditions: Vec<Condition>, text: &str) -> EndpointRule {
        EndpointRule { conditions, then: EndpointThen::Error(Template::literal(text)) }
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
    fn a_tree_is_not_joined_with_what_may_fail_if_rules_follow() {
        let fips = || Condition::Holds(Expr::Param(Ident("use_fips".to_owned())));
        let rules = tidy(vec![tree(vec![fips()], vec![fail(vec![fips()], "a")]), fail(vec![], "b")]);
        assert!(matches!(&rules[0].then, EndpointThen::Rules(inner) if inner.len() == 1));
        let partition = Condition::Bind(Ident("p".to_owned()), Expr::Call(Function::Partition, vec![region()]));
        let rules = tidy(vec![tree(vec![fips()], vec![fail(vec![partition], "a")]), fail(vec![], "b")]);
        assert!(matches!(rules[0].then, EndpointThen::Error(_)));
    }

    #[test]
    fn what_never_holds_is_dropped() {
        let never = Condition::Holds(Expr::Bool(false));
        assert!(tidy(vec![fail(vec![never], "a")]).is_empty());
    }

    #[test]
    fn an_unused_variable_is_not_bound() {
        let rules = tidy(vec![fail(vec![bind()], "a")]);
        assert!(matches!(rules[0].conditions[..], [Condition::Holds(Expr::IsSet(_))]));
        let used = Template(vec![TemplatePart::Expr(Expr::Variable(Ident("region".to_owned())))]);
        let endpoint = Endpoint { url: used, ..Endpoint::default() };
        let rules = tidy(vec![EndpointRule { conditions: vec![bind()], then: EndpointThen::Endpoint(endpoint) }]);
        assert!(matches!(rules[0].conditions[..], [Condition::Bind(..)]));
    }
}
