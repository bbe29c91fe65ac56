//! Reads a Smithy 2.0 JSON AST model and writes a typed, validated Rust client. A library without I/O: text in, files out.
//!
//! ```text
//! JSON -> ast -> model -> lower -> ir -> emit -> format -> files
//! ```
//!
//! ```
//! use tinsmith_codegen::{PackageOptions, RuntimeDependency, generate};
//!
//! let options = PackageOptions::new("model/broken.json", RuntimeDependency::Workspace);
//! let problems = generate("{ \"smithy\": \"2.0\"", &Default::default(), &options).unwrap_err();
//! assert!(problems.to_string().contains("line 1"));
//! ```

pub mod ast;
pub mod diagnostic;
mod emit;
mod format;
pub mod ir;
mod jmespath;
mod lower;
pub mod model;
pub mod partitions;
pub mod pattern;
pub mod shape_id;
mod timestamp;

use diagnostic::{Diagnostic, Diagnostics};
use model::{LoadOptions, Model};

pub use lower::lower;

/// A file of a generated crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Relative to the crate's folder, with `/` between segments.
    pub path: String,
    /// The file's text.
    pub text: String,
}

/// A generated crate.
#[derive(Clone, Debug)]
pub struct Package {
    /// What the crate's folder is called: `signer`.
    pub folder: String,
    /// In order of path.
    pub files: Vec<File>,
    /// Problems that did not keep the crate from being generated.
    pub warnings: Diagnostics,
    /// What the files say, for those who count.
    pub client: ir::Client,
}

/// What a package says of itself that is not in the model.
#[derive(Clone, Debug)]
pub struct PackageOptions {
    /// The model's name, for the header of each file: `model/signer-2017-08-25.json`.
    pub model_name: String,
    /// How the package depends on the runtime.
    pub runtime: RuntimeDependency,
    /// Modules that stand beside the generated ones and were written by hand, in order of name; the crate's root declares them.
    pub hand_written: Vec<String>,
}

impl PackageOptions {
    /// A package of generated modules only.
    #[must_use]
    pub fn new(model_name: impl Into<String>, runtime: RuntimeDependency) -> Self {
        Self { model_name: model_name.into(), runtime, hand_written: Vec::new() }
    }
}

/// How a generated package depends on `tinsmith-runtime`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuntimeDependency {
    /// Through the workspace that the package is part of.
    Workspace,
    /// By path; the package is a workspace of its own.
    Path(String),
}

/// Generates the client of one service of a model.
///
/// # Errors
///
/// Every problem of the model at once. Nothing is generated then.
pub fn generate(json: &str, load: &LoadOptions, options: &PackageOptions) -> Result<Package, Diagnostics> {
    let (client, warnings) = client(json, load)?;
    package(client, warnings, options)
}

/// The first half of [`generate`]: what is to be generated, with the problems that do not prevent it.
///
/// # Errors
///
/// Every problem of the model at once.
pub fn client(json: &str, load: &LoadOptions) -> Result<(ir::Client, Diagnostics), Diagnostics> {
    let (model, mut warnings) = Model::load(json, load)?;
    let (client, more) = lower(&model)?;
    warnings.extend(more);
    Ok((client, warnings))
}

/// The second half of [`generate`]: a client's files.
///
/// # Errors
///
/// When what was generated is no Rust, which is a fault of the generator.
pub fn package(client: ir::Client, warnings: Diagnostics, options: &PackageOptions) -> Result<Package, Diagnostics> {
    let files = emit::emit(&client, options).map_err(problem)?;
    Ok(Package { folder: client.service.module.clone(), files, warnings, client })
}

/// Generates a table of every place in the inputs of a service that its model constrains, as a Rust module at
/// `constraints/<service>.rs`. The table says how to put a value there; a test that has it tries the model's limits.
///
/// # Errors
///
/// Every problem of the model at once.
pub fn constraint_table(json: &str, load: &LoadOptions, model_name: &str) -> Result<File, Diagnostics> {
    let (model, _) = Model::load(json, load)?;
    let (client, _) = lower(&model)?;
    let inputs = lower::constraint_tests::lower(&model, &client);
    emit::constraint_table(&client, &inputs, model_name).map_err(problem)
}

fn problem(message: impl std::fmt::Display) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    diagnostics.push(Diagnostic::error(None, message.to_string()));
    diagnostics
}
