//! The model interpreted: which operation a request is for, what it says, whether the model allows that, and how answers are
//! written. For any service that speaks restJson1 without event streams; nothing here is about one operation.
//!
//! Whole numbers beyond 64 bits lose digits, since JSON is read as `serde_json` does.

use std::fmt;

use bytes::Bytes;
use hyper::http::HeaderMap;
use serde_json::{Map, Value};
use tinsmith_codegen::model::{LoadOptions, Member, Model, Operation, Protocol, ShapeKind, traits::TimestampFormat};

mod constraints;
mod decode;
mod encode;
mod json;
mod rejection;
mod routing;
mod text;
pub mod timestamp;

pub use encode::{EncodeError, Reply};
pub use rejection::Rejection;
pub use routing::Call;
pub(crate) use text::query_pairs;

use constraints::Patterns;
use routing::Routes;

/// Members by the model's names.
type Object = Map<String, Value>;

/// A request, as far as a protocol looks at it.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The method, in capitals.
    pub method: String,
    /// The path as sent, encoded.
    pub path: String,
    /// What stands after `?`, as sent.
    pub query: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Request {
    /// The values of a header that are text.
    pub fn header<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.headers.get_all(name).iter().filter_map(|value| std::str::from_utf8(value.as_bytes()).ok())
    }
}

/// A service's protocol, read off its model.
#[derive(Debug)]
pub struct Service {
    model: Model,
    routes: Routes,
    patterns: Patterns,
}

/// A model that cannot be interpreted.
#[derive(Debug)]
pub struct ModelError(String);

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ModelError {}

impl Service {
    /// Reads a model with one service.
    ///
    /// # Errors
    ///
    /// A model that is broken, speaks another protocol, or has patterns that are no ECMA 262.
    pub fn load(json: &str, options: &LoadOptions) -> Result<Self, ModelError> {
        let (model, _) = Model::load(json, options).map_err(|problems| ModelError(problems.to_string()))?;
        if model.service.protocol != Protocol::RestJson1 {
            let protocol = model.service.protocol.trait_id();
            return Err(ModelError(format!("{} speaks {protocol}; only restJson1 is interpreted", model.service.id)));
        }
        let (routes, patterns) = (Routes::of(&model), Patterns::of(&model)?);
        Ok(Self { model, routes, patterns })
    }

    /// The model.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The name that requests are signed for.
    pub fn signing_name(&self) -> &str {
        self.model.service.traits.sigv4_name().unwrap_or_default()
    }

    /// Finds the operation that a request is for.
    ///
    /// # Errors
    ///
    /// No operation has this path, or none with this method.
    pub fn route(&self, request: &Request) -> Result<Call, Rejection> {
        self.routes.find(request)
    }

    /// Reads the operation's input, and checks it against the model.
    ///
    /// # Errors
    ///
    /// `SerializationException` for what cannot be read, `ValidationException` with everything that the model forbids.
    pub fn decode(&self, call: &Call, request: &Request) -> Result<Object, Rejection> {
        let Some(operation) = self.model.operation(&call.operation) else {
            return Err(Rejection::serialization(format!("there is no operation {}", call.operation)));
        };
        let input = decode::input(&self.model, operation, call, request)?;
        let violations = constraints::check(&self.model, &self.patterns, &operation.input, &input);
        if violations.is_empty() { Ok(input) } else { Err(Rejection::validation(&violations)) }
    }

    /// Writes an operation's output.
    ///
    /// # Errors
    ///
    /// An output that does not fit the model.
    pub fn encode(&self, operation: &str, output: &Object) -> Result<Reply, EncodeError> {
        match self.model.operation(operation) {
            Some(operation) => encode::output(&self.model, operation, output),
            None => Err(EncodeError(format!("there is no operation {operation}"))),
        }
    }

    /// Writes one of an operation's errors, by the name of its shape.
    ///
    /// # Errors
    ///
    /// An error that the operation does not have in the model, or members that the error does not have.
    pub fn encode_error(&self, operation: &str, shape: &str, members: &Object) -> Result<Reply, EncodeError> {
        let errors = self.model.operation(operation).into_iter().flat_map(|operation: &Operation| &operation.errors);
        match errors.map(|id| self.model.shape(id)).find(|error| error.id.name() == shape) {
            Some(error) => encode::error(&self.model, error, members),
            None => Err(EncodeError(format!("the model gives {operation} no error {shape}"))),
        }
    }
}

/// How a member of kind timestamp is written; `usual` is what its place has by default.
fn timestamp_format(model: &Model, member: &Member, usual: TimestampFormat) -> TimestampFormat {
    let of_target = || model.target(member).traits.timestamp_format();
    member.traits.timestamp_format().or_else(of_target).unwrap_or(usual)
}

/// The member's name in JSON.
fn json_name(member: &Member) -> &str {
    member.traits.json_name().unwrap_or(&member.name)
}

/// Whether the member stands in the JSON body of a response: bound to no other place.
fn is_in_response_body(member: &Member) -> bool {
    let traits = &member.traits;
    let elsewhere = traits.http_header().is_some()
        || traits.http_prefix_headers().is_some()
        || traits.http_payload()
        || traits.http_response_code();
    !elsewhere
}

/// Whether the member stands in the JSON body of a request.
fn is_in_request_body(member: &Member) -> bool {
    let traits = &member.traits;
    let in_uri = traits.http_label() || traits.http_query().is_some() || traits.http_query_params();
    !in_uri && is_in_response_body(member)
}

/// Whether the kind's values are members of their own.
fn is_aggregate(kind: ShapeKind) -> bool {
    matches!(kind, ShapeKind::Structure | ShapeKind::Union | ShapeKind::List | ShapeKind::Map)
}
