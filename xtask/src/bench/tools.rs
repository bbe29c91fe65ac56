//! What sections measure with: commands, their results, medians, progress.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Instant;
use std::{fs, io};

use serde::Deserialize;
use serde::de::DeserializeOwned;

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
        self.say(&format!("building `{package}` (release) ..."));
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

/// The program `cargo`.
pub(crate) const CARGO: &str = match option_env!("CARGO") {
    Some(path) => path,
    None => "cargo",
};

/// Has cargo build into a folder, as it would for a user at a prompt.
pub(crate) fn in_target(command: &mut Command, target: &Path) {
    command.env("CARGO_TARGET_DIR", target).env("CARGO_TERM_COLOR", "never");
    // What `cargo xtask` sets for this program would have build scripts that watch it run anew, and all above them be built.
    for (name, _) in std::env::vars_os() {
        if ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            command.env_remove(name);
        }
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

/// What a command cost.
#[derive(Deserialize)]
pub(crate) struct Cost {
    pub(crate) wall_seconds: f64,
    pub(crate) cpu_seconds: f64,
    pub(crate) peak_kib: f64,
}

/// Runs a command by the program `measure`.
pub(crate) fn cost(measure: &Path, command: &Command) -> Result<Cost, Failure> {
    let mut measuring = Command::new(measure);
    measuring.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => measuring.env(name, value),
            None => measuring.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        measuring.current_dir(folder);
    }
    let cost = lines(&mut measuring)?.pop();
    cost.ok_or_else(|| format!("error: `{}` printed nothing", described(&measuring)))
}

/// Removes a folder, if it is there.
pub(crate) fn remove(folder: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(format!("error: cannot remove {}: {error}", folder.display()))
        }
        _ => Ok(()),
    }
}

/// A count as a figure.
pub(crate) fn figure(count: usize) -> f64 {
    u32::try_from(count).unwrap_or(u32::MAX).into()
}

/// Runs a command. It fails with what the command said on standard error.
pub(crate) fn run(command: &mut Command) -> Result<Output, Failure> {
    let name = described(command);
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| format!("error: cannot run `{name}`: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{}\nerror: `{name}` failed: {}", said.trim_end(), output.status));
    }
    Ok(output)
}

/// Runs a command and gives what it printed.
pub(crate) fn printed(command: &mut Command) -> Result<String, Failure> {
    Ok(String::from_utf8_lossy(&run(command)?.stdout).into_owned())
}

/// Runs a program that prints a line of JSON for each result.
pub(crate) fn lines<T: DeserializeOwned>(command: &mut Command) -> Result<Vec<T>, Failure> {
    parsed(&printed(command)?).map_err(|problem| format!("error: `{}` {problem}", described(command)))
}

pub(crate) fn parsed<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, String> {
    let line = |line: &str| serde_json::from_str(line).map_err(|error| format!("printed `{line}`: {error}"));
    text.lines().map(line).collect()
}

/// A command as it would be typed.
pub(crate) fn described(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Line {
        client: String,
        nanoseconds: f64,
    }

    #[test]
    fn results_are_lines_of_json() {
        let line = Line { client: "tinsmith".to_owned(), nanoseconds: 3894.0 };
        assert_eq!(parsed::<Line>("{\"client\":\"tinsmith\",\"nanoseconds\":3894}\n").unwrap(), [line]);
        assert_eq!(parsed::<Line>("").unwrap(), []);
    }

    #[test]
    fn a_broken_line_is_shown() {
        for (text, problem) in [
            ("{\"client\":\"tinsmith\"}", "printed `{\"client\":\"tinsmith\"}`: missing field `nanoseconds`"),
            ("thread 'main' panicked", "printed `thread 'main' panicked`: "),
        ] {
            let failure = parsed::<Line>(text).unwrap_err();
            assert!(failure.starts_with(problem), "{failure}");
        }
    }

    #[test]
    fn a_command_that_fails_says_why() {
        let failure = run(Command::new(env!("CARGO")).arg("frobnicate")).unwrap_err();
        assert!(failure.contains("no such command: `frobnicate`"), "{failure}");
        assert!(failure.contains("error: `cargo frobnicate` failed: exit status: 101"), "{failure}");
        let failure = run(&mut Command::new("no-such-program")).unwrap_err();
        assert!(failure.starts_with("error: cannot run `no-such-program`: "), "{failure}");
    }
}
