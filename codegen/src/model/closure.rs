//! Cuts a file down to the shapes that the selected operations reach.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::pattern::Cache;
use crate::shape_id::ShapeId;

use super::auth;
use super::graph::{Graph, ServiceNode};
use super::protocol::Protocol;
use super::select::Selection;
use super::traits::{Paginated, Traits};
use super::{Model, Operation, Service, Shape};

const PAGINATED: &str = "smithy.api#paginated";

pub(super) fn cut(graph: &Graph, selection: &Selection<'_>) -> Model {
    let node = selection.service;
    let operations: BTreeMap<ShapeId, Operation> = selection
        .operations
        .iter()
        .filter_map(|id| graph.operations.get(id))
        .map(|operation| (operation.id.clone(), complete(operation, node)))
        .collect();
    let mut roots: Vec<&ShapeId> = node.errors.iter().collect();
    for operation in operations.values() {
        roots.extend([&operation.input, &operation.output]);
        roots.extend(&operation.errors);
    }
    let shapes = reach(&graph.shapes, roots);
    let shapes = shapes.into_iter().map(|(id, shape)| (id.clone(), shape.clone())).collect();
    let service = Service {
        id: node.id.clone(),
        version: node.version.clone(),
        // A service without a known protocol is reported, and its model is never handed out.
        protocol: selection.protocol.unwrap_or(Protocol::RestJson1),
        auth_schemes: auth::of_service(graph, node),
        traits: node.traits.clone(),
        operations: selection.operations.clone(),
        errors: node.errors.clone(),
        rename: node.rename.clone(),
    };
    Model { service, left_out: Vec::new(), operations, shapes, patterns: Cache::default() }
}

/// All shapes that can be reached from `roots`.
pub(super) fn reach<'s>(
    shapes: &'s BTreeMap<ShapeId, Shape>,
    mut waiting: Vec<&'s ShapeId>,
) -> BTreeMap<&'s ShapeId, &'s Shape> {
    let mut reached = BTreeMap::new();
    while let Some(id) = waiting.pop() {
        if let Some(shape) = shapes.get(id)
            && reached.insert(id, shape).is_none()
        {
            waiting.extend(shape.members.iter().map(|member| &member.target));
        }
    }
    reached
}

/// An operation with what its service says for all operations.
fn complete(operation: &Operation, service: &ServiceNode) -> Operation {
    let mut complete = operation.clone();
    for error in &service.errors {
        if !complete.errors.contains(error) {
            complete.errors.push(error.clone());
        }
    }
    complete_pagination(&mut complete.traits, &service.traits);
    complete
}

/// `@paginated` on a service gives the properties that an operation's own leaves out.
fn complete_pagination(operation: &mut Traits, service: &Traits) {
    let Some(Value::Object(common)) = service.get(PAGINATED) else {
        return;
    };
    let Some(Value::Object(mut own)) = operation.get(PAGINATED).cloned() else {
        return;
    };
    for key in Paginated::PROPERTIES {
        if let (None, Some(value)) = (own.get(key), common.get(key)) {
            own.insert(key.to_owned(), value.clone());
        }
    }
    operation.insert(PAGINATED, Value::Object(own));
}
