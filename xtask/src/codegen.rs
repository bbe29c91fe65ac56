//! `cargo xtask codegen`: models in, crates out.

use std::fs;
use std::path::{Component, Path, PathBuf};

use tinsmith_codegen::model::LoadOptions;
use tinsmith_codegen::{File, Package, PackageOptions, RuntimeDependency, constraint_table, partitions};

use crate::args::{Args, Spec};
use crate::{Failure, check, write};

const HELP: &str = "\
Writes every client of model/*.json into generated/<service>/, a table of its constraints into tests/tests/constraints/,
and the partitions of model/partitions.json into the runtime.

Usage: cargo xtask codegen [--check]
       cargo xtask codegen --model PATH --out DIR [--service ID] [--operations A,B]

Options:
  --check            Write nothing; fail with a diff when a generated file is not what the model gives
  --model PATH       Generate from this model instead
  --out DIR          ... into this folder, as a crate of its own
  --service ID       The service to generate, when the model holds several
  --operations A,B   Only these operations and the shapes that they need. Without it, operations that are not supported
                     are left out, with a warning for each
  -h, --help         Print this help";

const OPTIONS: [Spec; 5] = [
    Spec { name: "--check", takes_value: false },
    Spec { name: "--model", takes_value: true },
    Spec { name: "--out", takes_value: true },
    Spec { name: "--service", takes_value: true },
    Spec { name: "--operations", takes_value: true },
];

/// A folder and the files that it must hold.
pub(crate) struct Target {
    /// The folder.
    pub(crate) folder: PathBuf,
    /// The generated files in it.
    pub(crate) files: Vec<File>,
    /// Whether other generated files in it are left over from an earlier model.
    pub(crate) owns_folder: bool,
}

impl Target {
    /// The text of the crate's manifest; nothing when the target is no crate.
    pub(crate) fn manifest(&self) -> &str {
        self.files.iter().find(|file| file.path == "Cargo.toml").map_or("", |file| file.text.as_str())
    }
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<(), Failure> {
    let Some(args) = Args::parse(args, &OPTIONS, HELP)? else {
        crate::print(HELP);
        return Ok(());
    };
    let targets = match (args.value("--model"), args.value("--out")) {
        (Some(model), Some(out)) => vec![single(&args, Path::new(model), Path::new(out))?],
        (None, None) if args.has("--service") || args.has("--operations") => {
            return Err(format!("error: `--service` and `--operations` go with `--model` and `--out`\n\n{HELP}"));
        }
        (None, None) => workspace(&root())?,
        _ => return Err(format!("error: `--model` and `--out` go together\n\n{HELP}")),
    };
    if args.has("--check") {
        return check::check(&targets, &mending(&args));
    }
    for target in &targets {
        write::refuse_others(target)?;
    }
    for target in &targets {
        let report = write::write(target)?;
        println!("{}: {report}", target.folder.display());
    }
    if let (Some(out), [target]) = (args.value("--out"), targets.as_slice()) {
        let name = write::package_name(target.manifest()).unwrap_or_default();
        println!("\nTo use it (a workspace that surrounds it lists it under `exclude`):");
        println!("\n    [dependencies]\n    {name} = {{ path = {out:?} }}");
    }
    Ok(())
}

/// The command that writes what `--check` misses.
fn mending(args: &Args) -> String {
    let given = OPTIONS.iter().filter_map(|option| Some((option.name, args.value(option.name)?)));
    let options = given.filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!(" {name} {value}"));
    format!("cargo xtask codegen{}", options.collect::<String>())
}

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_path_buf()
}

/// Everything that is generated in the workspace. Fails before anything is written when any model has a problem.
pub(crate) fn workspace(root: &Path) -> Result<Vec<Target>, Failure> {
    let models = root.join("model");
    let entries = fs::read_dir(&models).map_err(|error| format!("error: cannot list {}: {error}", models.display()))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let mut targets: Vec<Target> = Vec::new();
    let mut problems = Vec::new();
    for path in &paths {
        let name = format!("model/{}", path.file_name().unwrap_or_default().to_string_lossy());
        let taken = |new: &[Target]| {
            targets.iter().any(|other| other.owns_folder && new.iter().any(|target| target.folder == other.folder))
        };
        match workspace_targets(root, path, &name) {
            Ok(new) if taken(&new) => {
                problems.push(format!("error: {name} generates a folder that another model generates too"));
            }
            Ok(new) => targets.extend(new),
            Err(problem) => problems.push(problem),
        }
    }
    if targets.is_empty() && problems.is_empty() {
        problems.push(format!("error: there is no model in {}", models.display()));
    }
    if problems.is_empty() {
        problems.extend(orphans(&root.join("generated"), &targets));
    }
    if problems.is_empty() { Ok(targets) } else { Err(problems.join("\n\n")) }
}

/// Crates that were generated from a model that is gone.
fn orphans(generated: &Path, targets: &[Target]) -> Vec<Failure> {
    let folders = fs::read_dir(generated).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut orphans: Vec<PathBuf> = folders
        .filter(|folder| write::is_generated(&folder.join("Cargo.toml")))
        .filter(|folder| !targets.iter().any(|target| target.folder == *folder))
        .collect();
    orphans.sort();
    let problem = |folder: &PathBuf| {
        format!("error: the model of {} is gone: put it back into model/, or remove the folder", folder.display())
    };
    orphans.iter().map(problem).collect()
}

