//! What a loaded model looks like: mixins, `apply`, closure, resources, pagination, and models of Smithy 1.0.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use tinsmith_codegen::model::{LoadOptions, Model, Shape, ShapeKind};
use tinsmith_codegen::shape_id::ShapeId;

fn load_with(model: &Value, options: &LoadOptions) -> Model {
    match Model::load(&model.to_string(), options) {
        Ok((model, warnings)) => {
            assert!(warnings.is_empty(), "{warnings}");
            model
        }
        Err(problems) => panic!("{problems}"),
    }
}

/// A model with one operation, whose input is `a#In`.
fn load(version: &str, shapes: Value) -> Model {
    let mut all = json!({
        "a#Service": {
            "type": "service", "version": "1", "operations": [{"target": "a#Do"}],
            "traits": {"aws.protocols#restJson1": {}}
        },
        "a#Do": {
            "type": "operation", "input": {"target": "a#In"},
            "traits": {"smithy.api#http": {"method": "POST", "uri": "/"}}
        },
    });
    all.as_object_mut().unwrap().extend(shapes.as_object().unwrap().clone());
    load_with(&json!({"smithy": version, "shapes": all}), &LoadOptions::default())
}

fn id(text: &str) -> ShapeId {
    ShapeId::parse(text).unwrap()
}

fn member_names(shape: &Shape) -> Vec<&str> {
    shape.members.iter().map(|member| member.name.as_str()).collect()
}

#[test]
fn mixins_come_first_and_the_shape_wins() {
    let string = |documentation: &str| json!({"target": "smithy.api#String", "traits": {"smithy.api#documentation": documentation}});
    let model = load(
        "2.0",
        json!({
            "a#Base": {
                "type": "structure", "members": {"z": string("base"), "y": string("base")},
                "traits": {"smithy.api#mixin": {"localTraits": ["smithy.api#sensitive"]}, "smithy.api#sensitive": {}}
            },
            "a#Middle": {
                "type": "structure", "members": {"m": string("middle"), "y": string("middle")},
                "mixins": [{"target": "a#Base"}],
                "traits": {"smithy.api#mixin": {}, "smithy.api#documentation": "middle"}
            },
            "a#In": {"type": "structure", "mixins": [{"target": "a#Middle"}], "members": {"own": string("own")}},
            "a#In$z": {"type": "apply", "traits": {"smithy.api#documentation": "applied"}},
        }),
    );
    let input = model.shape(&id("a#In"));
    assert_eq!(member_names(input), ["z", "y", "m", "own"]);
    let documentation = |name| input.member(name).unwrap().traits.documentation().unwrap();
    assert_eq!((documentation("z"), documentation("y"), documentation("own")), ("applied", "middle", "own"));
    assert_eq!(input.traits.documentation(), Some("middle"));
    assert!(!input.traits.sensitive() && !input.traits.has("smithy.api#mixin"));
    assert_eq!(input.member("z").unwrap().id.as_str(), "a#In$z");
    // A mixin is no part of the closure.
    assert_eq!(model.shapes().map(|shape| shape.id.name()).collect::<Vec<_>>(), ["In"]);
}

#[test]
fn only_the_closure_of_the_chosen_operations_is_kept() {
    let http = |uri: &str| json!({"smithy.api#http": {"method": "POST", "uri": uri}});
    let error = json!({"type": "structure", "traits": {"smithy.api#error": "client"}});
    let model = json!({"smithy": "2.0", "shapes": {
        "a#Service": {
            "type": "service", "version": "1", "resources": [{"target": "a#City"}], "errors": [{"target": "a#Broken"}],
            "traits": {"aws.protocols#restJson1": {}}
        },
        "a#City": {
            "type": "resource", "read": {"target": "a#GetCity"}, "resources": [{"target": "a#Street"}],
            "collectionOperations": [{"target": "a#CountCities"}]
        },
        "a#Street": {"type": "resource", "operations": [{"target": "a#AddStreet"}]},
        "a#GetCity": {
            "type": "operation", "output": {"target": "a#GetCityOutput"}, "errors": [{"target": "a#Gone"}],
            "traits": http("/get")
        },
        "a#CountCities": {"type": "operation", "traits": http("/count")},
        "a#AddStreet": {"type": "operation", "input": {"target": "a#AddStreetInput"}, "traits": http("/add")},
        "a#GetCityOutput": {"type": "structure", "members": {"names": {"target": "a#Names"}}},
        "a#Names": {"type": "list", "member": {"target": "a#Name"}},
        "a#Name": {"type": "string"},
        "a#AddStreetInput": {"type": "structure", "members": {"length": {"target": "smithy.api#Long"}}},
        "a#Gone": error, "a#Broken": error, "a#Unused": {"type": "structure", "members": {}},
    }});
    let all = load_with(&model, &LoadOptions::default());
    let names: Vec<_> = all.operations().map(|operation| operation.id.name()).collect();
    assert_eq!(names, ["AddStreet", "CountCities", "GetCity"]);
    assert!(all.shapes().all(|shape| shape.id.name() != "Unused"));

    let options = LoadOptions { operations: Some(vec!["GetCity".to_owned()]), ..LoadOptions::default() };
    let some = load_with(&model, &options);
    let shapes: Vec<_> = some.shapes().map(|shape| shape.id.name()).collect();
    assert_eq!(shapes, ["Broken", "GetCityOutput", "Gone", "Name", "Names"]);
    let operation = some.operations().next().unwrap();
    assert_eq!(operation.errors, [id("a#Gone"), id("a#Broken")]);
    assert!(some.shape(&operation.input).is_unit());
}

