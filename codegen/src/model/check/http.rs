//! `@http` of operations, and how the members of inputs, outputs and errors share a request or response.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::suggest::did_you_mean;
use crate::model::traits::{Http, Segment};
use crate::model::{Member, Model, Operation, Shape, ShapeKind};
use crate::shape_id::ShapeId;

use super::bindings;

const HTTP: &str = "smithy.api#http";
const HTTP_LABEL: &str = "smithy.api#httpLabel";
const HTTP_PAYLOAD: &str = "smithy.api#httpPayload";

/// Bindings that mean something in a response; the others leave their member in the body.
pub(super) const RESPONSE: [&str; 4] =
    ["smithy.api#httpHeader", "smithy.api#httpPrefixHeaders", HTTP_PAYLOAD, "smithy.api#httpResponseCode"];

pub(super) fn check(model: &Model, problems: &mut Diagnostics) {
    let mut responses = BTreeSet::new();
    for operation in model.operations() {
        responses.insert(&operation.output);
        responses.extend(&operation.errors);
        request(model, operation, problems);
    }
    for shape in responses.into_iter().filter_map(|id| model.find(id)) {
        headers(shape, problems);
        payload(shape, |member| bindings::of(&member.traits).any(|id| RESPONSE.contains(&id)), problems);
    }
}

fn request(model: &Model, operation: &Operation, problems: &mut Diagnostics) {
    let input = model.shape(&operation.input);
    headers(input, problems);
    payload(input, is_bound_in_request, problems);
    let http = operation.traits.http();
    if !operation.traits.has(HTTP) {
        let problem = Diagnostic::error(operation.id.clone(), "lacks `@http`, which the service's protocol needs");
        problems.push(problem.about_trait(HTTP).help("give it a method and a URI".to_owned()));
    }
    if let Some(http) = http {
        labels(model, operation, &http, problems);
        query(operation, input, &http, problems);
    }
}

fn is_bound_in_request(member: &Member) -> bool {
    bindings::of(&member.traits).any(|id| id != "smithy.api#httpResponseCode")
}

fn labels(model: &Model, operation: &Operation, http: &Http, problems: &mut Diagnostics) {
    let input = model.shape(&operation.input);
    for segment in &http.uri.segments {
        let (label, greedy) = match segment {
            Segment::Literal(_) => continue,
            Segment::Label(label) => (label, false),
            Segment::GreedyLabel(label) => (label, true),
        };
        match input.member(label) {
            None => {
                let message = format!("`@http` has the label `{label}`, which is no member of the input");
                let hint = did_you_mean(label, input.members.iter().map(|member| member.name.as_str()));
                problems.push(Diagnostic::error(operation.id.clone(), message).about_trait(HTTP).help(hint));
            }
            Some(member) => label_member(model, operation, member, greedy, problems),
        }
    }
    for member in input.members.iter().filter(|member| member.traits.http_label()) {
        if !http.uri.labels().any(|label| label == member.name) {
            let message = format!("has `@httpLabel`, but the URI of `{}` has no such label", operation.id.name());
            let hint = format!("write `{{{}}}` into the URI, or bind the member elsewhere", member.name);
            problems.push(Diagnostic::error(member.id.clone(), message).about_trait(HTTP_LABEL).help(hint));
        }
    }
}

fn label_member(model: &Model, operation: &Operation, member: &Member, greedy: bool, problems: &mut Diagnostics) {
    let name = operation.id.name();
    let mut report = |message: String, hint: &str| {
        let problem = Diagnostic::error(member.id.clone(), message).about_trait(HTTP_LABEL);
        problems.push(problem.help(hint.to_owned()));
    };
    if !member.traits.http_label() {
        let message = format!("fills a label of the URI of `{name}`, but lacks `@httpLabel`");
        report(message, "give the member `@httpLabel`");
    } else if !member.traits.required() {
        let message = format!("fills a label of the URI of `{name}`, but lacks `@required`");
        report(message, "a URI is not complete without it");
    }
    let kind = model.target(member).kind;
    if greedy && !matches!(kind, ShapeKind::String | ShapeKind::Enum) {
        report(format!("fills a greedy label of the URI of `{name}`, but is of type {kind}"), "it has to be a string");
    }
}

/// Keys of the query that two members, or a member and the URI, would both write.
fn query(operation: &Operation, input: &Shape, http: &Http, problems: &mut Diagnostics) {
    let mut seen: BTreeMap<&str, String> = BTreeMap::new();
    for literal in &http.uri.query {
        seen.insert(&literal.name, format!("the URI of `{}`", operation.id.name()));
    }
    for member in &input.members {
        if let Some(key) = member.traits.http_query()
            && let Some(earlier) = seen.insert(key, format!("`{}`", member.name))
        {
            let message = format!("`@httpQuery` has the key `{key}`, as {earlier} has");
            problems.push(Diagnostic::error(member.id.clone(), message).about_trait("smithy.api#httpQuery"));
        }
    }
}

/// Headers that two members would both write. The case of names does not matter.
fn headers(shape: &Shape, problems: &mut Diagnostics) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for member in &shape.members {
        if let Some(header) = member.traits.http_header()
            && let Some(earlier) = seen.insert(header.to_lowercase(), &member.name)
        {
            let message = format!("`@httpHeader` names the header `{header}`, as `{earlier}` does");
            problems.push(Diagnostic::error(member.id.clone(), message).about_trait("smithy.api#httpHeader"));
        }
    }
}

/// Where one member is the whole body, no other member has a place in it.
fn payload(shape: &Shape, is_bound: impl Fn(&Member) -> bool, problems: &mut Diagnostics) {
    let Some(payload) = shape.members.iter().find(|member| member.traits.http_payload()) else {
        return;
    };
    for member in shape.members.iter().filter(|member| !is_bound(member)) {
        let id: &ShapeId = &member.id;
        let message = format!("has no place: `{}` is the whole body", payload.name);
        let problem = Diagnostic::error(id.clone(), message).about_trait(HTTP_PAYLOAD);
        problems.push(problem.help("bind the member to a header, or to the query of a request".to_owned()));
    }
}
