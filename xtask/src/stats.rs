//! `cargo xtask stats`: what is generated, what a user's program weighs, and how long both take to build.

mod of_model;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::Failure;
use crate::args::{Args, Spec};
use crate::codegen::root;

const HELP: &str = "\
Counts what is generated and measures what it costs to build, against the design's budgets.

Usage: cargo xtask stats [--quick]
       cargo xtask stats --model PATH [--service ID] [--operations A,B] [--quick]

Options:
  --quick            Only count; build nothing
  --model PATH       Generate and build a client of this model instead
  --service ID       The service, when the model holds several
  --operations A,B   Compare a client of only these operations with one of all
  -h, --help         Print this help";

const OPTIONS: [Spec; 4] = [
    Spec { name: "--quick", takes_value: false },
    Spec { name: "--model", takes_value: true },
    Spec { name: "--service", takes_value: true },
    Spec { name: "--operations", takes_value: true },
];

/// How often the generated crate is built alone; the median counts.
const RUNS: usize = 3;

/// A figure and the most that it may be.
struct Row {
    what: &'static str,
    figure: Option<f64>,
    unit: &'static str,
    budget: f64,
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), Failure> {
    let Some(args) = Args::parse(args, &OPTIONS, HELP)? else {
        crate::print(HELP);
        return Ok(());
    };
    if let Some(model) = args.value("--model") {
        return of_model::run(&args, Path::new(model));
    }
    if args.has("--service") || args.has("--operations") {
        return Err(format!("error: `--service` and `--operations` go with `--model`\n\n{HELP}"));
    }
    let root = root();
    let mut rows = counts(&root)?;
    if !args.has("--quick") {
        let target = root.join("target/stats");
        rows.push(generated_alone(&root, &target)?);
        rows.extend(user_program(&root, &target)?);
    }
    println!("| figure | measured | budget | |\n|---|---:|---:|---|");
    for Row { what, figure, unit, budget } in &rows {
        let (text, verdict) = match figure {
            Some(figure) => (format!("{}{unit}", round(*figure)), if figure <= budget { "within" } else { "OVER" }),
            None => ("not measured here".to_owned(), ""),
        };
        println!("| {what} | {text} | {}{unit} | {verdict} |", round(*budget));
    }
    let over = rows.iter().filter(|row| row.figure.is_some_and(|figure| figure > row.budget)).count();
    if over == 0 { Ok(()) } else { Err(format!("error: {over} figure(s) over budget")) }
}

fn round(figure: f64) -> String {
    if figure.fract() == 0.0 { format!("{figure}") } else { format!("{figure:.1}") }
}

/// Lines, files and crates.
fn counts(root: &Path) -> Result<Vec<Row>, Failure> {
    let (mut files, mut lines) = (0_u32, 0_u32);
    let mut open = vec![root.join("generated/signer/src")];
    while let Some(folder) = open.pop() {
        let entries =
            fs::read_dir(&folder).map_err(|error| format!("error: cannot list {}: {error}", folder.display()))?;
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                open.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                files += 1;
                lines += u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
            }
        }
    }
    let tree =
        cargo(&downstream(root), &["tree", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"], None)?;
    let mut crates: Vec<&str> = tree.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    crates.sort_unstable();
    crates.dedup();
    let crates = u32::try_from(crates.len()).unwrap_or(u32::MAX);
    Ok(vec![
        Row { what: "generated lines", figure: Some(lines.into()), unit: "", budget: 6500.0 },
        Row { what: "generated files", figure: Some(files.into()), unit: "", budget: 60.0 },
        Row { what: "crates in a user's program", figure: Some(crates.into()), unit: "", budget: 100.0 },
    ])
}

fn downstream(root: &Path) -> PathBuf {
    root.join("tests/downstream")
}

/// The release build of the generated crate, its dependencies built before.
fn generated_alone(root: &Path, target: &Path) -> Result<Row, Failure> {
    let figure = build_alone(root, target, "tinsmith-signer")?;
    Ok(Row { what: "release build of the generated crate alone", figure, unit: " s", budget: 3.0 })
}

/// The seconds that the release build of a package takes once its dependencies are built: the median of some runs.
fn build_alone(folder: &Path, target: &Path, package: &str) -> Result<Option<f64>, Failure> {
    eprintln!("building {package} and its dependencies (release) ...");
    let build = ["build", "--release", "--package", package];
    let clean = ["clean", "--release", "--package", package];
    cargo(folder, &build, Some(target))?;
    let mut seconds = Vec::new();
    for run in 1..=RUNS {
        eprintln!("building {package} alone, {run} of {RUNS} ...");
        cargo(folder, &clean, Some(target))?;
        let start = Instant::now();
        cargo(folder, &build, Some(target))?;
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    Ok(seconds.get(RUNS / 2).copied())
}

/// Clean builds of a user's program.
fn user_program(root: &Path, target: &Path) -> Result<Vec<Row>, Failure> {
    let target = target.join("downstream");
    let measure = |profile: &str, options: &[&str]| -> Result<Option<f64>, Failure> {
        let _ = fs::remove_dir_all(&target);
        eprintln!("building a user's program from nothing ({profile}) ...");
        let before = children_cpu_seconds();
        let arguments: Vec<&str> = ["build"].iter().chain(options).copied().collect();
        cargo(&downstream(root), &arguments, Some(&target))?;
        Ok(before.zip(children_cpu_seconds()).map(|(before, after)| after - before))
    };
    let dev = measure("dev", &[])?;
    let release = measure("release", &["--release", "--config", "profile.release.strip=true"])?;
    let binary = target.join("release").join(format!("downstream{}", std::env::consts::EXE_SUFFIX));
    let size = fs::metadata(&binary).map_err(|error| format!("error: no {}: {error}", binary.display()))?.len();
    #[expect(clippy::cast_precision_loss, reason = "a few megabytes")]
    let megabytes = size as f64 / 1_000_000.0;
    let row = |what, figure, unit, budget| Row { what, figure, unit, budget };
    Ok(vec![
        row("clean dev build of a user's program, CPU time", dev, " s", 65.0),
        row("clean release build of a user's program, CPU time", release, " s", 120.0),
        row("stripped release binary of that program", Some(megabytes), " MB", 4.0),
    ])
}

/// CPU time of all finished child processes, in seconds, where the system tells (Linux: `/proc/self/stat`, fields 16
/// and 17, in hundredths of a second).
fn children_cpu_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    let ticks = |index: usize| fields.get(index)?.parse::<f64>().ok();
    Some((ticks(13)? + ticks(14)?) / 100.0)
}

/// Runs cargo and gives what it printed.
fn cargo(folder: &Path, arguments: &[&str], target: Option<&Path>) -> Result<String, Failure> {
    let program = option_env!("CARGO").unwrap_or("cargo");
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments);
    if let Some(target) = target {
        command.env("CARGO_TARGET_DIR", target);
    }
    let output = command.output().map_err(|error| format!("error: cannot run {program}: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    Err(format!("error: `cargo {}` failed in {}:\n{text}", arguments.join(" "), folder.display()))
}
