//! The work of a call, the transport stubbed: time, instructions, allocations, and what validation makes up of it.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use super::command;
use super::context::Context;
use super::figure::{Row, Unit};
use super::results::Measured;
use super::samples::{Samples, TINSMITH, median, range};
use crate::Failure;

/// The operation that budgets are about.
const BUDGETED: &str = "StartSigningJob";

/// A tinsmith client whose validation is switched off.
const UNVALIDATED: &str = "unvalidated";

/// Rounds within a run of `calls time`, in each of which every client has its turn.
const TURNS: &str = "101";

/// Calls of two runs, whose difference in instructions is that of calls alone.
const FEW: u32 = 200;
const MANY: u32 = 700;

/// A line of `calls time`.
#[derive(Deserialize)]
struct Time {
    operation: String,
    client: String,
    nanoseconds: f64,
}

/// A line of `counts`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Count {
    Call { operation: String, client: String, allocations: f64, bytes: f64 },
    Sizes { client: String, future_bytes: f64, error_bytes: f64 },
}

/// Measures the section.
pub(crate) fn measure(context: &Context<'_>, rounds: usize, measured: &mut Measured) -> Result<(), Failure> {
    let programs = context.built("clients")?;
    let mut times = Samples::new();
    for round in 1..=rounds {
        context.say(&format!("taking the time of calls, round {round} of {rounds} ..."));
        for line in command::lines::<Time>(Command::new(programs.join("calls")).args(["time", TURNS]))? {
            times.add(&line.operation, &line.client, line.nanoseconds / 1e9);
        }
    }
    let rows = &mut measured.rows;
    rows.extend(per_call("time", Unit::Seconds, &times, 4e-6)?.into_iter().map(Row::headline));
    rows.extend(shares("time", &times)?);
    match instructions(context, &programs, &times) {
        Ok(instructions) => {
            rows.extend(per_call("instructions", Unit::Count, &instructions, None)?);
            rows.extend(shares("instructions", &instructions)?);
        }
        // Not on this machine, or not for its processor: the other figures need none of it.
        Err(failure) => {
            context.say(&failure);
            measured.left_out.push("instructions of calls, since valgrind does not run here".to_owned());
        }
    }
    context.say("counting the allocations of calls ...");
    rows.extend(counts(command::lines(&mut Command::new(programs.join("counts")))?)?);
    Ok(())
}

/// A row for each operation.
fn per_call(what: &str, unit: Unit, samples: &Samples, budget: impl Into<Option<f64>>) -> Result<Vec<Row>, Failure> {
    let budget = budget.into();
    let row = |operation: &str| {
        let row = samples.row(format!("{what} per call, {operation}"), unit, operation)?;
        Ok(row.budget(budget.filter(|_| operation == BUDGETED)))
    };
    samples.subjects().into_iter().map(row).collect()
}

/// What validation makes up of each operation.
fn shares(what: &str, samples: &Samples) -> Result<Vec<Row>, Failure> {
    let row = |operation: &str| {
        let pairs = samples.of(operation, TINSMITH).zip(samples.of(operation, UNVALIDATED));
        let shares: Vec<f64> = pairs.map(|(with, without)| (with - without) / with * 100.0).collect();
        let name = format!("validation's share of {what}, {operation}");
        let range = range(&shares);
        let share = median(shares).ok_or_else(|| format!("error: no round gave {name}"))?;
        let row = Row::new(name, Unit::Percent, share);
        Ok(match range {
            Some((least, most)) => {
                // What differs by more than it is may as well be nothing.
                let noise = if most - least > share { "within the noise: " } else { "" };
                row.note(format!("{noise}from {least:.1} to {most:.1} % by the round"))
            }
            None => row,
        })
    };
    samples.subjects().into_iter().map(row).collect()
}

/// The instructions of a call, for the operations and clients whose time was taken.
fn instructions(context: &Context<'_>, programs: &Path, times: &Samples) -> Result<Samples, Failure> {
    let mut samples = Samples::new();
    for operation in times.subjects() {
        context.say(&format!("counting the instructions of {operation} ..."));
        for client in times.clients(operation) {
            let count = |calls| collected(programs, client, operation, calls);
            samples.add(operation, client, (count(MANY)? - count(FEW)?) / f64::from(MANY - FEW));
        }
    }
    Ok(samples)
}

