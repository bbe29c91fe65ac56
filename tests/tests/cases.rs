//! All cases of `codegen/tests/cases/` are written as crates of one throw-away workspace, which must compile, and be
//! documented, without a single warning, and whose own endpoint tests pass.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use tinsmith_codegen::model::LoadOptions;
use tinsmith_codegen::{PackageOptions, RuntimeDependency, generate};

#[test]
fn every_case_is_tidy_and_compiles_without_a_warning_and_finds_its_endpoints() {
    let workspace = write_workspace();
    let clippy = cargo(&workspace, &["clippy", "--version"]).is_ok();
    if !clippy {
        tinsmith_tests::say("clippy is not installed: the cases are checked by the compiler alone");
    }
    let check = if clippy { "clippy" } else { "check" };
    let check: &[&str] = &[check, "--keep-going", "--workspace", "--all-targets"];
    let document: &[&str] = &["doc", "--keep-going", "--workspace", "--no-deps"];
    // Without the transport, which would take longest to compile.
    let endpoint_tests: &[&str] =
        &["test", "--no-fail-fast", "--workspace", "--no-default-features", "--test", "endpoint"];
    for command in [check, document, endpoint_tests] {
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
    let mut members = Vec::new();
    for (case, model) in cases() {
        let folder = workspace.join(&case);
        let options = PackageOptions { model_name: "model.json".to_owned(), runtime: RuntimeDependency::Workspace };
        let package = generate(&model, &LoadOptions::default(), &options)
            .unwrap_or_else(|problems| panic!("{case}:\n{problems}"));
        for path in files_below(&folder) {
            if !package.files.iter().any(|file| folder.join(&file.path) == path) {
                fs::remove_file(path).unwrap();
            }
        }
        for file in &package.files {
            assert_eq!(tinsmith_tests::untidy(&file.text), Vec::<String>::new(), "{case}: {}", file.path);
            write_changed(&folder.join(&file.path), &file.text);
        }
        members.push(case);
    }
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

/// Names and models of the cases, sorted by name.
fn cases() -> Vec<(String, String)> {
    let entries = fs::read_dir(root().join("codegen/tests/cases")).unwrap();
    let mut cases: Vec<_> = entries
        .map(|entry| {
            let folder = entry.unwrap().path();
            let name = folder.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(folder.join("model.json")).unwrap())
        })
        .collect();
    cases.sort();
    cases
}

/// The folder of this project's workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}
