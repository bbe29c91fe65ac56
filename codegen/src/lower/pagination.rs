//! Lists that an operation gives page by page (`smithy.api#paginated`).

use super::endpoint_params::fields;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::{Client, FieldStep, Ident, Operation, Pagination, Structure, Type};
use crate::model::Model;
use crate::model::traits::{Paginated, PathSegment};

/// What cannot be compiled.
type Problem = String;

/// Adds to each operation how its list is spread over pages, once the structures on the way to it are lowered.
pub(super) fn complete(model: &Model, client: &mut Client, diagnostics: &mut Diagnostics) {
    let mut all = Vec::new();
    for operation in &client.operations {
        let shape = model.operation(&operation.name);
        let paginated = shape.and_then(|shape| shape.traits.paginated());
        let found = paginated.map(|paginated| pagination(client, operation, paginated)).transpose();
        if let (Some(shape), Err(problem)) = (shape, &found) {
            let diagnostic = Diagnostic::error(shape.id.clone(), format!("its pages are not supported: {problem}"));
            diagnostics.push(diagnostic.about_trait("smithy.api#paginated"));
        }
        all.push(found.unwrap_or_default());
    }
    for (operation, pagination) in client.operations.iter_mut().zip(all) {
        operation.pagination = pagination;
    }
}

fn pagination(client: &Client, operation: &Operation, paginated: Paginated) -> Result<Pagination, Problem> {
    let Operation { input, output, .. } = operation;
    let (input_token, token) = input_field(input, &paginated.input_token.unwrap_or_default())?;
    let (output_token, next) = path(client, output, &paginated.output_token.unwrap_or_default())?;
    if next != token {
        return Err("its tokens are of two types".to_owned());
    }
    Ok(Pagination {
        name: Ident(format!("{}Paginator", operation.prefix.as_str())),
        input_token,
        output_token,
        token,
        page_size: paginated.page_size.map(|name| input_field(input, &name)).transpose()?,
        items: paginated.items.map(|members| path(client, output, &members)).transpose()?,
    })
}

fn input_field(input: &Structure, member: &str) -> Result<(Ident, Type), Problem> {
    let field = input.field(member).ok_or_else(|| format!("`{}` has no member `{member}`", input.shape))?;
    Ok((field.name.clone(), field.ty.clone()))
}

fn path(client: &Client, output: &Structure, members: &[String]) -> Result<(Vec<FieldStep>, Type), Problem> {
    let members: Vec<_> = members.iter().map(|name| PathSegment::Member(name.clone())).collect();
    fields(client, output, &members)
}
