//! Endpoint rules (`smithy.rules#endpointRuleSet`), typed so that they compile to plain Rust.

mod expression;
mod functions;
mod params;
mod template;
mod value;

use serde_json::Value;

use super::{Lowering, tidy};
use crate::diagnostic::Diagnostic;
use crate::ir::{EndpointRule, EndpointRules, EndpointSource, EndpointThen, Template};
use crate::model::Service;
use crate::model::traits::AwsService;
pub(super) use expression::Kind;
use expression::Names;
pub(super) use params::{Source, source};
pub(super) use value::expected;

/// What cannot be compiled.
type Problem = String;

/// Traits that say where endpoints are. Beside a rule set they say the same; without one, other than the standard rule.
const ONLY_RULES: [&str; 4] = [
    "aws.endpoints#dualStackOnlyEndpoints",
    "aws.endpoints#rulesBasedEndpoints",
    "aws.endpoints#standardPartitionalEndpoints",
    "smithy.rules#endpointBdd",
];

impl Lowering<'_> {
    /// The model's rules. A model without any has the standard ones, if it is of a service of AWS that does not say
    /// otherwise; else only the caller knows the endpoint.
    pub(super) fn endpoint_source(&mut self) -> EndpointSource {
        let service = &self.model.service;
        let Some(rule_set) = service.traits.endpoint_rule_set() else {
            let lacking = ONLY_RULES.into_iter().filter(|id| service.traits.has(id));
            let mut unknown = false;
            for id in lacking {
                unknown = true;
                let message = "gives the endpoints, which is read from `smithy.rules#endpointRuleSet` only: every client \
                               needs a custom endpoint";
                let warning = Diagnostic::warning(service.id.clone(), format!("`@{id}` {message}"));
                self.diagnostics.push(warning.about_trait(id));
            }
            if unknown {
                return EndpointSource::Standard(None);
            }
            return EndpointSource::Standard(service.traits.aws_service().map(|aws| endpoint_prefix(&aws, service)));
        };
        let rules = compile(rule_set).unwrap_or_else(|problems| {
            for (path, problem) in problems {
                let message = format!("the endpoint rules cannot be compiled, at `{path}`: {problem}");
                let diagnostic = Diagnostic::error(service.id.clone(), message);
                self.diagnostics.push(diagnostic.about_trait("smithy.rules#endpointRuleSet"));
            }
            EndpointRules::default()
        });
        EndpointSource::Rules(rules)
    }
}

/// The endpoint prefix of `aws.api#service`, by default the ARN namespace, by default the shape's name in lower case.
fn endpoint_prefix(aws: &AwsService, service: &Service) -> String {
    let given = aws.endpoint_prefix.as_ref().or(aws.arn_namespace.as_ref());
    given.cloned().unwrap_or_else(|| service.id.name().to_ascii_lowercase())
}

/// The rules, or everything in them that cannot be compiled, by its path.
pub(super) fn compile(rule_set: &Value) -> Result<EndpointRules, Vec<(String, Problem)>> {
    let mut compiler = Compiler::default();
    let mut names = Names::default();
    let wrappers = compiler.parameters(rule_set, &mut names);
    let mut rules = compiler.rules(rule_set, "", &names);
    for (condition, missing) in wrappers.into_iter().rev() {
        let given = EndpointRule { conditions: vec![condition], then: EndpointThen::Rules(rules) };
        rules = vec![given, EndpointRule { conditions: Vec::new(), then: EndpointThen::Error(missing) }];
    }
    if compiler.problems.is_empty() { Ok(EndpointRules(tidy::tidy(rules))) } else { Err(compiler.problems) }
}

/// Compiles all rules, whatever is wrong with some.
#[derive(Default)]
struct Compiler {
    problems: Vec<(String, Problem)>,
}

impl Compiler {
    /// Declares the parameters. Gives the conditions that hold for all rules, since a parameter is required, and what
    /// to say when they do not hold.
    fn parameters(&mut self, rule_set: &Value, names: &mut Names) -> Vec<(crate::ir::Condition, Template)> {
        let mut wrappers = Vec::new();
        for (name, parameter) in rule_set.get("parameters").and_then(Value::as_object).into_iter().flatten() {
            match params::declare(name, parameter) {
                Ok(binding) => names.insert(name, binding),
                Err(problem) => self.problems.push((format!("parameters.{name}"), problem)),
            }
            if parameter.get("required") == Some(&Value::Bool(true))
                && let Some(condition) = names.make_sure(name)
            {
                wrappers.push((condition, Template::literal(format!("Missing {name}"))));
            }
        }
        wrappers
    }

    fn rules(&mut self, parent: &Value, path: &str, names: &Names) -> Vec<EndpointRule> {
        let Some(rules) = parent.get("rules").and_then(Value::as_array) else {
            self.problems.push((path.to_owned(), "a rule of type `tree` without `rules`".to_owned()));
            return Vec::new();
        };
        let dot = if path.is_empty() { "" } else { "." };
        let rules = rules.iter().enumerate();
        rules.filter_map(|(index, rule)| self.rule(rule, &format!("{path}{dot}rules[{index}]"), names)).collect()
    }

