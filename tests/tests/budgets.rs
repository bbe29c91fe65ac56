//! What users pay for in every call, as far as it can be counted: allocations, the future of `send()` and the error type.
//!
//! The limits are what a call takes today. A change that takes more fails here: find out why, or raise the limit and say in the
//! commit what it is good for. A change that takes less lowers them. The calls are those that `cargo xtask bench` measures.

#[cfg(test)]
#[path = "../bench/clients/src/calls.rs"]
#[expect(dead_code, reason = "the benchmark calls a server, too")]
mod calls;
#[cfg(test)]
#[path = "../bench/clients/src/tinsmith/client.rs"]
mod client;
#[cfg(test)]
#[path = "../bench/clients/src/operation.rs"]
#[expect(dead_code, reason = "the benchmark picks operations by name")]
mod operation;

use calls::Caller;
use operation::Operation;
use tinsmith_signer as sdk;
use tinsmith_signer::error::SdkError;
use tinsmith_signer::operation::describe_signing_job::DescribeSigningJobError;
use tinsmith_signer::operation::start_signing_job::StartSigningJobError;

/// The most allocations of a call, what its input is made of included, and the most bytes that they are in all.
fn limits(operation: Operation) -> (u64, u64) {
    match operation {
        Operation::StartSigningJob => (40, 7497),
        Operation::SignPayload => (41, 18753),
        Operation::PutSigningProfile => (142, 16984),
        Operation::DescribeSigningJob => (47, 8155),
        Operation::ListSigningJobs => (362, 43847),
    }
}

/// The bytes of the future of a call.
const FUTURE: usize = 456;
/// The bytes of an error.
const ERROR: usize = 40;

#[test]
fn calls_allocate_no_more_than_they_did() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut over = Vec::new();
    for operation in Operation::ALL {
        let (allocations, bytes) = limits(operation);
        let caller = Caller::new(client::stubbed(operation.answer(), true));
        let call = || runtime.block_on(caller.call(operation));
        // The first call derives the signing key, which the client keeps.
        call();
        let count = allocation_counter::measure(call);
        if count.count_total > allocations || count.bytes_total > bytes {
            let (allocated, held) = (count.count_total, count.bytes_total);
            let name = operation.name();
            over.push(format!("{name}: {allocated} allocations, {held} bytes, not {allocations} and {bytes}"));
        }
    }
    assert!(over.is_empty(), "more than the limits in {}, whose head says what to do:\n{}", file!(), over.join("\n"));
}

#[test]
fn futures_are_small() {
    let caller = Caller::new(client::stubbed(String::new(), true));
    let size = caller.future_size();
    assert!(size <= FUTURE, "the future of StartSigningJob takes {size} bytes, more than {FUTURE}");
}

#[test]
fn errors_are_small() {
    let sizes = [size_of::<SdkError<StartSigningJobError>>(), size_of::<SdkError<DescribeSigningJobError>>()];
    assert!(sizes.iter().all(|size| *size <= ERROR), "errors take {sizes:?} bytes, more than {ERROR}");
}
