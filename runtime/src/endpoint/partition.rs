//! `aws.partition`: which part of AWS a region belongs to.

use super::EndpointParams;
use super::partitions::PARTITIONS;
use crate::validation::Pattern;

/// A part of AWS with its own accounts and DNS suffixes.
#[derive(Debug)]
pub struct Partition {
    /// `aws`, `aws-cn`, ...
    pub name: &'static str,
    /// The suffix of host names.
    pub dns_suffix: &'static str,
    /// The suffix of host names that resolve to IPv6 as well.
    pub dual_stack_dns_suffix: &'static str,
    /// Whether there are FIPS 140 endpoints.
    pub supports_fips: bool,
    /// Whether there are endpoints with IPv6.
    pub supports_dual_stack: bool,
    /// The region that stands for services without regions.
    pub implicit_global_region: &'static str,
    pub(super) regions: &'static [&'static str],
    pub(super) region_pattern: Pattern,
}

impl<'a> EndpointParams<'a> {
    /// `aws.partition`: the partition that lists the region, else the first whose pattern it matches, else `aws`.
    #[must_use]
    pub fn partition(&self, region: &str) -> Option<&'a Partition> {
        let all = self.partitions.unwrap_or(PARTITIONS);
        let listed = || all.iter().find(|partition| partition.regions.contains(&region));
        let matched = || all.iter().find(|partition| partition.region_pattern.is_match(region));
        listed().or_else(matched).or_else(|| all.first())
    }
}

/// The partitions as they were before they had the endpoints that these parameters ask for (FIPS 140, IPv6 or both), for
/// tests that were written then.
#[cfg(feature = "test-util")]
pub(crate) fn before(params: &EndpointParams<'_>) -> Vec<Partition> {
    let older = |partition: &Partition| Partition {
        supports_fips: partition.supports_fips && !params.use_fips,
        supports_dual_stack: partition.supports_dual_stack && !params.use_dual_stack,
        ..*partition
    };
    PARTITIONS.iter().map(older).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(region: &str) -> &'static str {
        EndpointParams::default().partition(region).unwrap().name
    }

    #[test]
    fn a_listed_region_wins_over_a_pattern() {
        assert_eq!(name("aws-cn-global"), "aws-cn");
        assert_eq!(name("aws-iso-b-global"), "aws-iso-b");
    }

    #[test]
    fn patterns_tell_new_regions() {
        assert_eq!(name("us-moon-7"), "aws");
        assert_eq!(name("us-gov-moon-7"), "aws-us-gov");
        assert_eq!(name("us-isob-moon-7"), "aws-iso-b");
        assert_eq!(name("eusc-de-moon-1"), "aws-eusc");
    }

    #[test]
    fn anything_else_is_in_aws() {
        assert_eq!(name("mars"), "aws");
        assert_eq!(name("us-east-1x"), "aws");
    }
}
