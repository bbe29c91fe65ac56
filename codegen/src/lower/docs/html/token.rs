//! HTML to tokens: the tags that mean something in documentation, and the text between them.

/// A tag or some text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    Open { element: Element, attributes: &'t str },
    Close(Element),
    Text(&'t str),
}

/// What a tag stands for. `note` and its like are those of AWS's models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    Paragraph,
    /// `h1` to `h6`.
    Heading(usize),
    List {
        ordered: bool,
    },
    Item,
    Definitions,
    Term,
    Definition,
    /// A quotation, or a box with a word for what it is.
    Box(&'static str),
    Preformatted,
    Table,
    Row,
    Cell,
    /// What readers know from elsewhere: the name of the service, which is its title.
    Hidden,
    Break,
    Code,
    Emphasis,
    Strong,
    Link,
    /// Its text is shown as any other.
    Plain,
    /// The rows of a table's head, body or foot.
    Group,
}

impl Element {
    fn named(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "p" | "div" | "center" | "section" | "caption" => Self::Paragraph,
            "h1" => Self::Heading(1),
            "h2" => Self::Heading(2),
            "h3" => Self::Heading(3),
            "h4" => Self::Heading(4),
            "h5" => Self::Heading(5),
            "h6" => Self::Heading(6),
            "ul" => Self::List { ordered: false },
            "ol" => Self::List { ordered: true },
            "li" => Self::Item,
            "dl" => Self::Definitions,
            "dt" => Self::Term,
            "dd" => Self::Definition,
            "blockquote" => Self::Box(""),
            "note" => Self::Box("Note"),
            "important" => Self::Box("Important"),
            "warning" => Self::Box("Warning"),
            "caution" => Self::Box("Caution"),
            "tip" => Self::Box("Tip"),
            "pre" => Self::Preformatted,
            "table" => Self::Table,
            "tr" => Self::Row,
            "th" | "td" => Self::Cell,
            "fullname" => Self::Hidden,
            "br" | "hr" => Self::Break,
            "code" | "tt" | "kbd" | "samp" => Self::Code,
            "i" | "em" | "var" | "cite" | "dfn" => Self::Emphasis,
            "b" | "strong" => Self::Strong,
            "a" => Self::Link,
            "span" | "font" | "small" | "big" | "sub" | "sup" | "u" | "abbr" | "mark" => Self::Plain,
            "thead" | "tbody" | "tfoot" => Self::Group,
            _ => return None,
        })
    }

    /// Whether it stands within a paragraph.
    pub(super) fn is_inline(self) -> bool {
        matches!(self, Self::Code | Self::Emphasis | Self::Strong | Self::Link | Self::Plain)
    }
}

/// No tag is longer; text that begins like one need not be searched further.
const LONGEST_TAG: usize = 4096;

/// The tag or comment that the text begins with, and its length. Comments are empty text. Other text in angle brackets
/// (`<region>`) is no tag.
pub(super) fn tag(text: &str) -> Option<(Token<'_>, usize)> {
    if let Some(comment) = text.strip_prefix("<!--") {
        let end = comment.find("-->")?;
        return Some((Token::Text(""), end + "<!---->".len()));
    }
    let inner = text.strip_prefix('<')?;
    let (closing, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    let after = inner.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
    let element = Element::named(inner.strip_suffix(after)?)?;
    let attributes = after.get(..tag_end(after)?)?;
    let separated = attributes.is_empty() || attributes.starts_with(|c: char| c.is_whitespace() || c == '/');
    let length = text.len() - after.len() + attributes.len() + 1;
    let token = if closing { Token::Close(element) } else { Token::Open { element, attributes } };
    separated.then_some((token, length))
}

/// Where the tag's `>` stands: outside of quotes, if these are balanced.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (index, c) in text.char_indices().take(LONGEST_TAG) {
        match (quote, c) {
            (None, '>') => return Some(index),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    text.char_indices().take(LONGEST_TAG).find(|(_, c)| *c == '>').map(|(index, _)| index)
}

/// The value of an attribute, in quotes or without, entities decoded.
pub(super) fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
    while !rest.is_empty() {
        let after = rest.trim_start_matches(|c: char| !c.is_whitespace() && c != '=');
        let key = rest.strip_suffix(after)?;
        let value = after.trim_start().strip_prefix('=').map(str::trim_start);
        let (found, after) = match value {
            None => ("", after),
            Some(value) => match value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
                Some(quote) => value.get(1..)?.split_once(quote).unwrap_or((value.get(1..)?, "")),
                None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
            },
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(decode(found));
        }
        // A stray `=` is nobody's value.
        rest = after.trim_start_matches(|c: char| c.is_whitespace() || c == '=');
    }
    None
}

