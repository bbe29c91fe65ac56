//! The workspace's command line: `cargo xtask help`.

mod args;
mod check;
mod codegen;
mod conformance;
mod outcome;
mod stats;
mod survey;
mod write;

use std::io::Write;
use std::process::ExitCode;

const HELP: &str = "\
The command line of the tinsmith workspace.

Usage: cargo xtask <COMMAND> [OPTIONS]

Commands:
  codegen      Write every client of model/*.json into generated/
  conformance  Run the tests that a model carries, on the client generated from it
  survey       Run the generator over a folder of models and say what it gives and refuses
  stats        Count what is generated and measure how long it takes to build
  help         Print this help

`cargo xtask <COMMAND> --help` says more about a command.";

/// What a command fails with: text for the user, already complete.
type Failure = String;

/// Prints a text. Whoever reads only its beginning is done with it.
fn print(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn main() -> ExitCode {
    let args: Result<Vec<String>, _> = std::env::args_os().skip(1).map(std::ffi::OsString::into_string).collect();
    let result = match args {
        Ok(args) => run(&args),
        Err(arg) => Err(format!("error: the argument {} is not UTF-8\n\n{HELP}", arg.display())),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<(), Failure> {
    let (command, rest) = args.split_first().map_or(("help", args), |(command, rest)| (command.as_str(), rest));
    match command {
        "codegen" => codegen::run(rest),
        "conformance" => conformance::run(rest),
        "survey" => survey::run(rest),
        "stats" => stats::run(rest),
        "help" | "--help" | "-h" => {
            print(HELP);
            Ok(())
        }
        other => Err(format!("error: unknown command `{other}`\n\n{HELP}")),
    }
}