/// What a model gives: its client and a table for the tests of its constraints, or the runtime's partitions.
fn workspace_targets(root: &Path, path: &Path, name: &str) -> Result<Vec<Target>, Failure> {
    let json = read(path)?;
    if name == "model/partitions.json" {
        let file = partitions::generate(&json, name).map_err(|problems| format!("{name}:\n{problems}"))?;
        return Ok(vec![Target { folder: root.join("runtime"), files: vec![file], owns_folder: false }]);
    }
    let load = LoadOptions::default();
    let folder = |service: &str| root.join("generated").join(service);
    let package = package(&json, &load, PackageOptions::new(name, RuntimeDependency::Workspace), |service| {
        Some(folder(service))
    })?;
    let table = constraint_table(&json, &load, name).map_err(|problems| format!("{name}:\n{problems}"))?;
    let mut targets = vec![Target { folder: folder(&package.folder), files: package.files, owns_folder: true }];
    // A table that no test uses yet would only lie about: the first one is put there by whoever writes the test.
    let tests = root.join("tests/tests");
    if tests.join(&table.path).exists() {
        targets.push(Target { folder: tests, files: vec![table], owns_folder: false });
    }
    Ok(targets)
}

/// A crate of its own, outside of the workspace.
fn single(args: &Args, model: &Path, out: &Path) -> Result<Target, Failure> {
    let generated = root().join("generated");
    if std::path::absolute(out).is_ok_and(|out| out.starts_with(&generated)) {
        return Err(format!(
            "error: {} holds the clients of this workspace: put the model into model/ and run `cargo xtask codegen`, or \
             choose a folder elsewhere",
            generated.display()
        ));
    }
    let package = any_package(model, &load_options(args), Some(out))?;
    Ok(Target { folder: out.to_path_buf(), files: package.files, owns_folder: true })
}

/// The service and the operations that are asked for. Operations that are named must be there; of a whole service, those
/// that are not supported are left out.
pub(crate) fn load_options(args: &Args) -> LoadOptions {
    LoadOptions {
        service: args.value("--service").map(str::to_owned),
        operations: args.list("--operations"),
        skip_unsupported: !args.has("--operations"),
    }
}

/// The client of any model, as a package of its own that depends on this workspace's runtime. Modules that were
/// written by hand are those of this folder.
pub(crate) fn any_package(model: &Path, load: &LoadOptions, folder: Option<&Path>) -> Result<Package, Failure> {
    let runtime = root().join("runtime");
    let runtime = folder.and_then(|folder| way(folder, &runtime)).unwrap_or(runtime);
    let runtime = RuntimeDependency::Path(runtime.display().to_string());
    let model_name = model.file_name().unwrap_or_default().to_string_lossy();
    package(&read(model)?, load, PackageOptions::new(model_name, runtime), |_| folder.map(Path::to_owned))
}

/// The way from one folder to another, which stays right when both are moved or checked out elsewhere. There is none between
/// drives.
fn way(from: &Path, to: &Path) -> Option<PathBuf> {
    let (from, to) = (normal(from)?, normal(to)?);
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    let down = to.components().skip(shared);
    // The root alone says nothing of where a checkout is.
    (shared > 1).then(|| up.chain(down).collect())
}

/// A path from the root on, without `.` and `..`.
fn normal(path: &Path) -> Option<PathBuf> {
    let mut normal = PathBuf::new();
    for component in std::path::absolute(path).ok()?.components() {
        match component {
            Component::ParentDir => {
                normal.pop();
            }
            Component::CurDir => {}
            other => normal.push(other),
        }
    }
    Some(normal)
}

/// A client, with the modules that were written by hand in the folder that belongs to its service.
fn package(
    json: &str,
    load: &LoadOptions,
    mut options: PackageOptions,
    folder: impl Fn(&str) -> Option<PathBuf>,
) -> Result<Package, Failure> {
    let model_name = options.model_name.clone();
    let failure = |problems| format!("{model_name}:\n{problems}\nNothing was written.");
    let (client, warnings) = tinsmith_codegen::client(json, load).map_err(failure)?;
    if let Some(folder) = folder(&client.service.module) {
        options.hand_written = write::hand_written(&folder)?;
    }
    let package = tinsmith_codegen::package(client, warnings, &options).map_err(failure)?;
    if !package.warnings.is_empty() {
        eprintln!("{}:\n{}", options.model_name, package.warnings);
    }
    Ok(package)
}

pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    let bytes = fs::read(path).map_err(|error| format!("error: cannot read {}: {error}", path.display()))?;
    String::from_utf8(bytes).map_err(|error| format!("error: {} is not UTF-8: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_the_runtime_is_relative() {
        let way = |from: &str, to: &str| way(Path::new(from), Path::new(to));
        assert_eq!(way("/home/me/app/client", "/home/me/tinsmith/runtime"), Some("../../tinsmith/runtime".into()));
        assert_eq!(way("/home/me/x/../tinsmith/client/.", "/home/me/tinsmith/runtime"), Some("../runtime".into()));
        assert_eq!(way("/srv/client", "/home/me/tinsmith/runtime"), None, "nothing is shared but the root");
    }

    #[test]
    fn a_crate_whose_model_is_gone_is_reported() {
        let generated = std::env::temp_dir().join(format!("tinsmith-orphans-{}", std::process::id()));
        for (folder, manifest) in [
            ("known", "# @generated by `cargo xtask codegen` from model/known.json. Do not edit.\n"),
            ("gone", "# @generated by `cargo xtask codegen` from model/gone.json. Do not edit.\n"),
            ("by-hand", "[package]\n"),
        ] {
            fs::create_dir_all(generated.join(folder)).unwrap();
            fs::write(generated.join(folder).join("Cargo.toml"), manifest).unwrap();
        }
        let known = Target { folder: generated.join("known"), files: Vec::new(), owns_folder: true };
        let problems = orphans(&generated, &[known]);
        fs::remove_dir_all(&generated).unwrap();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains("gone is gone"), "{problems:?}");
    }
}
