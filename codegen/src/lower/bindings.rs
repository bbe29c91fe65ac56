//! HTTP bindings: where the members of inputs, outputs and errors stand in requests and responses.

use super::{Lowering, customizations};
use crate::ir::{Binding, Field, Ident, Literal, Presence, Structure, Type};
use crate::model::traits::{HostSegment, Http, Segment, Traits};
use crate::model::{self, Member, Model, Shape, ShapeKind};

const CONTENT_LENGTH: &str = "content-length";

impl Lowering<'_> {
    /// Says of the fields of an output or error where in a response they stand. Bindings to parts of a request mean nothing
    /// there.
    pub(super) fn bind_response(&self, shape: &Shape, fields: &mut [Field]) {
        if !self.model.service.protocol.has_http_bindings() {
            return;
        }
        for (field, member) in bound(fields, shape) {
            field.binding = match common(self.model, member) {
                None if member.traits.http_response_code() => Binding::StatusCode,
                binding => binding.unwrap_or(Binding::Body),
            };
            // There is always a stream, be it one of nothing.
            if field.ty == Type::ByteStream {
                field.presence = Presence::Default(Literal::Zero);
            }
        }
    }
}

/// Says of the fields of an input where in a request they stand.
pub(super) fn bind_request(model: &Model, shape: &Shape, http: &Http, fields: &mut [Field]) {
    for (field, member) in bound(fields, shape) {
        let traits = &member.traits;
        let greedy = |segment: &Segment| matches!(segment, Segment::GreedyLabel(name) if *name == member.name);
        field.binding = if traits.http_label() && http.uri.segments.iter().any(greedy) {
            Binding::GreedyLabel
        } else if traits.http_label() {
            customizations::label_default(model, member).map_or(Binding::Label, Binding::LabelOr)
        } else if let Some(key) = traits.http_query() {
            Binding::Query(key.to_owned())
        } else if traits.http_query_params() {
            Binding::QueryParams
        } else {
            common(model, member).unwrap_or(Binding::Body)
        };
        if matches!(&field.binding, Binding::Header { name, .. } if name == CONTENT_LENGTH) {
            field.docs.0.extend(["", "It is not sent: the length is that of the body."].map(str::to_owned));
        }
    }
}

/// The fields, each with the member that it stands for.
fn bound<'f, 's>(
    fields: &'f mut [Field],
    shape: &'s Shape,
) -> impl Iterator<Item = (&'f mut Field, &'s Member)> + use<'f, 's> {
    fields.iter_mut().filter_map(|field| {
        let member = shape.members.iter().find(|member| member.name == field.member)?;
        Some((field, member))
    })
}

/// A binding that requests and responses have alike.
fn common(model: &Model, member: &Member) -> Option<Binding> {
    let traits = &member.traits;
    if let Some(name) = traits.http_header() {
        return Some(Binding::Header { name: name.to_ascii_lowercase(), base64: has_media_type(model, member) });
    }
    if let Some(prefix) = traits.http_prefix_headers() {
        return Some(Binding::PrefixHeaders(prefix.to_owned()));
    }
    let sized = model.target(member).traits.requires_length();
    traits.http_payload().then(|| Binding::Payload { content_type: content_type(model, member), sized })
}

/// Whether a string, or the strings of a list, are of a media type.
fn has_media_type(model: &Model, member: &Member) -> bool {
    let target = model.target(member);
    if target.kind == ShapeKind::List {
        return target.members.iter().any(|element| has_media_type(model, element));
    }
    target.kind == ShapeKind::String && media_type(&member.traits, target).is_some()
}

fn media_type<'t>(traits: &'t Traits, target: &'t Shape) -> Option<&'t str> {
    traits.media_type().or_else(|| target.traits.media_type())
}

/// What a payload is sent as: its media type, else the default of its kind (restJson1, "Content-Type").
fn content_type(model: &Model, member: &Member) -> String {
    let target = model.target(member);
    let default = match target.kind {
        ShapeKind::Blob => "application/octet-stream",
        ShapeKind::String | ShapeKind::Enum => "text/plain",
        _ => "application/json",
    };
    media_type(&member.traits, target).unwrap_or(default).to_owned()
}

/// Labels in the order of the URI; then the other fields in the order of the model, except that what gives way comes before
/// what wins (headers of a prefix) or after it (parameters of any keys), and the body last, since a header may say its type.
pub(super) fn request_order(http: &Http, input: &Structure) -> Vec<Ident> {
    let labels = http.uri.labels().filter_map(|label| input.field(label));
    let rank = |field: &&Field| match field.binding {
        Binding::Body | Binding::Label | Binding::LabelOr(_) | Binding::GreedyLabel | Binding::StatusCode => None,
        Binding::PrefixHeaders(_) => Some(0),
        // The body says its length, whatever the member says.
        Binding::Header { ref name, .. } if name == CONTENT_LENGTH => None,
        Binding::Query(_) | Binding::Header { .. } => Some(1),
        Binding::QueryParams => Some(2),
        Binding::Payload { .. } => Some(3),
    };
    let mut others: Vec<&Field> = input.fields.iter().filter(|field| rank(field).is_some()).collect();
    others.sort_by_key(rank);
    labels.chain(others).map(|field| field.name.clone()).collect()
}

/// The pattern as the runtime takes it: `/tags/{resourceArn}`, greedy labels without their `+`.
pub(super) fn uri_pattern(http: &Http) -> String {
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

/// The host prefix as the runtime takes it: `{account}.data-`.
pub(super) fn host_prefix(operation: &model::Operation) -> Option<String> {
    let mut prefix = String::new();
    for segment in operation.traits.endpoint_host_prefix()?.segments {
        match segment {
            HostSegment::Literal(text) => prefix.push_str(&text),
            HostSegment::Label(name) => prefix.extend(["{", &name, "}"]),
        }
    }
    Some(prefix)
}

/// The fields that fill the labels of the host prefix.
pub(super) fn host_labels(operation: &model::Operation, input: &Structure) -> Vec<Ident> {
    let Some(prefix) = operation.traits.endpoint_host_prefix() else { return Vec::new() };
    prefix.labels().filter_map(|label| input.field(label)).map(|field| field.name.clone()).collect()
}
