//! Syntax tree to a nondeterministic automaton (Thompson's construction), with look-arounds as automata of their own.

use std::collections::HashMap;

use regex_syntax::hir::ClassUnicode;

use super::parse::{Node, Parsed};
use super::{PatternError, set};

/// States and copies of repeated parts that one pattern may come to.
const MAX_STATES: usize = 400_000;

/// The number of a state. What stands later in the pattern has the smaller number.
pub(super) type Id = u32;

#[derive(Debug, Clone, Copy)]
pub(super) enum State {
    /// Consumes a character of the set with this index.
    Char { set: usize, next: Id },
    /// Goes both ways without consuming.
    Split(Id, Id),
    /// Goes on at the start of the text only.
    Start(Id),
    /// Goes on at the end of the text only.
    End(Id),
    /// Goes on between a word character and another one, or (negated) elsewhere.
    WordBoundary { negated: bool, next: Id },
    /// Goes on where the look-around with this index holds, or (negated) does not.
    Look { index: usize, negated: bool, next: Id },
    /// The end of the pattern, or of a look-around.
    Match,
}

/// Where a look-around starts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) behind: bool,
    pub(super) start: Id,
}

/// Copies of an optional part: the state matches whatever its counterparts in later copies (`state - stride`, ...) match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chain {
    pub(super) stride: Id,
    /// The counterpart in the first copy.
    pub(super) last: Id,
}

#[derive(Debug)]
pub(super) struct Nfa {
    pub(super) states: Vec<State>,
    pub(super) chains: HashMap<Id, Chain>,
    pub(super) sets: Vec<ClassUnicode>,
    /// A look-around stands after those nested in it.
    pub(super) looks: Vec<Look>,
    pub(super) start: Id,
}

/// The automaton that searches for the pattern anywhere in a text.
pub(super) fn build(parsed: &Parsed) -> Result<Nfa, PatternError> {
    let nfa = Nfa { states: Vec::new(), chains: HashMap::new(), sets: Vec::new(), looks: Vec::new(), start: 0 };
    let mut builder = Builder { nfa, set_index: HashMap::new(), work: 0 };
    let matched = builder.push(State::Match)?;
    for look in &parsed.looks {
        let start = builder.node(&look.body, matched)?;
        let start = if look.behind { builder.anywhere(start)? } else { start };
        builder.nfa.looks.push(Look { behind: look.behind, start });
    }
    let start = builder.node(&parsed.root, matched)?;
    builder.nfa.start = builder.anywhere(start)?;
    Ok(builder.nfa)
}

struct Builder {
    nfa: Nfa,
    set_index: HashMap<Vec<(char, char)>, usize>,
    work: usize,
}

impl Builder {
    fn spend(&mut self) -> Result<(), PatternError> {
        self.work += 1;
        if self.work > MAX_STATES {
            return Err(PatternError::TooLarge { what: "states before determinisation", limit: MAX_STATES });
        }
        Ok(())
    }

    fn push(&mut self, state: State) -> Result<Id, PatternError> {
        self.spend()?;
        self.nfa.states.push(state);
        Ok(self.last_id())
    }

    fn last_id(&self) -> Id {
        (self.nfa.states.len() as Id).saturating_sub(1)
    }

    /// Skips any characters before `start`.
    fn anywhere(&mut self, start: Id) -> Result<Id, PatternError> {
        self.repeat_forever(&Node::Class(set::any()), start).map(|(split, _)| split)
    }

    fn set(&mut self, set: &ClassUnicode) -> usize {
        let key = set.ranges().iter().map(|range| (range.start(), range.end())).collect();
        let sets = &mut self.nfa.sets;
        *self.set_index.entry(key).or_insert_with(|| {
            sets.push(set.clone());
            sets.len() - 1
        })
    }

    /// Adds `node`, followed by `next`.
    fn node(&mut self, node: &Node, next: Id) -> Result<Id, PatternError> {
        match node {
            Node::Class(set) => {
                let set = self.set(set);
                self.push(State::Char { set, next })
            }
            Node::Sequence(nodes) => nodes.iter().rev().try_fold(next, |next, node| self.node(node, next)),
            Node::Alternatives(nodes) => {
                let mut start = None;
                for node in nodes.iter().rev() {
                    let this = self.node(node, next)?;
                    start = Some(match start {
                        None => this,
                        Some(others) => self.push(State::Split(this, others))?,
                    });
                }
                Ok(start.unwrap_or(next))
            }
            Node::Repeat { node, min, max } => self.repeat(node, *min, *max, next),
            Node::Start => self.push(State::Start(next)),
            Node::End => self.push(State::End(next)),
            &Node::WordBoundary { negated } => self.push(State::WordBoundary { negated, next }),
            &Node::Look { index, negated } => self.push(State::Look { index, negated, next }),
        }
    }

    fn repeat(&mut self, node: &Node, min: u32, max: Option<u32>, next: Id) -> Result<Id, PatternError> {
        let (mut start, required) = match max {
            Some(max) => (self.optional_copies(node, max.saturating_sub(min), next)?, min),
            None => {
                let (split, body) = self.repeat_forever(node, next)?;
                if min == 0 { (split, 0) } else { (body, min - 1) }
            }
        };
        for _ in 0..required {
            self.spend()?;
            start = self.node(node, start)?;
        }
        Ok(start)
    }

    fn repeat_forever(&mut self, node: &Node, next: Id) -> Result<(Id, Id), PatternError> {
        let split = self.push(State::Split(next, next))?;
        let body = self.node(node, split)?;
        if let Some(state) = self.nfa.states.get_mut(split as usize) {
            *state = State::Split(body, next);
        }
        Ok((split, body))
    }

    fn optional_copies(&mut self, node: &Node, copies: u32, next: Id) -> Result<Id, PatternError> {
        let first = self.last_id() + 1;
        let mut start = next;
        for _ in 0..copies {
            self.spend()?;
            let copy = self.node(node, start)?;
            start = self.push(State::Split(copy, next))?;
        }
        if copies < 2 {
            return Ok(start);
        }
        let end = self.last_id() + 1;
        let stride = (end - first) / copies;
        for id in first..end {
            if matches!(self.nfa.states.get(id as usize), Some(State::Char { .. })) {
                let last = end - stride + (id - first) % stride;
                self.nfa.chains.entry(id).or_insert(Chain { stride, last });
            }
        }
        Ok(start)
    }
}
