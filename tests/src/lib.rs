//! What crosses crates is tested in `tests/`.

use std::io::Write;
use std::path::{Path, PathBuf};

/// The README's Rust code compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

/// Says something past the test runner, which keeps what passing tests print to itself: what a test left out, and why.
pub fn say(text: &str) {
    // A test does not fail because nobody listens.
    let _ = std::io::stderr().write_all(format!("{text}\n").as_bytes());
}

/// A folder of the test input that is no part of this project (`$TINSMITH_SHARED`, by default `../shared` beside the
/// workspace). Where it is absent, says what is left out.
#[allow(clippy::disallowed_methods, reason = "where the test input lies is not the runtime's business")]
#[must_use]
pub fn shared(folder: &str, what: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("TINSMITH_SHARED").unwrap_or_else(|| "../shared".into());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(shared).join(folder);
    if !path.is_dir() {
        say(&format!("left out: {what}, since {} is not there", path.display()));
        return None;
    }
    Some(path)
}

/// The widest line of generated code, in characters.
const WIDTH: usize = 120;

/// What is untidy about a generated file: lines that are too long although they could be broken, spaces at their ends, and
/// anything but one newline at the file's end.
#[must_use]
pub fn untidy(text: &str) -> Vec<String> {
    let ends_well = text.ends_with('\n') && !text.ends_with("\n\n");
    let end = (!ends_well).then(|| "the file does not end with one newline".to_owned());
    let long = |line: &&str| line.chars().count() > WIDTH && !cannot_be_broken(line);
    let long = text.lines().filter(long).map(|line| format!("a long line: {line}"));
    let spaces =
        text.lines().filter(|line| line.ends_with([' ', '\t'])).map(|line| format!("spaces end the line {line:?}"));
    end.into_iter().chain(long).chain(spaces).collect()
}

/// Whether one word (an address, a path), or one string, is all that makes the line long.
fn cannot_be_broken(line: &str) -> bool {
    let (start, end) = (line.find('"').unwrap_or(0), line.rfind('"').unwrap_or(0));
    let string = line.get(start..end).filter(|_| !line.trim_start().starts_with("//"));
    line.split_whitespace().chain(string).any(|text| text.chars().count() > WIDTH / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_is_untidy() {
        assert_eq!(untidy("a\n"), Vec::<String>::new());
        assert_eq!(untidy("a").len(), 1);
        assert_eq!(untidy("a\n\n").len(), 1);
        assert_eq!(untidy("a \n").len(), 1);
        assert_eq!(untidy(&format!("{}\n", "a ".repeat(70) + "b")).len(), 1);
        assert_eq!(untidy(&format!("/// {}\nx(\"{}\")\n", "a".repeat(130), "a ".repeat(70))), Vec::<String>::new());
    }
}
