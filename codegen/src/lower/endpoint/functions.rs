//! The functions of endpoint rules whose arguments and result are of fixed types, and the attributes of what they give.

use super::Problem;
use super::expression::{Binding, Kind};
use crate::ir::{Expr, Function, Ident};

/// A function: its name in rules, the types of its arguments, its result, and whether that may be missing.
pub(super) struct Signature {
    name: &'static str,
    pub(super) function: Function,
    pub(super) arguments: &'static [Kind],
    pub(super) result: Kind,
    pub(super) optional: bool,
}

const fn signature(
    name: &'static str,
    function: Function,
    arguments: &'static [Kind],
    result: Kind,
    optional: bool,
) -> Signature {
    Signature { name, function, arguments, result, optional }
}

const SIGNATURES: [Signature; 8] = {
    use Kind::{Arn, Bool, Number, Partition, Text, Texts, Url};
    [
        signature("aws.isVirtualHostableS3Bucket", Function::IsVirtualHostableS3Bucket, &[Text, Bool], Bool, false),
        signature("aws.parseArn", Function::ParseArn, &[Text], Arn, true),
        signature("aws.partition", Function::Partition, &[Text], Partition, true),
        signature("isValidHostLabel", Function::IsValidHostLabel, &[Text, Bool], Bool, false),
        signature("parseURL", Function::ParseUrl, &[Text], Url, true),
        signature("split", Function::Split, &[Text, Text, Number], Texts, false),
        signature("substring", Function::Substring, &[Text, Number, Number, Bool], Text, true),
        signature("uriEncode", Function::UriEncode, &[Text], Text, false),
    ]
};

/// The function of this name with so many arguments.
pub(super) fn find(name: &str, arguments: usize) -> Option<&'static Signature> {
    SIGNATURES.iter().find(|signature| signature.name == name && signature.arguments.len() == arguments)
}

/// Attributes of records: the record, the attribute, the field of the runtime's type, and its type.
const ATTRIBUTES: [(Kind, &str, &str, Kind); 16] = {
    use Kind::{Arn, Bool, Partition, Text, Texts, Url};
    [
        (Partition, "name", "name", Text),
        (Partition, "dnsSuffix", "dns_suffix", Text),
        (Partition, "dualStackDnsSuffix", "dual_stack_dns_suffix", Text),
        (Partition, "supportsFIPS", "supports_fips", Bool),
        (Partition, "supportsDualStack", "supports_dual_stack", Bool),
        (Partition, "implicitGlobalRegion", "implicit_global_region", Text),
        (Arn, "partition", "partition", Text),
        (Arn, "service", "service", Text),
        (Arn, "region", "region", Text),
        (Arn, "accountId", "account_id", Text),
        (Arn, "resourceId", "resource_id", Texts),
        (Url, "scheme", "scheme", Text),
        (Url, "authority", "authority", Text),
        (Url, "path", "path", Text),
        (Url, "normalizedPath", "normalized_path", Text),
        (Url, "isIp", "is_ip", Bool),
    ]
};

/// `getAttr`: what stands at a path such as `scheme`, `resourceId[0]` or `[1]`.
pub(super) fn attribute(of: Binding, path: &str) -> Result<Binding, Problem> {
    path.split('.').try_fold(of, |of, part| {
        let (key, index) = part.split_once('[').map_or((part, None), |(key, index)| (key, Some(index)));
        let of = if key.is_empty() { of } else { field(of, key)? };
        index.map_or(Ok(of.clone()), |index| element(of, index))
    })
}

fn field(of: Binding, key: &str) -> Result<Binding, Problem> {
    let known = ATTRIBUTES.iter().find(|(kind, attribute, ..)| *kind == of.kind && *attribute == key);
    let (_, _, field, kind) = known.ok_or_else(|| format!("a {} has no attribute `{key}`", of.kind.name()))?;
    Ok(Binding::new(Expr::Field(Box::new(of.expr), Ident((*field).to_owned())), *kind))
}

fn element(of: Binding, index: &str) -> Result<Binding, Problem> {
    let index = index.strip_suffix(']').and_then(|index| index.parse::<i32>().ok());
    let index = index.ok_or("an index is no whole number in brackets")?;
    if of.kind != Kind::Texts {
        return Err(format!("a {} has no elements", of.kind.name()));
    }
    let expr = Expr::Call(Function::Element, vec![of.expr, Expr::Number(index.into())]);
    Ok(Binding { expr, kind: Kind::Text, optional: true })
}
