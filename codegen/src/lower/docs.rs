//! Documentation: from the model's text to lines of Markdown that rustdoc and clippy accept.
//!
//! The blocks of CommonMark stay what they are; those of HTML become the same of CommonMark. Paragraphs are broken into lines
//! anew.

mod demands;
mod html;
mod inline;

use crate::ir::Docs;

pub(crate) use demands::demands;
pub(crate) use inline::code;

/// Where lines are broken, in characters.
const WIDTH: usize = 108;

/// The text as documentation; nothing when it is blank.
pub(crate) fn markdown(text: &str) -> Docs {
    let text = visible(text);
    html::convert(text.trim()).unwrap_or_else(|| commonmark(text.trim()))
}

/// The text as documentation, which it is already but for the breaking of lines and what rustdoc would misread.
fn commonmark(text: &str) -> Docs {
    let mut reader = Reader::default();
    text.trim().lines().for_each(|line| reader.line(line.trim_end()));
    reader.finish()
}

/// Whether a sentence on the next line would become part of a list, a table or a quotation.
pub(crate) fn ends_in_block(docs: &Docs) -> bool {
    docs.0.last().is_some_and(|line| line.starts_with([' ', '|']) || line.starts_with("```") || marker(line).is_some())
}

/// Without carriage returns and changes of direction, which rustc refuses in comments, and without tabs.
fn visible(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\t', "    ");
    let shown = |c: char| if c.is_control() && c != '\n' { ' ' } else { c };
    text.chars().filter(|c| !is_direction(*c)).map(shown).collect()
}

fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Reads line by line.
#[derive(Default)]
struct Reader {
    lines: Vec<String>,
    paragraph: Option<Paragraph>,
    code: Option<Code>,
    /// How far the text of the latest list item is indented; 0 outside of lists.
    item: usize,
}

/// A paragraph, and what its first line and the others begin with.
struct Paragraph {
    first: String,
    rest: String,
    text: String,
}

/// A block of code.
enum Code {
    /// Between lines like the first, the others of which begin with the second.
    Fenced(String, String),
    /// Indented so far; it is written with fences, which say that it is no Rust.
    Indented(usize),
}

impl Reader {
    fn line(&mut self, line: &str) {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        if self.code_line(line, indent) {
            return;
        }
        let after_blank = self.paragraph.is_none() && self.lines.last().is_none_or(String::is_empty);
        let marker = marker(text).filter(|marker| self.begins(marker, indent));
        if after_blank && indent == 0 && marker.is_none() {
            self.item = 0;
        }
        if text.is_empty() {
            self.blank();
        } else if let Some(fence) = fence(text) {
            self.end_paragraph();
            self.lines.push(format!("{}{fence}{}", " ".repeat(indent.min(self.item)), language(text)));
            self.code = Some(Code::Fenced(fence.to_owned(), String::new()));
        } else if after_blank && indent >= self.item + 4 && marker.is_none() && !text.starts_with('<') {
            self.lines.push(format!("{}```text", " ".repeat(self.item)));
            self.code = Some(Code::Indented(self.item + 4));
            self.code_line(line, indent);
        } else if stands_alone(text) {
            self.end_paragraph();
            self.lines.push(format!("{}{}", " ".repeat(indent.min(self.item)), inline::escape(text)));
        } else if let Some(marker) = marker {
            self.end_paragraph();
            self.begin_item(&marker, indent);
        } else if let Some(paragraph) = &mut self.paragraph {
            paragraph.text.extend([" ", text]);
        } else {
            let indent = " ".repeat(indent.min(self.item));
            self.paragraph = Some(Paragraph { first: indent.clone(), rest: indent, text: text.to_owned() });
        }
    }

    /// Whether the line belongs to a block of code.
    fn code_line(&mut self, line: &str, indent: usize) -> bool {
        match &self.code {
            None => return false,
            Some(Code::Fenced(fence, begin)) => {
                let is_blank = line.trim_start_matches([' ', '>']).is_empty();
                match line.strip_prefix(begin.as_str()) {
                    Some(inner) if inner.trim_start().starts_with(fence.as_str()) => self.end_code(),
                    Some(_) => self.lines.push(line.to_owned()),
                    None if is_blank => self.lines.push(begin.trim_end().to_owned()),
                    None => {
                        self.end_code();
                        return false;
                    }
                }
            }
            Some(Code::Indented(depth)) if indent < *depth && !line.is_empty() => {
                self.end_code();
                return false;
            }
            Some(Code::Indented(depth)) => {
                let text = line.get(*depth..).unwrap_or_default();
                let indent = if text.is_empty() { 0 } else { self.item };
                self.lines.push(format!("{}{text}", " ".repeat(indent)));
            }
        }
        true
    }

