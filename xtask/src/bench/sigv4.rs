//! Signing alone, against hashing the same bytes, which no signer can do without.

use std::process::Command;

use serde::Deserialize;

use super::command;
use super::context::Context;
use super::figure::Unit;
use super::results::Measured;
use super::samples::{FLOOR, OFFICIAL, Samples, TINSMITH};
use crate::Failure;

/// Rounds within a run, in each of which everybody has a turn.
const TURNS: &str = "101";

/// A line of `sigv4`.
#[derive(Deserialize)]
struct Signed {
    body_bytes: u32,
    hashing_ns: f64,
    tinsmith_ns: f64,
    official_ns: f64,
}

/// Measures the section.
pub(crate) fn measure(context: &Context<'_>, rounds: usize, measured: &mut Measured) -> Result<(), Failure> {
    let programs = context.built("clients")?;
    let mut samples = Samples::new();
    for round in 1..=rounds {
        context.say(&format!("signing, round {round} of {rounds} ..."));
        for line in command::lines::<Signed>(Command::new(programs.join("sigv4")).arg(TURNS))? {
            let body = body(line.body_bytes);
            for (client, nanoseconds) in
                [(FLOOR, line.hashing_ns), (TINSMITH, line.tinsmith_ns), (OFFICIAL, line.official_ns)]
            {
                samples.add(&body, client, nanoseconds / 1e9);
            }
        }
    }
    for body in samples.subjects() {
        measured.rows.push(samples.row(format!("signing a request with {body}"), Unit::Seconds, body)?);
    }
    Ok(())
}

fn body(bytes: u32) -> String {
    match bytes {
        0 => "no body".to_owned(),
        1024 => "a body of 1 KiB".to_owned(),
        1_048_576 => "a body of 1 MiB".to_owned(),
        other => format!("a body of {}", Unit::Bytes.shown(other.into())),
    }
}
