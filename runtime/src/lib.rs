//! What every tinsmith client shares.
//!
//! Generated code states facts (an operation's URI, a member's name, a constraint's bounds); this crate behaves:
//!
//! | stage of a call | module |
//! |---|---|
//! | check the input's constraints | [`validation`] |
//! | write path, query, headers and body | [`request`], [`text`], [`json`] |
//! | complete what the protocol wants besides | [`protocol`] |
//! | compress, and add checksums, where the model wants it | [`transform`] |
//! | find the endpoint | [`endpoint`] |
//! | say who calls, and sign | [`credentials`], [`sigv4`] |
//! | send | [`http`], and `https_client` with the feature `default-https-client` |
//! | read output or error | [`json`], [`protocol`], [`error`] |
//!
//! [`client`] runs the stages, [`operation`] is what it asks of generated code, [`config`] what the user sets, [`profile`]
//! what files say of it. Clock, randomness, environment and files are reached through one small trait each: [`time`],
//! [`random`], [`mod@env`], [`file_system`].

mod address;
mod auth;
pub mod client;
mod clock_skew;
pub mod config;
pub mod credentials;
pub mod customize;
pub mod endpoint;
pub mod env;
pub mod error;
pub mod file_system;
pub mod future;
pub mod hook;
pub mod http;
#[cfg(feature = "default-https-client")]
pub mod https_client;
pub mod json;
mod macros;
pub mod operation;
mod order;
pub mod pagination;
pub mod prelude;
pub mod presigning;
pub mod primitives;
pub mod profile;
pub mod protocol;
pub mod random;
mod region;
pub mod request;
pub mod response;
mod retry;
pub mod sigv4;
#[cfg(feature = "test-util")]
pub mod test_util;
pub mod text;
pub mod time;
pub mod transform;
mod uri;
mod user_agent;
pub mod validation;
pub mod waiter;
