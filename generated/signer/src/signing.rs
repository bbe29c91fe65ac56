//! What people come to AWS Signer for, in one call: [`sign_object`] starts a signing job, waits for it and says where the
//! signed object lies; [`sign_payload`] signs what identifies a container image and gives the envelope that goes into the
//! registry.
// Written by hand: `cargo xtask codegen` leaves this module alone.

mod object;
mod payload;

pub use object::{
    JobProgress, NewJob, SignObject, SignObjectError, SignedObject, StartedJob, sign_object, wait_for_signed_object,
};
pub use payload::{DescriptorError, NotationEnvelope, OciDescriptor, SignPayload, sign_payload};
