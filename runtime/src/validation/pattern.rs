//! Smithy's `@pattern`, compiled to a table when the client was generated.

use std::str::Chars;

/// A pattern that a string has to match: an ECMA 262 regular expression, which matches if it is found anywhere in the text.
///
/// It comes as a table, which the generator worked out from the pattern. Matching walks down the rows, one character at a time
/// and never back, so it takes time linear in the text, whatever the pattern.
///
/// ```
/// # use tinsmith_runtime::validation::{Pattern, Row, on};
/// static HANDLE: Pattern = Pattern::new(
///     r"^id:[a-z]{2,10}(-\d+)*$",
///     &[
///         Row::text("id:"),                        // exactly "id:"
///         Row::more(2, &[on("a-z", 1)]),           // two letters; the text must not end before, nor among them
///         Row::end(8, &[on("-", 2), on("a-z", 1)]), // up to eight more; it may end; a hyphen skips a row
///         Row::end(1, &[on("-", 1)]),
///         Row::more(1, &[on("0-9", 1)]),
///         Row::end(1, &[on("-", -1), on("0-9", 0)]), // a digit stays, a hyphen goes back a row
///     ],
/// );
/// assert!(HANDLE.is_match("id:tin-7-42") && !HANDLE.is_match("id:tin-"));
/// ```
///
/// How to read a row:
///
/// - `Row::text("id:")` takes these characters, then the next row follows.
/// - `Row::more(n, arms)` and `Row::end(n, arms)` take one character after the other, each through the first arm that holds it. A
///   character that no arm holds means that there is no match. At the end of the text, `end` is a match and `more` is none.
/// - `on(set, to)` is an arm. The set reads like the inside of a character class: `a-z`, or `^a-z` for all but these. `to` counts
///   rows from this one: 0 stays, 1 goes on, -2 goes back two rows. A row with `n` above 1 stands for `n` equal rows in a
///   row, and 1 goes on to the next of these first.
/// - `Row::ACCEPT` is a match, whatever follows.
#[derive(Debug, Clone, Copy)]
pub struct Pattern {
    source: &'static str,
    rows: &'static [Row],
}

impl Pattern {
    /// A pattern as written in the model, with its table.
    pub const fn new(source: &'static str, rows: &'static [Row]) -> Pattern {
        Pattern { source, rows }
    }

    /// The pattern as written in the model.
    pub fn source(&self) -> &'static str {
        self.source
    }

    /// Whether the pattern matches somewhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        let mut chars = text.chars();
        let mut index = 0_usize;
        while let Some(Row(row)) = self.rows.get(index) {
            let to = match *row {
                Kind::Accept => return true,
                Kind::Text(expected) => match chars.as_str().strip_prefix(expected) {
                    Some(rest) => {
                        chars = rest.chars();
                        1
                    }
                    None => return false,
                },
                Kind::Step { times, may_end, arms } => match step(times, arms, &mut chars) {
                    Step::To(to) => to,
                    Step::Refused => return false,
                    Step::TextEnded => return may_end,
                },
            };
            index = index.wrapping_add_signed(to as isize);
        }
        false
    }
}

/// A row of a [`Pattern`]'s table.
#[derive(Debug)]
pub struct Row(Kind);

#[derive(Debug)]
enum Kind {
    Text(&'static str),
    Step {
        times: u32,
        may_end: bool,
        arms: &'static [Arm],
    },
    Accept,
}

impl Row {
    /// A match, whatever follows.
    pub const ACCEPT: Row = Row(Kind::Accept);

    /// Takes these characters.
    pub const fn text(expected: &'static str) -> Row {
        Row(Kind::Text(expected))
    }

    /// Stands for `times` states in which the text must not end.
    pub const fn more(times: u32, arms: &'static [Arm]) -> Row {
        Row(Kind::Step {
            times,
            may_end: false,
            arms,
        })
    }

    /// Stands for `times` states in which the text may end.
    pub const fn end(times: u32, arms: &'static [Arm]) -> Row {
        Row(Kind::Step {
            times,
            may_end: true,
            arms,
        })
    }
}

/// What came of a row.
enum Step {
    To(i32),
    Refused,
    TextEnded,
}

fn step(mut times: u32, arms: &[Arm], chars: &mut Chars<'_>) -> Step {
    loop {
        let Some(c) = chars.next() else { return Step::TextEnded };
        match arms.iter().find(|arm| arm.holds(c)).map(|arm| arm.to) {
            None => return Step::Refused,
            Some(0) => {}
            Some(1) if times > 1 => times -= 1,
            Some(to) => return Step::To(to),
        }
    }
}

/// An arm of a row: some characters, and how many rows on they lead.
#[derive(Debug)]
pub struct Arm {
    set: &'static str,
    /// A bit for each ASCII character that the set holds.
    ascii: u128,
    to: i32,
}

/// Characters, written like the inside of a character class, and how many rows on they lead.
pub const fn on(set: &'static str, to: i32) -> Arm {
    let (negated, mut members) = members(set);
    let mut ascii = 0;
    while let Some((low, high, rest)) = range(members) {
        members = rest;
        if low < 128 {
            let high = if high < 128 { high } else { 127 };
            ascii |= (u128::MAX >> (127 - (high - low))) << low;
        }
    }
    Arm {
        set,
        ascii: if negated { !ascii } else { ascii },
        to,
    }
}

impl Arm {
    fn holds(&self, c: char) -> bool {
        let c = u32::from(c);
        if c < 128 {
            self.ascii >> c & 1 == 1
        } else {
            self.holds_beyond_ascii(c)
        }
    }

    #[cold]
    fn holds_beyond_ascii(&self, c: u32) -> bool {
        let (negated, mut members) = members(self.set);
        while let Some((low, high, rest)) = range(members) {
            if low <= c && c <= high {
                return !negated;
            }
            members = rest;
        }
        negated
    }
}

/// Whether a set is complemented, and its members.
const fn members(set: &str) -> (bool, &[u8]) {
    match set.as_bytes() {
        [b'^', members @ ..] => (true, members),
        members => (false, members),
    }
}

/// The first single character or range of a set's members, and the rest.
const fn range(members: &[u8]) -> Option<(u32, u32, &[u8])> {
    let Some((low, rest)) = member(members) else {
        return None;
    };
    if let [b'-', after @ ..] = rest
        && let Some((high, rest)) = member(after)
    {
        return Some((low, high, rest));
    }
    Some((low, low, rest))
}

/// The first character of a set's members, and the rest.
const fn member(members: &[u8]) -> Option<(u32, &[u8])> {
    match members {
        [b'\\', escaped, rest @ ..] => Some((*escaped as u32, rest)),
        [a, rest @ ..] if *a < 0x80 => Some((*a as u32, rest)),
        [a, b, rest @ ..] if *a < 0xE0 => Some(((*a as u32 & 0x1F) << 6 | low_bits(*b), rest)),
        [a, b, c, rest @ ..] if *a < 0xF0 => Some(((*a as u32 & 0x0F) << 12 | low_bits(*b) << 6 | low_bits(*c), rest)),
        [a, b, c, d, rest @ ..] => Some((
            (*a as u32 & 0x07) << 18 | low_bits(*b) << 12 | low_bits(*c) << 6 | low_bits(*d),
            rest,
        )),
        _ => None,
    }
}

/// What a UTF-8 continuation byte holds.
const fn low_bits(byte: u8) -> u32 {
    byte as u32 & 0x3F
}
