//! Lowering: from the resolved model to the intermediate representation. Every decision of the generator is made here.

mod bindings;
pub(crate) mod constraint_tests;
mod constraints;
mod customizations;
mod defaults;
mod docs;
mod endpoint;
mod endpoint_params;
mod endpoint_tests;
mod graph;
mod jmespath;
mod names;
mod operation;
mod pagination;
mod protocol_tests;
mod samples;
mod shapes;
mod tidy;
mod transforms;
mod types;
mod unions;
mod validation_tests;
mod values;
mod waiters;
mod wire;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Diagnostics;
use crate::ir;
use crate::model::{LeftOut, Model, Protocol, Shape, ShapeKind};
use crate::shape_id::ShapeId;
use names::Scope;

/// Lowers a model to a client. The diagnostics beside it are warnings.
///
/// # Errors
///
/// Everything in the model that the generator does not support or cannot compile, all at once.
pub fn lower(model: &Model) -> Result<(ir::Client, Diagnostics), Diagnostics> {
    let adapted = customizations::adapted(model);
    let mut lowering = Lowering::new(adapted.as_ref().unwrap_or(model));
    let client = lowering.client();
    let diagnostics = lowering.diagnostics.sorted();
    if diagnostics.has_errors() { Err(diagnostics) } else { Ok((client, diagnostics)) }
}

/// What lowering knows while it goes over the model.
struct Lowering<'m> {
    model: &'m Model,
    /// The Rust names of structures, unions and enums, and of the files that they stand in.
    types: BTreeMap<ShapeId, TypeNames>,
    /// Structures that can be part of a request.
    written: BTreeSet<ShapeId>,
    /// Structures that can be part of a response.
    read: BTreeSet<ShapeId>,
    /// Structures below which a constraint holds.
    constrained: BTreeSet<ShapeId>,
    /// Structures that hold themselves.
    structure_circles: graph::Circles,
    /// Structures and unions that do.
    union_circles: graph::Circles,
    constraints: BTreeMap<ir::Ident, ir::Constraint>,
    constraint_names: BTreeMap<ShapeId, ir::Ident>,
    constraint_scope: Scope,
    /// Methods of the client, which are the modules of operations as well.
    client_scope: Scope,
    /// What the types of operations begin with.
    prefix_scope: Scope,
    diagnostics: Diagnostics,
}

/// What a shape is called in Rust.
#[derive(Clone)]
struct TypeNames {
    name: ir::Ident,
    module: ir::Ident,
    builder: ir::Ident,
}

impl<'m> Lowering<'m> {
    fn new(model: &'m Model) -> Self {
        let (written, read) = graph::usage(model);
        Self {
            model,
            types: type_names(model),
            constrained: graph::constrained(model),
            structure_circles: graph::Circles::new(model, false),
            union_circles: graph::Circles::new(model, true),
            written,
            read,
            constraints: BTreeMap::new(),
            constraint_names: BTreeMap::new(),
            constraint_scope: Scope::default(),
            client_scope: Scope::with(&names::CLIENT_METHODS),
            prefix_scope: Scope::default(),
            diagnostics: Diagnostics::new(),
        }
    }

    fn client(&mut self) -> ir::Client {
        let model = self.model;
        let operations = model.operations().filter_map(|operation| self.operation(operation)).collect();
        let mut structures = Vec::new();
        let (mut unions, mut enums, mut int_enums) = (Vec::new(), Vec::new(), Vec::new());
        let mut errors = Vec::new();
        for shape in model.shapes() {
            match shape.kind {
                ShapeKind::Structure if shape.traits.error().is_some() => errors.extend(self.type_structure(shape)),
                ShapeKind::Structure if self.written.contains(&shape.id) || self.read.contains(&shape.id) => {
                    structures.extend(self.type_structure(shape));
                }
                ShapeKind::Union if self.written.contains(&shape.id) || self.read.contains(&shape.id) => {
                    unions.extend(self.union(shape));
                }
                ShapeKind::Enum => enums.extend(self.string_enum(shape)),
                ShapeKind::IntEnum => int_enums.extend(self.int_enum(shape)),
                _ => {}
            }
        }
        structures.sort_by(|a, b| a.name.cmp(&b.name));
        unions.sort_by(|a, b| a.name.cmp(&b.name));
        enums.sort_by(|a, b| a.name.cmp(&b.name));
        int_enums.sort_by(|a, b| a.name.cmp(&b.name));
        errors.sort_by(|a, b| a.name.cmp(&b.name));
        let mut client = ir::Client {
            service: self.service(),
            operations,
            structures,
            unions,
            enums,
            int_enums,
            errors,
            constraints: std::mem::take(&mut self.constraints),
            endpoint: self.endpoint_source(),
            endpoint_settings: endpoint_params::settings(model),
            tests: ir::ModelTests::default(),
        };
        endpoint_params::complete(model, &mut client, &mut self.diagnostics);
        pagination::complete(model, &mut client, &mut self.diagnostics);
        self.complete_waiters(&mut client);
        let (endpoint, endpoint_calls) = endpoint_tests::lower(model, &client);
        client.tests = ir::ModelTests {
            protocol: protocol_tests::lower(model, &client),
            validation: validation_tests::lower(model, &client),
            endpoint,
            endpoint_calls,
        };
        client
    }

