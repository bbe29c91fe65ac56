//! `measure COMMAND [ARGUMENT]..`: runs the command and prints a line of JSON: its seconds by the clock and of CPU time, and the
//! most memory, in KiB, that it or any process it started had.
//!
//! A program of its own, since the system counts all children of a process together, and a child's memory from its parent's
//! size on: this one has one child and is small.

use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

fn main() -> ExitCode {
    match run() {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<String, Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let program = arguments.next().ok_or("usage: measure COMMAND [ARGUMENT]..")?;
    let mut command = Command::new(&program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null());
    let start = Instant::now();
    let status = command.status().map_err(|error| format!("cannot run {}: {error}", program.display()))?;
    let wall = start.elapsed().as_secs_f64();
    if !status.success() {
        return Err(format!("{} failed: {status}", program.display()).into());
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = (usage.user_time() + usage.system_time()).num_microseconds() as f64 / 1e6;
    let peak = usage.max_rss() / if cfg!(target_vendor = "apple") { 1024 } else { 1 };
    Ok(format!(r#"{{"wall_seconds":{wall},"cpu_seconds":{cpu},"peak_kib":{peak}}}"#))
}
