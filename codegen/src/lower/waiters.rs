//! Waiters: names, and what the results of calls mean to them.

use super::Lowering;
use super::jmespath::{Compiler, Problem};
use super::names::{self, Scope};
use super::shapes::documentation;
use crate::diagnostic::Diagnostic;
use crate::ir::{Acceptor, Client, Ident, Matcher, Operation, Waiter, WaiterState};
use crate::jmespath;
use crate::model;
use crate::model::traits::{self, AcceptorState};

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
                let compiler = Compiler::new(client, operation);
                waiters.extend(self.acceptors(&compiler, shape, operation, &waiter).map(|acceptors| Waiter {
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
                    touches_deprecated: compiler.touches_deprecated(),
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
        compiler: &Compiler<'_>,
        shape: &model::Operation,
        operation: &Operation,
        waiter: &traits::Waiter,
    ) -> Option<Vec<Acceptor>> {
        if operation.input.stream().is_some() || operation.output.stream().is_some() {
            let message = format!(
                "waiter `{}` is left out: an operation that streams cannot be called again and again",
                waiter.name
            );
            self.diagnostics.push(Diagnostic::warning(shape.id.clone(), message).about_trait(WAITABLE));
            return None;
        }
        let mut acceptors: Vec<Acceptor> = Vec::new();
        let mut complete = true;
        for (index, acceptor) in waiter.acceptors.iter().enumerate() {
            let place = format!("waiter `{}`, acceptors[{index}]", waiter.name);
            let matcher = match &acceptor.matcher {
                traits::Matcher::Success(true) => Ok(Matcher::AnyOutput),
                traits::Matcher::Success(false) => Ok(Matcher::AnyError),
                traits::Matcher::ErrorType(error) => Ok(self.error(shape, operation, error)),
                traits::Matcher::Output(path) => {
                    compiler.output_matches(path).map_err(|problem| (path, problem)).map(Matcher::Output)
                }
                traits::Matcher::InputOutput(path) => {
                    compiler.both_match(path).map_err(|problem| (path, problem)).map(Matcher::Output)
                }
            };
            let diagnostic = match matcher {
                Ok(matcher) if acceptors.iter().any(|earlier| hides(&earlier.matcher, &matcher)) => {
                    Diagnostic::warning(
                        shape.id.clone(),
                        format!("{place} is never asked: an acceptor before takes all that it would"),
                    )
                }
                Ok(matcher) => {
                    acceptors.push(Acceptor { matcher, state: state(acceptor.state) });
                    continue;
                }
                Err((path, problem)) => {
                    complete = false;
                    broken(shape, &place, &path.path, problem)
                }
            };
            self.diagnostics.push(diagnostic.about_trait(WAITABLE));
        }
        complete.then_some(acceptors)
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

/// Whether no result that the first leaves over is one for the second.
fn hides(first: &Matcher, second: &Matcher) -> bool {
    match (first, second) {
        (Matcher::AnyOutput, Matcher::AnyOutput | Matcher::Output(_)) => true,
        (Matcher::AnyError, Matcher::AnyError | Matcher::Error(_) | Matcher::ErrorCode(_)) => true,
        (Matcher::Output(a), Matcher::Output(b)) => a == b,
        (Matcher::Error(a), Matcher::Error(b)) => a == b,
        (Matcher::ErrorCode(a), Matcher::ErrorCode(b)) => a == b,
        _ => false,
    }
}

/// What is said of a path that there is no code for: an error when it is wrong, else a warning, since the operation can be
/// called.
fn broken(shape: &model::Operation, place: &str, path: &str, problem: Problem) -> Diagnostic {
    let at = format!("{place}, {}", jmespath::place(path, problem.at));
    let Problem { message, hint, unsupported, .. } = problem;
    if unsupported {
        return Diagnostic::warning(
            shape.id.clone(),
            format!("{at}: not supported: {message}; the waiter is left out"),
        );
    }
    Diagnostic::error(shape.id.clone(), format!("{at}: {message}")).help(hint)
}
