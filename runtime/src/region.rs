//! The region of a client.

use std::borrow::Cow;
use std::fmt;

/// An AWS region, such as `eu-west-1`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Region(Cow<'static, str>);

impl Region {
    /// A region by its name.
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Self(name.into())
    }

    /// A region by its name, in a `const`.
    #[must_use]
    pub const fn from_static(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// Whether the name can be a label of a host: `evil.com/` in an endpoint would name another host.
    pub(crate) fn is_host_label(&self) -> bool {
        is_host_label(&self.0)
    }
}

/// Whether a text can be a label of a host (RFC 1123, 2.1).
pub(crate) fn is_host_label(text: &str) -> bool {
    let text = text.as_bytes();
    let alphanumeric = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    text.len() <= 63
        && alphanumeric(text.first())
        && alphanumeric(text.last())
        && text.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

impl AsRef<str> for Region {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_one_label_of_a_host() {
        for name in ["eu-west-1", "aws-global", "a", "LOCAL", "0"] {
            assert!(Region::new(name).is_host_label(), "{name}");
        }
        assert!(Region::new("x".repeat(63)).is_host_label());
        for name in ["", "-a", "a-", "a.b", "a/", "a@b", "a b", "a?", "é", "a_b"] {
            assert!(!Region::new(name).is_host_label(), "{name}");
        }
        assert!(!Region::new("x".repeat(64)).is_host_label());
    }
}
