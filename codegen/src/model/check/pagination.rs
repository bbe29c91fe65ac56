//! `@paginated`: that the members that it names are there and can hold tokens, pages and sizes.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::kind::Kinds;
use crate::model::suggest::did_you_mean;
use crate::model::{Member, Model, Operation, Shape, ShapeKind};
use crate::shape_id::ShapeId;

const PAGINATED: &str = "smithy.api#paginated";
/// Some services' tokens are the key of the next item.
const TOKENS: Kinds = ShapeKind::String.set().or(Kinds::MAP);
const ITEMS: Kinds = Kinds::LIST.or(Kinds::MAP);

pub(super) fn check(model: &Model, problems: &mut Diagnostics) {
    for operation in model.operations() {
        if let Some(paginated) = operation.traits.paginated() {
            let mut check = Check { model, operation, problems };
            let input_token = check.one("inputToken", paginated.input_token, TOKENS);
            let output_token = check.path("outputToken", paginated.output_token, TOKENS);
            check.same_type(input_token, output_token);
            if paginated.items.is_some() {
                check.path("items", paginated.items, ITEMS);
            }
            if paginated.page_size.is_some() {
                check.one("pageSize", paginated.page_size, Kinds::NUMBERS.or(Kinds::STRINGS));
            }
        }
    }
}

struct Check<'m, 'p> {
    model: &'m Model,
    operation: &'m Operation,
    problems: &'p mut Diagnostics,
}

impl<'m> Check<'m, '_> {
    /// A member of the input.
    fn one(&mut self, property: &str, name: Option<String>, kinds: Kinds) -> Option<&'m Member> {
        let input = self.model.shape(&self.operation.input);
        let Some(name) = name else {
            return self.lacks(property);
        };
        self.resolve(property, input, &[name], kinds)
    }

    /// A member of the output, or of structures inside it.
    fn path(&mut self, property: &str, path: Option<Vec<String>>, kinds: Kinds) -> Option<&'m Member> {
        let output = self.model.shape(&self.operation.output);
        let Some(path) = path else {
            return self.lacks(property);
        };
        self.resolve(property, output, &path, kinds)
    }

    fn resolve(&mut self, property: &str, shape: &'m Shape, path: &[String], kinds: Kinds) -> Option<&'m Member> {
        let mut shape = shape;
        let mut found = None;
        for name in path {
            let Some(member) = shape.member(name).filter(|_| shape.kind == ShapeKind::Structure) else {
                let message =
                    format!("`@paginated` has `{property}` `{}`, but `{}` has no `{name}`", path.join("."), shape.id);
                let hint = did_you_mean(name, shape.members.iter().map(|member| member.name.as_str()));
                self.report(message, hint);
                return None;
            };
            found = Some(member);
            shape = self.model.target(member);
        }
        if !kinds.has(shape.kind.set()) {
            let hint = format!("it may be of type {}", kinds.names().join(", "));
            let message =
                format!("`@paginated` has `{property}` `{}`, which is of type {}", path.join("."), shape.kind);
            self.report(message, Some(hint));
        }
        found
    }

    fn lacks(&mut self, property: &str) -> Option<&'m Member> {
        self.report(format!("`@paginated` lacks `{property}`"), Some("give it here or on the service".to_owned()));
        None
    }

    fn same_type(&mut self, input: Option<&Member>, output: Option<&Member>) {
        let kind = |member: &Member| self.model.target(member).kind;
        if let (Some(input), Some(output)) = (input, output)
            && TOKENS.has(kind(input).set())
            && (kind(input) == ShapeKind::Map) != (kind(output) == ShapeKind::Map)
        {
            let message = format!("`@paginated` hands a {} on as a {}", kind(output), kind(input));
            self.report(message, Some("both tokens need the same type".to_owned()));
        }
    }

    fn report(&mut self, message: String, hint: Option<String>) {
        let id: &ShapeId = &self.operation.id;
        self.problems.push(Diagnostic::error(id.clone(), message).about_trait(PAGINATED).help(hint));
    }
}
