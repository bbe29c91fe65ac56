//! Tokens to a tree of blocks. Tags may be missing, crossed or out of place: each ends what cannot go on behind it.

use super::bare;
use super::token::{Element, Token, attribute, decode, tag};

/// Deeper blocks, and deeper marks within a paragraph, are read as if they stood less deep.
const MAX_DEPTH: usize = 12;

/// A block of documentation.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block {
    Paragraph(Vec<Inline>),
    Heading(usize, Vec<Inline>),
    Code(String),
    /// Its items are parts.
    List {
        ordered: bool,
        items: Vec<Block>,
    },
    Quotation(Vec<Block>),
    /// Its rows are parts, and so are their cells.
    Table(Vec<Block>),
    /// An item, row or cell.
    Part(Vec<Block>),
    /// Text outside of all tags, in documentation that begins without one.
    Markdown(Vec<Inline>),
}

/// What stands within a paragraph.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Inline {
    Text(String),
    /// Text that is Markdown already.
    Markdown(String),
    Code(Vec<Inline>),
    Emphasis(Vec<Inline>),
    Strong(Vec<Inline>),
    Link(String, Vec<Inline>),
    Plain(Vec<Inline>),
}

/// The blocks of a text; `None` when no HTML is in it.
pub(super) fn parse(text: &str) -> Option<Vec<Block>> {
    let markdown = tag(text).is_none();
    let root = Frame { element: None, blocks: Vec::new() };
    let mut tree = Tree { frames: vec![root], marks: Vec::new(), run: Vec::new(), text: Text::Bare, markdown };
    let mut rest = text;
    let mut tags = 0;
    while !rest.is_empty() {
        let before = text.get(..text.len() - rest.len()).unwrap_or_default();
        let (token, length) = tree.next(before, rest);
        tags += usize::from(!matches!(token, Token::Text(_)));
        match token {
            Token::Open { element, attributes } => {
                tree.open(element, attributes);
                if is_empty(attributes) && element != Element::Break {
                    tree.close(element);
                }
            }
            Token::Close(element) => tree.close(element),
            Token::Text(text) => tree.text(text),
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    (tags > 0).then(|| tree.finish())
}

/// Whether a tag closes itself, as in `<fullname/>`; a slash that ends an address without quotes does not.
fn is_empty(attributes: &str) -> bool {
    attributes.strip_suffix('/').is_some_and(|before| before.is_empty() || before.ends_with([' ', '"', '\'']))
}

/// An open block.
struct Frame {
    /// `None` for the text as a whole.
    element: Option<Element>,
    blocks: Vec<Block>,
}

/// What the text that is being read will be.
#[derive(PartialEq, Eq)]
enum Text {
    /// Within no tag.
    Bare,
    Paragraph,
    Heading(usize),
    Hidden,
    Preformatted(String),
}

struct Tree {
    frames: Vec<Frame>,
    /// Open marks within the paragraph, with the address of a link, and what stands before them.
    marks: Vec<(Element, String, Vec<Inline>)>,
    /// What stands in the innermost mark.
    run: Vec<Inline>,
    text: Text,
    /// Whether bare text is Markdown.
    markdown: bool,
}

impl Tree {
    /// The next token and its length.
    fn next<'t>(&self, before: &str, rest: &'t str) -> (Token<'t>, usize) {
        if let Some((token, length)) = tag(rest)
            && !self.is_sample(&token, rest.get(length..).unwrap_or_default())
        {
            return (token, length);
        }
        let length = if self.in_markdown() {
            bare::length(before, rest)
        } else {
            let next = rest.char_indices().find(|(index, c)| *index > 0 && *c == '<');
            next.map_or(rest.len(), |(index, _)| index)
        };
        (Token::Text(rest.get(..length).unwrap_or(rest)), length)
    }

    /// Whether a tag within code is shown as code: it is not closed before the code ends.
    fn is_sample(&self, token: &Token<'_>, rest: &str) -> bool {
        let Token::Open { element, .. } = token else { return false };
        if *element == Element::Break || !self.marks.iter().any(|(mark, ..)| *mark == Element::Code) {
            return false;
        }
        let Some((code, _)) = rest.split_once("</code>") else { return false };
        !code.match_indices('<').any(|(index, _)| {
            matches!(tag(code.get(index..).unwrap_or_default()), Some((Token::Close(closed), _)) if closed == *element)
        })
    }

    /// Whether text is taken as it is.
    fn in_markdown(&self) -> bool {
        self.markdown && self.text == Text::Bare && self.frames.len() == 1 && self.marks.is_empty()
    }

    fn text(&mut self, text: &str) {
        if let Text::Preformatted(code) = &mut self.text {
            code.push_str(&decode(text));
        } else if self.in_markdown() {
            self.run.push(Inline::Markdown(text.to_owned()));
        } else if !text.trim().is_empty() {
            self.place();
            self.push_text(&decode(text));
        } else if !self.run.is_empty() || !self.marks.is_empty() {
            self.push_text(" ");
        }
    }

    /// Adds to the latest text, so that what is beside a character can be seen.
    fn push_text(&mut self, text: &str) {
        match self.run.last_mut() {
            Some(Inline::Text(latest)) => latest.push_str(text),
            _ => self.run.push(Inline::Text(text.to_owned())),
        }
    }

    fn open(&mut self, element: Element, attributes: &str) {
        if matches!(self.text, Text::Preformatted(_)) {
            if element == Element::Break {
                self.text("\n");
            }
            return;
        }
        if element.is_inline() {
            self.place();
            self.open_mark(element, attributes);
            return;
        }
        let open_marks = self.end_text();
        match element {
            Element::Paragraph => self.text = Text::Paragraph,
            Element::Heading(level) => self.text = Text::Heading(level),
            Element::Hidden => self.text = Text::Hidden,
            Element::Group => {}
            Element::Preformatted => self.text = Text::Preformatted(String::new()),
            Element::Break => {
                for (element, address) in open_marks {
                    self.marks.push((element, address, std::mem::take(&mut self.run)));
                }
            }
            Element::Item => {
                self.open_in(&[Element::List { ordered: false }, Element::List { ordered: true }], element)
            }
            Element::Term | Element::Definition => self.open_in(&[Element::Definitions], element),
            Element::Row => self.open_in(&[Element::Table], element),
            Element::Cell => {
                if !matches!(self.innermost(), Some(Element::Row | Element::Cell)) {
                    self.open_in(&[Element::Table], Element::Row);
                }
                self.open_in(&[Element::Row], element);
            }
            block => {
                self.place();
                self.push(block);
            }
        }
    }

    /// Opens a part of one of the containers, and the container too if there is none.
    fn open_in(&mut self, containers: &[Element], element: Element) {
        let of_these = |frame: &Frame| frame.element.is_some_and(|open| containers.contains(&open));
        if self.frames.iter().any(of_these) {
            while self.frames.last().is_some_and(|frame| !of_these(frame)) {
                self.pop();
            }
        } else if let Some(container) = containers.first() {
            self.place();
            self.push(*container);
        }
        self.push(element);
    }

    /// Between the parts of a list or table stands nothing: what does begins a part, or belongs to the part before.
    fn place(&mut self) {
        match self.innermost() {
            Some(Element::List { .. }) => self.push_again(Element::Item),
            Some(Element::Definitions) => self.push_again(Element::Definition),
            Some(Element::Table) => {
                self.push(Element::Row);
                self.push(Element::Cell);
            }
            Some(Element::Row) => self.push(Element::Cell),
            _ => {}
        }
    }

    fn push(&mut self, element: Element) {
        if self.frames.len() < MAX_DEPTH {
            self.frames.push(Frame { element: Some(element), blocks: Vec::new() });
        }
    }

    /// Opens the latest part again, or a first one.
    fn push_again(&mut self, element: Element) {
        if self.frames.len() < MAX_DEPTH {
            let latest = self.frames.last_mut().and_then(|frame| frame.blocks.pop());
            let blocks = if let Some(Block::Part(blocks)) = latest { blocks } else { Vec::new() };
            self.frames.push(Frame { element: Some(element), blocks });
        }
    }

    fn innermost(&self) -> Option<Element> {
        self.frames.last().and_then(|frame| frame.element)
    }

    fn close(&mut self, element: Element) {
        if matches!(self.text, Text::Preformatted(_)) {
            if element == Element::Preformatted {
                self.end_text();
            }
        } else if element == Element::Break {
            self.open(element, "");
        } else if element.is_inline() {
            if self.marks.iter().any(|(mark, ..)| *mark == element) {
                while self.close_mark().is_some_and(|(closed, _)| closed != element) {}
            }
        } else {
            self.end_text();
            if self.frames.iter().any(|frame| frame.element == Some(element)) {
                while self.frames.len() > 1 && self.pop() != Some(element) {}
            }
        }
    }

    fn open_mark(&mut self, element: Element, attributes: &str) {
        let open = |mark: Element| self.marks.iter().any(|(open, ..)| *open == mark);
        if element == Element::Link && open(Element::Link) {
            self.close(Element::Link);
        }
        if self.marks.len() < MAX_DEPTH {
            let address = attribute(attributes, "href").unwrap_or_default();
            self.marks.push((element, address, std::mem::take(&mut self.run)));
        }
    }

    /// Closes the innermost mark and says which it was.
    fn close_mark(&mut self) -> Option<(Element, String)> {
        let (element, address, before) = self.marks.pop()?;
        let run = std::mem::replace(&mut self.run, before);
        self.run.push(match element {
            Element::Code => Inline::Code(run),
            Element::Emphasis => Inline::Emphasis(run),
            Element::Strong => Inline::Strong(run),
            Element::Link => Inline::Link(address.clone(), run),
            _ => Inline::Plain(run),
        });
        Some((element, address))
    }

    /// Ends the paragraph and says which marks were open, outermost first.
    fn end_text(&mut self) -> Vec<(Element, String)> {
        let mut open = Vec::from_iter(std::iter::from_fn(|| self.close_mark()));
        open.reverse();
        let run = std::mem::take(&mut self.run);
        let bare = self.in_markdown();
        let block = match std::mem::replace(&mut self.text, Text::Bare) {
            Text::Hidden => return open,
            Text::Preformatted(code) => Block::Code(code),
            Text::Heading(level) => Block::Heading(level, run),
            Text::Bare if bare => Block::Markdown(run),
            Text::Bare | Text::Paragraph => Block::Paragraph(run),
        };
        self.add(block);
        open
    }

    fn add(&mut self, block: Block) {
        if is_blank(&block) {
            return;
        }
        self.place();
        if let Some(frame) = self.frames.last_mut() {
            frame.blocks.push(block);
        }
    }

    /// Closes the innermost block and says which it was.
    fn pop(&mut self) -> Option<Element> {
        let Frame { element, blocks } = self.frames.pop()?;
        let parent = &mut self.frames.last_mut()?.blocks;
        let block = match element? {
            Element::List { ordered } => Block::List { ordered, items: blocks },
            Element::Definitions => Block::List { ordered: false, items: blocks },
            Element::Box(label) => Block::Quotation(labelled(label, blocks)),
            Element::Table => Block::Table(blocks),
            Element::Term => Block::Part(blocks.into_iter().map(in_bold).collect()),
            Element::Definition => {
                if !blocks.is_empty() {
                    define(parent, blocks);
                }
                return element;
            }
            _ => Block::Part(blocks),
        };
        if matches!(element, Some(Element::Row | Element::Cell)) || !is_blank(&block) {
            parent.push(block);
        }
        element
    }

    fn finish(mut self) -> Vec<Block> {
        self.end_text();
        while self.frames.len() > 1 {
            self.pop();
        }
        self.frames.pop().map(|root| root.blocks).unwrap_or_default()
    }
}

/// Whether nothing of the block could be seen.
fn is_blank(block: &Block) -> bool {
    match block {
        Block::Paragraph(text) | Block::Heading(_, text) | Block::Markdown(text) => text.iter().all(Inline::is_blank),
        Block::Code(text) => text.trim().is_empty(),
        Block::List { items: blocks, .. } | Block::Quotation(blocks) | Block::Table(blocks) | Block::Part(blocks) => {
            blocks.iter().all(is_blank)
        }
    }
}

impl Inline {
    fn is_blank(&self) -> bool {
        match self {
            Inline::Text(text) | Inline::Markdown(text) => text.trim().is_empty(),
            Inline::Code(run)
            | Inline::Emphasis(run)
            | Inline::Strong(run)
            | Inline::Link(_, run)
            | Inline::Plain(run) => run.iter().all(Inline::is_blank),
        }
    }
}

/// `**Note:**` before the text of a box.
fn labelled(label: &str, mut blocks: Vec<Block>) -> Vec<Block> {
    if label.is_empty() || blocks.iter().all(is_blank) {
        return blocks;
    }
    let mut text = vec![Inline::Strong(vec![Inline::Text(format!("{label}:"))])];
    if let Some(Block::Paragraph(first)) = blocks.first_mut() {
        text.push(Inline::Text(" ".to_owned()));
        text.append(first);
        *first = text;
    } else {
        blocks.insert(0, Block::Paragraph(text));
    }
    blocks
}

/// A term that is explained.
fn in_bold(block: Block) -> Block {
    match block {
        Block::Paragraph(text) => Block::Paragraph(vec![Inline::Strong(text)]),
        block => block,
    }
}

/// Puts an explanation behind its term: `**Term**: explanation`.
fn define(items: &mut Vec<Block>, mut explanation: Vec<Block>) {
    match (items.last_mut(), explanation.first_mut()) {
        (Some(Block::Part(item)), Some(Block::Paragraph(text))) => {
            if let [Block::Paragraph(term)] = item.as_mut_slice()
                && let [Inline::Strong(_)] = term.as_slice()
            {
                term.push(Inline::Text(": ".to_owned()));
                term.append(text);
                explanation.remove(0);
            }
            item.append(&mut explanation);
        }
        (Some(Block::Part(item)), _) => item.append(&mut explanation),
        _ => items.push(Block::Part(explanation)),
    }
}
