//! ECMA 262 pattern text to syntax tree.
//!
//! The grammar is that of the `u` flag, with the loose ends that Annex B of ECMA 262 allows and older models use: `]`, `{` and
//! `}` as themselves, needless escapes of punctuation, a class escape beside a `-`, a repeated look-ahead. Escaped letters
//! without a meaning in ECMA 262 (`\Q`), atomic groups and possessive quantifiers come from other dialects and are errors, but
//! for what `dialect.rs` knows: to guess would be to refuse good values.

use regex_syntax::hir::ClassUnicode;

use super::dialect::Flags;
use super::{PatternError, set};

/// Nested groups and look-arounds, so that recursion over the tree stays shallow.
const MAX_DEPTH: usize = 64;

/// A pattern as written.
#[derive(Debug)]
pub(super) enum Node {
    Class(ClassUnicode),
    Sequence(Vec<Node>),
    Alternatives(Vec<Node>),
    Repeat { node: Box<Node>, min: u32, max: Option<u32> },
    Start,
    End,
    WordBoundary { negated: bool },
    Look { index: usize, negated: bool },
}

/// The body of a look-around. Those nested in it stand before it in [`Parsed::looks`].
#[derive(Debug)]
pub(super) struct Look {
    pub(super) behind: bool,
    pub(super) body: Node,
}

/// A parsed pattern, look-arounds apart from the rest.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) root: Node,
    pub(super) looks: Vec<Look>,
}

pub(super) fn parse(source: &str) -> Result<Parsed, PatternError> {
    let mut parser = Parser { source, rest: source, flags: Flags::default(), depth: 0, looks: Vec::new() };
    let root = parser.alternatives()?;
    if !parser.rest.is_empty() {
        return Err(parser.error("unmatched `)`"));
    }
    Ok(Parsed { root, looks: parser.looks })
}

/// A place in the pattern's text; character classes and escapes are read in `class.rs`.
pub(super) struct Parser<'s> {
    source: &'s str,
    pub(super) rest: &'s str,
    pub(super) flags: Flags,
    depth: usize,
    looks: Vec<Look>,
}

