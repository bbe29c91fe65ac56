//! How long a user's program builds on either client, and the generated crate alone.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use super::command;
use super::context::Context;
use super::figure::{Row, Unit};
use super::results::Measured;
use super::samples::{FLOOR, OFFICIAL, Samples, TINSMITH};
use super::size::RELEASE;
use crate::Failure;

/// How often `cargo check` is run: it takes a second, and varies more than builds do.
const CHECKS: usize = 9;

/// Whose programs are built: that of the floor sends a request over the same HTTP and TLS as tinsmith's.
const PROGRAMS: [&str; 3] = [TINSMITH, OFFICIAL, FLOOR];

/// Each side, and its generated crate.
const CLIENTS: [(&str, &str); 2] = [(TINSMITH, "tinsmith-signer"), (OFFICIAL, "aws-sdk-signer")];

/// Each profile, its options, and the most CPU time that a user's program may take.
const PROFILES: [(&str, &[&str], f64); 2] = [("dev", &[], 65.0), ("release", &RELEASE, 120.0)];

/// Measures the section.
pub(crate) fn measure(context: &Context<'_>, rounds: usize, measured: &mut Measured) -> Result<(), Failure> {
    let builds = Builds { context, measure: context.built("measure")?.join("measure"), rounds };
    context.say("fetching sources ...");
    command::run(&mut context.cargo(&["fetch", "--locked"], &context.target("measure")))?;
    measured.rows = builds.clean()?;
    measured.rows.push(builds.alone()?);
    measured.rows.push(builds.check()?);
    Ok(())
}

struct Builds<'a> {
    context: &'a Context<'a>,
    /// The program that measures.
    measure: PathBuf,
    rounds: usize,
}

impl Builds<'_> {
    /// A user's program and all that it depends on.
    fn clean(&self) -> Result<Vec<Row>, Failure> {
        let [mut cpu, mut wall] = [const { Samples::new() }; 2];
        for round in 1..=self.rounds {
            for (profile, options, _) in PROFILES {
                for client in PROGRAMS {
                    let program = program(client);
                    self.say(&format!("building {program} from nothing, {profile}"), round, self.rounds);
                    command::remove(&self.context.target(&program))?;
                    let cost = command::cost(&self.measure, self.cargo("build", client, &program).args(options))?;
                    cpu.add(profile, client, cost.cpu_seconds);
                    wall.add(profile, client, cost.wall_seconds);
                }
            }
        }
        let mut rows = Vec::new();
        for (profile, _, budget) in PROFILES {
            let name = format!("clean {profile} build of a user's program");
            rows.push(cpu.row_of_rounds(format!("{name}, CPU time"), Unit::Seconds, profile)?.budget(Some(budget)));
            rows.push(wall.row_of_rounds(format!("{name}, by the clock"), Unit::Seconds, profile)?);
        }
        Ok(rows)
    }

    /// The generated crate alone.
    fn alone(&self) -> Result<Row, Failure> {
        let mut samples = Samples::new();
        for (client, package) in CLIENTS {
            self.context.say(&format!("building what {package} depends on, release ..."));
            command::run(self.cargo("build", client, package).args(RELEASE))?;
        }
        for round in 1..=self.rounds {
            for (client, package) in CLIENTS {
                self.say(&format!("building {package} alone, release"), round, self.rounds);
                command::run(self.cargo("clean", client, package).arg("--release"))?;
                let cost = command::cost(&self.measure, self.cargo("build", client, package).args(RELEASE))?;
                samples.add("alone", client, cost.wall_seconds);
            }
        }
        let row =
            samples.row_of_rounds("release build of the generated crate alone".to_owned(), Unit::Seconds, "alone")?;
        Ok(row.budget(Some(3.0)))
    }

    /// What whoever writes the program waits for after a change.
    fn check(&self) -> Result<Row, Failure> {
        let main = self.context.root.join("tests/bench/programs/main.rs");
        let mut samples = Samples::new();
        for (client, _) in CLIENTS {
            let program = program(client);
            self.context.say(&format!("checking {program} and what it depends on ..."));
            command::run(&mut self.cargo("check", client, &program))?;
        }
        for round in 1..=CHECKS {
            for (client, _) in CLIENTS {
                let program = program(client);
                self.say(&format!("checking {program} after a change"), round, CHECKS);
                touch(&main).map_err(|error| format!("error: cannot touch {}: {error}", main.display()))?;
                let cost = command::cost(&self.measure, &self.cargo("check", client, &program))?;
                samples.add("check", client, cost.wall_seconds);
            }
        }
        let row = samples.row("`cargo check` after touching a user's program".to_owned(), Unit::Seconds, "check")?;
        Ok(row.note(format!("the median of {CHECKS}")))
    }

    /// A command of cargo about a package, in the target folder of the client's program.
    fn cargo(&self, command: &str, client: &str, package: &str) -> Command {
        let target = self.context.target(&program(client));
        self.context.cargo(&[command, "--locked", "--offline", "--package", package], &target)
    }

    fn say(&self, what: &str, round: usize, rounds: usize) {
        self.context.say(&format!("{what}, round {round} of {rounds} ..."));
    }
}

/// The package and binary of a user's program.
fn program(client: &str) -> String {
    format!("program-{client}")
}

/// Makes a file look changed, as far as cargo can tell.
#[expect(clippy::disallowed_methods, reason = "cargo compares it with the clock of the file system")]
fn touch(path: &Path) -> io::Result<()> {
    File::options().append(true).open(path)?.set_modified(SystemTime::now())
}
