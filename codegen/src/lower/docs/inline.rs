//! What stands within a paragraph: code, links, addresses.

/// Escapes what rustdoc would take for a link to an item or for an HTML tag, and makes links of bare addresses.
pub(super) fn escape(text: &str) -> String {
    escape_in(text, false)
}

/// `in_link` for the text of a link, in which addresses need not become one.
fn escape_in(text: &str, in_link: bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (written, length) = match c {
            '`' => backticks(rest),
            '\\' => {
                let pair: String = rest.chars().take(2).collect();
                let length = pair.len();
                (pair, length)
            }
            '[' => link(rest).unwrap_or(("\\[".to_owned(), 1)),
            '<' => match address(rest.get(1..).unwrap_or_default()) {
                Some(address) if rest.get(1 + address.len()..).unwrap_or_default().starts_with('>') => {
                    (format!("<{address}>"), address.len() + 2)
                }
                _ => ("\\<".to_owned(), 1),
            },
            'h' if !in_link => match address(rest) {
                Some(address) => (format!("<{address}>"), address.len()),
                None => (c.to_string(), 1),
            },
            c => (c.to_string(), c.len_utf8()),
        };
        out.push_str(&written);
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

/// A code span as it is, or backticks that begin none, escaped. A span ends at a run of as many backticks.
pub(super) fn backticks(text: &str) -> (String, usize) {
    let run = text.len() - text.trim_start_matches('`').len();
    let mut rest = text.get(run..).unwrap_or_default();
    while let Some(start) = rest.find('`') {
        let closing = rest.get(start..).unwrap_or_default();
        rest = closing.trim_start_matches('`');
        if closing.len() - rest.len() == run {
            let length = text.len() - rest.len();
            return (text.get(..length).unwrap_or(text).to_owned(), length);
        }
    }
    ("\\`".repeat(run), run)
}

/// A link to a web page. What else looks like one, rustdoc would take for a link to an item.
fn link(text: &str) -> Option<(String, usize)> {
    let (inner, after) = text.strip_prefix('[')?.split_once(']')?;
    let (target, _) = after.strip_prefix('(')?.split_once(')')?;
    let leads_on = target.starts_with("mailto:") || target.contains('/');
    let is_page = leads_on && !target.contains(char::is_whitespace) && !inner.contains('[');
    is_page.then(|| (format!("[{}]({target})", escape_in(inner, true)), inner.len() + target.len() + 4))
}

/// The web address that the text begins with, without the punctuation of the sentence around it.
pub(super) fn address(text: &str) -> Option<&str> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme))?;
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`')).unwrap_or(text.len());
    let address = text.get(..end)?.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '*', '_']);
    (address.len() > scheme.len()).then_some(address)
}

/// Text as a code span. Backticks in it ask for a longer fence (CommonMark, section 6.1); what cannot be seen is escaped.
pub(crate) fn code(text: &str) -> String {
    let text: String =
        text.chars().map(|c| if c.is_control() { c.escape_default().to_string() } else { c.to_string() }).collect();
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rustdoc_would_misread_is_escaped() {
        for (text, expected) in [
            ("An [option] of <b>", r"An \[option] of \<b>"),
            ("[ref][1], footnote[^1]", r"\[ref]\[1], footnote\[^1]"),
            (r"already \[escaped\]", r"already \[escaped\]"),
            ("[an item](Option), [a [b](https://x.y/z)]", r"\[an item](Option), \[a [b](https://x.y/z)]"),
            ("a lonely ` and [this]", r"a lonely \` and \[this]"),
        ] {
            assert_eq!(escape(text), expected);
        }
    }

    #[test]
    fn code_and_links_stay() {
        for text in ["`Vec<[u8]>`", "``a ` [b]``", "[a link](https://x.y/z)", "[`<b>`](https://x.y/)", "<https://x.y>"]
        {
            assert_eq!(escape(text), text);
        }
    }

    #[test]
    fn addresses_become_links() {
        assert_eq!(escape("See https://x.y/z."), "See <https://x.y/z>.");
        assert_eq!(escape("(http://x.y)"), "(<http://x.y>)");
        assert_eq!(escape("[https://x.y/](https://x.y/)"), "[https://x.y/](https://x.y/)");
        assert_eq!(escape("https:// and here"), "https:// and here");
    }

    #[test]
    fn any_text_can_be_shown_as_code() {
        assert_eq!(code("^[a-z]+$"), "`^[a-z]+$`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("``"), "``` `` ```");
        assert_eq!(code("[\t\n]"), r"`[\t\n]`");
    }
}
