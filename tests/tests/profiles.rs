//! The vectors of the profile files: what their text means, and where they are.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use tinsmith_runtime::env::MapEnv;
use tinsmith_runtime::file_system::MapFiles;
use tinsmith_runtime::profile::{FileLocations, Platform, Profiles, Section};

/// The cases of a file of vectors.
fn cases(file: &str) -> Option<Vec<Value>> {
    let folder = tinsmith_tests::shared("config", &format!("the vectors of {file}"))?;
    let vectors: Value = serde_json::from_slice(&std::fs::read(folder.join(file)).unwrap()).unwrap();
    Some(vectors["tests"].as_array().unwrap().clone())
}

#[test]
fn every_text_means_what_its_vector_says() {
    let Some(cases) = cases("profile-parser-tests.json") else { return };
    for case in &cases {
        let text = |file: &str| case["input"][file].as_str().unwrap_or_default().to_owned();
        let env = MapEnv::from([("AWS_CONFIG_FILE", "config"), ("AWS_SHARED_CREDENTIALS_FILE", "credentials")]);
        let files = MapFiles::from([("config", text("configFile")), ("credentials", text("credentialsFile"))]);
        let output = &case["output"];
        match (Profiles::load(&env, &files, None), output["errorContaining"].as_str()) {
            (Ok(profiles), None) => {
                assert_eq!(shown(&profiles, &output["config"]), output["config"], "{}", case["name"])
            }
            (Err(error), Some(words)) => assert!(error.to_string().contains(words), "{}: {error}", case["name"]),
            (result, expected) => panic!("{}: {result:?} instead of {expected:?}", case["name"]),
        }
    }
    assert_eq!(cases.len(), 65);
}

/// Profiles in the form of the vectors, which name the kinds of sections that a case is about only.
fn shown(profiles: &Profiles, like: &Value) -> Value {
    let section =
        |section: &Section| section.keys().map(|key| (key.to_owned(), section.get(key).unwrap().into())).collect();
    let all = |names: Vec<&str>, find: &dyn Fn(&str) -> Map<String, Value>| -> Value {
        names.into_iter().map(|name| (name.to_owned(), Value::Object(find(name)))).collect::<Map<_, _>>().into()
    };
    let named = all(profiles.profile_names().collect(), &|name| section(profiles.profile(name).unwrap()));
    let mut shown = json!({ "profiles": named });
    let sessions = all(profiles.sso_session_names().collect(), &|name| section(profiles.sso_session(name).unwrap()));
    if like.get("sso_sessions").is_some() || sessions != json!({}) {
        shown["sso_sessions"] = sessions;
    }
    shown
}

#[test]
fn files_are_where_their_vectors_say() {
    let Some(cases) = cases("file-location-tests.json") else { return };
    for case in &cases {
        let variables: BTreeMap<String, String> = serde_json::from_value(case["environment"].clone()).unwrap();
        let env = MapEnv::from_iter(variables);
        let platform = if case["platform"] == "windows" { Platform::Windows } else { Platform::Unix };
        let found = FileLocations::find(&env, platform).unwrap();
        let found = [found.config, found.credentials].map(|path| path.unwrap().to_str().unwrap().to_owned());
        let expected = ["configLocation", "credentialsLocation"].map(|file| case[file].as_str().unwrap());
        assert_eq!(found, expected, "{}", case["name"]);
        let profiles = Profiles::load(&env, &MapFiles::default(), None).unwrap();
        assert_eq!(profiles.selected_name(), case["profile"].as_str().unwrap_or("default"), "{}", case["name"]);
    }
    assert_eq!(cases.len(), 9);
}
