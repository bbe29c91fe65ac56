//! Smithy's `@pattern`: ECMA 262 regular expressions, compiled when code is generated.
//!
//! A pattern becomes a small deterministic automaton that `tinsmith_runtime::validation::Pattern` walks, a row of a table for
//! each state, and repetitions counted. The way there: pattern text -> syntax tree (`parse`, `class`) -> nondeterministic
//! automaton (`nfa`) -> deterministic automaton (`determinise`, over the Boolean functions of `bdd`) -> the smallest such
//! (`minimise`) -> its states in an order that reads well (`layout`) -> rows (`pieces`, `rows`) -> Rust (`emit`).

mod bdd;
mod class;
mod determinise;
mod dialect;
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

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Compiles an ECMA 262 pattern that is searched for in a text.
///
/// # Errors
///
/// Syntax that ECMA 262 does not know; back-references, which no automaton can follow; and patterns that come to more than 500
/// rows, which nobody would read or carry in a client, or to more work than a build should spend on them.
pub fn compile(source: &str) -> Result<Automaton, PatternError> {
    let parsed = parse::parse(source)?;
    let (dfa, partition) = determinise::determinise(nfa::build(&parsed)?)?;
    let rows = rows::rows(&minimise::minimise(&dfa), &partition)?;
    Ok(Automaton { source: source.to_owned(), rows })
}

/// Patterns that were compiled already: many members share one, and it is asked for in several places. A model may be read by
/// several threads.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cache(Arc<Mutex<Compiled>>);

type Compiled = BTreeMap<String, Arc<Result<Automaton, PatternError>>>;

impl Cache {
    /// What [`compile`] gives.
    pub(crate) fn compile(&self, source: &str) -> Arc<Result<Automaton, PatternError>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(source.to_owned()).or_insert_with(|| Arc::new(compile(source))))
    }
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
        self.walk(text).0
    }

    /// Whether the pattern matches, and in how many steps that was found out: at most one for each character, and one more.
    pub fn walk(&self, text: &str) -> (bool, usize) {
        let mut chars = text.chars();
        let (mut index, mut copy) = (0, 1);
        for steps in 1.. {
            match self.rows.get(index) {
                Some(Row::Text(expected)) => match chars.as_str().strip_prefix(expected.as_str()) {
                    None => return (false, steps),
                    Some(rest) => {
                        chars = rest.chars();
                        (index, copy) = (index + 1, 1);
                    }
                },
                Some(Row::Step { may_end, arms, block }) => {
                    let Some(c) = chars.next() else {
                        return (*may_end, steps);
                    };
                    let Some(arm) = arms.iter().find(|arm| arm.holds(c)) else {
                        return (false, steps);
                    };
                    (index, copy) = block.go(index, copy, arm.to);
                }
                end => return (end == Some(&Row::Accept), steps),
            }
        }
        (false, usize::MAX)
    }
}

impl Arm {
    fn holds(&self, c: char) -> bool {
        self.ranges.iter().any(|(low, high)| (low..=high).contains(&&c))
    }
}

