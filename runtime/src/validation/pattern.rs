//! Smithy's `@pattern`, compiled to a table when the client was generated.

mod unicode;

use std::str::Chars;

/// A pattern for strings: an ECMA 262 regular expression, which matches if it is found anywhere in the text.
///
/// It comes as a table that the generator worked out from the pattern. Matching goes from row to row, a character at a time and
/// never back in the text, so it takes linear time, whatever the pattern.
///
/// ```
/// # use tinsmith_runtime::validation::{Pattern, Row, on};
/// static HANDLE: Pattern = Pattern::new(
///     r"^id:[a-z]{2,10}(-\d+)*$",
///     &[
///         Row::text("id:"),                               // exactly "id:"
///         Row::more(&[on("a-z", 1)]).times(2),            // two letters; the text must not end before them or between
///         Row::end(&[on("-", 2), on("a-z", 1)]).times(8), // up to eight more; it may end; a hyphen skips a row
///         Row::end(&[on("-", 1)]),
///         Row::more(&[on("0-9", 1)]),
///         Row::end(&[on("-", -1), on("0-9", 0)]),         // a digit stays here, a hyphen goes back a row
///     ],
/// );
/// assert!(HANDLE.is_match("id:tin-7-42") && !HANDLE.is_match("id:tin-"));
/// ```
///
/// How to read a row:
///
/// - `Row::text("id:")` takes these characters, then the next row follows.
/// - `Row::more(arms)` and `Row::end(arms)` take a character through the first arm that holds it; if none does, there is no
///   match. Where the text ends, `end` is a match and `more` is none.
/// - `on(set, to)` is an arm: characters, and how many rows on they lead. 0 stays, 1 is the next row, -2 goes back two. A set
///   reads like the inside of a character class: `a-z`, or `^a-z` for all but these, so `^` alone is any character; `\p{L}`
///   adds what the general category holds beyond ASCII.
/// - `.times(n)` is short for `n` equal rows: 1 goes on to the next of them, and from the last one to the row below. Other
///   numbers lead out of all of them.
/// - `.part(1, 2).times(n)` and `.part(2, 2).times(n)` are two rows that are repeated together: read them as written out `n`
///   times in turn. What leads beyond the second, by no more than two rows, leads into the next repetition, and from the last
///   repetition to the rows below.
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
        let mut place = Place { row: 0, copy: 1 };
        while let Some(row) = self.rows.get(place.row) {
            match row.kind {
                Kind::Accept => return true,
                Kind::Text(expected) => match chars.as_str().strip_prefix(expected) {
                    None => return false,
                    Some(rest) => {
                        chars = rest.chars();
                        place = row.go(place, 1);
                    }
                },
                Kind::Step { may_end, arms } => match row.step(arms, place, &mut chars) {
                    Step::To(next) => place = next,
                    Step::Refused => return false,
                    Step::TextEnded => return may_end,
                },
            }
        }
        false
    }
}

/// A row of a [`Pattern`]'s table.
#[derive(Debug)]
pub struct Row {
    kind: Kind,
    /// Where the row stands among those that are repeated together, from 0; how many these are; and how often they stand there.
    part: usize,
    parts: usize,
    times: usize,
}

