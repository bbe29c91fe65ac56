//! What is the same each time: generated lines and files, crates of a user's program, and the size of its binary.

use std::fs;
use std::path::Path;

use super::figure::{Row, Unit};
use super::results::Measured;
use super::samples::{OFFICIAL, Samples, TINSMITH};
use super::tools::{self, Context};
use crate::{Failure, print};

/// How users build what they deliver.
pub(crate) const RELEASE: [&str; 3] = ["--release", "--config", "profile.release.strip=true"];

/// The subjects, their units and budgets.
const SUBJECTS: [(&str, Unit, f64); 4] = [
    ("generated lines", Unit::Count, 6500.0),
    ("generated files", Unit::Count, 60.0),
    ("crates in a user's program", Unit::Count, 100.0),
    ("stripped release binary of that program", Unit::Bytes, 4e6),
];

/// Measures the section.
pub(crate) fn measure(context: &Context<'_>, measured: &mut Measured) -> Result<(), Failure> {
    let mut samples = Samples::new();
    let folders = [(TINSMITH, context.root.join("generated/signer")), (OFFICIAL, context.official()?.folder)];
    for (client, folder) in folders {
        add(context, client, &folder, &mut samples)?;
    }
    for (subject, unit, budget) in SUBJECTS {
        measured.rows.push(samples.row(subject.to_owned(), unit, subject)?.budget(Some(budget)));
    }
    Ok(())
}

/// Holds this project's figures against their budgets.
pub(crate) fn check(context: &Context<'_>) -> Result<(), Failure> {
    let mut samples = Samples::new();
    add(context, TINSMITH, &context.root.join("generated/signer"), &mut samples)?;
    let row = |(subject, unit, budget): (&str, Unit, f64)| {
        Ok(Row::new(subject, unit, samples.median(subject, TINSMITH)?).budget(Some(budget)))
    };
    let rows = SUBJECTS.into_iter().map(row).collect::<Result<Vec<Row>, Failure>>()?;
    for row in &rows {
        let [name, ours, .., budget] = row.cells();
        print(&format!("{name}: {ours} of {budget}"));
    }
    match rows.iter().filter(|row| row.over().is_some()).count() {
        0 => Ok(()),
        over => Err(format!("error: {over} figure(s) over budget")),
    }
}

/// Counts one side.
fn add(context: &Context<'_>, client: &str, generated: &Path, samples: &mut Samples) -> Result<(), Failure> {
    let program = format!("program-{client}");
    let target = context.target(&program);
    let (files, lines) = source(&generated.join("src"))?;
    let tree =
        ["tree", "--locked", "--package", &program, "--edges", "normal,build", "--prefix", "none", "--format", "{p}"];
    let tree = tools::printed(&mut context.cargo(&tree, &target))?;
    context.say(&format!("building {program} (release) ..."));
    tools::run(context.cargo(&["build", "--locked", "--package", &program], &target).args(RELEASE))?;
    let binary = target.join("release").join(program + std::env::consts::EXE_SUFFIX);
    let bytes = fs::metadata(&binary).map_err(|error| format!("error: no {}: {error}", binary.display()))?.len();
    let figures = [lines, files, crates(&tree), u32::try_from(bytes).unwrap_or(u32::MAX)];
    for ((subject, ..), figure) in SUBJECTS.into_iter().zip(figures) {
        samples.add(subject, client, figure.into());
    }
    Ok(())
}

/// The Rust files below a folder, and their lines.
fn source(folder: &Path) -> Result<(u32, u32), Failure> {
    let failure = |error| format!("error: cannot list {}: {error}", folder.display());
    let (mut files, mut lines) = (0, 0);
    for entry in fs::read_dir(folder).map_err(failure)? {
        let path = entry.map_err(failure)?.path();
        if path.is_dir() {
            let below = source(&path)?;
            (files, lines) = (files + below.0, lines + below.1);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let count = crate::codegen::read(&path)?.lines().count();
            (files, lines) = (files + 1, lines + u32::try_from(count).unwrap_or(u32::MAX));
        }
    }
    Ok((files, lines))
}

/// The packages that `cargo tree` lists, each counted once.
fn crates(tree: &str) -> u32 {
    let mut crates: Vec<&str> = tree.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    crates.sort_unstable();
    crates.dedup();
    u32::try_from(crates.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_package_counts_once() {
        assert_eq!(crates("program v0.0.0 (/a)\nbytes v1.0.0\nhttp v1.0.0\nbytes v1.0.0 (*)\nbytes v0.5.0\n"), 4);
    }
}
