//! The way from text to model.

use serde_json::error::Category;

use crate::ast;
use crate::diagnostic::{Diagnostic, Diagnostics};

use super::suggest::did_you_mean;
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

pub(super) fn services(json: &str) -> Result<Vec<String>, Diagnostics> {
    let mut problems = Diagnostics::new();
    let Some(ast) = parse(json, &mut problems) else {
        return Err(problems);
    };
    let services = ast.shapes.iter().filter(|(_, shape)| shape.r#type.as_deref() == Some("service"));
    let mut ids: Vec<String> = services.map(|(id, _)| id.to_owned()).collect();
    ids.sort();
    Ok(ids)
}

/// Goes as far as it can, so that problems of later stages are found beside those of earlier ones.
fn read(json: &str, options: &LoadOptions, problems: &mut Diagnostics) -> Option<Model> {
    let ast = parse(json, problems)?;
    check_version(&ast, problems);
    let is_version_1 = ast.smithy.as_deref().is_some_and(is_version_1);
    let shapes = resolve::shapes(ast, problems);
    let graph = graph::Graph::new(shapes, is_version_1, problems);
    check::targets(&graph, problems);
    let mut selection = select::select(&graph, options, problems)?;
    let mut model = closure::cut(&graph, &selection);
    check::unsupported::report_service(&model, problems);
    if options.skip_unsupported {
        let left_out = check::unsupported::to_leave_out(&model, problems);
        selection.operations.retain(|id| !left_out.iter().any(|left_out| left_out.operation.id == *id));
        if selection.operations.is_empty() && !left_out.is_empty() {
            problems.push(Diagnostic::error(selection.service.id.clone(), "no operation is left"));
        }
        model = closure::cut(&graph, &selection);
        model.left_out = left_out;
    } else {
        check::unsupported::report(&model, problems);
    }
    check::closure(&model, selection.protocol, problems);
    Some(model)
}

fn parse(json: &str, problems: &mut Diagnostics) -> Option<ast::Model> {
    match serde_json::from_str(json) {
        Ok(ast) => Some(ast),
        Err(error) => {
            problems.push(unreadable(json, &error));
            None
        }
    }
}

/// What serde_json says, without the place at its end, which stands in front here.
fn unreadable(json: &str, error: &serde_json::Error) -> Diagnostic {
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    let (message, known) = text.split_once(", expected one of ").unwrap_or((text, ""));
    let wanted = message.split('`').nth(1).unwrap_or_default();
    let hint = match error.classify() {
        Category::Data if known.is_empty() => Some("`smithy ast` writes models in the form that is wanted".to_owned()),
        Category::Data => did_you_mean(wanted, known.split('`').filter(|name| *name != ", ")),
        _ if json.trim_start().starts_with('{') => None,
        _ => Some("a model in Smithy's IDL has to be turned into JSON first: `smithy ast`".to_owned()),
    };
    let what = if error.classify() == Category::Data { "not a Smithy model" } else { "not JSON" };
    Diagnostic::error(None, format!("{what}: {message}")).help(hint).at(error.line(), error.column())
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
