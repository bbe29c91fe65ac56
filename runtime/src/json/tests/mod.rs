//! Tests of reading and writing together, through the types that generated code uses.

mod errors;
mod properties;
mod reading;
mod syntax;
mod writing;

use super::*;

/// Stands in for a generated structure.
#[derive(Debug, Default, PartialEq)]
struct Job {
    id: Option<String>,
    size: i32,
    revoked: bool,
    source: Option<Box<Source>>,
}

#[derive(Debug, Default, PartialEq)]
struct Source {
    bucket: String,
    tags: Option<Vec<String>>,
}

impl ToJson for Job {
    fn to_json(&self, json: &mut JsonWriter) {
        json.object(|json| {
            json.member("jobId", &self.id);
            json.member("size", &self.size);
            json.member("isRevoked", &self.revoked);
            json.member("source", &self.source);
        });
    }
}

impl ToJson for Source {
    fn to_json(&self, json: &mut JsonWriter) {
        json.object(|json| {
            json.member("bucket", &self.bucket);
            json.member("tags", &self.tags);
        });
    }
}

impl FromJson for Job {
    fn from_json(json: JsonValue<'_>) -> Self {
        Self {
            id: json.get("jobId"),
            size: json.required("size"),
            revoked: json.get("isRevoked").unwrap_or(false),
            source: json.get("source"),
        }
    }
}

impl FromJson for Source {
    fn from_json(json: JsonValue<'_>) -> Self {
        Self { bucket: json.required("bucket"), tags: json.get("tags") }
    }
}

fn written<T: ToJson + ?Sized>(value: &T) -> String {
    let mut json = JsonWriter::new();
    value.to_json(&mut json);
    String::from_utf8(json.into_bytes().unwrap()).unwrap()
}

fn read<T: FromJson>(text: &str) -> Result<T, JsonError> {
    read_with(text, T::from_json)
}

fn read_with<T>(text: &str, read: impl FnOnce(JsonValue<'_>) -> T) -> Result<T, JsonError> {
    JsonDocument::parse(text.as_bytes())?.read(read)
}

/// The message of the error that reading `text` as `T` gives.
fn refusal<T: FromJson>(text: &str) -> String {
    read::<T>(text).map(drop).unwrap_err().to_string()
}

#[test]
fn structures_round_trip() {
    let source =
        Source { bucket: "b\u{1}ü".to_owned(), tags: Some(vec![String::new(), "[".to_owned(), "{".to_owned()]) };
    for job in [
        Job::default(),
        Job { id: Some("{".to_owned()), size: -7, revoked: true, source: Some(Box::new(source)) },
        Job { source: Some(Box::default()), ..Job::default() },
    ] {
        assert_eq!(read::<Job>(&written(&job)).unwrap(), job);
    }
}

#[test]
fn debug_output_and_errors_hold_no_values() {
    let document = JsonDocument::parse(br#"{"password": "hunter2"}"#).unwrap();
    let value = document.read(|json| format!("{json:?}")).unwrap();
    let error = document.read(|json| json.required::<i32>("password")).unwrap_err();
    let mut json = JsonWriter::new();
    json.string("hunter2");
    let shown = format!("{document:?} {value} {error} {error:?} {json:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
}
