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
            check.can_be_repeated();
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
        let (Some(input), Some(output)) = (input, output) else { return };
        let (input, output) = (self.model.target(input), self.model.target(output));
        let tokens = TOKENS.has(input.kind.set()) && TOKENS.has(output.kind.set());
        if tokens && input.kind != output.kind {
            let message = format!("`@paginated` hands a {} on as a {}", output.kind, input.kind);
            self.report(message, Some("both tokens need the same type".to_owned()));
        } else if tokens && (values(input) != values(output)) {
            let message = format!("`@paginated` hands `{}` on as `{}`, a map of other values", output.id, input.id);
            self.report(message, Some("both tokens need the same type".to_owned()));
        }
    }

    /// A stream is gone once the first page has been asked for.
    fn can_be_repeated(&mut self) {
        let streams = |member: &&Member| self.model.target(member).traits.streaming();
        let stream = self.model.shape(&self.operation.input).members.iter().find(streams);
        if let Some(stream) = stream.map(|stream| stream.name.clone()) {
            let message = format!("`@paginated` sends the input for every page, but its member `{stream}` is a stream");
            self.report(message, Some("remove `@paginated`".to_owned()));
        }
    }

    fn report(&mut self, message: String, hint: Option<String>) {
        let id: &ShapeId = &self.operation.id;
        self.problems.push(Diagnostic::error(id.clone(), message).about_trait(PAGINATED).help(hint));
    }
}

/// What the values of a map are, and whether there may be none; nothing of another shape.
fn values(shape: &Shape) -> Option<(&ShapeId, bool)> {
    let member = shape.member("value").filter(|_| shape.kind == ShapeKind::Map)?;
    Some((&member.target, shape.traits.sparse()))
}
