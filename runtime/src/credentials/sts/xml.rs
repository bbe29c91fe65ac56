//! As much of XML as answers of STS hold: elements, text, references. Attributes are passed over.

/// The deepest nesting that is read.
const MAX_DEPTH: usize = 32;

/// A document that is well-formed. It is read anew for each text that is asked for, so that nothing is kept of the others.
#[derive(Clone, Copy)]
pub(super) struct Document<'a>(&'a str);

impl<'a> Document<'a> {
    /// `None` when it is not well-formed, or declares a type (`<!DOCTYPE`), which could define text.
    pub(super) fn parse(xml: &'a str) -> Option<Self> {
        let mut reader = Reader::new(xml, "");
        while reader.step()? {}
        (reader.path.is_empty() && reader.has_root).then_some(Self(xml))
    }

    /// The text of the first element whose path ends so (`Error/Code`).
    pub(super) fn text(self, end: &str) -> Option<String> {
        let mut reader = Reader::new(self.0, end);
        while reader.found.is_none() && reader.step()? {}
        reader.found
    }
}

struct Reader<'a> {
    rest: &'a str,
    path: Vec<&'a str>,
    has_root: bool,
    /// What stands in the innermost element since its last tag.
    text: String,
    /// The end of the path of the element that is looked for, and its text.
    end: &'a str,
    found: Option<String>,
}

impl<'a> Reader<'a> {
    fn new(xml: &'a str, end: &'a str) -> Self {
        Self { rest: xml, path: Vec::new(), has_root: false, text: String::new(), end, found: None }
    }

    /// Reads up to the end of the next tag; `false` at the end of the document.
    fn step(&mut self) -> Option<bool> {
        let Some((text, tag)) = self.rest.split_once('<') else {
            return self.rest.trim().is_empty().then_some(false);
        };
        self.text.push_str(&unescape(text)?);
        if let Some(comment) = tag.strip_prefix("!--") {
            (_, self.rest) = comment.split_once("-->")?;
        } else if let Some(data) = tag.strip_prefix("![CDATA[") {
            let (text, rest) = data.split_once("]]>")?;
            self.text.push_str(text);
            self.rest = rest;
        } else if let Some(instruction) = tag.strip_prefix('?') {
            (_, self.rest) = instruction.split_once("?>")?;
        } else if let Some(end) = tag.strip_prefix('/') {
            let (name, rest) = end.split_once('>')?;
            self.rest = rest;
            self.end(name.trim_end())?;
        } else {
            self.start(tag)?;
        }
        Some(true)
    }

    fn start(&mut self, tag: &'a str) -> Option<()> {
        let (inside, rest) = split_tag(tag)?;
        self.rest = rest;
        let (inside, is_empty) = inside.strip_suffix('/').map_or((inside, false), |inside| (inside, true));
        let name = inside.split_ascii_whitespace().next().filter(|name| !name.starts_with('!'))?;
        // One element holds all others.
        if self.path.len() == MAX_DEPTH || (self.path.is_empty() && self.has_root) {
            return None;
        }
        self.has_root = true;
        self.path.push(name);
        self.text.clear();
        if is_empty { self.end(name) } else { Some(()) }
    }

    fn end(&mut self, name: &str) -> Option<()> {
        let text = std::mem::take(&mut self.text);
        let mut open = self.path.iter().rev();
        if self.found.is_none() && self.end.rsplit('/').all(|name| open.next() == Some(&name)) {
            self.found = Some(text);
        }
        self.path.pop().filter(|open| *open == name).map(drop)
    }
}

/// Splits behind the `>` of a tag, which may also stand in the value of an attribute.
fn split_tag(tag: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    let end = tag.find(|character| match (quote, character) {
        (None, '>') => true,
        (None, '"' | '\'') => {
            quote = Some(character);
            false
        }
        (Some(open), _) if open == character => {
            quote = None;
            false
        }
        _ => false,
    })?;
    let (inside, rest) = tag.split_at_checked(end)?;
    Some((inside, rest.strip_prefix('>')?))
}

/// Replaces references to characters.
fn unescape(text: &str) -> Option<String> {
    let mut parts = text.split('&');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once(';')?;
        plain.push(match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            name => {
                let number = name.strip_prefix('#')?;
                let hexadecimal = number.strip_prefix('x').map(|digits| u32::from_str_radix(digits, 16));
                char::from_u32(hexadecimal.unwrap_or_else(|| number.parse()).ok()?)?
            }
        });
        plain.push_str(rest);
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(xml: &str, path: &str) -> Option<String> {
        Document::parse(xml)?.text(path)
    }

    #[test]
    fn texts_are_found_by_the_ends_of_their_paths() {
        let xml = "<?xml version='1.0'?>\n<!-- <b> --><a x=\"1>2\" y='/'><b>1</b><c><b>2</b></c><d/></a>\n";
        for (path, expected) in [("a/b", "1"), ("b", "1"), ("c/b", "2"), ("a/c/b", "2"), ("d", "")] {
            assert_eq!(text(xml, path).as_deref(), Some(expected), "{path}");
        }
        for path in ["e", "bb", "x", "", "x/a", "/a"] {
            assert_eq!(text(xml, path), None, "{path}");
        }
    }

    #[test]
    fn references_and_literal_text_are_read() {
        let xml = "<a>&lt;&amp;&gt;&quot;&apos;&#65;&#x1F600; <![CDATA[<b>&amp;</b>]]><!--no--> !</a>";
        assert_eq!(text(xml, "a").as_deref(), Some("<&>\"'A\u{1F600} <b>&amp;</b> !"));
    }

    #[test]
    fn what_is_no_document_is_nothing() {
        let cases = [
            "",
            "x",
            "<a>",
            "</a>",
            "<a></b>",
            "<a/><b/>",
            "<a>&x;</a>",
            "<a>&amp</a>",
            "<a>&#xD800;</a>",
            "<a",
            "<a b='>",
            "<!DOCTYPE a []><a/>",
            "<a><!-- </a>",
            "<>",
            "< />",
            "<a>x</a>y",
            "{}",
        ];
        for xml in cases {
            assert!(Document::parse(xml).is_none(), "{xml}");
        }
        assert!(Document::parse(&("<a>".repeat(33) + &"</a>".repeat(33))).is_none());
        assert!(Document::parse(&("<a>".repeat(32) + &"</a>".repeat(32))).is_some());
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in "[<>/&;#!?\\[\\]A-D\"'= é-]{0,60}") {
            if let Some(document) = Document::parse(&text) {
                let _ = document.text("A");
            }
        }
    }
}
