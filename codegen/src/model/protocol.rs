//! Protocols: which one a service's client speaks.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::shape_id::ShapeId;

use super::traits::Traits;

/// A protocol that this generator knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// `aws.protocols#restJson1`: REST bindings, JSON bodies.
    RestJson1,
    /// `aws.protocols#awsJson1_0`: `POST /` with a JSON body.
    AwsJson1_0,
    /// `aws.protocols#awsJson1_1`: the same with another content type.
    AwsJson1_1,
}

impl Protocol {
    /// The protocols that clients are generated for, the most wanted first. The only place that says so.
    pub const IMPLEMENTED: &'static [Self] = &[Self::RestJson1, Self::AwsJson1_1, Self::AwsJson1_0];

    /// The trait that a service has for this protocol.
    pub fn trait_id(self) -> &'static str {
        match self {
            Self::RestJson1 => "aws.protocols#restJson1",
            Self::AwsJson1_0 => "aws.protocols#awsJson1_0",
            Self::AwsJson1_1 => "aws.protocols#awsJson1_1",
        }
    }

    /// Whether requests and responses follow `@http` and its kin.
    pub fn has_http_bindings(self) -> bool {
        self == Self::RestJson1
    }
}

/// Protocols of which no more is known than the name.
const OTHERS: [&str; 5] = [
    "aws.protocols#awsQuery",
    "aws.protocols#ec2Query",
    "aws.protocols#restXml",
    "smithy.protocols#rpcv2Cbor",
    "smithy.protocols#rpcv2Json",
];

/// The protocol to speak: the first implemented one that the service has. A service without is an error.
pub(super) fn of_service(id: &ShapeId, traits: &Traits, problems: &mut Diagnostics) -> Option<Protocol> {
    let has = |protocol: &&Protocol| traits.has(protocol.trait_id());
    if let Some(protocol) = Protocol::IMPLEMENTED.iter().find(has) {
        return Some(*protocol);
    }
    let names: Vec<_> = Protocol::IMPLEMENTED.iter().map(|protocol| format!("`{}`", protocol.trait_id())).collect();
    let hint = format!("clients are generated for {}", names.join(", "));
    let problem = match OTHERS.into_iter().find(|other| traits.has(other)) {
        Some(found) => Diagnostic::error(id.clone(), format!("unsupported protocol `{found}`")).about_trait(found),
        None => Diagnostic::error(id.clone(), "the service has no protocol trait"),
    };
    problems.push(problem.help(hint));
    None
}
