//! What stands within a paragraph of HTML, as Markdown that means just that.

use super::super::inline;
use super::tree::Inline;

/// A run of text and marks. How it is broken into lines is for others to decide.
pub(super) fn markdown(run: &[Inline]) -> String {
    let mut text = Text::default();
    text.run(run, None);
    text.out
}

/// What has been written of a paragraph, or of what a mark holds.
#[derive(Default)]
struct Text {
    out: String,
    in_link: bool,
}

impl Text {
    /// Writes a run that `next` follows.
    fn run(&mut self, run: &[Inline], next: Option<char>) {
        let mut rest = run;
        while let Some((inline, after)) = rest.split_first() {
            let next = after.iter().find_map(first_char).or(next);
            match inline {
                Inline::Text(text) => self.plain(text, next),
                Inline::Markdown(text) => self.out.push_str(text),
                Inline::Code(run) => self.code(run),
                Inline::Emphasis(run) => self.mark("*", run, next),
                Inline::Strong(run) => self.mark("**", run, next),
                Inline::Link(address, run) => self.link(address, run, next),
                Inline::Plain(run) => self.run(run, next),
            }
            rest = after;
        }
    }

    /// Text, in which nothing is to mean anything but addresses and backticks around words, which are meant for code.
    fn plain(&mut self, text: &str, next: Option<char>) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let length = self.span(rest).or_else(|| self.address(rest)).unwrap_or(c.len_utf8());
            let after = rest.get(length..).unwrap_or_default();
            if length == c.len_utf8() {
                if self.has_meaning(c, after, next) {
                    self.out.push('\\');
                }
                self.out.push(c);
            }
            rest = after;
        }
    }

    /// Writes the code span that the text begins with, and gives its length.
    fn span(&mut self, text: &str) -> Option<usize> {
        let (code, _) = text.strip_prefix('`')?.split_once('`')?;
        if code.is_empty() || code.trim() != code {
            return None;
        }
        self.push_span(&format!("`{code}`"));
        Some(code.len() + 2)
    }

    /// Writes the web address that the text begins with as a link, and gives its length.
    fn address(&mut self, text: &str) -> Option<usize> {
        let address = inline::address(text).filter(|_| !self.in_link)?;
        self.out.push_str(&format!("<{address}>"));
        Some(address.len())
    }

    /// Whether a character of plain text would mean something in Markdown. `next` follows after `after`.
    fn has_meaning(&self, c: char, after: &str, next: Option<char>) -> bool {
        let (before, next) = (self.out.chars().next_back(), after.chars().next().or(next));
        let is_space = |c: Option<char>| c.is_some_and(char::is_whitespace);
        match c {
            '\\' | '`' | '[' | '<' | '~' => true,
            '*' => !(is_space(before) && is_space(next)),
            '_' => is_word(before) != is_word(next) || !(is_word(before) || is_space(before) && is_space(next)),
            ']' => self.in_link,
            '&' => begins_entity(after),
            '#' => before.is_none_or(char::is_whitespace),
            _ => false,
        }
    }

    /// A code span; links in it stay links.
    fn code(&mut self, run: &[Inline]) {
        let mut latest = String::new();
        for inline in run {
            if let Inline::Link(address, inner) = inline {
                self.code_text(&std::mem::take(&mut latest));
                self.link(address, &[Inline::Code(vec![Inline::Text(shown(inner))])], None);
            } else {
                latest.push_str(&shown(std::slice::from_ref(inline)));
            }
        }
        self.code_text(&latest);
    }

    fn code_text(&mut self, text: &str) {
        let code = text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.gap(text.starts_with(char::is_whitespace));
        if code.contains("``") {
            // With a longer fence, a line that begins with it would begin a block of code.
            self.plain(&code, None);
        } else if !code.is_empty() {
            self.push_span(&inline::code(&code));
        }
        self.gap(text.ends_with(char::is_whitespace));
    }

    /// Two code spans side by side would be taken for one.
    fn push_span(&mut self, span: &str) {
        self.gap(self.out.ends_with('`'));
        self.out.push_str(span);
    }

    /// A space, if there is none yet. Those within a mark go out of it.
    fn gap(&mut self, wanted: bool) {
        if wanted && !self.out.ends_with(char::is_whitespace) {
            self.out.push(' ');
        }
    }

    /// Emphasis, where asterisks can mean it: not between a letter and punctuation, nor beside others (CommonMark,
    /// section 6.2).
    fn mark(&mut self, mark: &str, run: &[Inline], next: Option<char>) {
        let mut inner = Text { out: String::new(), in_link: self.in_link };
        inner.run(run, None);
        let text = inner.out.trim();
        self.gap(inner.out.starts_with(char::is_whitespace));
        let before = self.out.chars().next_back();
        let next = next.filter(|_| text.len() == inner.out.trim_start().len());
        let opens = is_word(text.chars().next()) || !is_word(before);
        let closes = is_word(text.chars().next_back()) || !is_word(next);
        let beside_others = before == Some('*') || text.is_empty();
        let mark = if opens && closes && !beside_others { mark } else { "" };
        self.out.extend([mark, text, mark]);
        self.gap(inner.out.ends_with(char::is_whitespace));
    }

    /// A link to a web page. Other addresses lead nowhere from here, so that just their text stays.
    fn link(&mut self, address: &str, run: &[Inline], next: Option<char>) {
        let address = address.trim();
        if self.in_link || !is_page(address) {
            return self.run(run, next);
        }
        let mut inner = Text { out: String::new(), in_link: true };
        inner.run(run, None);
        let text = inner.out.trim();
        self.gap(inner.out.starts_with(char::is_whitespace));
        if shown(run).trim() == address && inline::address(address) == Some(address) {
            self.out.push_str(&format!("<{address}>"));
        } else if !text.is_empty() {
            if self.out.ends_with('!') {
                self.out.insert(self.out.len() - 1, '\\');
            }
            self.out.push_str(&format!("[{text}]({})", destination(address)));
        }
        self.gap(inner.out.ends_with(char::is_whitespace));
    }
}

