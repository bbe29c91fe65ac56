//! No model makes the generator panic or overflow the stack, however broken.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};
use tinsmith_codegen::model::{LoadOptions, Model};
use tinsmith_codegen::{PackageOptions, RuntimeDependency, generate};

/// How often a model is changed where each change may cost a whole client.
const PER_MODEL: usize = 40;

const SKIPPING: LoadOptions = LoadOptions { service: None, operations: None, skip_unsupported: true };

fn load(json: &str) {
    let shown = match Model::load(json, &LoadOptions::default()) {
        Ok((_, warnings)) => warnings.to_string(),
        Err(problems) => problems.to_string(),
    };
    assert!(!shown.is_empty());
}

/// Generates a client, and says whether there was one.
fn generates(json: &str) -> bool {
    let options = PackageOptions::new("model.json", RuntimeDependency::Workspace);
    match generate(json, &LoadOptions::default(), &options) {
        Ok(package) => !package.files.is_empty(),
        Err(problems) => {
            assert!(problems.has_errors());
            false
        }
    }
}

/// The models of `diagnostics/`.
fn models() -> Vec<String> {
    models_of("tests/diagnostics")
}

fn models_of(folder: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
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

/// A linear congruential generator (Knuth's MMIX constants): the same numbers in every run.
fn random_numbers() -> impl FnMut(usize) -> usize {
    let mut state: u64 = 1;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    }
}

#[test]
fn values_of_sound_models_may_change() {
    let strange = [
        json!(null),
        json!(true),
        json!(-1),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("½ of x²"),
        json!("_"),
        json!("smithy.api#Unit"),
        json!("smithy.api#Float"),
        json!([]),
        json!({}),
    ];
    let mut random = random_numbers();
    let mut generated = 0;
    for model in models_of("tests/cases") {
        let model: Value = serde_json::from_str(&model).unwrap();
        assert!(generates(&model.to_string()));
        let paths = paths(&model);
        for _ in 0..PER_MODEL {
            let mut changed = model.clone();
            let path = paths.get(random(paths.len())).unwrap();
            *changed.pointer_mut(path).unwrap() = strange.get(random(strange.len())).unwrap().clone();
            generated += usize::from(generates(&changed.to_string()));
        }
    }
    // Most changes break the model; those that do not must reach the last stage.
    assert!(generated > 0);
}

#[test]
fn targets_of_sound_models_may_change() {
    let mut random = random_numbers();
    for model in models_of("tests/cases") {
        let model: Value = serde_json::from_str(&model).unwrap();
        let ids: Vec<Value> = model["shapes"].as_object().unwrap().keys().map(|id| json!(id)).collect();
        let paths: Vec<String> = paths(&model).into_iter().filter(|path| path.ends_with("/target")).collect();
        for _ in 0..PER_MODEL {
            let mut changed = model.clone();
            let path = paths.get(random(paths.len())).unwrap();
            *changed.pointer_mut(path).unwrap() = ids.get(random(ids.len())).unwrap().clone();
            generates(&changed.to_string());
        }
    }
}

#[test]
fn broken_models_do_not_generate() {
    for model in models() {
        generates(&model);
    }
}

