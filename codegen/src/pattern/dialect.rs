//! What Java writes and ECMA 262 does not: patterns come from services in Java, and some kept its dialect. Where the meaning is
//! plain, they mean that; the rest is refused, so that nothing is guessed.

use regex_syntax::hir::ClassUnicode;

use super::parse::{Node, Parser};
use super::{PatternError, set};

/// What an inline flag changes, up to the end of its group.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Flags {
    /// `s`: a dot is any character.
    dot_all: bool,
    /// `i`: case makes no difference.
    ignore_case: bool,
}

impl Flags {
    /// `.`.
    pub(super) fn dot(self) -> ClassUnicode {
        if self.dot_all { set::any() } else { set::dot() }
    }

    /// The set with all that differs only by case.
    pub(super) fn folded(self, mut set: ClassUnicode) -> ClassUnicode {
        if self.ignore_case {
            // It fails when the tables of Unicode are left out, which they are not.
            let _ = set.try_case_fold_simple();
        }
        set
    }
}

impl Parser<'_> {
    /// `i`, `s` or `-s` behind `(?`, up to `end`; the flags as they are then.
    pub(super) fn flags(&mut self, end: char) -> Option<Flags> {
        let inner = self.rest.strip_prefix('?')?;
        let after = inner.trim_start_matches(|c: char| c.is_ascii_lowercase() || c == '-');
        let names = inner.strip_suffix(after)?;
        let mut flags = self.flags;
        let mut on = true;
        for name in names.chars() {
            match name {
                '-' => on = false,
                's' => flags.dot_all = on,
                'i' => flags.ignore_case = on,
                // Classes know Unicode anyway.
                'u' | 'U' => {}
                _ => return None,
            }
        }
        self.rest = after.strip_prefix(end).filter(|_| !names.is_empty())?;
        Some(flags)
    }

    /// `\A`, `\z` or `\Z`: the ends of the text. Before its end, `\Z` lets a line end.
    pub(super) fn anchor(&mut self) -> Option<Node> {
        let letter = self.peek()?;
        let node = match letter {
            'A' => Node::Start,
            'z' => Node::End,
            'Z' => {
                let one = |c: char| Node::Class(set::of(&[(c.into(), c.into())]));
                let single = Node::Class(set::of(&[(0x0A, 0x0A), (0x0D, 0x0D), (0x85, 0x85), (0x2028, 0x2029)]));
                let line_end = Node::Alternatives(vec![Node::Sequence(vec![one('\r'), one('\n')]), single]);
                let line_end = Node::Repeat { node: Box::new(line_end), min: 0, max: Some(1) };
                let body = Node::Sequence(vec![line_end, Node::End]);
                self.looking(false, false, body)
            }
            _ => return None,
        };
        self.bump();
        Some(node)
    }

    /// `L` of `\pL`.
    pub(super) fn one_letter_property(&mut self) -> Result<ClassUnicode, PatternError> {
        let mut chars = self.rest.chars();
        let letter = chars.next().filter(char::is_ascii_uppercase).map(String::from);
        let Some(set) = letter.and_then(|letter| set::property(&letter)) else {
            return Err(self.error("`{name}` belongs after `\\p`"));
        };
        self.rest = chars.as_str();
        Ok(set)
    }
}
