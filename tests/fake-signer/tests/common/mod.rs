//! The test input that is no part of this project.

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// A file or folder of `$TINSMITH_SHARED`, by default `../shared` beside the workspace. Where it is absent, says what is left
/// out, past the test runner, which keeps what passing tests print.
pub fn shared(name: &str, what: &str) -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "where the test input lies is for the environment to say")]
    let shared = std::env::var_os("TINSMITH_SHARED").unwrap_or_else(|| "../shared".into());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(shared).join(name);
    if !path.exists() {
        let _ = writeln!(std::io::stderr(), "left out: {what}, since {} is not there", path.display());
        return None;
    }
    Some(path)
}
