//! `cargo xtask fuzz`: random input for every parser.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::thread;

use crate::Failure;
use crate::args::{Args, Spec};
use crate::codegen::root;

const HELP: &str = "\
Builds the fuzz targets of fuzz/targets/ and feeds them random input, guided by which code it reaches.

Usage: cargo xtask fuzz [--seconds N] [--target X] [--replay FILE]

Starts from fuzz/corpus/<target>/ and from what earlier runs found in target/fuzz/corpus/<target>/. Needs no nightly
toolchain, but a C++ compiler, which libFuzzer is built with. Runs as many targets at once as there are processors. Fails
when a target panics, an assertion does not hold, or an input takes over 10 s or 2 GB, and names the file that holds the
input.

Options:
  --seconds N    How long each target runs (default: 20)
  --target X     Only this target
  --replay FILE  Only this input of the target
  -h, --help     Print this help";

const OPTIONS: [Spec; 3] = [
    Spec { name: "--seconds", takes_value: true },
    Spec { name: "--target", takes_value: true },
    Spec { name: "--replay", takes_value: true },
];

/// The compiler counts which edges of the code are run, and libFuzzer reads the counters.
const FLAGS: [&str; 7] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    // Of several, the linker may drop the one that holds the counters.
    "-Ccodegen-units=1",
    "--cfg=fuzzing",
];

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), Failure> {
    let Some(args) = Args::parse(args, &OPTIONS, HELP)? else {
        crate::print(HELP);
        return Ok(());
    };
    let wrong = |problem: String| format!("error: {problem}\n\n{HELP}");
    let seconds = args.value("--seconds").unwrap_or("20");
    let seconds: u32 = match seconds.parse() {
        Ok(seconds) if seconds > 0 => seconds,
        _ => return Err(wrong(format!("`--seconds` takes a whole number from 1 on, not {seconds:?}"))),
    };
    let mut targets = targets()?;
    if let Some(name) = args.value("--target") {
        let known = targets.join(", ");
        targets.retain(|target| target == name);
        if targets.is_empty() {
            return Err(wrong(format!("there is no target `{name}`; there are: {known}")));
        }
    }
    if args.has("--replay") && !args.has("--target") {
        return Err(wrong("`--replay` needs `--target`, whose input the file is".to_owned()));
    }
    let programs = build()?;
    match args.value("--replay") {
        Some(file) => targets.iter().try_for_each(|target| replay(&programs.join(target), file)),
        None => fuzz_all(&targets, &programs, seconds),
    }
}

/// The names of all targets, sorted.
fn targets() -> Result<Vec<String>, Failure> {
    let folder = root().join("fuzz/targets");
    let entries = fs::read_dir(&folder).map_err(|error| format!("error: cannot list {}: {error}", folder.display()))?;
    let paths = entries.flatten().map(|entry| entry.path());
    let mut names: Vec<String> =
        paths.filter_map(|path| Some(path.file_name()?.to_str()?.strip_suffix(".rs")?.to_owned())).collect();
    names.sort();
    Ok(names)
}

/// Builds all targets; gives the folder of the programs.
fn build() -> Result<PathBuf, Failure> {
    // Named, so that the flags do not hold for build scripts.
    let platform = host()?;
    let folder = root().join("target/fuzz");
    eprintln!("building the fuzz targets in {} ...", folder.display());
    let program = option_env!("CARGO").unwrap_or("cargo");
    let status = Command::new(program)
        .args(["build", "--release", "--locked", "--quiet", "--target", &platform, "--manifest-path"])
        .arg(root().join("fuzz/Cargo.toml"))
        .env("CARGO_TARGET_DIR", &folder)
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTFLAGS", FLAGS.join(" "))
        .stdin(Stdio::null())
        .status()
        .map_err(|error| format!("error: cannot run {program}: {error}"))?;
    if status.success() {
        Ok(folder.join(platform).join("release"))
    } else {
        Err("error: the fuzz targets do not build; see above".to_owned())
    }
}

