//! The command line as its user meets it: the built binary on folders of its own.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What a run gave.
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Run {
    #[track_caller]
    fn succeeds(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.out, self.err);
        self.out
    }

    /// What it says on failing; nothing of it goes to standard output.
    #[track_caller]
    fn fails(self) -> String {
        assert_eq!((self.code, self.out.as_str()), (Some(1), ""), "{}", self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        self.err
    }
}

fn xtask(args: &[&str]) -> Run {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_xtask")).args(args).output().unwrap();
    Run { code: status.code(), out: String::from_utf8(stdout).unwrap(), err: String::from_utf8(stderr).unwrap() }
}

/// Generates from a model into a folder, with further options.
fn codegen(model: &Path, out: &Path, more: &[&str]) -> Run {
    let args = ["codegen", "--model", model.to_str().unwrap(), "--out", out.to_str().unwrap()];
    xtask(&[&args, more].concat())
}

/// An empty folder of the test's own.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(test);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A model of the generator's own tests.
fn model(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests").join(path).join("model.json")
}

fn minimal() -> PathBuf {
    model("cases/minimal")
}

/// Every file below the folder, and its bytes.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(tree(&path));
        } else {
            files.insert(path.clone(), fs::read(path).unwrap());
        }
    }
    files
}

#[track_caller]
fn says(text: &str, expected: &[&str]) {
    for expected in expected {
        assert!(text.contains(expected), "`{expected}` is not in:\n{text}");
    }
}

/// `cargo test` fails when what is committed is not what the models give, and says how to mend it.
#[test]
fn the_workspace_is_up_to_date() {
    xtask(&["codegen", "--check"]).succeeds();
}

#[test]
fn help_is_there_for_every_command() {
    let help = xtask(&[]).succeeds();
    assert_eq!(help, xtask(&["help"]).succeeds());
    assert_eq!(help, xtask(&["--help"]).succeeds());
    let commands = help.split("Commands:\n").nth(1).unwrap().lines().take_while(|line| !line.is_empty());
    let names: Vec<&str> = commands.map(|line| line.split_whitespace().next().unwrap()).collect();
    assert!(names.contains(&"codegen"), "{names:?}");
    for name in names.into_iter().filter(|name| *name != "help") {
        says(&xtask(&[name, "--help"]).succeeds(), &[&format!("Usage: cargo xtask {name}"), "-h, --help"]);
        assert_eq!(xtask(&[name, "-h"]).succeeds(), xtask(&[name, "--help"]).succeeds());
    }
}

#[test]
fn what_is_wrong_on_the_command_line_is_said_with_the_usage() {
    for (args, problem) in [
        (&["frobnicate"][..], "unknown command `frobnicate`"),
        (&["codegen", "--chekc"], "unexpected argument `--chekc`"),
        (&["codegen", "signer"], "unexpected argument `signer`"),
        (&["codegen", "--model"], "`--model` needs a value"),
        (&["codegen", "--model", "--out", "x"], "`--model` needs a value"),
        (&["codegen", "--check=yes"], "`--check` takes no value"),
        (&["codegen", "--check", "--check"], "`--check` is given twice"),
        (&["codegen", "--model", "x"], "`--model` and `--out` go together"),
        (&["codegen", "--out", "x"], "`--model` and `--out` go together"),
        (&["codegen", "--operations", "A"], "`--service` and `--operations` go with `--model` and `--out`"),
        (&["bench", "--fast"], "unexpected argument `--fast`"),
        (&["bench", "--only", "calls,nope"], "no section `nope`: the sections are calls, "),
        (&["bench", "--only="], "no section ``: the sections are calls, "),
        (&["bench", "--rounds", "0"], "`--rounds` needs a whole number from 1 on"),
        (&["bench", "--rounds", "three"], "`--rounds` needs a whole number from 1 on"),
        (&["bench", "--check", "--record"], "`--check` goes with no other option"),
        (&["conformance"], "`--model` is missing"),
        (&["conformance", "--model", "x", "--out", "y"], "unexpected argument `--out`"),
        (&["survey"], "name one folder"),
        (&["survey", "a", "b"], "name one folder"),
        (&["survey", "a", "--check"], "unexpected argument `--check`"),
    ] {
        says(&xtask(args).fails(), &["error: ", problem, "Usage: cargo xtask"]);
    }
}

