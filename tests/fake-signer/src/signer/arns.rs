//! The names of profiles and jobs.

use super::records::Place;

/// What an ARN of Signer names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Resource {
    Profile(String),
    ProfileVersion(String, String),
    Job(String),
}

/// `arn:aws:signer:us-east-1:123456789012:/signing-profiles/Name`.
pub(crate) fn profile(place: &Place, name: &str) -> String {
    arn(place, &format!("/signing-profiles/{name}"))
}

pub(crate) fn profile_version(place: &Place, name: &str, version: &str) -> String {
    arn(place, &format!("/signing-profiles/{name}/{version}"))
}

pub(crate) fn job(place: &Place, id: &str) -> String {
    arn(place, &format!("/signing-jobs/{id}"))
}

fn arn(place: &Place, resource: &str) -> String {
    format!("arn:{}:signer:{}:{}:{resource}", partition(&place.region), place.region, place.account)
}

/// The partition of a region; that of the public regions for one that nobody knows.
pub(crate) fn partition(region: &str) -> &'static str {
    const PARTITIONS: [(&str, &str); 7] = [
        ("cn-", "aws-cn"),
        ("eusc-", "aws-eusc"),
        ("us-iso-", "aws-iso"),
        ("us-isob-", "aws-iso-b"),
        ("eu-isoe-", "aws-iso-e"),
        ("us-isof-", "aws-iso-f"),
        ("us-gov-", "aws-us-gov"),
    ];
    PARTITIONS.iter().find(|(prefix, _)| region.starts_with(prefix)).map_or("aws", |(_, partition)| partition)
}

/// The place and the resource of an ARN of Signer; none where it is not one.
pub(crate) fn parse(arn: &str) -> Option<(Place, Resource)> {
    let mut parts = arn.splitn(6, ':');
    let mut next = || parts.next();
    let (prefix, partition_, service) = (next()?, next()?, next()?);
    let place = Place { region: next()?.to_owned(), account: next()?.to_owned() };
    let whole =
        !place.region.is_empty() && place.account.len() == 12 && place.account.bytes().all(|b| b.is_ascii_digit());
    if prefix != "arn" || service != "signer" || !whole || partition_ != partition(&place.region) {
        return None;
    }
    let segments: Vec<_> = next()?.split('/').collect();
    let owned = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let resource = match *segments.as_slice() {
        ["", "signing-profiles", name] => Resource::Profile(owned(name)?),
        ["", "signing-profiles", name, version] => Resource::ProfileVersion(owned(name)?, owned(version)?),
        ["", "signing-jobs", id] => Resource::Job(owned(id)?),
        _ => return None,
    };
    Some((place, resource))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_are_read_as_they_are_written() {
        let place = |region: &str| Place { account: "123456789012".to_owned(), region: region.to_owned() };
        let here = place("us-east-1");
        assert_eq!(profile(&here, "Build"), "arn:aws:signer:us-east-1:123456789012:/signing-profiles/Build");
        assert_eq!(parse(&profile(&here, "Build")), Some((here.clone(), Resource::Profile("Build".to_owned()))));
        let versioned = Resource::ProfileVersion("Build".to_owned(), "abcdefghij".to_owned());
        assert_eq!(parse(&profile_version(&here, "Build", "abcdefghij")), Some((here.clone(), versioned)));
        let china = place("cn-north-1");
        assert_eq!(job(&china, "id"), "arn:aws-cn:signer:cn-north-1:123456789012:/signing-jobs/id");
        assert_eq!(parse(&job(&china, "id")), Some((china, Resource::Job("id".to_owned()))));
    }

    #[test]
    fn what_is_no_arn_of_signer_is_none() {
        for arn in [
            "",
            "arn:aws:signer:us-east-1:123456789012:",
            "arn:aws:s3:us-east-1:123456789012:/signing-profiles/Build",
            "arn:aws:signer::123456789012:/signing-profiles/Build",
            "arn:aws:signer:us-east-1:1234:/signing-profiles/Build",
            "arn:aws-cn:signer:us-east-1:123456789012:/signing-profiles/Build",
            "arn:aws:signer:us-east-1:123456789012:/signing-profiles/",
            "arn:aws:signer:us-east-1:123456789012:signing-profiles/Build",
            "arn:aws:signer:us-east-1:123456789012:/signing-profiles/a/b/c",
        ] {
            assert_eq!(parse(arn), None, "{arn}");
        }
    }
}
