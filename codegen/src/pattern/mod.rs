//! Smithy's `@pattern`: ECMA 262 regular expressions, compiled when code is generated.
//!
//! A pattern becomes a small deterministic automaton that `tinsmith_runtime::validation::Pattern` walks, a row of a table for
//! each state. The way there: pattern text -> syntax tree (`parse`, `class`) -> nondeterministic automaton (`nfa`) ->
//! deterministic automaton (`determinise`, over the Boolean functions of `bdd`) -> the smallest such (`minimise`) ->
//! rows (`rows`) -> Rust (`emit`).

mod bdd;
mod class;
mod determinise;
mod emit;
mod example;
mod layout;
mod minimise;
mod nfa;
mod notation;
mod parse;
mod partition;
mod pieces;
mod rows;
mod set;

use std::fmt;

/// The rows that one pattern may come to; a table with more is no longer something to read, or to carry in a client.
const MAX_ROWS: usize = 500;

/// Compiles an ECMA 262 pattern that is searched for in a text.
///
/// # Errors
///
/// Syntax that ECMA 262 does not know, back-references (no automaton can follow them), and patterns whose automaton is too large.
pub fn compile(source: &str) -> Result<Automaton, PatternError> {
    let parsed = parse::parse(source)?;
    let (dfa, partition) = determinise::determinise(nfa::build(&parsed)?)?;
    let layouts =
        layout::layouts(&minimise::minimise(&dfa)).map(|places| (pieces::pieces(&places, &partition), places));
    let count = |(pieces, _): &(Vec<pieces::Piece>, _)| pieces.iter().map(pieces::Piece::rows).sum::<usize>();
    let Some((pieces, places)) = layouts.into_iter().min_by_key(count).filter(|layout| count(layout) <= MAX_ROWS)
    else {
        return Err(PatternError::TooLarge { what: "rows", limit: MAX_ROWS });
    };
    Ok(Automaton { source: source.to_owned(), rows: rows::rows(&places, &pieces, &partition) })
}

/// A compiled pattern: the rows of its table, as `tinsmith_runtime::validation::Pattern` documents them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Automaton {
    /// The pattern as written in the model.
    pub source: String,
    /// A text is read from the first row on.
    pub rows: Vec<Row>,
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// These characters, one after the other, then the next row.
    Text(String),
    /// A character, through the first arm that holds it; without one, there is no match.
    Step {
        /// Whether the text may end here.
        may_end: bool,
        /// In the order in which they are tried.
        arms: Vec<Arm>,
        /// Where the row stands in what is repeated.
        block: Block,
    },
    /// A match, whatever follows.
    Accept,
}

/// Rows that stand for several copies of themselves, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Where the row stands in the block, from 0.
    pub index: usize,
    /// How many rows the block has.
    pub size: usize,
    /// How many copies it stands for; 1 for a row by itself.
    pub copies: usize,
}

/// Where some characters lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arm {
    /// The characters, written like the inside of a character class.
    pub set: String,
    /// The same, as ranges in ascending order, both ends included.
    pub ranges: Vec<(char, char)>,
    /// How many rows on; up to a block's size beyond its end are its own rows again, as long as there are copies.
    pub to: i32,
}

impl Automaton {
    /// Whether the pattern matches somewhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        let mut chars = text.chars();
        let (mut index, mut copy) = (0, 1);
        loop {
            let (arms, block) = match self.rows.get(index) {
                None => return false,
                Some(Row::Accept) => return true,
                Some(Row::Text(expected)) => match chars.as_str().strip_prefix(expected.as_str()) {
                    None => return false,
                    Some(rest) => {
                        chars = rest.chars();
                        (index, copy) = (index + 1, 1);
                        continue;
                    }
                },
                Some(Row::Step { may_end, arms, block }) => {
                    let Some(c) = chars.next() else { return *may_end };
                    let Some(arm) = arms.iter().find(|arm| arm.holds(c)) else {
                        return false;
                    };
                    (arm, block)
                }
            };
            (index, copy) = block.go(index, copy, arms.to);
        }
    }
}

impl Arm {
    fn holds(&self, c: char) -> bool {
        self.ranges.iter().any(|(low, high)| (low..=high).contains(&&c))
    }
}

impl Block {
    /// The row and copy that lie `to` rows on.
    fn go(self, row: usize, copy: usize, to: i32) -> (usize, usize) {
        let next = row.wrapping_add_signed(to as isize);
        match next.checked_sub(row - self.index) {
            Some(offset) if offset < self.size => (next, copy),
            Some(offset) if offset < 2 * self.size && copy < self.copies => (next - self.size, copy + 1),
            _ => (next, 1),
        }
    }
}

/// Why a pattern cannot be compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PatternError {
    /// Not a pattern of ECMA 262.
    Syntax {
        /// In bytes, into the pattern.
        offset: usize,
        /// What is wrong there.
        reason: String,
    },
    /// `\1` and the like match what a group matched before: no automaton can tell.
    UnsupportedBackReference {
        /// In bytes, into the pattern.
        offset: usize,
    },
    /// The automaton, or a step on the way to it, is over a limit.
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much there may be.
        limit: usize,
    },
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PatternError::Syntax { offset, reason } => write!(f, "at byte {offset}: {reason}"),
            PatternError::UnsupportedBackReference { offset } => {
                write!(f, "at byte {offset}: back-references are not supported, no automaton can follow them")
            }
            PatternError::TooLarge { what, limit } => write!(f, "its automaton is too large: more than {limit} {what}"),
        }
    }
}

impl std::error::Error for PatternError {}
