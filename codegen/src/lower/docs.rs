//! Documentation: from the model's text to lines of Markdown that rustdoc accepts.

use crate::ir::Docs;
use crate::model::traits::{Length, Range};

/// Where lines are broken, in characters.
const WIDTH: usize = 108;

/// Breaks the text into lines and escapes what rustdoc would take for a link or an HTML tag.
pub(crate) fn markdown(text: &str) -> Docs {
    let mut lines: Vec<String> = Vec::new();
    let mut fenced = false;
    for line in text.trim().lines() {
        let line = line.trim_end();
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            lines.push(line.to_owned());
        } else if fenced {
            lines.push(line.to_owned());
        } else if !(line.is_empty() && lines.last().is_some_and(String::is_empty)) {
            wrap(&escape(line), &mut lines);
        }
    }
    Docs(lines)
}

/// Breaks a line at spaces; the rest of a list item is indented below its text.
fn wrap(line: &str, lines: &mut Vec<String>) {
    let indent = line.len() - line.trim_start().len();
    let item = ["- ", "* ", "+ "].iter().any(|bullet| line.trim_start().starts_with(bullet));
    let hanging = " ".repeat(indent + if item { 2 } else { 0 });
    let mut current = " ".repeat(indent);
    let mut empty = true;
    for word in line.split_whitespace() {
        if !empty && current.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(std::mem::replace(&mut current, hanging.clone()));
            empty = true;
        }
        if !empty {
            current.push(' ');
        }
        current.push_str(word);
        empty = false;
    }
    lines.push(if empty { String::new() } else { current });
}

/// Escapes brackets that are no link and angle brackets that are no autolink, outside of code spans.
fn escape(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut code = false;
    for (index, c) in line.char_indices() {
        let rest = line.get(index + c.len_utf8()..).unwrap_or_default();
        let is_link = || rest.split_once(']').is_some_and(|(_, after)| after.starts_with('('));
        match c {
            '`' => code = !code,
            '[' if !code && !is_link() => out.push('\\'),
            '<' if !code && !rest.starts_with("http") => out.push('\\'),
            _ => {}
        }
        out.push(c);
    }
    out
}

/// Whether the last line belongs to a list, a table or a code block, so that a sentence after it needs a blank line.
pub(crate) fn ends_in_block(docs: &Docs) -> bool {
    docs.0.last().is_some_and(|line| {
        line.starts_with(['-', '*', '+', '|', ' ', '`']) || line.starts_with(|c: char| c.is_ascii_digit())
    })
}

/// What the model demands of a member, in a sentence: `Required. 2 to 64 characters, matching ``^[a-z]+``.`
pub(crate) fn demands(
    required: bool,
    unit: &str,
    length: Option<&Length>,
    range: Option<&Range>,
    pattern: Option<&str>,
) -> Option<String> {
    let mut parts = Vec::new();
    if let Some(length) = length {
        parts.extend(bounds(length.min.map(|min| min.to_string()), length.max.map(|max| max.to_string()), unit));
    }
    if let Some(range) = range {
        parts.extend(bounds(range.min.clone(), range.max.clone(), ""));
    }
    if let Some(pattern) = pattern {
        // A pattern that holds backticks needs a longer fence around it.
        let fence = if pattern.contains('`') { "``" } else { "`" };
        parts.push(format!("matching {fence}{pattern}{fence}"));
    }
    let mut sentence = parts.join(", ");
    if let Some(first) = sentence.get(..1).map(str::to_uppercase) {
        sentence.replace_range(..1, &first);
        sentence.push('.');
    }
    match (required, sentence.is_empty()) {
        (true, true) => Some("Required.".to_owned()),
        (true, false) => Some(format!("Required. {sentence}")),
        (false, true) => None,
        (false, false) => Some(sentence),
    }
}

/// `2 to 64 characters`, `exactly 10 characters`, `at least 1`.
fn bounds(min: Option<String>, max: Option<String>, unit: &str) -> Option<String> {
    let text = match (min, max) {
        (Some(min), Some(max)) if min == max => format!("exactly {min}"),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => return None,
    };
    Some(if unit.is_empty() { text } else { format!("{text} {unit}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_rustdoc_would_misread() {
        let docs = markdown("An [option] of <b>, but `Vec<[u8]>` and [a link](https://x.y) stay, <https://x.y> too.");
        assert_eq!(
            docs.0.join(" "),
            r"An \[option] of \<b>, but `Vec<[u8]>` and [a link](https://x.y) stay, <https://x.y> too."
        );
    }

    #[test]
    fn breaks_long_lines_and_indents_list_items() {
        let docs = markdown(&format!("{0}\n\n\n- {0}", "word ".repeat(25)));
        assert_eq!(docs.0.len(), 5, "{docs:?}");
        assert!(docs.0[4].starts_with("  word"));
        assert!(docs.0.iter().all(|line| line.len() <= WIDTH));
    }

    #[test]
    fn says_what_is_demanded() {
        let length = Length { min: Some(10), max: Some(10) };
        assert_eq!(
            demands(true, "characters", Some(&length), None, Some("^a$")).as_deref(),
            Some("Required. Exactly 10 characters, matching `^a$`.")
        );
        assert_eq!(demands(false, "", None, None, None), None);
    }
}
