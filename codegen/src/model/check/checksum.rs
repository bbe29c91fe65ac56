//! `aws.protocols#httpChecksum`: that the members that it names are in the input.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::suggest::did_you_mean;
use crate::model::{Model, ShapeKind};

const HTTP_CHECKSUM: &str = "aws.protocols#httpChecksum";

pub(super) fn check(model: &Model, problems: &mut Diagnostics) {
    for operation in model.operations() {
        let Some(checksum) = operation.traits.http_checksum() else {
            continue;
        };
        let input = model.shape(&operation.input);
        let mut report = |message: String, hint: Option<String>| {
            problems.push(Diagnostic::error(operation.id.clone(), message).about_trait(HTTP_CHECKSUM).help(hint));
        };
        for (property, name) in [
            ("requestAlgorithmMember", checksum.request_algorithm_member),
            ("requestValidationModeMember", checksum.request_validation_mode_member),
        ] {
            let Some(name) = name else {
                continue;
            };
            match input.member(&name).map(|member| model.target(member).kind) {
                Some(ShapeKind::Enum) => {}
                Some(kind) => {
                    let message = format!("`@{HTTP_CHECKSUM}` has `{property}` `{name}`, which is of type {kind}");
                    report(message, Some("it has to be an enum".to_owned()));
                }
                None => {
                    let message =
                        format!("`@{HTTP_CHECKSUM}` has `{property}` `{name}`, which is no member of the input");
                    report(message, did_you_mean(&name, input.members.iter().map(|member| member.name.as_str())));
                }
            }
        }
    }
}
