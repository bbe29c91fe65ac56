//! What is generated of the workspace's models: the same every time, tidy, and small steps from small changes. That it is
//! up to date is tested where the command is, in `xtask/tests/cli.rs`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use serde_json::Value;
use tinsmith_codegen::model::LoadOptions;
use tinsmith_codegen::{File, PackageOptions, RuntimeDependency, generate, partitions};

const MODEL: &str = "model/signer-2017-08-25.json";

#[test]
fn the_same_model_gives_the_same_bytes() {
    let model = read(MODEL);
    let files = signer(&model);
    assert!(files.len() > 50);
    assert_eq!(files, signer(&model));
    assert_eq!(files, signer(&with_shapes_reversed(&model)), "the order of shapes in the model matters");
}

#[test]
fn every_file_is_tidy() {
    let partitions = partitions::generate(&read("model/partitions.json"), "model/partitions.json").unwrap();
    for file in signer(&read(MODEL)).iter().chain([&partitions]) {
        assert_eq!(tinsmith_tests::untidy(&file.text), Vec::<String>::new(), "{}", file.path);
    }
}

/// Invariant of the design: who reviews the new constraint reads its table and what it says to users, nothing else.
#[test]
fn a_changed_constraint_changes_a_few_reviewable_lines() {
    let model = read(MODEL);
    let mut changed: Value = serde_json::from_str(&model).unwrap();
    let max = changed.pointer_mut("/shapes/com.amazonaws.signer#ProfileName/traits/smithy.api#length/max").unwrap();
    let raised = max.as_u64().unwrap() + 1;
    *max = raised.into();
    let diff = diff(&signer(&model), &signer(&changed.to_string()));
    println!("{}", diff.join("\n"));
    let (tables, docs): (Vec<&String>, Vec<&String>) =
        diff.iter().filter(|line| line.starts_with('+')).partition(|line| !line.contains("/// "));
    assert_eq!(tables, [&format!("+    .max({raised})")], "one line of the table of constraints");
    assert!(diff.iter().any(|line| line == "src/constraints.rs"), "{diff:#?}");
    assert_eq!(docs.len(), 9, "one for each operation that takes the name of a profile: {docs:#?}");
    for line in docs {
        assert!(line.contains("/// ") && line.contains(&format!("to {raised} characters, matching")), "{line}");
    }
}

/// The lines that differ, each as `-` and `+`, below the names of their files.
fn diff(old: &[File], new: &[File]) -> Vec<String> {
    let mut diff = Vec::new();
    assert_eq!(old.len(), new.len());
    for (old, new) in old.iter().zip(new).filter(|(old, new)| old.text != new.text) {
        assert_eq!((&old.path, old.text.lines().count()), (&new.path, new.text.lines().count()));
        diff.push(old.path.clone());
        for (old, new) in old.text.lines().zip(new.text.lines()).filter(|(old, new)| old != new) {
            diff.extend([format!("-{old}"), format!("+{new}")]);
        }
    }
    diff
}

fn signer(model: &str) -> Vec<File> {
    let options = PackageOptions::new(MODEL, RuntimeDependency::Workspace);
    match generate(model, &LoadOptions::default(), &options) {
        Ok(package) => package.files,
        Err(problems) => panic!("{problems}"),
    }
}

/// The model with the last shape first.
fn with_shapes_reversed(model: &str) -> String {
    let mut model: Value = serde_json::from_str(model).unwrap();
    let shapes = model.get_mut("shapes").unwrap();
    let reversed: serde_json::Map<String, Value> = shapes.as_object().unwrap().clone().into_iter().rev().collect();
    let first = |shapes: &serde_json::Map<String, Value>| shapes.keys().next().cloned();
    assert_ne!(first(&reversed), first(shapes.as_object().unwrap()), "serde_json keeps the order of keys");
    *shapes = reversed.into();
    model.to_string()
}

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}
