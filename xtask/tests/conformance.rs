//! `conformance` and `survey` as their user meets them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

/// Whether the command succeeded, and all that it printed.
fn xtask(args: &[&str]) -> (bool, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_xtask")).args(args).output().unwrap();
    let text = [stderr, stdout].map(|text| String::from_utf8(text).unwrap()).concat();
    assert!(!text.contains("main' panicked"), "{text}");
    (status.success(), text)
}

/// An empty folder of the test's own.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance").join(test);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A service with one operation, `Get`, whose input has a label, and these tests of its requests.
fn model(service: &str, tests: &Value) -> Value {
    let rules =
        json!({"version": "1.0", "parameters": {}, "rules": [{"type": "error", "conditions": [], "error": "none"}]});
    json!({"smithy": "2.0", "shapes": {
        format!("a#{service}"): {"type": "service", "version": "1", "operations": [{"target": "a#Get"}], "traits": {
            "aws.protocols#restJson1": {},
            "aws.auth#sigv4": {"name": "s"},
            "smithy.rules#endpointRuleSet": rules,
        }},
        "a#Get": {"type": "operation", "input": {"target": "a#In"}, "traits": {
            "smithy.api#http": {"method": "GET", "uri": "/things/{id}"},
            "smithy.test#httpRequestTests": tests,
        }},
        "a#In": {"type": "structure", "members": {
            "id": {"target": "smithy.api#String", "traits": {"smithy.api#required": {}, "smithy.api#httpLabel": {}}},
        }},
    }})
}

fn case(id: &str, uri: &str, more: &Value) -> Value {
    let mut case = json!({
        "id": id, "protocol": "aws.protocols#restJson1", "method": "GET", "uri": uri, "params": {"id": "7"},
    });
    case.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    case
}

#[track_caller]
fn says(text: &str, expected: &[&str]) {
    for expected in expected {
        assert!(text.contains(expected), "`{expected}` is not in:\n{text}");
    }
}

#[test]
fn what_passes_fails_and_is_skipped_is_told_apart() {
    let path = folder("what_passes_fails_and_is_skipped_is_told_apart").join("model.json");
    let tests = json!([
        case("Right", "/things/7", &json!({})),
        case("Wrong", "/things/8", &json!({})),
        case("Theirs", "/things/7", &json!({"appliesTo": "server"})),
    ]);
    fs::write(&path, model("OneWrong", &tests).to_string()).unwrap();
    let (success, text) = xtask(&["conformance", "--model", path.to_str().unwrap()]);
    assert!(!success, "{text}");
    says(&text, &["conformance OneWrong: 1 passed, 1 failed, 1 skipped\n", "skipped: it is for servers\n  theirs\n"]);
    says(&text, &["failed: wrong\n", "/things/8"]);
    fs::write(&path, model("OneWrong", &json!([case("Right", "/things/7", &json!({}))])).to_string()).unwrap();
    let (success, text) = xtask(&["conformance", "--model", path.to_str().unwrap()]);
    assert!(success && text.ends_with("conformance OneWrong: 1 passed, 0 failed, 0 skipped\n"), "{text}");
}

#[test]
fn a_model_that_gives_no_client_is_no_success() {
    let path = folder("a_model_that_gives_no_client_is_no_success").join("model.json");
    fs::write(&path, r#"{"smithy": "2.0", "shapes": {}}"#).unwrap();
    let (success, text) = xtask(&["conformance", "--model", path.to_str().unwrap()]);
    assert!(!success, "{text}");
    says(&text, &["error: the model has no service"]);
}

#[test]
fn a_survey_goes_on_after_a_broken_model() {
    let folder = folder("a_survey_goes_on_after_a_broken_model");
    fs::write(folder.join("a.json"), "{").unwrap();
    let mut two = model("One", &json!([]));
    let mut other = two["shapes"]["a#One"].clone();
    other["traits"].as_object_mut().unwrap().remove("aws.protocols#restJson1");
    other["traits"]["aws.protocols#restXml"] = json!({});
    two["shapes"]["a#Two"] = other;
    fs::write(folder.join("b.json"), two.to_string()).unwrap();
    fs::write(folder.join("notes.txt"), "no model").unwrap();
    let (success, text) = xtask(&["survey", folder.to_str().unwrap()]);
    assert!(!success, "{text}");
    says(
        &text,
        &["b a#One          1        0", "total            1        0", "error: 2 service(s) cannot be generated"],
    );
    says(&text, &["a       cannot be generated:\n    error: line 1, column 1: not JSON", "`aws.protocols#restXml`"]);
    assert!(!text.contains("notes"), "{text}");
}

#[test]
fn a_survey_needs_models() {
    let folder = folder("a_survey_needs_models");
    let (success, text) = xtask(&["survey", folder.to_str().unwrap()]);
    assert!(!success && text.contains("error: there is no model in"), "{text}");
    let (success, text) = xtask(&["survey", folder.join("none").to_str().unwrap()]);
    assert!(!success && text.contains("error: cannot list"), "{text}");
}
