//! The shapes of a file with their ids parsed: what targets what.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::ast;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::shape_id::{ShapeId, is_identifier};

use super::suggest::did_you_mean;
use super::traits::Traits;
use super::{Member, Operation, Shape, ShapeKind, enums, prelude, version_1};

/// All shapes of a file, and those of the prelude.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub shapes: BTreeMap<ShapeId, Shape>,
    /// Operations, with their own errors only.
    pub operations: BTreeMap<ShapeId, Operation>,
    pub services: BTreeMap<ShapeId, ServiceNode>,
    pub resources: BTreeMap<ShapeId, ResourceNode>,
    /// Shapes of no known type. What targets them is not to blame.
    pub broken: BTreeSet<ShapeId>,
}

/// A service as the file has it.
#[derive(Debug)]
pub(super) struct ServiceNode {
    pub id: ShapeId,
    pub version: String,
    pub operations: Vec<ShapeId>,
    pub resources: Vec<ShapeId>,
    pub errors: Vec<ShapeId>,
    pub rename: BTreeMap<ShapeId, String>,
    pub traits: Traits,
}

/// A resource: a way from a service to operations.
#[derive(Debug)]
pub(super) struct ResourceNode {
    pub id: ShapeId,
    pub operations: Vec<ShapeId>,
    pub resources: Vec<ShapeId>,
    /// The shapes of its identifiers and properties.
    pub values: Vec<ShapeId>,
}

impl Graph {
    pub(super) fn new(shapes: BTreeMap<ShapeId, ast::Shape>, version_1: bool, problems: &mut Diagnostics) -> Self {
        let mut builder = Builder { graph: Self::default(), problems };
        builder.graph.shapes.extend(prelude::shapes().map(|shape| (shape.id.clone(), shape)));
        for (id, shape) in shapes {
            builder.add(id, shape);
        }
        let mut graph = builder.graph;
        if version_1 {
            version_1::add_defaults(&mut graph.shapes);
        }
        graph
    }
}

struct Builder<'p> {
    graph: Graph,
    problems: &'p mut Diagnostics,
}

