//! The way from text to model.

use serde_json::error::Category;

use crate::ast;
use crate::diagnostic::{Diagnostic, Diagnostics};

use super::{LoadOptions, Model, check, closure, graph, resolve, select};

pub(super) fn load(json: &str, options: &LoadOptions) -> Result<(Model, Diagnostics), Diagnostics> {
    let mut problems = Diagnostics::new();
    let model = read(json, options, &mut problems);
    let problems = problems.sorted();
    match model {
        Some(model) if !problems.has_errors() => Ok((model, problems)),
        _ => Err(problems),
    }
}

/// Goes as far as it can, so that problems of later stages are found beside those of earlier ones.
fn read(json: &str, options: &LoadOptions, problems: &mut Diagnostics) -> Option<Model> {
    let ast = parse(json, problems)?;
    check_version(&ast, problems);
    let is_version_1 = ast.smithy.as_deref().is_some_and(is_version_1);
    let shapes = resolve::shapes(ast, problems);
    let graph = graph::Graph::new(shapes, is_version_1, problems);
    check::targets(&graph, problems);
    let selection = select::select(&graph, options, problems)?;
    let model = closure::cut(&graph, &selection);
    check::closure(&model, selection.protocol, problems);
    Some(model)
}

fn parse(json: &str, problems: &mut Diagnostics) -> Option<ast::Model> {
    match serde_json::from_str(json) {
        Ok(ast) => Some(ast),
        Err(error) => {
            let text = error.to_string();
            let message = text
                .rsplit_once(" at line ")
                .map_or(text.as_str(), |(message, _)| message);
            let (what, hint) = match error.classify() {
                Category::Data => (
                    "not a Smithy model",
                    "a model is a JSON object with `smithy` and `shapes`, as `smithy ast` writes",
                ),
                _ => (
                    "not JSON",
                    "models in Smithy's IDL have to be turned into JSON first: `smithy ast`",
                ),
            };
            let problem = Diagnostic::error(None, format!("{what}: {message}"));
            problems.push(problem.help(hint.to_owned()).at(error.line(), error.column()));
            None
        }
    }
}

fn check_version(ast: &ast::Model, problems: &mut Diagnostics) {
    let hint = "versions 1.0 and 2.x are understood".to_owned();
    match ast.smithy.as_deref() {
        Some(version) if is_version_1(version) || version == "2" || version.starts_with("2.") => {}
        Some(version) => {
            problems.push(Diagnostic::error(None, format!("unsupported Smithy version `{version}`")).help(hint));
        }
        None => problems.push(Diagnostic::error(None, "the model does not say its Smithy version").help(hint)),
    }
}

fn is_version_1(version: &str) -> bool {
    version == "1" || version.starts_with("1.")
}