#[test]
fn a_client_is_written_once() {
    let out = folder("a_client_is_written_once").join("new/client");
    says(&codegen(&minimal(), &out, &[]).succeeds(), &["client: 13 files, 13 changed, 0 removed"]);
    let written = tree(&out);
    assert!(written.contains_key(&out.join("src/lib.rs")) && written.contains_key(&out.join("Cargo.toml")));
    says(&codegen(&minimal(), &out, &[]).succeeds(), &["client: 13 files, up to date"]);
    assert_eq!(tree(&out), written, "nothing is left behind");
}

#[test]
fn a_broken_model_tells_every_problem_and_changes_nothing() {
    let out = folder("a_broken_model_tells_every_problem_and_changes_nothing");
    codegen(&minimal(), &out, &[]).succeeds();
    let before = tree(&out);
    let text = codegen(&model("diagnostics/many-problems"), &out, &[]).fails();
    let expected = fs::read_to_string(model("diagnostics/many-problems").with_file_name("diagnostics.snap")).unwrap();
    says(&text, &["model.json:\n", expected.rsplit("---\n").next().unwrap().trim_end(), "Nothing was written."]);
    assert_eq!(tree(&out), before);
}

#[test]
fn check_shows_what_is_stale_and_how_to_mend_it() {
    let out = folder("check_shows_what_is_stale_and_how_to_mend_it");
    codegen(&minimal(), &out, &[]).succeeds();
    says(&codegen(&minimal(), &out, &["--check"]).succeeds(), &["every generated file is up to date"]);
    let client = out.join("src/client.rs");
    let text = fs::read_to_string(&client).unwrap();
    fs::write(&client, text.replace("Cheap to clone.", "Cheap.")).unwrap();
    fs::write(out.join("src/old.rs"), "// @generated by `cargo xtask codegen` from old.json. Do not edit.\n").unwrap();
    fs::remove_file(out.join("src/lib.rs")).unwrap();
    let before = tree(&out);
    let stale = codegen(&minimal(), &out, &["--check"]).fails();
    says(
        &stale,
        &["-/// A client of Minimal. Cheap.\n", "+/// A client of Minimal. Cheap to clone.\n", "+pub mod client;\n"],
    );
    says(&stale, &["src/old.rs is left over from an earlier model", "error: 3 generated file(s) are stale"]);
    let mend = format!("cargo xtask codegen --model {} --out {}", minimal().display(), out.display());
    says(&stale, &[&mend]);
    assert_eq!(tree(&out), before, "`--check` writes nothing");
    says(&codegen(&minimal(), &out, &[]).succeeds(), &["13 files, 2 changed, 1 removed"]);
    codegen(&minimal(), &out, &["--check"]).succeeds();
}

#[test]
fn check_of_a_missing_folder_does_not_make_it() {
    let out = folder("check_of_a_missing_folder_does_not_make_it").join("client");
    says(&codegen(&minimal(), &out, &["--check"]).fails(), &["error: 13 generated file(s) are stale", "more lines"]);
    assert!(!out.exists());
}

