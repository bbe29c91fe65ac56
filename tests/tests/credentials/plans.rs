//! The way that profiles lead to credentials.

use serde_json::{Map, Value, json};
use tinsmith_runtime::credentials::{CredentialSource, ProfileStep, profile_steps};
use tinsmith_runtime::env::MapEnv;
use tinsmith_runtime::file_system::MapFiles;
use tinsmith_runtime::profile::Profiles;

use crate::texts;

#[test]
fn profiles_lead_to_the_steps_of_the_vectors() {
    let Some(folder) = tinsmith_tests::shared("config", "profiles with roles") else { return };
    let cases = crate::json(&folder.join("assume-role-tests.json"));
    let cases = cases.as_array().unwrap();
    assert!(cases.len() >= 27, "only {} cases", cases.len());
    for case in cases {
        let (input, output) = (&case["input"], &case["output"]);
        let steps = profile_steps(&profiles(input), input["selected_profile"].as_str().unwrap());
        match (steps, output.get("ProfileChain"), output["Error"].as_str()) {
            (Ok(steps), Some(expected), None) => {
                assert_eq!(&Value::from_iter(steps.iter().map(described)), expected, "{}", case["docs"]);
                let shown = format!("{steps:?}");
                assert!(!expected.to_string().contains("secret_access_key") || shown.contains("redacted"), "{shown}");
            }
            (Err(error), None, Some(words)) => {
                assert!(error.to_string().contains(words), "{}: {error}", case["docs"]);
            }
            (outcome, ..) => panic!("{}: {outcome:?} instead of {output}", case["docs"]),
        }
    }
}

/// The profiles of a case, by way of a file.
fn profiles(input: &Value) -> Profiles {
    let mut text = String::new();
    for (kind, sections) in [("profile", &input["profiles"]), ("sso-session", &input["sso_sessions"])] {
        for (name, section) in sections.as_object().into_iter().flatten() {
            text += &format!("[{kind} {name}]\n");
            text.extend(texts(section).iter().map(|(key, value)| format!("{key} = {value}\n")));
        }
    }
    let env = MapEnv::from([("AWS_CONFIG_FILE", "config")]);
    Profiles::load(&env, &MapFiles::from([("config", text)]), input["selected_profile"].as_str()).unwrap()
}

/// A step as the vectors write it.
fn described(step: &ProfileStep) -> Value {
    let (kind, members) = match step {
        ProfileStep::AccessKey(credentials) => (
            "AccessKey",
            vec![
                ("access_key_id", Some(credentials.access_key_id())),
                ("secret_access_key", Some(credentials.secret_access_key())),
                ("session_token", credentials.session_token()),
                ("account_id", credentials.account_id()),
            ],
        ),
        ProfileStep::Source(source) => {
            return json!({ "NamedSource": match source {
                CredentialSource::Environment => "Environment",
                CredentialSource::Ec2InstanceMetadata => "Ec2InstanceMetadata",
                CredentialSource::EcsContainer => "EcsContainer",
            }});
        }
        ProfileStep::WebIdentity(identity) => (
            "WebIdentityToken",
            vec![
                ("role_arn", Some(identity.role_arn.as_str())),
                ("web_identity_token_file", Some(&identity.token_file)),
                ("role_session_name", identity.session_name.as_deref()),
            ],
        ),
        ProfileStep::Sso(sign_in) => (
            "Sso",
            vec![
                ("sso_session", sign_in.session.as_deref()),
                ("sso_start_url", Some(&sign_in.start_url)),
                ("sso_region", Some(&sign_in.region)),
                ("sso_account_id", sign_in.account_id.as_deref()),
                ("sso_role_name", sign_in.role_name.as_deref()),
            ],
        ),
        ProfileStep::AssumeRole(role) => (
            "AssumeRole",
            vec![
                ("role_arn", Some(role.role_arn.as_str())),
                ("role_session_name", role.session_name.as_deref()),
                ("external_id", role.external_id.as_deref()),
            ],
        ),
        other => panic!("the vectors have no step {other:?}"),
    };
    let set = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::from(value?))));
    json!({ kind: set.collect::<Map<String, Value>>() })
}
