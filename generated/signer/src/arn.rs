//! ARNs of signing profiles, read and written.
//!
//! ```
//! use tinsmith_signer::arn::ProfileVersionArn;
//!
//! let arn: ProfileVersionArn =
//!     "arn:aws-cn:signer:cn-north-1:123456789012:/signing-profiles/my_profile/aB3dE5gH7j".parse()?;
//! assert_eq!(arn.profile().name(), "my_profile");
//! assert_eq!(arn.version(), "aB3dE5gH7j");
//! assert_eq!(arn.profile().to_string(), "arn:aws-cn:signer:cn-north-1:123456789012:/signing-profiles/my_profile");
//! # Ok::<(), tinsmith_signer::arn::ArnError>(())
//! ```
// Written by hand: `cargo xtask codegen` leaves this file alone.

use std::fmt;
use std::str::FromStr;

/// What names of profiles stand behind.
const PROFILES: &str = "/signing-profiles/";

/// The ARN of a signing profile, in any partition: `arn:aws:signer:eu-west-1:123456789012:/signing-profiles/my_profile`.
///
/// Operations that take an ARN take this one: [`tag_resource`](crate::Client::tag_resource)`().resource_arn(arn)`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfileArn {
    partition: String,
    region: String,
    account_id: String,
    name: String,
}

impl ProfileArn {
    /// The ARN of a profile.
    ///
    /// # Errors
    ///
    /// When a part is not what AWS allows there: an account has 12 digits, a profile's name 2 to 64 letters, digits and `_`.
    pub fn new(
        partition: impl Into<String>,
        region: impl Into<String>,
        account_id: impl Into<String>,
        name: impl Into<String>,
    ) -> Result<Self, ArnError> {
        let arn = Self {
            partition: partition.into(),
            region: region.into(),
            account_id: account_id.into(),
            name: name.into(),
        };
        match arn.fault() {
            Some(reason) => Err(ArnError { text: arn.to_string(), reason }),
            None => Ok(arn),
        }
    }

    /// The partition, such as `aws`, `aws-cn` or `aws-us-gov`.
    #[must_use]
    pub fn partition(&self) -> &str {
        &self.partition
    }

    /// The region, such as `eu-west-1`.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The account that owns the profile: 12 digits.
    #[must_use]
    pub fn account_id(&self) -> &str {
        &self.account_id
    }

    /// The profile's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The ARN of a version of this profile.
    ///
    /// # Errors
    ///
    /// When the version is none: it has 10 letters and digits.
    pub fn version(self, version: impl Into<String>) -> Result<ProfileVersionArn, ArnError> {
        let version = version.into();
        let right = version.len() == 10 && version.bytes().all(|b| b.is_ascii_alphanumeric());
        let arn = ProfileVersionArn { profile: self, version };
        let reason = "the version of a profile has 10 letters and digits";
        if right { Ok(arn) } else { Err(ArnError { text: arn.to_string(), reason }) }
    }

    /// What is wrong with a part. New partitions appear, so that any of the form of today's will do.
    fn fault(&self) -> Option<&'static str> {
        let label = |text: &str| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        let partition = label(&self.partition) && self.partition.starts_with("aws");
        let account = self.account_id.len() == 12 && self.account_id.bytes().all(|b| b.is_ascii_digit());
        let word = self.name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        [
            (partition, "the partition is none of AWS, such as `aws`"),
            (label(&self.region), "the region is none, such as `eu-west-1`"),
            (account, "an account has 12 digits"),
            (word && (2..=64).contains(&self.name.len()), "a profile's name has 2 to 64 letters, digits and `_`"),
        ]
        .into_iter()
        .find_map(|(right, reason)| (!right).then_some(reason))
    }
}

/// The ARN of one version of a signing profile: that of the profile, `/`, and the version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfileVersionArn {
    profile: ProfileArn,
    version: String,
}

impl ProfileVersionArn {
    /// The profile.
    #[must_use]
    pub fn profile(&self) -> &ProfileArn {
        &self.profile
    }

    /// The version: 10 letters and digits.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }
}

/// A text that is no such ARN; the message says which and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArnError {
    text: String,
    reason: &'static str,
}

impl fmt::Display for ArnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no ARN of a signing profile: {}", self.text, self.reason)
    }
}

impl std::error::Error for ArnError {}

impl FromStr for ProfileArn {
    type Err = ArnError;

    fn from_str(text: &str) -> Result<Self, ArnError> {
        let (arn, name) = split(text)?;
        if name.contains('/') {
            return Err(error(text, "more follows the profile's name: `ProfileVersionArn` reads the ARN of a version"));
        }
        let [partition, region, account_id] = arn;
        Self::new(partition, region, account_id, name)
    }
}

impl FromStr for ProfileVersionArn {
    type Err = ArnError;

    fn from_str(text: &str) -> Result<Self, ArnError> {
        let (arn, name) = split(text)?;
        let Some((name, version)) = name.split_once('/') else {
            return Err(error(text, "no version follows the profile's name: `ProfileArn` reads the ARN of a profile"));
        };
        let [partition, region, account_id] = arn;
        ProfileArn::new(partition, region, account_id, name)
            .and_then(|profile| profile.version(version))
            .map_err(|error| ArnError { text: text.to_owned(), ..error })
    }
}

