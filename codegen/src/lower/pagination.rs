//! Lists that an operation gives page by page (`smithy.api#paginated`).

use super::endpoint_params::structure;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::{Client, Field, FieldStep, Ident, Operation, Pagination, Presence, Structure, Type};
use crate::model::Model;
use crate::model::traits::Paginated;

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
    let next = way(client, output, &paginated.output_token.unwrap_or_default())?;
    let items = paginated.items.map(|members| way(client, output, &members)).transpose()?;
    if next.ty != token {
        return Err("its tokens are of two types".to_owned());
    }
    Ok(Pagination {
        name: Ident(format!("{}Paginator", operation.prefix.as_str())),
        input_token,
        token,
        page_size: paginated.page_size.map(|name| input_field(input, &name)).transpose()?,
        touches_deprecated: next.deprecated
            || items.as_ref().is_some_and(|items| items.deprecated || client.is_deprecated(&items.ty)),
        output_token: next.steps,
        items: items.map(|items| (items.steps, items.ty)),
    })
}

fn input_field(input: &Structure, member: &str) -> Result<(Ident, Type), Problem> {
    let field = field(input, member)?;
    Ok((field.name.clone(), field.ty.clone()))
}

/// The way to a member of the output, or of structures inside it.
struct Way {
    steps: Vec<FieldStep>,
    /// The type of what stands there.
    ty: Type,
    /// Whether it leads over a deprecated field.
    deprecated: bool,
}

fn way(client: &Client, output: &Structure, members: &[String]) -> Result<Way, Problem> {
    let (first, rest) = members.split_first().ok_or("its path names no member")?;
    let mut last = field(output, first)?;
    let mut fields = vec![last];
    for member in rest {
        last = field(structure(client, &last.ty)?, member)?;
        fields.push(last);
    }
    let step = |field: &&Field| FieldStep { field: field.name.clone(), optional: field.presence == Presence::Optional };
    Ok(Way {
        steps: fields.iter().map(step).collect(),
        ty: last.ty.clone(),
        deprecated: fields.iter().any(|field| field.deprecated.is_some()),
    })
}

fn field<'s>(structure: &'s Structure, member: &str) -> Result<&'s Field, Problem> {
    structure.field(member).ok_or_else(|| format!("`{}` has no member `{member}`", structure.shape))
}
