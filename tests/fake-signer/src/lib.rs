//! A fake AWS Signer: a server on 127.0.0.1 with all operations, kept in memory, for tests and trials without an account.
//!
//! The wire is read off the service's model (routing, decoding, constraints, encoding), apart from the generated client,
//! so that the two check each other. What Signer does is written by hand in [`signer`].

pub mod clock;
pub mod faults;
pub mod objects;
pub mod protocol;
pub mod server;
pub mod signatures;
pub mod signer;
pub mod sigv4;
pub mod state;
