//! Commands: run, measured, and what they print.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::{fs, io};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::Failure;

/// The program `cargo`.
pub(crate) const CARGO: &str = match option_env!("CARGO") {
    Some(path) => path,
    None => "cargo",
};

/// Has cargo build into a folder, as it would for a user at a prompt.
pub(crate) fn in_target(command: &mut Command, target: &Path) {
    command.env("CARGO_TARGET_DIR", target).env("CARGO_TERM_COLOR", "never");
    // What `cargo xtask` sets for this program would have build scripts that watch it run anew, and all above them be built.
    // A compiler cache would build nothing, and a target would put binaries elsewhere.
    let others = ["CARGO_PKG_", "CARGO_MANIFEST_", "RUSTC_WRAPPER", "CARGO_BUILD_RUSTC_WRAPPER", "CARGO_BUILD_TARGET"];
    for (name, _) in std::env::vars_os() {
        if others.iter().any(|other| name.to_string_lossy().starts_with(other)) {
            command.env_remove(name);
        }
    }
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