#[test]
fn a_service_completes_the_pagination_of_its_operations() {
    let string = json!({"target": "smithy.api#String"});
    let model = json!({"smithy": "2.0", "shapes": {
        "a#Service": {
            "type": "service", "version": "1", "operations": [{"target": "a#List"}],
            "traits": {
                "aws.protocols#restJson1": {},
                "smithy.api#paginated": {"inputToken": "next", "outputToken": "next", "pageSize": "ignored"}
            }
        },
        "a#List": {
            "type": "operation", "input": {"target": "a#Page"}, "output": {"target": "a#Page"},
            "traits": {
                "smithy.api#http": {"method": "POST", "uri": "/"},
                "smithy.api#paginated": {"outputToken": "inner.next", "pageSize": "size"}
            }
        },
        "a#Page": {"type": "structure", "members": {
            "next": string, "size": {"target": "smithy.api#Integer"}, "inner": {"target": "a#Inner"}
        }},
        "a#Inner": {"type": "structure", "members": {"next": string}},
    }});
    let model = load_with(&model, &LoadOptions::default());
    let paginated = model.operations().next().unwrap().traits.paginated().unwrap();
    assert_eq!(paginated.input_token.as_deref(), Some("next"));
    assert_eq!(paginated.output_token.unwrap(), ["inner", "next"]);
    assert_eq!((paginated.page_size.as_deref(), paginated.items), (Some("size"), None));
}

#[test]
fn smithy_1_numbers_have_defaults_unless_boxed() {
    let boxed = json!({"smithy.api#box": {}});
    let model = load(
        "1.0",
        json!({
            "a#In": {"type": "structure", "members": {
                "primitive": {"target": "smithy.api#PrimitiveInteger"},
                "boxedByPrelude": {"target": "smithy.api#Integer"},
                "flag": {"target": "a#Flag"},
                "boxedByTarget": {"target": "a#Boxed"},
                "boxedHere": {"target": "a#Flag", "traits": boxed},
                "outOfRange": {"target": "smithy.api#PrimitiveLong", "traits": {"smithy.api#range": {"min": 1}}},
                "set": {"target": "a#Set"},
                "season": {"target": "a#Season"}
            }},
            "a#Flag": {"type": "boolean"},
            "a#Boxed": {"type": "double", "traits": boxed},
            "a#Set": {"type": "set", "member": {"target": "smithy.api#String"}},
            "a#Season": {"type": "string", "traits": {"smithy.api#enum": [{"value": "hot", "name": "SUMMER"}]}},
        }),
    );
    let input = model.shape(&id("a#In"));
    let default = |name| input.member(name).unwrap().traits.default_value().cloned();
    assert_eq!((default("primitive"), default("flag")), (Some(json!(0)), Some(json!(false))));
    for name in ["boxedByPrelude", "boxedByTarget", "boxedHere", "outOfRange", "set", "season"] {
        assert_eq!(default(name), None, "{name}");
    }
    let set = model.shape(&id("a#Set"));
    assert!(set.kind == ShapeKind::List && set.traits.unique_items());
    let season = model.shape(&id("a#Season"));
    assert_eq!((season.kind, member_names(season)), (ShapeKind::Enum, vec!["SUMMER"]));
}

#[test]
fn smithy_2_numbers_have_defaults_where_the_model_says_so() {
    let members = json!({
        "plain": {"target": "smithy.api#Integer"},
        "zero": {"target": "smithy.api#PrimitiveInteger", "traits": {"smithy.api#default": 0}},
    });
    let model = load("2.0", json!({"a#In": {"type": "structure", "members": members}}));
    let input = model.shape(&id("a#In"));
    assert_eq!(input.member("plain").unwrap().traits.default_value(), None);
    assert_eq!(input.member("zero").unwrap().traits.default_value(), Some(&json!(0)));
    assert_eq!(model.target(input.member("zero").unwrap()).kind, ShapeKind::Integer);
}

#[test]
fn an_id_from_elsewhere_is_the_unit() {
    let model = load("2.0", json!({"a#In": {"type": "structure", "members": {}}}));
    assert!(model.shape(&id("b#Other")).is_unit());
}
