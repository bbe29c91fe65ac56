//! What operations need that is not implemented. It would change what goes over the wire, so nothing of it is skipped
//! unless the caller asks for a client without these operations.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::closure;
use crate::model::trait_table::{self, Status};
use crate::model::{LeftOut, Model, Operation, Shape, ShapeKind, Traits};
use crate::shape_id::ShapeId;

/// Headers that no member of an input can be bound to (Smithy's HTTP binding traits, RFC 9110 7.6.1), in lowercase.
const RESTRICTED_HEADERS: [&str; 17] = [
    "authorization",
    "connection",
    "expect",
    "host",
    "keep-alive",
    "max-forwards",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "server",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "www-authenticate",
    "x-forwarded-for",
];

/// Something that is not implemented, and the shape that has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Lack {
    shape: ShapeId,
    trait_id: Option<String>,
    message: String,
}

/// Reports what the service and its operations need.
pub(in crate::model) fn report(model: &Model, problems: &mut Diagnostics) {
    let mut lacks: BTreeMap<Lack, Vec<&str>> = BTreeMap::new();
    for operation in model.operations() {
        for lack in of_operation(model, operation) {
            lacks.entry(lack).or_default().push(operation.id.name());
        }
    }
    for (lack, operations) in lacks {
        let count = operations.len();
        let hint = match operations.as_slice() {
            [first, second, third, _, ..] => format!("`{first}`, `{second}`, `{third}` and {} more need it", count - 3),
            [one] if *one == lack.shape.name() => "generate a client of the other operations".to_owned(),
            [one] => format!("`{one}` needs it; generate a client of the other operations"),
            few => format!("`{}` need it; generate a client of the other operations", few.join("`, `")),
        };
        problems.push(about(lack.trait_id.as_deref(), Diagnostic::error(lack.shape, lack.message)).help(hint));
    }
}

/// Reports what the service itself needs.
pub(in crate::model) fn report_service(model: &Model, problems: &mut Diagnostics) {
    let mut lacks = Vec::new();
    of_traits(&model.service.id, &model.service.traits, &mut lacks);
    for lack in lacks {
        problems.push(about(lack.trait_id.as_deref(), Diagnostic::error(lack.shape, lack.message)));
    }
}

/// The operations that need something, each with a warning that says what.
pub(in crate::model) fn to_leave_out(model: &Model, problems: &mut Diagnostics) -> Vec<LeftOut> {
    let mut all = Vec::new();
    for operation in model.operations() {
        let mut reasons = Vec::new();
        for lack in of_operation(model, operation) {
            let reason = match lack.shape == operation.id {
                true => lack.message,
                false => format!("`{}`: {}", lack.shape, lack.message),
            };
            let warning = Diagnostic::warning(operation.id.clone(), format!("left out: {reason}"));
            problems.push(about(lack.trait_id.as_deref(), warning));
            reasons.push(reason);
        }
        if !reasons.is_empty() {
            all.push(LeftOut { operation: operation.clone(), reasons });
        }
    }
    all
}

fn about(trait_id: Option<&str>, diagnostic: Diagnostic) -> Diagnostic {
    match trait_id {
        Some(id) => diagnostic.about_trait(id),
        None => diagnostic,
    }
}

fn of_operation(model: &Model, operation: &Operation) -> Vec<Lack> {
    let mut lacks = Vec::new();
    of_traits(&operation.id, &operation.traits, &mut lacks);
    auth(model, operation, &mut lacks);
    restricted_headers(model, operation, &mut lacks);
    checksum_of_stream(model, operation, &mut lacks);
    for (target, what) in [(&operation.input, "input"), (&operation.output, "output")] {
        event_stream(model, operation, model.shape(target), what, &mut lacks);
    }
    let roots = [&operation.input, &operation.output].into_iter().chain(&operation.errors).collect();
    for shape in closure::reach(&model.shapes, roots).into_values() {
        of_traits(&shape.id, &shape.traits, &mut lacks);
        for member in &shape.members {
            of_traits(&member.id, &member.traits, &mut lacks);
        }
    }
    lacks
}

fn of_traits(owner: &ShapeId, traits: &Traits, lacks: &mut Vec<Lack>) {
    for (id, _) in traits.iter() {
        let message = match trait_table::find(id).map(|known| &known.status) {
            Some(Status::Unsupported(what)) => format!("{} is not supported: {what}", trait_table::shown(id)),
            None if trait_table::is_reserved(id) && !trait_table::is_apart(id) && !trait_table::is_misspelt(id) => {
                format!("unknown trait `{id}`, which may change what is sent")
            }
            _ => continue,
        };
        lacks.push(Lack { shape: owner.clone(), trait_id: Some(id.to_owned()), message });
    }
}

fn event_stream(model: &Model, operation: &Operation, shape: &Shape, what: &str, lacks: &mut Vec<Lack>) {
    for member in &shape.members {
        let target = model.target(member);
        if target.kind == ShapeKind::Union && target.traits.streaming() {
            let message = format!("event streams are not supported: `{}` of its {what} is one", member.name);
            lacks.push(Lack {
                shape: operation.id.clone(),
                trait_id: Some("smithy.api#streaming".to_owned()),
                message,
            });
        }
    }
}

/// Members of an input that name a header which says who calls whom, where the message ends, or what the connection is for.
/// The length of the body is no member's to say either, but there is only one that is right, so the member is passed over.
fn restricted_headers(model: &Model, operation: &Operation, lacks: &mut Vec<Lack>) {
    if !model.service.protocol.has_http_bindings() {
        return;
    }
    for member in &model.shape(&operation.input).members {
        if let Some(header) = member.traits.http_header()
            && RESTRICTED_HEADERS.contains(&header.to_ascii_lowercase().as_str())
        {
            let message = format!("the header `{header}` is not a member's to set");
            let trait_id = Some("smithy.api#httpHeader".to_owned());
            lacks.push(Lack { shape: member.id.clone(), trait_id, message });
        }
    }
}

/// `aws.protocols#httpChecksum` of a stream: sent after it, or checked once it has been read.
fn checksum_of_stream(model: &Model, operation: &Operation, lacks: &mut Vec<Lack>) {
    let Some(checksum) = operation.traits.http_checksum() else {
        return;
    };
    let streams = |id| model.shape(id).members.iter().any(|member| model.target(member).traits.streaming());
    let mut lack = |message: &str| {
        let trait_id = Some("aws.protocols#httpChecksum".to_owned());
        lacks.push(Lack { shape: operation.id.clone(), trait_id, message: message.to_owned() });
    };
    if checksum.of_request() && streams(&operation.input) {
        lack("a checksum after a stream is not supported");
    }
    if !checksum.response_algorithms.is_empty() && streams(&operation.output) {
        lack("the checksum of a stream in a response is not supported");
    }
}

/// An operation that cannot be called with any of the implemented auth schemes.
fn auth(model: &Model, operation: &Operation, lacks: &mut Vec<Lack>) {
    let schemes = model.auth_schemes(operation);
    if schemes.iter().any(|scheme| model.has_auth(scheme)) {
        return;
    }
    let shape = if operation.traits.auth().is_some() { &operation.id } else { &model.service.id };
    let message = format!("none of its auth schemes is supported: `{}`", schemes.join("`, `"));
    lacks.push(Lack { shape: shape.clone(), trait_id: Some("smithy.api#auth".to_owned()), message });
}
