//! Minimal models, each in a folder of `cases/` that shows one feature, and the code that is generated of them.
//!
//! A new case is a new folder with a `model.json`; `INSTA_UPDATE=always cargo test -p tinsmith-codegen --test cases` writes
//! its snapshot, to be read before it is committed. What every client has alike is left out; `options.json` may name the
//! files to show by the beginnings of their paths: `{"files": ["src/types/"]}`. That all cases compile is tested in
//! `tests/tests/cases.rs`, which runs what a case's `checks.rs` asks of its code, too.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use tinsmith_codegen::model::LoadOptions;
use tinsmith_codegen::{File, PackageOptions, RuntimeDependency, generate};

/// What a case shows unless its `options.json` says otherwise.
const SHOWN: [&str; 3] = ["src/constraints.rs", "src/operation/", "src/types/"];

#[test]
fn cases_give_their_code() {
    for case in cases() {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&case);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!("generated", shown(&case)));
    }
}

/// The folders of `cases/`, sorted.
fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases: Vec<_> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

/// The files that say something of the case's feature, joined.
fn shown(case: &Path) -> String {
    let wanted = wanted(case);
    let is_shown = |file: &File| wanted.iter().any(|start| file.path.starts_with(start)) && says_something(file);
    let show = |file: File| format!("=== {} ===\n{}", file.path, file.text);
    generated(case).into_iter().filter(is_shown).map(show).collect::<Vec<_>>().join("\n")
}

fn wanted(case: &Path) -> Vec<String> {
    let Ok(text) = fs::read_to_string(case.join("options.json")) else {
        return SHOWN.map(str::to_owned).to_vec();
    };
    let options: serde_json::Value = serde_json::from_str(&text).unwrap();
    let files = options.get("files").unwrap().as_array().unwrap();
    files.iter().map(|file| file.as_str().unwrap().to_owned()).collect()
}

/// Whether there is anything below the header: a model without errors has an empty `types/error.rs`.
fn says_something(file: &File) -> bool {
    !file.text.ends_with("Do not edit.\n")
}

fn generated(case: &Path) -> Vec<File> {
    let json = fs::read_to_string(case.join("model.json")).unwrap();
    let options = PackageOptions::new("model.json", RuntimeDependency::Workspace);
    match generate(&json, &LoadOptions::default(), &options) {
        Ok(package) => package.files,
        Err(problems) => panic!("{}:\n{problems}", case.display()),
    }
}
