//! Calls over loopback: how many in a second, and the CPU time and memory that they take.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde::Deserialize;

use super::command;
use super::context::Context;
use super::figure::{Row, Unit};
use super::results::Measured;
use super::samples::{OFFICIAL, Samples, TINSMITH};
use crate::Failure;

/// How many calls are made at a time, and in all: some seconds' worth.
const LOADS: [(u32, u32); 2] = [(1, 50_000), (64, 100_000)];

/// A line of `load-tinsmith` and `load-official`.
#[derive(Deserialize)]
struct Load {
    calls_per_second: f64,
    cpu_us_per_call: f64,
    /// Nothing where the system does not tell.
    rest_kib: Option<f64>,
    peak_kib: Option<f64>,
}

/// What the loads gave, by unit.
struct Loads {
    rates: Samples,
    times: Samples,
    memory: Samples,
}

/// Measures the section.
pub(crate) fn measure(context: &Context<'_>, rounds: usize, measured: &mut Measured) -> Result<(), Failure> {
    let programs = context.built("clients")?;
    let server = Server::start(&programs.join("server"))?;
    let mut loads = Loads { rates: Samples::new(), times: Samples::new(), memory: Samples::new() };
    for round in 1..=rounds {
        for (concurrency, calls) in LOADS {
            context.say(&format!("calling the server, {concurrency} at a time, round {round} of {rounds} ..."));
            for client in [TINSMITH, OFFICIAL] {
                let mut command = Command::new(programs.join(format!("load-{client}")));
                command.arg(&server.url).args([concurrency.to_string(), calls.to_string()]);
                command::lines(&mut command)?.iter().for_each(|load| loads.add(client, concurrency, load));
            }
        }
    }
    measured.rows = loads.rows()?;
    if loads.memory.subjects().is_empty() {
        measured.left_out.push("memory at rest and under load, since this system has no /proc".to_owned());
    }
    Ok(())
}

impl Loads {
    fn add(&mut self, client: &str, concurrency: u32, load: &Load) {
        self.rates.add(&format!("calls per second, {concurrency} at a time"), client, load.calls_per_second);
        self.times.add(&format!("CPU time per call, {concurrency} at a time"), client, load.cpu_us_per_call / 1e6);
        if let (Some(rest), Some(peak)) = (load.rest_kib, load.peak_kib) {
            self.memory.add("memory at rest", client, rest * 1024.0);
            self.memory.add(&format!("most memory, {concurrency} at a time"), client, peak * 1024.0);
        }
    }

    fn rows(&self) -> Result<Vec<Row>, Failure> {
        let mut rows = Vec::new();
        for (samples, unit) in
            [(&self.rates, Unit::PerSecond), (&self.times, Unit::Seconds), (&self.memory, Unit::Bytes)]
        {
            for subject in samples.subjects() {
                let row = samples.row_of_rounds(subject.to_owned(), unit, subject)?;
                rows.push(if unit == Unit::PerSecond { row.headline() } else { row });
            }
        }
        Ok(rows)
    }
}

/// The server that both call, until this is dropped.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start(program: &Path) -> Result<Self, Failure> {
        let failure = |error| format!("error: cannot run {}: {error}", program.display());
        let process = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(failure)?;
        let mut server = Self { process, url: String::new() };
        if let Some(stdout) = server.process.stdout.as_mut() {
            BufReader::new(stdout).read_line(&mut server.url).map_err(failure)?;
        }
        server.url.truncate(server.url.trim_end().len());
        if server.url.is_empty() { Err(format!("error: {} prints no URL", program.display())) } else { Ok(server) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It serves until its standard input closes; one that hangs is ended. Nothing is lost if either fails.
        drop(self.process.stdin.take());
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loads_become_rows() {
        let line = |rate: u32, peak: &str| {
            format!(
                "{{\"client\":\"x\",\"concurrency\":64,\"calls_per_second\":{rate},\"cpu_us_per_call\":{}.5,\
                 \"rest_kib\":{peak},\"peak_kib\":{peak}}}\n",
                rate / 100
            )
        };
        let names = |peak: &str| {
            let mut loads = Loads { rates: Samples::new(), times: Samples::new(), memory: Samples::new() };
            for (client, rate) in [(TINSMITH, 8000), (OFFICIAL, 4000)] {
                let lines: Vec<Load> = command::parsed(&line(rate, peak)).unwrap();
                lines.iter().for_each(|load| loads.add(client, 64, load));
            }
            loads.rows().unwrap().iter().map(|row| row.cells().join(" | ")).collect::<Vec<_>>()
        };
        let expected = [
            "calls per second, 64 at a time | 8,000 /s | 4,000 /s | 2.0x | - | -",
            "CPU time per call, 64 at a time | 80.5 us | 40.5 us | 0.50x | - | -",
            "memory at rest | 10.2 MB | 10.2 MB | 1.0x | - | -",
            "most memory, 64 at a time | 10.2 MB | 10.2 MB | 1.0x | - | -",
        ];
        assert_eq!(names("10000"), expected);
        assert_eq!(names("null"), expected[..2], "where the system tells nothing of memory");
    }
}