#[test]
fn what_is_written_by_hand_stays_and_what_is_left_over_goes() {
    let out = folder("what_is_written_by_hand_stays_and_what_is_left_over_goes");
    codegen(&model("cases/model-tests"), &out, &[]).succeeds();
    assert!(out.join("tests/protocol.rs").exists() && out.join("src/types/kind.rs").exists());
    let by_hand = ["src/extra/mine.rs", "tests/mine.rs", "examples/mine.rs", "NOTES.md"].map(|path| out.join(path));
    for path in &by_hand {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "// Mine.\n").unwrap();
    }
    // As if the service had been renamed: the client of another one is not replaced.
    let text = codegen(&minimal(), &out, &[]).fails();
    says(&text, &["holds tinsmith-model-tests, and tinsmith-minimal would replace it", "Nothing was written."]);
    let manifest = fs::read_to_string(out.join("Cargo.toml")).unwrap();
    fs::write(out.join("Cargo.toml"), manifest.replace("tinsmith-model-tests", "tinsmith-minimal")).unwrap();
    says(&codegen(&minimal(), &out, &[]).succeeds(), &["removed", "tinsmith-minimal = { path = "]);
    assert!(by_hand.iter().all(|path| fs::read_to_string(path).unwrap() == "// Mine.\n"));
    for gone in ["tests/protocol.rs", "tests/endpoint.rs", "src/types/kind.rs", "src/operation/cook.rs", ".staging"] {
        assert!(!out.join(gone).exists(), "{gone}");
    }
    codegen(&minimal(), &out, &["--check"]).succeeds();
}

#[test]
fn a_module_written_by_hand_is_declared() {
    let out = folder("a_module_written_by_hand_is_declared");
    let library = || fs::read_to_string(out.join("src/lib.rs")).unwrap();
    codegen(&minimal(), &out, &[]).succeeds();
    assert!(!library().contains("pub mod extra"));
    fs::write(out.join("src/extra.rs"), "//! Mine.\n").unwrap();
    says(&codegen(&minimal(), &out, &["--check"]).fails(), &["+pub mod extra;", "1 generated file(s) are stale"]);
    codegen(&minimal(), &out, &[]).succeeds();
    assert_eq!(library().matches("pub mod extra;").count(), 1);
    // The root of a program, not a module.
    fs::write(out.join("src/main.rs"), "fn main() {}\n").unwrap();
    codegen(&minimal(), &out, &["--check"]).succeeds();
    assert_eq!(fs::read_to_string(out.join("src/extra.rs")).unwrap(), "//! Mine.\n");
    codegen(&minimal(), &out, &["--check"]).succeeds();
    fs::write(out.join("src/not-a-module.rs"), "").unwrap();
    says(&codegen(&minimal(), &out, &[]).fails(), &["not-a-module.rs is no name of a module: rename it"]);
    fs::rename(out.join("src/not-a-module.rs"), out.join("src/pagination.rs")).unwrap();
    says(&codegen(&minimal(), &out, &[]).fails(), &["pagination.rs takes the name of a module that every client has"]);
}

#[test]
fn the_folder_of_the_workspaces_clients_is_not_for_other_models() {
    let out = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("generated/minimal");
    says(&codegen(&minimal(), &out, &[]).fails(), &["put the model into model/"]);
    assert!(!out.exists());
}

#[test]
fn a_file_written_by_hand_is_not_overwritten() {
    let out = folder("a_file_written_by_hand_is_not_overwritten");
    fs::write(out.join("Cargo.toml"), "[package]\nname = \"mine\"\n").unwrap();
    let before = tree(&out);
    let text = codegen(&minimal(), &out, &[]).fails();
    says(&text, &["Cargo.toml was not generated", "Nothing was written."]);
    assert_eq!(tree(&out), before);
}

#[test]
fn a_folder_of_something_else_is_left_alone() {
    let out = folder("a_folder_of_something_else_is_left_alone");
    fs::write(out.join("notes.txt"), "mine").unwrap();
    let text = codegen(&minimal(), &out, &[]).fails();
    says(&text, &["holds other files than a client's", "Nothing was written."]);
    assert_eq!(tree(&out).len(), 1);
}

