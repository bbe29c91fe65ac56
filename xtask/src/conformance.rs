//! `cargo xtask conformance`: a client together with the tests that its model carries, generated, compiled and run.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tinsmith_codegen::model::LoadOptions;

use crate::args::{Args, Spec};
use crate::codegen::{any_package, load_options, root};
use crate::outcome::{Outcome, Report};
use crate::{Failure, write};

const HELP: &str = "\
Generates a client together with the tests that its model carries (protocol tests and endpoint tests), and runs them.

Usage: cargo xtask conformance --model PATH [--service ID] [--operations A,B]

Compiles under target/conformance/, with every warning an error. Operations that are not supported are left out; their
tests count as skipped. The last line is `conformance <service>: N passed, N failed, N skipped`.

Options:
  --model PATH       The model, as Smithy's JSON AST
  --service ID       The service to test, when the model holds several
  --operations A,B   Only these operations
  -h, --help         Print this help";

const OPTIONS: [Spec; 3] = [
    Spec { name: "--model", takes_value: true },
    Spec { name: "--service", takes_value: true },
    Spec { name: "--operations", takes_value: true },
];

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), Failure> {
    let Some(args) = Args::parse(args, &OPTIONS, HELP)? else {
        crate::print(HELP);
        return Ok(());
    };
    let model = args.value("--model").ok_or_else(|| format!("error: `--model` is missing\n\n{HELP}"))?;
    // Tests of operations that are not supported count as skipped.
    let load = LoadOptions { skip_unsupported: true, ..load_options(&args) };
    let package = any_package(Path::new(model), &load, None)?;
    let service = package.client.service.name.clone();
    let folder = root().join("target/conformance").join(&package.folder);
    eprintln!("testing {} operations of {service} in {} ...", package.client.operations.len(), folder.display());
    write::scratch(&folder, package.files)?;
    let output = cargo_test(&folder)?;
    let report = Report::parse(&String::from_utf8_lossy(&output.stdout));
    print!("{}", described(&report));
    if !output.status.success() && report.count(Outcome::is_failed) == 0 {
        let errors = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{errors}\nerror: the tests of {service} do not compile or do not end; see above"));
    }
    let [passed, failed, skipped] =
        [Outcome::is_passed, Outcome::is_failed, Outcome::is_skipped].map(|is| report.count(is));
    println!("conformance {service}: {passed} passed, {failed} failed, {skipped} skipped");
    if failed == 0 { Ok(()) } else { Err(format!("error: {failed} test(s) failed")) }
}

/// Compiles and runs the tests. All services share a target folder, so that what they depend on is compiled once.
fn cargo_test(folder: &Path) -> Result<Output, Failure> {
    let program = option_env!("CARGO").unwrap_or("cargo");
    let target: PathBuf = root().join("target/conformance/target");
    Command::new(program)
        // The tests bring a transport of their own.
        .args(["test", "--tests", "--no-default-features", "--no-fail-fast", "--quiet"])
        // One line for each test, with its name.
        .args(["--", "--format=pretty"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .env("RUSTFLAGS", "-D warnings")
        // Nothing is debugged here, and it makes up half of the time.
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_TERM_COLOR", "never")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("error: cannot run {program}: {error}"))
}

/// What failed, with what it says, and what was skipped, by reason.
fn described(report: &Report) -> String {
    let mut text = String::new();
    for (reason, tests) in report.skipped() {
        let _ = writeln!(text, "skipped: {reason}");
        for test in tests {
            let _ = writeln!(text, "  {test}");
        }
    }
    for (test, says) in report.failed() {
        let _ = writeln!(text, "failed: {test}\n{says}");
    }
    text
}