fn is_word(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphanumeric)
}

/// What a run begins with when it is written.
fn first_char(inline: &Inline) -> Option<char> {
    match inline {
        Inline::Text(text) | Inline::Markdown(text) => text.chars().next(),
        Inline::Code(_) => Some('`'),
        Inline::Link(..) => Some('['),
        Inline::Emphasis(run) | Inline::Strong(run) | Inline::Plain(run) => run.iter().find_map(first_char),
    }
}

/// A run's text without its marks.
fn shown(run: &[Inline]) -> String {
    let text = |inline: &Inline| match inline {
        Inline::Text(text) | Inline::Markdown(text) => text.clone(),
        Inline::Code(run) | Inline::Emphasis(run) | Inline::Strong(run) | Inline::Link(_, run) | Inline::Plain(run) => {
            shown(run)
        }
    };
    run.iter().map(text).collect()
}

/// Whether `&` and this would be an entity.
fn begins_entity(text: &str) -> bool {
    let name = text.split_once(';').map_or("", |(name, _)| name);
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
}

/// Whether an address says by itself where it leads.
fn is_page(address: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| address.len() > scheme.len() && address.starts_with(scheme))
}

/// An address without what would end it, or mean something else, in Markdown.
fn destination(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for (index, c) in address.char_indices() {
        match c {
            '(' | ')' | '<' | '>' | '\\' | '`' | '|' | '"' => out.push_str(&format!("%{:02X}", u32::from(c))),
            c if c.is_whitespace() || c.is_control() => out.push_str("%20"),
            '&' if begins_entity(address.get(index + 1..).unwrap_or_default()) => out.push_str("\\&"),
            c => out.push(c),
        }
    }
    out
}
