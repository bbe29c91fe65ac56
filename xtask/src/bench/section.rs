//! What can be measured by itself.

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::results::{Environment, Measured};
use super::{builds, calls, generator, load, sigv4, size};
use crate::Failure;

/// A group of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Section {
    Calls,
    Load,
    Sigv4,
    Builds,
    Generator,
    Size,
}

impl Section {
    /// All of them, as they are measured and shown.
    pub(crate) const ALL: [Self; 6] = [Self::Calls, Self::Load, Self::Sigv4, Self::Builds, Self::Generator, Self::Size];

    /// What it is called on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Load => "load",
            Self::Sigv4 => "sigv4",
            Self::Builds => "builds",
            Self::Generator => "generator",
            Self::Size => "size",
        }
    }

    /// Its heading.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Calls => "Work of a call, the transport stubbed",
            Self::Load => "Calls over loopback",
            Self::Sigv4 => "Signing",
            Self::Builds => "Builds",
            Self::Generator => "The generator",
            Self::Size => "Size",
        }
    }

    /// The sections of these names, each once and in their order.
    pub(crate) fn parse(names: &[String]) -> Result<Vec<Self>, String> {
        let unknown = names.iter().find(|name| Self::ALL.iter().all(|section| section.name() != name.as_str()));
        if let Some(unknown) = unknown {
            let known: Vec<&str> = Self::ALL.iter().map(|section| section.name()).collect();
            return Err(format!("there is no section `{unknown}`: the sections are {}", known.join(", ")));
        }
        let named = |section: &Self| names.iter().any(|name| name == section.name());
        Ok(Self::ALL.into_iter().filter(named).collect())
    }

    /// Its figures.
    pub(crate) fn measure(self, context: &Context<'_>) -> Result<Measured, Failure> {
        let rounds = self.rounds(context);
        let mut measured = Measured {
            section: self,
            environment: Environment::here(context, rounds)?,
            rows: Vec::new(),
            left_out: Vec::new(),
        };
        match self {
            Self::Calls => calls::measure(context, rounds, &mut measured)?,
            Self::Load => load::measure(context, rounds, &mut measured)?,
            Self::Sigv4 => sigv4::measure(context, rounds, &mut measured)?,
            Self::Builds => builds::measure(context, rounds, &mut measured)?,
            Self::Generator => generator::measure(context, rounds, &mut measured)?,
            Self::Size => size::measure(context, &mut measured)?,
        }
        Ok(measured)
    }

    fn rounds(self, context: &Context<'_>) -> usize {
        match self {
            // It is the same each time.
            Self::Size => 1,
            Self::Builds => context.rounds.unwrap_or(3),
            Self::Calls | Self::Load | Self::Sigv4 | Self::Generator => context.rounds.unwrap_or(5),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_parsed_in_their_order() {
        let parse = |names: &[&str]| Section::parse(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(parse(&["size", "calls", "size"]).unwrap(), [Section::Calls, Section::Size]);
        assert!(
            parse(&["calls", "nope"]).unwrap_err().starts_with("there is no section `nope`: the sections are calls, ")
        );
    }
}
