//! Smithy's `@pattern`: ECMA 262 regular expressions, compiled when code is generated.
//!
//! A pattern becomes a small deterministic automaton that `tinsmith_runtime::validation::Pattern` walks, a row of a table for
//! each state. The way there: pattern text -> syntax tree ([`parse`], [`class`]) -> nondeterministic automaton ([`nfa`]) ->
//! deterministic automaton ([`determinise`], over the Boolean functions of [`bdd`]) -> the smallest such ([`minimise`]) ->
//! rows ([`rows`]) -> Rust ([`emit`]).

mod bdd;
mod class;
mod determinise;
mod emit;
mod minimise;
mod nfa;
mod notation;
mod parse;
mod partition;
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
    let rows = rows::rows(&minimise::minimise(&dfa), &partition);
    if rows.len() > MAX_ROWS {
        return Err(PatternError::TooLarge {
            what: "rows",
            limit: MAX_ROWS,
        });
    }
    Ok(Automaton {
        source: source.to_owned(),
        rows,
    })
}

/// A compiled pattern: the rows of its table, as `tinsmith_runtime::validation::Pattern` documents them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Automaton {
    /// The pattern as written in the model.
    pub source: String,
    /// A text is read from the first row on.
    pub rows: Vec<Row>,
}

/// One row of the table: a state, or several in a row that differ in nothing but their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// These characters, one after the other, then the next row.
    Text(String),
    /// One character after the other, each through the first arm that holds it; without one, there is no match.
    Step {
        /// How many states this row stands for.
        times: u32,
        /// Whether the text may end in this row.
        may_end: bool,
        /// In the order in which they are tried.
        arms: Vec<Arm>,
    },
    /// A match, whatever follows.
    Accept,
}

/// Where some characters lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arm {
    /// The characters, written like the inside of a character class.
    pub set: String,
    /// The same, as ranges in ascending order, both ends included.
    pub ranges: Vec<(char, char)>,
    /// 0 stays, 1 goes on to the row's next state, after its last one to the next row; else the row this many rows on.
    pub to: i32,
}

impl Automaton {
    /// Whether the pattern matches somewhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        let mut chars = text.chars();
        let mut index = 0_usize;
        loop {
            let to = match self.rows.get(index) {
                None => return false,
                Some(Row::Accept) => return true,
                Some(Row::Text(expected)) => match chars.as_str().strip_prefix(expected.as_str()) {
                    None => return false,
                    Some(rest) => {
                        chars = rest.chars();
                        1
                    }
                },
                Some(Row::Step { times, may_end, arms }) => match step(*times, arms, &mut chars) {
                    Step::To(to) => to,
                    Step::Refused => return false,
                    Step::TextEnded => return *may_end,
                },
            };
            index = index.wrapping_add_signed(to as isize);
        }
    }
}

enum Step {
    To(i32),
    Refused,
    TextEnded,
}

fn step(mut times: u32, arms: &[Arm], chars: &mut std::str::Chars<'_>) -> Step {
    loop {
        let Some(c) = chars.next() else { return Step::TextEnded };
        let holds = |arm: &&Arm| arm.ranges.iter().any(|(low, high)| (low..=high).contains(&&c));
        match arms.iter().find(holds).map(|arm| arm.to) {
            None => return Step::Refused,
            Some(0) => {}
            Some(1) if times > 1 => times -= 1,
            Some(to) => return Step::To(to),
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
                write!(
                    f,
                    "at byte {offset}: back-references are not supported, no automaton can follow them"
                )
            }
            PatternError::TooLarge { what, limit } => write!(f, "its automaton is too large: more than {limit} {what}"),
        }
    }
}

impl std::error::Error for PatternError {}
