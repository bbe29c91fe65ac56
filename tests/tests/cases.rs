//! All cases of `codegen/tests/cases/`, and the real models that are at hand, are written as crates of one throw-away
//! workspace, which must compile, and be documented, without a single warning, and whose own tests pass.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use tinsmith_codegen::model::LoadOptions;
use tinsmith_codegen::{File, PackageOptions, RuntimeDependency, generate};

#[test]
fn every_model_gives_a_tidy_crate_that_compiles_without_a_warning_and_passes_its_own_tests() {
    let workspace = write_workspace();
    let clippy = cargo(&workspace, &["clippy", "--version"]).is_ok();
    if !clippy {
        tinsmith_tests::say("clippy is not installed: the cases are checked by the compiler alone");
    }
    let check = if clippy { "clippy" } else { "check" };
    let stubs = ["--features", "test-util"];
    let check: &[&str] = &[&[check, "--keep-going", "--workspace", "--all-targets"][..], &stubs].concat();
    let document: &[&str] = &[&["doc", "--keep-going", "--workspace", "--no-deps"][..], &stubs].concat();
    // Without the transport, which would take longest to compile.
    let tests = ["--test", "endpoint", "--test", "protocol", "--test", "checks"];
    let test: &[&str] = &[&["test", "--no-fail-fast", "--workspace", "--no-default-features"][..], &tests].concat();
    for command in [check, document, test] {
        if let Err(text) = cargo(&workspace, &[command, &["--quiet", "--offline"]].concat()) {
            panic!("`cargo {}` in {} says:\n{text}", command.join(" "), workspace.display());
        }
    }
}

/// Runs cargo with every warning an error. What it prints is the failure.
fn cargo(folder: &Path, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        // Inside the folder, so that it is kept from run to run and the runtime is compiled once.
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("RUSTFLAGS", "-D warnings")
        .env("RUSTDOCFLAGS", "-D warnings")
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(())
    } else {
        Err([output.stderr, output.stdout].map(|text| String::from_utf8_lossy(&text).into_owned()).concat())
    }
}

/// Writes the workspace into the folder for temporary files of this project's target folder.
fn write_workspace() -> PathBuf {
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cases");
    let (mut members, mut untidy) = (Vec::new(), Vec::new());
    for Source { name: case, json, load, checks } in cases().into_iter().chain(real_models()) {
        let folder = workspace.join(&case);
        let options = PackageOptions::new("model.json", RuntimeDependency::Workspace);
        let mut package = generate(&json, &load, &options).unwrap_or_else(|problems| panic!("{case}:\n{problems}"));
        package.files.extend(checks.map(|text| File { path: "tests/checks.rs".to_owned(), text }));
        for path in files_below(&folder) {
            if !package.files.iter().any(|file| folder.join(&file.path) == path) {
                fs::remove_file(path).unwrap();
            }
        }
        for file in &package.files {
            let untidy_lines = tinsmith_tests::untidy(&file.text);
            untidy.extend(untidy_lines.into_iter().map(|line| format!("{case}: {}: {line}", file.path)));
            write_changed(&folder.join(&file.path), &renamed(&file.text, &package.folder, &case));
        }
        members.push(case);
    }
    assert_eq!(untidy, Vec::<String>::new());
    write_changed(&workspace.join("Cargo.toml"), &manifest(&members));
    fs::copy(root().join("Cargo.lock"), workspace.join("Cargo.lock")).unwrap();
    workspace
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// Leaves a file with the same text alone, so that cargo does not compile it again.
fn write_changed(path: &Path, text: &str) {
    if fs::read_to_string(path).ok().as_deref() != Some(text) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// The text with the crate called as its case: several models may be of one service.
fn renamed(text: &str, service: &str, case: &str) -> String {
    let (from, to) = (service.replace('_', "-"), case.to_lowercase().replace(['_', '.'], "-"));
    text.replace(&format!("tinsmith-{from}"), &format!("tinsmith-{to}"))
        .replace(&format!("tinsmith_{service}"), &format!("tinsmith_{}", to.replace('-', "_")))
}

/// The manifest of this project's workspace, with other members: the cases stand under the same lints.
fn manifest(members: &[String]) -> String {
    let text = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let absolute = format!("path = \"{}/", root().display());
    let line = |line: &str| match line.split_once(' ') {
        Some(("members", _)) => format!("members = {members:?}\n"),
        Some(("exclude", _)) => String::new(),
        _ => format!("{}\n", line.replace("path = \"", &absolute)),
    };
    text.lines().map(line).collect()
}

/// A model and what of it to generate.
struct Source {
    name: String,
    json: String,
    load: LoadOptions,
    /// Tests of what its code does, beside its model.
    checks: Option<String>,
}

/// The cases, sorted by name.
fn cases() -> Vec<Source> {
    let entries = fs::read_dir(root().join("codegen/tests/cases")).unwrap();
    let mut cases: Vec<_> = entries
        .map(|entry| {
            let folder = entry.unwrap().path();
            let name = folder.file_name().unwrap().to_string_lossy().into_owned();
            let json = fs::read_to_string(folder.join("model.json")).unwrap();
            let checks = fs::read_to_string(folder.join("checks.rs")).ok();
            Source { name, json, load: LoadOptions::default(), checks }
        })
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

/// Models of AWS and the larger services of Smithy's protocol tests, where they are at hand.
fn real_models() -> Vec<Source> {
    let what = "compiling clients of real models";
    let folders = (tinsmith_tests::shared("models", what), tinsmith_tests::shared("conformance", what));
    let (Some(models), Some(conformance)) = folders else {
        return Vec::new();
    };
    let load = |service: Option<&str>| LoadOptions {
        service: service.map(str::to_owned),
        operations: None,
        // Event streams.
        skip_unsupported: true,
    };
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    let models = fs::read_dir(models).unwrap().map(|entry| entry.unwrap().path());
    let models = models.map(|path| Source {
        name: path.file_stem().unwrap().to_string_lossy().into_owned(),
        json: read(&path),
        load: load(None),
        checks: None,
    });
    let mut sources: Vec<_> = models.collect();
    let tests = read(&conformance.join("aws-protocol-tests.json"));
    sources.extend(["RestJson", "JsonProtocol", "JsonRpc10"].map(|service| Source {
        name: service.to_owned(),
        json: tests.clone(),
        load: load(Some(service)),
        checks: None,
    }));
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    sources
}

/// The folder of this project's workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}
