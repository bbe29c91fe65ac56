//! The host prefix of `@endpoint` and the members that fill its labels.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::suggest::did_you_mean;
use crate::model::traits::HostPrefix;
use crate::model::{Model, Operation};

const HOST_LABEL: &str = "smithy.api#hostLabel";

pub(super) fn check(model: &Model, problems: &mut Diagnostics) {
    for operation in model.operations() {
        if let Some(prefix) = operation.traits.endpoint_host_prefix() {
            host_labels(model, operation, &prefix, problems);
        }
    }
}

fn host_labels(model: &Model, operation: &Operation, prefix: &HostPrefix, problems: &mut Diagnostics) {
    let input = model.shape(&operation.input);
    for label in prefix.labels() {
        let Some(member) = input.member(label) else {
            let message = format!("`@endpoint` has the label `{label}`, which is no member of the input");
            let hint = did_you_mean(label, input.members.iter().map(|member| member.name.as_str()));
            problems
                .push(Diagnostic::error(operation.id.clone(), message).about_trait("smithy.api#endpoint").help(hint));
            continue;
        };
        let missing = match () {
            () if !member.traits.host_label() => "`@hostLabel`",
            () if !member.traits.required() => "`@required`",
            () => continue,
        };
        let message = format!("fills a label of the host prefix of `{}`, but lacks {missing}", operation.id.name());
        problems.push(Diagnostic::error(member.id.clone(), message).about_trait(HOST_LABEL));
    }
    for member in input.members.iter().filter(|member| member.traits.host_label()) {
        if !prefix.labels().any(|label| label == member.name) {
            let message =
                format!("has `@hostLabel`, but the host prefix of `{}` has no such label", operation.id.name());
            problems.push(Diagnostic::error(member.id.clone(), message).about_trait(HOST_LABEL));
        }
    }
}
