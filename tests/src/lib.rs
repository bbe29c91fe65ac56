//! What crosses crates is tested in `tests/`.

use std::io::Write;

/// The README's Rust code compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

/// Says something past the test runner, which keeps what passing tests print to itself: what a test left out, and why.
pub fn say(text: &str) {
    // A test does not fail because nobody listens.
    let _ = std::io::stderr().write_all(format!("{text}\n").as_bytes());
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

/// Whether one word of documentation, or one string, is all that makes the line long.
fn cannot_be_broken(line: &str) -> bool {
    if line.trim_start().starts_with("//") {
        line.split_whitespace().any(|word| word.chars().count() > WIDTH / 2)
    } else {
        let (start, end) = (line.find('"').unwrap_or(0), line.rfind('"').unwrap_or(0));
        line.get(start..end).is_some_and(|string| string.chars().count() > WIDTH / 2)
    }
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
