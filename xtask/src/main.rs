//! The workspace's command line: `cargo xtask help`.

mod args;
mod check;
mod codegen;
mod stats;
mod write;

use std::process::ExitCode;

const HELP: &str = "\
The command line of the tinsmith workspace.

Usage: cargo xtask <COMMAND> [OPTIONS]

Commands:
  codegen   Write every client of model/*.json into generated/
  stats     Count what is generated and measure how long it takes to build
  help      Print this help

`cargo xtask <COMMAND> --help` says more about a command.";

/// What a command fails with: text for the user, already complete.
type Failure = String;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next();
    let rest: Vec<String> = args.collect();
    let result = match command.as_deref() {
        Some("codegen") => codegen::run(&rest),
        Some("stats") => stats::run(&rest),
        Some("help" | "--help" | "-h") | None => {
            println!("{HELP}");
            Ok(())
        }
        Some(other) => Err(format!("error: unknown command `{other}`\n\n{HELP}")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}
