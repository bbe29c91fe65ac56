//! The resolved model: ids are parsed, targets exist, `apply` and mixins are folded in, traits have the form that they
//! should, and only the closure of one service is left.
//!
//! Architecture invariant: a [`Model`] can only be had from [`Model::load`], which reports every problem at once. What
//! reads a model relies on what was checked there and needs no error handling of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::diagnostic::Diagnostics;
use crate::pattern::Cache;
use crate::shape_id::ShapeId;

mod auth;
mod check;
mod closure;
mod enums;
mod graph;
mod kind;
mod load;
mod prelude;
mod protocol;
mod resolve;
mod select;
pub(crate) mod suggest;
mod trait_table;
pub mod traits;
mod version_1;

pub use auth::NO_AUTH;
pub use kind::ShapeKind;
pub use protocol::Protocol;
pub use traits::Traits;

/// One service and the shapes that it uses.
#[derive(Clone, Debug)]
pub struct Model {
    /// The service.
    pub service: Service,
    /// Operations that were left out ([`LoadOptions::skip_unsupported`]), in order of name.
    pub left_out: Vec<LeftOut>,
    operations: BTreeMap<ShapeId, Operation>,
    shapes: BTreeMap<ShapeId, Shape>,
    /// The patterns of its shapes, as they are asked for.
    pub(crate) patterns: Cache,
}

/// An operation that needs what is not implemented.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// The operation.
    pub operation: Operation,
    /// What it needs, in words.
    pub reasons: Vec<String>,
}

/// What of a model file to load.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    /// The service, by shape id or name. A file with one service needs no choice.
    pub service: Option<String>,
    /// Names of the operations to keep; `None` keeps all.
    pub operations: Option<Vec<String>>,
    /// Leaves operations out that need what is not implemented, with a warning for each, instead of refusing the model.
    pub skip_unsupported: bool,
}

/// A service.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its shape id.
    pub id: ShapeId,
    /// The version of its API.
    pub version: String,
    /// The protocol that its client speaks.
    pub protocol: Protocol,
    /// The auth schemes that it has, in order of id.
    pub auth_schemes: Vec<String>,
    /// Its traits.
    pub traits: Traits,
    /// Its operations, those of its resources among them, in order of name.
    pub operations: Vec<ShapeId>,
    /// Errors that all operations have.
    pub errors: Vec<ShapeId>,
    /// The names that it gives to shapes of its closure.
    pub rename: BTreeMap<ShapeId, String>,
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its shape id.
    pub id: ShapeId,
    /// A structure; `smithy.api#Unit` when there is no input.
    pub input: ShapeId,
    /// A structure; `smithy.api#Unit` when there is no output.
    pub output: ShapeId,
    /// Its errors in order of the model, then the service's common errors.
    pub errors: Vec<ShapeId>,
    /// Its traits.
    pub traits: Traits,
}

/// A shape that holds data.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Its shape id.
    pub id: ShapeId,
    /// Its kind.
    pub kind: ShapeKind,
    /// The members of a structure, union, enum or intEnum; `member` of a list; `key` and `value` of a map.
    pub members: Vec<Member>,
    /// Its traits.
    pub traits: Traits,
}

/// A member of a shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its id, in member form.
    pub id: ShapeId,
    /// The shape of its values.
    pub target: ShapeId,
    /// Its own traits, without those of its target.
    pub traits: Traits,
}

impl Model {
    /// Reads a model, resolves and checks it, and cuts it down to the closure of one service, or of some of its
    /// operations. The diagnostics beside the model are warnings.
    ///
    /// # Errors
    ///
    /// All problems of the model at once, warnings among them. Text that is no JSON, or JSON that is no Smithy AST, is
    /// one problem, with line and column.
    pub fn load(json: &str, options: &LoadOptions) -> Result<(Self, Diagnostics), Diagnostics> {
        load::load(json, options)
    }

    /// The shape ids of all services of a model file, in order.
    ///
    /// # Errors
    ///
    /// Text that is no JSON, or JSON that is no Smithy AST.
    pub fn services(json: &str) -> Result<Vec<String>, Diagnostics> {
        load::services(json)
    }

    /// The shape of an id from this model. Every target in a model is there; for an id from elsewhere this is
    /// `smithy.api#Unit`.
    pub fn shape(&self, id: &ShapeId) -> &Shape {
        static UNIT: LazyLock<Shape> = LazyLock::new(prelude::unit);
        self.find(id).unwrap_or(&UNIT)
    }

    /// The shape that a member targets.
    pub fn target(&self, member: &Member) -> &Shape {
        self.shape(&member.target)
    }

    /// The operations in order of name.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.service.operations.iter().filter_map(|id| self.operations.get(id))
    }

    /// The operation with this name.
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations().find(|operation| operation.id.name() == name)
    }

    /// The members with this name of the inputs of all operations.
    pub(crate) fn input_members_mut(&mut self, name: &str) -> impl Iterator<Item = &mut Member> {
        let inputs: BTreeSet<&ShapeId> = self.operations.values().map(|operation| &operation.input).collect();
        let shapes = self.shapes.iter_mut().filter(move |(id, _)| inputs.contains(id));
        shapes.flat_map(|(_, shape)| &mut shape.members).filter(move |member| member.name == name)
    }

    /// The shapes of the closure sorted by id, without those of the prelude.
    pub fn shapes(&self) -> impl Iterator<Item = &Shape> {
        self.shapes.values().filter(|shape| shape.id.namespace() != prelude::NAMESPACE)
    }

    fn find(&self, id: &ShapeId) -> Option<&Shape> {
        self.shapes.get(id)
    }
}

impl Shape {
    /// The member with this name.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }

    /// Whether this is `smithy.api#Unit`, which stands for nothing.
    pub fn is_unit(&self) -> bool {
        self.id.as_str() == prelude::UNIT
    }
}
