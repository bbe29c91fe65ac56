//! Texts to try: at the limits of length, and inside and outside of patterns. The same at every run.

use std::collections::BTreeSet;

use crate::expected::Expectation;
use crate::model::Constraints;

/// Texts that have been trouble somewhere.
const NASTY: [&str; 22] = [
    "", " ", "\n", "ab\n", "\nab", "ab!", "!ab", "aws:x", "aws:", "aws", "AWS:x", "xaws:", "a\0b", "0", "-1", ".",
    "..", "a/b", "a~b", "é", "ab é", "🔏🔏",
];

/// Characters beside those of ASCII: two bytes, three, four, a combining one, a line separator, a full-width letter.
const FOREIGN: [char; 6] = ['é', '€', '🔏', '\u{301}', '\u{2028}', 'Ａ'];

/// The texts to try where these constraints hold.
pub(crate) fn texts(constraints: &Constraints) -> BTreeSet<String> {
    let mut texts: BTreeSet<String> = NASTY.map(str::to_owned).into();
    let lengths: BTreeSet<usize> = constraints.around_length().into_iter().chain([0, 1, 2, 10]).collect();
    let seed = seed(constraints);
    for c in (0..128).map(char::from).chain(FOREIGN) {
        texts.extend(lengths.iter().map(|length| c.to_string().repeat(*length)));
        texts.extend(variations(&seed, c));
    }
    texts
}

/// A text that satisfies the constraints, to start from; validity is judged elsewhere.
fn seed(constraints: &Constraints) -> String {
    let bound = |bound: Option<i64>| bound.and_then(|bound| usize::try_from(bound).ok());
    let length = constraints.length;
    let min = length.and_then(|length| bound(length.min)).unwrap_or(0).max(3);
    let max = length.and_then(|length| bound(length.max)).unwrap_or(usize::MAX);
    let pattern = constraints.pattern.as_deref().map(|source| tinsmith_codegen::pattern::compile(source).unwrap());
    let example = pattern.and_then(|pattern| pattern.example(min, max).or_else(|| pattern.example(0, max)));
    example.unwrap_or_else(|| "a".repeat(min.min(max)))
}

/// The text with a character put before, behind and into it, and in place of its first, middle and last character.
fn variations(text: &str, c: char) -> impl Iterator<Item = String> {
    let chars: Vec<char> = text.chars().collect();
    let (middle, last) = (chars.len() / 2, chars.len().saturating_sub(1));
    let inserted = [0, middle, chars.len()].map(|at| [&chars[..at], &[c], &chars[at..]].concat());
    let replaced = [0, middle, last].map(|at| [&chars[..at], &[c], chars.get(at + 1..).unwrap_or_default()].concat());
    inserted.into_iter().chain(replaced).map(|chars| chars.into_iter().collect())
}

/// So many different keys that a map may have.
pub(crate) fn keys(count: usize, expectation: &Expectation) -> Vec<String> {
    let numbered =
        ["k", "K", ""].into_iter().flat_map(|prefix| (0..10_000).map(move |number| format!("{prefix}{number}")));
    let keys: Vec<String> = numbered.filter(|key| expectation.is_key(key)).take(count).collect();
    assert_eq!(keys.len(), count, "keys that a map may have");
    keys
}
