//! What a run of `cargo xtask bench` is about.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use serde::Deserialize;

use super::command::{CARGO, in_target, printed, run};
use crate::Failure;

/// What a run is about.
pub(crate) struct Context<'a> {
    /// The folder of the project.
    pub(crate) root: &'a Path,
    /// How often everything is measured, when the user says so.
    pub(crate) rounds: Option<usize>,
    start: Instant,
}

/// The official crate, as `tests/bench/Cargo.lock` has it.
pub(crate) struct Official {
    pub(crate) version: String,
    pub(crate) folder: PathBuf,
}

impl<'a> Context<'a> {
    pub(crate) fn new(root: &'a Path, rounds: Option<usize>) -> Self {
        Self { root, rounds, start: Instant::now() }
    }

    /// Tells what is going on, and since when.
    pub(crate) fn say(&self, text: &str) {
        eprintln!("[{:>4} s] {text}", self.start.elapsed().as_secs());
    }

    /// A folder of its own for what is built.
    pub(crate) fn target(&self, name: &str) -> PathBuf {
        self.root.join("target/bench").join(name)
    }

    /// Cargo on the workspace of the comparison, building into a target folder of its own.
    pub(crate) fn cargo(&self, arguments: &[&str], target: &Path) -> Command {
        let mut command = Command::new(CARGO);
        command.args(arguments).current_dir(self.root.join("tests/bench"));
        in_target(&mut command, target);
        command
    }

    /// Builds the programs of a package, and gives the folder that they are in.
    pub(crate) fn built(&self, package: &str) -> Result<PathBuf, Failure> {
        let target = self.target(package);
        let built = target.join("release").exists();
        let minutes = if built { "" } else { ", some minutes the first time" };
        self.say(&format!("building `{package}` (release){minutes} ..."));
        run(&mut self.cargo(&["build", "--release", "--locked", "--package", package], &target))?;
        Ok(target.join("release"))
    }

    /// Which official crate this is compared with.
    pub(crate) fn official(&self) -> Result<Official, Failure> {
        let arguments = ["metadata", "--locked", "--format-version", "1"];
        let text = printed(&mut self.cargo(&arguments, &self.target("clients")))?;
        let metadata: Metadata =
            serde_json::from_str(&text).map_err(|error| format!("error: `cargo metadata`: {error}"))?;
        let found = metadata.packages.into_iter().find(|package| package.name == "aws-sdk-signer");
        let package = found.ok_or("error: tests/bench/Cargo.lock has no aws-sdk-signer")?;
        let folder = package.manifest_path.parent().map(Path::to_path_buf).unwrap_or_default();
        Ok(Official { version: package.version, folder })
    }
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    manifest_path: PathBuf,
}