/// Partition, region and account, and what follows `/signing-profiles/`.
fn split(text: &str) -> Result<([&str; 3], &str), ArnError> {
    let mut parts = text.splitn(6, ':');
    let mut part = || parts.next().unwrap_or_default();
    let (arn, partition, service, region, account_id) = (part(), part(), part(), part(), part());
    let resource = part();
    if arn != "arn" || service != "signer" {
        return Err(error(text, "it does not start with `arn:PARTITION:signer:`"));
    }
    let Some(name) = resource.strip_prefix(PROFILES) else {
        return Err(error(text, "`/signing-profiles/` does not follow the account"));
    };
    Ok(([partition, region, account_id], name))
}

fn error(text: &str, reason: &'static str) -> ArnError {
    ArnError { text: text.to_owned(), reason }
}

impl fmt::Display for ProfileArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { partition, region, account_id, name } = self;
        write!(f, "arn:{partition}:signer:{region}:{account_id}:{PROFILES}{name}")
    }
}

impl fmt::Display for ProfileVersionArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.profile, self.version)
    }
}

impl From<ProfileArn> for String {
    fn from(arn: ProfileArn) -> Self {
        arn.to_string()
    }
}

impl From<ProfileVersionArn> for String {
    fn from(arn: ProfileVersionArn) -> Self {
        arn.to_string()
    }
}

impl From<ProfileVersionArn> for ProfileArn {
    fn from(arn: ProfileVersionArn) -> Self {
        arn.profile
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARTITIONS: [&str; 8] =
        ["aws", "aws-cn", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-us-gov"];

    #[test]
    fn arns_of_every_partition_come_out_as_they_went_in() {
        for partition in PARTITIONS.into_iter().chain(["aws-new-1"]) {
            let text = format!("arn:{partition}:signer:xx-new-1:123456789012:/signing-profiles/My_profile1");
            let arn: ProfileArn = text.parse().unwrap();
            assert_eq!((arn.partition(), arn.region(), arn.name()), (partition, "xx-new-1", "My_profile1"));
            assert_eq!((arn.account_id(), String::from(arn.clone())), ("123456789012", text.clone()));
            let version: ProfileVersionArn = format!("{text}/aB3dE5gH7j").parse().unwrap();
            assert_eq!(version.to_string(), format!("{text}/aB3dE5gH7j"));
            assert_eq!(arn.clone().version("aB3dE5gH7j"), Ok(version.clone()));
            assert_eq!(ProfileArn::from(version), arn);
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_the_text() {
        let long = format!("arn:aws:signer:eu-west-1:123456789012:/signing-profiles/{}", "a".repeat(65));
        for (text, reason) in [
            ("", "it does not start with `arn:PARTITION:signer:`"),
            ("arn:aws:s3:::bucket", "it does not start with"),
            ("arn:aws:signer:eu-west-1:123456789012:/signing-jobs/1", "`/signing-profiles/` does not follow"),
            ("arn::signer:eu-west-1:123456789012:/signing-profiles/ab", "the partition is none"),
            ("arn:azure:signer:eu-west-1:123456789012:/signing-profiles/ab", "the partition is none"),
            ("arn:aws:signer::123456789012:/signing-profiles/ab", "the region is none"),
            ("arn:aws:signer:eu-west-1:12345678901:/signing-profiles/ab", "an account has 12 digits"),
            ("arn:aws:signer:eu-west-1:12345678901x:/signing-profiles/ab", "an account has 12 digits"),
            ("arn:aws:signer:eu-west-1:123456789012:/signing-profiles/a", "a profile's name has 2 to 64"),
            ("arn:aws:signer:eu-west-1:123456789012:/signing-profiles/a-b", "a profile's name has 2 to 64"),
            ("arn:aws:signer:eu-west-1:123456789012:/signing-profiles/ab/aB3dE5gH7j", "more follows"),
            (&long, "a profile's name has 2 to 64"),
        ] {
            let error = text.parse::<ProfileArn>().unwrap_err().to_string();
            assert!(error.starts_with(&format!("{text:?} is no ARN of a signing profile: {reason}")), "{error}");
        }
        let profile = "arn:aws:signer:eu-west-1:123456789012:/signing-profiles/ab";
        for (end, reason) in [
            ("", "no version follows"),
            ("/", "the version of a profile has 10"),
            ("/aB3dE5gH7", "the version of a profile has 10"),
            ("/aB3dE5gH7-", "the version of a profile has 10"),
            ("/aB3dE5gH7j/", "the version of a profile has 10"),
        ] {
            let text = format!("{profile}{end}");
            let error = text.parse::<ProfileVersionArn>().unwrap_err().to_string();
            assert!(error.starts_with(&format!("{text:?} is no ARN of a signing profile: {reason}")), "{error}");
        }
    }
}
