//! The rules of the specification that a model has to keep, each a function that reports what breaks it.

use crate::diagnostic::Diagnostics;

use super::Model;
use super::graph::Graph;
use super::protocol::Protocol;

mod targets;
mod traits;

pub(super) use targets::targets;

/// Checks all that is in the closure of the service.
pub(super) fn closure(model: &Model, protocol: Option<Protocol>, problems: &mut Diagnostics) {
    traits::check(model, problems);
}
