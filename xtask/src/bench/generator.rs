//! What the generator takes, and how what it gives grows with the number of operations.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tinsmith_codegen::Package;
use tinsmith_codegen::model::LoadOptions;

use super::command;
use super::context::Context;
use super::figure::{Row, Unit, count};
use super::results::Measured;
use super::samples::{Samples, TINSMITH};
use crate::Failure;
use crate::codegen::any_package;
use crate::write::{package_name, scratch};

/// The model of the client that is compared.
const SIGNER: &str = "model/signer-2017-08-25.json";

/// The model that growth is measured with, in the folder of models of the test input.
const LAMBDA: &str = "lambda-2015-03-31.json";

/// To how many operations its client is cut down; that of all comes last.
const PARTS: [usize; 2] = [1, 10];

/// Which build of the generator runs: that of `cargo xtask`, unless somebody built this program otherwise.
const PROFILE: &str = if cfg!(debug_assertions) { "dev" } else { "release" };

/// Measures the section.
pub(crate) fn measure(context: &Context<'_>, rounds: usize, measured: &mut Measured) -> Result<(), Failure> {
    let generator = Generator { context, measure: context.built("measure")?.join("measure"), rounds };
    let (model, out) = (context.root.join(SIGNER), context.target("generator/signer"));
    let codegen = ["codegen".as_ref(), "--model".as_ref(), model.as_os_str(), "--out".as_ref(), out.as_os_str()];
    measured.rows = generator.run("`codegen` of Signer", &codegen, &out)?;
    let models = shared(context.root).join("models");
    if !models.join(LAMBDA).is_file() {
        let what = "`survey`, and how clients grow with the number of operations";
        let reason = format!("the test input (`$TINSMITH_SHARED`, by default `../shared`) has no models/{LAMBDA}");
        measured.left_out.push(format!("{what}, since {reason}"));
        return Ok(());
    }
    let survey = format!("`survey` of {} models", json_files(&models)?);
    measured.rows.extend(generator.run(&survey, &["survey".as_ref(), models.as_os_str()], &out)?);
    generator.growth(&models.join(LAMBDA), measured)
}

/// The test input, which is no part of this project: `$TINSMITH_SHARED`, by default beside the workspace.
#[expect(clippy::disallowed_methods, reason = "where the test input lies is not the runtime's business")]
fn shared(root: &Path) -> PathBuf {
    root.join(std::env::var_os("TINSMITH_SHARED").unwrap_or_else(|| "../shared".into()))
}

fn json_files(folder: &Path) -> Result<usize, Failure> {
    let entries = fs::read_dir(folder).map_err(|error| format!("error: cannot list {}: {error}", folder.display()))?;
    Ok(entries.flatten().filter(|entry| entry.path().extension() == Some("json".as_ref())).count())
}

struct Generator<'a> {
    context: &'a Context<'a>,
    /// The program that measures.
    measure: PathBuf,
    rounds: usize,
}

impl Generator<'_> {
    /// Time and memory of a command of this program. What it may write is removed before.
    fn run(&self, name: &str, arguments: &[&OsStr], out: &Path) -> Result<Vec<Row>, Failure> {
        let program = std::env::current_exe().map_err(|error| format!("error: cannot find this program: {error}"))?;
        let [mut seconds, mut memory] = [const { Samples::new() }; 2];
        for round in 1..=self.rounds {
            self.context.say(&format!("{name}, round {round} of {} ...", self.rounds));
            command::remove(out)?;
            let cost = command::cost(&self.measure, Command::new(&program).args(arguments))?;
            seconds.add(name, TINSMITH, cost.wall_seconds);
            memory.add(name, TINSMITH, cost.peak_kib * 1024.0);
        }
        Ok(vec![
            Row::new(format!("{name} ({PROFILE} build), by the clock"), Unit::Seconds, seconds.median(name, TINSMITH)?),
            Row::new(format!("{name} ({PROFILE} build), most memory"), Unit::Bytes, memory.median(name, TINSMITH)?),
        ])
    }

    /// Clients of some operations of a large service, the first by name, and of all.
    fn growth(&self, model: &Path, measured: &mut Measured) -> Result<(), Failure> {
        let load = |operations| LoadOptions { service: None, operations, skip_unsupported: true };
        let whole = any_package(model, &load(None), None)?;
        let names: Vec<String> = whole.client.operations.iter().map(|operation| operation.name.clone()).collect();
        for part in PARTS {
            let some = names.iter().take(part).cloned().collect();
            measured.rows.extend(self.client(any_package(model, &load(Some(some)), None)?)?);
        }
        measured.rows.extend(self.client(whole)?);
        Ok(())
    }

    /// Size and build of a client.
    fn client(&self, package: Package) -> Result<Vec<Row>, Failure> {
        let crate_name = package.files.iter().find(|file| file.path == "Cargo.toml");
        let crate_name = crate_name.and_then(|manifest| package_name(&manifest.text)).unwrap_or_default().to_owned();
        let operations = package.client.operations.len();
        let name = format!("{crate_name} with {operations} operation{}", if operations == 1 { "" } else { "s" });
        let source: Vec<_> = package.files.iter().filter(|file| file.path.starts_with("src/")).collect();
        let lines = source.iter().map(|file| file.text.lines().count()).sum();
        let left_out = package.client.service.left_out.iter();
        let left_out: Vec<_> = left_out.map(|other| format!("without {}: {}", other.name, other.reason)).collect();
        let lines = Row::new(format!("{name}: lines"), Unit::Count, count(lines));
        let rows = vec![
            if left_out.is_empty() { lines } else { lines.note(left_out.join("; ")) },
            Row::new(format!("{name}: files"), Unit::Count, count(source.len())),
        ];
        let folder = self.context.target("generator").join(format!("{}-{operations}", package.folder));
        scratch(&folder, package.files)?;
        let seconds = self.build_alone(&folder, &crate_name, &name)?;
        Ok(rows.into_iter().chain([Row::new(format!("{name}: release build alone"), Unit::Seconds, seconds)]).collect())
    }

    /// The seconds that the release build of a crate takes once its dependencies are built.
    fn build_alone(&self, folder: &Path, package: &str, name: &str) -> Result<f64, Failure> {
        let cargo = |command: &str| {
            let mut cargo = Command::new(command::CARGO);
            cargo.args([command, "--release", "--package", package]).current_dir(folder);
            command::in_target(&mut cargo, &self.context.target("generator/target"));
            cargo
        };
        self.context.say(&format!("building what {package} depends on, release ..."));
        command::run(&mut cargo("build"))?;
        let mut samples = Samples::new();
        for round in 1..=self.rounds {
            self.context.say(&format!("building {name}, alone, release, round {round} of {} ...", self.rounds));
            command::run(&mut cargo("clean"))?;
            samples.add(name, TINSMITH, command::cost(&self.measure, &cargo("build"))?.wall_seconds);
        }
        samples.median(name, TINSMITH)
    }
}