impl Parser<'_> {
    fn offset(&self) -> usize {
        self.source.len() - self.rest.len()
    }

    pub(super) fn error(&self, reason: impl Into<String>) -> PatternError {
        PatternError::Syntax { offset: self.offset(), reason: reason.into() }
    }

    pub(super) fn back_reference(&self) -> PatternError {
        PatternError::UnsupportedBackReference { offset: self.offset() }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    pub(super) fn bump(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next();
        self.rest = chars.as_str();
        next
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn alternatives(&mut self) -> Result<Node, PatternError> {
        let mut alternatives = vec![self.sequence()?];
        while self.eat("|") {
            alternatives.push(self.sequence()?);
        }
        Ok(Node::Alternatives(alternatives))
    }

    fn sequence(&mut self) -> Result<Node, PatternError> {
        let mut terms = Vec::new();
        while !matches!(self.peek(), None | Some('|' | ')')) {
            terms.push(self.term()?);
        }
        Ok(Node::Sequence(terms))
    }

    fn term(&mut self) -> Result<Node, PatternError> {
        if self.quantifier()?.is_some() {
            return Err(self.error("nothing to repeat before this place"));
        }
        let node = match self.bump() {
            Some('^') => return Ok(Node::Start),
            Some('$') => return Ok(Node::End),
            Some('(') => match self.flags(')') {
                Some(flags) => {
                    self.flags = flags;
                    return Ok(Node::Sequence(Vec::new()));
                }
                None => self.group()?,
            },
            Some('.') => Node::Class(self.flags.dot()),
            Some('[') => Node::Class(self.class()?),
            Some('\\') => match self.peek() {
                Some(letter @ ('b' | 'B')) => {
                    self.bump();
                    return Ok(Node::WordBoundary { negated: letter == 'B' });
                }
                _ => match self.anchor() {
                    Some(anchor) => return Ok(anchor),
                    None => {
                        let set = self.escape()?.into_set();
                        Node::Class(self.flags.folded(set))
                    }
                },
            },
            Some(c) => Node::Class(self.flags.folded(set::of(&[(c.into(), c.into())]))),
            None => Node::Sequence(Vec::new()),
        };
        self.repeated(node)
    }

    fn repeated(&mut self, node: Node) -> Result<Node, PatternError> {
        // Annex B lets a look-ahead be repeated, but no look-behind.
        if let Node::Look { index, .. } = node
            && self.looks.get(index).is_some_and(|look| look.behind)
        {
            return Ok(node);
        }
        let Some((min, max)) = self.quantifier()? else {
            return Ok(node);
        };
        if max.is_some_and(|max| max < min) {
            return Err(self.error("the bounds of this quantifier are out of order"));
        }
        // A lazy quantifier matches the same texts.
        if !self.eat("?") && self.peek() == Some('+') {
            return Err(self.error("possessive quantifiers are not in ECMA 262"));
        }
        Ok(Node::Repeat { node: Box::new(node), min, max })
    }

    /// A quantifier, if one stands here. Braces that hold no bounds are literal.
    fn quantifier(&mut self) -> Result<Option<(u32, Option<u32>)>, PatternError> {
        Ok(match self.peek() {
            Some('*') => self.bump().map(|_| (0, None)),
            Some('+') => self.bump().map(|_| (1, None)),
            Some('?') => self.bump().map(|_| (0, Some(1))),
            Some('{') => self.braces(),
            _ => None,
        })
    }

    fn braces(&mut self) -> Option<(u32, Option<u32>)> {
        let (inside, rest) = self.rest.strip_prefix('{')?.split_once('}')?;
        let bounds = match inside.split_once(',') {
            None => {
                let exactly = number(inside)?;
                (exactly, Some(exactly))
            }
            Some((min, "")) => (number(min)?, None),
            Some((min, max)) => (number(min)?, Some(number(max)?)),
        };
        self.rest = rest;
        Some(bounds)
    }

    /// What follows `(`.
    fn group(&mut self) -> Result<Node, PatternError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(PatternError::TooLarge { what: "nested groups", limit: MAX_DEPTH });
        }
        let outer = self.flags;
        let node = if self.eat("?=") {
            self.look(false, false)?
        } else if self.eat("?!") {
            self.look(false, true)?
        } else if self.eat("?<=") {
            self.look(true, false)?
        } else if self.eat("?<!") {
            self.look(true, true)?
        } else {
            if self.eat("?<") {
                self.group_name()?;
            } else if let Some(flags) = self.flags(':') {
                self.flags = flags;
            } else if !self.eat("?:") && self.peek() == Some('?') {
                return Err(self.error("this kind of group is not in ECMA 262"));
            }
            self.alternatives()?
        };
        if !self.eat(")") {
            return Err(self.error("`)` is missing"));
        }
        self.depth -= 1;
        self.flags = outer;
        Ok(node)
    }

    fn look(&mut self, behind: bool, negated: bool) -> Result<Node, PatternError> {
        let body = self.alternatives()?;
        Ok(self.looking(behind, negated, body))
    }

    pub(super) fn looking(&mut self, behind: bool, negated: bool, body: Node) -> Node {
        self.looks.push(Look { behind, body });
        Node::Look { index: self.looks.len() - 1, negated }
    }

    fn group_name(&mut self) -> Result<(), PatternError> {
        let well_formed = |name: &str| {
            let start = |c: char| c.is_alphabetic() || c == '_' || c == '$';
            name.starts_with(start) && name.chars().all(|c| start(c) || c.is_alphanumeric())
        };
        match self.rest.split_once('>') {
            Some((name, rest)) if well_formed(name) => {
                self.rest = rest;
                Ok(())
            }
            _ => Err(self.error("this is not a group's name")),
        }
    }
}

/// Decimal digits; more than fits counts as the most, which is over any limit.
fn number(digits: &str) -> Option<u32> {
    let all_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    all_digits.then(|| digits.parse().unwrap_or(u32::MAX))
}