    /// A rule, or nothing when a part of it cannot be compiled: what comes below would only give problems that follow.
    fn rule(&mut self, value: &Value, path: &str, names: &Names) -> Option<EndpointRule> {
        let mut names = names.clone();
        let mut conditions = Vec::new();
        let given = value.get("conditions").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        for (index, value) in given.iter().enumerate() {
            let compiled = names.condition(value);
            conditions.extend(self.note(compiled, || format!("{path}.conditions[{index}]"))?);
        }
        let then = match value.get("type").and_then(Value::as_str) {
            Some("tree") => EndpointThen::Rules(self.rules(value, path, &names)),
            Some("error") => {
                EndpointThen::Error(self.note(names.template(value.get("error")), || format!("{path}.error"))?)
            }
            Some("endpoint") => {
                let endpoint = value::endpoint(value.get("endpoint"), &mut |text| names.template(Some(text)));
                EndpointThen::Endpoint(self.note(endpoint, || format!("{path}.endpoint"))?)
            }
            other => {
                let problem = format!("a rule has the type `{}`", other.unwrap_or("(none)"));
                self.problems.push((path.to_owned(), problem));
                return None;
            }
        };
        conditions.extend(names.take_bound());
        Some(EndpointRule { conditions, then })
    }

    fn note<T>(&mut self, result: Result<T, Problem>, path: impl Fn() -> String) -> Option<T> {
        result.map_err(|problem| self.problems.push((path(), problem))).ok()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rule_set(rules: &Value) -> Value {
        let parameters = json!({
            "Region": {"builtIn": "AWS::Region", "type": "string"},
            "UseFIPS": {"builtIn": "AWS::UseFIPS", "type": "boolean", "required": true, "default": false},
        });
        json!({"version": "1.0", "parameters": parameters, "rules": rules})
    }

    fn problems(rule_set: &Value) -> Vec<String> {
        let problems = compile(rule_set).map(|_| ()).unwrap_err();
        problems.into_iter().map(|(path, problem)| format!("{path}: {problem}")).collect()
    }

    #[test]
    fn every_problem_is_reported_with_its_path() {
        let call = |name: &str, argument: Value| json!({"fn": name, "argv": [argument]});
        let rule = |condition: Value| json!({"conditions": [condition], "type": "error", "error": "a"});
        let rules = json!([
            rule(call("split", json!("b"))),
            {"conditions": [], "type": "tree", "rules": [
                rule(call("isSet", json!({"ref": "Bucket"}))),
                rule(call("aws.partition", json!({"ref": "Region"}))),
                {"conditions": [], "type": "endpoint", "endpoint": {"url": "https://{UseFIPS}"}},
                {"conditions": [], "type": "error", "error": "a } b"},
            ]},
            {"conditions": [], "type": "leaf"},
        ]);
        let expected = [
            "rules[0].conditions[0]: the function `split` with 1 arguments is not supported",
            "rules[1].rules[0].conditions[0]: `Bucket` is not defined",
            "rules[1].rules[1].conditions[0]: `Region` is used where it may be missing",
            "rules[1].rules[2].endpoint: `UseFIPS` is no text",
            "rules[1].rules[3].error: `a } b` has a brace without its other half",
            "rules[2]: a rule has the type `leaf`",
        ];
        assert_eq!(problems(&rule_set(&rules)), expected);
    }

    #[test]
    fn defaults_that_a_client_does_not_know_are_refused() {
        let mut rule_set = rule_set(&json!([]));
        rule_set["parameters"]["UseFIPS"]["default"] = json!(true);
        rule_set["parameters"]["Bucket"] = json!({"type": "string", "default": true, "required": true});
        rule_set["parameters"]["Zone"] = json!({"type": "string", "builtIn": "AWS::Zone"});
        rule_set["parameters"]["Size"] = json!({"type": "integer"});
        let expected = [
            "parameters.UseFIPS: the default `true` is not supported",
            "parameters.Bucket: the default `true` is of another type",
            "parameters.Zone: the built-in parameter `AWS::Zone` is not supported",
            "parameters.Size: the type `integer` is not known",
        ];
        assert_eq!(problems(&rule_set), expected);
    }

    #[test]
    fn a_required_region_is_there_in_all_rules() {
        let mut rule_set = rule_set(&json!([{"conditions": [], "type": "error", "error": "in {Region}"}]));
        rule_set["parameters"]["Region"]["required"] = json!(true);
        let EndpointRules(rules) = compile(&rule_set).unwrap();
        assert!(matches!(&rules[0].conditions[..], [crate::ir::Condition::Bind(..)]));
        assert!(matches!(&rules[1].then, EndpointThen::Error(Template(parts))
            if parts[..] == Template::literal("Missing Region").0));
    }

    #[test]
    fn braces_can_be_escaped() {
        let rules = json!([{"conditions": [], "type": "error", "error": "{{a}} {{{UseFIPS}}}"}]);
        assert_eq!(problems(&rule_set(&rules)), ["rules[0].error: `UseFIPS` is no text"]);
        let rules = json!([{"conditions": [], "type": "error", "error": "{{a}} b"}]);
        let EndpointRules(rules) = compile(&rule_set(&rules)).unwrap();
        assert!(matches!(&rules[0].then, EndpointThen::Error(Template(parts))
            if parts[..] == Template::literal("{a} b").0));
    }
}
