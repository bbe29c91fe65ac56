//! `cargo xtask bench`: this project and the official crate, measured side by side by one command.

mod builds;
mod calls;
mod command;
mod context;
mod figure;
mod generator;
mod load;
mod report;
mod results;
mod samples;
mod section;
mod sigv4;
mod size;

use std::path::Path;

use crate::args::{Args, Spec};
use crate::bench::context::Context;
use crate::bench::results::Results;
use crate::bench::section::Section;
use crate::codegen::root;
use crate::{Failure, print};

const HELP: &str = "\
Measures this project and the official crate side by side, and prints a table with ratios.

Usage: cargo xtask bench [--only SECTION,..] [--rounds N] [--record]
       cargo xtask bench --check

Sections: calls, load, sigv4, builds, generator, size. All of them take about half an hour, builds most of it, on a machine
that should be idle. Results go to target/bench/, as results.json and results.md, in place of those of the run before.

Options:
  --only SECTION,..  Measure only these
  --rounds N         How often, both sides in turn; medians count [default: 5, of builds 3]
  --record           Write the results to tests/bench/ and their table into README.md; with `--only`, other sections stay
                     as they are recorded
  --check            Only hold what is stable (lines, files, crates, the binary's size) against the budgets, and fail when
                     anything is over
  -h, --help         Print this help";

const OPTIONS: [Spec; 4] = [
    Spec { name: "--only", takes_value: true },
    Spec { name: "--rounds", takes_value: true },
    Spec { name: "--record", takes_value: false },
    Spec { name: "--check", takes_value: false },
];

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), Failure> {
    let Some(args) = Args::parse(args, &OPTIONS, HELP)? else {
        print(HELP);
        return Ok(());
    };
    let wrong = |problem: &str| format!("error: {problem}\n\n{HELP}");
    let root = root();
    if args.has("--check") {
        if ["--only", "--rounds", "--record"].iter().any(|option| args.has(option)) {
            return Err(wrong("`--check` goes with no other option"));
        }
        return size::check(&Context::new(&root, None));
    }
    let sections = match args.list("--only") {
        Some(names) => Section::parse(&names).map_err(|problem| wrong(&problem))?,
        None => Section::ALL.to_vec(),
    };
    let rounds = match args.value("--rounds").map(str::parse) {
        None => None,
        Some(Ok(rounds)) if rounds > 0 => Some(rounds),
        Some(_) => return Err(wrong("`--rounds` needs a whole number from 1 on")),
    };
    measure(&Context::new(&root, rounds), &sections, args.has("--record"))
}

/// Measures the sections in turn. What is done is written at once, so that a failure costs its own section only.
fn measure(context: &Context<'_>, sections: &[Section], record: bool) -> Result<(), Failure> {
    let folder = context.root.join(if record { "tests/bench" } else { "target/bench" });
    let (mut measured, mut written) = (Results::default(), Results::default());
    if record {
        written = Results::read(&folder)?;
    }
    if let Some(load) = load().filter(|load| *load > 1.0) {
        context.say(&format!("this machine is busy (load {load:.1}): times will be longer than they should"));
    }
    for section in sections {
        let section = section.measure(context)?;
        for left_out in &section.left_out {
            context.say(&format!("left out: {left_out}"));
        }
        measured.put(section.clone());
        written.put(section);
        written.write(&folder)?;
        if record {
            report::write_readme(&context.root.join("README.md"), &written)?;
        }
    }
    let whole = sections.len() == Section::ALL.len();
    print(&if whole { report::summary(&measured) } else { report::page(&measured) });
    context.say(&format!("written to {}", relative(context.root, &folder.join("results.md"))));
    Ok(())
}

/// How many processes have wanted to run during the last minute, where the system tells.
fn load() -> Option<f64> {
    std::fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

fn relative(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}
