//! The work of a client, its transport stubbed. Prints a line of JSON for each operation and client.
//!
//! `calls time ROUNDS` takes the time of a call: the median of rounds in which all clients take turns.
//! `calls run CLIENT OPERATION TIMES` only calls, for tools that count instructions or take profiles.

use std::error::Error;
use std::num::NonZeroUsize;

use clients::bench::{Bench, Who};
use clients::operation::Operation;
use clients::rounds;

const USAGE: &str = "\
usage: calls time ROUNDS
       calls run CLIENT OPERATION TIMES
clients: tinsmith, unvalidated, official
operations: StartSigningJob, SignPayload, PutSigningProfile, DescribeSigningJob, ListSigningJobs";

/// Calls in a round: some milliseconds' worth at most.
const CALLS: u32 = 50;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["time", rounds] => Operation::ALL.into_iter().try_for_each(|operation| time(operation, rounds.parse()?)),
        ["run", who, operation, times] => {
            let who = Who::named(who).ok_or(USAGE)?;
            let operation = Operation::named(operation).ok_or(USAGE)?;
            Bench::new(who, operation)?.call(times.parse()?);
            Ok(())
        }
        _ => Err(USAGE.into()),
    }
}

fn time(operation: Operation, rounds: NonZeroUsize) -> Result<(), Box<dyn Error>> {
    let [tinsmith, unvalidated, official] = Who::ALL.map(|who| Bench::new(who, operation));
    let benches = [tinsmith?, unvalidated?, official?];
    for (who, nanoseconds) in Who::ALL.into_iter().zip(rounds::medians(rounds, CALLS, &benches, Bench::call)) {
        println!(r#"{{"operation":"{}","client":"{}","nanoseconds":{nanoseconds}}}"#, operation.name(), who.name());
    }
    Ok(())
}