impl Block {
    /// The row and copy that lie `to` rows on.
    pub fn go(self, row: usize, copy: usize, to: i32) -> (usize, usize) {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Each pattern with texts that it matches, and texts that it does not.
    const MEANINGS: &[(&str, &[&str], &[&str])] = &[
        ("", &["", "a"], &[]),
        ("b", &["b", "abc"], &["", "ac"]),
        ("^[a-zA-Z0-9_]{2,}", &["ab", "ab!"], &["a", "!ab"]),
        ("^a|b$", &["ax", "xb"], &["xa", "bx", ""]),
        ("^(?!aws:)[a-zA-Z+-=._:/]+$", &["aws", "aws;", "awsx:", "0:"], &["aws:", "aws:x", "a b", ""]),
        ("^[a-z]+(?<!-|xn)$", &["x", "n", "nx"], &["xn", "axn", ""]),
        ("(?<=^|,)[a-z](?=,|$)", &["a", "12,b", "c,12"], &["ab", "12b", "c12"]),
        ("(?<=a(?!bc)b?)c", &["abbac", "ac"], &["abc", "c"]),
        ("^(?:(?!--)[a-z-])*$", &["", "a-b-c"], &["a--b", "A"]),
        (r"\bcat\b", &["cat", "a cat!", "-cat-"], &["cats", "concat", "_cat"]),
        (r"a\Bb", &["ab"], &["a b", "b"]),
        ("^.$", &["a", "\u{85}", "\u{1F600}"], &["\n", "\r", "\u{2028}", "\u{2029}", "ab", ""]),
        (r"^\s$", &[" ", "\u{b}", "\u{a0}", "\u{3000}", "\u{feff}", "\u{2028}"], &["\u{85}", "\u{200b}", "a"]),
        (r"^\w\d$", &["a1", "_0"], &["é1", "a٣"]),
        ("^(a*)*$", &["", "aaa"], &["b"]),
        ("^(?:a?){3}$", &["", "aaa"], &["aaaa"]),
        ("^a{0}b{1}$", &["b"], &["ab", ""]),
        ("x*?y+?z??$", &["y", "xyz"], &["x", "z"]),
        ("a^|$b", &[], &["", "a", "b", "ab"]),
        ("[]|[^]{2}", &["ab"], &["a", ""]),
        (r"^[\d-x][a-\w]$", &["5a", "--", "xa"], &["y-", "5!"]),
        (r"^[\b]\cJ\x41\u0042\u{43}\uD83D\uDE00\0$", &["\u{8}\nABC\u{1F600}\0"], &["\u{8}\nABC\u{1F600}"]),
        (r"^]{x}{,2}\-\_\c}$", &["]{x}{,2}-_\\c}"], &["]"]),
        (r"^\p{Lu}\P{Lu}\p{Script=Greek}[\p{Alnum}\p{Nd}]$", &["Äaα٣", "A1ωz"], &["aAα1", "A1αä"]),
        ("^(?<name>a)(?:b)$", &["ab"], &["a"]),
        // As in Java.
        (r"\A(?:a|b)\z", &["a", "b"], &["ab", "a\n", ""]),
        (r"\Aa\Z", &["a", "a\n", "a\r\n", "a\u{85}"], &["ab", "a\nb", "a\n\n"]),
        ("(?s)^.+$", &["a\nb"], &[""]),
        ("^(?i)[a-c]x[^k]$", &["Bx1", "cX2"], &["dx1", "axk", "axK"]),
        ("^(?:(?i)a|b)c$", &["ac", "Bc"], &["aC"]),
        ("^(?i:a)b(?s-i:.)$", &["Ab\n"], &["aB "]),
        (r"^\pL\p{IsGreek}\p{IsLu}$", &["aαÄ"], &["1αÄ", "aaA"]),
    ];

    #[test]
    fn patterns_mean_what_ecma_262_says() {
        for (pattern, matches, others) in MEANINGS {
            let automaton = compile(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
            for text in *matches {
                assert!(automaton.is_match(text), "{pattern} on {text:?}");
            }
            for text in *others {
                assert!(!automaton.is_match(text), "{pattern} on {text:?}");
            }
        }
    }

    #[test]
    fn what_is_not_ecma_262_is_refused_with_its_place_and_reason() {
        for (pattern, message) in [
            ("a)", "at byte 1: unmatched `)`"),
            ("(a", "at byte 2: `)` is missing"),
            ("[a", "at byte 2: `]` is missing"),
            ("[b-a]", "at byte 4: the ends of this range are out of order"),
            ("[a-z&&[^b]]", "at byte 4: the intersection of classes is not in ECMA 262"),
            ("+a", "at byte 1: nothing to repeat before this place"),
            ("a{2}{3}", "at byte 7: nothing to repeat before this place"),
            ("^*", "at byte 2: nothing to repeat before this place"),
            ("(?<=a)+", "at byte 7: nothing to repeat before this place"),
            ("a{3,2}", "at byte 6: the bounds of this quantifier are out of order"),
            ("[a-z]++", "at byte 6: possessive quantifiers are not in ECMA 262"),
            ("(?x)a", "at byte 1: this kind of group is not in ECMA 262"),
            ("(?>a)", "at byte 1: this kind of group is not in ECMA 262"),
            ("(?<1>a)", "at byte 3: this is not a group's name"),
            (r"\Qa\E", r"at byte 2: `\Q` has no meaning here in ECMA 262"),
            (r"[\A]", r"at byte 3: `\A` has no meaning here in ECMA 262"),
            (r"[\B]", r"at byte 3: `\B` has no meaning here in ECMA 262"),
            ("a\\", r"at byte 2: `\` at the end of the pattern"),
            (r"\x{60}", "at byte 2: 2 hexadecimal digits belong here"),
            (r"\u12", "at byte 4: 4 hexadecimal digits belong here"),
            (r"\u{110000}", "at byte 3: a code point and `}` belong here"),
            (r"\01", "at byte 2: octal escapes are not supported"),
            (r"\pl", r"at byte 2: `{name}` belongs after `\p`"),
            (r"\p{InGreek}", "at byte 2: unknown property `InGreek`"),
            (r"(a)\1", "at byte 5: back-references are not supported, no automaton can follow them"),
            (r"(?<n>a)\k<n>", "at byte 9: back-references are not supported, no automaton can follow them"),
        ] {
            assert_eq!(compile(pattern).unwrap_err().to_string(), message, "{pattern}");
        }
    }

    #[test]
    fn what_is_too_large_is_refused_and_names_the_limit() {
        for (pattern, message) in [
            ("(".repeat(65), "more than 64 nested groups"),
            ("(a{1000}){1000}".to_owned(), "more than 400000 states before determinisation"),
            ("(){4000000000}".to_owned(), "more than 400000 states before determinisation"),
            ("a.{20}$".to_owned(), "more than 3000000 steps of determinisation"),
            ("[a-z]{2000}$".to_owned(), "more than 1500 simultaneous states"),
            ("^(?=(?:a{50}-){0,200}$)(?:[a-z]{50}-)*$".to_owned(), "more than 500 rows"),
        ] {
            let error = compile(&pattern).unwrap_err();
            assert_eq!(error.to_string(), format!("its automaton is too large: {message}"), "{pattern}");
        }
        // Up to the limits that bound recursion, the stack suffices.
        assert!(compile(&("(".repeat(64) + &")".repeat(64))).is_ok());
        assert!(compile("[a-z]{1400}$").is_ok());
    }

    #[test]
    fn long_counts_are_few_rows() {
        let rows = |pattern| compile(pattern).unwrap().rows.len();
        assert_eq!(rows(r"^[\s\S]{1,10000}$"), 3);
        assert_eq!(rows("^[a-zA-Z0-9-_]{1,1024}$"), 3);
        assert_eq!(rows("^[a-z]{1,1024}"), 2);
        assert_eq!(rows("[a-z]{1,1024}"), 2);
        assert_eq!(rows(r"^arn:aws:[a-z]{0,2048}:\d{12}$"), 5);
        assert_eq!(rows("^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$"), 4);
    }

    #[test]
    fn the_same_pattern_gives_the_same_table() {
        let pattern =
            r"^(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_]+)$";
        let first = compile(pattern).unwrap();
        assert!((0..5).all(|_| compile(pattern).unwrap() == first));
    }
}
