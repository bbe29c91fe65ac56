//! JSON bodies: written straight into one growing buffer, read from a flat tape, with no tree of values in between.
//!
//! Generated code implements [`ToJson`] and [`FromJson`] with a line per member; the work is done by [`JsonWriter`] and
//! [`JsonDocument`], which are not generic and so are compiled once, here.
//!
//! Reading is strict about syntax ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259)) and lenient about content, since
//! services change faster than clients:
//!
//! - a `null` member is the same as an absent one, and unknown members are ignored;
//! - a required member that is absent gets the zero value of its type (Smithy's client error correction): accessors
//!   of an absent or null [`JsonValue`] give `""`, `0`, `false`, no elements, no members, epoch 0;
//! - a value of the wrong type counts as absent while reading goes on, but then the first such value is reported with its
//!   path in place of all that was read: generated code gets by without a branch per member;
//! - dense lists and maps skip null values, sparse ones (`Vec<Option<T>>`, `HashMap<String, Option<T>>`) keep them, and
//!   so do those of documents, which may be null;
//! - of duplicate member names the last one counts;
//! - a surrogate without its partner in a `\u` escape is read as U+FFFD, as services written in languages with UTF-16
//!   strings send one whenever they cut a string in two.
//!
//! ```
//! use tinsmith_runtime::json::{FromJson, JsonDocument, JsonError, JsonValue, JsonWriter, ToJson};
//!
//! struct Job {
//!     id: Option<String>,
//!     size: i32,
//! }
//!
//! impl ToJson for Job {
//!     fn to_json(&self, json: &mut JsonWriter) {
//!         json.object(|json| {
//!             json.member("id", &self.id);
//!             json.member("size", &self.size);
//!         });
//!     }
//! }
//!
//! impl FromJson for Job {
//!     fn from_json(json: JsonValue<'_>) -> Self {
//!         Self { id: json.get("id"), size: json.required("size") }
//!     }
//! }
//!
//! let mut json = JsonWriter::new();
//! Job { id: None, size: 3 }.to_json(&mut json);
//! assert_eq!(json.into_bytes().as_deref(), Ok(&br#"{"size":3}"#[..]));
//!
//! let job = JsonDocument::parse(br#"{"id": "a", "size": null, "other": []}"#)?.read(Job::from_json)?;
//! assert_eq!((job.id.as_deref(), job.size), (Some("a"), 0));
//!
//! let error = JsonDocument::parse(br#"{"id": "a", "size": {}}"#)?.read(Job::from_json).map(drop).unwrap_err();
//! assert_eq!(error.to_string(), "expected an integer at '/size', found an object");
//! # Ok::<(), JsonError>(())
//! ```

mod container;
mod document;
mod error;
mod escape;
mod from_json;
mod number;
mod parser;
mod timestamps;
mod to_json;
mod value;
mod writer;

pub use document::JsonDocument;
pub use error::JsonError;
pub use from_json::FromJson;
pub use parser::MAX_DEPTH;
pub use timestamps::Timestamps;
pub use to_json::ToJson;
pub use value::{JsonKind, JsonValue};
pub use writer::JsonWriter;

#[cfg(test)]
mod tests;
