//! Operations: inputs, outputs, HTTP bindings, errors.

use super::names::Scope;
use super::shapes::{Role, deprecated, documentation};
use super::{Lowering, TypeNames, names};
use crate::ir::{Auth, ErrorRef, Ident, Operation, RequestPart, Structure, Type};
use crate::model::traits::{HostSegment, Http, Segment, UriPattern};
use crate::model::{self, Shape};
use crate::shape_id::ShapeId;

impl<'m> Lowering<'m> {
    /// An operation; `None`, with a diagnostic, when it cannot be generated.
    pub(super) fn operation(&mut self, operation: &'m model::Operation) -> Option<Operation> {
        let (input_shape, output_shape) = (self.shape(&operation.input), self.shape(&operation.output));
        let http = self.http(operation)?;
        let bindings = self.model.service.protocol.has_http_bindings();
        let prefix = self.prefix_scope.claim_type(&names::operation_prefix(operation.id.name()));
        let method_name = self.client_scope.claim(&names::module(operation.id.name()));
        let input = self.operation_structure(input_shape, &prefix, "Input", &method_name, Role::Input);
        let output = self.operation_structure(output_shape, &prefix, "Output", &method_name, Role::Read);
        let token = input_shape.members.iter().find(|member| member.traits.idempotency_token());
        Some(Operation {
            name: operation.id.name().to_owned(),
            prefix,
            http_method: http.method.clone(),
            uri: uri_pattern(&http),
            host_prefix: host_prefix(operation),
            auth: self.auth(operation),
            docs: documentation(operation.traits.documentation(), || {
                format!("The operation `{}`.", operation.id.name())
            }),
            deprecated: deprecated(&operation.traits),
            errors: self.error_refs(&operation.errors),
            idempotency_token: token.and_then(|token| input.field(&token.name)).map(|field| field.name.clone()),
            request: if bindings { request_parts(&http, input_shape, &input) } else { Vec::new() },
            json_body: input_shape.members.iter().any(|member| !self.is_bound(member)),
            method_name,
            input,
            output,
        })
    }

    /// The auth schemes that there is code for; where there is none, the operation is refused when the model is loaded.
    fn auth(&self, operation: &model::Operation) -> Vec<Auth> {
        let auth = |scheme| match scheme {
            "aws.auth#sigv4" => Some(Auth::SigV4),
            "smithy.api#httpBearerAuth" => Some(Auth::Bearer),
            model::NO_AUTH => Some(Auth::None),
            _ => None,
        };
        self.model.auth_schemes(operation).into_iter().filter_map(auth).collect()
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

/// The host prefix, which has no labels: those are refused when the model is loaded.
fn host_prefix(operation: &model::Operation) -> Option<String> {
    let segments = operation.traits.endpoint_host_prefix()?.segments;
    let literal = |segment| match segment {
        HostSegment::Literal(text) => Some(text),
        HostSegment::Label(_) => None,
    };
    Some(segments.into_iter().filter_map(literal).collect())
}

/// The pattern as the runtime takes it: `/tags/{resourceArn}`, greedy labels without their `+`.
fn uri_pattern(http: &Http) -> String {
    let mut uri = String::new();
    for segment in &http.uri.segments {
        uri.push('/');
        match segment {
            Segment::Literal(text) => uri.push_str(text),
            Segment::Label(name) | Segment::GreedyLabel(name) => uri.extend(["{", name, "}"]),
        }
    }
    for (index, literal) in http.uri.query.iter().enumerate() {
        uri.push(if index == 0 { '?' } else { '&' });
        uri.push_str(&literal.name);
        uri.extend(literal.value.iter().flat_map(|value| ["=", value]));
    }
    uri
}

/// Labels in the order of the URI, then query and headers in the order of the model.
fn request_parts(http: &Http, shape: &Shape, input: &Structure) -> Vec<RequestPart> {
    let members = || shape.members.iter().filter_map(|member| Some((member, input.field(&member.name)?)));
    let labels = http.uri.segments.iter().filter_map(|segment| {
        let (name, method) = match segment {
            Segment::Literal(_) => return None,
            Segment::Label(name) => (name, "label"),
            Segment::GreedyLabel(name) => (name, "greedy_label"),
        };
        let (_, field) = members().find(|(member, _)| member.name == *name)?;
        Some(RequestPart { field: field.name.clone(), method, name: name.clone() })
    });
    let others = members().filter_map(|(member, field)| {
        let list = matches!(field.ty, Type::List(_));
        let (method, name) = match (member.traits.http_query(), member.traits.http_header()) {
            (Some(key), _) => (if list { "query_list" } else { "query" }, key.to_owned()),
            (None, Some(name)) => (if list { "header_list" } else { "header" }, name.to_ascii_lowercase()),
            (None, None) => return None,
        };
        Some(RequestPart { field: field.name.clone(), method, name })
    });
    labels.chain(others).collect()
}
