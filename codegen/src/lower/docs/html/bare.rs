//! Where no tags are looked for in Markdown: in code.

use super::super::{fence, inline};

/// How much of `rest` is taken as it is: code, an escaped character, or else what goes up to where a tag or code may begin.
pub(super) fn length(before: &str, rest: &str) -> usize {
    let line_begins = before.is_empty() || before.ends_with('\n');
    if line_begins && let Some(length) = fenced(rest).or_else(|| indented(before, rest)) {
        return length;
    }
    match rest.chars().next() {
        Some('`') => inline::backticks(rest).1,
        Some('\\') => rest.chars().take(2).map(char::len_utf8).sum(),
        Some('\n') => 1,
        Some(first) => {
            let begins = |(index, c): &(usize, char)| *index > 0 && matches!(c, '<' | '`' | '\\' | '\n');
            rest.char_indices().find(begins).map_or(rest.len(), |(index, _)| index).max(first.len_utf8())
        }
        None => 0,
    }
}

/// The length of the fenced code that begins here.
fn fenced(rest: &str) -> Option<usize> {
    let mut lines = rest.split_inclusive('\n');
    let first = lines.next()?;
    let fence = fence(first.trim())?;
    let mut length = first.len();
    for line in lines {
        length += line.len();
        if line.trim_start().starts_with(fence) {
            break;
        }
    }
    Some(length)
}

/// The length of the indented code that begins here, behind a blank line.
fn indented(before: &str, rest: &str) -> Option<usize> {
    let blanks = before.get(before.trim_end().len()..).unwrap_or_default().matches('\n').count();
    let first = rest.strip_prefix("    ")?.trim_start();
    if blanks < 2 || first.starts_with('<') {
        return None;
    }
    let is_code = |line: &&str| line.starts_with("    ") || line.trim().is_empty();
    Some(rest.split_inclusive('\n').take_while(is_code).map(str::len).sum())
}
