//! Real models load, but for what is known not to be implemented.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::disallowed_methods, reason = "where real models lie is for the environment to say")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use tinsmith_codegen::diagnostic::Diagnostics;
use tinsmith_codegen::model::{LoadOptions, Model};
use tinsmith_codegen::{PackageOptions, RuntimeDependency, generate, lower};

/// The protocols of conformance services that this generator is meant for.
const PROTOCOLS: [&str; 3] = ["aws.protocols#awsJson1_0", "aws.protocols#awsJson1_1", "aws.protocols#restJson1"];

fn shared() -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let shared = env::var_os("TINSMITH_SHARED").map_or(default, PathBuf::from);
    if !shared.is_dir() {
        say(&format!("left out: {} is not there, so no real model was loaded", shared.display()));
        return None;
    }
    Some(shared)
}

/// What keeps a model from loading, without what says that something is not supported.
fn faults(result: Result<(Model, Diagnostics), Diagnostics>) -> Vec<String> {
    let problems = result.map_or_else(|problems| problems, |(_, warnings)| warnings);
    let faults = problems.iter().map(ToString::to_string);
    faults.filter(|text| !text.contains("support")).collect()
}

#[test]
fn models_of_aws_services_have_no_faults() {
    let Some(shared) = shared() else { return };
    let mut paths: Vec<_> = fs::read_dir(shared.join("models")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let json = fs::read_to_string(&path).unwrap();
        assert_eq!(faults(Model::load(&json, &LoadOptions::default())), [""; 0], "{}", path.display());
    }
}

#[test]
fn services_of_the_protocol_tests_have_no_faults() {
    let Some(shared) = shared() else { return };
    let (json, services) = protocol_tests(&shared);
    assert!(!services.is_empty());
    for id in services {
        let options = LoadOptions { service: Some(id.clone()), ..LoadOptions::default() };
        assert_eq!(faults(Model::load(&json, &options)), [""; 0], "{id}");
    }
}

/// Smithy's protocol tests, and the services in them that this generator is meant for.
fn protocol_tests(shared: &Path) -> (String, Vec<String>) {
    let json = fs::read_to_string(shared.join("conformance/aws-protocol-tests.json")).unwrap();
    let model: serde_json::Value = serde_json::from_str(&json).unwrap();
    let is_meant = |shape: &serde_json::Value| {
        let speaks = |protocol: &&str| shape.get("traits").is_some_and(|traits| traits.get(protocol).is_some());
        shape.get("type").unwrap() == "service" && PROTOCOLS.iter().any(speaks)
    };
    let shapes = model.get("shapes").unwrap().as_object().unwrap();
    let services = shapes.iter().filter(|(_, shape)| is_meant(shape)).map(|(id, _)| id.clone()).collect();
    (json, services)
}

#[test]
fn every_list_of_several_pages_has_a_paginator() {
    let Some(shared) = shared() else { return };
    let models = fs::read_dir(shared.join("models")).unwrap().map(|entry| entry.unwrap().path());
    let mut sources: Vec<_> = models.map(|path| (fs::read_to_string(path).unwrap(), None)).collect();
    let (json, services) = protocol_tests(&shared);
    sources.extend(services.into_iter().map(|service| (json.clone(), Some(service))));
    let mut count = 0;
    for (json, service) in sources {
        let load = LoadOptions { service, skip_unsupported: true, ..LoadOptions::default() };
        let (model, _) = Model::load(&json, &load).unwrap_or_else(|problems| panic!("{problems}"));
        let (client, _) = lower(&model).unwrap_or_else(|problems| panic!("{problems}"));
        let wanted = paginated(&json);
        for operation in &client.operations {
            let has_paginator = operation.pagination.is_some();
            assert_eq!(has_paginator, wanted.contains(&operation.name), "{}", operation.name);
            count += usize::from(has_paginator);
        }
    }
    assert!(count > 40, "{count}");
}

/// The names of the operations of a model that have `@paginated`.
fn paginated(json: &str) -> BTreeSet<String> {
    let model: serde_json::Value = serde_json::from_str(json).unwrap();
    let shapes = model.get("shapes").unwrap().as_object().unwrap();
    let is_paginated = |shape: &serde_json::Value| {
        let has = shape.get("traits").is_some_and(|traits| traits.get("smithy.api#paginated").is_some());
        has && shape.get("type").unwrap() == "operation"
    };
    let operations = shapes.iter().filter(|(_, shape)| is_paginated(shape));
    operations.map(|(id, _)| id.split_once('#').unwrap().1.to_owned()).collect()
}

#[test]
fn an_operation_that_is_not_supported_can_be_left_out() {
    let Some(shared) = shared() else { return };
    let json = fs::read_to_string(shared.join("models/lambda-2015-03-31.json")).unwrap();
    let load = LoadOptions { skip_unsupported: true, ..LoadOptions::default() };
    let (model, warnings) = Model::load(&json, &load).unwrap();
    assert!(model.operations().next().is_some());
    let left_out: BTreeSet<_> = warnings.iter().map(|warning| warning.shape.as_ref().unwrap().name()).collect();
    assert!(left_out.contains("InvokeWithResponseStream"));
    assert!(left_out.iter().all(|name| model.operation(name).is_none()), "{left_out:?}");
    // What is left can be lowered, so nothing that it needs is found out later.
    let package = PackageOptions::new("lambda.json", RuntimeDependency::Workspace);
    let package = generate(&json, &load, &package).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(!package.files.is_empty());
}

#[test]
fn all_waiters_of_aws_services_are_generated() {
    let Some(shared) = shared() else { return };
    let (mut modelled, mut generated) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(shared.join("models")).unwrap() {
        let json = fs::read_to_string(entry.unwrap().path()).unwrap();
        let load = LoadOptions { skip_unsupported: true, ..LoadOptions::default() };
        let (model, _) = Model::load(&json, &load).unwrap();
        modelled.extend(model.operations().flat_map(|operation| operation.traits.waitable()).map(|waiter| waiter.name));
        let (client, _) = lower(&model).unwrap_or_else(|problems| panic!("{problems}"));
        generated
            .extend(client.operations.into_iter().flat_map(|operation| operation.waiters).map(|waiter| waiter.name));
    }
    modelled.sort();
    generated.sort();
    let expected = [
        "FunctionActive",
        "FunctionActiveV2",
        "FunctionExists",
        "FunctionUpdated",
        "FunctionUpdatedV2",
        "PublishedVersionActive",
        "VaultExists",
        "VaultNotExists",
    ];
    assert_eq!((&modelled, &generated), (&expected.map(str::to_owned).to_vec(), &modelled));
}

/// Says something past the test runner, which keeps what passing tests print to itself.
fn say(text: &str) {
    let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{text}\n").as_bytes());
}
