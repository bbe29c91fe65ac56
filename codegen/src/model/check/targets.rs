//! What shapes target: that it exists, and that it is of a kind that may stand there. Checked in the whole file.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::graph::{Graph, ServiceNode};
use crate::model::suggest::did_you_mean_shape;
use crate::model::{Operation, Shape, ShapeKind};
use crate::shape_id::ShapeId;

/// Checks every target in the file.
pub(in crate::model) fn targets(graph: &Graph, problems: &mut Diagnostics) {
    let mut check = Check { graph, problems };
    for service in graph.services.values() {
        check.service(service);
    }
    for resource in graph.resources.values() {
        check.all(&resource.id, &resource.operations, "an operation");
        check.all(&resource.id, &resource.resources, "a resource");
        check.all(&resource.id, &resource.values, "data");
    }
    for operation in graph.operations.values() {
        check.operation(operation);
    }
    for shape in graph.shapes.values() {
        check.shape(shape);
    }
}

struct Check<'g, 'p> {
    graph: &'g Graph,
    problems: &'p mut Diagnostics,
}

impl Check<'_, '_> {
    fn service(&mut self, service: &ServiceNode) {
        self.all(&service.id, &service.operations, "an operation");
        self.all(&service.id, &service.resources, "a resource");
        self.all(&service.id, service.rename.keys(), "data");
        self.errors(&service.id, &service.errors);
    }

    fn operation(&mut self, operation: &Operation) {
        for (target, what) in [(&operation.input, "input"), (&operation.output, "output")] {
            if self.exists(&operation.id, target, "data")
                && self.graph.shapes.get(target).is_some_and(|shape| shape.kind != ShapeKind::Structure)
            {
                self.report(&operation.id, format!("its {what} `{target}` is {}, no structure", self.kind(target)));
            }
        }
        self.errors(&operation.id, &operation.errors);
    }

    fn errors(&mut self, owner: &ShapeId, errors: &[ShapeId]) {
        for error in errors {
            if !self.exists(owner, error, "data") {
                continue;
            }
            let Some(shape) = self.graph.shapes.get(error) else {
                continue;
            };
            if shape.kind != ShapeKind::Structure {
                self.report(owner, format!("its error `{error}` is {}, no structure", self.kind(error)));
            } else if !shape.traits.has("smithy.api#error") {
                let problem = Diagnostic::error(owner.clone(), format!("its error `{error}` lacks `@error`"));
                let problem = problem.about_trait("smithy.api#error");
                self.problems.push(problem.help("give the structure `@error`: \"client\" or \"server\"".to_owned()));
            }
        }
    }

    fn shape(&mut self, shape: &Shape) {
        for member in &shape.members {
            self.exists(&member.id, &member.target, "data");
        }
        let needed: &[&str] = match shape.kind {
            ShapeKind::List => &["member"],
            ShapeKind::Map => &["key", "value"],
            _ => &[],
        };
        for name in needed.iter().filter(|name| shape.member(name).is_none()) {
            self.report(&shape.id, format!("a {} needs `{name}`", shape.kind));
        }
        if shape.kind == ShapeKind::Map
            && let Some(key) = shape.member("key")
            && let Some(target) = self.graph.shapes.get(&key.target)
            && !matches!(target.kind, ShapeKind::String | ShapeKind::Enum)
        {
            self.report(&key.id, format!("a map's key must be a string or an enum, but is {}", self.kind(&key.target)));
        }
    }

    fn all<'a>(&mut self, owner: &ShapeId, targets: impl IntoIterator<Item = &'a ShapeId>, wanted: &str) {
        for target in targets {
            self.exists(owner, target, wanted);
        }
    }

    /// Whether `target` is there and is data, `an operation` or `a resource`, as `wanted`; reports it otherwise.
    fn exists(&mut self, owner: &ShapeId, target: &ShapeId, wanted: &str) -> bool {
        if self.graph.broken.contains(target) {
            return false;
        }
        let kind = self.kind(target);
        let fits = match wanted {
            "data" => self.graph.shapes.contains_key(target),
            other => kind == other,
        };
        if !fits && kind.is_empty() {
            let problem = Diagnostic::error(owner.clone(), format!("the target `{target}` does not exist"));
            let data = self.graph.shapes.keys();
            let ids = data.chain(self.graph.operations.keys()).chain(self.graph.resources.keys());
            self.problems.push(problem.help(did_you_mean_shape(target.as_str(), ids)));
        } else if !fits {
            let wanted = if wanted == "data" { "a shape that holds data" } else { wanted };
            self.report(owner, format!("the target `{target}` is {kind}, where {wanted} is wanted"));
        }
        fits
    }

    /// What a shape is, with its article; empty when it does not exist.
    fn kind(&self, id: &ShapeId) -> String {
        let name = match self.graph.shapes.get(id) {
            Some(shape) => shape.kind.name(),
            None if self.graph.services.contains_key(id) => "service",
            None if self.graph.operations.contains_key(id) => "operation",
            None if self.graph.resources.contains_key(id) => "resource",
            None => return String::new(),
        };
        let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) && name != "union" { "an" } else { "a" };
        format!("{article} {name}")
    }

    fn report(&mut self, shape: &ShapeId, message: String) {
        self.problems.push(Diagnostic::error(shape.clone(), message));
    }
}
