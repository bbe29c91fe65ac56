//! What a client of any model weighs, whole and cut down to some operations.

use std::path::Path;

use tinsmith_codegen::model::LoadOptions;

use super::build_alone;
use crate::args::Args;
use crate::codegen::{any_package, load_options, root};
use crate::{Failure, write};

/// Prints a table with a row for the operations that are named, if any are, and one for all of the service.
pub(super) fn run(args: &Args, model: &Path) -> Result<(), Failure> {
    let whole = LoadOptions { operations: None, skip_unsupported: true, ..load_options(args) };
    let part = args.has("--operations").then(|| load_options(args));
    let rows = part.iter().chain([&whole]).map(|load| row(args, model, load)).collect::<Result<Vec<_>, _>>()?;
    println!("| operations | lines | files | release build of the crate alone |\n|---:|---:|---:|---:|");
    rows.iter().for_each(|row| println!("{row}"));
    Ok(())
}

fn row(args: &Args, model: &Path, load: &LoadOptions) -> Result<String, Failure> {
    let package = any_package(model, load)?;
    let source = || package.files.iter().filter(|file| file.path.starts_with("src/"));
    let lines: usize = source().map(|file| file.text.lines().count()).sum();
    let counts = format!("| {} | {lines} | {} |", package.client.operations.len(), source().count());
    if args.has("--quick") {
        return Ok(format!("{counts} not measured |"));
    }
    let kind = if load.operations.is_some() { "part" } else { "whole" };
    let target = root().join("target/stats");
    let folder = target.join(format!("{}-{kind}", package.folder));
    let name = format!("tinsmith-{}", package.folder.replace('_', "-"));
    write::scratch(&folder, package.files)?;
    let seconds = build_alone(&folder, &target, &name)?.unwrap_or_default();
    Ok(format!("{counts} {seconds:.1} s |"))
}