    fn end_code(&mut self) {
        let indent = " ".repeat(self.item);
        match self.code.take() {
            Some(Code::Fenced(fence, begin)) if !begin.is_empty() => self.lines.push(format!("{begin}{fence}")),
            Some(Code::Fenced(fence, _)) => self.lines.push(format!("{indent}{fence}")),
            Some(Code::Indented(_)) => {
                while self.lines.last().is_some_and(String::is_empty) {
                    self.lines.pop();
                }
                self.lines.extend([format!("{indent}```"), String::new()]);
            }
            None => {}
        }
    }

    /// Whether a list or quotation begins here. Within a paragraph, a number does so only if it is 1, and nothing that is
    /// indented like code (CommonMark, section 5.3).
    fn begins(&self, marker: &Marker<'_>, indent: usize) -> bool {
        let counts = marker.first.starts_with(|c: char| c.is_ascii_digit()) && !marker.first.starts_with("1.");
        self.item > 0 || (indent < 4 && !(counts && self.paragraph.is_some()))
    }

    fn begin_item(&mut self, marker: &Marker<'_>, indent: usize) {
        let indent = " ".repeat(indent);
        let (first, rest) = (format!("{indent}{}", marker.first), format!("{indent}{}", marker.rest));
        if !marker.first.starts_with('>') {
            self.item = rest.len();
        }
        if let Some(fence) = fence(marker.text) {
            self.lines.push(format!("{first}{fence}{}", language(marker.text)));
            self.code = Some(Code::Fenced(fence.to_owned(), rest));
            return;
        }
        self.paragraph = Some(Paragraph { first, rest, text: marker.text.to_owned() });
    }

    fn blank(&mut self) {
        self.end_paragraph();
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }

    fn end_paragraph(&mut self) {
        if let Some(Paragraph { first, rest, text }) = self.paragraph.take() {
            wrap(&first, &rest, &inline::escape(&text), &mut self.lines);
        }
    }

    fn finish(mut self) -> Docs {
        self.end_paragraph();
        self.end_code();
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        Docs(self.lines)
    }
}

/// What a list item or quotation begins with, what its other lines begin with, and the text between.
struct Marker<'a> {
    first: String,
    rest: String,
    text: &'a str,
}

/// `- `, `10. `, `> `, or several of them.
fn marker(text: &str) -> Option<Marker<'_>> {
    let mut all = Marker { first: String::new(), rest: String::new(), text };
    while let Some((marker, text)) = bullet(all.text) {
        all.rest.push_str(&if marker == "> " { marker.clone() } else { " ".repeat(marker.len()) });
        all.first.push_str(&marker);
        all.text = text;
    }
    (!all.first.is_empty()).then_some(all)
}

/// The one that the text begins with, and the text behind it.
fn bullet(text: &str) -> Option<(String, &str)> {
    if let Some(quoted) = text.strip_prefix('>') {
        return Some(("> ".to_owned(), quoted.trim_start()));
    }
    let after_digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let bullets: &[char] = if after_digits.len() == text.len() { &['-', '*', '+'] } else { &['.', ')'] };
    let item = after_digits.strip_prefix(bullets)?.strip_prefix(' ')?.trim_start();
    let first = text.strip_suffix(item)?;
    // Five spaces would make code of what follows.
    let is_code = first.ends_with("     ");
    Some((if is_code { format!("{} ", first.trim_end()) } else { first.to_owned() }, item))
}

/// The backticks or tildes that begin a block of code.
fn fence(text: &str) -> Option<&str> {
    let after = text.trim_start_matches(text.chars().next().filter(|c| matches!(c, '`' | '~'))?);
    let fence = text.strip_suffix(after)?;
    (fence.len() >= 3 && !(fence.starts_with('`') && after.contains('`'))).then_some(fence)
}

/// The language of a block of code; not Rust, which rustdoc would compile as a test.
fn language(text: &str) -> &str {
    let name = text.trim_start_matches(['`', '~']).trim();
    let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase());
    let known_to_rustdoc = ["rust", "ignore", "should", "no", "compile", "test", "edition", "standalone", "custom"];
    let is_rust = known_to_rustdoc.iter().any(|start| name.starts_with(start));
    if plain && !is_rust { name } else { "text" }
}

/// Headings, rows of tables and rules: breaking or joining them would make something else of them.
fn stands_alone(text: &str) -> bool {
    let is_heading = text.trim_start_matches('#').starts_with(' ') && text.starts_with('#');
    let is_rule = text.chars().all(|c| matches!(c, '-' | '=' | '*' | '_'));
    is_heading || is_rule || text.starts_with('|')
}