/// The platform that the compiler runs on.
fn host() -> Result<String, Failure> {
    let output =
        Command::new("rustc").arg("-vV").output().map_err(|error| format!("error: cannot run rustc: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "error: `rustc -vV` names no host".to_owned())
}

/// Runs all targets, as many at once as the machine does, and says how each went.
fn fuzz_all(targets: &[String], programs: &Path, seconds: u32) -> Result<(), Failure> {
    eprintln!("fuzzing {} for {seconds} s each ...", targets.join(", "));
    let next = Mutex::new(targets.iter());
    let failures = Mutex::new(Vec::new());
    let work = || {
        // Bound to a name, the lock would be held while the target runs.
        while let Some(target) = next.lock().ok().and_then(|mut targets| targets.next()) {
            match fuzz(target, programs, seconds) {
                Ok(summary) => crate::print(&format!("{target}: {summary}")),
                Err(failure) => failures.lock().map(|mut failures| failures.push(failure)).unwrap_or_default(),
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from).min(targets.len()) {
            scope.spawn(work);
        }
    });
    let failures = failures.into_inner().unwrap_or_default();
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n\n")) }
}

/// Runs a target; gives libFuzzer's own summary.
fn fuzz(target: &str, programs: &Path, seconds: u32) -> Result<String, Failure> {
    let folder = root().join("target/fuzz");
    let (found, crashes) = (folder.join("corpus").join(target), folder.join("crashes").join(target));
    for folder in [&found, &crashes] {
        fs::create_dir_all(folder).map_err(|error| format!("error: cannot make {}: {error}", folder.display()))?;
    }
    let output = Command::new(programs.join(target))
        .args(["-max_len=4096", "-timeout=10", "-rss_limit_mb=2048"])
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-artifact_prefix={}/", crashes.display()))
        // What is new goes into the first folder.
        .args([found, root().join("fuzz/corpus").join(target)])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("error: cannot run the fuzz target {target}: {error}"))?;
    let says = String::from_utf8_lossy(&output.stderr);
    if output.status.success() {
        let summary = says.lines().rev().find_map(|line| line.strip_prefix("Done ")).unwrap_or("done");
        return Ok(summary.to_owned());
    }
    Err(described(target, &says, output.status))
}

/// What failed, where its input is, and how to run it again.
fn described(target: &str, says: &str, status: ExitStatus) -> Failure {
    let written = says.lines().find_map(|line| line.split_once("Test unit written to "));
    let Some((_, input)) = written else {
        return format!("{says}\nerror: the fuzz target {target} ended with {status}");
    };
    // From the panic on, or from what libFuzzer finds by itself: too slow, too large.
    let from = says.find("panicked at").or_else(|| says.find("ERROR: libFuzzer")).unwrap_or_default();
    let reason = says.get(from..).unwrap_or(says).lines().take_while(|line| *line != "stack backtrace:").take(5);
    let reason: Vec<&str> = reason.collect();
    let replay = format!("cargo xtask fuzz --target {target} --replay {input}");
    format!("error: the fuzz target {target} failed\n{}\ninput:  {input}\nreplay: {replay}", reason.join("\n"))
}

/// Runs one input.
fn replay(program: &Path, file: &str) -> Result<(), Failure> {
    if !Path::new(file).is_file() {
        return Err(format!("error: there is no file {file}"));
    }
    let status = Command::new(program).arg(file).stdin(Stdio::null()).status();
    let status = status.map_err(|error| format!("error: cannot run {}: {error}", program.display()))?;
    if status.success() { Ok(()) } else { Err(format!("error: the input {file} still fails")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(args: &[&str]) -> Failure {
        run(&args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>()).unwrap_err()
    }

    #[test]
    fn says_what_is_wrong_with_an_option() {
        assert!(parsed(&["--seconds", "0"]).contains("from 1 on, not \"0\""));
        assert!(
            parsed(&["--target", "xml"])
                .contains("there is no target `xml`; there are: endpoint, error_response, json")
        );
        assert!(parsed(&["--replay", "x"]).contains("needs `--target`"));
    }

    #[test]
    fn every_target_has_inputs_to_start_from() {
        for target in targets().unwrap() {
            let corpus = root().join("fuzz/corpus").join(&target);
            let inputs: Vec<PathBuf> = fs::read_dir(&corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
            assert!((5..50).contains(&inputs.len()), "{target}: {}", inputs.len());
            for input in inputs {
                assert!(fs::metadata(&input).unwrap().len() < 1024, "{}", input.display());
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_failure_names_its_input_and_how_to_run_it_again() {
        use std::os::unix::process::ExitStatusExt;
        let says = "#1\nthread 'x' panicked at targets/json.rs:1:2:\nno good\nstack backtrace:\na\n\
                    artifact_prefix='a/'; Test unit written to a/crash-1\nBase64: x\n";
        let failure = described("json", says, ExitStatus::from_raw(256));
        assert!(
            failure
                .starts_with("error: the fuzz target json failed\npanicked at targets/json.rs:1:2:\nno good\ninput:"),
            "{failure}"
        );
        assert!(
            failure.ends_with("input:  a/crash-1\nreplay: cargo xtask fuzz --target json --replay a/crash-1"),
            "{failure}"
        );
        assert!(described("json", "killed", ExitStatus::from_raw(9)).contains("killed"));
    }
}
