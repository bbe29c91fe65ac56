//! `cargo xtask conformance`: a client together with the tests that its model carries, generated, compiled and run.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tinsmith_codegen::model::LoadOptions;
use tinsmith_codegen::{Package, PackageOptions, RuntimeDependency, generate};

use crate::args::{Args, Spec};
use crate::codegen::{Target, read, root};
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
        println!("{HELP}");
        return Ok(());
    };
    let model = args.value("--model").ok_or_else(|| format!("error: `--model` is missing\n\n{HELP}"))?;
    let package = package(&args, Path::new(model))?;
    let service = package.client.service.name.clone();
    let folder = root().join("target/conformance").join(&package.folder);
    eprintln!("testing {} operations of {service} in {} ...", package.client.operations.len(), folder.display());
    write_crate(&folder, package)?;
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

fn package(args: &Args, model: &Path) -> Result<Package, Failure> {
    let load = LoadOptions {
        service: args.value("--service").map(str::to_owned),
        operations: args.list("--operations"),
        skip_unsupported: true,
    };
    let model_name = model.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let runtime = RuntimeDependency::Path(root().join("runtime").display().to_string());
    let package = generate(&read(model)?, &load, &PackageOptions { model_name, runtime });
    let package = package.map_err(|problems| format!("{}:\n{problems}", model.display()))?;
    if !package.warnings.is_empty() {
        eprintln!("{}", package.warnings);
    }
    Ok(package)
}

/// Writes the crate, with the versions of dependencies that the workspace has.
fn write_crate(folder: &Path, package: Package) -> Result<(), Failure> {
    let target = Target { folder: folder.to_path_buf(), files: package.files, owns_folder: true };
    write::write(&target)?;
    let (from, to) = (root().join("Cargo.lock"), folder.join("Cargo.lock"));
    fs::copy(&from, &to)
        .map_err(|error| format!("error: cannot copy {} to {}: {error}", from.display(), to.display()))?;
    Ok(())
}

/// Compiles and runs the tests. All services share a target folder, so that what they depend on is compiled once.
fn cargo_test(folder: &Path) -> Result<Output, Failure> {
    let program = option_env!("CARGO").unwrap_or("cargo");
    let target: PathBuf = root().join("target/conformance/target");
    Command::new(program)
        .args(["test", "--tests", "--no-fail-fast", "--quiet"])
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
