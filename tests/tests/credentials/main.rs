//! Who gives credentials: recorded traffic of every provider, replayed, and the cases of single providers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic"
)]

mod cache;
mod chain;
mod container;
mod endpoints;
mod imds;
mod plans;
mod process;
mod provider_chain;
mod replay;
mod roles;
mod script;
mod sso;

use std::fs;
use std::path::Path;

use serde_json::Value;

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The members of an object that holds texts.
fn texts(object: &Value) -> Vec<(String, String)> {
    let text = |(name, value): (&String, &Value)| (name.clone(), value.as_str().unwrap().to_owned());
    object.as_object().map(|members| members.iter().map(text).collect()).unwrap_or_default()
}
