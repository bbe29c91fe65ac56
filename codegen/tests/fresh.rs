//! `generated/` is itself the snapshot of the real model.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use tinsmith_codegen::model::LoadOptions;
use tinsmith_codegen::{PackageOptions, RuntimeDependency, generate};

const MODEL: &str = "model/signer-2017-08-25.json";

/// Runs before the tests that a stale client would fail less plainly; `cargo xtask codegen --check` shows the diff.
#[test]
fn the_client_of_signer_is_what_its_model_gives() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let model = fs::read_to_string(root.join(MODEL)).unwrap();
    // Beside them are modules that were written by hand.
    let hand_written = ["arn", "signing"].map(str::to_owned).to_vec();
    let options = PackageOptions { hand_written, ..PackageOptions::new(MODEL, RuntimeDependency::Workspace) };
    let package = generate(&model, &LoadOptions::default(), &options).unwrap();
    let folder = root.join("generated").join(&package.folder);
    let read = |path: &str| fs::read_to_string(folder.join(path)).unwrap_or_default();
    let stale: Vec<_> =
        package.files.iter().filter(|file| read(&file.path) != file.text).map(|file| &file.path).collect();
    assert!(
        stale.is_empty(),
        "stale in generated/: {stale:?}; run `cargo xtask codegen`, review the diff and commit it"
    );
}
