//! `cargo xtask survey`: the generator over a folder of models.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use tinsmith_codegen::ir::ConstraintKind;
use tinsmith_codegen::model::{LoadOptions, Model};
use tinsmith_codegen::{Package, PackageOptions, RuntimeDependency, generate};

use crate::Failure;
use crate::args::{Args, Spec};
use crate::codegen::read;

const HELP: &str = "\
Runs the generator over every service of every model in a folder, writes nothing, and prints a row for each: what it
gives, and what it refuses and why.

Usage: cargo xtask survey DIR

Fails when a service cannot be generated at all.

Options:
  -h, --help   Print this help";

/// A service, or a file that holds none.
struct Row {
    /// The file, and the service when there are several.
    name: String,
    /// Figures, or why there is no client.
    figures: Result<Figures, String>,
    /// What is refused or not enforced, a line each.
    notes: Vec<String>,
}

/// What a client holds.
#[derive(Clone, Copy, Default)]
struct Figures {
    operations: usize,
    left_out: usize,
    shapes: usize,
    files: usize,
    lines: usize,
    patterns: usize,
    tests: usize,
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), Failure> {
    let (folders, rest): (Vec<&String>, Vec<&String>) = args.iter().partition(|arg| !arg.starts_with('-'));
    let rest: Vec<String> = rest.into_iter().cloned().collect();
    let none: [Spec; 0] = [];
    if Args::parse(&rest, &none, HELP)?.is_none() {
        crate::print(HELP);
        return Ok(());
    }
    let [folder] = folders.as_slice() else {
        return Err(format!("error: name one folder\n\n{HELP}"));
    };
    let rows = rows(&models(Path::new(folder))?);
    print(&rows);
    let refused = rows.iter().filter(|row| row.figures.is_err()).count();
    if refused == 0 { Ok(()) } else { Err(format!("error: {refused} service(s) cannot be generated")) }
}

fn models(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(|error| format!("error: cannot list {}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    if paths.is_empty() { Err(format!("error: there is no model in {}", folder.display())) } else { Ok(paths) }
}

/// The rows of all models, in order, made on as many threads as the machine runs at once.
fn rows(paths: &[PathBuf]) -> Vec<Row> {
    let next = Mutex::new(paths.iter().enumerate());
    let done = Mutex::new(Vec::new());
    let work = || {
        // Bound to a name, the lock would be held while the model is worked on.
        while let Some((index, path)) = next.lock().ok().and_then(|mut next| next.next()) {
            let rows = file_rows(path);
            if let Ok(mut done) = done.lock() {
                done.push((index, rows));
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().flat_map(|(_, rows)| rows).collect()
}

/// A row for each service of a file.
fn file_rows(path: &Path) -> Vec<Row> {
    let file = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let broken = |reason: String| vec![Row { name: file.clone(), figures: Err(reason), notes: Vec::new() }];
    let json = match read(path) {
        Ok(json) => json,
        Err(failure) => return broken(failure),
    };
    match Model::services(&json) {
        Err(problems) => broken(problems.to_string()),
        Ok(services) if services.is_empty() => broken("the model has no service".to_owned()),
        Ok(services) => {
            let several = services.len() > 1;
            let row = |id: &String| {
                let name = if several { format!("{file} {id}") } else { file.clone() };
                service_row(name, &json, id)
            };
            services.iter().map(row).collect()
        }
    }
}

fn service_row(name: String, json: &str, service: &str) -> Row {
    let load = LoadOptions { service: Some(service.to_owned()), operations: None, skip_unsupported: true };
    let options = PackageOptions::new(name.clone(), RuntimeDependency::Workspace);
    match generate(json, &load, &options) {
        Ok(package) => Row { name, notes: notes(&package), figures: Ok(figures(&package)) },
        Err(problems) => {
            let text: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Row { name, figures: Err(text.join("\n")), notes: Vec::new() }
        }
    }
}

fn figures(package: &Package) -> Figures {
    let client = &package.client;
    let source = || package.files.iter().filter(|file| file.path.starts_with("src/"));
    let has_pattern = |kind: &ConstraintKind| matches!(kind, ConstraintKind::Text(Some(_)));
    Figures {
        operations: client.operations.len(),
        left_out: client.service.left_out.len(),
        shapes: client.types().count() + client.errors.len(),
        files: source().count(),
        lines: source().map(|file| file.text.lines().count()).sum(),
        patterns: client.constraints.values().filter(|constraint| has_pattern(&constraint.kind)).count(),
        tests: client.tests.protocol.len() + client.tests.validation.len() + client.tests.endpoint.len(),
    }
}

/// What is refused, and what else the generator warns of.
fn notes(package: &Package) -> Vec<String> {
    let left_out = package.client.service.left_out.iter();
    let mut notes: Vec<String> =
        left_out.map(|left_out| format!("refused: {}: {}", left_out.name, left_out.reason)).collect();
    let warnings = package.warnings.iter().map(ToString::to_string).filter(|text| !text.contains(": left out: "));
    notes.extend(warnings);
    notes
}

fn print(rows: &[Row]) {
    let width = rows.iter().map(|row| row.name.len()).max().unwrap_or_default().max("total".len());
    let line = |name: &str, figures: &Figures| {
        let Figures { operations, left_out, shapes, files, lines, patterns, tests } = figures;
        println!(
            "{name:width$} {operations:>10} {left_out:>8} {shapes:>7} {files:>6} {lines:>8} {patterns:>9} {tests:>7}"
        );
    };
    println!(
        "{:width$} {:>10} {:>8} {:>7} {:>6} {:>8} {:>9} {:>7}",
        "model", "operations", "refused", "shapes", "files", "lines", "patterns", "tests"
    );
    let mut total = Figures::default();
    for row in rows {
        match &row.figures {
            Ok(figures) => {
                line(&row.name, figures);
                total = total.plus(figures);
            }
            Err(reason) => println!("{:width$} cannot be generated:\n{}", row.name, indented(reason)),
        }
        row.notes.iter().for_each(|note| println!("{}", indented(note)));
    }
    line("total", &total);
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

impl Figures {
    fn plus(self, other: &Self) -> Self {
        Self {
            operations: self.operations + other.operations,
            left_out: self.left_out + other.left_out,
            shapes: self.shapes + other.shapes,
            files: self.files + other.files,
            lines: self.lines + other.lines,
            patterns: self.patterns + other.patterns,
            tests: self.tests + other.tests,
        }
    }
}
