//! Operations: inputs, outputs, HTTP bindings, errors.

use super::bindings::{bind_request, host_labels, host_prefix, request_order, uri_pattern};
use super::names::Scope;
use super::shapes::{Role, deprecated, documentation};
use super::{Lowering, TypeNames, names, transforms};
use crate::ir::{Auth, Binding, ErrorRef, Ident, Operation, Structure};
use crate::model::traits::{Http, Segment, UriPattern};
use crate::model::{self, Shape};
use crate::shape_id::ShapeId;

impl<'m> Lowering<'m> {
    /// An operation; `None`, with a diagnostic, when it cannot be generated.
    pub(super) fn operation(&mut self, operation: &'m model::Operation) -> Option<Operation> {
        let (input_shape, output_shape) = (self.shape(&operation.input), self.shape(&operation.output));
        let http = self.http(operation)?;
        let prefix = self.prefix_scope.claim_type(&names::operation_prefix(operation.id.name()));
        let method_name = self.client_scope.claim(&names::module(operation.id.name()));
        let mut input = self.operation_structure(input_shape, &prefix, "Input", &method_name, Role::Input);
        let mut output = self.operation_structure(output_shape, &prefix, "Output", &method_name, Role::Read);
        if self.model.service.protocol.has_http_bindings() {
            bind_request(self.model, input_shape, &http, &mut input.fields);
        }
        self.bind_response(output_shape, &mut output.fields);
        let token = input_shape.members.iter().find(|member| member.traits.idempotency_token());
        Some(Operation {
            name: operation.id.name().to_owned(),
            prefix,
            http_method: http.method.clone(),
            uri: uri_pattern(&http),
            host_prefix: host_prefix(operation),
            auth: self.auth(operation),
            handling: transforms::handling(self.model, operation, &input),
            docs: documentation(operation.traits.documentation(), || {
                format!("The operation `{}`.", operation.id.name())
            }),
            deprecated: deprecated(&operation.traits),
            errors: self.error_refs(&operation.errors),
            idempotency_token: token.and_then(|token| input.field(&token.name)).map(|field| field.name.clone()),
            host_labels: host_labels(operation, &input),
            request: request_order(&http, &input),
            json_body: input.fields.iter().any(|field| field.binding == Binding::Body),
            endpoint_params: Vec::new(),
            pagination: None,
            waiters: Vec::new(),
            method_name,
            input,
            output,
        })
    }

    /// The auth schemes that there is code for; where there is none, the operation is refused when the model is loaded.
    fn auth(&self, operation: &model::Operation) -> Vec<Auth> {
        let usable = self.model.auth_schemes(operation).into_iter().filter(|scheme| self.model.has_auth(scheme));
        usable.filter_map(auth).collect()
    }

    /// Method and URI: `@http`, or those of all operations in protocols without HTTP bindings.
    fn http(&self, operation: &model::Operation) -> Option<Http> {
        if self.model.service.protocol.has_http_bindings() {
            return operation.traits.http();
        }
        let root = UriPattern { segments: vec![Segment::Literal(String::new())], query: Vec::new() };
        Some(Http { method: "POST".to_owned(), uri: root, code: 200 })
    }

    fn operation_structure(
        &mut self,
        shape: &'m Shape,
        prefix: &Ident,
        suffix: &str,
        module: &Ident,
        role: Role,
    ) -> Structure {
        let name = format!("{}{suffix}", prefix.as_str());
        let names = TypeNames { builder: Ident(format!("{name}Builder")), name: Ident(name), module: module.clone() };
        let fields = self.fields(shape, role);
        let validated = fields.iter().any(|field| field.check.is_some());
        let input = role == Role::Input;
        Structure { fields, validated, written: input, read: !input, ..self.empty_structure(shape, names) }
    }

    fn error_refs(&self, errors: &[ShapeId]) -> Vec<ErrorRef> {
        let mut named: Vec<(&Ident, &ShapeId)> =
            errors.iter().filter_map(|id| Some((&self.types.get(id)?.name, id))).collect();
        named.sort();
        let mut scope = Scope::default();
        let error = |(name, id): (&Ident, &ShapeId)| ErrorRef {
            name: name.clone(),
            is_name: scope.claim(&names::is_method(name.as_str())),
            deprecated: self.shape(id).traits.deprecated().is_some(),
        };
        named.into_iter().map(error).collect()
    }
}

/// An auth scheme by its shape id, if there is code for it.
pub(super) fn auth(scheme: &str) -> Option<Auth> {
    match scheme {
        "aws.auth#sigv4" => Some(Auth::SigV4),
        "smithy.api#httpBearerAuth" => Some(Auth::Bearer),
        model::NO_AUTH => Some(Auth::None),
        _ => None,
    }
}
