//! Waiters: names, and what the results of calls mean to them.

use super::Lowering;
use super::names::{self, Scope};
use super::shapes::documentation;
use crate::diagnostic::Diagnostic;
use crate::ir::{
    Acceptor, Client, Expected, FieldStep, Ident, Matcher, Operation, Presence, Query, Structure, Type, Waiter,
    WaiterState,
};
use crate::model;
use crate::model::traits::{self, AcceptorState, Comparator, PathMatcher};

const WAITABLE: &str = "smithy.waiters#waitable";

impl Lowering<'_> {
    /// Adds to each operation what it can be called for until it has come.
    pub(super) fn complete_waiters(&mut self, client: &mut Client) {
        let mut modules = Scope::with(&["waiters"]);
        let mut methods = Scope::default();
        let mut all = Vec::new();
        for operation in &client.operations {
            let Some(shape) = self.model.operation(&operation.name) else { continue };
            let mut waiters = Vec::new();
            for waiter in shape.traits.waitable() {
                let module = names::module(&waiter.name);
                waiters.extend(self.acceptors(client, shape, operation, &waiter).map(|acceptors| Waiter {
                    method: methods.claim(&format!("wait_until_{}", module.trim_start_matches('_'))),
                    module: modules.claim(&module),
                    fluent_builder: Ident(format!("{}FluentBuilder", names::operation_prefix(&waiter.name))),
                    final_poll: Ident(format!("{}FinalPoll", names::operation_prefix(&waiter.name))),
                    error: Ident(format!("WaitUntil{}Error", names::operation_prefix(&waiter.name))),
                    docs: documentation(waiter.documentation.as_deref(), || format!("Waits until `{}`.", waiter.name)),
                    deprecated: waiter.deprecated,
                    min_delay: waiter.min_delay,
                    max_delay: waiter.max_delay,
                    acceptors,
                    name: waiter.name,
                }));
            }
            all.push(waiters);
        }
        for (operation, waiters) in client.operations.iter_mut().zip(all) {
            operation.waiters = waiters;
        }
    }

    /// What results mean, or nothing, with diagnostics, when that cannot be compiled.
    fn acceptors(
        &mut self,
        client: &Client,
        shape: &model::Operation,
        operation: &Operation,
        waiter: &traits::Waiter,
    ) -> Option<Vec<Acceptor>> {
        let mut acceptors = Vec::new();
        for (index, acceptor) in waiter.acceptors.iter().enumerate() {
            match self.matcher(client, shape, operation, &acceptor.matcher) {
                Ok(matcher) => acceptors.push(Acceptor { matcher, state: state(acceptor.state) }),
                Err(problem) => {
                    let message = format!("waiter `{}`, acceptors[{index}]: {problem}", waiter.name);
                    self.diagnostics.push(Diagnostic::error(shape.id.clone(), message).about_trait(WAITABLE));
                }
            }
        }
        (acceptors.len() == waiter.acceptors.len()).then_some(acceptors)
    }

    fn matcher(
        &self,
        client: &Client,
        shape: &model::Operation,
        operation: &Operation,
        matcher: &traits::Matcher,
    ) -> Result<Matcher, String> {
        Ok(match matcher {
            traits::Matcher::Success(true) => Matcher::AnyOutput,
            traits::Matcher::Success(false) => Matcher::AnyError,
            traits::Matcher::ErrorType(error) => self.error(shape, operation, error),
            traits::Matcher::Output(path) => Matcher::Output(query(client, &operation.output, path)?),
            traits::Matcher::InputOutput(_) => return Err("`inputOutput` is not supported".to_owned()),
        })
    }

    /// An error by the name of its shape, whose namespace does not count; what the model does not know is a code.
    fn error(&self, shape: &model::Operation, operation: &Operation, error: &str) -> Matcher {
        let name = error.rsplit_once('#').map_or(error, |(_, name)| name);
        let known = shape.errors.iter().find(|id| id.name() == name);
        let known = known.and_then(|id| self.types.get(id)).and_then(|names| {
            let error = operation.errors.iter().find(|error| error.name == names.name)?;
            Some(Matcher::Error(error.is_name.clone()))
        });
        known.unwrap_or_else(|| Matcher::ErrorCode(name.to_owned()))
    }
}

fn state(state: AcceptorState) -> WaiterState {
    match state {
        AcceptorState::Success => WaiterState::Success,
        AcceptorState::Failure => WaiterState::Failure,
        AcceptorState::Retry => WaiterState::Retry,
    }
}

/// Whether the value at a path is the expected one.
fn query(client: &Client, output: &Structure, matcher: &PathMatcher) -> Result<Query, String> {
    let unsupported = || format!("the path `{}` is not supported", matcher.path);
    let mut structure = Some(output);
    let mut fields = Vec::new();
    let mut ty = None;
    for name in matcher.path.split('.') {
        let of = structure.ok_or_else(unsupported)?;
        let field = of.field(name).ok_or_else(unsupported)?;
        fields.push(FieldStep { field: field.name.clone(), optional: field.presence == Presence::Optional });
        structure = client.structures.iter().find(|of| field.ty == Type::Structure(of.name.clone()));
        ty = Some(&field.ty);
    }
    let expected = match (matcher.comparator, ty) {
        (Comparator::StringEquals, Some(Type::String)) => Expected::Text(matcher.expected.clone()),
        (Comparator::StringEquals, Some(Type::Enum(name))) => {
            let of = client.enums.iter().find(|of| of.name == *name).ok_or_else(unsupported)?;
            let variant = of.variants.iter().find(|variant| variant.value == matcher.expected);
            let text = || Expected::EnumText(matcher.expected.clone());
            variant.map_or_else(text, |variant| Expected::Variant(name.clone(), variant.name.clone()))
        }
        (Comparator::BooleanEquals, Some(Type::Bool)) => Expected::Bool(matcher.expected == "true"),
        _ => return Err(unsupported()),
    };
    Ok(Query { fields, expected })
}