#[test]
fn text_may_end_or_change_anywhere() {
    let mut random = random_numbers();
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

#[test]
fn long_chains_of_lists_do_not_overflow_the_stack() {
    const LENGTH: usize = 20_000;
    for last in ["smithy.api#String", "a#L0"] {
        let mut shapes = Map::new();
        let service = json!({
            "type": "service", "version": "1", "operations": [{"target": "a#Do"}],
            "traits": {"aws.protocols#restJson1": {}, "aws.auth#sigv4": {"name": "a"}}
        });
        let operation = json!({
            "type": "operation", "input": {"target": "a#In"},
            "traits": {"smithy.api#http": {"method": "POST", "uri": "/"}}
        });
        shapes.insert("a#Service".to_owned(), service);
        shapes.insert("a#Do".to_owned(), operation);
        shapes.insert("a#In".to_owned(), json!({"type": "structure", "members": {"list": {"target": "a#L0"}}}));
        for i in 0..LENGTH {
            let next = if i + 1 < LENGTH { format!("a#L{}", i + 1) } else { last.to_owned() };
            shapes.insert(format!("a#L{i}"), json!({"type": "list", "member": {"target": next}}));
        }
        assert!(!generates(&json!({"smithy": "2.0", "shapes": shapes}).to_string()));
    }
}

#[test]
fn texts_nested_deeply_do_not_overflow_the_stack() {
    const DEPTH: usize = 20_000;
    let nested = |open: &str, close: &str| format!("{}A{}", open.repeat(DEPTH), close.repeat(DEPTH));
    let model = |path: &str, documentation: &str, pattern: &str, rules: &Value| {
        let parameter = json!({"type": "stringArray", "documentation": "-"});
        json!({"smithy": "2.0", "shapes": {
            "a#Service": {"type": "service", "version": "1", "operations": [{"target": "a#Do"}], "traits": {
                "aws.protocols#restJson1": {}, "aws.auth#sigv4": {"name": "a"},
                "smithy.rules#endpointRuleSet": {"version": "1.0", "parameters": {"P": parameter}, "rules": rules},
            }},
            "a#Do": {"type": "operation", "input": {"target": "a#In"}, "traits": {
                "smithy.api#http": {"method": "POST", "uri": "/"},
                "smithy.api#documentation": documentation,
                "smithy.rules#operationContextParams": {"P": {"path": path}},
            }},
            "a#In": {"type": "structure", "members": {"A": {"target": "a#Texts"}, "B": {
                "target": "smithy.api#String", "traits": {"smithy.api#pattern": pattern},
            }}},
            "a#Texts": {"type": "list", "member": {"target": "smithy.api#String"}},
        }})
        .to_string()
    };
    let rule = |text: &str| json!([{"type": "error", "conditions": [], "error": text}]);
    assert!(generates(&model("A[*]", "-", "A", &rule("-"))));
    for (open, close) in [("keys(", ")"), ("A[", "]"), ("A[", ""), ("A.", "")] {
        assert!(!generates(&model(&nested(open, close), "-", "A", &rule("-"))));
    }
    for (open, close) in [("<ul><li>", ""), ("<b><i>", "</i></b>"), ("[", "](a)"), ("> ", ""), ("* ", ""), ("`{", "}`")]
    {
        assert!(generates(&model("A[*]", &nested(open, close), "A", &rule("-"))), "{open}");
    }
    for (open, close) in [("(", ")"), ("(?=", ")"), ("[", "]"), ("A|", ""), ("A?", "")] {
        generates(&model("A[*]", "-", &nested(open, close), &rule("-")));
    }
    generates(&model("A[*]", "-", "A", &rule(&nested("{", "}"))));
    generates(&model("A[*]", "-", "A", &rule(&nested("{P#[", "]}"))));
}

#[test]
fn a_long_chain_of_structures_is_generated() {
    const LENGTH: usize = 5_000;
    let mut shapes = Map::new();
    let service = json!({
        "type": "service", "version": "1", "operations": [{"target": "a#Do"}],
        "traits": {"aws.protocols#restJson1": {}, "aws.auth#sigv4": {"name": "a"}}
    });
    let operation = json!({
        "type": "operation", "input": {"target": "a#S0"}, "traits": {"smithy.api#http": {"method": "POST", "uri": "/"}}
    });
    shapes.insert("a#Service".to_owned(), service);
    shapes.insert("a#Do".to_owned(), operation);
    for i in 0..LENGTH {
        let target = if i + 1 < LENGTH { format!("a#S{}", i + 1) } else { "smithy.api#String".to_owned() };
        let last = json!({"target": target, "traits": if i + 1 < LENGTH { json!({}) } else {
            json!({"smithy.api#length": {"min": 1}})
        }});
        shapes.insert(format!("a#S{i}"), json!({"type": "structure", "members": {"next": last}}));
    }
    assert!(generates(&json!({"smithy": "2.0", "shapes": shapes}).to_string()));
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
