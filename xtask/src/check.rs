//! `--check`: what is on disk against what the models give.

use std::fs;
use std::path::Path;

use similar::TextDiff;

use crate::Failure;
use crate::codegen::Target;
use crate::write::leftovers;

/// As many lines of differences as are shown; the rest is counted.
const MAX_LINES: usize = 200;

/// Fails, with a diff and the command that mends it, when any file differs.
pub(crate) fn check(targets: &[Target], mending: &str) -> Result<(), Failure> {
    let mut diff = String::new();
    let mut stale = 0;
    for target in targets {
        for file in &target.files {
            let path = target.folder.join(&file.path);
            let found = fs::read_to_string(&path).unwrap_or_default();
            if found != file.text {
                stale += 1;
                let text = TextDiff::from_lines(found.as_str(), &file.text);
                let name = relative(&path);
                diff.push_str(&text.unified_diff().header(&name, &format!("{name} (from the model)")).to_string());
            }
        }
        for path in leftovers(target)? {
            stale += 1;
            diff.push_str(&format!("{} is left over from an earlier model\n", relative(&path)));
        }
    }
    if stale == 0 {
        println!("every generated file is up to date");
        return Ok(());
    }
    let lines = diff.lines().count();
    let mut shown: String = diff.lines().take(MAX_LINES).flat_map(|line| [line, "\n"]).collect();
    if lines > MAX_LINES {
        shown.push_str(&format!("... and {} more lines\n", lines - MAX_LINES));
    }
    Err(format!("{shown}\nerror: {stale} generated file(s) are stale; run `{mending}`, review the diff and commit it"))
}

fn relative(path: &Path) -> String {
    path.strip_prefix(crate::codegen::root()).unwrap_or(path).display().to_string()
}
