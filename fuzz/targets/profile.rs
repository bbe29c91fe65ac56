//! The profile files.
//!
//! Input: the config file, then, behind a NUL, the credentials file.
#![no_main]

use std::collections::BTreeMap;
use std::fmt::Write;

use libfuzzer_sys::fuzz_target;
use tinsmith_runtime::env::MapEnv;
use tinsmith_runtime::file_system::MapFiles;
use tinsmith_runtime::profile::{ProfileError, Profiles, Section};

const CONFIG: &str = "config";
const CREDENTIALS: &str = "credentials";

fuzz_target!(|bytes: &[u8]| {
    let mut files = bytes.splitn(2, |byte| *byte == 0);
    let (config, credentials) = (files.next().unwrap_or_default(), files.next().unwrap_or_default());
    match load(config, credentials) {
        Ok(profiles) => {
            let read = all(&profiles);
            let again = load(write(&read).as_bytes(), b"").expect("our own text");
            assert_eq!(all(&again), read);
        }
        Err(error) => {
            let file = if error.path().to_str() == Some(CONFIG) { config } else { credentials };
            let lines = file.split(|byte| *byte == b'\n').count();
            assert!(error.line().is_some_and(|line| (1..=lines).contains(&line)), "{error}");
        }
    }
});

fn load(config: &[u8], credentials: &[u8]) -> Result<Profiles, ProfileError> {
    let env = MapEnv::from([("AWS_CONFIG_FILE", CONFIG), ("AWS_SHARED_CREDENTIALS_FILE", CREDENTIALS)]);
    Profiles::load(&env, &MapFiles::from([(CONFIG, config), (CREDENTIALS, credentials)]), None)
}

/// Sections by their titles in the config file, and their properties.
type Sections = BTreeMap<String, BTreeMap<String, String>>;

fn all(profiles: &Profiles) -> Sections {
    let properties = |section: &Section| {
        let property = |key: &str| (key.to_owned(), section.get(key).expect("a value for each key").to_owned());
        section.keys().map(property).collect()
    };
    let of_profiles = profiles.profile_names().map(|name| (format!("profile {name}"), profiles.profile(name)));
    let of_sessions =
        profiles.sso_session_names().map(|name| (format!("sso-session {name}"), profiles.sso_session(name)));
    of_profiles.chain(of_sessions).map(|(title, section)| (title, properties(section.expect("a section")))).collect()
}

/// The sections as a config file.
fn write(sections: &Sections) -> String {
    let mut text = String::new();
    for (title, properties) in sections {
        let _ = writeln!(text, "[{title}]");
        for (key, value) in properties {
            // Without blanks, so that a value that begins like a comment stays one.
            let _ = writeln!(text, "{key}={}", value.replace('\n', "\n "));
        }
    }
    text
}
