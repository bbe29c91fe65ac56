//! The loop of a call: what is tried again, how often, after which waits, and what each attempt looks like. Over a transport
//! that follows a script, in time that passes only when it is waited for.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod adaptive;
mod attempts;
mod bounds;
mod classifier;
mod quota;
mod requests;
#[cfg_attr(not(feature = "default-https-client"), allow(dead_code, reason = "time-outs are tested with the feature"))]
mod script;
#[cfg(feature = "default-https-client")]
mod timeouts;
mod waits;

tinsmith_runtime::service_error! {
    /// Nothing that a model names.
    pub enum Error {}
}