/// The instructions of a run as a whole.
fn collected(programs: &Path, client: &str, operation: &str, calls: u32) -> Result<f64, Failure> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(programs.join("calls"));
    command.args(["run", client, operation, &calls.to_string()]);
    let said = command::run(&mut command)?.stderr;
    let said = String::from_utf8_lossy(&said);
    let line = said.lines().find_map(|line| line.split_once("Collected : "));
    let figure = line.and_then(|(_, figure)| figure.trim().parse().ok());
    figure.ok_or_else(|| format!("error: `{}` does not say what it collected:\n{said}", command::described(&command)))
}

/// Allocations, and the sizes of futures and errors.
fn counts(lines: Vec<Count>) -> Result<Vec<Row>, Failure> {
    let [mut allocations, mut bytes, mut sizes] = [const { Samples::new() }; 3];
    for line in lines {
        match line {
            Count::Call { operation, client, allocations: count, bytes: total } => {
                allocations.add(&operation, &client, count);
                bytes.add(&operation, &client, total);
            }
            Count::Sizes { client, future_bytes, error_bytes } => {
                sizes.add("the future of `send`", &client, future_bytes);
                sizes.add("the error of `send`", &client, error_bytes);
            }
        }
    }
    let mut rows = per_call("allocations", Unit::Count, &allocations, 60.0)?;
    rows.extend(shares("allocations", &allocations)?);
    rows.extend(per_call("bytes allocated", Unit::Bytes, &bytes, 8192.0)?);
    for (subject, budget) in sizes.subjects().into_iter().zip([2048.0, 128.0]) {
        let row = sizes.row(format!("size of {subject}"), Unit::Bytes, subject)?.budget(Some(budget));
        rows.push(row.note("what it holds in boxes counts among the bytes that a call allocates"));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_become_rows_with_budgets() {
        let mut lines = String::new();
        for (client, factor) in [("tinsmith", 1), ("unvalidated", 1), ("official", 10)] {
            for operation in ["StartSigningJob", "ListSigningJobs"] {
                lines.push_str(&format!(
                    "{{\"operation\":\"{operation}\",\"client\":\"{client}\",\"allocations\":{},\"bytes\":{}}}\n",
                    34 * factor,
                    3213 * factor
                ));
            }
        }
        lines.push_str("{\"client\":\"tinsmith\",\"future_bytes\":1704,\"error_bytes\":40}\n");
        lines.push_str("{\"client\":\"official\",\"future_bytes\":5536,\"error_bytes\":392}\n");
        let rows = counts(command::parsed(&lines).unwrap()).unwrap();
        let cells: Vec<String> = rows.iter().map(|row| row.cells().join(" | ")).collect();
        assert_eq!(
            cells,
            [
                "allocations per call, StartSigningJob | 34 | 340 | 10.0x | - | 60",
                "allocations per call, ListSigningJobs | 34 | 340 | 10.0x | - | -",
                "validation's share of allocations, StartSigningJob | 0.0 % | - | - | - | -",
                "validation's share of allocations, ListSigningJobs | 0.0 % | - | - | - | -",
                "bytes allocated per call, StartSigningJob | 3,213 B | 32.1 KB | 10.0x | - | 8,192 B",
                "bytes allocated per call, ListSigningJobs | 3,213 B | 32.1 KB | 10.0x | - | -",
                "size of the future of `send` | 1,704 B | 5,536 B | 3.2x | - | 2,048 B",
                "size of the error of `send` | 40 B | 392 B | 9.8x | - | 128 B",
            ]
        );
    }

    #[test]
    fn a_share_that_differs_by_more_than_it_is_counts_as_noise() {
        let share = |pairs: &[(f64, f64)]| {
            let mut samples = Samples::new();
            for (with, without) in pairs {
                samples.add("Get", TINSMITH, *with);
                samples.add("Get", UNVALIDATED, *without);
            }
            shares("time", &samples).unwrap().remove(0)
        };
        let row = share(&[(100.0, 99.0), (100.0, 101.0), (100.0, 98.0)]);
        assert_eq!((row.ours, row.note.as_deref()), (1.0, Some("within the noise: from -1.0 to 2.0 % by the round")));
        let row = share(&[(100.0, 70.0), (100.0, 72.0)]);
        assert_eq!((row.ours, row.note.as_deref()), (29.0, Some("from 28.0 to 30.0 % by the round")));
        assert_eq!(share(&[(100.0, 70.0)]).note, None);
    }
}
