//! The workspace's command line: `cargo xtask help`.

mod args;
mod bench;
mod check;
mod codegen;
mod conformance;
mod fuzz;
mod outcome;
mod survey;
mod write;

use std::io::Write;
use std::process::ExitCode;

const HELP: &str = "\
The command line of the tinsmith workspace.

Usage: cargo xtask <COMMAND> [OPTIONS]

Commands:
  bench        Measure this project and the official crate side by side
  codegen      Write every client of model/*.json into generated/
  conformance  Run the tests that a model carries, on the client generated from it
  fuzz         Feed random input to every parser
  survey       Run the generator over a folder of models and say what it gives and refuses
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
        "bench" => bench::run(rest),
        "codegen" => codegen::run(rest),
        "conformance" => conformance::run(rest),
        "fuzz" => fuzz::run(rest),
        "survey" => survey::run(rest),
        "help" | "--help" | "-h" => {
            print(HELP);
            Ok(())
        }
        other => Err(format!("error: unknown command `{other}`\n\n{HELP}")),
    }
}