#[derive(Debug)]
enum Kind {
    Text(&'static str),
    Step { may_end: bool, arms: &'static [Arm] },
    Accept,
}

/// A row, and in which of its repetitions, from 1.
#[derive(Clone, Copy)]
struct Place {
    row: usize,
    copy: usize,
}

/// What came of a row.
enum Step {
    To(Place),
    Refused,
    TextEnded,
}

impl Row {
    /// A match, whatever follows.
    pub const ACCEPT: Row = Row::once(Kind::Accept);

    /// Takes these characters.
    pub const fn text(expected: &'static str) -> Row {
        Row::once(Kind::Text(expected))
    }

    /// Takes a character; the text must not end here.
    pub const fn more(arms: &'static [Arm]) -> Row {
        Row::once(Kind::Step { may_end: false, arms })
    }

    /// Takes a character; the text may end here.
    pub const fn end(arms: &'static [Arm]) -> Row {
        Row::once(Kind::Step { may_end: true, arms })
    }

    const fn once(kind: Kind) -> Row {
        Row { kind, part: 0, parts: 1, times: 1 }
    }

    /// Makes this the `part`th, from 1, of `parts` rows that are repeated together.
    #[must_use]
    pub const fn part(mut self, part: usize, parts: usize) -> Row {
        self.part = part.saturating_sub(1);
        self.parts = parts;
        self
    }

    /// Repeats the row, or those it is a part of.
    #[must_use]
    pub const fn times(mut self, times: usize) -> Row {
        self.times = times;
        self
    }

    /// Takes characters as long as they lead back to this row.
    fn step(&self, arms: &[Arm], from: Place, chars: &mut Chars<'_>) -> Step {
        let copies = if self.parts == 1 { self.times } else { 0 };
        let mut copy = from.copy;
        loop {
            let Some(c) = chars.next() else { return Step::TextEnded };
            let Some(arm) = arms.iter().find(|arm| arm.holds(c)) else {
                return Step::Refused;
            };
            match arm.to {
                0 => {}
                1 if copy < copies => copy += 1,
                to => return Step::To(self.go(Place { copy, ..from }, to)),
            }
        }
    }

    /// The place `to` rows on from this row, which is at `from`.
    fn go(&self, from: Place, to: i32) -> Place {
        let row = from.row.wrapping_add_signed(to as isize);
        let beyond_first = row.wrapping_add(self.part).wrapping_sub(from.row);
        if beyond_first < self.parts {
            Place { row, ..from }
        } else if beyond_first < self.parts.saturating_mul(2) && from.copy < self.times {
            Place { row: row.wrapping_sub(self.parts), copy: from.copy + 1 }
        } else {
            Place { row, copy: 1 }
        }
    }
}

/// An arm of a row: some characters, and how many rows on they lead.
#[derive(Debug)]
pub struct Arm {
    set: &'static str,
    /// A bit for each ASCII character that the set holds.
    ascii: [u64; 2],
    /// Tells general categories apart, where the set names one: programs whose patterns name none do without the table.
    category: Option<fn(u32) -> u8>,
    to: i32,
}

/// Characters, written like the inside of a character class, and how many rows on they lead.
pub const fn on(set: &'static str, to: i32) -> Arm {
    let (negated, mut members) = members(set);
    let mut ascii: u128 = 0;
    let mut category: Option<fn(u32) -> u8> = None;
    while let Some((member, rest)) = next_member(members) {
        match member {
            Member::Range(low, high) if low < 128 => {
                let high = if high < 128 { high } else { 127 };
                ascii |= (u128::MAX >> (127 - high.saturating_sub(low))) << low;
            }
            Member::Range(..) => {}
            Member::Category(_) => category = Some(unicode::category),
        }
        members = rest;
    }
    let ascii = if negated { !ascii } else { ascii };
    Arm { set, ascii: [ascii as u64, (ascii >> 64) as u64], category, to }
}

impl Arm {
    fn holds(&self, c: char) -> bool {
        let c = u32::from(c);
        match self.ascii.get((c >> 6) as usize) {
            Some(bits) => bits >> (c & 63) & 1 == 1,
            None => self.holds_beyond_ascii(c),
        }
    }

    // Apart, so that the loop over ASCII text stays small.
    #[inline(never)]
    fn holds_beyond_ascii(&self, c: u32) -> bool {
        let (negated, mut members) = members(self.set);
        while let Some((member, rest)) = next_member(members) {
            let found = match member {
                Member::Range(low, high) => low <= c && c <= high,
                Member::Category(letter) => self.category.is_some_and(|category| category(c) == letter),
            };
            if found {
                return !negated;
            }
            members = rest;
        }
        negated
    }
}

/// What a set is made of.
enum Member {
    /// Code points, both ends included.
    Range(u32, u32),
    /// The first letter of a general category's name: what that holds beyond ASCII.
    Category(u8),
}

/// Whether a set is complemented, and its members.
const fn members(set: &str) -> (bool, &[u8]) {
    match set.as_bytes() {
        [b'^', members @ ..] => (true, members),
        members => (false, members),
    }
}

const fn next_member(members: &[u8]) -> Option<(Member, &[u8])> {
    if let [b'\\', b'p', b'{', letter, b'}', rest @ ..] = members {
        return Some((Member::Category(*letter), rest));
    }
    let Some((low, rest)) = next_char(members) else {
        return None;
    };
    if let [b'-', after @ ..] = rest
        && let Some((high, rest)) = next_char(after)
    {
        return Some((Member::Range(low, high), rest));
    }
    Some((Member::Range(low, low), rest))
}

/// The first character, which a backslash may make literal, and the rest: constants cannot call `str::chars`.
const fn next_char(text: &[u8]) -> Option<(u32, &[u8])> {
    match text {
        [b'\\', escaped, rest @ ..] => Some((*escaped as u32, rest)),
        [a, rest @ ..] if *a < 0x80 => Some((*a as u32, rest)),
        [a, b, rest @ ..] if *a < 0xE0 => Some(((*a as u32 & 0x1F) << 6 | low_bits(*b), rest)),
        [a, b, c, rest @ ..] if *a < 0xF0 => Some(((*a as u32 & 0x0F) << 12 | low_bits(*b) << 6 | low_bits(*c), rest)),
        [a, b, c, d, rest @ ..] => {
            Some(((*a as u32 & 0x07) << 18 | low_bits(*b) << 12 | low_bits(*c) << 6 | low_bits(*d), rest))
        }
        _ => None,
    }
}

/// What a UTF-8 continuation byte holds.
const fn low_bits(byte: u8) -> u32 {
    byte as u32 & 0x3F
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(set: &'static str, c: char) -> bool {
        on(set, 0).holds(c)
    }

    #[test]
    fn sets_hold_single_characters_and_ranges() {
        for c in '\0'..='\u{300}' {
            assert_eq!(holds("-0-9A-Z_a-z", c), c == '-' || c == '_' || c.is_ascii_alphanumeric(), "{c:?}");
            assert_eq!(holds("\u{80}-\u{2ff}x", c), c == 'x' || ('\u{80}'..='\u{2ff}').contains(&c), "{c:?}");
            assert_eq!(holds(" -\u{ff}", c), (' '..='\u{ff}').contains(&c), "{c:?}");
        }
        assert!(holds("é€\u{10000}-\u{10ffff}", '€') && holds("é€\u{10000}-\u{10ffff}", '\u{1F600}'));
        assert!(!holds("é€\u{10000}-\u{10ffff}", '\u{FFFD}'));
    }

    #[test]
    fn sets_escape_what_would_mean_something_else() {
        assert!(holds(r"\^a", '^') && holds(r"\^a", 'a') && !holds(r"\^a", 'b'));
        assert!(holds(r"\\", '\\') && !holds(r"\\", 'p'));
        assert!(holds(r"[-\\", '[') && holds(r"[-\\", '\\') && !holds(r"[-\\", ']'));
        // A hyphen that opens a range, closes one, and stands alone.
        assert!(holds("--9", '.') && holds("+--", ',') && holds("-+", '-') && !holds("-+", ','));
    }

    #[test]
    fn a_caret_complements_a_set() {
        assert!(!holds("^a-z", 'q') && holds("^a-z", 'Q') && holds("^a-z", 'é'));
        assert!(!holds("^\u{2028}", '\u{2028}') && holds("^\u{2028}", '\u{2029}'));
        assert!(holds("^", 'a') && holds("^", '\u{10ffff}') && !holds("", 'a') && !holds("", '\u{10ffff}'));
    }

    #[test]
    fn categories_count_beyond_ascii() {
        let set = r"_\p{L}\p{N}";
        assert!(['_', 'ä', '日', '٣', '½', '\u{20000}'].into_iter().all(|c| holds(set, c)));
        assert!(['a', '1', '€', '\u{301}', '\u{a0}', '\u{e000}', '\u{10ffff}'].into_iter().all(|c| !holds(set, c)));
        assert!(holds(r"^\p{C}", 'é') && !holds(r"^\p{C}", '\u{80}') && holds(r"^\p{C}", 'a'));
    }

    #[test]
    fn a_text_must_be_there_in_full() {
        const ROWS: &[Row] = &[Row::text("arn:"), Row::ACCEPT];
        let pattern = Pattern::new("^arn:", ROWS);
        assert!(pattern.is_match("arn:") && pattern.is_match("arn:aws"));
        assert!(!pattern.is_match("arn") && !pattern.is_match("") && !pattern.is_match("Arn:"));
    }

    #[test]
    fn repeated_rows_count() {
        const ROWS: &[Row] = &[
            Row::more(&[on("0-9", 1)]).times(3),
            Row::end(&[on(":", 2), on("0-9", 1)]).times(2),
            Row::end(&[on(":", 1)]),
            Row::end(&[on("a-z", 0)]),
        ];
        let pattern = Pattern::new("^[0-9]{3,5}(:[a-z]*)?$", ROWS);
        let matches = ["123", "1234", "12345", "123:", "12345:abc"];
        assert!(matches.into_iter().all(|text| pattern.is_match(text)));
        let others = ["", "12", "123456", "12:", "123:a:", ":", "123é"];
        assert!(others.into_iter().all(|text| !pattern.is_match(text)));
    }

    #[test]
    fn rows_are_repeated_together() {
        const ROWS: &[Row] = &[
            Row::end(&[on("-", 1), on("a-z", 2)]).part(1, 2).times(3),
            Row::more(&[on("-", 0), on("a-z", 1)]).part(2, 2).times(3),
            Row::end(&[on("!", 1)]),
            Row::ACCEPT,
        ];
        let pattern = Pattern::new("^(-*[a-z]){0,3}($|(?<=([a-z]-*){3})!)", ROWS);
        let matches = ["", "a", "-a", "a--b", "a-b-c", "--a--b--c", "abc!?"];
        assert!(matches.into_iter().all(|text| pattern.is_match(text)));
        let others = ["-", "a-", "a-b-c-", "abcd", "ab!"];
        assert!(others.into_iter().all(|text| !pattern.is_match(text)));
    }

    #[test]
    fn a_table_that_leads_nowhere_does_not_match() {
        const BACK: &[Row] = &[Row::more(&[on("a", -1)])];
        const NEVER: &[Row] = &[Row::text("a").part(0, 0).times(0)];
        const FAR: &[Row] = &[Row::more(&[on("z-a", i32::MAX), on("^", i32::MAX)]).part(9, 2)];
        for rows in [&[], BACK, NEVER, FAR] {
            let pattern = Pattern::new("", rows);
            assert!(!pattern.is_match("aa") && !pattern.is_match(""), "{rows:?}");
        }
    }
}
