//! The rules of the specification that a model has to keep, each a function that reports what breaks it.
//!
//! What the generator relies on is an error here. What only a server or a reader of the model would mind is left alone.

use crate::diagnostic::Diagnostics;

use super::Model;
use super::protocol::Protocol;

mod bindings;
mod checksum;
mod defaults;
mod endpoint;
mod http;
mod members;
mod nesting;
mod pagination;
mod recursion;
mod targets;
mod traits;
pub(super) mod unsupported;
mod waiters;

pub(super) use targets::targets;

/// Checks all that is in the closure of the service.
pub(super) fn closure(model: &Model, protocol: Option<Protocol>, problems: &mut Diagnostics) {
    traits::check(model, problems);
    members::check(model, problems);
    defaults::check(model, problems);
    recursion::check(model, problems);
    nesting::check(model, problems);
    endpoint::check(model, problems);
    pagination::check(model, problems);
    bindings::check(model, problems);
    checksum::check(model, problems);
    if protocol.is_some_and(Protocol::has_http_bindings) {
        http::check(model, problems);
    }
    waiters::check(model, problems);
}
