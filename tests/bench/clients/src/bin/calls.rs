//! The work of a client, its transport stubbed. Prints a line of JSON for each operation and client.
//!
//! `calls time ROUNDS` takes the time of a call: the median of rounds in which all clients take turns.
//! `calls run CLIENT OPERATION TIMES` only calls, for tools that count instructions or take profiles.

use std::error::Error;

use clients::bench::{Bench, Who};
use clients::operation::Operation;

const USAGE: &str = "usage: calls time ROUNDS | calls run CLIENT OPERATION TIMES";

/// Calls in a round: some milliseconds' worth.
const CALLS: u32 = 1000;

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

fn time(operation: Operation, rounds: usize) -> Result<(), Box<dyn Error>> {
    let benches = Who::ALL.map(|who| Bench::new(who, operation));
    let mut nanoseconds = [const { Vec::new() }; Who::ALL.len()];
    for _ in 0..rounds {
        for (bench, nanoseconds) in benches.iter().zip(&mut nanoseconds) {
            let bench = bench.as_ref().map_err(ToString::to_string)?;
            nanoseconds.push(bench.call(CALLS).as_nanos() / u128::from(CALLS));
        }
    }
    for (who, mut nanoseconds) in Who::ALL.into_iter().zip(nanoseconds) {
        nanoseconds.sort_unstable();
        let median = nanoseconds.get(rounds / 2).ok_or("at least one round is needed")?;
        println!(r#"{{"operation":"{}","client":"{}","nanoseconds":{median}}}"#, operation.name(), who.name());
    }
    Ok(())
}
