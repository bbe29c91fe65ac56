//! Compared with `serde_json` on texts that nobody thought of.

use std::collections::HashMap;

use proptest::collection::{hash_map, vec};
use proptest::prelude::*;
use serde_json::{Number, Value};

use super::{Job, read, written};
use crate::json::{FromJson, JsonDocument, JsonKind, JsonValue, JsonWriter, ToJson};
use crate::primitives::date_time::Format;
use crate::primitives::{Blob, DateTime, Document};

impl ToJson for Value {
    fn to_json(&self, json: &mut JsonWriter) {
        match self {
            Self::Null => json.null(),
            Self::Bool(value) => json.boolean(*value),
            Self::Number(number) => match number.as_i64() {
                Some(integer) => json.integer(integer),
                None => json.double(number.as_f64().unwrap()),
            },
            Self::String(value) => json.string(value),
            Self::Array(list) => list.to_json(json),
            Self::Object(members) => {
                let members: HashMap<String, &Self> =
                    members.iter().map(|(name, value)| (name.clone(), value)).collect();
                members.to_json(json);
            }
        }
    }
}

impl FromJson for Value {
    const NULLABLE: bool = true;

    fn from_json(json: JsonValue<'_>) -> Self {
        match json.kind() {
            JsonKind::Null => Self::Null,
            JsonKind::Bool => Self::Bool(json.boolean()),
            JsonKind::Number => Self::Number(serde_json::from_str(json.number("a number").unwrap()).unwrap()),
            JsonKind::String => Self::String(json.as_str().into_owned()),
            JsonKind::Array => Self::Array(Vec::from_json(json)),
            JsonKind::Object => Self::Object(HashMap::<String, Self>::from_json(json).into_iter().collect()),
        }
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|integer| Value::Number(integer.into())),
        // Floats that serde_json reads exactly; all others are below.
        any::<i32>().prop_map(|eighths| Number::from_f64(f64::from(eighths) / 8.0).map_or(Value::Null, Value::Number)),
        any::<String>().prop_map(Value::String),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..8).prop_map(Value::Array),
            hash_map(any::<String>(), inner, 0..8).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Fragments of JSON in any order: closer to the grammar's edges than random bytes.
fn almost_json() -> impl Strategy<Value = String> {
    const FRAGMENTS: &[&str] = &[
        "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"b\":", "0", "1", "-", ".", "e", "E+", "1.5", "true", "nul",
        "null", "\\", "\\n", "\\u00e9", "\\u00", "\\ud83d", "\\ude00", " ", "\n", "\u{1}", "\u{feff}", "é", "1e999",
    ];
    vec(prop::sample::select(FRAGMENTS), 0..24).prop_map(|fragments| fragments.concat())
}

/// Reads any document as every type: an error is fine if it is short, a panic is not.
fn check_typed_reads(text: &[u8]) -> Result<(), TestCaseError> {
    fn check<T>(text: &[u8], read: impl FnOnce(JsonValue<'_>) -> T) -> Result<(), TestCaseError> {
        let result = JsonDocument::parse(text).unwrap().read(read);
        let error = result.err().map(|error| error.to_string()).unwrap_or_default();
        prop_assert!(error.chars().count() < 200, "{}", error);
        Ok(())
    }
    check(text, Job::from_json)?;
    check(text, Vec::<Option<String>>::from_json)?;
    check(text, Vec::<HashMap<String, i8>>::from_json)?;
    check(text, HashMap::<String, Vec<DateTime>>::from_json)?;
    check(text, i64::from_json)?;
    check(text, f32::from_json)?;
    check(text, Blob::from_json)?;
    check(text, |json| json.date_time(Format::HttpDate))
}

/// Whether `text` is accepted is what `serde_json` says, but for what this module is lenient about.
fn check_same_verdict(text: &[u8]) -> Result<(), TestCaseError> {
    let ours = JsonDocument::parse(text).map_err(|error| error.to_string());
    match (serde_json::from_slice::<Value>(text), ours) {
        (Ok(expected), Ok(document)) => {
            check_typed_reads(text)?;
            prop_assert_eq!(document.read(Value::from_json).unwrap(), expected);
        }
        (Err(_), Err(error)) => prop_assert!(error.len() < 200, "{}", error),
        (Ok(_), Err(error)) => prop_assert!(false, "refused: {}", error),
        (Err(error), Ok(_)) => {
            let error = error.to_string();
            // A number too large for a float is refused when it is read as one; see the module on surrogates.
            let lenient = error.contains("out of range") || error.contains("surrogate") || error.contains("hex escape");
            prop_assert!(lenient || text.trim_ascii().is_empty(), "accepted: {}", error);
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn reads_what_serde_json_writes(value in any_json()) {
        for text in [serde_json::to_string(&value).unwrap(), serde_json::to_string_pretty(&value).unwrap()] {
            let document = JsonDocument::parse(text.as_bytes()).unwrap();
            prop_assert_eq!(&document.read(Value::from_json).unwrap(), &value);
        }
    }

    #[test]
    fn serde_json_reads_what_this_writes(value in any_json()) {
        prop_assert_eq!(serde_json::from_str::<Value>(&written(&value)).unwrap(), value);
    }

    #[test]
    fn documents_keep_whatever_there_is(value in any_json()) {
        let document: Document = read(&value.to_string()).unwrap();
        prop_assert_eq!(serde_json::from_str::<Value>(&written(&document)).unwrap(), value);
    }

    #[test]
    fn same_verdict_on_bytes(bytes in vec(any::<u8>(), 0..64)) {
        check_same_verdict(&bytes)?;
    }

    #[test]
    fn same_verdict_on_fragments(text in almost_json()) {
        check_same_verdict(text.as_bytes())?;
        check_same_verdict(format!("[\"{text}\"]").as_bytes())?;
        check_same_verdict(format!("[{text}]").as_bytes())?;
    }

    #[test]
    fn same_verdict_on_damaged_json(value in any_json(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut text = serde_json::to_vec(&value).unwrap();
        let at = at.index(text.len());
        check_same_verdict(&text[..at])?;
        text[at] = byte;
        check_same_verdict(&text)?;
        text.remove(at);
        check_same_verdict(&text)?;
    }

    #[test]
    fn strings_round_trip(text in any::<String>()) {
        prop_assert_eq!(&read::<String>(&written(&text)).unwrap(), &text);
        prop_assert_eq!(serde_json::from_str::<String>(&written(&text)).unwrap(), text);
    }

    #[test]
    fn numbers_round_trip(long in any::<i64>(), double in any::<f64>(), float in any::<f32>()) {
        prop_assert_eq!(read::<i64>(&written(&long)).unwrap(), long);
        prop_assert_eq!(read::<i64>(&format!("{long}.00e0")).unwrap(), long);
        prop_assert_eq!(read::<i64>(&format!("{long}000E-3")).unwrap(), long);
        prop_assert_eq!(read::<f64>(&written(&double)).unwrap().to_bits(), double.to_bits());
        prop_assert_eq!(read::<f32>(&written(&float)).unwrap().to_bits(), float.to_bits());
    }

    #[test]
    fn timestamps_round_trip(seconds in any::<i64>(), nanoseconds in 0..1_000_000_000_u32) {
        let moment = DateTime::from_secs_and_nanos(seconds, nanoseconds);
        prop_assert_eq!(read::<DateTime>(&written(&moment)).unwrap(), moment);
    }
}