#[test]
fn an_interrupted_run_is_mended() {
    let out = folder("an_interrupted_run_is_mended");
    codegen(&minimal(), &out, &[]).succeeds();
    fs::write(out.join("src/mine.rs"), "// Mine.\n").unwrap();
    codegen(&minimal(), &out, &[]).succeeds();
    let whole = tree(&out);
    // Interrupted between the two renames: the old source is set aside, the new one not yet in place.
    fs::create_dir(out.join(".staging")).unwrap();
    fs::rename(out.join("src"), out.join(".staging/old-src")).unwrap();
    fs::create_dir_all(out.join(".staging/src")).unwrap();
    fs::write(out.join(".staging/src/lib.rs"), "half of it").unwrap();
    codegen(&minimal(), &out, &[]).succeeds();
    assert_eq!(tree(&out), whole);
    // Interrupted before the folder was cleared.
    fs::create_dir_all(out.join(".staging/old-src")).unwrap();
    fs::write(out.join(".staging/old-src/lib.rs"), "the old one").unwrap();
    says(&codegen(&minimal(), &out, &[]).succeeds(), &["up to date"]);
    assert_eq!(tree(&out), whole);
}

#[test]
fn a_model_that_cannot_be_read_is_named() {
    let folder = folder("a_model_that_cannot_be_read_is_named");
    let (missing, latin1, out) = (folder.join("missing.json"), folder.join("latin1.json"), folder.join("out"));
    fs::write(&latin1, b"{ \"smithy\": \"2.0\", \"caf\xe9\": 1 }").unwrap();
    says(&codegen(&missing, &out, &[]).fails(), &["error: cannot read", "missing.json"]);
    says(&codegen(&folder, &out, &[]).fails(), &["error: cannot read"]);
    says(&codegen(&latin1, &out, &[]).fails(), &["latin1.json is not UTF-8"]);
    assert!(!out.exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = folder("a_folder_that_cannot_be_written_is_named");
    let (file, locked) = (folder.join("file"), folder.join("locked"));
    fs::write(&file, "no folder").unwrap();
    says(&codegen(&minimal(), &file, &[]).fails(), &["error: cannot write", "file"]);
    fs::create_dir(&locked).unwrap();
    let mut permissions = fs::metadata(&locked).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&locked, permissions).unwrap();
    if fs::write(locked.join("probe"), "").is_ok() {
        say("left out: a folder is not read-only for this user");
        return;
    }
    says(&codegen(&minimal(), &locked, &[]).fails(), &["error: cannot write", "locked"]);
    assert!(tree(&locked).is_empty());
}

#[test]
fn the_service_is_chosen_by_name() {
    let out = folder("the_service_is_chosen_by_name").join("client");
    let text = codegen(&minimal(), &out, &["--service", "Minimall"]).fails();
    says(&text, &["no service `Minimall`", "did you mean `Minimal`?", "Nothing was written."]);
    says(&codegen(&model("diagnostics/service-not-chosen"), &out, &[]).fails(), &["--service"]);
    assert!(!out.exists());
    codegen(&minimal(), &out, &["--service", "example#Minimal"]).succeeds();
}

#[test]
fn only_the_closure_of_the_operations_is_generated() {
    let out = folder("only_the_closure_of_the_operations_is_generated");
    let names = model("cases/colliding-names");
    codegen(&names, &out, &["--operations", "Config, New"]).succeeds();
    let operations = fs::read_to_string(out.join("src/operation.rs")).unwrap();
    says(&operations, &["pub mod config_2;", "pub mod new_2;"]);
    assert!(!operations.contains("get_thing") && !out.join("src/types/thing.rs").exists());
    let text = codegen(&names, &out, &["--operations", "Confg"]).fails();
    says(&text, &["no operation `Confg`", "did you mean `Config`?", "Nothing was written."]);
}

/// Says something past the test runner, which keeps what passing tests print to itself.
fn say(text: &str) {
    let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("{text}\n").as_bytes());
}