/// Text with its entities decoded. What is no entity stays.
pub(super) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let known = after.split_once(';').and_then(|(name, after)| Some((entity(name)?, after)));
        match known {
            Some((c, after)) => {
                out.push(c);
                rest = after;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out + rest
}

/// The character of an entity: named or a number. What cannot be shown is a space.
fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        let c = char::from_u32(code.ok()?)?;
        let shown = c == '\n' || !c.is_control() && !super::super::is_direction(c);
        return Some(if shown { c } else { ' ' });
    }
    let (_, c) = ENTITIES.iter().find(|(known, _)| *known == name)?;
    Some(*c)
}

/// Those that documentation uses; space between words is ordinary space.
const ENTITIES: [(&str, char); 32] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("ensp", ' '),
    ("emsp", ' '),
    ("thinsp", ' '),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("mdash", '—'),
    ("ndash", '–'),
    ("minus", '−'),
    ("hellip", '…'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bull", '•'),
    ("middot", '·'),
    ("times", '×'),
    ("deg", '°'),
    ("micro", 'µ'),
    ("sect", '§'),
    ("le", '≤'),
    ("ge", '≥'),
    ("ne", '≠'),
    ("larr", '←'),
    ("rarr", '→'),
    ("infin", '∞'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_tags_from_other_text() {
        let open = |element, attributes| Token::Open { element, attributes };
        for (text, token, length) in [
            ("<p>a", open(Element::Paragraph, ""), 3),
            ("<BR/>", open(Element::Break, "/"), 5),
            ("</Code>", Token::Close(Element::Code), 7),
            ("<a href=\"x>y\">", open(Element::Link, " href=\"x>y\""), 14),
            ("<a href=\"x>y", open(Element::Link, " href=\"x"), 11),
            ("<!-- <p> -->b", Token::Text(""), 12),
        ] {
            assert_eq!(tag(text), Some((token, length)), "{text}");
        }
        for text in ["<region>", "< p>", "<p", "<", "</>", "<p:x>", "<!-- ", "<b\u{e9}>", "p>"] {
            assert_eq!(tag(text), None, "{text}");
        }
    }

    #[test]
    fn finds_attributes() {
        for attributes in [
            " href=\"https://x.y/?a&amp;b\"",
            " class='a' HREF = 'https://x.y/?a&b'",
            " disabled = href=https://x.y/?a&b target=x",
            " href=\"https://x.y/?a&b",
        ] {
            let expected = if attributes.contains("disabled") { None } else { Some("https://x.y/?a&b".to_owned()) };
            assert_eq!(attribute(attributes, "href"), expected, "{attributes}");
        }
        assert_eq!(attribute(" a href=x/y b", "href").as_deref(), Some("x/y"));
        assert_eq!(attribute(" = é=é ", "href"), None);
    }

    #[test]
    fn decodes_entities() {
        assert_eq!(decode("a &lt;b&gt; &amp;amp; &#65;&#x42; &nbsp;&mdash;"), "a <b> &amp; AB  —");
        assert_eq!(decode("a & b; &unknown; &#xFFFFFFFF; &#7; &"), "a & b; &unknown; &#xFFFFFFFF;   &");
    }
}
