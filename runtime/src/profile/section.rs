//! One section of the profile files.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::parser::{Property, sub_properties};

/// A profile, an `sso-session` or a `services` section: its properties, by names without regard to case.
///
/// `Debug` shows the names only, since values may be secrets; they are wiped from memory when the section goes.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Section {
    properties: BTreeMap<String, (Zeroizing<String>, Place)>,
}

/// The line of a file where a property stands: `/home/me/.aws/config, line 3`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    path: Arc<Path>,
    line: usize,
}

impl Section {
    /// A property's value. Lines that continue it stand behind a newline each.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.properties.get(&key.to_ascii_lowercase()).map(|(value, _)| value.as_str())
    }

    /// A property of a property: `endpoint_url` of `signer` here.
    ///
    /// ```ini
    /// [services local]
    /// signer =
    ///   endpoint_url = http://localhost:8000
    /// ```
    #[must_use]
    pub fn sub_property(&self, key: &str, sub: &str) -> Option<&str> {
        // Of two with one name the last holds, as for properties.
        sub_properties(self.get(key)?).filter(|(name, _)| name.eq_ignore_ascii_case(sub)).last().map(|(_, value)| value)
    }

    /// The place of a property, to tell of what is wrong with it.
    #[must_use]
    pub fn place(&self, key: &str) -> Option<&Place> {
        self.properties.get(&key.to_ascii_lowercase()).map(|(_, place)| place)
    }

    /// The names of all properties, in lower case and sorted.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.properties.keys().map(String::as_str)
    }

    pub(super) fn insert(&mut self, property: Property<'_>, path: &Arc<Path>) {
        let place = Place { path: Arc::clone(path), line: property.line };
        self.properties.insert(property.key.to_ascii_lowercase(), (property.value, place));
    }
}

impl fmt::Debug for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Section ")?;
        f.debug_set().entries(self.keys()).finish()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}", self.path.display(), self.line)
    }
}