    fn service(&self) -> ir::Service {
        let service = &self.model.service;
        let traits = &service.traits;
        let sdk_id = traits.aws_service().map_or_else(|| service.id.name().to_owned(), |aws| aws.sdk_id);
        let title = traits.title().unwrap_or(&sdk_id);
        ir::Service {
            name: service.id.name().to_owned(),
            module: names::package(&sdk_id),
            title: title.to_owned(),
            title_docs: docs::markdown(title).0.join(" "),
            signing_name: traits.sigv4_name().unwrap_or_default().to_owned(),
            api_version: service.version.clone(),
            protocol: protocol(self.model),
            headers: customizations::headers(self.model),
            retryable: self.retryable(),
            docs: docs::markdown(traits.documentation().unwrap_or_default()),
            left_out: self.model.left_out.iter().map(left_out).collect(),
            sdk_id,
        }
    }

    fn retryable(&self) -> Vec<(String, bool)> {
        let errors = self.model.shapes().filter(|shape| shape.traits.error().is_some());
        let mut retryable: Vec<_> = errors
            .filter_map(|error| Some((error.id.name().to_owned(), error.traits.retryable()?.throttling)))
            .collect();
        retryable.sort();
        retryable
    }

    fn shape(&self, id: &ShapeId) -> &'m Shape {
        self.model.shape(id)
    }
}

/// An operation that is left out, by name, and why.
fn left_out(left_out: &LeftOut) -> ir::LeftOut {
    let (name, reason) = (left_out.operation.id.name().to_owned(), left_out.reasons.join("; "));
    ir::LeftOut { docs: docs::markdown(&format!("- `{name}`: {reason}")), name, reason }
}

fn protocol(model: &Model) -> ir::Protocol {
    let service = &model.service;
    let version = match service.protocol {
        Protocol::RestJson1 => return ir::Protocol::RestJson1,
        Protocol::AwsJson1_0 => "v1_0",
        Protocol::AwsJson1_1 => "v1_1",
    };
    let query_compatible = service.traits.has("aws.protocols#awsQueryCompatible");
    ir::Protocol::AwsJson { version, service: service.id.name().to_owned(), query_compatible }
}

/// Names of all types, given out in order of shape id, so that they do not depend on the order of operations.
fn type_names(model: &Model) -> BTreeMap<ShapeId, TypeNames> {
    let kinds = [ShapeKind::Structure, ShapeKind::Union, ShapeKind::Enum, ShapeKind::IntEnum];
    let named = |shape: &&Shape| kinds.contains(&shape.kind);
    let shapes: Vec<&Shape> = model.shapes().filter(named).collect();
    let mut scope = Scope::default();
    let mut name = |shape: &&Shape| {
        let rename = model.service.rename.get(&shape.id);
        scope.claim_type(&names::type_name(rename.map_or_else(|| shape.id.name(), String::as_str)))
    };
    let names: Vec<ir::Ident> = shapes.iter().map(&mut name).collect();
    // Types and their modules stand beside each other: `_3d` cannot be both.
    let mut modules = scope.clone();
    names::TYPE_MODULES.iter().for_each(|name| modules.reserve(name));
    let modules: Vec<ir::Ident> = names.iter().map(|name| modules.claim(&names::module(name.as_str()))).collect();
    // Builders come last, so that a shape keeps its name and the builder gives way.
    let types = shapes.iter().zip(names).zip(modules).map(|((shape, name), module)| {
        let builder = scope.claim_type(&format!("{}Builder", name.as_str()));
        (shape.id.clone(), TypeNames { name, module, builder })
    });
    types.collect()
}