/// Breaks a paragraph at spaces, but not before a word that would begin something else on a line of its own. Its first line
/// begins with `first`, the others with `rest`.
fn wrap(first: &str, rest: &str, text: &str, lines: &mut Vec<String>) {
    let mut current = first.to_owned();
    let mut begin = first.len();
    let words: Vec<&str> = text.split_whitespace().collect();
    for (index, word) in words.iter().enumerate() {
        // With the words that must stay on its line.
        let bound = words.iter().skip(index + 1).take_while(|next| begins_block(next));
        let length = word.chars().count() + bound.map(|next| 1 + next.chars().count()).sum::<usize>();
        let too_long = current.chars().count() + 1 + length > WIDTH;
        let line = current.get(begin..).unwrap_or_default();
        if !line.is_empty() && too_long && !begins_block(word) && fence(line).is_none() {
            lines.push(std::mem::replace(&mut current, rest.to_owned()));
            begin = rest.len();
        } else if !line.is_empty() {
            current.push(' ');
        }
        current.push_str(word);
    }
    lines.push(current.trim_end().to_owned());
}

fn begins_block(word: &str) -> bool {
    let is_tag = |inner: &str| inline::address(inner).is_none();
    word.starts_with(['>', '|', '#'])
        || word.strip_prefix('<').is_some_and(is_tag)
        || word == "+"
        || fence(word).is_some()
        || stands_alone(word)
        || marker(&format!("{word} ")).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        markdown(text).0
    }

    #[test]
    fn a_word_that_would_begin_a_list_takes_the_word_before_it_along() {
        let text = format!("{}RFC 2616. End", "word ".repeat(20));
        assert!("word ".len() * 20 + "RFC".len() < WIDTH);
        assert_eq!(lines(&text), [format!("{}word", "word ".repeat(19)), "RFC 2616. End".to_owned()]);
    }

    #[test]
    fn lines_are_broken_and_indented_below_their_item() {
        let words = "word ".repeat(25);
        for (first, rest) in [("", ""), ("- ", "  "), ("10. ", "    "), ("> ", "> "), ("> - ", ">   ")] {
            let lines = lines(&format!("{first}{words}"));
            assert_eq!(lines.len(), 2, "{lines:?}");
            assert!(lines[0].starts_with(first) && lines[1].starts_with(&format!("{rest}word")), "{lines:?}");
            assert!(lines.iter().all(|line| line.len() <= WIDTH));
        }
    }

    #[test]
    fn blocks_stay_apart() {
        let text = "Some\ntext.\n\n\n- One\n  goes on\nlazily.\n- Two\n  - Inner\n\n  More of two.\n\nAfter.";
        let expected = "Some text.\n\n- One goes on lazily.\n- Two\n  - Inner\n\n  More of two.\n\nAfter.";
        assert_eq!(lines(text).join("\n"), expected);
        let text = "# Title\nText.\n| a | b |\n|---|---|\n\nIn\n1990. It was.\n\n> Quoted\nlazily.";
        let expected = "# Title\nText.\n| a | b |\n|---|---|\n\nIn 1990. It was.\n\n> Quoted lazily.";
        assert_eq!(lines(text).join("\n"), expected);
    }

    #[test]
    fn code_is_no_rust() {
        let fenced = ["```\n[a]  <b>\n```", "```rust\n[a]  <b>\n```", "    [a]  <b>", "```\n[a]  <b>"];
        for text in fenced {
            assert_eq!(lines(&format!("Text.\n\n{text}")), ["Text.", "", "```text", "[a]  <b>", "```"]);
        }
        assert_eq!(lines("a\n\n~~~json\n{}\n~~~\nb"), ["a", "", "~~~json", "{}", "~~~", "b"]);
        assert_eq!(lines("a\n\n    b\n\n      c\n\nd"), ["a", "", "```text", "b", "", "  c", "```", "", "d"]);
    }

    #[test]
    fn no_line_begins_something_new_by_chance() {
        for word in ["-", "1.", "#", ">", "+", "---", "|"] {
            let lines = lines(&format!("{} {word} end", "x".repeat(WIDTH - 1)));
            assert!(lines[0].ends_with(word), "{lines:?}");
        }
    }

    #[test]
    fn what_rustc_refuses_is_left_out() {
        assert_eq!(lines("a\rb\tc \u{202e}d\r\n\r\ne"), ["a b c d", "", "e"]);
        assert_eq!(lines(" \n\t\n"), Vec::<String>::new());
    }

    #[test]
    fn a_sentence_can_follow_text_but_no_block() {
        for text in ["- a", "a\n- b", "1. a", "> a", "| a |", "```\na\n```"] {
            assert!(ends_in_block(&markdown(text)), "{text}");
        }
        for text in ["a", "`a` b", "5 elements", "*All* of it"] {
            assert!(!ends_in_block(&markdown(text)), "{text}");
        }
    }
}
