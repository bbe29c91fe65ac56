//! What is the same each time: generated lines and files, crates of a user's program, and the size of its binary.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::command;
use super::context::Context;
use super::figure::{Row, Unit, count};
use super::results::{Measured, Results};
use super::samples::{FLOOR, OFFICIAL, Samples, TINSMITH};
use super::section::Section;
use crate::write::is_generated;
use crate::{Failure, print};

/// How users build what they deliver.
pub(crate) const RELEASE: [&str; 3] = ["--release", "--config", "profile.release.strip=true"];

const LINES: &str = "generated lines";
const FILES: &str = "generated files";
const CRATES: &str = "crates in a user's program";
const BINARY: &str = "stripped release binary of that program";

/// The subjects, their units and budgets.
const SUBJECTS: [(&str, Unit, f64); 4] = [
    (LINES, Unit::Count, 6500.0),
    (FILES, Unit::Count, 60.0),
    (CRATES, Unit::Count, 100.0),
    (BINARY, Unit::Bytes, 4e6),
];

/// Measures the section.
pub(crate) fn measure(context: &Context<'_>, measured: &mut Measured) -> Result<(), Failure> {
    let mut samples = Samples::new();
    add_source(TINSMITH, &context.root.join("generated/signer"), is_generated, &mut samples)?;
    add_source(OFFICIAL, &context.official()?.folder, |_| true, &mut samples)?;
    for client in [TINSMITH, OFFICIAL, FLOOR] {
        add_program(context, client, &mut samples)?;
    }
    for (subject, unit, budget) in SUBJECTS {
        measured.rows.push(samples.row(subject.to_owned(), unit, subject)?.budget(Some(budget)));
    }
    Ok(())
}

/// Holds this project's figures against their budgets.
pub(crate) fn check(context: &Context<'_>) -> Result<(), Failure> {
    let mut samples = Samples::new();
    add_source(TINSMITH, &context.root.join("generated/signer"), is_generated, &mut samples)?;
    add_program(context, TINSMITH, &mut samples)?;
    let row = |(subject, unit, budget): (&str, Unit, f64)| {
        Ok(Row::new(subject, unit, samples.median(subject, TINSMITH)?).budget(Some(budget)))
    };
    let rows = SUBJECTS.into_iter().map(row).collect::<Result<Vec<Row>, Failure>>()?;
    let recorded = Results::read(&context.root.join("tests/bench"))?;
    for row in &rows {
        let [name, ours, .., budget] = row.cells();
        let recorded = recorded.row(Section::Size, &row.name).map(|row| row.unit.shown(row.ours));
        let recorded = recorded.filter(|recorded| *recorded != ours).map(|recorded| format!(", recorded: {recorded}"));
        print(&format!("{name}: {ours} of {budget}{}", recorded.unwrap_or_default()));
    }
    verdict(&rows)
}

/// Fails when anything is over its budget.
fn verdict(rows: &[Row]) -> Result<(), Failure> {
    let over = rows.iter().filter_map(|row| Some(format!("{} by {}", row.name, row.unit.shown(row.over()?))));
    let over: Vec<String> = over.collect();
    if over.is_empty() {
        print("all within their budgets");
        return Ok(());
    }
    let hint = "Other compilers make binaries of other sizes: the README says which one its table is of.";
    Err(format!("error: over budget: {}\n{hint}", over.join(", ")))
}

/// Counts what is generated.
fn add_source(client: &str, folder: &Path, counts: fn(&Path) -> bool, samples: &mut Samples) -> Result<(), Failure> {
    let (files, lines) = source(&folder.join("src"), counts)?;
    samples.add(FILES, client, count(files));
    samples.add(LINES, client, count(lines));
    Ok(())
}

/// Counts what a program depends on, and how large it is.
fn add_program(context: &Context<'_>, client: &str, samples: &mut Samples) -> Result<(), Failure> {
    let program = format!("program-{client}");
    let target = context.target(&program);
    let tree =
        ["tree", "--locked", "--package", &program, "--edges", "normal,build", "--prefix", "none", "--format", "{p}"];
    let tree = command::printed(&mut context.cargo(&tree, &target))?;
    samples.add(CRATES, client, count(crates(&tree)));
    context.say(&format!("building {program} (release) ..."));
    command::run(context.cargo(&["build", "--locked", "--package", &program], &target).args(RELEASE))?;
    let binary = target.join("release").join(program + std::env::consts::EXE_SUFFIX);
    let bytes = fs::metadata(&binary).map_err(|error| format!("error: no {}: {error}", binary.display()))?.len();
    samples.add(BINARY, client, count(usize::try_from(bytes).unwrap_or(usize::MAX)));
    Ok(())
}

/// The Rust files below a folder that count, and their lines.
fn source(folder: &Path, counts: fn(&Path) -> bool) -> Result<(usize, usize), Failure> {
    let failure = |error| format!("error: cannot list {}: {error}", folder.display());
    let (mut files, mut lines) = (0, 0);
    for entry in fs::read_dir(folder).map_err(failure)? {
        let path = entry.map_err(failure)?.path();
        if path.is_dir() {
            let below = source(&path, counts)?;
            (files, lines) = (files + below.0, lines + below.1);
        } else if path.extension().is_some_and(|extension| extension == "rs") && counts(&path) {
            (files, lines) = (files + 1, lines + crate::codegen::read(&path)?.lines().count());
        }
    }
    Ok((files, lines))
}

/// The packages that `cargo tree` lists, each counted once.
fn crates(tree: &str) -> usize {
    let crates: BTreeSet<&str> = tree.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    crates.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_its_budget_is_named() {
        let row = |name: &str, ours| Row::new(name, Unit::Count, ours).budget(Some(60.0));
        assert_eq!(verdict(&[row("files", 60.0), row("crates", 12.0)]), Ok(()));
        let rows = [row("files", 61.0), row("lines", 60.0), row("crates", 1075.0)];
        let failure = verdict(&rows).unwrap_err();
        assert!(failure.starts_with("error: over budget: files by 1, crates by 1,015\n"), "{failure}");
    }

    #[test]
    fn each_package_counts_once() {
        assert_eq!(crates("program v0.0.0 (/a)\nbytes v1.0.0\nhttp v1.0.0\nbytes v1.0.0 (*)\nbytes v0.5.0\n"), 4);
    }
}
