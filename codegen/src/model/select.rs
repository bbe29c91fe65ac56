//! Which service, and which of its operations.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::shape_id::ShapeId;

use super::LoadOptions;
use super::graph::{Graph, ServiceNode};
use super::protocol::{self, Protocol};
use super::suggest::did_you_mean;

/// A service and the operations of it that are wanted.
pub(super) struct Selection<'g> {
    pub service: &'g ServiceNode,
    /// In order of name.
    pub operations: Vec<ShapeId>,
    /// `None` when it is not known; then that is already reported.
    pub protocol: Option<Protocol>,
}

pub(super) fn select<'g>(graph: &'g Graph, options: &LoadOptions, problems: &mut Diagnostics) -> Option<Selection<'g>> {
    let service = match &options.service {
        Some(name) => named_service(graph, name, problems)?,
        None => only_service(graph, problems)?,
    };
    let protocol = protocol::of_service(&service.id, &service.traits, problems);
    let mut operations = operations_of(graph, service);
    operations.sort_by(|a, b| (a.name(), a).cmp(&(b.name(), b)));
    if let Some(names) = &options.operations {
        // `Get,` names one operation.
        let names: Vec<&str> = names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
        if names.is_empty() {
            problems.push(Diagnostic::error(service.id.clone(), "no operation was named"));
        }
        report_unknown_operations(service, &operations, &names, problems);
        operations.retain(|id| names.iter().any(|name| is_called(id, name)));
    }
    Some(Selection { service, operations, protocol })
}

fn named_service<'g>(graph: &'g Graph, name: &str, problems: &mut Diagnostics) -> Option<&'g ServiceNode> {
    let mut found = graph.services.values().filter(|service| is_called(&service.id, name));
    match (found.next(), found.next()) {
        (Some(service), None) => Some(service),
        (None, _) => {
            let ids = graph.services.keys().map(ShapeId::as_str);
            let names = graph.services.keys().map(ShapeId::name);
            let hint = did_you_mean(name, names.chain(ids)).or_else(|| list_services(graph));
            problems.push(Diagnostic::error(None, format!("the model has no service `{name}`")).help(hint));
            None
        }
        _ => {
            let problem = Diagnostic::error(None, format!("several services are named `{name}`"));
            problems.push(problem.help(list_services(graph)));
            None
        }
    }
}

fn only_service<'g>(graph: &'g Graph, problems: &mut Diagnostics) -> Option<&'g ServiceNode> {
    let mut services = graph.services.values();
    match (services.next(), services.next()) {
        (Some(service), None) => Some(service),
        (None, _) => {
            problems.push(Diagnostic::error(None, "the model has no service"));
            None
        }
        _ => {
            let problem = Diagnostic::error(None, "the model has several services, and none was chosen");
            problems.push(problem.help(list_services(graph).map(|list| format!("{list}; choose with `--service`"))));
            None
        }
    }
}

fn list_services(graph: &Graph) -> Option<String> {
    let ids: Vec<_> = graph.services.keys().map(|id| format!("`{id}`")).collect();
    (!ids.is_empty()).then(|| format!("it has {}", ids.join(", ")))
}

fn is_called(id: &ShapeId, name: &str) -> bool {
    id.as_str() == name || id.name() == name
}

/// The operations of a service and of its resources, each once.
fn operations_of(graph: &Graph, service: &ServiceNode) -> Vec<ShapeId> {
    let mut operations: BTreeSet<&ShapeId> = service.operations.iter().collect();
    let mut seen = BTreeSet::new();
    let mut resources: Vec<&ShapeId> = service.resources.iter().collect();
    while let Some(id) = resources.pop() {
        if let Some(resource) = graph.resources.get(id)
            && seen.insert(id)
        {
            operations.extend(&resource.operations);
            resources.extend(&resource.resources);
        }
    }
    operations.into_iter().filter(|id| graph.operations.contains_key(*id)).cloned().collect()
}

fn report_unknown_operations(
    service: &ServiceNode,
    operations: &[ShapeId],
    names: &[&str],
    problems: &mut Diagnostics,
) {
    for name in names.iter().filter(|name| !operations.iter().any(|id| is_called(id, name))) {
        let hint = did_you_mean(name, operations.iter().map(ShapeId::name));
        let message = format!("the service has no operation `{name}`");
        problems.push(Diagnostic::error(service.id.clone(), message).help(hint));
    }
}
