//! What was measured, and where: read, merged, written.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

use serde::{Deserialize, Serialize};

use super::command;
use super::context::Context;
use super::figure::Row;
use super::report;
use super::section::Section;
use crate::Failure;

/// A run, or several that were recorded one over the other.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Results {
    pub(crate) sections: Vec<Measured>,
}

/// A section, measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Measured {
    pub(crate) section: Section,
    pub(crate) environment: Environment,
    pub(crate) rows: Vec<Row>,
    /// What could not be measured, and why.
    pub(crate) left_out: Vec<String>,
}

/// What figures depend on: a section that is recorded anew may have another than the rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Environment {
    /// The processor's name, where the system tells.
    pub(crate) cpu: Option<String>,
    pub(crate) cores: usize,
    pub(crate) system: String,
    pub(crate) rustc: String,
    /// The version of `aws-sdk-signer`.
    pub(crate) official: String,
    /// How often everything was measured.
    pub(crate) rounds: usize,
}

impl Results {
    /// What is recorded in a folder: nothing at first.
    pub(crate) fn read(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join("results.json");
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = crate::codegen::read(&path)?;
        serde_json::from_str(&text).map_err(|error| {
            format!(
                "error: {} is not what `cargo xtask bench` writes: {error}\nRemove it and record all sections anew.",
                path.display()
            )
        })
    }

    /// Puts a section in its place, instead of the one that was there.
    pub(crate) fn put(&mut self, measured: Measured) {
        self.sections.retain(|other| other.section != measured.section);
        self.sections.push(measured);
        self.sections.sort_by_key(|measured| measured.section);
    }

    /// A row, by the name of what it measures.
    pub(crate) fn row(&self, section: Section, name: &str) -> Option<&Row> {
        let measured = self.sections.iter().find(|measured| measured.section == section)?;
        measured.rows.iter().find(|row| row.name == name)
    }

    /// Writes `results.json` and `results.md`.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), Failure> {
        let json = serde_json::to_string_pretty(self).map_err(|error| format!("error: {error}"))?;
        for (name, text) in [("results.json", json + "\n"), ("results.md", report::page(self))] {
            let path = folder.join(name);
            let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, text));
            written.map_err(|error| format!("error: cannot write {}: {error}", path.display()))?;
        }
        Ok(())
    }
}

impl Environment {
    /// That of this machine.
    pub(crate) fn here(context: &Context<'_>, rounds: usize) -> Result<Self, Failure> {
        let rustc = command::printed(Command::new("rustc").arg("--version").current_dir(context.root))?;
        Ok(Self {
            cpu: fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| cpu(&text)),
            cores: thread::available_parallelism().map_or(1, usize::from),
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            rustc: rustc.trim().to_owned(),
            official: context.official()?.version,
            rounds,
        })
    }

    /// Where figures come from, in words.
    pub(crate) fn described(&self) -> String {
        let Self { cpu, cores, system, rustc, official, rounds: _ } = self;
        let cpu = cpu.as_deref().unwrap_or("a processor that the system does not name");
        format!("{cores} cores of {cpu}, {system}, {rustc}, aws-sdk-signer {official}")
    }
}

/// The processor's name in `/proc/cpuinfo`.
fn cpu(text: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::figure::Unit;

    fn measured(section: Section, ours: f64, rounds: usize) -> Measured {
        let environment = Environment {
            cpu: None,
            cores: 2,
            system: "linux x86_64".to_owned(),
            rustc: "rustc 1.88.0".to_owned(),
            official: "1.0.0".to_owned(),
            rounds,
        };
        Measured { section, environment, rows: vec![Row::new("x", Unit::Count, ours)], left_out: Vec::new() }
    }

    #[test]
    fn a_section_that_is_recorded_anew_replaces_only_itself() {
        let mut results = Results::default();
        results.put(measured(Section::Size, 1.0, 1));
        results.put(measured(Section::Calls, 2.0, 5));
        results.put(measured(Section::Size, 3.0, 2));
        assert_eq!(results.sections, [measured(Section::Calls, 2.0, 5), measured(Section::Size, 3.0, 2)]);
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = std::env::temp_dir().join(format!("tinsmith-results-{}", std::process::id()));
        let mut results = Results::read(&folder).unwrap();
        assert_eq!(results, Results::default());
        results.put(measured(Section::Calls, 3.894e-6, 5));
        results.write(&folder).unwrap();
        let read = Results::read(&folder);
        fs::write(folder.join("results.json"), "{}").unwrap();
        let broken = Results::read(&folder);
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(read.unwrap(), results);
        assert!(broken.unwrap_err().contains("missing field `sections`"));
    }

    #[test]
    fn reads_the_name_of_the_processor() {
        assert_eq!(cpu("processor\t: 0\nmodel name\t: A CPU @ 2 GHz\n").as_deref(), Some("A CPU @ 2 GHz"));
        assert_eq!(cpu("processor\t: 0\n"), None);
    }
}
