//! Bindings to parts of requests and responses that there is no code for.

use super::Lack;
use crate::model::check::http::RESPONSE;
use crate::model::trait_table;
use crate::model::{Member, Model, Operation, ShapeKind};

pub(super) fn of_operation(model: &Model, operation: &Operation, lacks: &mut Vec<Lack>) {
    for member in &model.shape(&operation.input).members {
        of_input_member(model, member, lacks);
    }
    let responses =
        std::iter::once((&operation.output, "an output")).chain(operation.errors.iter().map(|id| (id, "an error")));
    for (id, what) in responses {
        for member in &model.shape(id).members {
            if let Some(id) = RESPONSE.into_iter().find(|id| member.traits.has(id)) {
                let message = format!("a member of {what} outside of the JSON body is not supported");
                lacks.push(Lack { shape: member.id.clone(), trait_id: Some(id), message });
            }
        }
    }
}

fn of_input_member(model: &Model, member: &Member, lacks: &mut Vec<Lack>) {
    let (traits, target) = (&member.traits, model.target(member));
    let mut lack = |trait_id: &'static str, what: &str| {
        let message = format!("{what} is not supported");
        lacks.push(Lack { shape: member.id.clone(), trait_id: Some(trait_id), message });
    };
    for id in ["smithy.api#httpPayload", "smithy.api#httpQueryParams", "smithy.api#httpPrefixHeaders"] {
        if traits.has(id) {
            lack(id, &trait_table::shown(id));
        }
    }
    let header = traits.http_header().is_some();
    // Such a string is sent in base64.
    if header && (traits.media_type().is_some() || target.traits.media_type().is_some()) {
        lack("smithy.api#mediaType", "`@mediaType` of a header");
    }
    if (header || traits.http_query().is_some()) && target.kind == ShapeKind::List && target.traits.sparse() {
        lack("smithy.api#sparse", "a sparse list in a header or the query");
    }
}
