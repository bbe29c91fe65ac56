//! No model makes the loader panic or overflow the stack, however broken.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};
use tinsmith_codegen::model::{LoadOptions, Model};

const SKIPPING: LoadOptions = LoadOptions { service: None, operations: None, skip_unsupported: true };

fn load(json: &str) {
    let shown = match Model::load(json, &LoadOptions::default()) {
        Ok((_, warnings)) => warnings.to_string(),
        Err(problems) => problems.to_string(),
    };
    assert!(!shown.is_empty());
}

/// The models of `diagnostics/`.
fn models() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let cases = fs::read_dir(root).unwrap();
    cases.map(|case| fs::read_to_string(case.unwrap().path().join("model.json")).unwrap()).collect()
}

#[test]
fn any_value_may_stand_anywhere() {
    let strange = [json!(null), json!(-1), json!("a#B"), json!([{}]), json!({})];
    for model in models() {
        let Ok(model) = serde_json::from_str::<Value>(&model) else {
            continue;
        };
        for path in paths(&model) {
            for value in &strange {
                let mut changed = model.clone();
                *changed.pointer_mut(&path).unwrap() = value.clone();
                load(&changed.to_string());
            }
        }
    }
}

#[test]
fn text_may_end_or_change_anywhere() {
    // A linear congruential generator (Knuth's MMIX constants): the same changes in every run.
    let mut state: u64 = 1;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    for model in models() {
        for _ in 0..100 {
            let mut bytes = model.as_bytes().to_vec();
            for _ in 0..=random(3) {
                let at = random(bytes.len());
                *bytes.get_mut(at).unwrap() = *b"{}[]\",:#$0-a\\".get(random(13)).unwrap();
            }
            load(&String::from_utf8_lossy(&bytes));
            bytes.truncate(random(bytes.len()));
            load(&String::from_utf8_lossy(&bytes));
        }
    }
}

#[test]
fn long_chains_of_shapes_do_not_overflow_the_stack() {
    const LENGTH: usize = 20_000;
    let mut shapes = Map::new();
    let operation = json!({
        "type": "operation", "input": {"target": "a#S0"},
        "traits": {"smithy.api#http": {"method": "POST", "uri": "/"}}
    });
    let service = json!({
        "type": "service", "version": "1", "resources": [{"target": "a#R0"}],
        "traits": {"aws.protocols#restJson1": {}}
    });
    shapes.insert("a#Do".to_owned(), operation);
    shapes.insert("a#Service".to_owned(), service);
    for i in 0..LENGTH {
        let next = i + 1;
        let required = json!({"smithy.api#required": {}});
        let structure = json!({
            "type": "structure", "mixins": [{"target": format!("a#M{i}")}],
            "members": {"next": {"target": format!("a#S{}", next % LENGTH), "traits": required}}
        });
        let mixin = json!({
            "type": "structure", "members": {}, "traits": {"smithy.api#mixin": {}},
            "mixins": if next < LENGTH { json!([{"target": format!("a#M{next}")}]) } else { json!([]) }
        });
        let resource = json!({
            "type": "resource", "operations": [{"target": "a#Do"}],
            "resources": [{"target": format!("a#R{}", next % LENGTH)}]
        });
        shapes.extend([(format!("a#S{i}"), structure), (format!("a#M{i}"), mixin), (format!("a#R{i}"), resource)]);
    }
    let model = json!({"smithy": "2.0", "shapes": shapes}).to_string();
    let problems = Model::load(&model, &SKIPPING).unwrap_err();
    assert_eq!(problems.iter().count(), 1);
    assert!(problems.to_string().contains("can never be built"));
}

/// JSON pointers to all values inside `value`.
fn paths(value: &Value) -> Vec<String> {
    let mut paths = Vec::new();
    let mut waiting = vec![(String::new(), value)];
    while let Some((path, value)) = waiting.pop() {
        match value {
            Value::Object(map) => {
                let escaped = |key: &str| key.replace('~', "~0").replace('/', "~1");
                waiting.extend(map.iter().map(|(key, value)| (format!("{path}/{}", escaped(key)), value)));
            }
            Value::Array(items) => {
                waiting.extend(items.iter().enumerate().map(|(i, value)| (format!("{path}/{i}"), value)));
            }
            _ => {}
        }
        paths.push(path);
    }
    paths
}