impl Builder<'_> {
    fn add(&mut self, id: ShapeId, shape: ast::Shape) {
        let kind = shape.r#type.clone().unwrap_or_default();
        match kind.as_str() {
            "service" => self.add_service(id, shape),
            "operation" => self.add_operation(id, shape),
            "resource" => self.add_resource(id, shape),
            other => match ShapeKind::from_type(other) {
                Some(kind) => self.add_data(id, kind, shape),
                None => self.add_broken(id, other),
            },
        }
    }

    fn add_broken(&mut self, id: ShapeId, kind: &str) {
        let problem = match kind {
            "" => Diagnostic::error(id.clone(), "the shape has no `type`"),
            _ => {
                let known = ["service", "operation", "resource"].into_iter().chain(ShapeKind::type_names());
                let problem = Diagnostic::error(id.clone(), format!("unknown shape type `{kind}`"));
                problem.help(did_you_mean(kind, known))
            }
        };
        self.problems.push(problem);
        self.graph.broken.insert(id);
    }

    fn add_service(&mut self, id: ShapeId, shape: ast::Shape) {
        let mut rename = BTreeMap::new();
        for (target, name) in shape.rename.0 {
            if !is_identifier(&name) {
                let message = format!("`rename` gives the name `{name}`, which is no identifier");
                self.problems.push(Diagnostic::error(id.clone(), message));
            }
            rename.extend(self.target(&id, &target).map(|target| (target, name)));
        }
        let service = ServiceNode {
            version: shape.version.unwrap_or_default(),
            operations: self.references(&id, &shape.operations),
            resources: self.references(&id, &shape.resources),
            errors: self.references(&id, &shape.errors),
            rename,
            traits: self.traits(&id, shape.traits),
            id: id.clone(),
        };
        self.graph.services.insert(id, service);
    }

    fn add_operation(&mut self, id: ShapeId, shape: ast::Shape) {
        let unit = || ast::Reference { target: prelude::UNIT.to_owned() };
        let input = self.target(&id, &shape.input.unwrap_or_else(unit).target);
        let output = self.target(&id, &shape.output.unwrap_or_else(unit).target);
        let operation = Operation {
            input: input.unwrap_or_else(|| ShapeId::prelude("Unit")),
            output: output.unwrap_or_else(|| ShapeId::prelude("Unit")),
            errors: self.references(&id, &shape.errors),
            traits: self.traits(&id, shape.traits),
            id: id.clone(),
        };
        self.graph.operations.insert(id, operation);
    }

    fn add_resource(&mut self, id: ShapeId, shape: ast::Shape) {
        let lifecycle = [shape.create, shape.put, shape.read, shape.update, shape.delete, shape.list];
        let mut operations: Vec<ast::Reference> = lifecycle.into_iter().flatten().collect();
        operations.extend(shape.operations);
        operations.extend(shape.collection_operations);
        let values = shape.identifiers.0.into_iter().chain(shape.properties.0).map(|(_, reference)| reference);
        let resource = ResourceNode {
            operations: self.references(&id, &operations),
            resources: self.references(&id, &shape.resources),
            values: self.references(&id, &values.collect::<Vec<_>>()),
            id: id.clone(),
        };
        self.graph.resources.insert(id, resource);
    }

    fn add_data(&mut self, id: ShapeId, kind: ShapeKind, shape: ast::Shape) {
        let mut traits = self.traits(&id, shape.traits);
        if shape.r#type.as_deref() == Some("set") {
            traits.insert("smithy.api#uniqueItems", json!({}));
        }
        let parts = [("member", shape.member), ("key", shape.key), ("value", shape.value)];
        let parts = parts.into_iter().filter_map(|(name, member)| Some((name.to_owned(), member?)));
        let parts: Vec<(String, ast::Member)> = parts.collect();
        let (members, strays) = match kind {
            ShapeKind::List | ShapeKind::Map => (parts, shape.members.0),
            _ => (shape.members.0, parts),
        };
        for (name, _) in strays {
            let message = format!("a {kind} has no `{name}` of its own in the AST");
            self.problems.push(Diagnostic::error(id.clone(), message));
        }
        let members = members.into_iter().filter_map(|(name, member)| self.member(&id, name, member)).collect();
        let mut shape = Shape { id: id.clone(), kind, members, traits };
        enums::complete(&mut shape);
        self.graph.shapes.insert(id, shape);
    }

    fn member(&mut self, shape: &ShapeId, name: String, member: ast::Member) -> Option<Member> {
        if !is_identifier(&name) {
            let message = format!("`{name}` is no member's name");
            let problem = Diagnostic::error(shape.clone(), message);
            self.problems.push(problem.help("a name has letters, digits and `_`, and starts with a letter".to_owned()));
            return None;
        }
        let id = shape.with_member(&name);
        let traits = self.traits(&id, member.traits);
        let target = self.target(&id, &member.target)?;
        Some(Member { name, id, target, traits })
    }

    fn references(&mut self, owner: &ShapeId, references: &[ast::Reference]) -> Vec<ShapeId> {
        references.iter().filter_map(|reference| self.target(owner, &reference.target)).collect()
    }

    /// The id of a shape that `owner` refers to.
    fn target(&mut self, owner: &ShapeId, text: &str) -> Option<ShapeId> {
        let id = ShapeId::parse(text).filter(|id| id.member().is_none());
        if id.is_none() {
            let hint = match ShapeId::parse(&format!("{}#{text}", owner.namespace())) {
                Some(absolute) => format!("ids are absolute: `{absolute}` or `smithy.api#{text}`"),
                None => "a shape id is `namespace#Name`".to_owned(),
            };
            self.problems
                .push(Diagnostic::error(owner.clone(), format!("the target `{text}` is no shape id")).help(hint));
        }
        id
    }

    fn traits(&mut self, owner: &ShapeId, traits: ast::Entries<Value>) -> Traits {
        for (id, _) in traits.iter().filter(|(id, _)| ShapeId::parse(id).is_none_or(|id| id.member().is_some())) {
            let hint = is_identifier(id).then(|| format!("ids are absolute: `smithy.api#{id}`"));
            self.problems
                .push(Diagnostic::error(owner.clone(), format!("the trait `{id}` has no shape id")).help(hint));
        }
        traits.0.into_iter().collect()
    }
}
