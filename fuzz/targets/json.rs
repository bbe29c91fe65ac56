//! The JSON reader and writer, held against serde_json.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use tinsmith_runtime::json::{FromJson, JsonDocument, JsonWriter, ToJson};
use tinsmith_runtime::primitives::{Document, Number};

fuzz_target!(|bytes: &[u8]| {
    let ours = JsonDocument::parse(bytes).and_then(|json| json.read(Document::from_json));
    // An empty body stands for an object without members.
    let bytes = if bytes.trim_ascii().is_empty() { b"{}" } else { bytes };
    let theirs = serde_json::from_slice::<Value>(bytes);
    match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => assert!(is_same(ours, theirs), "{ours:?} instead of {theirs:?}"),
        (Err(ours), Ok(theirs)) => panic!("{ours} instead of {theirs:?}"),
        (Ok(ours), Err(theirs)) => assert!(is_lenient(&theirs.to_string()), "{ours:?} instead of {theirs}"),
        (Err(ours), Err(_)) => assert!(ours.to_string().len() < 300, "{ours}"),
    }
    if let Ok(document) = ours {
        let mut json = JsonWriter::new();
        document.to_json(&mut json);
        let text = json.into_bytes().expect("a document has a text");
        let again = JsonDocument::parse(&text).and_then(|json| json.read(Document::from_json)).expect("our own JSON");
        assert_eq!(again, document);
    }
});

/// Whether this is something that our reader takes on purpose: half of a pair of surrogates.
fn is_lenient(error: &str) -> bool {
    ["surrogate", "unexpected end of hex escape"].iter().any(|words| error.contains(words))
}

fn is_same(ours: &Document, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Document::Object(ours), Value::Object(theirs)) => {
            let has = |(name, value): (&String, &Value)| ours.get(name).is_some_and(|ours| is_same(ours, value));
            ours.len() == theirs.len() && theirs.iter().all(has)
        }
        (Document::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| is_same(ours, theirs))
        }
        (Document::Number(Number::PosInt(ours)), Value::Number(theirs)) => theirs.as_u64() == Some(*ours),
        (Document::Number(Number::NegInt(ours)), Value::Number(theirs)) => theirs.as_i64() == Some(*ours),
        (Document::Number(Number::Float(ours)), Value::Number(theirs)) => theirs.as_f64() == Some(*ours),
        (Document::String(ours), Value::String(theirs)) => ours == theirs,
        (Document::Bool(ours), Value::Bool(theirs)) => ours == theirs,
        (Document::Null, Value::Null) => true,
        _ => false,
    }
}
