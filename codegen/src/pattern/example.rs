//! Texts that match, for tests: the shortest way through the rows.

use std::collections::BTreeSet;

use super::{Arm, Automaton, Row};

/// No text longer than this is looked for.
const MAX_LENGTH: usize = 4096;

/// A state of the automaton: a row, the copy of its block, and how far a row of text has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    row: usize,
    copy: usize,
    read: usize,
}

/// A state that some text of a given length leads to: the text's last character, and the state before it.
#[derive(Debug, Clone, Copy)]
struct Visit {
    place: Place,
    last: char,
    from: usize,
}

impl Automaton {
    /// A text of at least `min` and at most `max` characters in which the pattern matches, as short as can be, of letters
    /// and digits where the pattern leaves the choice. `None` when there is none, or none of a few thousand characters.
    pub fn example(&self, min: usize, max: usize) -> Option<String> {
        let start = Visit { place: Place { row: 0, copy: 1, read: 0 }, last: ' ', from: 0 };
        let mut layers = vec![vec![start]];
        loop {
            let (length, layer) = (layers.len() - 1, layers.last()?);
            if length >= min
                && let Some(end) = layer.iter().position(|visit| self.may_end(visit.place))
            {
                return Some(trace(&layers, end));
            }
            if length >= max.min(MAX_LENGTH) || layer.is_empty() {
                return None;
            }
            let (mut seen, mut next) = (BTreeSet::new(), Vec::new());
            for (from, visit) in layer.iter().enumerate() {
                let steps = self.steps(visit.place).into_iter().filter(|(_, place)| seen.insert(*place));
                next.extend(steps.map(|(last, place)| Visit { place, last, from }));
            }
            layers.push(next);
        }
    }

    fn may_end(&self, place: Place) -> bool {
        match self.rows.get(place.row) {
            Some(Row::Accept) => true,
            Some(Row::Step { may_end, .. }) => *may_end,
            Some(Row::Text(_)) | None => false,
        }
    }

    /// Where characters lead, one for each arm.
    fn steps(&self, place: Place) -> Vec<(char, Place)> {
        match self.rows.get(place.row) {
            None => Vec::new(),
            Some(Row::Accept) => vec![('a', place)],
            Some(Row::Text(text)) => {
                let mut rest = text.chars().skip(place.read);
                let next = |more: bool| match more {
                    true => Place { read: place.read + 1, ..place },
                    false => Place { row: place.row + 1, copy: 1, read: 0 },
                };
                let c = rest.next();
                c.map(|c| (c, next(rest.next().is_some()))).into_iter().collect()
            }
            Some(Row::Step { arms, block, .. }) => {
                let step = |(index, arm): (usize, &Arm)| {
                    let earlier = arms.get(..index).unwrap_or_default();
                    let (row, copy) = block.go(place.row, place.copy, arm.to);
                    Some((choose(arm, earlier)?, Place { row, copy, read: 0 }))
                };
                arms.iter().enumerate().filter_map(step).collect()
            }
        }
    }
}

/// A character that this arm takes, and no earlier one does.
fn choose(arm: &Arm, earlier: &[Arm]) -> Option<char> {
    let common = ['a', 'A', '0', '-', '/', ':'].into_iter();
    let all = arm.ranges.iter().flat_map(|(low, high)| *low..=*high);
    common.chain(all).find(|c| arm.holds(*c) && !earlier.iter().any(|other| other.holds(*c)))
}

/// The text that leads to a state of the last layer.
fn trace(layers: &[Vec<Visit>], mut end: usize) -> String {
    let mut text: Vec<char> = Vec::with_capacity(layers.len());
    for layer in layers.iter().skip(1).rev() {
        let Some(visit) = layer.get(end) else { break };
        text.push(visit.last);
        end = visit.from;
    }
    text.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::super::compile;

    fn example(pattern: &str, min: usize, max: usize) -> Option<String> {
        let automaton = compile(pattern).unwrap();
        let example = automaton.example(min, max);
        if let Some(text) = &example {
            assert!(automaton.is_match(text) && (min..=max).contains(&text.chars().count()), "{pattern}: {text}");
        }
        example
    }

    #[test]
    fn the_shortest_match_is_found() {
        for (pattern, min, text) in [
            ("^[0-9]{12}$", 0, "000000000000"),
            ("^[a-zA-Z0-9_]{2,}", 0, "aa"),
            ("^[a-zA-Z0-9_]{2,}", 5, "aaaaa"),
            ("^(?!aws:)[a-zA-Z+-=._:/]+$", 1, "a"),
            ("^arn:aws[a-z-]*:iam::\\d{12}:role/.+$", 0, "arn:aws:iam::000000000000:role/a"),
            ("^(ab){2,3}$", 5, "ababab"),
            ("^\\u00e9+$", 2, "éé"),
            ("x", 3, "xaa"),
            ("", 0, ""),
        ] {
            assert_eq!(example(pattern, min, 100).as_deref(), Some(text), "{pattern}");
        }
    }

    #[test]
    fn none_is_found_where_there_is_none() {
        assert_eq!(example("^[0-9]{12}$", 13, 100), None);
        assert_eq!(example("^[0-9]{12}$", 0, 11), None);
        assert_eq!(example("^(?!a)a$", 0, 100), None);
    }
}
