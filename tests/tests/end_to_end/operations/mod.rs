//! Each operation once, with every member of its input set: what goes over the wire, and what becomes of the answer.
//!
//! `DescribeSigningJob`, `ListSigningJobs` and `StartSigningJob` get answers shaped like the API reference's samples too.

mod jobs;
mod permissions;
mod platforms;
mod profiles;
mod revocation;
mod tags;

/// A legal profile name (the model's pattern is not anchored at its end) that needs all of its care in a path, and how it
/// stands there.
const ODD_NAME: &str = "ab/../c d?e=%2F#é+";
const ODD_NAME_ENCODED: &str = "ab%2F..%2Fc%20d%3Fe%3D%252F%23%C3%A9%2B";
