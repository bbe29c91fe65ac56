//! How a set of characters is written in a table: like the inside of a character class.
//!
//! Single characters and ranges (`a-z`) in ascending order, a `-` (as itself or as the start of a range) first, `\` before `\`
//! and before a `^` that comes first; `\p{L}` for what a general category holds beyond ASCII; after an unescaped first `^`, all
//! other characters.

use std::fmt::Write;
use std::sync::LazyLock;

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

use super::set;

/// A set with more ranges beyond ASCII than this is written in general categories where it can be.
const MAX_RANGES: usize = 12;

/// What the general categories that the runtime knows hold beyond ASCII.
static CATEGORIES: LazyLock<Vec<(char, ClassUnicode)>> = LazyLock::new(|| {
    let beyond_ascii = |letter: char| {
        let mut category = set::property(&letter.to_string())?;
        category.intersect(&set::of(&[(0x80, 0x10FFFF)]));
        Some((letter, category))
    };
    "CLMNPSZ".chars().filter_map(beyond_ascii).collect()
});

/// Writes a set that holds all of `wanted` and nothing else, but for what is in `free`, in as few characters as may be.
pub(super) fn write(wanted: &ClassUnicode, free: &ClassUnicode) -> String {
    let inside = with_categories(wanted, free);
    let outside = with_categories(&neither(wanted, free), free);
    if outside.chars().count() + 1 < inside.chars().count() { format!("^{outside}") } else { inside }
}

fn with_categories(wanted: &ClassUnicode, free: &ClassUnicode) -> String {
    if wanted.ranges().iter().filter(|range| !range.end().is_ascii()).count() <= MAX_RANGES {
        return shortest(wanted, free);
    }
    let unwanted = neither(wanted, free);
    let (mut names, mut named) = (String::new(), free.clone());
    for (letter, category) in CATEGORIES.iter() {
        let mut excess = category.clone();
        excess.intersect(&unwanted);
        if excess.ranges().is_empty() {
            names.push_str(&format!("\\p{{{letter}}}"));
            named.union(category);
        }
    }
    let mut rest = wanted.clone();
    rest.difference(&named);
    format!("{}{names}", shortest(&rest, &named))
}

fn shortest(wanted: &ClassUnicode, free: &ClassUnicode) -> String {
    let exact = listed(wanted.ranges());
    let joined = listed(&join(wanted.ranges(), &neither(wanted, free)));
    if joined.chars().count() < exact.chars().count() { joined } else { exact }
}

fn neither(one: &ClassUnicode, other: &ClassUnicode) -> ClassUnicode {
    let mut either = one.clone();
    either.union(other);
    set::negated(&either)
}

/// Makes one range of neighbours between which nothing stands that is `outside`.
fn join(ranges: &[ClassUnicodeRange], outside: &ClassUnicode) -> Vec<ClassUnicodeRange> {
    let mut joined: Vec<ClassUnicodeRange> = Vec::new();
    let mut barriers = outside.ranges().iter().peekable();
    for range in ranges {
        while barriers.next_if(|barrier| barrier.end() < joined.last().map_or('\0', |last| last.end())).is_some() {}
        let apart = barriers.peek().is_some_and(|barrier| barrier.start() < range.start());
        match joined.last_mut() {
            Some(last) if !apart => *last = ClassUnicodeRange::new(last.start(), range.end()),
            _ => joined.push(*range),
        }
    }
    joined
}

fn listed(ranges: &[ClassUnicodeRange]) -> String {
    let (mut text, mut first) = (String::new(), String::new());
    for range in ranges {
        let (start, end) = (range.start(), range.end());
        // Writing to a string cannot fail.
        let _ = if u32::from(end) - u32::from(start) > 1 {
            let to = if start == '-' { &mut first } else { &mut text };
            write!(to, "{}-{}", Escaped(start), Escaped(end))
        } else {
            let singles = if start == end { vec![start] } else { vec![start, end] };
            singles
                .into_iter()
                .try_for_each(|c| write!(if c == '-' { &mut first } else { &mut text }, "{}", Escaped(c)))
        };
    }
    let escape = if first.is_empty() && text.starts_with('^') { "\\" } else { "" };
    format!("{first}{escape}{text}")
}

struct Escaped(char);

impl std::fmt::Display for Escaped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0 == '\\' {
            f.write_char('\\')?;
        }
        f.write_char(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(wanted: &[(char, char)], free: &[(char, char)]) -> String {
        let set = |ranges: &[(char, char)]| {
            set::of(&ranges.iter().map(|(low, high)| (u32::from(*low), u32::from(*high))).collect::<Vec<_>>())
        };
        write(&set(wanted), &set(free))
    }

    #[test]
    fn ranges_stand_in_order_and_short_ones_as_characters() {
        assert_eq!(written(&[('_', '_'), ('a', 'z'), ('0', '1')], &[]), "01_a-z");
        assert_eq!(written(&[], &[]), "");
        assert_eq!(written(&[('\0', '\u{10ffff}')], &[]), "^");
    }

    #[test]
    fn the_shorter_of_a_set_and_its_complement_is_written() {
        assert_eq!(written(&[('\0', '9'), (';', '\u{10ffff}')], &[]), "^:");
        assert_eq!(written(&[('\0', '\u{d7ff}'), ('\u{e000}', '\u{10fffe}')], &[]), "^\u{10ffff}");
    }

    #[test]
    fn free_characters_join_ranges_only_where_that_is_shorter() {
        assert_eq!(written(&[('a', 'v'), ('x', 'z')], &[('w', 'w')]), "a-z");
        assert_eq!(written(&[('a', 'a'), ('c', 'c')], &[('b', 'b')]), "ac");
        assert_eq!(written(&[('b', 'z')], &[('a', 'a')]), "b-z");
        assert_eq!(written(&[('\0', '`'), ('b', '\u{10ffff}')], &[('a', 'a')]), "^");
    }

    #[test]
    fn what_would_mean_something_else_is_escaped_or_put_first() {
        assert_eq!(written(&[('^', '^')], &[]), r"\^");
        assert_eq!(written(&[('^', '^'), ('A', 'A')], &[]), "A^");
        assert_eq!(written(&[('\\', '\\')], &[]), r"\\");
        assert_eq!(written(&[('+', '+'), ('-', '-'), ('a', 'z')], &[]), "-+a-z");
        assert_eq!(written(&[('!', '!'), ('-', '9')], &[]), "--9!");
        assert_eq!(written(&[('+', '-')], &[]), "+--");
        assert_eq!(written(&[(',', '-')], &[]), "-,");
    }

    #[test]
    fn large_sets_are_written_in_categories() {
        let mut letters = set::property("L").unwrap();
        assert_eq!(write(&letters, &set::of(&[])), r"A-Za-z\p{L}");
        letters.union(&set::of(&[(0x30, 0x39), (0x20AC, 0x20AC)]));
        assert_eq!(write(&letters, &set::of(&[])), "0-9A-Za-z\u{20ac}\\p{L}");
        assert_eq!(write(&set::negated(&letters), &set::of(&[])), "^0-9A-Za-z\u{20ac}\\p{L}");
        // Few ranges say more than a category.
        assert_eq!(write(&set::property("Zs").unwrap(), &set::of(&[])).chars().count(), 9);
    }
}
