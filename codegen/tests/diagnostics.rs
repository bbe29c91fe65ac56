//! Broken models, each in a folder of `diagnostics/`, and the diagnostics that they must give.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use tinsmith_codegen::lower;
use tinsmith_codegen::model::{LoadOptions, Model};

#[test]
fn broken_models_give_their_diagnostics() {
    for case in cases() {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&case);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!("diagnostics", diagnostics(&case)));
    }
}

/// The folders of `diagnostics/`, sorted.
fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let mut cases: Vec<_> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

fn diagnostics(case: &Path) -> String {
    let json = fs::read_to_string(case.join("model.json")).unwrap();
    match Model::load(&json, &options(case)) {
        Ok((model, mut warnings)) => {
            warnings.extend(lower(&model).map_or_else(|problems| problems, |(_, more)| more));
            warnings.to_string()
        }
        Err(problems) => problems.to_string(),
    }
}

/// What `options.json` says; most cases have none.
fn options(case: &Path) -> LoadOptions {
    let Ok(text) = fs::read_to_string(case.join("options.json")) else {
        return LoadOptions::default();
    };
    let options: serde_json::Value = serde_json::from_str(&text).unwrap();
    let names = |names: &serde_json::Value| names.as_array().unwrap().iter().map(string).collect();
    LoadOptions {
        service: options.get("service").map(string),
        operations: options.get("operations").map(names),
        skip_unsupported: options.get("skipUnsupported").is_some(),
    }
}

fn string(value: &serde_json::Value) -> String {
    value.as_str().unwrap().to_owned()
}
